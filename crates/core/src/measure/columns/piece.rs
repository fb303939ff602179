//! Pieces of both files that hold the same sentences.

use crate::error::Result;
use crate::format::conll::Layout;
use crate::format::conll::layout::DOCSTART;
use crate::measure::columns::articles::articles;
use crate::measure::columns::plan::Articles;
use crate::measure::columns::source::Source;

/// Complete sentences of gold and of the prediction.
pub struct Piece {
    /// Lines of gold.
    pub gold: Vec<u8>,
    /// Lines of the prediction, if it is a file of its own.
    pub predicted: Option<Vec<u8>>,
    /// The number of articles in front of it: of documents that hold a sentence, or of sentences where no mark begins a document.
    pub first: u64,
    /// The same after it.
    pub end: u64,
}

/// The pieces of both files, in order.
pub struct Pieces<'a> {
    /// How the lines of gold are cut.
    layout: &'a Layout,
    gold: Source,
    predicted: Option<Source>,
    is_marked: bool,
    is_done: bool,
    /// The number of articles in the pieces that were read.
    articles: u64,
}

impl<'a> Pieces<'a> {
    /// The pieces of these files. They end after an empty line, or, where documents are marked, in front of a mark.
    pub fn new(layout: &'a Layout, mut gold: Source, mut predicted: Option<Source>, by: Articles) -> Result<Pieces<'a>> {
        let mut is_marked = gold.begin(DOCSTART)?;
        if by == Articles::Sentences {
            is_marked = false;
            gold.drop_lines(DOCSTART);
        }
        gold.part(is_marked);
        if let Some(predicted) = &mut predicted {
            predicted.begin(DOCSTART)?;
            if by == Articles::Sentences {
                predicted.drop_lines(DOCSTART);
            }
            predicted.part(is_marked);
        }
        Ok(Pieces { layout, gold, predicted, is_marked, is_done: false, articles: 0 })
    }

    /// Whether `-DOCSTART-` begins documents.
    pub fn is_marked(&self) -> bool {
        self.is_marked
    }

    fn read(&mut self) -> Result<Option<Piece>> {
        let (gold, parts) = self.gold.parts(None)?;
        let gold_left = self.gold.has_more()?;
        let predicted = match &mut self.predicted {
            None => None,
            Some(predicted) if gold_left => Some(predicted.parts(Some(parts))?.0),
            // The last piece of gold takes all that is left of the prediction.
            Some(predicted) => Some(predicted.rest()?),
        };
        self.is_done = !gold_left;
        let first = self.articles;
        self.articles += articles(&gold, self.layout, self.is_marked);
        Ok(Some(Piece { gold, predicted, first, end: self.articles }))
    }
}

impl Iterator for Pieces<'_> {
    type Item = Result<Piece>;

    fn next(&mut self) -> Option<Result<Piece>> {
        match self.is_done {
            true => None,
            false => self.read().inspect_err(|_| self.is_done = true).transpose(),
        }
    }
}
