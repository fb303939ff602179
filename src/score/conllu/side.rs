//! One side of a comparison: where its tokens end in characters without spaces, and in coordinates that both sides share.

use std::borrow::Cow;
use std::ops::Range;

use super::align;
use crate::format::conllu::{Treebank, is_space, may_hold_spaces};
use crate::text::fold::fold;

/// Some sentences of a file that stand in a row.
pub(super) struct Side<'a, 'b> {
    pub(super) bank: &'b Treebank<'a>,
    sentences: Range<usize>,
    pub(super) tokens: Range<usize>,
}

/// Coordinates that both sides share.
pub(super) struct Agreed {
    /// Where the tokens of the gold and of the prediction end.
    pub(super) ends: [Vec<u64>; 2],
    /// Whether the characters had to be folded.
    pub(super) is_folded: bool,
    /// The characters of each side that have no counterpart.
    pub(super) unaligned: [u64; 2],
}

impl<'a, 'b> Side<'a, 'b> {
    pub(super) fn new(bank: &'b Treebank<'a>, sentences: Range<usize>) -> Side<'a, 'b> {
        let tokens = match sentences.is_empty() {
            true => 0..0,
            false => bank.tokens_of(sentences.start).start..bank.tokens_of(sentences.end - 1).end,
        };
        Side { bank, sentences, tokens }
    }

    /// The spans of the sentences by the ends of the tokens.
    pub(super) fn sentence_spans(&self, ends: &[u64]) -> impl Iterator<Item = (u64, u64)> {
        let mut start = 0;
        self.sentences.clone().map(move |sentence| {
            let end = ends[self.bank.tokens_of(sentence).end - 1 - self.tokens.start];
            (std::mem::replace(&mut start, end), end)
        })
    }

    /// The characters of the tokens without spaces, and where each token ends in bytes of them.
    fn characters(&self) -> (String, Vec<u64>) {
        self.stream(|form, out| out.push_str(&form))
    }

    fn folded(&self) -> (String, Vec<u64>) {
        self.stream(|form, out| out.push_str(&fold(&form)))
    }

    fn stream(&self, push: impl Fn(Cow<'a, str>, &mut String)) -> (String, Vec<u64>) {
        let mut out = String::with_capacity(self.tokens.len() * 8);
        let ends = self.bank.tokens[self.tokens.clone()].iter().map(|token| {
            push(bare(self.bank.at(token.form)), &mut out);
            out.len() as u64
        });
        let ends = ends.collect();
        (out, ends)
    }
}

/// A form without spaces.
pub(super) fn bare(form: &str) -> Cow<'_, str> {
    if may_hold_spaces(form.as_bytes()) && form.contains(is_space) {
        return Cow::Owned(form.chars().filter(|&c| !is_space(c)).collect());
    }
    Cow::Borrowed(form)
}

/// The spans between the ends, the first from 0.
pub(super) fn token_spans(ends: &[u64]) -> impl ExactSizeIterator<Item = (u64, u64)> {
    let mut start = 0;
    ends.iter().map(move |&end| (std::mem::replace(&mut start, end), end))
}

/// Whether both sides have the same characters, spaces aside.
pub(super) fn has_same_characters(gold: &Side, predicted: &Side) -> bool {
    gold.characters().0 == predicted.characters().0
}

/// The coordinates that two sides share: characters if they are the same, else folded characters, else folded characters aligned.
pub(super) fn agree(gold: &Side, predicted: &Side) -> Agreed {
    let (a, b) = (gold.characters(), predicted.characters());
    if a.0 == b.0 {
        return Agreed { ends: [a.1, b.1], is_folded: false, unaligned: [0, 0] };
    }
    let (a, b) = (gold.folded(), predicted.folded());
    if a.0 == b.0 {
        return Agreed { ends: [a.1, b.1], is_folded: true, unaligned: [0, 0] };
    }
    let (a, b) = (in_characters(a), in_characters(b));
    let runs = align::runs(&a.0, &b.0);
    let (ends, unaligned) = align::shared([&a.1, &b.1], [a.0.len(), b.0.len()], &runs);
    Agreed { ends, is_folded: true, unaligned }
}

/// Characters instead of bytes.
fn in_characters((text, ends): (String, Vec<u64>)) -> (Vec<char>, Vec<u64>) {
    let mut chars = Vec::with_capacity(text.len() / 2);
    let mut from = 0;
    let ends = ends.into_iter().map(|end| {
        chars.extend(text[std::mem::replace(&mut from, end as usize)..end as usize].chars());
        chars.len() as u64
    });
    let ends = ends.collect();
    (chars, ends)
}
