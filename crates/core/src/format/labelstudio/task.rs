//! Tasks of Label Studio, whichever export they are of: the data, and what people and models marked in it.

use std::collections::BTreeMap;

use crate::error::{Problems, Result};
use crate::format::json::{Json, Record};
use crate::format::losses::Losses;
use crate::format::refs::REFS;

/// Keys of a JSON-MIN record that are neither data nor annotation.
const BOOKKEEPING: [&str; 9] =
    ["id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time", "agreement", "was_cancelled", "ground_truth"];

/// Keys of a task that say nothing of its mentions, or that are read.
const TASK_KEYS: [&str; 23] = [
    "id",
    "data",
    "annotations",
    "completions",
    "predictions",
    "drafts",
    "created_at",
    "updated_at",
    "inner_id",
    "total_annotations",
    "cancelled_annotations",
    "total_predictions",
    "comment_count",
    "unresolved_comment_count",
    "last_comment_updated_at",
    "comment_authors",
    "project",
    "updated_by",
    "file_upload",
    "allow_skip",
    "is_labeled",
    "overlap",
    "agreement",
];

/// Keys of an annotation or a prediction that say nothing of its mentions, or that are read.
const ANNOTATION_KEYS: [&str; 31] = [
    "id",
    "result",
    "completed_by",
    "was_cancelled",
    "skipped",
    "ground_truth",
    "honeypot",
    "model_version",
    "created_at",
    "updated_at",
    "draft_created_at",
    "created_ago",
    "created_username",
    "lead_time",
    "prediction",
    "result_count",
    "unique_id",
    "import_id",
    "last_action",
    "bulk_created",
    "task",
    "project",
    "updated_by",
    "last_created_by",
    "parent_prediction",
    "parent_annotation",
    "score",
    "model",
    "model_run",
    "cluster",
    "mislabeling",
];

/// Keys of a result that say nothing of its mention, or that are read.
const RESULT_KEYS: [&str; 8] = ["id", "type", "value", "from_name", "to_name", "origin", "score", "readonly"];

/// A task.
pub(super) struct Task<'a> {
    /// Its first record.
    pub record: &'a Record<'a>,
    /// The number that Label Studio gave it, or the place of its record.
    pub id: String,
    /// The fields of its data.
    pub data: BTreeMap<&'a str, &'a Json>,
    /// What people marked; `None` where the file has no place for it, as in an import of predictions.
    pub annotations: Option<Vec<Annotation<'a>>>,
    /// What models marked.
    pub predictions: Vec<Annotation<'a>>,
    /// The predictions of which the file has nothing but the number.
    absent: usize,
}

/// What one person or model marked in one task.
pub(super) struct Annotation<'a> {
    /// What it is called in the file, if it is.
    pub id: Option<String>,
    /// The names of whoever made it, the shortest form first: an id, a mail address, the version of a model.
    pub by: Vec<String>,
    /// Whether it was skipped.
    pub is_cancelled: bool,
    /// Whether it is marked as the truth.
    pub is_truth: bool,
    /// The labelled spans of plain text.
    pub regions: Vec<Region<'a>>,
    /// The kinds of its other results.
    pub others: Vec<&'a str>,
    /// Where it stands, for the keys that are not read.
    json: Option<&'a Json>,
}

/// A labelled span of a text.
pub(super) struct Region<'a> {
    /// The text that it marks, and the control that made it.
    pub group: Group<'a>,
    /// The first unit.
    pub start: usize,
    /// The unit behind the last.
    pub end: usize,
    /// The text of the span, if the file has it.
    pub surface: Option<&'a str>,
    /// Its labels; at least one.
    pub labels: Vec<&'a str>,
    /// The result, where there is one, and the value in it.
    json: (Option<&'a Json>, &'a Json),
}

/// What spans of one kind share: the name of the text that they mark, and that of the control that made them. JSON-MIN has only the second.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Group<'a> {
    /// `to_name`
    pub object: Option<&'a str>,
    /// `from_name`, or the key of the list
    pub control: Option<&'a str>,
}

impl Group<'_> {
    /// Whether it goes by this name.
    pub fn is_called(&self, name: &str) -> bool {
        self.object == Some(name) || self.control == Some(name)
    }

    /// The name that tells it from others.
    pub fn name(&self) -> &str {
        self.control.or(self.object).unwrap_or_default()
    }
}

impl Task<'_> {
    /// The string of a field of the data.
    pub fn string(&self, key: &str) -> Option<&str> {
        self.data.get(key).and_then(|value| value.str())
    }
}

