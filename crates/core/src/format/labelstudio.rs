//! Label Studio: tasks with the results of their annotators, as its JSON and JSON-MIN exports have them.

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
        let mut drafts = Vec::new();
        for record in &records {
            match draft(record, &mut left_out) {
                Ok(draft) => drafts.extend(draft),
                Err(said) => record.place.note(said, &mut problems),
            }
        }
        problems.into_result()?;
        Ok(Reading { documents: units::documents(drafts, options.unit, &UNITS, same)?, left_out, predicted: None })
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
    let annotations = record.get("annotations").and_then(Json::array);
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

/// What a record says: `None` if nobody finished its annotation, `Err` if something is wrong with it.
fn draft<'a>(record: &'a Record, left_out: &mut Losses) -> Result<Option<Draft<'a>>, String> {
    let value = &record.value;
    if value.get("data").is_none() && value.get("annotations").is_none() {
        return minimal(record, left_out).map(Some);
    }
    left_out.note("predictions", value.items("predictions")?.len());
    let Some(annotation) = chosen(value.items("annotations")?, left_out)? else {
        left_out.note("tasks that nobody finished", 1);
        return Ok(None);
    };
    let results = annotation.items("result")?;
    let data = value.get("data").ok_or("there is no `data` with the text")?;
    let text = text_of(data, results)?;
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
    Ok(Some(Draft { document: Document { id, text: text.into(), ..Document::default() }, claims }))
}

/// The annotation that counts: the ground truth, or what those who did not cancel agree on; `None` if there is none.
fn chosen<'a>(annotations: &'a [Json], left_out: &mut Losses) -> Result<Option<&'a Json>, String> {
    let is = |annotation: &&Json, key: &str| annotation.get(key) == Some(&Json::Bool(true));
    let finished: Vec<&Json> = annotations.iter().filter(|annotation| !is(annotation, "was_cancelled")).collect();
    left_out.note("cancelled annotations", annotations.len() - finished.len());
    let truth: Vec<&Json> = finished.iter().copied().filter(|annotation| is(annotation, "ground_truth")).collect();
    let among = if truth.is_empty() { &finished } else { &truth };
    let Some(first) = among.first() else { return Ok(None) };
    if among.iter().any(|other| meant(other) != meant(first)) {
        let ids: Vec<String> = among.iter().filter_map(|annotation| annotation.get("id").and_then(Json::id)).collect();
        let named = if ids.is_empty() { String::new() } else { format!(" ({})", ids.join(", ")) };
        return Err(format!("{} annotations{named} differ; mark one as ground truth, or export the task with one", among.len()));
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
fn text_of<'a>(data: &'a Json, results: &[Json]) -> Result<&'a str, String> {
    if data.get("text").is_some() {
        return data.string("text");
    }
    let strings: Vec<(&str, &str)> = data.fields().iter().filter_map(|(key, value)| Some((key.as_str(), value.str()?))).collect();
    let named = results.iter().find_map(|result| result.get("to_name")?.str());
    match (&strings[..], named.and_then(|name| strings.iter().find(|(key, _)| *key == name))) {
        ([(_, text)], _) | (_, Some((_, text))) => Ok(text),
        ([], _) => Err("`data` holds no string that could be the text".into()),
        _ => Err(format!(
            "`data` holds several strings, and none is named `text`: {}",
            strings.iter().map(|(key, _)| *key).collect::<Vec<_>>().join(", ")
        )),
    }
}

