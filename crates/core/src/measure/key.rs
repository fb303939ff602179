//! What is counted: a match under declared layers, for a label, of an article.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::annotation::Task;
use crate::measure::coverage::COVERAGE;
use crate::measure::declared::{Bound, Orth};
use crate::measure::definition::Match;
use crate::statistics::Count;

/// The revision of the definitions: raised only when the hand-counted cases of `gold/cases` change.
pub const SCORER: u32 = 2;

/// What is counted within one article: how two things match, under which declared layers, for which label.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Layer {
    /// What counts as right.
    pub matching: &'static Match,
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
    pub fn tokens(matching: &'static Match, scheme: &str, label: &str) -> Layer {
        Layer { matching, bound: None, orth: None, view: scheme.into(), label: label.into() }
    }

    /// The fields in the order of every file: match, bound, orth, view, label; what has no meaning is empty.
    pub fn fields(&self) -> [&str; 5] {
        [self.matching.name, self.bound.map_or("", Bound::name), self.orth.map_or("", Orth::name), &self.view, &self.label]
    }

    /// The row that every article has, whether it was answered or not.
    pub fn coverage() -> Layer {
        Layer::tokens(&COVERAGE, "", "*")
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
