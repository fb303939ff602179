//! doccano: JSON lines of texts with labels by offsets, without surfaces, so that the unit of the offsets is told by the user.
//!
//! Segments are labels as in [`crate::format::cuts`]. What a label carries (the entity of a mention, the hidden form of a segment) stands beside
//! them under `refs`, as `[start, end, label, what]`; doccano keeps fields that it does not know.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use crate::error::{Error, ErrorKind, Problems, Result};
use crate::format::contract::{Fit, Format, Offsets, Output, Reading};
use crate::format::cuts;
use crate::format::document::{Document, Note};
use crate::format::input::Input;
use crate::format::json::{self, Json, Record, record_id};
use crate::format::losses::{Layer, Losses, lost};
use crate::format::options::Options;
use crate::format::refs::{REFS, refs, with_refs};
use crate::format::units::{self, Claim, Draft};
use crate::format::versions::{self, Version, agreed};
use crate::text::offsets::Unit;

/// The JSONL of doccano's sequence labelling.
pub struct Doccano;

/// What is kept; of documents whose words are not those of the word rule, only the first.
const KEPT: [Layer; 3] = [Layer::Entities, Layer::Tokens, Layer::Splits];

/// The units in which some version or setting of doccano counts.
const UNITS: [Unit; 3] = [Unit::Chars, Unit::Utf16, Unit::Graphemes];

/// The keys under which labels stand as `[start, end, label]`.
const TRIPLES: [&str; 3] = ["label", "labels", "data"];

/// The keys under which they stand as objects with `start_offset`; old exports have numbers of labels and of annotators there.
const SPANS: [&str; 2] = ["entities", "annotations"];

/// The annotator that stands for all of them together.
const EVERYBODY: &str = "*";

impl Format for Doccano {
    fn name(&self) -> &'static str {
        "doccano"
    }

    fn about(&self) -> &'static str {
        "doccano JSONL: text with label triples, or with entities"
    }

    fn fits(&self, input: &Input) -> Fit {
        json::fit(input, |_| false, fit)
    }

    fn offsets(&self) -> Offsets {
        Offsets::Asked
    }

    fn annotators(&self, input: &Input) -> Result<Vec<String>> {
        if input.is_folder {
            return people(input);
        }
        let records = json::records(input.single()?, |_| false)?;
        Ok(annotators(&records))
    }

    fn read(&self, input: &Input, options: &Options) -> Result<Reading> {
        let file = input.single()?;
        let records = json::records(file, |_| false)?;
        if let Some(wanted) = &options.annotator {
            let annotators = annotators(&records);
            versions::known(wanted, &annotators, wanted == EVERYBODY || annotators.contains(wanted))
                .map_err(|said| Error::new(ErrorKind::Unknown, said).of_file(&file.shown))?;
        }
        let mut problems = Problems::default();
        let mut left_out = Losses::default();
        let mut drafts: Vec<Draft> = Vec::with_capacity(records.len());
        let mut read: Vec<&Record> = Vec::with_capacity(records.len());
        for record in &records {
            match draft(record, options, &mut left_out) {
                Ok(Some(draft)) => {
                    drafts.push(draft);
                    read.push(record);
                }
                Ok(None) => {}
                Err(said) => record.place.note(said, &mut problems),
            }
        }
        problems.into_result()?;
        let mut documents = units::documents(drafts, options.unit, &UNITS, units::equal)?;
        let mut problems = Problems::default();
        for (document, record) in documents.iter_mut().zip(read) {
            cuts::take_segments(document, record.place.file, record.number, &mut problems);
        }
        problems.into_result()?;
        Ok(Reading { documents, left_out, predicted: None })
    }

    fn write(&self, documents: &[Document], options: &Options) -> Result<Output> {
        let mut lines = Vec::with_capacity(documents.len());
        let mut losses = Losses::default();
        let wholes: Vec<(Document, bool)> = documents.iter().map(cuts::with_segments).collect();
        let carries = wholes.iter().flat_map(|(whole, _)| &whole.mentions).any(|note| !note.entity.is_empty());
        for (document, (whole, has_words)) in documents.iter().zip(wholes) {
            losses.merge(lost(std::slice::from_ref(document), if has_words { &KEPT } else { &KEPT[..1] }));
            let document = &whole;
            let offsets = units::offsets(document, options.unit.unwrap_or(Unit::Utf16))?;
            let refs = refs(document, &offsets);
            let label = |(note, (start, end)): (&Note, (usize, usize))| json!([start, end, &*note.label]);
            let labels: Vec<Value> = document.mentions.iter().zip(offsets).map(label).collect();
            let mut line = json!({ "id": record_id(&document.id), "text": document.text, "label": labels });
            // doccano imports a field only if every record has it.
            if carries {
                line[REFS] = refs.into();
            }
            lines.push(line);
        }
        Ok(Output { files: vec![(String::new(), json::lines(lines))], losses })
    }
}

