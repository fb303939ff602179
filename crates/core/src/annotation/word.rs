//! Gold words, which their segments tile.

use crate::annotation::scheme::Class;
use crate::annotation::segment::Segment;
use crate::text::Span;

/// A gold word: its segments tile it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The whole word.
    pub span: Span,
    /// Its segments at the finest clitic cut, in order.
    pub segments: Vec<Segment>,
}

impl Word {
    /// Whether the word is punctuation.
    pub fn is_punctuation(&self) -> bool {
        self.segments[0].class == Class::Punct
    }

    /// The segments as spans with classes.
    pub fn finest(&self) -> impl Iterator<Item = (Span, Class)> {
        self.segments.iter().map(|segment| (segment.span, segment.class))
    }
}
