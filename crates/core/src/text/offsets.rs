//! The one place where offsets of files (in code points, UTF-16 units, grapheme clusters) become the bytes of spans, and back.

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
    /// Extended grapheme clusters (Unicode, UAX #29): a letter with all its marks is one.
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

    /// The noun for a sentence, in the plural: `code points`.
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
/// It is built in one pass. From units to bytes is then O(1), from bytes to units O(log n). Spans end within the first 4 GB of a text, so
/// units behind them do not count, except bytes.
///
/// ```
/// use mihak_core::text::offsets::{Unit, UnitIndex};
/// let text = "زار بوتين القاهرة";
/// let index = UnitIndex::new(text, Unit::Chars);
/// let span = index.span(text, 4, 9).unwrap();
/// assert_eq!(span.slice(text), "بوتين");
/// assert_eq!((span.start(), span.end()), (7, 17), "a span is in bytes");
/// assert_eq!(index.of(span), Some((4, 9)));
/// ```
pub struct UnitIndex {
    unit: Unit,
    /// The byte where unit `i` begins, then the length of the text. A unit that begins inside a character (the second half of a surrogate
    /// pair) has the byte of the character, as the unit in front of it has. Empty for bytes.
    begins: Vec<u32>,
    len: usize,
}

impl UnitIndex {
    /// The index of `text` by code points.
    pub fn chars(text: &str) -> UnitIndex {
        UnitIndex::new(text, Unit::Chars)
    }

    /// The index of `text` by a unit.
    pub fn new(text: &str, unit: Unit) -> UnitIndex {
        let len = text.len();
        if unit == Unit::Bytes {
            return UnitIndex { unit, begins: Vec::new(), len };
        }
        let text = &text[..text.floor_char_boundary(u32::MAX as usize)];
        let mut begins: Vec<u32> = Vec::with_capacity(text.len() / 2 + 2);
        match unit {
            Unit::Utf16 => text.char_indices().for_each(|(byte, c)| begins.extend((0..c.len_utf16()).map(|_| byte as u32))),
            Unit::Graphemes => begins.extend(text.grapheme_indices(true).map(|(byte, _)| byte as u32)),
            Unit::Chars | Unit::Bytes => begins.extend(text.char_indices().map(|(byte, _)| byte as u32)),
        }
        begins.push(text.len() as u32);
        UnitIndex { unit, begins, len }
    }

    /// The number of units.
    pub fn units(&self) -> usize {
        if self.unit == Unit::Bytes { self.len } else { self.begins.len() - 1 }
    }

    /// The span of the units `start..end` of `text`. It must be the text of which the index was made.
    ///
    /// `Err` if the span is empty, ends behind the text, or begins or ends inside of a character. The numbers in the error are units of the
    /// index; the message of the error calls them bytes, so a caller with another unit writes its own.
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
        if self.unit == Unit::Utf16 && (self.is_inside(start) || self.is_inside(end)) {
            return Err(SpanError::Character { start, end });
        }
        Span::new(text, self.begins[start] as usize, self.begins[end] as usize)
    }

    /// Whether a unit begins inside a character.
    fn is_inside(&self, at: usize) -> bool {
        at > 0 && self.begins[at - 1] == self.begins[at]
    }

    /// The number of units that begin in front of a byte. It is the offset of the byte if a unit begins there.
    ///
    /// Of code points, UTF-16 units and bytes one begins at every character boundary. Of grapheme clusters not always: see
    /// [`UnitIndex::unit`].
    pub fn units_before(&self, byte: usize) -> usize {
        if self.unit == Unit::Bytes {
            return byte;
        }
        self.begins.partition_point(|&begin| (begin as usize) < byte)
    }

    /// [`UnitIndex::units_before`] the start and the end of a span.
    pub fn ends(&self, span: Span) -> (usize, usize) {
        (self.units_before(span.start()), self.units_before(span.end()))
    }

    /// The offset of a byte, which must be a character boundary. `None` if the byte lies inside of a grapheme cluster.
    pub fn unit(&self, byte: usize) -> Option<usize> {
        let at = self.units_before(byte);
        (self.unit == Unit::Bytes || self.begins.get(at).is_some_and(|&begin| begin as usize == byte)).then_some(at)
    }

    /// The offsets of the start and the end of a span. `None` if one of them lies inside of a grapheme cluster.
    pub fn of(&self, span: Span) -> Option<(usize, usize)> {
        Some((self.unit(span.start())?, self.unit(span.end())?))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_byte_has_as_many_units_in_front_as_the_text_in_front_of_it(text in "\\PC{0,40}") {
            let (chars, utf16) = (UnitIndex::chars(&text), UnitIndex::new(&text, Unit::Utf16));
            for byte in text.char_indices().map(|(byte, _)| byte).chain([text.len()]) {
                prop_assert_eq!(chars.units_before(byte), text[..byte].chars().count());
                prop_assert_eq!(utf16.units_before(byte), text[..byte].encode_utf16().count());
            }
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
                            prop_assert_eq!((index.of(span), index.ends(span)), (Some((start, end)), (start, end)));
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
        let span = UnitIndex::chars(text).span(text, 1, 4).unwrap();
        assert_eq!(span.slice(text), "زار");
        assert_eq!(UnitIndex::chars(text).span(text, 1, 5), Err(SpanError::Range { start: 1, end: 5, len: 4 }));
    }
}