/// Triples and spans by `start_offset` are doccano's alone; a text without either could be anyone's.
fn fit(record: &Json) -> Fit {
    let text = record.get("text").or(record.get("data")).and_then(Json::str);
    let triples = TRIPLES.iter().find_map(|key| record.get(key).and_then(Json::array));
    let spans = SPANS.iter().find_map(|key| record.get(key).and_then(Json::array));
    let is_triple = |label: &Json| matches!(label.array(), Some([Json::Int(_), Json::Int(_), Json::String(_)]));
    match (text, triples.or(spans)) {
        (Some(_), Some([first, ..])) if triples.is_some() && is_triple(first) => Fit::Surely,
        (Some(_), Some([first, ..])) if triples.is_none() && first.get("start_offset").is_some() => Fit::Surely,
        (Some(_), Some([])) => Fit::Maybe,
        _ => Fit::No,
    }
}

/// The people whose numbers stand with the spans of an export.
fn annotators(records: &[Record]) -> Vec<String> {
    let spans = records.iter().filter_map(|record| record.value.get("annotations")?.array()).flatten();
    let by: Vec<Vec<String>> = spans.filter_map(|span| span.get("user")?.id()).map(|user| vec![user]).collect();
    versions::annotators(by.iter().map(Vec::as_slice))
}

/// The people of an export of a project in which everybody annotates alone: a file each, named as its annotator; none if no two files have a text
/// in common.
fn people(input: &Input) -> Result<Vec<String>> {
    let mut seen: FxHashMap<String, &str> = FxHashMap::default();
    let mut is_shared = false;
    for file in &input.files {
        for record in json::records(file, |_| false)? {
            let text = record.value.get("text").or(record.value.get("data")).and_then(Json::str).unwrap_or_default();
            is_shared |= seen.insert(text.into(), file.name.as_str()).is_some_and(|other| other != file.name);
        }
    }
    Ok(if is_shared { input.files.iter().map(|file| file.stem().to_string()).collect() } else { Vec::new() })
}

/// A record as a draft; `None` if the annotator who is asked for marked nothing in it, and only what is annotated counts.
fn draft<'a>(record: &'a Record, options: &Options, left_out: &mut Losses) -> Result<Option<Draft<'a>>, String> {
    let (text, claims) = claims(record, options, left_out)?;
    let Some(claims) = of_one(claims, options, left_out)? else { return Ok(None) };
    let claims = with_refs(&record.value, claims, left_out)?;
    let known = ["id", "text", REFS].into_iter().chain(TRIPLES).chain(SPANS).collect::<Vec<_>>();
    record.value.note_unknown(&known, left_out);
    Ok(Some(Draft { document: Document { id: record.id(), text: text.into(), ..Document::default() }, claims }))
}

/// A claim, with the number of whoever made it.
type Made<'a> = (Option<String>, Claim<'a>);

