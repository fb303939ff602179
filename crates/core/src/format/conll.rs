//! Column files: a token and its tag a line, an empty line behind every sentence; flat, or nested in as many columns as it takes.

pub mod layout;
mod nested;
mod sheet;
mod tagged;
pub mod write;

pub use layout::Layout;
pub use sheet::{Sheet, TaggedToken};

use crate::error::Result;
use crate::format::contract::{Fit, Format, Offsets, Output, Reading};
use crate::format::document::Document;
use crate::format::input::{File, Input};
use crate::format::options::Options;
use crate::tags::{TagReading, TagScheme};

/// Token and tag in columns, one mention at a token at most.
pub struct Conll;

/// Token and any number of tags, as the Wojood corpus has nested mentions.
pub struct Nested;

impl Format for Conll {
    fn name(&self) -> &'static str {
        "conll"
    }

    fn about(&self) -> &'static str {
        "columns: token first, tag last; IOB1, IOB2, IOE1, IOE2, IOBES, BILOU, BMEWO, IO"
    }

    fn fits(&self, input: &Input) -> Fit {
        let Ok(file) = input.single() else { return Fit::No };
        match layout::head(&file.content) {
            Some(head) if head.tags && (head.is_even || !head.is_nested) => Fit::Maybe,
            _ => Fit::No,
        }
    }

    fn offsets(&self) -> Offsets {
        Offsets::None
    }

    fn read(&self, input: &Input, options: &Options) -> Result<Reading> {
        let file = input.single()?;
        let layout = Layout::of(file, options)?;
        let sheet = Sheet::read(file, &layout)?;
        let (scheme, repair) = sheet.scheme(0, options)?;
        Ok(whole(file, sheet.documents(file, 0, TagReading::Scheme(scheme, repair))))
    }

    fn write(&self, documents: &[Document], options: &Options) -> Result<Output> {
        Ok(write::flat(documents, options.scheme.unwrap_or(TagScheme::Iob2)))
    }
}

impl Format for Nested {
    fn name(&self) -> &'static str {
        "conll-nested"
    }

    fn about(&self) -> &'static str {
        "columns: token, then one IOB2 tag for every mention around it (Wojood)"
    }

    fn fits(&self, input: &Input) -> Fit {
        let Ok(file) = input.single() else { return Fit::No };
        match layout::head(&file.content) {
            Some(head) if !head.is_even && head.all_tags && head.is_nested => Fit::Maybe,
            _ => Fit::No,
        }
    }

    fn offsets(&self) -> Offsets {
        Offsets::None
    }

    fn read(&self, input: &Input, options: &Options) -> Result<Reading> {
        let file = input.single()?;
        Ok(whole(file, nested::read(file, options)?))
    }

    fn write(&self, documents: &[Document], _: &Options) -> Result<Output> {
        Ok(write::nested(documents))
    }
}

/// Documents as a reading: one without an id is the whole file.
pub fn whole(file: &File, mut documents: Vec<Document>) -> Reading {
    documents.iter_mut().filter(|document| document.id.is_empty()).for_each(|document| document.id = file.stem().into());
    Reading { documents, ..Reading::default() }
}
