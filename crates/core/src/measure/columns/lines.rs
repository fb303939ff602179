//! How lines fall into a token and its tags.

use std::ops::Range;

use memchr::memchr;

use crate::format::conll::Layout;
use crate::format::conll::layout::Separator;

/// The byte between token and tag where lines hold nothing else; `None` where lines have other columns, or several separators may stand.
pub(super) fn separator(layout: &Layout, content: &[u8]) -> Option<u8> {
    let is_plain = (layout.columns, layout.token) == (2, 0);
    match layout.separator {
        Separator::Tab => is_plain.then_some(b'\t'),
        Separator::Space => (is_plain && memchr(b'\t', content).is_none()).then_some(b' '),
    }
}

/// The token and the tag of a line that holds one separator between them, and no other.
pub(super) fn pair(line: &[u8], separator: u8) -> Option<(Range<usize>, Range<usize>)> {
    let at = memchr(separator, line)?;
    let is_pair = at > 0 && at + 1 < line.len() && !line[at + 1..].contains(&separator);
    is_pair.then_some((0..at, at + 1..line.len()))
}

/// The token and the two tags of a line; `None` if it has another number of columns than the layout.
pub(super) fn fields(line: &[u8], layout: &Layout, first: usize, second: usize) -> Option<[Range<usize>; 3]> {
    let mut found = [0..0, 0..0, 0..0];
    let mut columns = 0;
    for field in layout.separator.fields(line) {
        let start = field.as_ptr() as usize - line.as_ptr() as usize;
        for (slot, column) in found.iter_mut().zip([layout.token, first, second]) {
            if column == columns {
                *slot = start..start + field.len();
            }
        }
        columns += 1;
    }
    (columns == layout.columns && !found[0].is_empty()).then_some(found)
}

/// The line without the CR of a CR LF.
#[inline(always)]
pub(super) fn without_cr(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// How many bytes both begin with.
pub(super) fn common(a: &[u8], b: &[u8]) -> usize {
    const BLOCK: usize = 32;
    let (a_blocks, _) = a.as_chunks::<BLOCK>();
    let (b_blocks, _) = b.as_chunks::<BLOCK>();
    let from = BLOCK * a_blocks.iter().zip(b_blocks).take_while(|(a, b)| a == b).count();
    from + a[from..].iter().zip(&b[from..]).take_while(|(a, b)| a == b).count()
}

/// The places of line feeds and separators, in order: eight bytes are looked at together.
pub(super) struct Marks<'a> {
    content: &'a [u8],
    separator: u64,
    /// The first of the bytes that are looked at together, and the one behind the last.
    word: Range<usize>,
    /// The highest bit of each of them that is a mark.
    found: u64,
}

/// The highest bit of every byte.
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The lowest bit of every byte.
const LOW: u64 = 0x0101_0101_0101_0101;

impl<'a> Marks<'a> {
    pub fn new(content: &'a [u8], separator: u8) -> Marks<'a> {
        Marks { content, separator: LOW * u64::from(separator), word: 0..0, found: 0 }
    }

    fn read(&mut self) -> Option<()> {
        let from = self.word.end;
        let bytes = match self.content.get(from..from + 8) {
            Some(bytes) => u64::from_le_bytes(bytes.try_into().expect("eight bytes")),
            None => {
                let rest = self.content.get(from..).filter(|rest| !rest.is_empty())?;
                let mut bytes = [0; 8];
                bytes[..rest.len()].copy_from_slice(rest);
                u64::from_le_bytes(bytes)
            }
        };
        self.word = from..from + 8;
        self.found = zeros(bytes ^ (LOW * u64::from(b'\n'))) | zeros(bytes ^ self.separator);
        Some(())
    }
}

impl Iterator for Marks<'_> {
    type Item = usize;

    #[inline(always)]
    fn next(&mut self) -> Option<usize> {
        while self.found == 0 {
            self.read()?;
        }
        let at = self.word.start + (self.found.trailing_zeros() / 8) as usize;
        self.found &= self.found - 1;
        Some(at)
    }
}

/// The highest bit of every byte that is 0.
#[inline(always)]
fn zeros(bytes: u64) -> u64 {
    !(((bytes & !HIGH) + !HIGH) | bytes | !HIGH)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn marks_are_the_line_feeds_and_separators(content in "[\n aو\t\u{b}\u{8a}]{0,40}") {
            let expected: Vec<usize> = content.bytes().enumerate().filter(|(_, byte)| matches!(byte, b'\n' | b' ')).map(|(at, _)| at).collect();
            prop_assert_eq!(Marks::new(content.as_bytes(), b' ').collect::<Vec<_>>(), expected);
        }

        #[test]
        fn the_common_beginning_ends_at_the_first_difference(same in "[ab]{0,80}", a in "[ab]{0,3}", b in "[ab]{0,40}") {
            let (a, b) = (format!("{same}{a}"), format!("{same}{b}"));
            let expected = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
            prop_assert_eq!(common(a.as_bytes(), b.as_bytes()), expected);
        }
    }

    #[test]
    fn a_line_of_two_columns_has_one_separator() {
        assert_eq!(pair("كتاب O".as_bytes(), b' '), Some((0..8, 9..10)));
        for line in ["O", " O", "a ", "a  O", "a b O", ""] {
            assert_eq!(pair(line.as_bytes(), b' '), None, "{line:?}");
        }
    }
}