/// The claims of the annotator who is asked for, or those on which all agree; `None` if there are none where only what is annotated counts.
fn of_one<'a>(claims: Vec<Made<'a>>, options: &Options, left_out: &mut Losses) -> Result<Option<Vec<Claim<'a>>>, String> {
    let all = claims.len();
    let is_told = claims.iter().any(|(by, _)| by.is_some());
    match options.annotator.as_deref().filter(|wanted| *wanted != EVERYBODY && is_told) {
        Some(wanted) => {
            let own: Vec<Claim> = claims.into_iter().filter(|(by, _)| by.as_deref() == Some(wanted)).map(|(_, claim)| claim).collect();
            left_out.note("spans of other annotators", all - own.len());
            let is_unseen = own.is_empty() && options.annotated_only;
            left_out.note("records in which the annotator marked nothing", usize::from(is_unseen));
            Ok((!is_unseen).then_some(own))
        }
        None if options.annotator.is_some() || !is_told => Ok(Some(claims.into_iter().map(|(_, claim)| claim).collect())),
        None => {
            let mut people: BTreeMap<Option<String>, Vec<Claim>> = BTreeMap::new();
            claims.into_iter().for_each(|(by, claim)| people.entry(by).or_default().push(claim));
            let version = |(by, claims): (&Option<String>, &Vec<Claim<'a>>)| {
                let mut meant: Vec<_> = claims.iter().map(|claim| (claim.start, claim.end, claim.label.clone())).collect();
                meant.sort();
                Version { by: by.iter().cloned().collect(), id: None, meant }
            };
            agreed(&people.iter().map(version).collect::<Vec<_>>(), "take all together with --annotator '*'")?;
            let first = people.into_values().next().unwrap_or_default();
            left_out.note("spans of further annotators", all - first.len());
            Ok(Some(first))
        }
    }
}

/// The text and claims of a record, or what is wrong with it.
fn claims<'a>(record: &'a Record, options: &Options, left_out: &mut Losses) -> Result<(&'a str, Vec<Made<'a>>), String> {
    let value = &record.value;
    // `data` is the text in some exports, and the labels in others.
    let text = match value.get("data") {
        Some(Json::String(text)) if value.get("text").is_none() => text,
        _ => value.string("text")?,
    };
    let keys = TRIPLES.into_iter().chain(SPANS);
    let found: Vec<&str> = keys.filter(|key| value.get(key).is_some_and(|labels| !matches!((*key, labels), ("data", Json::String(_))))).collect();
    let key = match found[..] {
        [] => {
            return Err(
                "there is no `label`, `labels`, `data`, `entities` or `annotations` with its mentions; an empty array says that it has none".into()
            );
        }
        [key] => key,
        _ => return Err(format!("mentions stand under {}; expected one of them", found.join(" and "))),
    };
    let mut claims = Vec::new();
    for (at, label) in value.items(key)?.iter().enumerate() {
        let made = if SPANS.contains(&key) { span_of(label, key, options, left_out) } else { triple_of(label) };
        let (by, start, end, label) = made.map_err(|said| format!("`{key}` {}: {said}", at + 1))?;
        claims.push((by, Claim { start, end, surface: None, label, entity: "".into(), place: record.place }));
    }
    Ok((text, claims))
}

/// Who made a span, its offsets and its label.
type Span<'a> = (Option<String>, usize, usize, Cow<'a, str>);

fn triple_of(triple: &Json) -> Result<Span<'_>, String> {
    if let Some([start, end, Json::String(label)]) = triple.array()
        && let (Some(start), Some(end)) = (start.offset(), end.offset())
    {
        return Ok((None, start, end, label.into()));
    }
    Err("expected `[start, end, \"label\"]` with whole numbers from 0".into())
}

