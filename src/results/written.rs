//! The rows of a scores.csv, from which intervals are taken where to draw them again would take minutes.

use std::path::Path;

use mihak_core::safe::Guard;
use mihak_core::score::{self, Score, decimals};
use mihak_core::statistics::bootstrap::Interval;
use rustc_hash::FxHashMap;

/// The rows of a scores.csv by what they measure of which system.
pub struct WrittenScores(FxHashMap<String, Row>);

/// The columns behind those of the name.
struct Row {
    value: String,
    interval: Option<Interval>,
    support: String,
    articles: String,
    signature: String,
}

impl WrittenScores {
    /// The rows of the file at a path; none if it is not there or is no scores.csv.
    pub fn read(path: &Path) -> WrittenScores {
        let mut rows = FxHashMap::default();
        let of_scores = |reader: &mut csv::Reader<_>| reader.headers().is_ok_and(|header| header.iter().eq(score::HEADER));
        let reader = csv::Reader::from_path(path).ok().and_then(|mut reader| of_scores(&mut reader).then_some(reader));
        for record in reader.into_iter().flat_map(csv::Reader::into_records).map_while(Result::ok) {
            let [value, lo, hi, support, articles, signature] = std::array::from_fn(|at| record[11 + at].to_string());
            let interval = lo.parse().ok().zip(hi.parse().ok()).map(|(lo, hi)| Interval { lo, hi });
            // All but the version, which the counts tell.
            let name = [0, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(|at| Guard::read(&record[at])).join("\u{1f}");
            rows.insert(name, Row { value, interval, support, articles, signature });
        }
        WrittenScores(rows)
    }

    /// Gives the scores of a system their intervals; `None` if one of them has no row, or one that says something else: then the file is not
    /// of these counts, or its replicates were drawn otherwise.
    pub fn fill(&self, scores: &mut [Score]) -> Option<()> {
        for score in scores {
            let cell = [&score.system, score.key.corpus_name(), &score.key.split, score.key.task.name()];
            let name = cell.into_iter().chain(score.key.layer.fields()).chain([score.measure.name]).collect::<Vec<_>>().join("\u{1f}");
            let row = self.0.get(&name)?;
            let own = [decimals(score.value), score.support.to_string(), score.articles.to_string(), score.signature()];
            if own.each_ref() != [&row.value, &row.support, &row.articles, &row.signature] {
                return None;
            }
            score.interval = row.interval;
        }
        Some(())
    }
}