/// A record of JSON-MIN: the text and the spans stand under the names that the project gave them.
fn minimal<'a>(record: &'a Record, left_out: &mut Losses) -> Result<Draft<'a>, String> {
    let fields = record.value.fields();
    if fields.is_empty() {
        return Err(format!("the record is {}; expected a task", record.value.kind()));
    }
    let strings: Vec<(&str, &str)> = fields
        .iter()
        .filter(|(key, _)| !BOOKKEEPING.contains(&key.as_str()) && key != "id")
        .filter_map(|(key, value)| Some((key.as_str(), value.str()?)))
        .collect();
    let text = match (record.value.get("text").and_then(Json::str), &strings[..]) {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::format::sample::{self, file, plain, shown, written};

    fn read(content: &str) -> Result<Reading, String> {
        LabelStudio.read(&file("a.json", content), &Options::default()).map_err(|error| error.to_string())
    }

    fn region(start: usize, end: usize, surface: &str) -> String {
        format!("{{\"start\":{start},\"end\":{end},\"text\":\"{surface}\",\"labels\":[\"PERS\"]}}")
    }

    fn result(region: &str) -> String {
        format!("{{\"id\":\"x\",\"from_name\":\"label\",\"to_name\":\"body\",\"type\":\"labels\",\"value\":{region}}}")
    }

    fn task(data: &str, annotations: &str) -> String {
        format!("[{{\"id\":3,\"data\":{{{data}}},\"annotations\":[{annotations}],\"predictions\":[]}}]")
    }

    #[test]
    fn surfaces_behind_an_emoji_and_marks_tell_the_unit() {
        for (start, end) in [(7, 13), (8, 14)] {
            let result = result(&region(start, end, "عُمَرُ"));
            let content = task("\"body\":\"🎉 زارَ عُمَرُ\"", &format!("{{\"result\":[{result}]}}"));
            let document = &read(&content).unwrap().documents[0];
            assert_eq!((shown(document), document.id.as_str()), (vec!["PERS «عُمَرُ»".into()], "3"));
            assert_eq!(LabelStudio.fits(&file("a.json", &content)), Fit::Surely);
        }
    }

    #[test]
    fn without_surfaces_the_unit_is_asked_for_where_it_matters() {
        let content = |text: &str| {
            task(&format!("\"text\":\"{text}\""), "{\"result\":[{\"type\":\"labels\",\"value\":{\"start\":2,\"end\":5,\"labels\":[\"PERS\"]}}]}")
        };
        let said = read(&content("🎉 عمر")).unwrap_err();
        assert!(said.contains("`a.json` record 1: 2..5 would be «عمر» in code points, « عم» in UTF-16 units"), "{said}");
        assert_eq!(shown(&read(&content("وَعمر")).unwrap().documents[0]), ["PERS «عمر»"]);
    }

    #[test]
    fn the_minimal_export_is_read_under_any_names() {
        let content = format!(
            "[{{\"body\":\"زار عمر\",\"id\":9,\"names\":[{}],\"annotator\":1,\"created_at\":\"x\"}},{{\"body\":\"x\",\"id\":10}}]",
            region(4, 7, "عمر")
        );
        let reading = read(&content).unwrap();
        assert_eq!((shown(&reading.documents[0]), reading.documents[0].id.as_str()), (vec!["PERS «عمر»".into()], "9"));
        assert_eq!(LabelStudio.fits(&file("a.json", &content)), Fit::Surely);
    }

    #[test]
    fn the_ground_truth_counts_or_what_all_agree_on() {
        let (one, two) = (result(&region(0, 3, "عمر")), result(&region(4, 7, "زيد")));
        let said = |annotations: &str| {
            let reading = read(&task("\"text\":\"عمر زيد\"", annotations))?;
            Ok::<_, String>((
                reading.documents.iter().flat_map(shown).collect::<Vec<_>>(),
                reading.left_out.iter().map(|(kind, n)| format!("{n} {kind}")).collect::<Vec<_>>(),
            ))
        };
        let shown = |text: &str| vec![format!("PERS «{text}»")];
        let truth = said(&format!("{{\"result\":[{one}]}},{{\"result\":[{two}],\"ground_truth\":true}}")).unwrap();
        assert_eq!(truth, (shown("زيد"), vec!["1 further annotations of one task".into()]));
        let cancelled = said(&format!("{{\"result\":[{one}]}},{{\"result\":[{two}],\"was_cancelled\":true}}")).unwrap();
        assert_eq!(cancelled, (shown("عمر"), vec!["1 cancelled annotations".into()]));
        assert_eq!(said(&format!("{{\"result\":[{one}]}},{{\"result\":[{one}]}}")).unwrap().0, shown("عمر"));
        assert_eq!(said("").unwrap(), (vec![], vec!["1 tasks that nobody finished".into()]));
        let fault = said(&format!("{{\"id\":5,\"result\":[{one}]}},{{\"id\":6,\"result\":[{two}]}}")).unwrap_err();
        assert!(fault.contains("`a.json` record 1: 2 annotations (5, 6) differ; mark one as ground truth"), "{fault}");
    }

    #[test]
    fn results_that_are_no_labels_are_counted() {
        let annotation = "{\"result\":[{\"type\":\"choices\",\"value\":{}},{\"type\":\"relation\"}]}";
        let reading = read(&task("\"text\":\"x\"", annotation)).unwrap();
        assert_eq!(reading.left_out.iter().collect::<Vec<_>>(), [("`choices` results", 1), ("`relation` results", 1)]);
    }

    #[test]
    fn every_fault_is_named_with_its_record() {
        let labels = |value: &str| task("\"text\":\"عمر\"", &format!("{{\"result\":[{}]}}", result(value)));
        let cases = [
            ("[7]".into(), "the record is a number"),
            ("[{\"id\":1}]".into(), "there is neither `data` with `annotations` nor a text"),
            ("[{\"a\":\"x\",\"b\":\"y\"}]".into(), "there are several strings, and none is named `text`: a, b"),
            ("[{\"a\":\"x\",\"label\":[{\"end\":1,\"labels\":[\"A\"]}]}]".into(), "`label` 1: expected whole numbers"),
            (task("\"a\":\"x\",\"b\":\"y\"", "{\"result\":[]}"), "`data` holds several strings, and none is named `text`: a, b"),
            (task("\"a\":1", "{\"result\":[]}"), "`data` holds no string"),
            (task("\"text\":\"x\"", "{\"result\":[{\"value\":{}}]}"), "result 1: there is no `type`"),
            (task("\"text\":\"x\"", "{\"result\":[{\"type\":\"labels\"}]}"), "result 1: there is no `value`"),
            (task("\"text\":\"x\"", "{\"result\":[{\"type\":\"hypertextlabels\"}]}"), "result 1: `hypertextlabels` marks HTML"),
            (labels("{\"start\":0,\"end\":1,\"labels\":[]}"), "result 1: the span 0..1 has no label"),
            (labels("{\"start\":0,\"end\":1,\"labels\":[1]}"), "result 1: a label is a number"),
            (labels("{\"start\":0,\"end\":1,\"labels\":[\"\"]}"), "the label is empty"),
            (labels(&region(0, 2, "زيد")), "text is «زيد» but code points 0..2 are «عم»"),
            (labels(&region(0, 9, "زيد")), "span 0..9 ends behind the text"),
        ];
        for (content, expected) in cases {
            let said = read(&content).unwrap_err();
            assert!(said.contains("`a.json` record 1: ") && said.contains(expected), "{content}: {said}");
        }
    }

    #[test]
    fn other_records_are_not_taken_for_its_own() {
        let fits = |content: &str| LabelStudio.fits(&file("a.json", content));
        assert_eq!(fits("{\"text\":\"a\",\"label\":[[0,1,\"A\"]]}"), Fit::No);
        assert_eq!(fits("{\"text\":\"a\",\"spans\":[{\"start\":0,\"end\":1,\"label\":\"A\"}]}"), Fit::No);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(documents in sample::documents(sample::ANY)) {
            let expected = plain(&documents, |document| {
                (document.sentences, document.tokens, document.splits) = Default::default();
                document.mentions.iter_mut().for_each(|note| note.entity = "".into());
            });
            for unit in Unit::ALL {
                let options = Options { unit: Some(unit), ..Options::default() };
                let input = written(&LabelStudio.write(&documents, &options).unwrap());
                prop_assert_eq!(&plain(&LabelStudio.read(&input, &options).unwrap().documents, |_| {}), &expected);
                // Files in units that Label Studio never counted in are not its own.
                if let (true, Ok(reading)) = (UNITS.contains(&unit), LabelStudio.read(&input, &Options::default())) {
                    prop_assert_eq!(&plain(&reading.documents, |_| {}), &expected);
                }
            }
        }
    }
}