impl<'a> Task<'a> {
    /// The annotations and the predictions.
    pub fn all(&self) -> impl Iterator<Item = &Annotation<'a>> {
        self.annotations.iter().flatten().chain(&self.predictions)
    }

    /// Notes what of the task and of its data, but for this text, is not read.
    pub fn note_unread(&self, text: &str, left_out: &mut Losses) {
        if self.record.value.get("data").is_some() {
            self.record.value.note_unknown(&TASK_KEYS, left_out);
            left_out.note("drafts", self.record.value.get("drafts").and_then(Json::array).map_or(0, <[_]>::len));
            left_out.note("predictions of which the file has only the number", self.absent);
        }
        let is_other = |(key, value): &(&&str, &&Json)| ![text, "id", REFS].contains(*key) && !value.is_empty();
        self.data.iter().filter(is_other).for_each(|(key, _)| left_out.note(&format!("`{key}` fields"), 1));
    }
}

impl Annotation<'_> {
    /// Notes what of it is not read.
    pub fn note_unread(&self, left_out: &mut Losses) {
        self.others.iter().for_each(|kind| left_out.note(&format!("`{kind}` results"), 1));
        if let Some(json) = self.json {
            json.note_unknown_of("annotations", &ANNOTATION_KEYS, left_out);
        }
    }
}

impl Region<'_> {
    /// Notes what of it is not read.
    pub fn note_unread(&self, left_out: &mut Losses) {
        let (result, value) = self.json;
        for (key, value) in result.map_or(&[][..], Json::fields) {
            // `false` is what results have by default: nobody hid or locked them.
            let says_nothing = RESULT_KEYS.contains(&key.as_str()) || key.starts_with('_') || value.is_empty() || *value == Json::Bool(false);
            left_out.note(&format!("`{key}` keys of results"), usize::from(!says_nothing));
        }
        value.note_unknown_of("regions", &["start", "end", "text", "labels", "globalOffsets"], left_out);
    }
}

/// The tasks of records: rows of JSON-MIN with one id are annotations of one task.
///
/// `Err` holds everything that is wrong with them.
pub(super) fn tasks<'a>(records: &'a [Record<'a>]) -> Result<Vec<Task<'a>>> {
    let mut problems = Problems::default();
    let mut tasks: Vec<Task> = Vec::with_capacity(records.len());
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for record in records {
        let task = match is_task(&record.value) {
            true => full(record),
            false => minimal(record),
        };
        match task {
            Err(said) => record.place.note(said, &mut problems),
            Ok(task) if is_task(&record.value) || record.value.get("id").is_none() => tasks.push(task),
            Ok(task) => match known.get(&task.id) {
                None => {
                    known.insert(task.id.clone(), tasks.len());
                    tasks.push(task);
                }
                // What two annotators answered differently, such as a choice, is no data of the task.
                Some(&at) => {
                    let first = &mut tasks[at];
                    first.data.retain(|key, value| task.data.get(key).is_some_and(|own| **own == **value));
                    first.annotations.get_or_insert_default().extend(task.annotations.into_iter().flatten());
                    if !first.data.values().any(|value| value.str().is_some()) {
                        let said = format!("its id {} is that of record {}, whose text is another; ids must differ", task.id, first.record.number);
                        record.place.note(said, &mut problems);
                    }
                }
            },
        }
    }
    problems.into_result()?;
    Ok(tasks)
}

/// Whether a record is of the full export; old ones call annotations completions.
fn is_task(record: &Json) -> bool {
    ["data", "annotations", "completions"].iter().any(|key| record.get(key).is_some())
}

fn full<'a>(record: &'a Record<'a>) -> Result<Task<'a>, String> {
    let value = &record.value;
    let data = match value.get("data") {
        Some(Json::Object(fields)) => fields.iter().map(|(key, value)| (key.as_str(), value)).collect(),
        Some(other) => return Err(format!("`data` is {}, expected an object with the text", other.kind())),
        None => return Err("there is no `data` with the text".into()),
    };
    let filled = |key: &&str| value.get(key).is_some_and(|items| !items.is_empty());
    let key = match ["annotations", "completions"].into_iter().filter(filled).collect::<Vec<_>>()[..] {
        [] => ["annotations", "completions"].into_iter().find(|key| value.get(key).is_some()),
        [key] => Some(key),
        _ => return Err("there are `annotations` and `completions`; expected one of them".into()),
    };
    let annotations = key.map(|key| several(value, key)).transpose()?;
    let id = value.get("id").and_then(Json::id).unwrap_or_else(|| record.id());
    let (predictions, absent) = predictions(value, key)?;
    Ok(Task { record, id, data, annotations, predictions, absent })
}

/// The annotations under a key.
fn several<'a>(value: &'a Json, key: &str) -> Result<Vec<Annotation<'a>>, String> {
    let one = |(at, item): (usize, &'a Json)| annotation(item).map_err(|said| format!("`{key}` {}: {said}", at + 1));
    value.items(key)?.iter().enumerate().map(one).collect()
}

