//! Label Studio: tasks with the results of their annotators, as its JSON and JSON-MIN exports have them.

#[cfg(test)]
mod tests;

use serde_json::{Value, json};

use crate::error::{Problems, Result};
use crate::format::contract::{Fit, Format, Offsets, Output, Reading};
use crate::format::document::{Document, Note};
use crate::format::input::Input;
use crate::format::json::{self, Json, Record, record_id};
use crate::format::losses::{Losses, lost};
use crate::format::options::Options;
use crate::format::units::{self, Claim, Draft};
use crate::text::offsets::Unit;

/// The JSON of Label Studio's text labelling.
pub struct LabelStudio;

/// The units in which its versions count: UTF-16 until 2021, code points since.
const UNITS: [Unit; 2] = [Unit::Chars, Unit::Utf16];

/// Strings of a JSON-MIN record that are no text.
const BOOKKEEPING: [&str; 4] = ["created_at", "updated_at", "annotator", "agreement"];

impl Format for LabelStudio {
    fn name(&self) -> &'static str {
        "label-studio"
    }

    fn about(&self) -> &'static str {
        "Label Studio JSON or JSON-MIN"
    }

    fn fits(&self, input: &Input) -> Fit {
        let Ok(file) = input.single() else { return Fit::No };
        json::first_records(file, 20, |_| false).iter().map(fit).max().unwrap_or(Fit::No)
    }

    fn offsets(&self) -> Offsets {
        Offsets::Asked
    }

    fn read(&self, input: &Input, options: &Options) -> Result<Reading> {
        let records = json::records(input.single()?, |_| false)?;
        let mut problems = Problems::default();
        let mut left_out = Losses::default();
        let (mut drafts, mut predicted) = (Vec::new(), Vec::new());
        for record in &records {
            match draft(record, options, &mut left_out) {
                Ok(Some(Tasked { annotated, prediction })) => {
                    drafts.push(annotated);
                    predicted.extend(prediction);
                }
                Ok(None) => {}
                Err(said) => record.place.note(said, &mut problems),
            }
        }
        problems.into_result()?;
        // Both sides count in one unit, which all surfaces together show.
        let unit = match options.unit {
            None if !predicted.is_empty() => Some(units::deduce(&[drafts.clone(), predicted.clone()].concat(), &UNITS, same)?),
            given => given,
        };
        let predicted = if predicted.is_empty() { None } else { Some(units::documents(predicted, unit, &UNITS, same)?) };
        Ok(Reading { documents: units::documents(drafts, unit, &UNITS, same)?, left_out, predicted })
    }

    fn write(&self, documents: &[Document], options: &Options) -> Result<Output> {
        let unit = options.unit.unwrap_or(Unit::Chars);
        // One task a line: the indentation of every bracket would be most of the file.
        let tasks: Result<Vec<String>> = documents.iter().map(|document| Ok(task(document, unit)?.to_string())).collect();
        let content = format!("[\n{}\n]\n", tasks?.join(",\n")).into_bytes();
        Ok(Output { files: vec![(String::new(), content)], losses: lost(documents, &[]) })
    }
}

/// Line ends may be written as a backslash and `n` in the text of a region.
fn same(slice: &str, surface: &str) -> bool {
    slice == surface || (surface.contains("\\n") && slice == surface.replace("\\n", "\n"))
}

fn fit(record: &Json) -> Fit {
    let annotations = record.get("annotations").or(record.get("completions")).and_then(Json::array);
    match (record.get("data"), annotations) {
        (Some(Json::Object(_)), Some(annotations)) if annotations.iter().all(|one| one.get("result").is_some()) => Fit::Surely,
        _ if record.fields().iter().any(|(_, value)| value.array().is_some_and(|items| items.first().is_some_and(is_region))) => Fit::Surely,
        _ => Fit::No,
    }
}

/// Whether the value is a labelled span.
fn is_region(value: &Json) -> bool {
    value.get("start").is_some() && value.get("labels").and_then(Json::array).is_some()
}

/// A task: the annotation that counts, and the prediction of a model beside it.
struct Tasked<'a> {
    annotated: Draft<'a>,
    prediction: Option<Draft<'a>>,
}

