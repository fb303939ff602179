//! Parquet files: token-classification sets of Hugging Face with one sentence per row, or the columns of our own entities.csv.

mod articles;
mod names;
mod sentences;
mod table;
#[cfg(test)]
mod tests;
mod write;

use crate::error::{Error, ErrorKind, Result};
use crate::format::contract::{Fit, Format, Offsets, Output, Reading};
use crate::format::document::Document;
use crate::format::input::{Input, PARQUET};
use crate::format::options::Options;
use crate::format::parquet::table::Table;
use crate::format::rows::ENTITIES;
use crate::tags::TagScheme;
use crate::text::offsets::Unit;

/// `tokens` and `ner_tags` a sentence, or a mention a row over texts that stand elsewhere.
pub struct Parquet;

impl Format for Parquet {
    fn name(&self) -> &'static str {
        "parquet"
    }

    fn about(&self) -> &'static str {
        "Hugging Face token classification (tokens, ner_tags), or the columns of our entities.csv with --articles"
    }

    fn fits(&self, input: &Input) -> Fit {
        match input.single() {
            Ok(file) if file.content.starts_with(PARQUET) => Fit::Surely,
            _ => Fit::No,
        }
    }

    fn offsets(&self) -> Offsets {
        // Rows of tokens have none, and those of mentions are always code points: there is nothing to ask.
        Offsets::None
    }

    fn read(&self, input: &Input, options: &Options) -> Result<Reading> {
        let file = input.single()?;
        let table = Table::open(file)?;
        if !ENTITIES.iter().all(|name| table.place(name).is_some()) {
            return sentences::read(file, &table, options);
        }
        if options.unit.is_some_and(|unit| unit != Unit::Chars) {
            let error = Error::new(ErrorKind::Unsupported, "offsets of our own columns are code points").of_file(&file.shown);
            return Err(error.remedy("leave --offset-unit away"));
        }
        articles::read(&table, options)
    }

    fn write(&self, documents: &[Document], options: &Options) -> Result<Output> {
        write::write(documents, options.scheme.unwrap_or(TagScheme::Iob2))
    }
}