/// The predictions of a task, and how many of them the file has only as numbers. Exports have those that were shown to an annotator in full
/// beside what became of them, under `prediction`.
fn predictions<'a>(value: &'a Json, people: Option<&str>) -> Result<(Vec<Annotation<'a>>, usize), String> {
    let annotations = people.map_or(Ok(&[][..]), |key| value.items(key))?;
    let shown = annotations.iter().filter_map(|annotation| annotation.get("prediction")).filter(|shown| shown.get("result").is_some());
    let mut known: BTreeMap<String, &Json> = shown.filter_map(|shown| Some((shown.get("id")?.id()?, shown))).collect();
    let (mut all, mut absent) = (Vec::new(), 0);
    for (at, item) in value.items("predictions")?.iter().enumerate() {
        let found = item.id().and_then(|id| known.remove(&id));
        match (item, found) {
            (Json::Object(_), _) => all.push(annotation(item).map_err(|said| format!("`predictions` {}: {said}", at + 1))?),
            (_, Some(shown)) => all.push(annotation(shown).map_err(|said| format!("`predictions` {}: {said}", at + 1))?),
            _ => absent += 1,
        }
    }
    Ok((all, absent))
}

fn annotation(json: &Json) -> Result<Annotation<'_>, String> {
    json.get("result").ok_or("there is no `result` with what was marked; an empty array says that nothing was")?;
    let (mut regions, mut others) = (Vec::new(), Vec::new());
    for (at, result) in json.items("result")?.iter().enumerate() {
        let place = |said: String| format!("result {}: {said}", at + 1);
        match result.string("type").map_err(place)? {
            "labels" => {
                let value = result.get("value").ok_or_else(|| place("there is no `value`".into()))?;
                let group = Group { object: result.get("to_name").and_then(Json::str), control: result.get("from_name").and_then(Json::str) };
                regions.push(region(group, Some(result), value).map_err(place)?);
            }
            kind => others.push(kind),
        }
    }
    let by = json.get("completed_by").or(json.get("model_version")).map(names).unwrap_or_default();
    let is = |keys: [&str; 2]| keys.iter().any(|key| json.get(key) == Some(&Json::Bool(true)));
    Ok(Annotation {
        id: json.get("id").and_then(Json::id),
        by,
        is_cancelled: is(["was_cancelled", "skipped"]),
        is_truth: is(["ground_truth", "honeypot"]),
        regions,
        others,
        json: Some(json),
    })
}

/// The names of an annotator: the id, and the mail address and names that some exports have.
fn names(by: &Json) -> Vec<String> {
    let keys = ["id", "email", "username", "first_name", "last_name"];
    by.id().into_iter().chain(keys.iter().filter_map(|key| by.get(key).and_then(Json::id))).collect()
}

/// A record of JSON-MIN: data and spans stand side by side, under the names that the project gave them.
fn minimal<'a>(record: &'a Record<'a>) -> Result<Task<'a>, String> {
    let value = &record.value;
    if value.fields().is_empty() {
        return Err(format!("the record is {}; expected a task", value.kind()));
    }
    let (mut data, mut regions) = (BTreeMap::new(), Vec::new());
    for (key, field) in value.fields() {
        match field.array() {
            Some(items) if key == "label" || items.iter().any(is_region) => {
                let group = Group { object: None, control: Some(key) };
                for (at, item) in items.iter().enumerate() {
                    regions.push(region(group, None, item).map_err(|said| format!("`{key}` {}: {said}", at + 1))?);
                }
            }
            _ if BOOKKEEPING.contains(&key.as_str()) => {}
            _ => drop(data.insert(key.as_str(), field)),
        }
    }
    let is = |key: &str| value.get(key) == Some(&Json::Bool(true));
    let annotation = Annotation {
        id: value.get("annotation_id").and_then(Json::id),
        by: value.get("annotator").map(names).unwrap_or_default(),
        is_cancelled: is("was_cancelled"),
        is_truth: is("ground_truth"),
        regions,
        others: Vec::new(),
        json: None,
    };
    Ok(Task { record, id: record.id(), data, annotations: Some(vec![annotation]), predictions: Vec::new(), absent: 0 })
}

/// Line ends may be written as a backslash and `n` in the text of a region.
pub(super) fn same(slice: &str, surface: &str) -> bool {
    slice == surface || (surface.contains("\\n") && slice == surface.replace("\\n", "\n"))
}

/// Whether the value is a labelled span.
pub(super) fn is_region(value: &Json) -> bool {
    value.get("start").is_some() && value.get("labels").and_then(Json::array).is_some()
}

fn region<'a>(group: Group<'a>, result: Option<&'a Json>, value: &'a Json) -> Result<Region<'a>, String> {
    let (start, end) = value.offsets(["start", "end"])?;
    let surface = value.get("text").map(|_| value.string("text")).transpose()?;
    let labels = value.items("labels")?;
    if labels.is_empty() {
        return Err(format!("the span {start}..{end} has no label"));
    }
    let label = |label: &'a Json| label.str().ok_or_else(|| format!("a label is {}, expected a string", label.kind()));
    Ok(Region { group, start, end, surface, labels: labels.iter().map(label).collect::<Result<_, _>>()?, json: (result, value) })
}
