//! Subword tokens against words and characters: what a text costs, what is cut, what is lost.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::annotation::{Alone, Known, Subword, Subwording, Word};
use crate::measure::key::{Counts, Layer, Match, Orth};
use crate::statistics::Count;
use crate::text::Span;
use crate::text::fold::fold;
use crate::text::words::{is_punctuation, words};

/// The words of an article by which subwords are counted: those of the gold, or of the text itself where there is no gold. Punctuation is
/// none.
pub struct Measured<'a> {
    text: &'a str,
    words: Vec<Span>,
    source: &'static str,
}

impl<'a> Measured<'a> {
    /// The words of `text`.
    pub fn new(text: &'a str, gold: Option<&[Word]>) -> Measured<'a> {
        let (words, source) = match gold {
            Some(gold) => (gold.iter().filter(|word| !word.is_punctuation()).map(|word| word.span).collect(), "gold"),
            None => (words(text).filter(|word| !is_punctuation(word.slice(text))).collect(), "text"),
        };
        Measured { text, words, source }
    }

    /// The distinct words, of which each is asked for by itself.
    pub fn types(&self) -> BTreeSet<&'a str> {
        self.words.iter().map(|word| word.slice(self.text)).collect()
    }

    /// The counts of one article.
    ///
    /// Linear in words and tokens. `None` is no answer: no word is whole then, and, where the system has a vocabulary (`is_known`), none is
    /// kept and nothing comes back.
    pub fn score(&self, answer: Option<&Subwording>, is_known: bool) -> Counts {
        let mut counts = Counts::new();
        let mut file = |matching: Match, orth: Option<Orth>, view: &str, label: &str, count: Count| {
            let layer = Layer { orth, ..Layer::tokens(matching, view, label) };
            counts.insert(layer, count);
        };
        let tokens = answer.map_or(&[][..], |answer| &answer.tokens);
        file(Match::Whole, None, self.source, "*", whole(&self.words, tokens));
        if !tokens.is_empty() {
            let per_token = |amount: usize| Count { tp: amount as u64, r#fn: tokens.len() as u64, ..Count::default() };
            file(Match::Length, None, "", "characters", per_token(self.text.chars().count()));
            file(Match::Length, None, "", "bytes", per_token(self.text.len()));
            file(Match::Letter, None, "", "*", letters(self.text, tokens));
        }
        let types = self.types();
        let mut known = |alone: Option<&[Alone]>, back: [bool; 2]| {
            let kept = |count: fn(&Alone) -> usize| match alone {
                Some(alone) => share(alone.iter().map(|alone| count(alone) == 1)),
                None => Count { r#fn: types.len() as u64, ..Count::default() },
            };
            file(Match::Kept, None, &format!("{}-bare", self.source), "*", kept(|alone| alone.bare));
            file(Match::Kept, None, &format!("{}-spaced", self.source), "*", kept(|alone| alone.spaced));
            for (orth, is_back, same) in [(Some(Orth::Raw), back[0], is_raw as fn(&str, &str) -> bool), (Some(Orth::Folded), back[1], is_folded)] {
                file(Match::Back, orth, "", "*", share([is_back].into_iter()));
                let words = match alone {
                    Some(alone) => share(types.iter().zip(alone).map(|(word, alone)| same(word, &alone.decoded))),
                    None => Count { r#fn: types.len() as u64, ..Count::default() },
                };
                file(Match::Back, orth, self.source, "word", words);
            }
        };
        match answer.map(|answer| &answer.known) {
            None if is_known => known(None, [false; 2]),
            Some(Some(Known { unknown, decoded, unmarked, types })) => {
                known(Some(types), [is_raw(self.text, decoded), is_folded(self.text, decoded)]);
                let unknown = *unknown as u64;
                file(Match::Known, None, "", "*", Count { tp: tokens.len() as u64 - unknown, r#fn: unknown, ..Count::default() });
                if let Some(unmarked) = unmarked {
                    file(Match::Marks, None, "", "*", Count { tp: tokens.len() as u64, r#fn: *unmarked as u64, ..Count::default() });
                }
            }
            _ => {}
        }
        counts.retain(|_, count| !count.is_zero());
        counts
    }
}

/// How many hold (tp) and how many do not (fn).
fn share(held: impl Iterator<Item = bool>) -> Count {
    held.fold(Count::default(), |count, held| Count { tp: count.tp + u64::from(held), r#fn: count.r#fn + u64::from(!held), ..count })
}

/// Words that one token touches (tp), that several touch (fn), and that none does (tn); fp are the tokens of a word behind its first.
fn whole(words: &[Span], tokens: &[Subword]) -> Count {
    let mut count = Count::default();
    let mut from = 0;
    for word in words {
        // Ends never go back: tokens in front of the word are behind us for good.
        while tokens.get(from).is_some_and(|token| token.bytes.end <= word.start()) {
            from += 1;
        }
        let ahead = tokens[from..].iter().take_while(|token| token.bytes.start < word.end());
        match ahead.filter(|token| !token.bytes.is_empty()).count() as u64 {
            0 => count.tn += 1,
            1 => count.tp += 1,
            touching => {
                count.r#fn += 1;
                count.fp += touching - 1;
            }
        }
    }
    count
}

/// Tokens of whole characters (tp), and those that begin or end inside one, or share one with a neighbour (fn).
fn letters(text: &str, tokens: &[Subword]) -> Count {
    let overlap = |a: Option<&Subword>, b: Option<&Subword>| {
        let both = a.zip(b).filter(|(a, b)| !a.bytes.is_empty() && !b.bytes.is_empty());
        both.is_some_and(|(a, b)| b.bytes.start < a.bytes.end)
    };
    share(tokens.iter().enumerate().map(|(at, token)| {
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        let inside = |at: usize| !text.is_char_boundary(at);
        let cuts = inside(token.bytes.start) || inside(token.bytes.end);
        !(cuts || overlap(before, Some(token)) || overlap(Some(token), tokens.get(at + 1)))
    }))
}

/// Whether a text came back as it was.
fn is_raw(text: &str, decoded: &str) -> bool {
    text == decoded
}

/// Whether the letters of a text came back: both folded, white space aside.
fn is_folded(text: &str, decoded: &str) -> bool {
    let (text, decoded): (Cow<str>, Cow<str>) = (fold(text), fold(decoded));
    let letters = |c: &char| !c.is_whitespace();
    text.chars().filter(letters).eq(decoded.chars().filter(letters))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::annotation::subword::touches;

    /// Tokens that begin where the one in front of them ends, or inside the same character.
    fn tokens(text: &str, cuts: &[usize], are_whole: bool) -> Vec<Subword> {
        let mut ends: Vec<usize> = cuts.iter().map(|cut| cut % (text.len() + 1)).chain([0, text.len()]).collect();
        ends.sort_unstable();
        ends.dedup();
        let bytes = ends.windows(2).map(|pair| match are_whole {
            true => text.floor_char_boundary(pair[0])..text.ceil_char_boundary(pair[1]),
            false => pair[0]..pair[1],
        });
        bytes.map(|bytes| Subword { bytes, id: None }).collect()
    }

    proptest! {
        #[test]
        fn words_and_tokens_are_counted_once_however_places_inside_letters_are_told(
            text in "[ابو\u{64e} .a😀]{0,24}", cuts in proptest::collection::vec(0usize..64, 0..12)
        ) {
            let measured = Measured::new(&text, None);
            let exact = tokens(&text, &cuts, false);
            let count = whole(&measured.words, &exact);
            let touching = |word: &Span| exact.iter().filter(|token| touches(token, &word.range())).count() as u64;
            prop_assert_eq!(count.words(), measured.words.len() as u64);
            prop_assert_eq!(count.tp + count.r#fn + count.fp, measured.words.iter().map(touching).sum::<u64>());
            prop_assert_eq!(count.tn, measured.words.iter().filter(|word| touching(word) == 0).count() as u64);
            // Tokens of bytes, and the same tokens at whole characters, are equal in every count.
            let covering = tokens(&text, &cuts, true);
            prop_assert_eq!(count, whole(&measured.words, &covering));
            let letters_of = |tokens: &[Subword]| letters(&text, tokens);
            prop_assert_eq!(letters_of(&exact), letters_of(&covering));
            prop_assert_eq!(letters_of(&exact).support(), exact.len() as u64);
        }
    }
}
