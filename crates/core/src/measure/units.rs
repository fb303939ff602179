//! The counts of scored files by unit: what is drawn in replicates, under the name that it has in results.

use std::ops::Range;

use crate::annotation::{Labels, NO_SPLIT, Task};
use crate::measure::counts::{CountsBuilder, SystemCounts};
use crate::measure::documents::Pairs;
use crate::measure::key::Layer;
use crate::measure::layers::Filed;
use crate::measure::runs::ReplicateUnit;
use crate::measure::tally::Tally;
use crate::measure::unit_names::UnitNames;
use crate::parallel;
use crate::statistics::Count;

/// The counts of one unit. A unit is one article, or a run of neighbouring articles.
pub struct UnitCounts {
    /// The name: the id of its document, or the numbers of its articles (`0001-0008`).
    pub id: String,
    /// The counts by layer.
    pub counts: Filed,
    /// The number of all its articles, and the number of those without an answer.
    pub articles: [u64; 2],
}

/// The kind of these units, which are given as runs of articles.
pub fn unit<T>(runs: &[(Range<u64>, T)], are_sentences: bool) -> ReplicateUnit {
    match () {
        _ if runs.iter().any(|(range, _)| range.end - range.start > 1) => ReplicateUnit::Run,
        _ if are_sentences => ReplicateUnit::Sentence,
        _ => ReplicateUnit::Document,
    }
}

impl UnitNames<'_> {
    /// The counts of a run of articles, of which some have no answer.
    pub fn counts(&self, range: &Range<u64>, counts: Filed, unanswered: u64) -> UnitCounts {
        let articles = range.end - range.start;
        UnitCounts { id: self.id(range), counts, articles: [articles, unanswered] }
    }
}

/// The counts of runs of paired documents, and the kind of these units. `view` is the name of the view in results, `labels` the table of its
/// labels.
pub fn units_of(pairs: &Pairs, runs: Vec<(Range<u64>, Tally)>, view: &str, labels: &Labels) -> (Vec<UnitCounts>, ReplicateUnit) {
    let articles = &pairs.articles;
    let names = pairs.names();
    let unit = unit(&runs, pairs.are_sentences);
    let unanswered = |range: &Range<u64>| articles[range.start as usize..range.end as usize].iter().filter(|article| article.predicted.is_none());
    let one = |(range, tally): (Range<u64>, Tally)| {
        let mut counts = Filed::default();
        tally.file(view, labels, &mut counts);
        names.counts(&range, counts, unanswered(&range).count() as u64)
    };
    (parallel::into_map(runs, one), unit)
}

/// How results name what was scored of two files.
pub struct Scored<'a> {
    /// The corpus: the name of the gold file, `#` and its hash.
    pub corpus: &'a str,
    /// The receipt: `file` and the hash of the prediction.
    pub version: &'a str,
    /// The task.
    pub task: Task,
    /// How the files were read, as fields of a signature: `tags:IOB2|repair:none|unit:sentence`, or `unit:document` alone.
    pub reading: &'a str,
}

impl Scored<'_> {
    /// The counts of these units as the counts of one system.
    pub fn counts(&self, units: Vec<UnitCounts>) -> SystemCounts {
        let mut counts = SystemCounts::of(self.version);
        counts.readings.insert(self.task, self.reading.into());
        let mut builder = CountsBuilder::default();
        for UnitCounts { id, counts: Filed { layers, rows }, articles: [articles, unanswered] } in units {
            let numbers = builder.numbers(&layers);
            let place = builder.place(self.corpus, NO_SPLIT, &id, self.task);
            builder.push_all(place, &rows, &numbers);
            let coverage = Count { tp: articles - unanswered, r#fn: unanswered, ..Count::default() };
            builder.add_new(self.corpus, NO_SPLIT, &id, self.task, (&Layer::coverage()).into(), coverage);
        }
        counts.take(builder);
        counts
    }
}
