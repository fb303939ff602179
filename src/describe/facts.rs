//! The rows of a description: a number for every split.

use mihak_core::annotation::{Article, GoldMention, Word};

use crate::corpus::Corpus;

/// What is counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Value {
    /// So many.
    Count(usize),
    /// A share of 1; undefined where the second is 0.
    Share(usize, usize),
    /// Nothing that can be asked of the split.
    None,
}

/// One row: a number for every column.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// The table in which it stands, in snake_case.
    pub what: &'static str,
    /// What is counted.
    pub key: String,
    /// One value a column.
    pub values: Vec<Value>,
}

/// The articles of one column, as places in the corpus.
pub(super) struct Column(pub(super) Vec<usize>);

impl Column {
    pub(super) fn of(corpus: &Corpus, is_in: impl Fn(&Article) -> bool) -> Column {
        Column((0..corpus.articles.len()).filter(|&at| is_in(&corpus.articles[at])).collect())
    }

    pub(super) fn words<'a>(&self, corpus: &'a Corpus) -> impl Iterator<Item = &'a Word> {
        let words = corpus.gold.words.as_deref().unwrap_or_default();
        self.0.iter().filter_map(|&at| words.get(at)).flatten().filter(|word| !word.is_punctuation())
    }

    pub(super) fn mentions<'a>(&self, corpus: &'a Corpus) -> impl Iterator<Item = &'a GoldMention> {
        let mentions = corpus.gold.mentions.as_deref().unwrap_or_default();
        self.0.iter().filter_map(|&at| mentions.get(at)).flatten()
    }
}

/// The rows that are found so far, and the columns that each of them has.
pub(super) struct Facts<'a> {
    pub(super) columns: &'a [Column],
    pub(super) facts: Vec<Fact>,
}

impl Facts<'_> {
    pub(super) fn add(&mut self, what: &'static str, key: impl Into<String>, value: impl FnMut(&Column) -> Value) {
        let values = self.columns.iter().map(value).collect();
        self.facts.push(Fact { what, key: key.into(), values });
    }

    pub(super) fn count(&mut self, what: &'static str, key: impl Into<String>, mut count: impl FnMut(&Column) -> usize) {
        self.add(what, key, |column| Value::Count(count(column)));
    }
}
