//! Passages: parts of an article that are tagged as one sequence.

use std::ops::Range;

use mihak_core::text::Span;

/// A word that has at least one piece.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Word {
    /// Its pieces in the passage.
    pub pieces: Range<usize>,
    /// Where it stands in the article.
    pub span: Span,
}

/// A part of an article that is tagged as one sequence, in words and pieces.
pub struct Passage {
    /// The pieces by their numbers in the vocabulary, without special ones.
    pub ids: Vec<i32>,
    /// The words, in order. Together, their pieces are all pieces of the passage.
    pub words: Vec<Word>,
}
