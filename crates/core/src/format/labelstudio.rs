//! Label Studio: tasks with the results of their annotators, as its JSON and JSON-MIN exports have them.
//!
//! Segments are labels as in [`crate::format::cuts`], and what a label carries stands in the data as in [`crate::format::refs`].

mod field;
mod task;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::{iter, mem, slice};

use serde_json::{Value, json};

use crate::error::{Error, ErrorKind, Problems, Result};
use crate::format::contract::{Fit, Format, Offsets, Output, Reading};
use crate::format::cuts;
use crate::format::document::{Document, Note};
use crate::format::input::Input;
use crate::format::json::{self, Json, record_id};
use crate::format::labelstudio::field::{Field, field};
use crate::format::labelstudio::task::{Annotation, Task, is_region, same, tasks};
use crate::format::losses::{Layer, Losses, lost};
use crate::format::options::Options;
use crate::format::refs::{REFS, refs, with_refs};
use crate::format::units::{self, Claim, Draft, Drafts};
use crate::format::versions::{self, Version, agreed};
use crate::text::offsets::Unit;

/// The JSON of Label Studio's text labelling.
pub struct LabelStudio;

/// The units in which its versions count: UTF-16 until 2021, code points since.
const UNITS: [Unit; 2] = [Unit::Chars, Unit::Utf16];

/// What is kept; of documents whose words are not those of the word rule, only the first.
const KEPT: [Layer; 3] = [Layer::Entities, Layer::Tokens, Layer::Splits];

/// Results that mark HTML or dialogue, whose offsets are of no plain text.
const OF_NO_TEXT: [&str; 2] = ["hypertextlabels", "paragraphlabels"];

impl Format for LabelStudio {
    fn name(&self) -> &'static str {
        "label-studio"
    }

    fn about(&self) -> &'static str {
        "Label Studio JSON or JSON-MIN"
    }

    fn fits(&self, input: &Input) -> Fit {
        json::fit(input, |_| false, fit)
    }

    fn offsets(&self) -> Offsets {
        Offsets::Asked
    }

    fn annotators(&self, input: &Input) -> Result<Vec<String>> {
        if input.is_folder {
            return Ok(Vec::new());
        }
        let records = json::records(input.single()?, |_| false)?;
        Ok(annotators(&tasks(&records)?))
    }

    fn read(&self, input: &Input, options: &Options) -> Result<Reading> {
        let file = input.single()?;
        let records = json::records(file, |_| false)?;
        let mut tasks = tasks(&records)?;
        name(&mut tasks);
        if let Some(task) = tasks.iter().find(|task| is_of_no_text(task)).filter(|_| !tasks.iter().flat_map(Task::all).any(has_regions)) {
            let mut problems = Problems::default();
            let said = "the results mark HTML or dialogue (`hypertextlabels`, `paragraphlabels`), whose offsets are of no plain text; export a project of `Text`";
            task.record.place.note(said, &mut problems);
            problems.into_result()?;
        }
        let of_file = |said: String| Error::new(ErrorKind::Ambiguous, said).of_file(&file.shown);
        let source = Source::of(&tasks, options.annotator.as_deref()).map_err(of_file)?;
        let field = if tasks.is_empty() { None } else { Some(field(&tasks, options.field.as_deref()).map_err(of_file)?) };
        let mut reader = Reader { options, source, left_out: Losses::default(), drafts: Drafts::default() };
        let mut problems = Problems::default();
        for (task, field) in tasks.iter().flat_map(|task| field.as_ref().map(|field| (task, field))) {
            reader.task(task, field).unwrap_or_else(|said| task.record.place.note(said, &mut problems));
        }
        mem::take(&mut problems).into_result()?;
        let mut reading = reader.drafts.settled(options.unit, &UNITS, same, reader.left_out)?;
        for documents in iter::once(&mut reading.documents).chain(&mut reading.predicted) {
            documents.iter_mut().enumerate().for_each(|(at, document)| cuts::take_segments(document, &file.shown, at + 1, &mut problems));
        }
        problems.into_result()?;
        Ok(reading)
    }

    fn write(&self, documents: &[Document], options: &Options) -> Result<Output> {
        let unit = options.unit.unwrap_or(Unit::Chars);
        let mut losses = Losses::default();
        let mut tasks = Vec::with_capacity(documents.len());
        for document in documents {
            let (whole, has_words) = cuts::with_segments(document);
            losses.merge(lost(slice::from_ref(document), if has_words { &KEPT } else { &KEPT[..1] }));
            tasks.push(task(&whole, unit)?.to_string());
        }
        // One task a line: the indentation of every bracket would be most of the file.
        Ok(Output { files: vec![(String::new(), format!("[\n{}\n]\n", tasks.join(",\n")).into_bytes())], losses })
    }
}

