//! The one place where offsets as files have them (code points, UTF-16 units, grapheme clusters) become the bytes of spans, and back.

use unicode_segmentation::UnicodeSegmentation;

use crate::text::{Span, SpanError};

/// What an offset counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Bytes of UTF-8.
    Bytes,
    /// Code points (Python, spaCy, brat on disk).
    Chars,
    /// Code units of UTF-16 (Java, JavaScript, UIMA).
    Utf16,
    /// Extended grapheme clusters of UAX #29: a letter with all its marks is one.
    Graphemes,
}

impl Unit {
    /// All of them, the likeliest first.
    pub const ALL: [Unit; 4] = [Unit::Chars, Unit::Utf16, Unit::Graphemes, Unit::Bytes];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Unit::Bytes => "bytes",
            Unit::Chars => "chars",
            Unit::Utf16 => "utf16",
            Unit::Graphemes => "graphemes",
        }
    }

    /// What one is called in a sentence.
    pub fn noun(self) -> &'static str {
        match self {
            Unit::Bytes => "bytes",
            Unit::Chars => "code points",
            Unit::Utf16 => "UTF-16 units",
            Unit::Graphemes => "grapheme clusters",
        }
    }
}

impl std::fmt::Display for Unit {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// Where every unit of a text begins, in bytes.
///
/// Built in one pass; both directions then cost O(1) and O(log n).
pub struct UnitIndex {
    unit: Unit,
    /// The byte where unit `i` begins, then the length of the text. A unit that begins inside a character (the second half of
    /// a surrogate pair, a later byte) has the byte of the character with [`INSIDE`] set. Empty for bytes.
    begins: Vec<u64>,
    len: usize,
}

/// The mark of a unit that begins inside a character.
const INSIDE: u64 = 1 << 63;

impl UnitIndex {
    /// The index of `text` by a unit.
    pub fn new(text: &str, unit: Unit) -> UnitIndex {
        let mut begins: Vec<u64> = Vec::new();
        match unit {
            Unit::Bytes => {}
            Unit::Chars => begins.extend(text.char_indices().map(|(byte, _)| byte as u64)),
            Unit::Utf16 => {
                for (byte, c) in text.char_indices() {
                    begins.push(byte as u64);
                    begins.extend((1..c.len_utf16()).map(|_| byte as u64 | INSIDE));
                }
            }
            Unit::Graphemes => begins.extend(text.grapheme_indices(true).map(|(byte, _)| byte as u64)),
        }
        if unit != Unit::Bytes {
            begins.push(text.len() as u64);
        }
        UnitIndex { unit, begins, len: text.len() }
    }

    /// The number of units.
    pub fn units(&self) -> usize {
        if self.unit == Unit::Bytes { self.len } else { self.begins.len() - 1 }
    }

    /// The span of the units `start..end` of `text`, which must be the text of the index.
    ///
    /// `Err` if it is empty, ends behind the text or begins or ends inside a character; the offsets in the error are units.
    pub fn span(&self, text: &str, start: usize, end: usize) -> Result<Span, SpanError> {
        if end <= start {
            return Err(SpanError::Empty { start, end });
        }
        if end > self.units() {
            return Err(SpanError::Range { start, end, len: self.units() });
        }
        if self.unit == Unit::Bytes {
            return Span::new(text, start, end);
        }
        match (self.begins[start], self.begins[end]) {
            (from, to) if (from | to) & INSIDE != 0 => Err(SpanError::Character { start, end }),
            (from, to) => Span::new(text, from as usize, to as usize),
        }
    }

    /// The offset of a byte, which must be a character boundary; `None` if it lies inside a unit (of a grapheme cluster).
    pub fn unit(&self, byte: usize) -> Option<usize> {
        if self.unit == Unit::Bytes {
            return Some(byte);
        }
        let at = self.begins.partition_point(|&begin| ((begin & !INSIDE) as usize) < byte);
        (self.begins.get(at) == Some(&(byte as u64))).then_some(at)
    }

    /// The offsets of a span: start and end; `None` if one lies inside a unit.
    pub fn of(&self, span: Span) -> Option<(usize, usize)> {
        Some((self.unit(span.start())?, self.unit(span.end())?))
    }
}

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
    use proptest::prelude::*;

    use super::*;

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

    proptest! {
        #[test]
        fn every_unit_to_bytes_and_back_is_the_identity(text in "[a-zأبةمُحَّ🎉\u{200f}\u{640}]{1,30}") {
            for unit in Unit::ALL {
                let index = UnitIndex::new(&text, unit);
                for start in 0..index.units() {
                    for end in start + 1..=index.units() {
                        if let Ok(span) = index.span(&text, start, end) {
                            prop_assert_eq!(index.of(span), Some((start, end)));
                        }
                    }
                }
                prop_assert_eq!(index.unit(text.len()), Some(index.units()));
            }
        }
    }

    #[test]
    fn the_four_units_of_a_vocalised_name_behind_an_emoji() {
        let text = "🎉 مُحَمَّدٌ";
        let span = Span::new(text, "🎉 ".len(), text.len()).unwrap();
        let offsets = |unit| UnitIndex::new(text, unit).of(span).unwrap();
        assert_eq!(Unit::ALL.map(offsets), [(2, 11), (3, 12), (2, 6), (5, 23)]);
        assert_eq!(UnitIndex::new(text, Unit::Utf16).span(text, 1, 3), Err(SpanError::Character { start: 1, end: 3 }));
        assert_eq!(UnitIndex::new(text, Unit::Graphemes).unit("🎉 م".len()), None, "a mark belongs to its letter");
    }

    #[test]
    fn a_byte_order_mark_is_a_code_point_like_any_other() {
        let text = "\u{feff}زار";
        let span = CharIndex::new(text).span(text, 1, 4).unwrap();
        assert_eq!(span.slice(text), "زار");
    }
}
