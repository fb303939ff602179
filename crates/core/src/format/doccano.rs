//! doccano: JSON lines of texts with labels by offsets, without surfaces, so that the unit of the offsets is told by the user.
//!
//! Segments are labels as in [`crate::format::cuts`]. What a label carries (the entity of a mention, the hidden form of a segment) stands beside
//! them under `refs`, as `[start, end, label, what]`; doccano keeps fields that it does not know.

use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use crate::error::{Problems, Result};
use crate::format::contract::{Fit, Format, Offsets, Output, Reading};
use crate::format::cuts;
use crate::format::document::{Document, Note};
use crate::format::input::Input;
use crate::format::json::{self, Json, Record, record_id};
use crate::format::losses::{Layer, Losses, lost};
use crate::format::options::Options;
use crate::format::units::{self, Claim, Draft};
use crate::text::offsets::Unit;

/// The JSONL of doccano's sequence labelling.
pub struct Doccano;

/// What is kept; of documents whose words are not those of the word rule, only the first.
const KEPT: [Layer; 3] = [Layer::Entities, Layer::Tokens, Layer::Splits];

/// The units in which some version or setting of doccano counts.
const UNITS: [Unit; 3] = [Unit::Chars, Unit::Utf16, Unit::Graphemes];

/// The keys under which labels stand as `[start, end, label]`.
const TRIPLES: [&str; 3] = ["label", "labels", "data"];

impl Format for Doccano {
    fn name(&self) -> &'static str {
        "doccano"
    }

    fn about(&self) -> &'static str {
        "doccano JSONL: text with label triples, or with entities"
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
        let drafts: Vec<Draft> = records.iter().filter_map(|record| draft(record, &mut left_out, &mut problems)).collect();
        problems.into_result()?;
        let mut documents = units::documents(drafts, options.unit, &UNITS, units::equal)?;
        let mut problems = Problems::default();
        for (document, record) in documents.iter_mut().zip(&records) {
            cuts::take_segments(document, record.place.file, record.number, &mut problems);
        }
        problems.into_result()?;
        Ok(Reading { documents, left_out, predicted: None })
    }

    fn write(&self, documents: &[Document], options: &Options) -> Result<Output> {
        let mut lines = Vec::with_capacity(documents.len());
        let mut losses = Losses::default();
        for document in documents {
            let (whole, has_words) = cuts::with_segments(document);
            losses.merge(lost(std::slice::from_ref(document), if has_words { &KEPT } else { &KEPT[..1] }));
            let document = &whole;
            let offsets = units::offsets(document, options.unit.unwrap_or(Unit::Utf16))?;
            let label = |(note, (start, end)): (&Note, (usize, usize))| json!([start, end, &*note.label]);
            let labels: Vec<Value> = document.mentions.iter().zip(offsets.clone()).map(label).collect();
            let carries = document.mentions.iter().zip(offsets).filter(|(note, _)| !note.entity.is_empty());
            let refs: Vec<Value> = carries.map(|(note, (start, end))| json!([start, end, &*note.label, &*note.entity])).collect();
            let mut line = json!({ "id": record_id(&document.id), "text": document.text, "label": labels });
            if !refs.is_empty() {
                line["refs"] = refs.into();
            }
            lines.push(line);
        }
        Ok(Output { files: vec![(String::new(), json::lines(lines))], losses })
    }
}

/// Triples and entities by `start_offset` are doccano's alone; a text without either could be anyone's.
fn fit(record: &Json) -> Fit {
    let text = record.get("text").or(record.get("data")).and_then(Json::str);
    let labels = TRIPLES.iter().find_map(|key| record.get(key).and_then(Json::array));
    let entities = record.get("entities").and_then(Json::array);
    let is_triple = |label: &Json| matches!(label.array(), Some([Json::Int(_), Json::Int(_), Json::String(_)]));
    match (text, labels.or(entities)) {
        (Some(_), Some([first, ..])) if labels.is_some() && is_triple(first) => Fit::Surely,
        (Some(_), Some([first, ..])) if labels.is_none() && first.get("start_offset").is_some() => Fit::Surely,
        (Some(_), Some([])) => Fit::Maybe,
        _ => Fit::No,
    }
}

