//! Parquet files: token-classification sets as Hugging Face has them, a sentence a row, or the columns of our own entities.csv.

mod articles;
mod names;
mod sentences;
mod table;
#[cfg(test)]
mod tests;
mod write;

use anyhow::{Result, bail};
use table::Table;

use crate::format::rows::ENTITIES;
use crate::format::{Document, Fit, Format, Input, Offsets, Options, Output, PARQUET, Reading};
use crate::tags::Scheme;
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
            bail!("`{}`: offsets of our own columns are code points; leave --offset-unit away", file.shown);
        }
        articles::read(&table, options)
    }

    fn write(&self, documents: &[Document], options: &Options) -> Result<Output> {
        write::write(documents, options.scheme.unwrap_or(Scheme::Iob2))
    }
}
