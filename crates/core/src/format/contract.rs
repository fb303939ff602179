//! What a file format is: how it is recognised, read and written.

use crate::error::Result;
use crate::format::document::Document;
use crate::format::input::{File, Input};
use crate::format::losses::Losses;
use crate::format::options::Options;
use crate::text::offsets::Unit;

/// How sure a format is that an input is written in it, judged by file names and content. The variants are in rising order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Fit {
    /// The input is something else.
    No,
    /// The input could be in this format, and in others too.
    Maybe,
    /// The input has a mark that only this format has.
    Surely,
}

/// The unit in which a format counts its offsets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Offsets {
    /// It has no offsets.
    None,
    /// All programs that write the format count in this unit.
    Fixed(Unit),
    /// Programs differ: the texts of the mentions decide, or the user does.
    Asked,
}

/// Files that a writer made.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// Names and contents. A format that is a single file gives one entry with an empty name.
    pub files: Vec<(String, Vec<u8>)>,
    /// What the format could not hold, with how often.
    pub losses: Losses,
}

/// What a reader made of an input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The documents, in the order of the file.
    pub documents: Vec<Document>,
    /// What the input holds beside mentions, tokens and sentences, with how often: `relations` → 3. The caller tells the user.
    pub left_out: Losses,
    /// The same documents with the mentions of a prediction, where the input holds gold and a prediction.
    pub predicted: Option<Vec<Document>>,
}

impl Reading {
    /// Documents of one file: one without an id is the whole file.
    pub fn of_file(file: &File, mut documents: Vec<Document>) -> Reading {
        documents.iter_mut().filter(|document| document.id.is_empty()).for_each(|document| document.id = file.stem().into());
        Reading { documents, ..Reading::default() }
    }
}

/// A file format: one reader and writer.
pub trait Format: Sync {
    /// The name on the command line.
    fn name(&self) -> &'static str;
    /// What the format is, in one line.
    fn about(&self) -> &'static str;
    /// How sure the format is that the input is written in it.
    fn fits(&self, input: &Input) -> Fit;
    /// The unit in which it counts offsets.
    fn offsets(&self) -> Offsets;
    /// Which columns of an input it reads as what, for people; `None` where it has no choice, or where the input cannot be read.
    fn layout(&self, _input: &Input, _options: &Options) -> Option<String> {
        None
    }
    /// The people whose annotations an input holds side by side, as [`Options::annotator`] names them; none where the format does not tell. In a
    /// folder they are the names of its files.
    fn annotators(&self, _: &Input) -> Result<Vec<String>> {
        Ok(Vec::new())
    }
    /// The documents of an input, and what it holds that is no annotation of ours.
    ///
    /// `Err` holds every fault with its file and line. Nothing is repaired, and what is left out is counted in [`Reading::left_out`].
    fn read(&self, input: &Input, options: &Options) -> Result<Reading>;
    /// The files that hold these documents, as far as the format can hold them. What it cannot hold is counted in [`Output::losses`].
    ///
    /// `Err` if nothing useful could be written.
    fn write(&self, documents: &[Document], options: &Options) -> Result<Output>;
}
