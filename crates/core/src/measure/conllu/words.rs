//! The measure Words: equal spans, and in the reach of multiword tokens a longest common subsequence of forms.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::measure::conllu::common::longest;
use crate::measure::conllu::counts::Measure;
use crate::measure::conllu::side::{Side, bare};
use crate::text::fold::fold;

/// The words of one side with the spans of their tokens.
pub(super) struct Text<'a, 'b> {
    side: &'b Side<'a, 'b>,
    ends: &'b [u64],
    first: usize,
    len: usize,
    is_folded: bool,
}

/// A word as the alignment sees it. The words of a multiword token all have its span.
#[derive(Clone, Copy)]
struct Seen {
    start: u64,
    end: u64,
    is_part: bool,
}

impl<'a, 'b> Text<'a, 'b> {
    pub(super) fn new(side: &'b Side<'a, 'b>, ends: &'b [u64], is_folded: bool) -> Text<'a, 'b> {
        let tokens = &side.tokens;
        let words = if tokens.is_empty() { 0..0 } else { side.bank.words_of(tokens.start).start..side.bank.words_of(tokens.end - 1).end };
        Text { side, ends, first: words.start, len: words.len(), is_folded }
    }

    #[inline]
    fn seen(&self, word: usize) -> Seen {
        let token = self.side.bank.words[self.first + word].token as usize;
        let at = token - self.side.tokens.start;
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        Seen { start, end: self.ends[at], is_part: self.side.bank.tokens[token].is_multiword }
    }

    fn get(&self, word: usize) -> Option<Seen> {
        (word < self.len).then(|| self.seen(word))
    }

    fn raw(&self, word: usize) -> &'a [u8] {
        self.side.bank.raw(self.side.bank.words[self.first + word].form)
    }

    /// The lower-cased form. Spaces count in the words of multiword tokens only.
    fn form(&self, word: usize) -> Cow<'a, str> {
        let bank = self.side.bank;
        let form = bank.at(bank.words[self.first + word].form);
        let form = if self.seen(word).is_part { Cow::Borrowed(form) } else { bare(form) };
        // What is made of marks only has no letters to compare.
        let form = match self.is_folded.then(|| fold(&form)) {
            Some(folded) if !folded.is_empty() => Cow::Owned(folded.into_owned()),
            _ => form,
        };
        // The Arabic block, whose lead bytes these are, has no case.
        let has_case = |byte: &u8| byte.is_ascii_uppercase() || matches!(byte, 0xc0..0xd8 | 0xdc..);
        if !form.as_bytes().iter().any(has_case) {
            return form;
        }
        Cow::Owned(form.to_lowercase())
    }
}

/// Counts the words of both sides and those that are aligned.
pub(super) fn measure(gold: &Text, predicted: &Text) -> Measure {
    let mut correct = 0;
    let (mut g, mut p) = (0, 0);
    while let (Some(here), Some(there)) = (gold.get(g), predicted.get(p)) {
        if here.is_part || there.is_part {
            let from = (g + usize::from(lags(there, here)), p + usize::from(lags(here, there)));
            let to = reach(gold, predicted, from, if here.is_part { here.end } else { there.end });
            correct += common(gold, from.0..to.0, predicted, from.1..to.1);
            // Only folding makes spans empty; such a multiword token reaches nothing, not even itself.
            let stuck = to == (g, p);
            (g, p) = (to.0 + usize::from(stuck && here.is_part), to.1 + usize::from(stuck && there.is_part));
            continue;
        }
        let right = (here.start, here.end) == (there.start, there.end);
        correct += usize::from(right);
        let gold_first = here.start <= there.start;
        g += usize::from(right || gold_first);
        p += usize::from(right || !gold_first);
    }
    Measure { gold: gold.len as u64, predicted: predicted.len as u64, correct: correct as u64 }
}

/// Whether `word` stays behind: it is a plain word that begins in front of a multiword token of the other side.
fn lags(other: Seen, word: Seen) -> bool {
    !word.is_part && other.is_part && word.start < other.start
}

/// The words after the reach of multiword tokens: it grows by every multiword token that begins in it, and a plain word that
/// sticks out is no part of it.
fn reach(gold: &Text, predicted: &Text, (mut g, mut p): (usize, usize), mut end: u64) -> (usize, usize) {
    let is_behind = |word: Option<Seen>, end: u64| word.is_none_or(|word| if word.is_part { word.start >= end } else { word.end > end });
    loop {
        let (here, there) = (gold.get(g), predicted.get(p));
        if is_behind(here, end) && is_behind(there, end) {
            return (g, p);
        }
        let next = match (here, there) {
            (Some(here), there) if there.is_none_or(|there| here.start <= there.start) => {
                g += 1;
                here
            }
            (_, Some(there)) => {
                p += 1;
                there
            }
            _ => return (g, p),
        };
        if next.is_part {
            end = end.max(next.end);
        }
    }
}

/// How many forms two stretches of words have in common, in order.
fn common(gold: &Text, mut g: std::ops::Range<usize>, predicted: &Text, mut p: std::ops::Range<usize>) -> usize {
    let same = |g: usize, p: usize| {
        gold.raw(g) == predicted.raw(p) && gold.seen(g).is_part == predicted.seen(p).is_part || gold.form(g) == predicted.form(p)
    };
    let mut ends = 0;
    while !g.is_empty() && !p.is_empty() && same(g.start, p.start) {
        (g.start, p.start, ends) = (g.start + 1, p.start + 1, ends + 1);
    }
    while !g.is_empty() && !p.is_empty() && same(g.end - 1, p.end - 1) {
        (g.end, p.end, ends) = (g.end - 1, p.end - 1, ends + 1);
    }
    if g.is_empty() || p.is_empty() {
        return ends;
    }
    let mut numbers: FxHashMap<Cow<str>, u32> = FxHashMap::default();
    let mut number = |form| {
        let next = numbers.len() as u32;
        *numbers.entry(form).or_insert(next)
    };
    let here: Vec<u32> = g.map(|word| number(gold.form(word))).collect();
    let there: Vec<u32> = p.map(|word| number(predicted.form(word))).collect();
    ends + longest(&here, &there)
}