fn fit(record: &Json) -> Fit {
    let has_results = |key: &str| record.get(key).and_then(Json::array).map(|all| all.iter().all(|one| one.get("result").is_some()));
    let people = has_results("annotations").or(has_results("completions"));
    match record.get("data") {
        // A task that nobody has annotated may hold predictions.
        Some(Json::Object(_)) if people.or(has_results("predictions")) == Some(true) => Fit::Surely,
        _ if record.fields().iter().any(|(_, value)| value.array().is_some_and(|items| items.first().is_some_and(is_region))) => Fit::Surely,
        _ => Fit::No,
    }
}

fn has_regions(annotation: &Annotation) -> bool {
    !annotation.regions.is_empty()
}

fn is_of_no_text(task: &Task) -> bool {
    task.all().flat_map(|annotation| &annotation.others).any(|kind| OF_NO_TEXT.contains(kind))
}

/// Everybody who annotated something and did not skip it, and models where nobody did.
fn annotators(tasks: &[Task]) -> Vec<String> {
    let people = tasks.iter().flat_map(|task| task.annotations.iter().flatten()).filter(|annotation| !annotation.is_cancelled);
    let people = versions::annotators(people.map(|annotation| &annotation.by[..]));
    match people.is_empty() {
        true => versions::annotators(tasks.iter().flat_map(|task| &task.predictions).map(|prediction| &prediction.by[..])),
        false => people,
    }
}

/// The id that the data has stays when a project is imported and exported; it is the name where every task has one of its own.
fn name(tasks: &mut [Task]) {
    let own: Vec<Option<String>> = tasks.iter().map(|task| task.data.get("id").and_then(|id| id.id())).collect();
    let different: BTreeSet<&String> = own.iter().flatten().collect();
    if different.len() == tasks.len() {
        tasks.iter_mut().zip(own).for_each(|(task, own)| task.id = own.unwrap_or_default());
    }
}

/// What counts as the annotation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    /// What people marked.
    People,
    /// What models marked: there are no people in the file, or a model was asked for.
    Models,
}

impl Source {
    /// `Err` if nobody is called as the annotator who is asked for.
    fn of(tasks: &[Task], wanted: Option<&str>) -> Result<Source, String> {
        let is_wanted = |annotation: &Annotation| wanted.is_none_or(|wanted| annotation.by.iter().any(|name| name == wanted));
        let mut people = tasks.iter().flat_map(|task| task.annotations.iter().flatten());
        let has_people = tasks.iter().any(|task| task.annotations.is_some());
        let is_model = tasks.iter().flat_map(|task| &task.predictions).any(is_wanted);
        match wanted {
            None if has_people || tasks.is_empty() => Ok(Source::People),
            None => Ok(Source::Models),
            Some(_) if people.any(is_wanted) => Ok(Source::People),
            Some(_) if is_model => Ok(Source::Models),
            Some(wanted) => versions::known(wanted, &annotators(tasks), false).map(|()| Source::People),
        }
    }
}

struct Reader<'a> {
    options: &'a Options,
    source: Source,
    left_out: Losses,
    drafts: Drafts<'a>,
}

impl<'a> Reader<'a> {
    fn task(&mut self, task: &'a Task<'a>, field: &Field<'a>) -> Result<(), String> {
        let people = task.annotations.as_deref().unwrap_or_default();
        let (among, beside) = match self.source {
            Source::People => (people, &task.predictions[..]),
            Source::Models => (&task.predictions[..], &people[..0]),
        };
        let Some(annotation) = self.chosen(among, field)? else {
            self.left_out.note("tasks that nobody finished", 1);
            return Ok(());
        };
        task.note_unread(field.text, &mut self.left_out);
        let Draft { document, claims } = self.draft(task, annotation, field)?;
        let fields = task.record.value.get("data").unwrap_or(&task.record.value);
        let claims = with_refs(fields, claims, &mut self.left_out)?;
        self.drafts.gold.push(Draft { document, claims });
        match beside {
            [] => {}
            [only] => {
                let draft = self.draft(task, only, field)?;
                self.drafts.predicted.get_or_insert_default().push(draft);
            }
            several => self.left_out.note("predictions of tasks with more than one", several.len()),
        }
        Ok(())
    }

