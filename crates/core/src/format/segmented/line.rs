//! A line of segmented text as its words, each a stretch of the line.

use memchr::memchr2;

use crate::format::segmented::marker::Marker;

/// Calls with every word of a line: one token, or several that markers join.
pub(super) fn each_word<'a>(line: &'a str, marker: &Marker, each: &mut impl FnMut(&'a str)) {
    // White space beyond ASCII begins with one of these bytes.
    let is_odd = |byte: u8| matches!(byte, 0xc2 | 0xe1..=0xe3 | 0x0b..=0x0d);
    // A block is looked at as a whole, without a branch at every byte.
    let is_plain = !line.as_bytes().chunks(64).any(|block| block.iter().fold(false, |odd, &byte| odd | is_odd(byte)));
    let mut words = Words { line, marker, word: None, goes_on: false };
    if is_plain {
        let mut from = 0;
        while from <= line.len() {
            let to = memchr2(b' ', b'\t', &line.as_bytes()[from..]).map_or(line.len(), |len| from + len);
            words.token(&line[from..to], from, each);
            from = to + 1;
        }
    } else {
        line.split(char::is_whitespace).for_each(|token| words.token(token, token.as_ptr() as usize - line.as_ptr() as usize, each));
    }
    if let Some((from, to)) = words.word {
        each(&line[from..to]);
    }
}

/// The words of a line while its tokens come.
struct Words<'a, 'm> {
    line: &'a str,
    marker: &'m Marker,
    /// The bytes of the word that may go on.
    word: Option<(usize, usize)>,
    /// Whether its last token says so.
    goes_on: bool,
}

impl<'a> Words<'a, '_> {
    #[inline]
    fn token(&mut self, token: &str, from: usize, each: &mut impl FnMut(&'a str)) {
        if token.is_empty() {
            return;
        }
        let to = from + token.len();
        let joined = match self.marker.opens_words() {
            true => !token.starts_with(&*self.marker.text),
            false => self.goes_on || self.marker.joins_previous(token),
        };
        match &mut self.word {
            Some(word) if joined => word.1 = to,
            word => {
                if let Some((from, to)) = word.replace((from, to)) {
                    each(&self.line[from..to]);
                }
            }
        }
        self.goes_on = self.marker.joins_next(token);
    }
}
