//! What a page shows: scores, speeds, and articles with their errors.

use mihak_core::score::Score;
use mihak_core::text::Span;

use crate::report::rows::MainTiers;

/// All that stands on a page.
#[derive(Default)]
pub struct Content {
    /// What the page is about, on one line.
    pub title: String,
    /// The systems, in the order in which they are shown. Errors name them by their place.
    pub systems: Vec<String>,
    /// The views of mentions; the first is the one that tables show.
    pub views: Vec<String>,
    /// Every score.
    pub scores: Vec<Score>,
    /// How fast systems are; empty if nothing says so.
    pub speeds: Vec<Speed>,
    /// The articles that can be read; empty if their texts are not at hand.
    pub articles: Vec<PageArticle>,
    /// What is not on the page, and why.
    pub notes: Vec<String>,
    /// The tiers of systems in their tables; a table in which no system has one has no column of them.
    pub tiers: MainTiers,
}

/// How fast a system is on a corpus.
#[derive(Clone, Debug, PartialEq)]
pub struct Speed {
    /// The system.
    pub system: String,
    /// The corpus, without version and hash.
    pub corpus: String,
    /// Words a second.
    pub words: f64,
    /// On what and where it was measured.
    pub signature: String,
}

/// An article that can be read. Spans are of its text.
#[derive(Debug, Default, PartialEq)]
pub struct PageArticle {
    /// The corpus, without version and hash.
    pub corpus: String,
    /// The split.
    pub split: String,
    /// The id in the corpus.
    pub id: String,
    /// The raw text.
    pub text: String,
    /// The gold mentions, as the first view shows them.
    pub gold: Vec<Marked>,
    /// The bytes at which gold cuts words, sorted.
    pub cuts: Vec<usize>,
    /// The errors, by place; what several systems did alike is one.
    pub errors: Vec<PageError>,
}

/// A part of a text with its label.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Marked {
    /// Where it is.
    pub span: Span,
    /// The text as errors show it: the pieces of a word are joined by `+`.
    pub shown: String,
    /// The label; empty for words.
    pub label: String,
}

/// An error, and who made it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct PageError {
    /// What is of the gold there; `None` if nothing is.
    pub gold: Option<Marked>,
    /// What was predicted there; `None` if nothing was.
    pub predicted: Option<Marked>,
    /// The class, as errors.csv has it.
    pub class: String,
    /// What the task is called in files.
    pub task: String,
    /// The systems that made it, by their place, sorted.
    pub systems: Vec<usize>,
}

impl PageError {
    /// Where it is: the gold, or where there is none the prediction; `None` if a whole article failed.
    pub fn place(&self) -> Option<Span> {
        self.gold.as_ref().or(self.predicted.as_ref()).map(|marked| marked.span)
    }

    /// The labels of both sides, each once.
    pub fn labels(&self) -> Vec<&str> {
        let mut labels: Vec<&str> = [&self.gold, &self.predicted].into_iter().flatten().map(|marked| marked.label.as_str()).collect();
        labels.retain(|label| !label.is_empty());
        labels.dedup();
        labels
    }
}
