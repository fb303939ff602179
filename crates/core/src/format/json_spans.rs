//! JSON of texts with spans: triples, objects, and the answers of pipelines, under whatever keys people give them.

use serde_json::{Value, json};

use crate::error::{Error, ErrorKind, Problems, Result};
use crate::format::contract::{Fit, Format, Offsets, Output, Reading};
use crate::format::document::Document;
use crate::format::input::Input;
use crate::format::json::{self, Json, Record, record_id};
use crate::format::losses::{Losses, lost};
use crate::format::options::Options;
use crate::format::sides::sides;
use crate::format::units::{self, Claim, Draft, Drafts};
use crate::text::offsets::Unit;

/// Records with a text and a list of spans.
pub struct JsonSpans;

/// The keys of the text.
const TEXTS: [&str; 6] = ["text", "sentence", "content", "document", "raw_text", "tweet"];

/// The keys of lists that may be empty in every record that is looked at.
const LISTS: [&str; 6] = ["entities", "annotations", "mentions", "ner", "spans", "predictions"];

const STARTS: [&str; 7] = ["start", "start_offset", "startIdx", "start_char", "char_start", "begin", "start_index"];
const ENDS: [&str; 7] = ["end", "end_offset", "endIdx", "end_char", "char_end", "stop", "end_index"];
const LABELS: [&str; 9] = ["label", "labels", "type", "tag", "entity", "entity_group", "category", "entity_type", "class"];
const SURFACES: [&str; 2] = ["text", "surface"];

/// What says nothing of the mention itself. `word` is what a tokenizer made of the text, not the text.
const OTHERS: [&str; 6] = ["word", "score", "id", "index", "confidence", "probability"];

/// The units in which the programs that write such records count.
const UNITS: [Unit; 2] = [Unit::Chars, Unit::Utf16];

impl Format for JsonSpans {
    fn name(&self) -> &'static str {
        "json-spans"
    }

    fn about(&self) -> &'static str {
        "JSON or JSONL of texts with spans: triples, objects, answers of pipelines"
    }

    fn fits(&self, input: &Input) -> Fit {
        json::fit(input, |_| false, fit)
    }

    fn offsets(&self) -> Offsets {
        Offsets::Asked
    }

    fn read(&self, input: &Input, options: &Options) -> Result<Reading> {
        let file = input.single()?;
        let records = json::records(file, |_| false)?;
        let mut reader = Reader { options, both: None, left_out: Losses::default(), drafts: Drafts::default() };
        let mut problems = Problems::default();
        for record in &records {
            if let Some(answer) = refusal(&record.value) {
                reader.left_out.note(&format!("records with the answer `{answer}`"), 1);
                continue;
            }
            reader.record(record).unwrap_or_else(|said| record.place.note(said, &mut problems));
        }
        problems.into_result()?;
        if let Some(name) = reader.drafts.piece() {
            let error = Error::new(ErrorKind::Malformed, format!("`B-{name}` and `I-{name}` are tags of pieces, not types of mentions"));
            return Err(error.of_file(&file.shown).remedy("join the pieces first, as a pipeline does with aggregation_strategy=\"simple\""));
        }
        reader.drafts.settled(options.unit, &UNITS, units::equal, reader.left_out)
    }

    fn write(&self, documents: &[Document], options: &Options) -> Result<Output> {
        let mut lines: Vec<Value> = Vec::with_capacity(documents.len());
        for document in documents {
            let offsets = units::offsets(document, options.unit.unwrap_or(Unit::Chars))?;
            let spans = document.mentions.iter().zip(offsets).map(|(note, (start, end))| {
                let surface = note.span.slice(&document.text);
                json!({ "start": start, "end": end, "label": &*note.label, "text": surface })
            });
            lines.push(json!({ "id": record_id(&document.id), "text": document.text, "entities": spans.collect::<Vec<_>>() }));
        }
        Ok(Output { files: vec![(String::new(), json::lines(lines))], losses: lost(documents, &[]) })
    }
}

/// A list of spans is its mark. What has the keys of spaCy, doccano or Label Studio is theirs.
fn fit(record: &Json) -> Fit {
    if text(record).is_none() {
        return Fit::No;
    }
    let is_theirs = |(key, value): (&str, &Json)| match value.array().and_then(|items| items.first()) {
        Some(first) if first.array().is_some() => ["label", "labels", "data"].contains(&key),
        Some(first) => {
            first.get("labels").and_then(Json::array).is_some() || (["spans", "ents"].contains(&key)) || first.get("start_offset").is_some()
        }
        None => true,
    };
    let lists = lists(record);
    match lists.iter().any(|key| record.get(key).is_some_and(|value| !is_theirs((key, value)))) {
        true => Fit::Surely,
        false => Fit::No,
    }
}

fn text(record: &Json) -> Option<(&'static str, &str)> {
    TEXTS.iter().find_map(|key| Some((*key, record.get(key)?.str()?)))
}

