//! Subwords: what a tokenizer of language models says about one article.

use std::ops::Range;

use crate::text::Span;

/// One token of a subword tokenizer.
///
/// Its bytes may begin or end inside a character, share a character with its neighbours, take white space in, or be none at all, as those
/// of a mark that the tokenizer puts in front of every text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subword {
    /// The bytes of the raw text that it stands for.
    pub bytes: Range<usize>,
    /// Its number in the vocabulary, or `None` if the system does not tell.
    pub id: Option<u32>,
}

/// One word by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alone {
    /// The tokens that touch the word where nothing is in front of it.
    pub bare: usize,
    /// The tokens that touch it behind a space.
    pub spaced: usize,
    /// What its tokens, without the space, are decoded to.
    pub decoded: String,
}

/// What a system with a vocabulary says beside its tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The tokens that stand for what the vocabulary does not have.
    pub unknown: usize,
    /// What all tokens are decoded to.
    pub decoded: String,
    /// The number of tokens of the text without tashkeel; `None` if it has none.
    pub unmarked: Option<usize>,
    /// The distinct words that were asked for, in their order.
    pub types: Vec<Alone>,
}

/// What a subword tokenizer said about one article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subwording {
    /// The tokens of the text.
    pub tokens: Vec<Subword>,
    /// The rest; `None` if the system only cuts.
    pub known: Option<Known>,
}

impl Subwording {
    /// The answer of a system that only cuts, not yet verified.
    pub fn cut(tokens: impl Iterator<Item = Range<usize>>) -> Subwording {
        Subwording { tokens: tokens.map(|bytes| Subword { bytes, id: None }).collect(), known: None }
    }
}

/// Whether a token has at least one of these bytes.
pub fn touches(token: &Subword, bytes: &Range<usize>) -> bool {
    token.bytes.start < bytes.end && bytes.start < token.bytes.end && !token.bytes.is_empty()
}

/// The bytes of a token without the white space at its ends; `None` if nothing is left.
///
/// What is inside a character is no white space, so that the ends need not be between characters.
pub fn trimmed(text: &str, bytes: Range<usize>) -> Option<Range<usize>> {
    let Range { mut start, mut end } = bytes;
    let space = |c: Option<char>, left: usize| c.filter(|c| c.is_whitespace() && c.len_utf8() <= left).map(char::len_utf8);
    while let Some(len) = space(text.get(start..).and_then(|rest| rest.chars().next()), end - start) {
        start += len;
    }
    while let Some(len) = space(text.get(..end).and_then(|head| head.chars().next_back()), end - start) {
        end -= len;
    }
    (start < end).then_some(start..end)
}

/// The tokens as spans of whole characters without white space at their ends, for those who show them; shared characters go to the first.
pub fn spans(text: &str, tokens: &[Subword]) -> Vec<Span> {
    let mut last = 0;
    let mut out = Vec::with_capacity(tokens.len());
    for token in tokens {
        let Some(Range { start, end }) = trimmed(text, token.bytes.clone()) else { continue };
        let (start, end) = (text.ceil_char_boundary(start.max(last)), text.ceil_char_boundary(end));
        if let Ok(span) = Span::new(text, start, end) {
            out.push(span);
            last = end;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_trimmed_and_half_a_letter_is_none() {
        let text = " و  ab ";
        for (bytes, expected) in [(0..3, Some(1..3)), (0..2, Some(1..2)), (3..7, Some(5..7)), (3..8, Some(5..7)), (3..5, None), (2..2, None)] {
            assert_eq!(trimmed(text, bytes.clone()), expected, "{bytes:?}");
        }
    }
}
