//! Keys: what a count is of. A key names the corpus, the article, the task, and the layer.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::annotation::Task;
use crate::measure::coverage::COVERAGE;
use crate::measure::declared::{Bound, Orth};
use crate::measure::definition::Match;
use crate::statistics::Count;

/// The revision of the definitions. It is raised only if an integer of a hand-counted case in `gold/cases` changes.
pub const SCORER: u32 = 2;

/// What is counted within one article: a match, under a bound, an orthography and a view, for a label.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Layer {
    /// The match.
    pub matching: &'static Match,
    /// How far ends may differ; `None` if the match has no bound.
    pub bound: Option<Bound>,
    /// Which spellings are one; `None` if the match has no orthography.
    pub orth: Option<Orth>,
    /// The view of entities and ceilings, the scheme of tokens, or the words by which subwords are counted; empty if the match has none.
    pub view: String,
    /// The label, the clitic, or `*` for all.
    pub label: String,
}

impl Layer {
    /// A layer of tokens. It has neither bound nor orthography.
    pub fn tokens(matching: &'static Match, scheme: &str, label: &str) -> Layer {
        Layer { matching, bound: None, orth: None, view: scheme.into(), label: label.into() }
    }

    /// The fields as files write them: match, bound, orth, view, label. A field that the match does not have is empty.
    pub fn fields(&self) -> [&str; 5] {
        [self.matching.name, self.bound.map_or("", Bound::name), self.orth.map_or("", Orth::name), &self.view, &self.label]
    }

    /// The layer that every article has, with an answer or without.
    pub fn coverage() -> Layer {
        Layer::tokens(&COVERAGE, "", "*")
    }
}

/// What one count of a system is of: a row of `counts/<system>.csv`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Key {
    /// The corpus as signatures name it: `news@1.0#3fa9c1d2`.
    pub corpus: String,
    /// The split of the article.
    pub split: String,
    /// The id of the article; empty in sums over articles.
    pub article: String,
    /// What the system is scored on.
    pub task: Task,
    /// What was counted.
    pub layer: Layer,
}

impl Key {
    /// The name of the corpus, without version and hash.
    pub fn corpus_name(&self) -> &str {
        corpus_name(&self.corpus)
    }

    /// The key with borrowed names.
    pub fn by_ref(&self) -> KeyRef<'_> {
        let Key { corpus, split, article, task, layer } = self;
        KeyRef { corpus, split, article, task: *task, layer }
    }
}

fn corpus_name(signed: &str) -> &str {
    signed.split(['@', '#']).next().unwrap_or_default()
}

/// A [`Key`] whose names are borrowed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KeyRef<'a> {
    /// The corpus as signatures name it.
    pub corpus: &'a str,
    /// The split of the article.
    pub split: &'a str,
    /// The id of the article; empty in sums over articles.
    pub article: &'a str,
    /// What the system is scored on.
    pub task: Task,
    /// What was counted.
    pub layer: &'a Layer,
}

impl<'a> KeyRef<'a> {
    /// The name of the corpus, without version and hash.
    pub fn corpus_name(self) -> &'a str {
        corpus_name(self.corpus)
    }

    /// The key with names of its own.
    pub fn to_key(self) -> Key {
        let KeyRef { corpus, split, article, task, layer } = self;
        Key { corpus: corpus.into(), split: split.into(), article: article.into(), task, layer: layer.clone() }
    }

    /// Whether both are of one article, corpus, split and task.
    pub fn is_of_article(self, other: KeyRef) -> bool {
        (self.corpus, self.split, self.article, self.task) == (other.corpus, other.split, other.article, other.task)
    }

    /// What keys are sorted by: the bytes of each field.
    fn place(self) -> (&'a str, &'a str, &'a str, &'static str, &'a Layer) {
        (self.corpus, self.split, self.article, self.task.name(), self.layer)
    }
}

impl Ord for KeyRef<'_> {
    /// The order of files: that of the bytes of each field.
    fn cmp(&self, other: &Self) -> Ordering {
        self.place().cmp(&other.place())
    }
}

impl PartialOrd for KeyRef<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    /// The order of files: that of the bytes of each field.
    fn cmp(&self, other: &Key) -> Ordering {
        self.by_ref().cmp(&other.by_ref())
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Key) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The counts of one article, by layer.
pub type Counts = BTreeMap<Layer, Count>;
