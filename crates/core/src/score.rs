//! Scores: the values of measures with their intervals, and the rows of scores.csv.

pub mod evaluate;
pub mod inputs;
pub mod replicates;

use crate::measure::key::Key;
use crate::statistics::bootstrap::{Boot, Interval};
use crate::{records, signature};

/// One row of scores.csv.
#[derive(Clone, PartialEq, Debug)]
pub struct Score {
    /// The system.
    pub system: String,
    /// Its receipt.
    pub version: String,
    /// The revision of the definitions by which it was counted.
    pub scorer: u32,
    /// How files were read, see [`crate::measure::counts::SystemCounts::readings`].
    pub reading: String,
    /// How the replicates of its interval were drawn, if there were any.
    pub boot: Option<Boot>,
    /// What was measured on what; `article` is empty.
    pub key: Key,
    /// `precision`, `recall`, `f1`, `count`, `accuracy`, `floor`, `above_chance`, `false_clitic_rate`, `answered`, `dropped`; of subwords also
    /// `fertility`, `cut`, `per_token`, `tokens`, `unknown`, `cost`.
    pub measure: &'static str,
    /// The value, or `None` where it is undefined.
    pub value: Option<f64>,
    /// Its 95 % interval; `None` where nothing says how sure it is, see [`Interval::of`].
    pub interval: Option<Interval>,
    /// The number of gold items.
    pub support: u64,
    /// The number of articles that were run.
    pub articles: u64,
}

impl Score {
    /// What it measures, on what.
    pub fn signature(&self) -> String {
        signature::of(&self.key, &self.reading, self.boot, self.scorer)
    }
}

/// The fields that all of these scores' signatures share, in their order; `None` if there is no score.
pub fn shared_signature<'a>(scores: impl Iterator<Item = &'a Score>) -> Option<String> {
    scores.map(Score::signature).reduce(|shared, line| in_both(&shared, &line))
}

fn in_both(left: &str, right: &str) -> String {
    let right: Vec<&str> = right.split('|').collect();
    left.split('|').filter(|field| right.contains(field)).collect::<Vec<_>>().join("|")
}

/// The columns of scores.csv.
pub const HEADER: [&str; 17] = [
    "system",
    "version",
    "corpus",
    "split",
    "task",
    "match",
    "bound",
    "orth",
    "view",
    "label",
    "measure",
    "value",
    "lo",
    "hi",
    "support",
    "articles",
    "signature",
];

/// A share of 1 as result files have it: six decimals, empty where it is undefined.
pub fn decimals(value: Option<f64>) -> String {
    value.map_or(String::new(), |value| format!("{value:.6}"))
}

/// The bytes of scores.csv: six decimals, undefined values and intervals empty.
pub fn write(scores: &[Score]) -> Vec<u8> {
    records::bytes(HEADER, |writer| {
        scores.iter().try_for_each(|score| {
            let [value, lo, hi] = [score.value, score.interval.map(|interval| interval.lo), score.interval.map(|interval| interval.hi)].map(decimals);
            let (support, articles, signature) = (score.support.to_string(), score.articles.to_string(), score.signature());
            let cell = [&score.system, &score.version, score.key.corpus_name(), &score.key.split, score.key.task.name()];
            let measured = [score.measure, &value, &lo, &hi, &support, &articles, &signature];
            writer.write_record(cell.into_iter().chain(score.key.layer.fields()).chain(measured))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_differs_is_not_shared() {
        let [old, new] =
            ["news@1.0#aa", "news@1.1#bb"].map(|corpus| format!("mihak|task:words|match:span|view:word|corpus:{corpus}|split:test|scorer:1"));
        assert_eq!(in_both(&old, &new), "mihak|task:words|match:span|view:word|split:test|scorer:1");
    }
}
