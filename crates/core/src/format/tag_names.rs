//! The names of tags that are written as numbers: a list, or the file of a data set or model that has it.

use crate::error::{Error, ErrorKind, Result};
use crate::format::input::File;
use crate::format::json::Json;

/// The names in a JSON file, in the order of their numbers: under `id2label`, under `names` of a ClassLabel, as the only list, or as `id` and `text` of the
/// label file of doccano.
///
/// `Err` if it has none, or several that differ.
pub fn of_file(file: &File) -> Result<Vec<String>> {
    let json: Json = serde_json::from_str(file.text()?).map_err(|error| {
        let said = format!("not JSON: {error}");
        Error::new(ErrorKind::Malformed, said)
            .of_file(&file.shown)
            .remedy("expected the config.json of a model or the dataset_info.json of a data set")
    })?;
    let mut lists = Vec::new();
    find(&json, &mut lists);
    lists.sort();
    lists.dedup();
    match lists.len() {
        1 => Ok(lists.remove(0)),
        0 => {
            let error = Error::new(ErrorKind::Malformed, "it names no tags: there is neither `id2label` nor `names` of a ClassLabel");
            Err(error.of_file(&file.shown).remedy("list them with --labels O,B-PER,…"))
        }
        several => {
            let error = Error::new(ErrorKind::Ambiguous, format!("it has {several} lists of tags"));
            Err(error.of_file(&file.shown).remedy("list those of the file with --labels O,B-PER,…"))
        }
    }
}

/// The highest number of a label that is read: names stand at their numbers, and between them is nothing.
const HIGHEST: usize = 1 << 16;

/// The names of the label file of doccano, each at its number.
fn of_doccano(items: &[Json]) -> Option<Vec<String>> {
    let label = |item: &Json| Some((item.get("id")?.offset().filter(|id| *id <= HIGHEST)?, item.get("text")?.str()?.to_string()));
    let labels: Vec<(usize, String)> = items.iter().map(label).collect::<Option<_>>()?;
    let mut names = vec![String::new(); labels.iter().map(|(id, _)| id + 1).max()?];
    labels.into_iter().for_each(|(id, name)| names[id] = name);
    Some(names)
}

fn find(json: &Json, lists: &mut Vec<Vec<String>>) {
    let strings = |items: &[Json]| items.iter().map(|item| item.str().map(String::from)).collect::<Option<Vec<_>>>();
    for (key, value) in json.fields() {
        match (key.as_str(), value) {
            ("id2label", Json::Object(fields)) => {
                let mut named: Vec<(usize, String)> =
                    fields.iter().filter_map(|(id, name)| Some((id.parse().ok()?, name.str()?.to_string()))).collect();
                named.sort();
                if named.iter().enumerate().all(|(at, (id, _))| at == *id) {
                    lists.push(named.into_iter().map(|(_, name)| name).collect());
                }
            }
            ("names", Json::Array(items)) => lists.extend(strings(items).filter(|names| names.iter().any(|name| name == "O"))),
            (_, other) => find(other, lists),
        }
    }
    if let Json::Array(items) = json {
        lists.extend(of_doccano(items));
        match strings(items).filter(|names| names.iter().any(|name| name == "O")) {
            Some(names) => lists.push(names),
            None => items.iter().for_each(|item| find(item, lists)),
        }
    }
}
