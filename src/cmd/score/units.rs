//! Counts of files by unit, under the names that units have in results.

use std::ops::Range;

use mihak_core::measure::key::Counts;
use mihak_core::measure::runs::{ReplicateUnit, id};
use rustc_hash::FxHashSet;

/// The counts of one unit.
pub(super) struct UnitCounts {
    /// The name: the id of its document, or the numbers of its articles.
    pub id: String,
    /// The counts by layer.
    pub counts: Counts,
    /// The number of its articles, and of those without an answer.
    pub articles: [u64; 2],
}

/// What these runs of articles are.
pub(super) fn unit<T>(runs: &[(Range<u64>, T)], are_sentences: bool) -> ReplicateUnit {
    match () {
        _ if runs.iter().any(|(range, _)| range.end - range.start > 1) => ReplicateUnit::Run,
        _ if are_sentences => ReplicateUnit::Sentence,
        _ => ReplicateUnit::Document,
    }
}

/// How units are called.
pub(super) struct UnitNames<'a> {
    /// The ids of the articles; empty if they have none, and are numbered.
    ids: Vec<&'a str>,
}

impl<'a> UnitNames<'a> {
    /// The names of articles with these ids.
    ///
    /// Ids that are empty, stand for two articles or are the places of articles are no names: a document must be called the same
    /// whichever way its files were read.
    pub fn new(ids: Vec<&'a str>) -> UnitNames<'a> {
        let distinct: FxHashSet<&str> = ids.iter().copied().collect();
        let are_names = distinct.len() == ids.len() && !distinct.contains("") && ids.iter().enumerate().any(|(at, id)| *id != (at + 1).to_string());
        UnitNames { ids: if are_names { ids } else { Vec::new() } }
    }

    /// The counts of a run of articles, of which some have no answer.
    pub fn counts(&self, range: &Range<u64>, counts: Counts, unanswered: u64) -> UnitCounts {
        let articles = range.end - range.start;
        let named = self.ids.get(range.start as usize).filter(|_| articles == 1).map(|id| id.to_string());
        UnitCounts { id: named.unwrap_or_else(|| id(range)), counts, articles: [articles, unanswered] }
    }
}