fn span_of<'a>(span: &'a Json, key: &str, options: &Options, left_out: &mut Losses) -> Result<Span<'a>, String> {
    span.note_unknown_of(key, &["id", "label", "start_offset", "end_offset", "user", "created_at", "updated_at", "document"], left_out);
    let (start, end) = span.offsets(["start_offset", "end_offset"])?;
    let label = match (span.get("label"), &options.labels) {
        (Some(Json::Int(number)), Some(names)) => {
            let name = usize::try_from(*number).ok().and_then(|at| names.get(at)).filter(|name| !name.is_empty());
            name.ok_or_else(|| format!("the label {number} has no name in --labels"))?.clone().into()
        }
        (Some(Json::Int(number)), None) => {
            return Err(format!("the label is the number {number}; name the labels with --labels FILE, the label file that doccano exports"));
        }
        _ => span.string("label")?.into(),
    };
    Ok((span.get("user").and_then(Json::id), start, end, label))
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
            ("{\"text\":\"ab\"}", "there is no `label`, `labels`, `data`, `entities` or `annotations`"),
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

    /// A record of an old export, in which numbers stand for labels and annotators.
    fn numbered(spans: &[(usize, usize, usize, usize)]) -> String {
        let span = |&(start, end, label, user): &(usize, usize, usize, usize)| {
            format!("{{\"id\":9,\"label\":{label},\"start_offset\":{start},\"end_offset\":{end},\"user\":{user}}}")
        };
        format!("{{\"text\":\"زار عمر\",\"annotations\":[{}]}}\n", spans.iter().map(span).collect::<Vec<_>>().join(","))
    }

    #[test]
    fn numbers_of_labels_are_named_by_the_label_file_and_those_of_annotators_chosen() {
        let names =
            crate::format::tag_names::of_file(&file("l.json", "[{\"id\":17,\"text\":\"PERS\"},{\"id\":19,\"text\":\"GPE\"}]").files[0]).unwrap();
        let reading = |content: &str, annotator: Option<&str>, annotated_only| {
            let options = Options { labels: Some(names.clone()), annotator: annotator.map(String::from), annotated_only, ..Options::default() };
            Doccano.read(&file("a.jsonl", content), &options).map_err(|error| error.to_string())
        };
        let content = numbered(&[(4, 7, 17, 2), (4, 7, 19, 11)]);
        assert_eq!(Doccano.fits(&file("a.jsonl", &content)), Fit::Surely);
        assert!(read(&content, None).unwrap_err().contains("`annotations` 1: the label is the number 17; name the labels with --labels FILE"));
        assert!(reading(&numbered(&[(4, 7, 18, 2)]), None, false).unwrap_err().contains("the label 18 has no name in --labels"));
        let said = reading(&content, None, false).unwrap_err();
        assert!(
            said.contains("`a.jsonl` line 1: 2 annotations differ; name an annotator with --annotator 11 or --annotator 2, or take all"),
            "{said}"
        );
        assert_eq!(Doccano.annotators(&file("a.jsonl", &content)).unwrap(), ["2", "11"]);
        assert_eq!(shown(&reading(&content, Some("11"), false).unwrap().documents[0]), ["GPE «عمر»"]);
        assert_eq!(shown(&reading(&content, Some("*"), false).unwrap().documents[0]), ["PERS «عمر»", "GPE «عمر»"]);
        assert!(reading(&content, Some("3"), false).unwrap_err().contains("nothing in it is by annotator `3`; there are 2, 11"));
        let same = reading(&numbered(&[(4, 7, 17, 2), (4, 7, 17, 11)]), None, false).unwrap();
        assert_eq!(
            (shown(&same.documents[0]), same.left_out.iter().collect()),
            (vec!["PERS «عمر»".into()], vec![("spans of further annotators", 1)])
        );
        // Where agreement is measured, a record that somebody never marked is not compared.
        let two = content.clone() + &numbered(&[(0, 3, 17, 2)]);
        assert_eq!([true, false].map(|only| reading(&two, Some("11"), only).unwrap().documents.len()), [1, 2]);
    }

    #[test]
    fn a_folder_of_one_file_an_annotator_is_read_by_name() {
        let line = |label: &str| format!("{{\"id\":1,\"text\":\"زار عمر\",\"label\":[[4,7,\"{label}\"]]}}\n");
        let files = folder(&[("ali.jsonl", &line("A")), ("bilal.jsonl", &line("B"))]);
        let read = |annotator: Option<&str>| {
            let options = Options { annotator: annotator.map(String::from), ..Options::default() };
            crate::format::read(&Doccano, &files, &options).map_err(|error| error.to_string())
        };
        assert_eq!(Doccano.annotators(&files).unwrap(), ["ali", "bilal"]);
        assert_eq!(shown(&read(Some("bilal")).unwrap().documents[0]), ["B «عمر»"]);
        let said = read(None).unwrap_err();
        assert!(said.contains("its files annotate the same texts; name the annotator with --annotator ali or --annotator bilal"), "{said}");
        assert!(read(Some("x")).unwrap_err().contains("no file in it is by annotator `x`"));
        let shards = folder(&[("a.jsonl", &line("A")), ("b.jsonl", &line("B").replace("زار", "عاد"))]);
        assert_eq!(crate::format::read(&Doccano, &shards, &Options::default()).unwrap().documents.len(), 2);
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
