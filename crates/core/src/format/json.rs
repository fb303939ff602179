//! JSON for the formats that are made of it: records from an array or from lines. A key that a record has twice is a fault.

use std::fmt;

use rustc_hash::FxHashSet;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::error::{Error, ErrorKind, Problems, Result};
use crate::format::contract::Fit;
use crate::format::input::{File, Input};
use crate::format::location::Location;
use crate::format::losses::Losses;

/// A JSON value whose objects keep the order of their keys.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number that is no offset.
    Float(f64),
    /// A number that could be an offset.
    Int(i64),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// An object, in the order of the file.
    Object(Vec<(String, Json)>),
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Int(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(i64::try_from(value).map_or(Json::Float(value as f64), Json::Int))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::String(value.into()))
    }

    fn visit_string<E>(self, value: String) -> Result<Json, E> {
        Ok(Json::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut array = Vec::new();
        while let Some(item) = items.next_element()? {
            array.push(item);
        }
        Ok(Json::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Json, A::Error> {
        let mut object: Vec<(String, Json)> = Vec::new();
        let mut known = FxHashSet::default();
        while let Some((key, value)) = fields.next_entry::<String, Json>()? {
            if !known.insert(key.clone()) {
                return Err(A::Error::custom(format!("key `{key}` stands there twice")));
            }
            object.push((key, value));
        }
        Ok(Json::Object(object))
    }
}

impl Json {
    /// The value of a key; `None` if there is none, if it is null, or if this is no object.
    pub fn get(&self, key: &str) -> Option<&Json> {
        match self {
            Json::Object(fields) => fields.iter().find(|(name, _)| name == key).map(|(_, value)| value).filter(|value| **value != Json::Null),
            _ => None,
        }
    }

    /// The keys and values; none if this is no object.
    pub fn fields(&self) -> &[(String, Json)] {
        match self {
            Json::Object(fields) => fields,
            _ => &[],
        }
    }

    /// The string; `None` if it is something else.
    pub fn str(&self) -> Option<&str> {
        match self {
            Json::String(text) => Some(text),
            _ => None,
        }
    }

    /// The items; `None` if it is no array.
    pub fn array(&self) -> Option<&[Json]> {
        match self {
            Json::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The offset; `None` if it is no whole number from 0.
    pub fn offset(&self) -> Option<usize> {
        match self {
            Json::Int(number) => usize::try_from(*number).ok(),
            _ => None,
        }
    }

    /// An id: a string that is not empty, or a whole number.
    pub fn id(&self) -> Option<String> {
        match self {
            Json::String(id) if !id.is_empty() => Some(id.clone()),
            Json::Int(id) => Some(id.to_string()),
            _ => None,
        }
    }

    /// Whether there is nothing in it: null, or an empty string, array or object.
    pub fn is_empty(&self) -> bool {
        match self {
            Json::Null => true,
            Json::String(text) => text.is_empty(),
            Json::Array(items) => items.is_empty(),
            Json::Object(fields) => fields.is_empty(),
            _ => false,
        }
    }

    /// What it is, as messages say it.
    pub fn kind(&self) -> &'static str {
        match self {
            Json::Null => "null",
            Json::Bool(_) => "a truth value",
            Json::Float(_) | Json::Int(_) => "a number",
            Json::String(_) => "a string",
            Json::Array(_) => "an array",
            Json::Object(_) => "an object",
        }
    }

    /// The string of a key, or what is wrong.
    pub fn string(&self, key: &str) -> Result<&str, String> {
        match self.get(key) {
            Some(Json::String(text)) => Ok(text),
            Some(other) => Err(format!("`{key}` is {}, expected a string", other.kind())),
            None => Err(format!("there is no `{key}`, expected a string")),
        }
    }

    /// The items of a key, none where there is no such key, or what is wrong.
    pub fn items(&self, key: &str) -> Result<&[Json], String> {
        match self.get(key) {
            Some(Json::Array(items)) => Ok(items),
            Some(other) => Err(format!("`{key}` is {}, expected an array", other.kind())),
            None => Ok(&[]),
        }
    }

    /// The offsets of two keys, or what is wrong.
    pub fn offsets(&self, [start, end]: [&str; 2]) -> Result<(usize, usize), String> {
        match (self.get(start).and_then(Json::offset), self.get(end).and_then(Json::offset)) {
            (Some(start), Some(end)) => Ok((start, end)),
            _ => Err(format!("expected whole numbers from 0 as `{start}` and `{end}`")),
        }
    }

    /// Notes the keys that hold something and that the reader does not know.
    pub fn note_unknown(&self, known: &[&str], left_out: &mut Losses) {
        // Keys that begin with `_` are the bookkeeping of the programs that write them.
        let unknown = self.fields().iter().filter(|(key, value)| !known.contains(&key.as_str()) && !key.starts_with('_') && !value.is_empty());
        unknown.for_each(|(key, _)| left_out.note(&format!("`{key}` fields"), 1));
    }

    /// Notes the keys of a part of a record that the reader does not know: `score` keys of spans.
    pub fn note_unknown_of(&self, parts: &str, known: &[&str], left_out: &mut Losses) {
        let unknown = self.fields().iter().filter(|(key, value)| !known.contains(&key.as_str()) && !key.starts_with('_') && !value.is_empty());
        unknown.for_each(|(key, _)| left_out.note(&format!("`{key}` keys of {parts}"), 1));
    }
}

/// A record of a file.
#[derive(Clone, Debug)]
pub struct Record<'a> {
    /// Its line, or its number in an array.
    pub place: Location<'a>,
    /// Its number, 1 is the first.
    pub number: usize,
    /// The value.
    pub value: Json,
}

impl Record<'_> {
    /// The id of the record itself, or its line or number.
    pub fn id(&self) -> String {
        let number = if self.place.line > 0 { self.place.line } else { self.number as u64 };
        self.value.get("id").and_then(Json::id).unwrap_or_else(|| number.to_string())
    }
}

/// The records of a file: the items of its one array, its one object, or the values of its lines, of which blank ones hold none.
///
/// `is_record` says of an array whether it is a record itself. `Err` holds every line that is not JSON.
pub fn records(file: &File, is_record: fn(&Json) -> bool) -> Result<Vec<Record<'_>>> {
    let text = content(file)?;
    let first = text.lines().take_while(|line| line.trim().is_empty()).count() as u64 + 1;
    let record = |line, number, value| Record { place: Location { file: &file.shown, line, record: number }, number, value };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    match Json::deserialize(&mut deserializer) {
        Ok(value) if deserializer.end().is_ok() => Ok(match value {
            Json::Array(items) if !is_record(&Json::Array(items.iter().take(2).cloned().collect())) => {
                items.into_iter().enumerate().map(|(at, value)| record(0, at + 1, value)).collect()
            }
            value => vec![record(first, 1, value)],
        }),
        Err(error) if error.line() as u64 > first || text.trim_start().starts_with('[') => {
            let remedy = if error.is_eof() { "it seems to be cut off: export it again" } else { "correct it, or export it again" };
            Err(Error::new(ErrorKind::Malformed, not_json(&error)).of_file(&file.shown).at_line(error.line() as u64).remedy(remedy))
        }
        _ => {
            let mut records = Vec::new();
            let mut problems = Problems::default();
            for (at, line) in text.split('\n').enumerate().filter(|(_, line)| !line.trim().is_empty()) {
                match serde_json::from_str(line) {
                    Ok(value) => records.push(record(at as u64 + 1, records.len() + 1, value)),
                    Err(error) => problems.line(&file.shown, at as u64 + 1, not_json(&error)),
                }
            }
            problems.into_result()?;
            Ok(records)
        }
    }
}

