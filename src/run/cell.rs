//! A cell of a run: one system on one corpus.

use std::sync::Arc;

use anyhow::Result;
use mihak_core::annotation::Task;
use mihak_core::measure::counts::SystemCounts;
use mihak_core::measure::overlap::Overlap;
use mihak_core::measure::surfaces::Surfaces;

use crate::corpus::Articles;
use crate::run::kept::Kept;
use crate::system::System;

/// One system on one corpus.
pub struct Cell<'a> {
    /// The system.
    pub system: &'a System,
    /// The corpus.
    pub corpus: &'a dyn Articles,
    /// The places of the articles that are run, by split and id.
    pub articles: Vec<usize>,
    /// The names of the split [`LEARNED`], if the corpus has one and the system's task is entities.
    pub seen: Option<Arc<Surfaces>>,
    /// Answers of earlier runs, to which new ones are added.
    pub kept: Option<Kept>,
    /// How much two mentions must share to overlap.
    pub overlap: Overlap,
}

/// The split from which systems may learn: mentions elsewhere are told apart by whether they occur in it.
pub const LEARNED: &str = "dev";

impl<'a> Cell<'a> {
    /// The cell of these articles.
    pub fn new(system: &'a System, corpus: &'a dyn Articles, articles: Vec<usize>) -> Cell<'a> {
        // In the order of files of results, in which they are counted.
        let mut articles = articles;
        articles.sort_by_key(|&at| (corpus.split(at), corpus.id(at)));
        Cell { system, corpus, articles, seen: None, kept: None, overlap: Overlap::default() }
    }

    /// The same cell, whose system may have learned these names, see [`learned`].
    pub fn knowing(self, seen: Option<Arc<Surfaces>>) -> Cell<'a> {
        Cell { seen: seen.filter(|_| self.system.task == Task::Entities), ..self }
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

    /// `clitics-atb × news`.
    pub fn name(&self) -> String {
        format!("{} × {}", self.system.name, self.corpus.name())
    }
}

/// The names of the split [`LEARNED`] of a corpus; `None` if there is none. `Err` if an article cannot be read.
pub fn learned(corpus: &dyn Articles) -> Result<Option<Arc<Surfaces>>> {
    let mut seen = Surfaces::default();
    for at in (0..corpus.len()).filter(|&at| corpus.has_mentions() && corpus.split(at) == LEARNED) {
        let article = corpus.article(at)?;
        article.mentions.iter().flatten().for_each(|mention| seen.add(mention.span.slice(&article.text)));
    }
    Ok((!seen.is_empty()).then(|| Arc::new(seen)))
}