/// What a record says: `None` if nobody finished its annotation, `Err` if something is wrong with it.
fn draft<'a>(record: &'a Record, options: &Options, left_out: &mut Losses) -> Result<Option<Tasked<'a>>, String> {
    let value = &record.value;
    // Old exports call annotations so.
    let key = if value.get("completions").is_some() { "completions" } else { "annotations" };
    if value.get("data").is_none() && value.get(key).is_none() {
        let is_others = options.annotator.as_ref().is_some_and(|wanted| value.get("annotator").is_none_or(|by| !is_by(by, wanted)));
        left_out.note("tasks of other annotators", usize::from(is_others));
        return if is_others { Ok(None) } else { minimal(record, options, left_out).map(|annotated| Some(Tasked { annotated, prediction: None })) };
    }
    let Some(annotation) = chosen(value.items(key)?, options, left_out)? else {
        left_out.note("tasks that nobody finished", 1);
        return Ok(None);
    };
    let annotated = annotated(record, annotation, options, left_out)?;
    let prediction = match value.items("predictions")? {
        [only] => Some(self::annotated(record, only, options, left_out)?),
        several => {
            left_out.note("predictions", several.len());
            None
        }
    };
    Ok(Some(Tasked { annotated, prediction }))
}

/// The annotator of an annotation, by the id.
fn annotator(annotation: &Json) -> Option<String> {
    let by = annotation.get("completed_by")?;
    by.id().or_else(|| by.get("id").and_then(Json::id))
}

/// Whether an annotation is of this annotator: by the id, or by the name or mail address that the export has.
fn is_by(by: &Json, wanted: &str) -> bool {
    by.id().is_some_and(|id| id == wanted) || by.fields().iter().any(|(_, value)| value.id().is_some_and(|id| id == wanted))
}

/// The text of a task with the spans of an annotation or a prediction.
fn annotated<'a>(record: &'a Record, annotation: &'a Json, options: &Options, left_out: &mut Losses) -> Result<Draft<'a>, String> {
    let value = &record.value;
    let results = annotation.items("result")?;
    let data = value.get("data").ok_or("there is no `data` with the text")?;
    let text = text_of(data, results, options)?;
    let mut claims = Vec::new();
    for (at, result) in results.iter().enumerate() {
        match result.string("type").map_err(|said| format!("result {}: {said}", at + 1))? {
            "labels" => {
                let region = result.get("value").ok_or_else(|| format!("result {}: there is no `value`", at + 1))?;
                regions(record, region, &mut claims, left_out).map_err(|said| format!("result {}: {said}", at + 1))?;
            }
            kind @ ("hypertextlabels" | "paragraphlabels") => {
                return Err(format!(
                    "result {}: `{kind}` marks HTML or dialogue, whose offsets are of no plain text; export a `Text` project",
                    at + 1
                ));
            }
            kind => left_out.note(&format!("`{kind}` results"), 1),
        }
    }
    let id = value.get("id").or(data.get("id")).and_then(Json::id).unwrap_or_else(|| record.id());
    Ok(Draft { document: Document { id, text: text.into(), ..Document::default() }, claims })
}

/// The annotation that counts: that of the annotator who is asked for, else the ground truth, else what those who did not cancel agree on;
/// `None` if there is none.
fn chosen<'a>(annotations: &'a [Json], options: &Options, left_out: &mut Losses) -> Result<Option<&'a Json>, String> {
    if let Some(wanted) = &options.annotator {
        let own: Vec<&Json> = annotations.iter().filter(|annotation| annotation.get("completed_by").is_some_and(|by| is_by(by, wanted))).collect();
        left_out.note("annotations of other annotators", annotations.len() - own.len());
        return match &own[..] {
            [] => Ok(None),
            [only] => Ok(Some(only)),
            several => Err(format!("annotator {wanted} has {} annotations of it; expected one", several.len())),
        };
    }
    let is = |annotation: &&Json, key: &str| annotation.get(key) == Some(&Json::Bool(true));
    let finished: Vec<&Json> = annotations.iter().filter(|annotation| !is(annotation, "was_cancelled")).collect();
    left_out.note("cancelled annotations", annotations.len() - finished.len());
    let truth: Vec<&Json> = finished.iter().copied().filter(|annotation| is(annotation, "ground_truth")).collect();
    let among = if truth.is_empty() { &finished } else { &truth };
    let Some(first) = among.first() else { return Ok(None) };
    if among.iter().any(|other| meant(other) != meant(first)) {
        let ids: Vec<String> = among.iter().filter_map(|annotation| annotation.get("id").and_then(Json::id)).collect();
        let named = if ids.is_empty() { String::new() } else { format!(" ({})", ids.join(", ")) };
        let by: Vec<String> = among.iter().filter_map(|annotation| annotator(annotation)).collect();
        let by = if by.is_empty() { String::new() } else { format!(" ({})", by.join(", ")) };
        return Err(format!("{} annotations{named} differ; mark one as ground truth, or name an annotator with --annotator{by}", among.len()));
    }
    left_out.note("further annotations of one task", finished.len() - 1);
    Ok(Some(first))
}

