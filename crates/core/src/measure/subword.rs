//! The measures of subwords: how many tokens a text costs, which words and letters are cut, and what is lost.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::annotation::{Alone, Known, Subword, Subwording, Task, Word};
use crate::measure::column::{Column, Table};
use crate::measure::declared::Orth;
use crate::measure::definition::{Better, LabelKind, Match, Measure, Of, ViewKind, each};
use crate::measure::layers::{Filing, LayerRef};
use crate::measure::ratio::{Ratio, Support};
use crate::statistics::Count;
use crate::text::Span;
use crate::text::fold::fold;
use crate::text::words::{is_punctuation, words};

/// What all matches of subwords share.
const SUBWORDS: Match = Match { tasks: &[Task::Subwords], ..Match::BLANK };

/// The number of tokens, in fn.
const OF_TOKENS: Support = Support { weights: [0, 0, 1, 0], per: 1 };

/// Whether the text comes back when its tokens are decoded.
pub static BACK: Match = Match {
    name: "back",
    about: "what comes back when the tokens are decoded: the text, or each of its different words",
    definition: "The text that its tokens are decoded to is the same, or not. Label `word`: the same for each distinct word of an article, encoded alone. Under `orth:folded` both texts are folded, and white space does not count.",
    orths: Orth::ALL,
    orths_about: Some(["the letters came back: both folded, white space aside", "every character came back"]),
    view: ViewKind::Words(&[""]),
    labels: LabelKind::Fixed(&["*", "word"]),
    integers: ["texts that come back", "", "texts that do not", ""],
    measures: &[each("accuracy", Ratio::RECALL, Better::More, "the share of texts, or of words, that come back")],
    columns: &[
        Column { orth: Some(Orth::Raw), ..Column::plain(Table::Subwords, 10, "back", "*", "accuracy") },
        Column { orth: Some(Orth::Folded), ..Column::plain(Table::Subwords, 11, "folded", "*", "accuracy") },
    ],
    compared: &["accuracy"],
    cases: "subwords-known",
    ..SUBWORDS
};

/// Distinct words that stay whole when each is encoded alone.
pub static KEPT: Match = Match {
    name: "kept",
    about: "different words of each article: one is kept if one token stands for it where it stands alone",
    definition: "The distinct words of an article, each encoded alone: exactly one token touches the word, or not. View `…-bare`: nothing stands in front of the word; `…-spaced`: a space does. It is \
                 the share of whole words of Rust et al. (2021), counted by types (STRR).",
    view: ViewKind::Words(&["-bare", "-spaced"]),
    integers: ["words kept whole", "", "words cut", ""],
    measures: &[each("accuracy", Ratio::RECALL, Better::More, "the share of distinct words that stay whole")],
    columns: &[
        Column { ending: "-bare", ..Column::plain(Table::Subwords, 4, "kept", "*", "accuracy") },
        Column { ending: "-spaced", ..Column::plain(Table::Subwords, 5, "␣kept", "*", "accuracy") },
    ],
    compared: &["accuracy"],
    cases: "subwords-known",
    ..SUBWORDS
};

/// Tokens that stand for text which the vocabulary does not have.
pub static KNOWN: Match = Match {
    name: "known",
    about: "tokens that stand for text which the vocabulary does not have",
    definition: "Tokens of the vocabulary, and tokens that stand for text which it does not have.",
    integers: ["tokens of the vocabulary", "", "tokens for what it lacks", ""],
    measures: &[each("unknown", Ratio::MISSED, Better::Less, "the share of tokens that stand for what the vocabulary does not have")],
    columns: &[Column::plain(Table::Subwords, 9, "unknown", "*", "unknown").ranked(3)],
    compared: &["unknown"],
    cases: "subwords-known",
    ..SUBWORDS
};