fn draft<'a>(record: &'a Record, left_out: &mut Losses, problems: &mut Problems) -> Option<Draft<'a>> {
    match claims(record, left_out).and_then(|(text, claims)| Ok((text, with_refs(record, claims, left_out)?))) {
        Ok((text, claims)) => {
            let known = ["id", "text", "entities", "refs"].into_iter().chain(TRIPLES).collect::<Vec<_>>();
            record.value.note_unknown(&known, left_out);
            Some(Draft { document: Document { id: record.id(), text: text.into(), ..Document::default() }, claims })
        }
        Err(said) => {
            record.place.note(said, problems);
            None
        }
    }
}

/// The text and claims of a record, or what is wrong with it.
fn claims<'a>(record: &'a Record, left_out: &mut Losses) -> Result<(&'a str, Vec<Claim<'a>>), String> {
    let value = &record.value;
    // `data` is the text in some exports, and the labels in others.
    let text = match value.get("data") {
        Some(Json::String(text)) if value.get("text").is_none() => text,
        _ => value.string("text")?,
    };
    let keys = TRIPLES.into_iter().chain(["entities"]);
    let found: Vec<&str> = keys.filter(|key| value.get(key).is_some_and(|labels| !matches!((*key, labels), ("data", Json::String(_))))).collect();
    let key = match found[..] {
        [] => return Err("there is no `label`, `labels`, `data` or `entities` with its mentions; an empty array says that it has none".into()),
        [key] => key,
        _ => return Err(format!("mentions stand under {}; expected one of them", found.join(" and "))),
    };
    let mut claims = Vec::new();
    for (at, label) in value.items(key)?.iter().enumerate() {
        if key == "entities" {
            label.note_unknown_of("entities", &["id", "label", "start_offset", "end_offset"], left_out);
        }
        let (start, end, name) = match (key, label) {
            ("entities", entity) => entity.offsets(["start_offset", "end_offset"]).and_then(|(start, end)| Ok((start, end, entity.string("label")?))),
            (_, triple) => triple_of(triple),
        }
        .map_err(|said| format!("`{key}` {}: {said}", at + 1))?;
        claims.push(Claim { start, end, surface: None, label: name.into(), entity: "".into(), place: record.place });
    }
    Ok((text, claims))
}

/// The claims with what `refs` says of them. What it says of a label that is gone is left out and counted.
fn with_refs<'a>(record: &'a Record, mut claims: Vec<Claim<'a>>, left_out: &mut Losses) -> Result<Vec<Claim<'a>>, String> {
    if record.value.get("refs").is_none() {
        return Ok(claims);
    }
    let mut places: FxHashMap<(usize, usize, String), usize> = FxHashMap::default();
    for (at, claim) in claims.iter().enumerate() {
        places.insert((claim.start, claim.end, claim.label.to_string()), at);
    }
    for (at, item) in record.value.items("refs")?.iter().enumerate() {
        let Some([start, end, Json::String(label), Json::String(what)]) = item.array() else {
            return Err(format!("`refs` {}: expected `[start, end, \"label\", \"reference\"]`", at + 1));
        };
        let place = start.offset().zip(end.offset()).and_then(|(start, end)| places.get(&(start, end, label.clone())));
        match place {
            Some(&place) => claims[place].entity = what.as_str().into(),
            None => left_out.note("`refs` of labels that are not there", 1),
        }
    }
    Ok(claims)
}