/// The labelled spans of an annotation, in an order that does not depend on when they were drawn.
fn meant(annotation: &Json) -> Vec<(Option<usize>, Option<usize>, Vec<&str>)> {
    let results = annotation.get("result").and_then(Json::array).unwrap_or_default();
    let span = |value: &'_ Json, key: &str| value.get(key).and_then(Json::offset);
    let mut meant: Vec<_> = results
        .iter()
        .filter_map(|result| result.get("value"))
        .filter_map(|value| Some((span(value, "start"), span(value, "end"), value.get("labels")?.array()?.iter().filter_map(Json::str).collect())))
        .collect();
    meant.sort();
    meant
}

/// The text of a task: `text`, else the only string, else what the results name.
fn text_of<'a>(data: &'a Json, results: &[Json], options: &Options) -> Result<&'a str, String> {
    if let Some(key) = &options.field {
        return data.string(key);
    }
    if data.get("text").is_some() {
        return data.string("text");
    }
    let strings: Vec<(&str, &str)> = data.fields().iter().filter_map(|(key, value)| Some((key.as_str(), value.str()?))).collect();
    let named = results.iter().find_map(|result| result.get("to_name")?.str());
    match (&strings[..], named.and_then(|name| strings.iter().find(|(key, _)| *key == name))) {
        ([(_, text)], _) | (_, Some((_, text))) => Ok(text),
        ([], _) => Err("`data` holds no string that could be the text".into()),
        _ => Err(format!(
            "`data` holds several strings, and none is named `text`: {}; name one with --field",
            strings.iter().map(|(key, _)| *key).collect::<Vec<_>>().join(", ")
        )),
    }
}

/// A record of JSON-MIN: the text and the spans stand under the names that the project gave them.
fn minimal<'a>(record: &'a Record, options: &Options, left_out: &mut Losses) -> Result<Draft<'a>, String> {
    let fields = record.value.fields();
    if fields.is_empty() {
        return Err(format!("the record is {}; expected a task", record.value.kind()));
    }
    let strings: Vec<(&str, &str)> = fields
        .iter()
        .filter(|(key, _)| !BOOKKEEPING.contains(&key.as_str()) && key != "id")
        .filter_map(|(key, value)| Some((key.as_str(), value.str()?)))
        .collect();
    let named = options.field.as_deref().unwrap_or("text");
    let text = match (record.value.get(named).and_then(Json::str), &strings[..]) {
        (Some(text), _) => text,
        (None, [(_, text)]) => text,
        (None, []) => return Err("there is neither `data` with `annotations` nor a text".into()),
        (None, several) => {
            let keys: Vec<&str> = several.iter().map(|(key, _)| *key).collect();
            return Err(format!("there are several strings, and none is named `text`: {}", keys.join(", ")));
        }
    };
    let mut claims = Vec::new();
    for (key, value) in fields {
        let items = value.array().unwrap_or_default();
        if key == "label" || items.iter().any(is_region) {
            for (at, region) in record.value.items(key)?.iter().enumerate() {
                regions(record, region, &mut claims, left_out).map_err(|said| format!("`{key}` {}: {said}", at + 1))?;
            }
        }
    }
    Ok(Draft { document: Document { id: record.id(), text: text.into(), ..Document::default() }, claims })
}

/// Appends a claim for every label of a region.
fn regions<'a>(record: &'a Record, region: &'a Json, claims: &mut Vec<Claim<'a>>, left_out: &mut Losses) -> Result<(), String> {
    let (start, end) = region.offsets(["start", "end"])?;
    let surface = region.get("text").map(|_| region.string("text")).transpose()?;
    region.note_unknown_of("regions", &["start", "end", "text", "labels", "globalOffsets"], left_out);
    let labels = region.items("labels")?;
    if labels.is_empty() {
        return Err(format!("the span {start}..{end} has no label"));
    }
    for label in labels {
        let label = label.str().ok_or_else(|| format!("a label is {}, expected a string", label.kind()))?;
        claims.push(Claim { start, end, surface: surface.map(Into::into), label: label.into(), entity: "".into(), place: record.place });
    }
    Ok(())
}

fn task(document: &Document, unit: Unit) -> Result<Value> {
    let result = |(at, (note, (start, end))): (usize, (&Note, (usize, usize)))| {
        let (surface, label) = (note.span.slice(&document.text), &*note.label);
        let value = json!({ "start": start, "end": end, "text": surface, "labels": [label] });
        json!({ "id": format!("m{}", at + 1), "from_name": "label", "to_name": "text", "type": "labels", "value": value })
    };
    let offsets = units::offsets(document, unit)?;
    let results: Vec<Value> = document.mentions.iter().zip(offsets).enumerate().map(result).collect();
    let mut task = json!({ "data": { "text": document.text }, "annotations": [{ "result": results }] });
    // The `id` of a task is a number; a name goes with the data.
    match record_id(&document.id) {
        Value::String(name) => task["data"]["id"] = name.into(),
        number => task["id"] = number,
    }
    Ok(task)
}
