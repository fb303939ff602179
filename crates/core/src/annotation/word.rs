//! Gold words, with their segments.

use crate::annotation::scheme::Class;
use crate::annotation::segment::Segment;
use crate::text::Span;

/// A gold word. Its segments cover it without gaps or overlaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The whole word.
    pub span: Span,
    /// Its segments in the finest cut, in order; there is at least one.
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