/// The keys that hold spans, or an empty list where spans could stand.
fn lists(record: &Json) -> Vec<&str> {
    let full = record.fields().iter().filter(|(_, value)| value.array().is_some_and(|items| items.first().is_some_and(is_span)));
    let mut keys: Vec<&str> = full.map(|(key, _)| key.as_str()).collect();
    let empty = record.fields().iter().filter(|(_, value)| value.array().is_some_and(<[Json]>::is_empty)).map(|(key, _)| key.as_str());
    keys.extend(empty.filter(|key| LISTS.contains(key) || key.contains("entit") || key.contains("mention")));
    keys
}

/// Whether the value is a span with a type.
fn is_span(value: &Json) -> bool {
    if let Some(items) = value.array() {
        return matches!(items, [Json::Int(_), Json::Int(_), Json::String(_)]);
    }
    let has = |keys: &[&str]| keys.iter().any(|key| value.get(key).is_some());
    has(&STARTS) && has(&ENDS) && has(&LABELS)
}

/// The answer of an annotator that a record or a span does not count, as Prodigy writes it.
fn refusal(value: &Json) -> Option<&str> {
    value.get("answer").and_then(Json::str).filter(|answer| ["reject", "ignore"].contains(answer))
}

fn is_accepted(value: &Json) -> bool {
    value.get("answer").and_then(Json::str) == Some("accept")
}

struct Reader<'a> {
    options: &'a Options,
    /// Whether records have a prediction beside gold.
    both: Option<bool>,
    left_out: Losses,
    drafts: Drafts<'a>,
}

impl<'a> Reader<'a> {
    fn record(&mut self, record: &'a Record) -> Result<(), String> {
        let value = &record.value;
        let (text_key, text) =
            text(value).ok_or_else(|| format!("there is no text: a string under {}", TEXTS.map(|key| format!("`{key}`")).join(", ")))?;
        let (gold, predicted) = sides(&lists(value), self.options.field.as_deref())?;
        let gold = gold.ok_or("there is no list of spans, such as `entities`; an empty list says that there is none")?;
        if *self.both.get_or_insert(predicted.is_some()) != predicted.is_some() {
            return Err("some records have a prediction beside gold, and others have not".into());
        }
        let mut known = vec![text_key, gold, "id"];
        known.extend(is_accepted(value).then_some("answer"));
        known.extend(predicted);
        value.note_unknown(&known, &mut self.left_out);
        let document = Document { id: record.id(), text: text.into(), ..Document::default() };
        if let Some(key) = predicted {
            let claims = self.claims(record, key)?;
            self.drafts.predicted.get_or_insert_default().push(Draft { document: document.clone(), claims });
        }
        let claims = self.claims(record, gold)?;
        self.drafts.gold.push(Draft { document, claims });
        Ok(())
    }