    /// The annotation that counts: that of the annotator who is asked for, else the ground truth, else what those who did not skip the task agree
    /// on; `None` if there is none.
    fn chosen(&mut self, annotations: &'a [Annotation<'a>], field: &Field) -> Result<Option<&'a Annotation<'a>>, String> {
        let wanted = self.options.annotator.as_deref();
        let own: Vec<&'a Annotation<'a>> =
            annotations.iter().filter(|annotation| wanted.is_none_or(|wanted| annotation.by.iter().any(|name| name == wanted))).collect();
        self.left_out.note("annotations of other annotators", annotations.len() - own.len());
        let finished: Vec<&'a Annotation<'a>> = own.iter().copied().filter(|annotation| !annotation.is_cancelled).collect();
        self.left_out.note("cancelled annotations", own.len() - finished.len());
        let truth: Vec<&'a Annotation<'a>> = finished.iter().copied().filter(|annotation| annotation.is_truth).collect();
        let among = if truth.is_empty() { &finished } else { &truth };
        let version =
            |annotation: &&'a Annotation<'a>| Version { by: annotation.by.clone(), id: annotation.id.clone(), meant: meant(annotation, field) };
        agreed(&among.iter().map(version).collect::<Vec<_>>(), "mark one as ground truth")?;
        self.left_out.note("further annotations of one task", finished.len().saturating_sub(1));
        Ok(among.first().copied())
    }

    /// The text of a task with the spans of an annotation or a prediction.
    fn draft(&mut self, task: &Task<'a>, annotation: &Annotation<'a>, field: &Field) -> Result<Draft<'a>, String> {
        let text = task.string(field.text).ok_or_else(|| format!("the task has no text `{}`", field.text))?;
        annotation.note_unread(&mut self.left_out);
        let mut claims = Vec::new();
        for region in &annotation.regions {
            if !field.has(region) {
                self.left_out.note(&format!("spans of `{}`", region.group.name()), 1);
                continue;
            }
            region.note_unread(&mut self.left_out);
            claims.extend(region.labels.iter().map(|&label| Claim {
                start: region.start,
                end: region.end,
                surface: region.surface.map(Into::into),
                label: label.into(),
                entity: "".into(),
                place: task.record.place,
            }));
        }
        Ok(Draft { document: Document { id: task.id.clone(), text: text.into(), ..Document::default() }, claims })
    }
}

/// The labelled spans of an annotation, in an order that does not depend on when they were drawn.
fn meant<'t>(annotation: &Annotation<'t>, field: &Field) -> Vec<(usize, usize, Vec<&'t str>)> {
    let own = annotation.regions.iter().filter(|region| field.has(region));
    let mut meant: Vec<_> = own.map(|region| (region.start, region.end, region.labels.clone())).collect();
    meant.sort();
    meant
}

fn task(document: &Document, unit: Unit) -> Result<Value> {
    let result = |(at, (note, (start, end))): (usize, (&Note, (usize, usize)))| {
        let (surface, label) = (note.span.slice(&document.text), &*note.label);
        let value = json!({ "start": start, "end": end, "text": surface, "labels": [label] });
        json!({ "id": format!("m{}", at + 1), "from_name": "label", "to_name": "text", "type": "labels", "value": value })
    };
    let offsets = units::offsets(document, unit)?;
    let refs = refs(document, &offsets);
    let results: Vec<Value> = document.mentions.iter().zip(offsets).enumerate().map(result).collect();
    // Label Studio numbers tasks itself: what is to stay goes with the data.
    let mut task = json!({ "data": { "id": record_id(&document.id), "text": document.text }, "annotations": [{ "result": results }] });
    if !refs.is_empty() {
        task["data"][REFS] = refs.into();
    }
    Ok(task)
}
