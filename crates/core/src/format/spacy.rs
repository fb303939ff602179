//! spaCy and Prodigy: training tuples, the JSON of a `Doc`, and annotated tasks, all in code points.

use std::borrow::Cow;

use serde_json::{Value, json};

use crate::error::{Error, ErrorKind, Problems, Result};
use crate::format::contract::{Fit, Format, Offsets, Output, Reading};
use crate::format::document::Document;
use crate::format::input::Input;
use crate::format::json::{self, Json, Record, record_id};
use crate::format::losses::{Layer, Losses, lost};
use crate::format::options::Options;
use crate::format::units::{self, Claim, Draft};
use crate::text::Span;
use crate::text::offsets::{Unit, UnitIndex};

/// The JSON formats of spaCy and Prodigy.
pub struct Spacy;

impl Format for Spacy {
    fn name(&self) -> &'static str {
        "spacy"
    }

    fn about(&self) -> &'static str {
        "spaCy training tuples, spaCy Doc JSON, Prodigy JSONL"
    }

    fn fits(&self, input: &Input) -> Fit {
        json::fit(input, is_tuple, fit)
    }

    fn offsets(&self) -> Offsets {
        Offsets::Fixed(Unit::Chars)
    }

    fn read(&self, input: &Input, options: &Options) -> Result<Reading> {
        let records = json::records(input.single()?, is_tuple)?;
        let unit = options.unit.unwrap_or(Unit::Chars);
        let mut problems = Problems::default();
        let mut left_out = Losses::default();
        let mut drafts = Vec::new();
        for record in &records {
            if let Some(answer) = record.value.get("answer").and_then(Json::str).filter(|answer| ["reject", "ignore"].contains(answer)) {
                left_out.note(&format!("records with the answer `{answer}`"), 1);
                continue;
            }
            match draft(record, unit, &mut left_out) {
                Ok(draft) => drafts.push(draft),
                Err(said) => record.place.note(said, &mut problems),
            }
        }
        let documents = units::settle(drafts, unit, units::equal, &mut problems);
        problems.into_result()?;
        Ok(Reading { documents, left_out, predicted: None })
    }

    fn write(&self, documents: &[Document], options: &Options) -> Result<Output> {
        let unit = options.unit.unwrap_or(Unit::Chars);
        let lines: Result<Vec<Value>> = documents.iter().map(|document| task(document, unit)).collect();
        Ok(Output { files: vec![(String::new(), json::lines(lines?))], losses: lost(documents, &[Layer::Tokens, Layer::Entities]) })
    }
}

/// Whether an array is a text with its annotation, not a list of records.
fn is_tuple(value: &Json) -> bool {
    matches!(value.array(), Some([Json::String(_), Json::Object(_)]))
}

fn fit(record: &Json) -> Fit {
    if is_tuple(record) {
        return if record.array().is_some_and(|items| items[1].get("entities").is_some()) { Fit::Surely } else { Fit::Maybe };
    }
    let has = |key| record.get(key).and_then(Json::array).is_some();
    match record.get("text").and_then(Json::str) {
        None => Fit::No,
        Some(_) if has("ents") => Fit::Surely,
        Some(_) if has("spans") && ["answer", "_input_hash", "tokens"].iter().any(|key| record.get(key).is_some()) => Fit::Surely,
        Some(_) if has("spans") => Fit::Maybe,
        Some(_) => Fit::No,
    }
}

