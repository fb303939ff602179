//! Rows of a description, and the columns of articles over which they are counted.

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
pub struct Column(pub Vec<usize>);

impl Column {
    /// The articles for which this holds.
    pub fn of(corpus: &Corpus, is_in: impl Fn(&Article) -> bool) -> Column {
        Column((0..corpus.articles.len()).filter(|&at| is_in(&corpus.articles[at])).collect())
    }

    /// Their words, punctuation aside.
    pub fn words<'a>(&self, corpus: &'a Corpus) -> impl Iterator<Item = &'a Word> {
        let words = corpus.gold.words.as_deref().unwrap_or_default();
        self.0.iter().filter_map(|&at| words.get(at)).flatten().filter(|word| !word.is_punctuation())
    }

    /// Their mentions.
    pub fn mentions<'a>(&self, corpus: &'a Corpus) -> impl Iterator<Item = &'a GoldMention> {
        let mentions = corpus.gold.mentions.as_deref().unwrap_or_default();
        self.0.iter().filter_map(|&at| mentions.get(at)).flatten()
    }
}

/// The rows so far, and the columns that each has a value for.
pub struct Facts<'a> {
    /// One a split, and all of them.
    pub columns: &'a [Column],
    /// The rows.
    pub facts: Vec<Fact>,
}

impl Facts<'_> {
    /// Adds a row.
    pub fn add(&mut self, what: &'static str, key: impl Into<String>, value: impl FnMut(&Column) -> Value) {
        let values = self.columns.iter().map(value).collect();
        self.facts.push(Fact { what, key: key.into(), values });
    }

    /// Adds a row of counts.
    pub fn count(&mut self, what: &'static str, key: impl Into<String>, mut count: impl FnMut(&Column) -> usize) {
        self.add(what, key, |column| Value::Count(count(column)));
    }
}
