//! Throughput and latency, made of the times of rounds: medians over rounds.

use mihak_core::records;

use crate::speed::sample::Sample;
use crate::speed::work::Work;

/// The columns of time.csv. Throughput and latency are medians over rounds; latencies are microseconds of one article.
pub const HEADER: [&str; 13] = [
    "system",
    "version",
    "corpus",
    "task",
    "bytes",
    "words",
    "articles",
    "rounds",
    "mb_per_s",
    "million_words_per_s",
    "articles_per_s",
    "latency_p50_us",
    "latency_p99_us",
];

/// One row of time.csv.
#[derive(Clone, PartialEq, Debug)]
pub struct TimeRow {
    /// The system, or `(scorer)`.
    pub system: String,
    /// Its receipt.
    pub version: String,
    /// The sample as signatures name it.
    pub corpus: String,
    /// The task.
    pub task: String,
    /// The UTF-8 bytes, words and articles of the sample.
    pub size: [u64; 3],
    /// The number of rounds.
    pub rounds: usize,
    /// 10⁶ bytes a second.
    pub mb: f64,
    /// 10⁶ words a second.
    pub million_words: f64,
    /// Articles a second.
    pub articles: f64,
    /// The median latency of an article, in microseconds.
    pub p50: f64,
    /// The latency that 99 of 100 articles do not exceed, in microseconds; of fewer than 100 articles, the slowest.
    pub p99: f64,
}

/// The times of one round.
#[derive(Clone, PartialEq, Debug)]
pub struct Round {
    /// The nanoseconds of one pass over the sample.
    pub pass: f64,
    /// The nanoseconds of every article, in a pass of its own.
    pub articles: Vec<u64>,
}

impl TimeRow {
    /// The row of a work whose rounds these are; every one has an article at least.
    pub fn new(work: &Work, sample: &Sample, rounds: &[Round]) -> TimeRow {
        let size = [sample.bytes, sample.words, sample.corpus.articles.len() as u64];
        let seconds = middle(rounds.iter().map(|round| round.pass).collect()) / 1e9;
        let rate = |things: u64| things as f64 / seconds;
        let latency = |share: f64| middle(rounds.iter().map(|round| quantile(&round.articles, share)).collect()) / 1e3;
        TimeRow {
            system: work.system.clone(),
            version: work.version.clone(),
            corpus: work.corpus.clone(),
            task: work.task.name().into(),
            size,
            rounds: rounds.len(),
            mb: rate(size[0]) / 1e6,
            million_words: rate(size[1]) / 1e6,
            articles: rate(size[2]),
            p50: latency(0.5),
            p99: latency(0.99),
        }
    }
}

/// The median; 0 of nothing.
pub fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    match values.len() {
        0 => 0.0,
        odd if odd % 2 == 1 => values[half],
        _ => (values[half - 1] + values[half]) / 2.0,
    }
}

/// The smallest value that this share of all values does not exceed; 0 of nothing.
pub fn quantile(values: &[u64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let at = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(at.saturating_sub(1)).copied().unwrap_or_default() as f64
}

/// The bytes of time.csv, sorted by system, corpus and task.
pub fn write(rows: &[TimeRow]) -> Vec<u8> {
    let mut sorted: Vec<&TimeRow> = rows.iter().collect();
    sorted.sort_by_key(|row| (&row.system, &row.corpus, &row.task));
    records::bytes(HEADER, |writer| {
        sorted.into_iter().try_for_each(|row| {
            let named = [&row.system, &row.version, &row.corpus, &row.task].map(String::clone);
            let counted = row.size.map(|number| number.to_string()).into_iter().chain([row.rounds.to_string()]);
            let measured = [row.mb, row.million_words, row.articles, row.p50, row.p99].map(|value| format!("{value:.3}"));
            writer.write_record(named.into_iter().chain(counted).chain(measured))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_values_that_occurred() {
        let values: Vec<u64> = (1..=200).rev().collect();
        assert_eq!((quantile(&values, 0.5), quantile(&values, 0.99)), (100.0, 198.0));
        assert_eq!(quantile(&[7, 3], 0.99), 7.0, "of few, the slowest");
        assert_eq!(quantile(&[], 0.5), 0.0);
    }

    #[test]
    fn one_slow_round_moves_no_median() {
        assert_eq!(middle(vec![3.0, 1.0, 100.0]), 3.0);
        assert_eq!(middle(vec![4.0, 1.0]), 2.5);
    }
}
