//! The plan of a pass over files of tags, and its counts.

use std::collections::BTreeSet;

use crate::annotation::{Label, Labels};
use crate::format::conll::Layout;
use crate::measure::overlap::Overlap;
use crate::measure::runs::Runs;
use crate::measure::surfaces::Surfaces;
use crate::measure::tally::Tally;
use crate::tags::{Seen, TagReading};
use crate::view::View;

/// What the articles of tag files are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Articles {
    /// Documents that begin with `-DOCSTART-`; sentences, if there is no such mark.
    Marked,
    /// Sentences, even if there is a mark: a single mark at the top separates nothing.
    Sentences,
}

/// How tag files are read and scored.
#[derive(Clone, Copy)]
pub struct Plan<'a> {
    /// How the lines of gold are cut; of both where one file holds both.
    pub gold: &'a Layout,
    /// How the lines of the prediction are cut, if it is a file of its own.
    pub predicted: Option<&'a Layout>,
    /// How tags become mentions.
    pub reading: TagReading,
    /// The view under which mentions are scored; as they are without one.
    pub view: Option<&'a View>,
    /// The names that a system could have learned.
    pub seen: Option<&'a Surfaces>,
    /// How much two mentions must share to overlap, for the measures of shared text.
    pub overlap: Overlap,
}

/// What came out of a pass over both files.
#[derive(Clone, Debug, Default)]
pub struct ColumnCounts {
    /// The labels of the counts: what the view shows of the types.
    pub shown: Labels,
    /// The counts.
    pub tally: Tally,
    /// The same by run of articles.
    pub runs: Runs<Tally>,
    /// The number of tokens.
    pub tokens: u64,
    /// The number of tokens with the same tag on both sides.
    pub agreeing: u64,
    /// The number of sentences.
    pub sentences: u64,
    /// The number of documents that `-DOCSTART-` begins; 0 if there is no such mark.
    pub documents: u64,
    /// The types that occur.
    pub labels: BTreeSet<String>,
    /// The tags that occur.
    pub(super) tags: BTreeSet<String>,
    /// The steps between neighbouring tags of gold and of the prediction.
    pub steps: [Seen; 2],
    /// The number of sentences of gold and of the prediction that break the scheme.
    pub illegal: [u64; 2],
}

impl ColumnCounts {
    /// The number of articles: documents, or sentences where no mark begins a document.
    pub fn articles(&self) -> u64 {
        if self.documents > 0 { self.documents } else { self.sentences }
    }

    /// Makes the counts by run those of a table that has all their labels.
    fn renumber(&mut self, shown: Labels) {
        let places: Vec<Label> = self.shown.names().filter_map(|name| shown.get(name)).collect();
        self.runs.for_each(|tally| tally.renumber(&places));
        self.shown = shown;
    }

    /// Adds what came out of other articles.
    pub(super) fn merge(&mut self, mut other: ColumnCounts) {
        if self.shown != other.shown {
            let shown = Labels::of(self.shown.names().chain(other.shown.names()));
            self.renumber(shown.clone());
            other.renumber(shown);
        }
        self.runs += other.runs;
        self.tokens += other.tokens;
        self.agreeing += other.agreeing;
        self.labels.extend(other.labels);
        self.tags.extend(other.tags);
        self.sentences += other.sentences;
        self.documents += other.documents;
        for side in 0..2 {
            self.steps[side] = self.steps[side].and(&other.steps[side]);
            self.illegal[side] += other.illegal[side];
        }
    }
}
