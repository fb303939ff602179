//! The outcome of an alignment: a span for every piece that has one.

use crate::text::Span;
use crate::text::align::rule::Uses;

/// Where the pieces of a tokenizer stand in the text, and what had been changed.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Aligned {
    /// One entry a piece: its span, or `None` if it cannot be placed.
    ///
    /// Spans are in text order, never overlap and neither begin nor end with white space.
    pub spans: Vec<Option<Span>>,
    /// How often each rule was used.
    pub rules: Uses,
}

impl Aligned {
    /// The number of pieces that could not be placed; empty ones are among them.
    pub fn unplaced(&self) -> usize {
        self.spans.iter().filter(|span| span.is_none()).count()
    }
}
