//! Files of no known format: what they are, where another program can export something that is read, or what the nearest formats stumble over.

use crate::format::conll::layout::{BOM, head, looks_like_tag};
use crate::format::input::{File, Input};
use crate::format::json::{self, Json};
use crate::format::segmented::{Marker, are_rows};
use crate::wording::count;

/// The most that is said of one line.
const SHOWN: usize = 60;

/// A kind of files that is known and not read: a mark in their content or name, what they are, and what to do.
type Foreign = (fn(&File) -> bool, &'static str, &'static str);

const FOREIGN: [Foreign; 5] = [
    (|file| begins(file, "<?xml") && holds(file, "http:///uima/cas.ecore"), "a UIMA CAS in XMI", "export WebAnno TSV v3.x from INCEpTION instead"),
    (|file| holds(file, "\"%FEATURE_STRUCTURES\""), "a UIMA CAS in JSON", "export WebAnno TSV v3.x from INCEpTION instead"),
    (
        |file| file.name.ends_with(".spacy"),
        "a DocBin of spaCy",
        "write its docs as JSON lines first: `srsly.write_jsonl(\"docs.jsonl\", [d.to_json() for d in DocBin().from_disk(PATH).get_docs(nlp.vocab)])`",
    ),
    (
        |file| file.content.starts_with(b"ARROW1") || file.name.ends_with(".arrow"),
        "an Arrow file of `datasets`",
        "write it as JSON lines first: `load_from_disk(DIR).to_json(\"data.jsonl\")`, and give the names of its tags with --labels dataset_info.json",
    ),
    (|file| begins(file, "<?xml") || begins(file, "<"), "XML", "no XML of annotations is read; export brat, WebAnno TSV or JSON lines"),
];

fn text(file: &File) -> &[u8] {
    file.content.strip_prefix(BOM).unwrap_or(&file.content).trim_ascii_start()
}

fn begins(file: &File, mark: &str) -> bool {
    text(file).starts_with(mark.as_bytes())
}

fn holds(file: &File, mark: &str) -> bool {
    let beginning = &file.content[..file.content.len().min(1 << 16)];
    memchr::memmem::find(beginning, mark.as_bytes()).is_some()
}

/// What an input is that is known and not read, with what to do; `None` if it is not known.
pub(super) fn foreign(input: &Input) -> Option<(&'static str, &'static str)> {
    let of = |file: &File| FOREIGN.iter().find(|(is, ..)| is(file)).map(|(_, what, advice)| (*what, *advice));
    input.files.iter().find_map(of)
}

/// What the nearest formats stumble over, the most likely first; empty if none is near.
pub(super) fn stumbles(input: &Input) -> Vec<String> {
    let [file] = &input.files[..] else {
        return vec!["a folder holds one document a file: brat (.ann and .txt), WebAnno TSV, our CSV, or files of one other format".into()];
    };
    if std::str::from_utf8(&file.content).is_err() {
        return file.text().err().map(|error| vec![error.to_string()]).unwrap_or_default();
    }
    if begins(file, "{") || begins(file, "[") {
        return vec![json(file)];
    }
    [rows(file), columns(file), table(file)].into_iter().flatten().collect()
}

/// What is wrong with a file that begins as JSON does.
fn json(file: &File) -> String {
    let record = match json::records(file, |_| false) {
        Err(error) => return format!("as JSON: {}", error.faults().first().map_or(error.to_string(), |fault| fault.said.clone())),
        Ok(records) => records.into_iter().next().map(|record| record.value),
    };
    let keys: Vec<String> = record.iter().flat_map(|record| record.fields()).map(|(key, value)| format!("`{key}` ({})", value.kind())).collect();
    let keys = if keys.is_empty() { format!("is {}", record.as_ref().map_or("missing", Json::kind)) } else { format!("has {}", keys.join(", ")) };
    format!("as JSON: the first record {keys}; expected a text with a list of spans (json-spans), or tokens with tags (json-tags)")
}

/// What keeps a file from being rows of words with their segments.
fn rows(file: &File) -> Option<String> {
    let text = std::str::from_utf8(text(file)).ok().filter(|text| are_rows(text) && !text.contains('\t'))?;
    Marker::detect(text.lines())?;
    Some("as word-rows: no tab parts its columns, and its lines do not have as many spaces; put one tab between columns".into())
}

/// What keeps a file from being columns of tokens and tags.
fn columns(file: &File) -> Option<String> {
    let head = head(&file.content)?;
    let (mut lines, mut tagged, mut first) = (0, 0, None);
    let mut is_start = true;
    for (number, line) in (1..).zip(text(file).split(|&byte| byte == b'\n')) {
        let fields = head.separator.fields(line.strip_suffix(b"\r").unwrap_or(line));
        let last = fields.last().copied().unwrap_or_default();
        if last.is_empty() || (is_start && line.starts_with(b"#")) {
            is_start = true;
            continue;
        }
        (is_start, lines) = (false, lines + 1);
        if fields.len() > 1 && looks_like_tag(last) {
            tagged += 1;
        } else {
            let tag: String = String::from_utf8_lossy(last).chars().take(SHOWN).collect();
            first.get_or_insert_with(|| match fields.len() {
                1 => format!("line {number} has one column, `{tag}`"),
                _ => format!("line {number}: `{tag}` is no tag, such as `O` or `B-PER`"),
            });
        }
    }
    Some(format!("as conll: {}; {tagged} of {} end with a tag", first?, count(lines, "line")))
}

/// What keeps a file from being a table with a header.
fn table(file: &File) -> Option<String> {
    let line = text(file).split(|&byte| byte == b'\n').next()?;
    let line = std::str::from_utf8(line).ok()?.trim_end();
    let shown: String = line.chars().take(SHOWN).collect();
    line.contains([',', '\t', ';'])
        .then(|| format!("as table: line 1: the header `{shown}` names no column of tokens and one of tags; --columns says what they hold"))
}
