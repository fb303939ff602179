//! A cell of a run: one system on one corpus.

use mihak_core::annotation::{Task, Word};
use mihak_core::measure::counts::SystemCounts;
use mihak_core::measure::overlap::Overlap;
use mihak_core::measure::surfaces::Surfaces;

use crate::corpus::Corpus;
use crate::run::kept::Kept;
use crate::system::System;

/// One system on one corpus.
pub struct Cell<'a> {
    /// The system.
    pub system: &'a System,
    /// The corpus.
    pub corpus: &'a Corpus,
    /// The places of the articles that are run, in order.
    pub articles: Vec<usize>,
    /// The names of the split [`LEARNED`], if the corpus has one and the system's task is entities.
    pub seen: Option<Surfaces>,
    /// Answers of earlier runs, to which new ones are added.
    pub kept: Option<Kept>,
    /// How much two mentions must share to overlap.
    pub overlap: Overlap,
}

/// The split from which systems may learn: mentions elsewhere are told apart by whether they occur in it.
pub const LEARNED: &str = "dev";

impl<'a> Cell<'a> {
    /// The cell of these articles.
    pub fn new(system: &'a System, corpus: &'a Corpus, articles: Vec<usize>) -> Cell<'a> {
        let mut seen = Surfaces::default();
        let gold = corpus.gold.mentions.iter().flatten().zip(&corpus.articles);
        for (mentions, article) in gold.filter(|(_, article)| system.task == Task::Entities && article.split == LEARNED) {
            mentions.iter().for_each(|gold| seen.add(gold.mention.span.slice(&article.text)));
        }
        Cell { system, corpus, articles, seen: (!seen.is_empty()).then_some(seen), kept: None, overlap: Overlap::default() }
    }

    /// The same cell, whose answers are kept.
    pub fn keeping(self, kept: Option<Kept>) -> Cell<'a> {
        Cell { kept, ..self }
    }

    /// The same cell, in which two mentions must share so much to overlap.
    pub fn overlapping(self, overlap: Overlap) -> Cell<'a> {
        Cell { overlap, ..self }
    }

    /// No counts yet, of its system.
    pub(super) fn counts(&self) -> SystemCounts {
        let mut counts = SystemCounts::of(self.system.version());
        if self.system.task == Task::Entities && !self.overlap.is_any() {
            counts.readings.insert(self.system.task, format!("overlap:{}", self.overlap));
        }
        counts
    }

    /// The gold words of an article, if the corpus has them.
    pub(super) fn words(&self, at: usize) -> Option<&'a [Word]> {
        self.corpus.gold.words.as_ref().map(|words| words[at].as_slice())
    }

    /// `clitics-atb × news`.
    pub fn name(&self) -> String {
        format!("{} × {}", self.system.name, self.corpus.name)
    }
}
