//! CoNLL-U: tokens, multiword tokens, sentences and documents as Universal Dependencies writes them, with mentions as tags in MISC.
//!
//! What MISC does not say is decided so: one space follows a token, also the last of a sentence; a line feed follows it where
//! `# newpar` stands in front of the next sentence; nothing follows the last token of a document. `SpaceAfter=No`, `SpacesAfter`,
//! `SpacesBefore` and `SpacesInToken` are followed to the letter, so that a written document is read back with the same text.
//!
//! `# newdoc` begins a document, unless it repeats the id of the one that goes on. Mentions are `ner=` or `NER=` on words, in any scheme of
//! [`crate::tags`]; a word without it is outside; on the line of a multiword token, where Stanza writes it, it is the tag of the whole token.
//! `Entity=` of CorefUD and empty nodes are left out and counted. Annotation that no [`Document`] has (lemmas, tags, trees, comments) is not read;
//! a written file has a flat tree.
//!
//! What UD has no place for is written in our own way, and read so only in a document whose first sentence has the comment
//! `# mihak = …` with one or more of these layers in front of it:
//!
//! - `segments`: XPOS is the clitic class of every word; FORM is the restored form where the spelling hides it, and MISC has
//!   `Surface=ل`, what the text has instead. Surfaces tile their token, and every token has a class.
//! - `mentions`: mentions are brackets in MISC, of any nesting, also across sentences: `Mention=(LABEL:reference` on the first word and
//!   `)` on the last, one bracket a mention, opening ones in front and the outermost first, as in the `Entity=` of CorefUD. The `ner=`
//!   beside it shows the outermost for tools that only know tags; it is not read, but what contradicts the brackets is counted.
//! - `lines`: the sentences are only the lines of the text, and none are read.
//!
//! Values have the escapes of `SpacesAfter` (`\s \t \n \r \p \\`), and in `Mention=` also `\( \) \:`; `=` needs none behind the first.
//! Mentions that begin or end inside a word or cross others are losses.
//!
//! Sources: the CoNLL-U format, version 2 (<https://universaldependencies.org/format.html>), with the attributes of MISC
//! (<https://universaldependencies.org/misc.html>); for the brackets CorefUD 1.0 (Nedoluzhko et al. 2022, LREC).

mod brackets;
mod escape;
mod layer;
mod misc;
pub mod parse;
mod read;
mod scan;
mod shown;
mod space;
mod state;
pub mod treebank;
mod unread;
mod write;

pub use layer::Layers;
pub use parse::parse;
pub use read::documents;
pub use space::{is_space, may_hold_spaces};
pub use state::Detail;
pub use treebank::Treebank;

use memchr::memchr;

use crate::error::Result;
use crate::format::contract::{Fit, Format, Offsets, Output, Reading};
use crate::format::document::Document;
use crate::format::input::{File, Input};
use crate::format::options::Options;

/// The format `conllu`.
pub struct Conllu;

impl Format for Conllu {
    fn name(&self) -> &'static str {
        "conllu"
    }

    fn about(&self) -> &'static str {
        "CoNLL-U of Universal Dependencies: tokens, multiword tokens, sentences, and mentions as `ner=` or nested in MISC"
    }

    fn fits(&self, input: &Input) -> Fit {
        input.files.iter().map(fits).min().unwrap_or(Fit::No)
    }

    fn offsets(&self) -> Offsets {
        Offsets::None
    }

    fn read(&self, input: &Input, options: &Options) -> Result<Reading> {
        let mut reading = Reading::default();
        for file in &input.files {
            let (documents, left_out) = documents(file, options)?;
            reading.documents.extend(documents);
            reading.left_out.merge(left_out);
        }
        Ok(reading)
    }

    fn write(&self, documents: &[Document], options: &Options) -> Result<Output> {
        write::write(documents, options)
    }
}

/// A file of that name, or whose first line that is no comment has ten columns and the ID of a first word.
fn fits(file: &File) -> Fit {
    let mut rest = &file.content[..];
    while let Some(b'#') = rest.first() {
        let end = memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        rest = &rest[end..];
    }
    let row = &rest[..memchr(b'\n', rest).unwrap_or(rest.len())];
    let mut columns = row.split(|&byte| byte == b'\t');
    let id = columns.next().unwrap_or_default();
    let is_row = columns.count() == 9 && (id == b"1" || id.starts_with(b"1-") || id == b"0.1");
    if is_row || file.name.ends_with(".conllu") { Fit::Surely } else { Fit::No }
}

#[cfg(test)]
mod tests;