/// What a record says, or what is wrong with it.
fn draft<'a>(record: &'a Record, unit: Unit, left_out: &mut Losses) -> Result<Draft<'a>, String> {
    let value = &record.value;
    if let Some([Json::String(text), annotation]) = value.array().filter(|_| is_tuple(value)) {
        annotation.note_unknown(&["entities"], left_out);
        let document = Document { id: record.id(), text: text.clone(), ..Document::default() };
        let claims = annotation
            .items("entities")?
            .iter()
            .enumerate()
            .map(|(at, entity)| tuple_claim(record, entity).map_err(|said| format!("`entities` {}: {said}", at + 1)));
        return Ok(Draft { document, claims: claims.collect::<Result<_, String>>()? });
    }
    if value.fields().is_empty() {
        return Err(format!("the record is {}; expected `[text, {{\"entities\": …}}]` or an object with `text`", value.kind()));
    }
    let mut document = Document { id: record.id(), text: value.string("text")?.into(), ..Document::default() };
    let groups = matches!(value.get("spans"), Some(Json::Object(_)));
    let key = match (value.get("ents"), value.get("spans").filter(|_| !groups)) {
        (Some(_), Some(_)) => return Err("mentions stand under ents and spans; expected one of them".into()),
        (Some(_), None) => "ents",
        (None, Some(_)) => "spans",
        // Prodigy leaves the key out where nothing was marked.
        (None, None) if value.get("answer").and_then(Json::str) == Some("accept") => "spans",
        (None, None) => return Err("there is no `ents` or `spans` with its mentions; an empty array says that it has none".into()),
    };
    let grouped = value.get("spans").map_or(0, |spans| spans.fields().iter().filter_map(|(_, spans)| spans.array()).map(<[_]>::len).sum());
    left_out.note("spans in groups", grouped);
    value.note_unknown(&["id", "text", "ents", "spans", "tokens", "sents", "answer"], left_out);
    let index = UnitIndex::new(&document.text, unit);
    document.tokens = spans(value, "tokens", &document.text, &index, unit)?;
    document.sentences = spans(value, "sents", &document.text, &index, unit)?;
    let mut claims = Vec::new();
    for (at, span) in value.items(key)?.iter().enumerate() {
        let claim = span_claim(record, span, left_out).map_err(|said| format!("`{key}` {}: {said}", at + 1))?;
        claims.extend(claim);
    }
    Ok(Draft { claims, document })
}

fn tuple_claim<'a>(record: &'a Record, entity: &'a Json) -> Result<Claim<'a>, String> {
    let (start, end, label, id) = match entity.array() {
        Some([start, end, Json::String(label)]) => (start, end, label, ""),
        Some([start, end, Json::String(label), Json::String(id)]) => (start, end, label, id.as_str()),
        _ => return Err("expected `[start, end, \"label\"]`".into()),
    };
    let (Some(start), Some(end)) = (start.offset(), end.offset()) else { return Err("expected whole numbers from 0 as start and end".into()) };
    Ok(Claim { start, end, surface: None, label: label.into(), entity: id.into(), place: record.place })
}

/// The keys of a span: what it is, and what says nothing of it.
const SPAN_KEYS: [&str; 13] =
    ["start", "end", "label", "text", "kb_id", "answer", "id", "token_start", "token_end", "input_hash", "source", "ws", "span_id"];

/// The mention of a span; `None` if its answer is that it is none, which is counted.
fn span_claim<'a>(record: &'a Record, span: &'a Json, left_out: &mut Losses) -> Result<Option<Claim<'a>>, String> {
    match span.get("answer").map(|answer| answer.str().unwrap_or(answer.kind())) {
        None | Some("accept") => {}
        Some(answer @ ("reject" | "ignore")) => {
            left_out.note(&format!("spans with the answer `{answer}`"), 1);
            return Ok(None);
        }
        Some(answer) => return Err(format!("the answer is `{answer}`, expected accept, reject or ignore")),
    }
    span.note_unknown_of("spans", &SPAN_KEYS, left_out);
    let (start, end) = span.offsets(["start", "end"])?;
    let surface = span.get("text").map(|_| span.string("text")).transpose()?.map(Cow::Borrowed);
    let entity = span.get("kb_id").and_then(Json::id).unwrap_or_default();
    Ok(Some(Claim { start, end, surface, label: span.string("label")?.into(), entity: entity.into(), place: record.place }))
}

