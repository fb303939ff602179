//! Answers of chat models: JSON Lines with the answer as the model wrote it. What it quotes is placed in the text of the article.

mod answer;
mod item;
mod lines;
mod loose;
mod names;
mod occurrences;
mod place;
mod respelled;
mod shapes;
mod tagged;
mod tokens;

use std::path::Path;

use serde_json::json;

use crate::annotation::Quotes;
use crate::error::{Error, ErrorKind, Problems, Result};
use crate::format::contract::{Fit, Format, Offsets, Output, Reading};
use crate::format::csv::texts;
use crate::format::document::{Document, Note};
use crate::format::input::Input;
use crate::format::json::{self, Json, Record, record_id};
use crate::format::losses::lost;
use crate::format::options::Options;
use crate::format::texts::{Texts, Unused};
use crate::text::offsets::{Unit, UnitIndex};

/// Answers of chat models.
pub struct Llm;

/// The keys of a record that are read.
const KNOWN: [&str; 4] = ["id", "text", "answer", "type"];

/// What other programs write under `answer`, which is no answer of a model.
const VERDICTS: [&str; 3] = ["accept", "reject", "ignore"];

/// What of answers is no mention: the kind, and how often it is in one.
type Beside = (&'static str, fn(&Quotes) -> usize);

const BESIDE: [Beside; 3] = [
    ("quotes that stand nowhere in their text", |quotes| quotes.nowhere().count()),
    ("items without a quote or a type", |quotes| quotes.unread.len()),
    ("answers that cannot be read", |quotes| usize::from(quotes.failure.is_some())),
];

/// Whether scores count what readers of this format note as left out: it is no mention, and a fault of the model.
pub fn is_scored(kind: &str) -> bool {
    BESIDE.iter().any(|(known, _)| *known == kind)
}

/// What a chat model's answer says of a text: its quotes, each with its place, and what was wrong with it.
///
/// The answer may be JSON in any of the usual shapes, the text with tags in it, lines with types, or tokens with tags; fenced, with prose around
/// it, or cut off. `declared` is the type that was asked for, where the model marks names with `##` alone. An answer that cannot be read has a
/// [`failure`](Quotes::failure) and no quotes.
///
/// ```
/// use mihak_core::annotation::Found;
/// use mihak_core::format::llm::quotes;
///
/// let found = quotes(r#"{"PER": ["أحمد"], "LOC": ["القاهرة", "دمشق"]}"#, "زار احمد القاهرة", None);
/// let places: Vec<&Found> = found.all.iter().map(|quote| &quote.found).collect();
/// assert!(matches!(places[..], [Found::Respelled(_, _), Found::Exactly(_), Found::Nowhere]));
/// ```
pub fn quotes(answer: &str, text: &str, declared: Option<&str>) -> Quotes {
    match answer::said(answer, text, declared) {
        Ok(said) => place::placed(said, text),
        Err(why) => Quotes::failed(format!("the answer cannot be read: {why}")),
    }
}

impl Format for Llm {
    fn name(&self) -> &'static str {
        "llm"
    }

    fn about(&self) -> &'static str {
        "JSON lines with a chat model's `answer`, and the `id` or `text` of the article"
    }

    fn fits(&self, input: &Input) -> Fit {
        let is_answer = |record: &Json| match record.get("answer") {
            Some(Json::String(answer)) => !VERDICTS.contains(&answer.as_str()) && ["spans", "tokens"].iter().all(|key| record.get(key).is_none()),
            _ => false,
        };
        json::fit(input, |_| false, |record| if is_answer(record) { Fit::Surely } else { Fit::No })
    }

    fn offsets(&self) -> Offsets {
        Offsets::Fixed(Unit::Chars)
    }

    fn read(&self, input: &Input, options: &Options) -> Result<Reading> {
        let file = input.single()?;
        let beside = options.articles.as_deref().map(texts_of).transpose()?;
        let mut texts = options.texts.as_deref().or(beside.as_ref()).map(Texts::unused);
        let mut reading = Reading::default();
        let mut problems = Problems::default();
        for record in json::records(file, |_| false)? {
            record.value.note_unknown(&KNOWN, &mut reading.left_out);
            match document(&record, texts.as_mut()) {
                Ok(document) => reading.documents.push(document),
                Err(said) => problems.line(&file.shown, record.place.line, said),
            }
        }
        problems.into_result()?;
        for (kind, times) in BESIDE {
            let all = reading.documents.iter().filter_map(|document| document.quotes.as_deref()).map(times).sum();
            reading.left_out.note(kind, all);
        }
        Ok(reading)
    }

    fn write(&self, documents: &[Document], _: &Options) -> Result<Output> {
        let losses = lost(documents, &[]);
        let record = |document: &Document| {
            let index = UnitIndex::chars(&document.text);
            let item = |note: &Note| {
                let (start, end) = index.ends(note.span);
                json!({"text": note.span.slice(&document.text), "type": &*note.label, "start": start, "end": end})
            };
            let items: Vec<_> = document.mentions.iter().map(item).collect();
            json!({"id": record_id(&document.id), "text": document.text, "answer": json!({"entities": items}).to_string()})
        };
        Ok(Output { files: vec![(String::new(), json::lines(documents.iter().map(record)))], losses })
    }
}

/// The texts of a folder of `<id>.txt` files. `Err` if it has none.
fn texts_of(folder: &Path) -> Result<Texts> {
    let input = Input::read(folder)?;
    let texts = texts(&input, &[""]);
    if texts.is_empty() {
        return Err(Error::new(ErrorKind::Malformed, "it holds no `<id>.txt` articles").of_file(&input.shown));
    }
    let articles: Result<Vec<(String, String)>> = texts.into_iter().map(|(id, file)| Ok((id.into(), file.text()?.into()))).collect();
    Ok(Texts::new(articles?))
}

/// The document of a record, with the text of its article. `Err` says what is wrong with it.
fn document(record: &Record, texts: Option<&mut Unused>) -> Result<Document, String> {
    let value = &record.value;
    let given = match value.get("text") {
        None => None,
        Some(Json::String(text)) => Some(text.as_str()),
        Some(other) => return Err(format!("`text` is {}, expected a string", other.kind())),
    };
    let declared = value.get("type").map(|name| name.str().ok_or_else(|| format!("`type` is {}, expected a string", name.kind()))).transpose()?;
    let named = value.get("id").and_then(Json::id);
    let (id, text) = match texts {
        Some(texts) => texts.take(named.as_deref(), given)?,
        None => match given {
            Some(text) => (record.id(), text.to_string()),
            None => return Err("there is no `text`; add it, or give the texts with --articles DIR".into()),
        },
    };
    let quotes = match value.get("answer") {
        Some(Json::String(answer)) => quotes(answer, &text, declared),
        Some(parsed @ (Json::Array(_) | Json::Object(_))) => match answer::parsed(parsed, &text) {
            Some(said) => place::placed(said, &text),
            None => Quotes::failed("the answer is JSON in which no names are found"),
        },
        None => Quotes::failed("there is no answer"),
        Some(other) => return Err(format!("`answer` is {}, expected a string", other.kind())),
    };
    let mentions = quotes.all.iter().filter_map(|quote| Some(Note::new(quote.found.span()?, &quote.label, record.place.line))).collect();
    Ok(Document { id, text, mentions, quotes: Some(Box::new(quotes)), ..Document::default() })
}
