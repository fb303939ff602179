//! What a file format is: how it is recognised, read and written.

use crate::error::Result;
use crate::format::document::Document;
use crate::format::input::Input;
use crate::format::losses::Losses;
use crate::format::options::Options;
use crate::text::offsets::Unit;

/// How sure a format is that an input is its own, judged by names and content.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Fit {
    /// It is something else.
    No,
    /// It could be.
    Maybe,
    /// It has a mark that only this format has.
    Surely,
}

/// In which unit a format counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Offsets {
    /// It has no offsets.
    None,
    /// All programs that write it count so.
    Fixed(Unit),
    /// Programs differ: surfaces decide, or the user.
    Asked,
}

/// Files that a writer made.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// Names and contents. A format that is one file gives one with an empty name.
    pub files: Vec<(String, Vec<u8>)>,
    /// What the format could not hold, with how often.
    pub losses: Losses,
}

/// What a reader made of an input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The documents, in the order of the file.
    pub documents: Vec<Document>,
    /// What the input holds beside mentions, tokens and sentences, with how often: `relations` → 3. The caller says it.
    pub left_out: Losses,
    /// The same documents with the mentions of a prediction, where the input holds gold and a prediction.
    pub predicted: Option<Vec<Document>>,
}

/// A file format: one reader and writer.
pub trait Format: Sync {
    /// The name on the command line.
    fn name(&self) -> &'static str;
    /// One line about it.
    fn about(&self) -> &'static str;
    /// How sure it is that this is its own.
    fn fits(&self, input: &Input) -> Fit;
    /// In which unit its offsets count.
    fn offsets(&self) -> Offsets;
    /// The people whose annotations an input holds side by side, as [`Options::annotator`] names them; none where the format does not tell. In a
    /// folder they are the names of its files.
    fn annotators(&self, _: &Input) -> Result<Vec<String>> {
        Ok(Vec::new())
    }
    /// The documents of an input, and what it holds that is no annotation of ours.
    ///
    /// `Err` holds every fault with file and line: nothing is repaired, and nothing is left out unsaid.
    fn read(&self, input: &Input, options: &Options) -> Result<Reading>;
    /// The files that hold these documents, as far as the format can.
    ///
    /// `Err` if nothing useful could be written.
    fn write(&self, documents: &[Document], options: &Options) -> Result<Output>;
}
