//! Spans: where something stands in a text. Everything else refers to text by them.

use std::ops::Range;

use thiserror::Error;

/// A range of UTF-8 bytes of one article's raw text, from the first byte to the one behind the last.
///
/// A span is never empty. Both ends stand on character boundaries of the text that it was made for. It ends within the first 4 GB.
///
/// ```
/// use mihak_core::text::Span;
/// let text = "زار بوتين القاهرة";
/// let span = Span::new(text, 7, 17).unwrap();
/// assert_eq!(span.slice(text), "بوتين");
/// assert!(Span::new(text, 7, 8).is_err(), "half a letter is no span");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Span {
    start: u32,
    end: u32,
}

/// Why a pair of offsets is no span of a text. The offsets are bytes, or units of the [`UnitIndex`](crate::text::offsets::UnitIndex) that was
/// asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SpanError {
    /// The end does not lie behind the start.
    #[error("span {start}..{end} is empty or reversed")]
    Empty {
        /// The start that was given.
        start: usize,
        /// The end that was given.
        end: usize,
    },
    /// The end lies behind the text.
    #[error("span {start}..{end} ends behind the text, which has {len} bytes")]
    Range {
        /// The start that was given.
        start: usize,
        /// The end that was given.
        end: usize,
        /// The length of the text, in the unit of the offsets.
        len: usize,
    },
    /// The start or the end stands inside of a character.
    #[error("span {start}..{end} splits a character")]
    Character {
        /// The start that was given.
        start: usize,
        /// The end that was given.
        end: usize,
    },
}

impl Span {
    /// The span `start..end` of `text`, in bytes.
    ///
    /// `Err` if it is empty or reversed, ends behind the text or behind the first 4 GB, or splits a character.
    pub fn new(text: &str, start: usize, end: usize) -> Result<Span, SpanError> {
        if end <= start {
            return Err(SpanError::Empty { start, end });
        }
        if end > text.len() || end > u32::MAX as usize {
            return Err(SpanError::Range { start, end, len: text.len() });
        }
        if !text.is_char_boundary(start) || !text.is_char_boundary(end) {
            return Err(SpanError::Character { start, end });
        }
        Ok(Span { start: start as u32, end: end as u32 })
    }

    /// The first byte.
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// The byte behind the last.
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// The length in bytes, at least 1.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// The byte range.
    pub fn range(self) -> Range<usize> {
        self.start()..self.end()
    }

    /// The span from the start of this one to the end of `last`. `last` must not begin in front of this one.
    pub fn to(self, last: Span) -> Span {
        debug_assert!(self.start <= last.start && self.start < last.end);
        Span { start: self.start, end: last.end }
    }

    /// The text that the span covers. `text` must be the one that the span was made for.
    pub fn slice(self, text: &str) -> &str {
        &text[self.range()]
    }

    /// Whether both share at least one byte. Spans that only touch share nothing.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies inside of this span, or is the same.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether both overlap and neither contains the other.
    pub fn crosses(self, other: Span) -> bool {
        self.overlaps(other) && !self.contains(other) && !other.contains(self)
    }

    /// The number of shared bytes.
    pub fn shared(self, other: Span) -> usize {
        (self.end.min(other.end)).saturating_sub(self.start.max(other.start)) as usize
    }

    /// Whether this is a span of `text` too: it ends in the text, and on character boundaries.
    pub fn fits(self, text: &str) -> bool {
        Span::new(text, self.start(), self.end()).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_that_touch_share_nothing() {
        let text = "abcdef";
        let (a, b) = (Span::new(text, 0, 3).unwrap(), Span::new(text, 3, 6).unwrap());
        assert!(!a.overlaps(b));
        assert_eq!(a.shared(b), 0);
    }

    #[test]
    fn a_span_outside_the_text_is_refused_with_the_length_of_the_text() {
        assert_eq!(Span::new("و", 0, 3), Err(SpanError::Range { start: 0, end: 3, len: 2 }));
        assert_eq!(Span::new("و", 1, 1), Err(SpanError::Empty { start: 1, end: 1 }));
        assert_eq!(Span::new("و", 0, 1), Err(SpanError::Character { start: 0, end: 1 }));
    }

    #[test]
    fn crossing_is_overlap_without_containment() {
        let text = "abcdef";
        let s = |a, b| Span::new(text, a, b).unwrap();
        assert!(s(0, 3).crosses(s(2, 5)));
        assert!(!s(0, 5).crosses(s(2, 5)));
        assert!(!s(0, 2).crosses(s(2, 5)));
    }
}
