//! Column files: one token with its tag per line, and an empty line after every sentence; flat, or nested with a column for every level.

mod head;
mod layers;
pub mod layout;
mod line;
mod nested;
mod sheet;
mod tagged;
pub mod write;

pub use layout::Layout;
pub use sheet::{RANGES, Sheet, TaggedToken};

use crate::error::{Error, Result};
use crate::format::conll::layout::Layers;
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
        match layout::head(&file.content).map(|head| head.layers()) {
            Some(Layers::One) if are_joined(file) => Fit::No,
            Some(Layers::One | Layers::Parallel | Layers::Apart) => Fit::Maybe,
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
        let documents = sheet.documents(file, 0, TagReading::Scheme(scheme, repair));
        Ok(Reading { left_out: sheet.left_out(), ..Reading::of_file(file, documents) })
    }

    fn layout(&self, input: &Input, options: &Options) -> Option<String> {
        // Token first and tag last is no choice.
        Layout::of(input.single().ok()?, options).ok().filter(|layout| !layout.why.is_empty()).map(|layout| layout.about())
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
        "columns: token, then a tag for every mention around it (Wojood, GermEval)"
    }

    fn fits(&self, input: &Input) -> Fit {
        let Ok(file) = input.single() else { return Fit::No };
        match layout::head(&file.content).map(|head| head.layers()) {
            Some(Layers::Nested | Layers::Parallel | Layers::Apart) => Fit::Maybe,
            Some(Layers::None | Layers::One) if are_joined(file) => Fit::Maybe,
            _ => Fit::No,
        }
    }

    fn offsets(&self) -> Offsets {
        Offsets::None
    }

    fn read(&self, input: &Input, options: &Options) -> Result<Reading> {
        let file = input.single()?;
        match layout::without_carets(&file.content, layout::looks_like_tag) {
            Some(content) => nested::read(&File { content, ..file.clone() }, options),
            None => nested::read(file, options),
        }
    }

    fn write(&self, documents: &[Document], _: &Options) -> Result<Output> {
        Ok(write::nested(documents))
    }
}

/// Whether lines of the file join tags by `^`.
fn are_joined(file: &File) -> bool {
    memchr::memchr(b'^', &file.content).is_some() && layout::without_carets(&file.content, layout::looks_like_tag).is_some()
}

/// The error of a file of which both formats could be right.
pub(super) fn undecided(input: &Input) -> Result<Error> {
    let file = input.single()?;
    let head = layout::head(&file.content).expect("a file without a token is of neither format");
    Ok(layout::undecided(&file.shown, &head))
}

/// Whether columns of the file could be layers of nested mentions of which one is empty.
pub fn could_be_nested(input: &Input) -> bool {
    let head = input.single().ok().and_then(|file| layout::head(&file.content));
    head.is_some_and(|head| head.layers() == Layers::Apart && head.live_columns().len() == 1)
}

/// Whether the file has several columns of tags, so that it can hold gold and a prediction.
pub fn holds_both(input: &Input) -> bool {
    let head = input.single().ok().and_then(|file| layout::head(&file.content)).filter(|head| head.is_even);
    head.is_some_and(|head| head.tag_columns().windows(2).any(|pair| pair[0] + 1 == pair[1]))
}