/// The text of a JSON file; a byte order mark in front of it is no part of any of its strings.
fn content(file: &File) -> Result<&str> {
    let text = file.text()?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match text.trim().is_empty() {
        true => Err(Error::new(ErrorKind::Malformed, format!("`{}` is empty", file.shown)).about(&file.shown).remedy("expected JSON")),
        false => Ok(text),
    }
}

fn not_json(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(said, _)| said);
    format!("not JSON: {said}, at column {}", error.column())
}

/// Up to so many first records of a file, or none where it is not JSON; what stands behind them is not looked at.
fn first_records(file: &File, most: usize, is_record: fn(&Json) -> bool) -> Vec<Json> {
    let Ok(text) = content(file) else { return Vec::new() };
    let mut items = Vec::new();
    if text.trim_start().starts_with('[') {
        // The error of an array that is left half-read is of no interest.
        let _ = First { items: &mut items, most }.deserialize(&mut serde_json::Deserializer::from_str(text));
        if !is_record(&Json::Array(items.clone())) {
            return items;
        }
    }
    serde_json::Deserializer::from_str(text).into_iter::<Json>().take(most).map_while(Result::ok).collect()
}

/// How sure a format is of a file, by the first of its records; a folder is none of its own.
pub fn fit(input: &Input, is_record: fn(&Json) -> bool, fit: impl Fn(&Json) -> Fit) -> Fit {
    let Ok(file) = input.single() else { return Fit::No };
    first_records(file, 20, is_record).iter().map(fit).max().unwrap_or(Fit::No)
}

