//! What is counted: a match under declared layers, for a label, of an article.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use crate::annotation::Task;
use crate::statistics::Count;

/// The revision of the definitions: raised only when the hand-counted cases of `gold/cases` change.
pub const SCORER: u32 = 1;

/// Declares an enum whose values have names in files, in the order of these names, so that rows are sorted as their bytes are.
macro_rules! named {
    ($(#[$about:meta])* $type:ident, $what:literal: $($(#[$doc:meta])* $value:ident = $name:literal,)*) => {
        $(#[$about])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $type {
            $($(#[$doc])* $value,)*
        }

        impl $type {
            /// All of them, in the order of their names.
            pub const ALL: &[$type] = &[$($type::$value),*];

            /// The name in files.
            pub fn name(self) -> &'static str {
                match self {
                    $($type::$value => $name,)*
                }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str(self.name())
            }
        }

        impl FromStr for $type {
            type Err = String;

            fn from_str(name: &str) -> Result<$type, String> {
                let known = || $type::ALL.iter().map(|known| known.name()).collect::<Vec<_>>().join(", ");
                $type::ALL.iter().copied().find(|known| known.name() == name).ok_or_else(|| format!(concat!("`{}` is no ", $what, "; there are {}"), name, known()))
            }
        }
    };
}

named! {
    /// What counts as right.
    Match, "match":
    /// Entities: distinct surfaces and labels of an article.
    Article = "article",
    /// Subwords: what tokens are decoded to, against the text.
    Back = "back",
    /// Tokens: the places inside words where one can cut.
    Boundary = "boundary",
    /// Entities: mentions by a property.
    Bucket = "bucket",
    /// What a tagger over the tokens could find of all mentions.
    Ceiling = "ceiling",
    /// The same, of the outermost mentions.
    CeilingFlat = "ceiling-flat",
    /// How a tokenizer changed the text, by rule.
    Changed = "changed",
    /// Tokens: clitics by class and surface.
    Clitic = "clitic",
    /// Entities: which label was taken for which.
    Confusion = "confusion",
    /// Articles with and without an answer.
    Coverage = "coverage",
    /// Entities: mentions that a view or the suite drops.
    Dropped = "dropped",
    /// Entities: pairs that are not correct, by error class.
    Error = "error",
    /// Entities: span and label.
    Exact = "exact",
    /// Tokens: spans under each scheme, to find the one that fits best.
    Fit = "fit",
    /// Subwords: distinct words that stay whole.
    Kept = "kept",
    /// Subwords: tokens that the vocabulary does not have.
    Known = "known",
    /// Subwords: characters and bytes a token.
    Length = "length",
    /// Subwords: tokens that cut the bytes of a letter.
    Letter = "letter",
    /// Tokens: stems that begin or end as if with a clitic.
    Lookalike = "lookalike",
    /// Subwords: tokens of a text with and without tashkeel.
    Marks = "marks",
    /// Entities: SemEval-2013 partial, in half points.
    Partial = "partial",
    /// CoNLL-U: sentences.
    Sentences = "sentences",
    /// Tokens: exact spans.
    Span = "span",
    /// CoNLL-U: surface tokens.
    Tokens = "tokens",
    /// Entities: SemEval-2013 type, the label of mentions that share text.
    Type = "type",
    /// Entities: the span alone.
    Untyped = "untyped",
    /// Subwords: words that are one token.
    Whole = "whole",
    /// Tokens: words whose whole segmentation is right.
    Word = "word",
    /// CoNLL-U: syntactic words.
    Words = "words",
}

named! {
    /// How far the ends of two mentions of the same thing may differ.
    Bound, "bound":
    /// Not at all.
    Char = "char",
    /// By proclitics, with or without the article, at the start, or by an enclitic pronoun at the end.
    Clitic = "clitic",
}

named! {
    /// Which spellings are one.
    Orth, "orth":
    /// Folded, see [`crate::text::fold`].
    Folded = "folded",
    /// The characters as they stand.
    Raw = "raw",
}

/// What is counted within one article: how two things match, under which declared layers, for which label.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Layer {
    /// What counts as right.
    pub matching: Match,
    /// How exactly ends must agree; `None` where it has no meaning.
    pub bound: Option<Bound>,
    /// Which spellings are one; `None` where it has no meaning.
    pub orth: Option<Orth>,
    /// The view of entities and ceilings, the scheme of tokens, the words by which subwords are counted; empty where it has no meaning.
    pub view: String,
    /// The label, the clitic, or `*` for all.
    pub label: String,
}

impl Layer {
    /// A layer of tokens: no bound and no orth.
    pub fn tokens(matching: Match, scheme: &str, label: &str) -> Layer {
        Layer { matching, bound: None, orth: None, view: scheme.into(), label: label.into() }
    }

    /// The fields in the order of every file: match, bound, orth, view, label; what has no meaning is empty.
    pub fn fields(&self) -> [&str; 5] {
        [self.matching.name(), self.bound.map_or("", Bound::name), self.orth.map_or("", Orth::name), &self.view, &self.label]
    }

    /// The row that every article has, whether it was answered or not.
    pub fn coverage() -> Layer {
        Layer::tokens(Match::Coverage, "", "*")
    }
}

/// One row of `counts/<system>.csv` without the system, which names the file.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Key {
    /// The corpus as signatures name it: `news@1.0#3fa9c1d2`.
    pub corpus: String,
    /// The split of the article.
    pub split: String,
    /// The article.
    pub article: String,
    /// What the system is scored on.
    pub task: Task,
    /// What was counted.
    pub layer: Layer,
}

impl Key {
    /// The name of the corpus, without version and hash.
    pub fn corpus_name(&self) -> &str {
        self.corpus.split(['@', '#']).next().unwrap_or_default()
    }
}

impl Ord for Key {
    /// The order of files: that of the bytes of each field.
    fn cmp(&self, other: &Key) -> Ordering {
        let place = (&self.corpus, &self.split, &self.article, self.task.name(), &self.layer);
        place.cmp(&(&other.corpus, &other.split, &other.article, other.task.name(), &other.layer))
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Key) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// What one article adds to the counts.
pub type Counts = BTreeMap<Layer, Count>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back_and_their_order_is_that_of_the_values() {
        fn check<T: Copy + Ord + fmt::Debug>(all: &[T], name: fn(T) -> &'static str, parsed: fn(&str) -> Option<T>) {
            assert!(all.windows(2).all(|pair| pair[0] < pair[1] && name(pair[0]) < name(pair[1])), "{all:?}");
            all.iter().for_each(|&value| assert_eq!(parsed(name(value)), Some(value)));
        }
        check(Match::ALL, Match::name, |name| name.parse().ok());
        check(Bound::ALL, Bound::name, |name| name.parse().ok());
        check(Orth::ALL, Orth::name, |name| name.parse().ok());
        assert!("exat".parse::<Match>().unwrap_err().starts_with("`exat` is no match; there are article, back, "));
    }
}
