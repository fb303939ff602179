//! Passages: what is tagged as one sequence, as words and pieces.

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

/// What is tagged as one sequence.
pub struct Passage {
    /// The pieces by their numbers in the vocabulary, without special ones.
    pub ids: Vec<i32>,
    /// The words, in order; their pieces tile the passage.
    pub words: Vec<Word>,
}
