//! Which options which formats use: one that none of them uses was meant for another file, and is refused.

use crate::error::{Error, ErrorKind, Result};
use crate::format::contract::Format;
use crate::format::options::Options;

/// An option: its name on the command line, whether it is given, and the formats that use it.
type Used = (&'static str, fn(&Options) -> bool, &'static [&'static str]);

const USED: [Used; 12] = [
    ("scheme", |options| options.scheme.is_some(), &["conll", "conll-nested", "conllu", "json-tags", "parquet", "slash", "table"]),
    ("token-column", |options| options.token_column.is_some(), &["conll", "conll-nested", "parquet"]),
    ("tag-column", |options| options.tag_column.is_some(), &["conll", "parquet"]),
    ("comment", |options| options.comment.is_some(), &["conll", "conll-nested"]),
    ("articles", |options| options.articles.is_some(), &["brat", "csv", "inline", "parquet"]),
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
    let is_idle = |(_, given, users): &&Used| given(options) && !formats.iter().any(|format| users.contains(&format.name()));
    let Some((name, _, users)) = USED.iter().find(is_idle) else { return Ok(()) };
    let read: Vec<&str> = formats.iter().map(|format| format.name()).collect();
    let error = Error::new(ErrorKind::Unsupported, format!("--{name} is of no use to {}: only {} read it", read.join(" and "), users.join(", ")));
    Err(error.remedy(format!("leave --{name} away, or name the format with --format")))
}