/// Characters and bytes for each token.
pub static LENGTH: Match = Match {
    name: "length",
    about: "characters and bytes for each token",
    definition: "The number of characters (code points) or bytes of the text, with white space, and the number of its tokens.",
    labels: LabelKind::Fixed(&["bytes", "characters"]),
    integers: ["characters or bytes", "", "tokens", ""],
    measures: &[
        Measure {
            support: OF_TOKENS,
            ..each("per_token", Ratio::PER, Better::More, "characters, or bytes, for each token: the more, the cheaper a text is")
        },
        Measure {
            of: Of::One { row: "*", label: "characters" },
            support: OF_TOKENS,
            ..each("tokens", Ratio::Number([0, 0, 1, 0]), Better::Neither, "the number of tokens")
        },
    ],
    columns: &[
        Column::plain(Table::Subwords, 6, "char/tok", "characters", "per_token").ranked(3),
        Column::plain(Table::Subwords, 7, "byte/tok", "bytes", "per_token"),
    ],
    compared: &["per_token", "tokens"],
    cases: "subwords-letter",
    ..SUBWORDS
};

/// Tokens that cut the bytes of a letter.
pub static LETTER: Match = Match {
    name: "letter",
    about: "tokens that begin or end inside a character, or share one with another token",
    definition: "Tokens of whole characters, and tokens that begin or end inside of a character or share one with a neighbour.",
    integers: ["tokens of whole characters", "", "tokens that cut one", ""],
    measures: &[each("cut", Ratio::MISSED, Better::Less, "the share of tokens that cut the bytes of a character")],
    columns: &[Column::plain(Table::Subwords, 8, "letter cut", "*", "cut")],
    compared: &["cut"],
    cases: "subwords-letter",
    ..SUBWORDS
};

/// Tokens of a text with tashkeel, for each token of the same text without it.
pub static MARKS: Match = Match {
    name: "marks",
    about: "tokens of the text for each token of the text without tashkeel",
    definition: "For an article with tashkeel: the number of its tokens, and the number of tokens of the same text without tashkeel.",
    integers: ["tokens with tashkeel", "", "tokens without", ""],
    measures: &[Measure {
        support: OF_TOKENS,
        ..each("cost", Ratio::PER, Better::Less, "how many tokens a vocalised text costs for each token of the bare one")
    }],
    columns: &[Column::plain(Table::Subwords, 12, "marks ×", "*", "cost")],
    compared: &["cost"],
    cases: "subwords-known",
    ..SUBWORDS
};

/// Words that are one token.
pub static WHOLE: Match = Match {
    name: "whole",
    about: "a word is whole if one token touches it, cut if several do",
    definition: "Words that exactly one token touches, that several touch, and that none touches. A token touches a word if at least one of its bytes is in it. A token that reaches over two \
                 words touches both, and counts for both. Fertility is that of Rust et al. (2021).",
    view: ViewKind::Words(&[""]),
    integers: ["whole words", "tokens of words behind their first", "cut words", "words without a token"],
    measures: &[
        Measure {
            support: Support { weights: [1, 0, 1, 1], per: 1 },
            ..each("accuracy", Ratio::Quotient([1, 0, 0, 0], [1, 0, 1, 1]), Better::More, "the share of words that one token touches")
        },
        each(
            "fertility",
            Ratio::Quotient([1, 1, 1, 0], [1, 0, 1, 0]),
            Better::Less,
            "tokens for each word; words without a token count for nothing, as they would make a tokenizer look cheap",
        ),
        each("cut", Ratio::MISSED, Better::Less, "the share of words that several tokens touch (PCW), of those that any touches"),
    ],
    columns: &[
        Column { has_interval: true, rank: 1, ..Column::plain(Table::Subwords, 1, "tok/word", "*", "fertility") },
        Column::plain(Table::Subwords, 3, "cut", "*", "cut").ranked(2),
    ],
    compared: &["accuracy", "fertility", "cut"],
    cases: "subwords-whole",
    ..SUBWORDS
};

/// The words of an article by which subwords are counted, without punctuation. They are the gold words, or, if there is no gold, the words of
/// the text itself.
pub struct Measured<'a> {
    text: &'a str,
    words: Vec<Span>,
    source: &'static str,
}

impl<'a> Measured<'a> {
    /// The words of `text`: those of `gold`, or of the text itself if that is `None`.
    pub fn new(text: &'a str, gold: Option<&[Word]>) -> Measured<'a> {
        let (words, source) = match gold {
            Some(gold) => (gold.iter().filter(|word| !word.is_punctuation()).map(|word| word.span).collect(), "gold"),
            None => (words(text).filter(|word| !is_punctuation(word.slice(text))).collect(), "text"),
        };
        Measured { text, words, source }
    }

    /// The distinct words, sorted. A system with a vocabulary is asked for each of them alone.
    pub fn types(&self) -> BTreeSet<&'a str> {
        self.words.iter().map(|word| word.slice(self.text)).collect()
    }