/// The spans of tokens or sentences, or what is wrong with one of them.
fn spans(value: &Json, key: &str, text: &str, index: &UnitIndex, unit: Unit) -> Result<Vec<Span>, String> {
    let mut spans: Vec<Span> = Vec::new();
    for (at, item) in value.items(key)?.iter().enumerate() {
        let (start, end) = item.offsets(["start", "end"]).map_err(|said| format!("`{key}` {}: {said}", at + 1))?;
        let span = units::span(index, text, start, end, unit).map_err(|said| format!("`{key}` {}: {said}", at + 1))?;
        if spans.last().is_some_and(|last| last.end() > span.start()) {
            return Err(format!("`{key}` {}: span {start}..{end} overlaps the one in front of it, or stands before it", at + 1));
        }
        if let Some(surface) = item.get("text").and_then(Json::str).filter(|surface| *surface != span.slice(text)) {
            return Err(format!("`{key}` {}: text is «{surface}» but {} {start}..{end} are «{}»", at + 1, unit.noun(), span.slice(text)));
        }
        spans.push(span);
    }
    Ok(spans)
}

/// A document as a Prodigy task, whose spans may nest.
fn task(document: &Document, unit: Unit) -> Result<Value> {
    let mut spans = Vec::with_capacity(document.mentions.len());
    for (note, (start, end)) in document.mentions.iter().zip(units::offsets(document, unit)?) {
        let mut span = json!({ "start": start, "end": end, "label": &*note.label });
        if !note.entity.is_empty() {
            span["kb_id"] = (*note.entity).into();
        }
        spans.push(span);
    }
    let mut task = json!({ "id": record_id(&document.id), "text": document.text, "spans": spans, "answer": "accept" });
    if !document.tokens.is_empty() {
        task["tokens"] = tokens(document, unit)?.into();
    }
    Ok(task)
}

