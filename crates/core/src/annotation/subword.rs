//! Subwords: how the tokenizer of a language model cuts one article.

use std::ops::Range;

use crate::text::Span;

/// One token of a subword tokenizer.
///
/// A subword is no [`Span`]: it may begin or end inside of a character, share a character with its neighbours, or hold white space. It may
/// also have no bytes, such as a mark that the tokenizer puts in front of every text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subword {
    /// The bytes of the raw text that the token stands for.
    pub bytes: Range<usize>,
    /// Its number in the vocabulary; `None` if the system does not tell.
    pub id: Option<u32>,
}

/// What a tokenizer makes of one word, outside of any text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alone {
    /// The number of tokens that touch the word if nothing stands in front of it.
    pub bare: usize,
    /// The number of tokens that touch the word if a space stands in front of it.
    pub spaced: usize,
    /// The text that its tokens, made without the space, are decoded to.
    pub decoded: String,
}

/// What a system with a vocabulary says besides its tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The number of tokens that stand for text which the vocabulary does not have.
    pub unknown: usize,
    /// The text that all tokens are decoded to.
    pub decoded: String,
    /// The number of tokens of the same text with its tashkeel deleted; `None` if the text has no tashkeel.
    pub unmarked: Option<usize>,
    /// One entry for each distinct word that was asked for, in the order in which they were asked for.
    pub types: Vec<Alone>,
}

/// What a subword tokenizer said about one article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subwording {
    /// The tokens of the text.
    pub tokens: Vec<Subword>,
    /// What else the system says; `None` if it only cuts.
    pub known: Option<Known>,
}

impl Subwording {
    /// The answer of a system that only cuts. It is not yet verified.
    pub fn cut(tokens: impl Iterator<Item = Range<usize>>) -> Subwording {
        Subwording { tokens: tokens.map(|bytes| Subword { bytes, id: None }).collect(), known: None }
    }
}

/// Whether the token and the bytes share at least one byte.
pub fn touches(token: &Subword, bytes: &Range<usize>) -> bool {
    token.bytes.start < bytes.end && bytes.start < token.bytes.end && !token.bytes.is_empty()
}

/// The bytes of a token without the white space at its ends; `None` if nothing is left.
///
/// The ends may lie inside of a character. A part of a character is no white space.
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

/// The tokens as spans, for showing them. The spans hold whole characters and have no white space at their ends.
///
/// A character that two tokens share belongs to the first. A token for which no character is left has no span.
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
