//! Which formats use which options. An option that no format at hand uses was meant for another file, and is refused.

use crate::error::{Error, ErrorKind, Result};
use crate::format::contract::Format;
use crate::format::options::Options;
use crate::tags::Repair;

/// An option: its name on the command line, whether it is given, and the formats that use it.
type Used = (&'static str, fn(&Options) -> bool, &'static [&'static str]);

/// The formats whose mentions are tags.
const TAGGED: &[&str] = &["conll", "conll-nested", "conllu", "json-tags", "parquet", "slash", "table"];

/// The formats that count in offsets.
const COUNTED: &[&str] = &["brat", "csv", "doccano", "json-spans", "label-studio", "parquet", "spacy", "webanno"];

const USED: [Used; 18] = [
    ("scheme", |options| options.scheme.is_some(), TAGGED),
    ("repair", |options| options.repair != Repair::None, TAGGED),
    ("offset-unit", |options| options.unit.is_some(), COUNTED),
    ("token-column", |options| options.token_column.is_some(), &["conll", "conll-nested", "parquet", "word-rows"]),
    ("tag-column", |options| options.tag_column.is_some(), &["conll", "parquet", "word-rows"]),
    ("comment", |options| options.comment.is_some(), &["conll", "conll-nested", "word-rows"]),
    ("marker", |options| options.marker.is_some(), &["segmented", "word-rows"]),
    ("segment-column", |options| options.segment_column.is_some(), &["word-rows"]),
    ("classes", |options| options.classes.is_some(), &["word-rows"]),
    ("declare", |options| !options.declared.is_empty(), &["conllu", "csv", "inline", "word-rows"]),
    ("articles", |options| options.articles.is_some(), &["brat", "csv", "inline", "llm", "parquet"]),
    ("layer", |options| options.layer.is_some(), &["webanno"]),
    ("feature", |options| options.feature.is_some(), &["webanno"]),
    ("labels", |options| options.labels.is_some(), &["doccano", "json-tags"]),
    ("field", |options| options.field.is_some(), &["json-spans", "json-tags", "label-studio"]),
    ("annotator", |options| options.annotator.is_some(), &["doccano", "label-studio"]),
    ("columns", |options| !options.columns.is_empty(), &["table"]),
    ("discontinuous", |options| options.drop_discontinuous, &["brat"]),
];

/// `Err` names an option that is given and that none of these formats uses, with those that do.
pub fn heeded(formats: &[&dyn Format], options: &Options) -> Result<()> {
    heeded_as("", formats, options)
}

/// The same for options of one side, whose names on the command line begin with a prefix, such as `gold-`.
pub fn heeded_as(prefix: &str, formats: &[&dyn Format], options: &Options) -> Result<()> {
    let is_idle = |(_, given, users): &&Used| given(options) && !formats.iter().any(|format| users.contains(&format.name()));
    let Some((name, _, users)) = USED.iter().find(is_idle) else { return Ok(()) };
    let read: Vec<&str> = formats.iter().map(|format| format.name()).collect();
    let said = format!("--{prefix}{name} is of no use to {}: only {} read it", read.join(" and "), users.join(", "));
    Err(Error::new(ErrorKind::Unsupported, said).remedy(format!("leave --{prefix}{name} away, or name the format with --format")))
}