fn triple_of(triple: &Json) -> Result<(usize, usize, &str), String> {
    if let Some([start, end, Json::String(label)]) = triple.array()
        && let (Some(start), Some(end)) = (start.offset(), end.offset())
    {
        return Ok((start, end, label));
    }
    Err("expected `[start, end, \"label\"]` with whole numbers from 0".into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::format::sample::{self, file, folder, plain, shown, written};

    fn read(content: &str, unit: Option<Unit>) -> Result<Reading, String> {
        Doccano.read(&file("a.jsonl", content), &Options { unit, ..Options::default() }).map_err(|error| error.to_string())
    }

    const EMOJI: &str = "{\"id\":5,\"text\":\"🎉 زارَ عُمَرُ\",\"label\":[[8,14,\"PERS\"]]}\n";

    #[test]
    fn the_unit_of_a_mention_behind_an_emoji_and_marks_is_asked_for_with_what_each_would_cut() {
        let said = read(EMOJI, None).unwrap_err();
        assert!(said.contains("--offset-unit"), "{said}");
        assert!(said.contains("`a.jsonl` line 1: 8..14 would be nothing in code points, «عُمَرُ» in UTF-16 units, nothing in grapheme"), "{said}");
        let reading = read(EMOJI, Some(Unit::Utf16)).unwrap();
        assert_eq!((shown(&reading.documents[0]), reading.documents[0].id.as_str()), (vec!["PERS «عُمَرُ»".into()], "5"));
    }

    #[test]
    fn bare_letters_need_no_unit_under_any_of_the_keys() {
        for labels in [
            "\"label\":[[4,7,\"PERS\"]]",
            "\"labels\":[[4,7,\"PERS\"]]",
            "\"data\":[[4,7,\"PERS\"]]",
            "\"entities\":[{\"id\":1,\"label\":\"PERS\",\"start_offset\":4,\"end_offset\":7}],\"relations\":[],\"Comments\":[\"x\"]",
        ] {
            let content = format!("{{\"text\":\"زار عمر\",{labels}}}");
            let reading = read(&content, None).unwrap();
            assert_eq!(shown(&reading.documents[0]), ["PERS «عمر»"], "{labels}");
            assert_eq!(reading.left_out.iter().next().is_some(), labels.contains("Comments"));
            assert_eq!(Doccano.fits(&file("a.jsonl", &content)), Fit::Surely);
        }
        assert_eq!(shown(&read("{\"data\":\"زار عمر\",\"label\":[[4,7,\"PERS\"]]}", None).unwrap().documents[0]), ["PERS «عمر»"]);
    }

    #[test]
    fn every_fault_is_named_with_its_line() {
        let cases = [
            ("{\"text\":\"ab\"}", "there is no `label`, `labels`, `data` or `entities`"),
            ("{\"label\":[]}", "there is no `text`"),
            ("{\"text\":7,\"label\":[]}", "`text` is a number, expected a string"),
            ("{\"text\":\"ab\",\"label\":{}}", "`label` is an object, expected an array"),
            ("{\"text\":\"ab\",\"label\":[],\"entities\":[]}", "mentions stand under label and entities"),
            ("{\"text\":\"ab\",\"label\":[[0,2]]}", "`label` 1: expected `[start, end, \"label\"]`"),
            ("{\"text\":\"ab\",\"label\":[[0,2.5,\"A\"]]}", "`label` 1: expected `[start, end, \"label\"]`"),
            ("{\"text\":\"ab\",\"entities\":[{\"label\":\"A\",\"start_offset\":0}]}", "`entities` 1: expected whole numbers from 0"),
            ("{\"text\":\"ab\",\"entities\":[{\"end_offset\":1,\"start_offset\":0}]}", "`entities` 1: there is no `label`"),
            ("{\"text\":\"ab\",\"label\":[[0,2,\"\"]]}", "the label is empty"),
            ("{\"text\":\"ab\",\"label\":[[0,3,\"A\"]]}", "span 0..3 ends behind the text, which has 2 code points"),
            ("{\"text\":\"ab\",\"label\":[[1,1,\"A\"]]}", "span 1..1 is empty"),
            ("{\"text\":\"ab\"", "not JSON"),
        ];
        for (line, expected) in cases {
            let said = read(&format!("{{\"text\":\"\",\"label\":[]}}\n{line}\n"), None).unwrap_err();
            assert!(said.contains("`a.jsonl` line 2: ") && said.contains(expected), "{line}: {said}");
        }
        assert!(Doccano.read(&folder(&[("a.jsonl", "")]), &Options::default()).unwrap_err().to_string().contains("is a folder"));
    }

    #[test]
    fn other_records_are_not_taken_for_its_own() {
        let fits = |content: &str| Doccano.fits(&file("a.json", content));
        assert_eq!(fits("[[\"a\",{\"entities\":[[0,1,\"A\"]]}]]"), Fit::No);
        assert_eq!(fits("{\"text\":\"a\",\"label\":[{\"start\":0,\"end\":1,\"text\":\"a\",\"labels\":[\"A\"]}]}"), Fit::No);
        assert_eq!(fits("{\"text\":\"a\",\"label\":[]}"), Fit::Maybe);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(documents in sample::documents(sample::ANY)) {
            let expected = plain(&documents, |document| {
                document.sentences.clear();
                if !cuts::has_words(document) {
                    (document.tokens, document.splits) = Default::default();
                }
            });
            for unit in Unit::ALL {
                let options = Options { unit: Some(unit), ..Options::default() };
                let input = written(&Doccano.write(&documents, &options).unwrap());
                prop_assert_eq!(&plain(&Doccano.read(&input, &options).unwrap().documents, |_| {}), &expected);
                if let (true, Ok(reading)) = (UNITS.contains(&unit), Doccano.read(&input, &Options::default())) {
                    prop_assert_eq!(&plain(&reading.documents, |_| {}), &expected);
                }
            }
        }
    }
}
