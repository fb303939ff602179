//! What is counted: a match under declared layers, for a label, of an article.

use std::collections::BTreeMap;

use crate::statistics::Count;

/// The revision of the definitions: raised only when the hand-counted cases of `gold/cases` change.
pub const SCORER: u32 = 1;

/// What is counted within one article: how two things match, under which declared layers, for which label.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Layer {
    /// `exact`, `untyped`, `partial`, `type`, `article`, `confusion`, `error`, `bucket`, `dropped` for entities; `span`, `boundary`, `word`, `clitic`, `lookalike`, `fit` for tokens; `whole`, `kept`, `length`, `letter`, `known`, `back`, `marks` for subwords; `ceiling`, `ceiling-flat` for all
    /// of these; `coverage`.
    pub matching: String,
    /// `char` or `clitic`; empty where it has no meaning.
    pub bound: String,
    /// `raw` or `folded`; empty where it has no meaning.
    pub orth: String,
    /// The view of entities and ceilings, the scheme of tokens, the words by which subwords are counted; empty where it has no meaning.
    pub view: String,
    /// The label, the clitic, or `*` for all.
    pub label: String,
}

impl Layer {
    /// A layer of tokens: no bound and no orth.
    pub fn tokens(matching: &str, scheme: &str, label: &str) -> Layer {
        Layer { matching: matching.into(), bound: String::new(), orth: String::new(), view: scheme.into(), label: label.into() }
    }

    /// The fields in the order of every file: match, bound, orth, view, label.
    pub fn fields(&self) -> [&str; 5] {
        [&self.matching, &self.bound, &self.orth, &self.view, &self.label]
    }

    /// The row that every article has, whether it was answered or not.
    pub fn coverage() -> Layer {
        Layer::tokens("coverage", "", "*")
    }
}

/// One row of `counts/<system>.csv` without the system, which names the file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Key {
    /// The corpus as signatures name it: `news@1.0#3fa9c1d2`.
    pub corpus: String,
    /// The split of the article.
    pub split: String,
    /// The article.
    pub article: String,
    /// `words`, `segments`, `subwords` or `entities`.
    pub task: String,
    /// What was counted.
    pub layer: Layer,
}

impl Key {
    /// The name of the corpus, without version and hash.
    pub fn corpus_name(&self) -> &str {
        self.corpus.split(['@', '#']).next().unwrap_or_default()
    }
}

/// What one article adds to the counts.
pub type Counts = BTreeMap<Layer, Count>;
