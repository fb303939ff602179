//! The inline form: articles with both layers of annotation in one plain text that a person reads and edits.
//!
//! `# article ID` opens an article with words and mentions, `# entities ID` one with mentions only; every other line that begins with
//! `#` is a comment. `[LABEL text]` is a mention and `[LABEL:slug text]` one that refers to `label:slug` (the type in lower case);
//! any other reference is written `[LABEL=reference text]`. `+` cuts a word, `{form}` after a segment restores what the spelling
//! hides, and `{:CLASS}` or `{form:CLASS}` says a class that does not follow from the cut. `\` takes the next character as
//! text, `\u200F` is a character by its number, and `\` at the end of a line joins the next to it.
//!
//! Raw bidi marks are for the looks only: the writer sets a right-to-left mark in front of every line and on both sides of every label, so
//! that editors show the Arabic from right to left, and the reader leaves them out. Those of the text are written by their numbers.
//! Words are not marked: they are those of [`crate::text::words`].

mod article;
mod signs;
#[cfg(test)]
mod tests;
mod write;

use crate::error::{Error, ErrorKind, Problems, Result};
use crate::format::contract::{Fit, Format, Offsets, Output, Reading};
use crate::format::document::Document;
use crate::format::inline::article::OpenArticle;
use crate::format::inline::signs::{OPENINGS, is_layout, opening};
use crate::format::inline::write::write;
use crate::format::input::{File, Input};
use crate::format::location::Location;
use crate::format::losses::{Layer, Losses, lost};
use crate::format::options::Options;
use crate::format::{csv, cuts};

/// Plain text with brackets and plus signs.
pub struct Inline;

impl Format for Inline {
    fn name(&self) -> &'static str {
        "inline"
    }

    fn about(&self) -> &'static str {
        "plain text to read and edit: [LABEL:slug text] for mentions, + for cuts"
    }

    fn fits(&self, input: &Input) -> Fit {
        let opens = |line: &[u8]| OPENINGS.iter().any(|(opening, _)| line.starts_with(opening.as_bytes()));
        let has = |file: &File| file.content.split(|&byte| byte == b'\n').take_while(|line| line.is_empty() || line[0] == b'#').any(opens);
        if !input.files.is_empty() && input.files.iter().all(has) { Fit::Surely } else { Fit::No }
    }

    fn offsets(&self) -> Offsets {
        Offsets::None
    }

    fn read(&self, input: &Input, _: &Options) -> Result<Reading> {
        let mut problems = Problems::default();
        let mut documents = Vec::new();
        for file in &input.files {
            let mut open: Option<OpenArticle> = None;
            for (line, content) in (1..).zip(file.text()?.split_inclusive('\n')) {
                let place = Location::line(&file.shown, line);
                let trimmed = content.trim_start_matches(is_layout);
                if trimmed.starts_with('#') {
                    if let Some((id, has_words)) = opening(trimmed) {
                        documents.extend(open.replace(OpenArticle::new(id, has_words)).and_then(|draft| draft.end(place, &mut problems)));
                    }
                    continue;
                }
                match &mut open {
                    Some(draft) => draft.line(content, place, &mut problems),
                    None if content.trim().is_empty() => {}
                    None => {
                        place.note("text before the first `# article ID`; name the article", &mut problems);
                        break;
                    }
                }
            }
            let end = Location::line(&file.shown, file.text()?.lines().count() as u64);
            documents.extend(open.and_then(|draft| draft.end(end, &mut problems)));
        }
        problems.into_result()?;
        if documents.is_empty() {
            let error = Error::new(ErrorKind::Malformed, format!("`{}` opens no article", input.shown)).about(&input.shown);
            return Err(error.remedy("the first line is `# article ID`"));
        }
        Ok(Reading { documents, left_out: Losses::default(), predicted: None })
    }

    fn write(&self, documents: &[Document], _: &Options) -> Result<Output> {
        let mut losses = Losses::default();
        let mut out = String::new();
        for document in documents {
            let has_words = cuts::has_words(document);
            let kept: &[Layer] = if has_words { &[Layer::Entities, Layer::Tokens, Layer::Splits] } else { &[Layer::Entities] };
            losses.merge(lost(std::slice::from_ref(document), kept));
            write(document, has_words, &csv::admitted(document, &mut losses), &mut out)?;
        }
        Ok(Output { files: vec![(String::new(), out.into_bytes())], losses })
    }
}
