//! What an alignment gives: a span for every piece that has one.

use crate::text::Span;
use crate::text::align::rule::Uses;

/// Where the pieces of a tokenizer stand in the text, and which rules explain what it changed.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Aligned {
    /// One entry for each piece: its span, or `None` if it cannot be placed.
    ///
    /// The spans are in the order of the text. They never overlap. They neither begin nor end with white space.
    pub spans: Vec<Option<Span>>,
    /// How often each rule was used.
    pub rules: Uses,
}

impl Aligned {
    /// The number of pieces that were not placed. Empty pieces count too.
    pub fn unplaced(&self) -> usize {
        self.spans.iter().filter(|span| span.is_none()).count()
    }
}
