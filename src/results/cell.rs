//! Cells, each one system on one split of a corpus for one task: their names, their articles, and what they were run on.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use mihak_core::annotation::Task;
use mihak_core::measure::key::KeyRef;
use mihak_core::view::view_name;

/// One cell by its names.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct CellName {
    /// The system.
    pub system: String,
    /// The corpus, without version and hash.
    pub corpus: String,
    /// The split.
    pub split: String,
    /// The task.
    pub task: Task,
}

impl CellName {
    /// The cell of a count.
    pub fn of(system: &str, key: KeyRef) -> CellName {
        CellName { system: system.into(), corpus: key.corpus_name().into(), split: key.split.into(), task: key.task }
    }
}

impl fmt::Display for CellName {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let CellName { system, corpus, split, task } = self;
        write!(f, "{system} × {corpus} ({split}, {task})")
    }
}

/// What a cell was run on.
#[derive(Debug, Default)]
pub struct Covered {
    /// The corpus with version and hash.
    pub corpus: String,
    /// The articles, each with whether it was answered.
    pub articles: BTreeMap<String, bool>,
    /// The scheme that a tokenizer declares; empty for extractors.
    pub scheme: String,
    /// The views or schemes under which it was scored.
    pub views: BTreeSet<String>,
}

impl Covered {
    /// The views, by name without hash, that an earlier run of the cell had and this one does not.
    pub fn lacks<'a>(&self, before: &'a Covered) -> Vec<&'a str> {
        let names: BTreeSet<&str> = self.views.iter().map(|view| view_name(view)).collect();
        before.views.iter().map(|view| view_name(view)).filter(|name| !names.contains(name)).collect()
    }

    /// The number of articles without an answer.
    pub fn unanswered(&self) -> usize {
        self.articles.values().filter(|answered| !**answered).count()
    }
}

/// One article of a cell by its names: what errors.csv says in front of an error. The order is that of the columns.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct CellArticle {
    /// The system.
    pub system: String,
    /// The corpus, without version and hash.
    pub corpus: String,
    /// The split.
    pub split: String,
    /// The id of the article.
    pub article: String,
    /// The task.
    pub task: String,
}

impl CellArticle {
    /// The columns in front of those of an error.
    pub const HEADER: [&str; 5] = ["system", "corpus", "split", "article", "task"];

    /// The article of a count.
    pub fn of(system: &str, key: KeyRef) -> CellArticle {
        let [system, corpus, split, article, task] = [system, key.corpus_name(), key.split, key.article, key.task.name()].map(String::from);
        CellArticle { system, corpus, split, article, task }
    }

    /// The names in the order of the columns.
    pub fn fields(&self) -> [&str; 5] {
        [&self.system, &self.corpus, &self.split, &self.article, &self.task]
    }
}

/// The name of a file of a system or a cell in one folder for all: `camel%d3 × news.counts`, to which the ending of its form comes.
pub fn file_of(name: &str, kind: &str) -> String {
    format!("{}.{kind}", name.replace('/', "%"))
}