fn tokens(document: &Document, unit: Unit) -> Result<Vec<Value>> {
    let (text, index) = (document.text.as_str(), UnitIndex::new(&document.text, unit));
    let token = |(id, span): (usize, &Span)| {
        let Some((start, end)) = index.of(*span) else {
            let said = format!("document `{}`: token «{}» begins or ends inside one of the {}", document.id, span.slice(text), unit.noun());
            return Err(Error::new(ErrorKind::Unsupported, said));
        };
        Ok(json!({ "text": span.slice(text), "start": start, "end": end, "id": id, "ws": text[span.end()..].starts_with(' ') }))
    };
    document.tokens.iter().enumerate().map(token).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::format::sample::{self, file, plain, shown, written};

    fn read(content: &str) -> Result<Reading, String> {
        Spacy.read(&file("a.json", content), &Options::default()).map_err(|error| error.to_string())
    }

    #[test]
    fn all_its_forms_give_the_mention_behind_an_emoji_and_marks() {
        let text = "🎉 زارَ عُمَرُ";
        let forms = [
            format!("[[\"{text}\", {{\"entities\": [[7, 13, \"PERS\"]]}}]]"),
            format!("[\"{text}\", {{\"entities\": [[7, 13, \"PERS\"]]}}]"),
            format!("[\"{text}\", {{\"entities\": [[7, 13, \"PERS\", \"Q1\"]]}}]\n[\"x\", {{\"entities\": []}}]\n"),
            format!(
                "{{\"text\":\"{text}\",\"ents\":[{{\"start\":7,\"end\":13,\"label\":\"PERS\"}}],\"sents\":[{{\"start\":0,\"end\":13}}],\"tokens\":[{{\"id\":0,\"start\":2,\"end\":6}}]}}"
            ),
            format!(
                "{{\"text\":\"{text}\",\"spans\":[{{\"start\":7,\"end\":13,\"label\":\"PERS\",\"text\":\"عُمَرُ\"}}],\"_input_hash\":7,\"answer\":\"accept\"}}\n"
            ),
        ];
        for form in forms {
            assert_eq!(shown(&read(&form).unwrap().documents[0]), ["PERS «عُمَرُ»"], "{form}");
            assert_eq!(Spacy.fits(&file("a.json", &form)), Fit::Surely, "{form}");
        }
    }

    #[test]
    fn rejected_and_ignored_records_and_what_holds_no_mention_are_counted() {
        let content = "{\"text\":\"a\",\"answer\":\"reject\"}\n{\"text\":\"a\",\"answer\":\"ignore\"}\n{\"text\":\"ab\",\"ents\":[],\"spans\":{\"sc\":[{},{}]},\"cats\":{\"x\":1.0}}\n";
        let reading = read(content).unwrap();
        assert_eq!((reading.documents.len(), reading.documents[0].id.as_str()), (1, "3"));
        let counted: Vec<(&str, u64)> = reading.left_out.iter().collect();
        let expected =
            [("`cats` fields", 1), ("records with the answer `ignore`", 1), ("records with the answer `reject`", 1), ("spans in groups", 2)];
        assert_eq!(counted, expected);
    }

    #[test]
    fn an_accepted_record_without_spans_has_no_mention() {
        assert!(read("{\"text\":\"ab\",\"answer\":\"accept\"}").unwrap().documents[0].mentions.is_empty());
    }

    #[test]
    fn every_fault_is_named_with_its_record() {
        let cases = [
            ("7", "the record is a number"),
            ("{\"text\":\"ab\"}", "there is no `ents` or `spans`"),
            ("{\"ents\":[]}", "there is no `text`"),
            ("{\"text\":\"ab\",\"ents\":[],\"spans\":[]}", "mentions stand under ents and spans"),
            ("{\"text\":\"ab\",\"ents\":[{\"start\":0,\"label\":\"A\"}]}", "`ents` 1: expected whole numbers"),
            ("{\"text\":\"ab\",\"ents\":[{\"start\":0,\"end\":1}]}", "`ents` 1: there is no `label`"),
            ("{\"text\":\"ab\",\"spans\":[{\"start\":0,\"end\":1,\"label\":\"A\",\"text\":\"b\"}]}", "text is «b» but code points 0..1 are «a»"),
            (
                "{\"text\":\"🎉ab\",\"spans\":[{\"start\":2,\"end\":3,\"label\":\"A\",\"text\":\"a\"}]}",
                "it fits in UTF-16 units: is --offset-unit utf16 meant?",
            ),
            ("{\"text\":\"ab\",\"ents\":[{\"start\":0,\"end\":3,\"label\":\"A\"}]}", "span 0..3 ends behind the text"),
            ("{\"text\":\"ab\",\"ents\":[],\"tokens\":[{\"start\":1,\"end\":2},{\"start\":0,\"end\":1}]}", "`tokens` 2: span 0..1 overlaps"),
            ("{\"text\":\"ab\",\"ents\":[],\"tokens\":[{\"start\":0,\"end\":2,\"text\":\"b\"}]}", "`tokens` 1: text is «b»"),
            ("{\"text\":\"ab\",\"ents\":[],\"sents\":[{\"start\":2,\"end\":2}]}", "`sents` 1: span 2..2 is empty"),
            ("[\"ab\",{\"entities\":[[0,1]]}]", "`entities` 1: expected `[start, end, \"label\"]`"),
            ("[\"ab\",{\"entities\":[[-1,1,\"A\"]]}]", "`entities` 1: expected whole numbers"),
        ];
        for (record, expected) in cases {
            let said = read(&format!("[[\"\",{{}}],{record}]")).unwrap_err();
            assert!(said.contains("`a.json` record 2: ") && said.contains(expected), "{record}: {said}");
        }
    }

    #[test]
    fn other_records_are_not_taken_for_its_own() {
        let fits = |content: &str| Spacy.fits(&file("a.json", content));
        assert_eq!(fits("{\"text\":\"a\",\"label\":[[0,1,\"A\"]]}"), Fit::No);
        assert_eq!(fits("{\"text\":\"a\",\"entities\":[]}"), Fit::No);
        assert_eq!(fits("{\"text\":\"a\",\"spans\":[]}"), Fit::Maybe);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(documents in sample::documents(sample::ANY)) {
            let expected = plain(&documents, |document| (document.sentences, document.splits) = Default::default());
            let output = Spacy.write(&documents, &Options::default()).unwrap();
            let reading = Spacy.read(&written(&output), &Options::default()).unwrap();
            prop_assert_eq!(plain(&reading.documents, |_| {}), expected);
            prop_assert!(reading.left_out.is_empty());
        }
    }
}
