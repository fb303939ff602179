//! The one place where code-point offsets, as files have them, become the byte offsets of spans, and back.

use super::{Span, SpanError};

/// The byte offset of every character of a text, and of its end.
///
/// Built in one pass; both directions then cost O(1) and O(log n).
pub struct CharIndex {
    bytes: Vec<u32>,
}

impl CharIndex {
    /// The index of `text`.
    pub fn new(text: &str) -> CharIndex {
        let mut bytes = Vec::with_capacity(text.len() / 2 + 2);
        bytes.extend(text.char_indices().map(|(byte, _)| byte as u32));
        bytes.push(text.len() as u32);
        CharIndex { bytes }
    }

    /// The number of code points.
    pub fn chars(&self) -> usize {
        self.bytes.len() - 1
    }

    /// The byte offset of code point `at`; the end of the text is a valid answer. `None` behind it.
    pub fn byte(&self, at: usize) -> Option<usize> {
        self.bytes.get(at).map(|&byte| byte as usize)
    }

    /// The number of code points in front of byte `at`, which must be a character boundary.
    pub fn char(&self, at: usize) -> usize {
        self.bytes.partition_point(|&byte| (byte as usize) < at)
    }

    /// The span of the code points `start..end` of `text`.
    ///
    /// `Err` if it is empty or ends behind the text; the offsets in the error are code points.
    pub fn span(&self, text: &str, start: usize, end: usize) -> Result<Span, SpanError> {
        if end <= start {
            return Err(SpanError::Empty { start, end });
        }
        match (self.byte(start), self.byte(end)) {
            (Some(from), Some(to)) => Span::new(text, from, to),
            _ => Err(SpanError::Range { start, end, len: self.chars() }),
        }
    }

    /// The code-point offsets of a span: start and end.
    pub fn of(&self, span: Span) -> (usize, usize) {
        (self.char(span.start()), self.char(span.end()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn code_points_to_bytes_and_back_is_the_identity(text in "\\PC{0,40}") {
            let index = CharIndex::new(&text);
            for at in 0..=index.chars() {
                let byte = index.byte(at).unwrap();
                prop_assert_eq!(text[..byte].chars().count(), at);
                prop_assert_eq!(index.char(byte), at);
            }
            prop_assert_eq!(index.byte(index.chars() + 1), None);
        }
    }

    #[test]
    fn a_byte_order_mark_is_a_code_point_like_any_other() {
        let text = "\u{feff}زار";
        let span = CharIndex::new(text).span(text, 1, 4).unwrap();
        assert_eq!(span.slice(text), "زار");
    }
}