    /// Counts the subwords of one article; `counts` receives the counts.
    ///
    /// Without an answer (`None`) no word is whole. If the system has a vocabulary (`is_known`), then no word is kept and nothing comes back
    /// either. Time is linear in words and tokens.
    pub fn score(&self, answer: Option<&Subwording>, is_known: bool, counts: &mut impl Filing) {
        let mut file = |matching: &'static Match, orth: Option<Orth>, view: &str, label: &str, count: Count| {
            counts.file(LayerRef { orth, ..LayerRef::plain(matching, view, label) }, count);
        };
        let tokens = answer.map_or(&[][..], |answer| &answer.tokens);
        file(&WHOLE, None, self.source, "*", whole(&self.words, tokens));
        if !tokens.is_empty() {
            let per_token = |amount: usize| Count { tp: amount as u64, r#fn: tokens.len() as u64, ..Count::default() };
            file(&LENGTH, None, "", "characters", per_token(self.text.chars().count()));
            file(&LENGTH, None, "", "bytes", per_token(self.text.len()));
            file(&LETTER, None, "", "*", letters(self.text, tokens));
        }
        let types = self.types();
        let mut known = |alone: Option<&[Alone]>, back: [bool; 2]| {
            let kept = |count: fn(&Alone) -> usize| match alone {
                Some(alone) => share(alone.iter().map(|alone| count(alone) == 1)),
                None => Count { r#fn: types.len() as u64, ..Count::default() },
            };
            file(&KEPT, None, &format!("{}-bare", self.source), "*", kept(|alone| alone.bare));
            file(&KEPT, None, &format!("{}-spaced", self.source), "*", kept(|alone| alone.spaced));
            for (orth, is_back, same) in [(Some(Orth::Raw), back[0], is_raw as fn(&str, &str) -> bool), (Some(Orth::Folded), back[1], is_folded)] {
                file(&BACK, orth, "", "*", share([is_back].into_iter()));
                let words = match alone {
                    Some(alone) => share(types.iter().zip(alone).map(|(word, alone)| same(word, &alone.decoded))),
                    None => Count { r#fn: types.len() as u64, ..Count::default() },
                };
                file(&BACK, orth, self.source, "word", words);
            }
        };
        match answer.map(|answer| &answer.known) {
            None if is_known => known(None, [false; 2]),
            Some(Some(Known { unknown, decoded, unmarked, types })) => {
                known(Some(types), [is_raw(self.text, decoded), is_folded(self.text, decoded)]);
                let unknown = *unknown as u64;
                file(&KNOWN, None, "", "*", Count { tp: tokens.len() as u64 - unknown, r#fn: unknown, ..Count::default() });
                if let Some(unmarked) = unmarked {
                    file(&MARKS, None, "", "*", Count { tp: tokens.len() as u64, r#fn: *unmarked as u64, ..Count::default() });
                }
            }
            _ => {}
        }
    }
}

/// The number of `true` (tp) and of `false` (fn).
fn share(held: impl Iterator<Item = bool>) -> Count {
    held.fold(Count::default(), |count, held| Count { tp: count.tp + u64::from(held), r#fn: count.r#fn + u64::from(!held), ..count })
}

/// The number of words that one token touches (tp), that several touch (fn), and that none touches (tn). fp is the number of tokens that touch a
/// word in addition to its first.
fn whole(words: &[Span], tokens: &[Subword]) -> Count {
    let mut count = Count::default();
    let mut from = 0;
    for word in words {
        // The ends of tokens never go back: these tokens touch no later word.
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

/// The number of tokens of whole characters (tp), and of those that begin or end inside of one or share one with a neighbour (fn).
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

/// Whether the letters of a text came back: both texts are equal when folded, without white space.
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
            prop_assert_eq!(count.tp + count.r#fn + count.tn, measured.words.len() as u64);
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