    fn claims(&mut self, record: &'a Record, key: &str) -> Result<Vec<Claim<'a>>, String> {
        let mut claims = Vec::new();
        for (at, item) in record.value.items(key)?.iter().enumerate() {
            match refusal(item) {
                Some(answer) => self.left_out.note(&format!("spans with the answer `{answer}`"), 1),
                None => claims.push(self.claim(record, item).map_err(|said| format!("`{key}` {}: {said}", at + 1))?),
            }
        }
        Ok(claims)
    }

    fn claim(&mut self, record: &'a Record, item: &'a Json) -> Result<Claim<'a>, String> {
        let place = record.place;
        if let Some(items) = item.array() {
            let [start, end, Json::String(label)] = items else { return Err("expected `[start, end, \"type\"]`".into()) };
            let (start, end) = start.offset().zip(end.offset()).ok_or("expected whole numbers from 0 as start and end")?;
            return Ok(Claim { start, end, surface: None, label: label.into(), entity: "".into(), place });
        }
        let key = |keys: &[&'static str]| keys.iter().copied().find(|key| item.get(key).is_some());
        let (Some(start), Some(end)) = (key(&STARTS), key(&ENDS)) else { return Err("expected `start` and `end`".into()) };
        let (first, last) = item.offsets([start, end])?;
        let found: Vec<&'static str> = LABELS.into_iter().filter(|key| item.get(key).is_some()).collect();
        let [label] = found[..] else {
            return Err(format!(
                "expected the type under one key, such as `label`; it has {}",
                if found.is_empty() { "none".into() } else { found.join(" and ") }
            ));
        };
        let name = match item.get(label) {
            Some(Json::String(name)) => name.as_str(),
            Some(Json::Array(names)) if names.len() == 1 && names[0].str().is_some() => names[0].str().unwrap_or_default(),
            _ => return Err(format!("`{label}` is no single name of a type")),
        };
        if label == "entity" && item.get("index").is_some() && name.get(1..2) == Some("-") {
            return Err(format!("`{name}` is the tag of a piece, not of a mention: run the pipeline with aggregation_strategy=\"simple\""));
        }
        let surface = key(&SURFACES).map(|key| item.string(key)).transpose()?;
        let answer = is_accepted(item).then_some("answer");
        let known: Vec<&str> = [start, end, label].into_iter().chain(SURFACES).chain(OTHERS).chain(answer).collect();
        item.note_unknown_of("spans", &known, &mut self.left_out);
        Ok(Claim { start: first, end: last, surface: surface.map(Into::into), label: name.into(), entity: "".into(), place })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::format::sample::{self, file, plain, shown, written};

    fn read(content: &str) -> Result<Reading, String> {
        JsonSpans.read(&file("a.jsonl", content), &Options::default()).map_err(|error| error.to_string())
    }

    #[test]
    fn spans_are_read_under_any_of_the_usual_names() {
        for spans in [
            "\"entities\":[[4,7,\"PER\"]]",
            "\"annotations\":[{\"start\":4,\"end\":7,\"label\":\"PER\"}]",
            "\"entities\":[{\"entity_group\":\"PER\",\"start\":4,\"end\":7,\"word\":\"سعد\",\"score\":0.98}]",
            "\"location_mentions\":[{\"text\":\"سعد\",\"type\":\"PER\",\"startIdx\":4,\"endIdx\":7}]",
            "\"names\":[{\"begin\":4,\"end\":7,\"category\":\"PER\"}]",
        ] {
            let content = format!("{{\"text\":\"زار سعد\",{spans}}}");
            let reading = read(&content).unwrap();
            assert_eq!((shown(&reading.documents[0]), reading.left_out.is_empty()), (vec!["PER «سعد»".into()], true), "{spans}");
            assert_eq!(JsonSpans.fits(&file("a.jsonl", &content)), Fit::Surely, "{spans}");
        }
    }

    #[test]
    fn rejected_and_ignored_records_and_spans_are_left_out_and_counted() {
        let span = |answer: &str| format!("{{\"start\":4,\"end\":7,\"label\":\"PER\",\"answer\":\"{answer}\"}}");
        let record = |spans: &str, answer: &str| format!("{{\"text\":\"زار سعد\",\"entities\":[{spans}],\"answer\":\"{answer}\"}}\n");
        let spans = ["accept", "reject", "ignore"].map(span).join(",");
        let reading = read(&(record(&spans, "accept") + &record(&spans, "reject"))).unwrap();
        assert_eq!(reading.documents.iter().flat_map(shown).collect::<Vec<_>>(), ["PER «سعد»"]);
        let expected = [("records with the answer `reject`", 1), ("spans with the answer `ignore`", 1), ("spans with the answer `reject`", 1)];
        assert_eq!(reading.left_out.iter().collect::<Vec<_>>(), expected);
        // Of another kind of answers nothing is known.
        assert_eq!(read(&record("", "نعم")).unwrap().left_out.iter().collect::<Vec<_>>(), [("`answer` fields", 1)]);
    }

    #[test]
    fn tags_of_pieces_are_no_types() {
        let span = |label: &str| format!("{{\"start\":4,\"end\":7,\"label\":\"{label}\"}}");
        let content = |labels: [&str; 2]| format!("{{\"text\":\"زار سعد\",\"entities\":[{}]}}", labels.map(span).join(","));
        let said = read(&content(["B-PER", "I-PER"])).unwrap_err();
        assert!(said.contains("`a.jsonl`: `B-PER` and `I-PER` are tags of pieces") && said.contains("aggregation_strategy"), "{said}");
        assert!(read(&content(["B-PER", "I-LOC"])).is_ok());
    }

    #[test]
    fn every_fault_is_named_with_its_line() {
        for (record, expected) in [
            ("{\"entities\":[]}", "there is no text"),
            ("{\"text\":\"ab\"}", "there is no list of spans"),
            ("{\"text\":\"ab\",\"entities\":[[0,1,\"A\"]],\"mentions\":[[0,1,\"A\"]]}", "name one with --field entities"),
            ("{\"text\":\"ab\",\"entities\":[[0,1,\"A\"],[0,1]]}", "`entities` 2: expected `[start, end, \"type\"]`"),
            ("{\"text\":\"ab\",\"entities\":[{\"start\":0,\"end\":1,\"label\":\"A\",\"type\":\"B\"}]}", "it has label and type"),
            ("{\"text\":\"ab\",\"entities\":[{\"start\":0,\"end\":1,\"entity\":\"B-A\",\"index\":1}]}", "aggregation_strategy"),
            ("{\"text\":\"ab\",\"entities\":[[0,3,\"A\"]]}", "span 0..3 ends behind the text"),
        ] {
            let said = read(&format!("{{\"text\":\"\",\"entities\":[]}}\n{record}\n")).unwrap_err();
            assert!(said.contains("`a.jsonl` line 2: ") && said.contains(expected), "{record}: {said}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(documents in sample::documents(sample::ANY)) {
            let expected = plain(&documents, |document| {
                (document.sentences, document.tokens, document.splits) = Default::default();
                document.mentions.iter_mut().for_each(|note| note.entity = "".into());
            });
            let input = written(&JsonSpans.write(&documents, &Options::default()).unwrap());
            let options = Options { unit: Some(Unit::Chars), ..Options::default() };
            prop_assert_eq!(plain(&JsonSpans.read(&input, &options).unwrap().documents, |_| {}), expected);
        }
    }
}