struct First<'a> {
    items: &'a mut Vec<Json>,
    most: usize,
}

impl<'de> DeserializeSeed<'de> for First<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for First<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while self.items.len() < self.most {
            match items.next_element()? {
                Some(item) => self.items.push(item),
                None => break,
            }
        }
        Ok(())
    }
}

/// The id of a document as JSON records have it: a number where it is written like one.
pub(super) fn record_id(id: &str) -> Value {
    match id.parse::<u64>() {
        Ok(number) if number.to_string() == id => number.into(),
        _ => id.into(),
    }
}

/// The bytes of JSON lines.
pub fn lines(values: impl IntoIterator<Item = Value>) -> Vec<u8> {
    values.into_iter().map(|value| format!("{value}\n")).collect::<String>().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(content: &str) -> File {
        File { name: "a.jsonl".into(), shown: "a.jsonl".into(), content: content.into() }
    }

    fn places(content: &str) -> Result<Vec<(u64, String)>, String> {
        let file = file(content);
        let records = records(&file, |_| false).map_err(|error| error.to_string())?;
        Ok(records.iter().map(|record| (record.place.line, record.id())).collect())
    }

    #[test]
    fn records_are_of_an_array_of_lines_or_one() {
        assert_eq!(places("\u{feff}[{\"id\":7},\n{}]").unwrap(), [(0, "7".into()), (0, "2".into())]);
        assert_eq!(places("{}\n\n{\"id\":\"a\"}\r\n{}").unwrap(), [(1, "1".into()), (3, "a".into()), (4, "4".into())]);
        assert_eq!(places("\n{\n\"id\":1\n}\n").unwrap(), [(2, "1".into())]);
        assert_eq!(places("[]").unwrap(), []);
    }

    #[test]
    fn every_line_that_is_not_json_is_named() {
        let said = places("{}\n{\"a\":}\n{}\n{\"a\":1,\"a\":2}").unwrap_err();
        assert!(said.contains("2 faults") && said.contains("`a.jsonl` line 2: not JSON: expected value, at column 6"), "{said}");
        assert!(said.contains("line 4: not JSON: key `a` stands there twice"), "{said}");
        assert!(places("[{},\n{]").unwrap_err().contains("line 2: not JSON"));
        assert!(places("{\"a\":\n1,}").unwrap_err().contains("line 2: not JSON"));
        assert!(places(" \n").unwrap_err().contains("is empty"));
    }

    #[test]
    fn the_first_records_are_read_without_the_rest() {
        let first = |content: &str| first_records(&file(content), 2, |_| false).len();
        assert_eq!(["[{},{},{},x", "{}\n{}\n{}x", "[{}]", "{}", "x", ""].map(first), [2, 2, 1, 1, 0, 0]);
    }
}
