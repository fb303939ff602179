//! One side of a comparison: where its tokens end, in its own characters without spaces and in places that both sides share.

use std::borrow::Cow;
use std::ops::Range;

use crate::format::conllu::{Treebank, is_space, may_hold_spaces};
use crate::measure::conllu::align;
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

    /// The characters of the tokens without spaces as UTF-8, and where each token ends in bytes of them.
    fn characters(&self) -> (Vec<u8>, Vec<u64>) {
        self.stream(|form, out| match may_hold_spaces(form) {
            false => out.extend_from_slice(form),
            true => out.extend_from_slice(bare(text(form)).as_bytes()),
        })
    }

    /// The folded characters of the tokens without spaces, and where each token ends in them.
    fn folded(&self) -> (Vec<char>, Vec<u64>) {
        self.stream(|form, out| out.extend(fold(&bare(text(form))).chars()))
    }

    fn stream<T>(&self, push: impl Fn(&[u8], &mut Vec<T>)) -> (Vec<T>, Vec<u64>) {
        let (mut out, mut ends) = (Vec::with_capacity(self.tokens.len() * 8), Vec::with_capacity(self.tokens.len()));
        for token in &self.bank.tokens[self.tokens.clone()] {
            push(self.bank.raw(token.form), &mut out);
            ends.push(out.len() as u64);
        }
        (out, ends)
    }
}

fn text(form: &[u8]) -> &str {
    std::str::from_utf8(form).expect("a treebank is UTF-8")
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
    let runs = align::runs(&a.0, &b.0);
    let (ends, unaligned) = align::shared([&a.1, &b.1], [a.0.len(), b.0.len()], &runs);
    Agreed { ends, is_folded: true, unaligned }
}
