//! From counts to measures. polars lives here, and only here: it sums integers; every ratio is taken once, afterwards.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use polars::prelude::{Column, DataFrame, IntoLazy, PolarsResult, col};

use super::counts::{Count, Key, Layer, SystemCounts};
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
    /// How files were read, see [`SystemCounts::reading`].
    pub reading: String,
    /// What was measured on what; `article` is empty.
    pub key: Key,
    /// `precision`, `recall`, `f1`, `count`, `accuracy`, `floor`, `above_chance`, `false_clitic_rate`, `answered`, `dropped`.
    pub measure: &'static str,
    /// The value, or `None` where it is undefined.
    pub value: Option<f64>,
    /// The number of gold items.
    pub support: u64,
    /// The number of articles that were run.
    pub articles: u64,
}

impl Score {
    /// What it measures, on what.
    pub fn signature(&self) -> String {
        signature::of(&self.key, &self.reading, self.scorer)
    }
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

/// The labels of averages over labels.
pub const AVERAGES: [&str; 3] = ["micro", "macro", "weighted"];

/// Whether a label of results stands for all labels: `*` or an average.
pub fn names_all(label: &str) -> bool {
    label == "*" || AVERAGES.contains(&label)
}

/// A sum of counts over the articles of one split.
type Sums = BTreeMap<(String, Key), Count>;

/// Every measure of these systems, sorted by system and key.
///
/// `Err` only if the sums cannot be computed.
pub fn measure(systems: &BTreeMap<String, SystemCounts>) -> Result<Vec<Score>> {
    let sums = sum(systems).context("summing the counts")?;
    let mut scores = Vec::new();
    // Keys of one group differ in the label only, and labels are the last part of the order.
    let mut group: Vec<(&Key, Count)> = Vec::new();
    let mut entries = sums.iter().peekable();
    while let Some(((system, key), count)) = entries.next() {
        group.push((key, *count));
        let goes_on = entries.peek().is_some_and(|((next_system, next), _)| next_system == system && same_group(key, next));
        if goes_on {
            continue;
        }
        let coverage = Key { layer: Layer::coverage(), ..key.clone() };
        let articles = sums.get(&(system.clone(), coverage)).map_or(0, |count| count.support());
        let base = Base { system, counts: &systems[system], articles };
        base.group(&group, &mut scores);
        group.clear();
    }
    Ok(scores)
}

/// Whether two keys differ in the label at most.
fn same_group(a: &Key, b: &Key) -> bool {
    (&a.corpus, &a.split, &a.task) == (&b.corpus, &b.split, &b.task) && a.layer.fields()[..4] == b.layer.fields()[..4]
}

/// The counts of all articles of a split, added up.
fn sum(systems: &BTreeMap<String, SystemCounts>) -> PolarsResult<Sums> {
    let rows = || systems.iter().flat_map(|(system, counts)| counts.rows.iter().map(move |(key, count)| (system, key, count)));
    let strings = |name: &str, field: fn(&Key) -> &str| Column::new(name.into(), rows().map(|(_, key, _)| field(key)).collect::<Vec<&str>>());
    let numbers = |name: &str, field: fn(&Count) -> u64| Column::new(name.into(), rows().map(|(_, _, count)| field(count)).collect::<Vec<u64>>());
    let names = ["system", "corpus", "split", "task", "match", "bound", "orth", "view", "label"];
    let counted = ["tp", "fp", "fn", "tn"];
    let columns = vec![
        Column::new("system".into(), rows().map(|(system, _, _)| system.as_str()).collect::<Vec<&str>>()),
        strings("corpus", |key| &key.corpus),
        strings("split", |key| &key.split),
        strings("task", |key| &key.task),
        strings("match", |key| &key.layer.matching),
        strings("bound", |key| &key.layer.bound),
        strings("orth", |key| &key.layer.orth),
        strings("view", |key| &key.layer.view),
        strings("label", |key| &key.layer.label),
        numbers("tp", |count| count.tp),
        numbers("fp", |count| count.fp),
        numbers("fn", |count| count.r#fn),
        numbers("tn", |count| count.tn),
    ];
    let height = rows().count();
    let summed = DataFrame::new(height, columns)?.lazy().group_by(names.map(col)).agg(counted.map(|name| col(name).sum())).collect()?;
    let text = names.iter().map(|name| summed.column(name)?.str()).collect::<PolarsResult<Vec<_>>>()?;
    let number = counted.iter().map(|name| summed.column(name)?.u64()).collect::<PolarsResult<Vec<_>>>()?;
    let mut sums = Sums::new();
    for row in 0..summed.height() {
        let field = |at: usize| text[at].get(row).unwrap_or_default().to_string();
        let count = |at: usize| number[at].get(row).unwrap_or_default();
        let layer = Layer { matching: field(4), bound: field(5), orth: field(6), view: field(7), label: field(8) };
        let key = Key { corpus: field(1), split: field(2), article: String::new(), task: field(3), layer };
        // Row order after grouping is arbitrary: the map sorts.
        sums.insert((field(0), key), Count { tp: count(0), fp: count(1), r#fn: count(2), tn: count(3) });
    }
    Ok(sums)
}

/// What all scores of one cell share.
struct Base<'a> {
    system: &'a str,
    counts: &'a SystemCounts,
    articles: u64,
}

impl Base<'_> {
    fn score(&self, key: &Key, label: &str, measure: &'static str, value: Option<f64>, support: u64) -> Score {
        let layer = Layer { label: label.into(), ..key.layer.clone() };
        Score {
            system: self.system.into(),
            version: self.counts.version.clone(),
            scorer: self.counts.scorer,
            reading: self.counts.reading.clone(),
            key: Key { layer, ..key.clone() },
            measure,
            value,
            support,
            articles: self.articles,
        }
    }

    /// The measures of all labels of one group.
    fn group(&self, group: &[(&Key, Count)], scores: &mut Vec<Score>) {
        let (first, _) = group[0];
        let of = |count: Count| [("precision", count.precision()), ("recall", count.recall()), ("f1", count.f1())];
        let prf = |label: &str, count: Count, scores: &mut Vec<Score>| {
            for (measure, value) in of(count) {
                scores.push(self.score(first, label, measure, value, count.support()));
            }
        };
        match first.layer.matching.as_str() {
            "exact" | "article" | "type" => {
                group.iter().for_each(|(key, count)| prf(&key.layer.label, *count, scores));
                prf("micro", total(group), scores);
                self.average(first, "macro", group, |_| 1.0, scores);
                self.average(first, "weighted", group, |count| count.support() as f64, scores);
            }
            "partial" => {
                for (measure, value) in of(total(group)) {
                    // Counted in half points.
                    scores.push(self.score(first, "*", measure, value, total(group).support() / 2));
                }
            }
            "confusion" | "error" => {
                group.iter().for_each(|(key, count)| scores.push(self.score(first, &key.layer.label, "count", Some(count.tp as f64), count.tp)));
            }
            "clitic" => {
                let classes: Vec<(&Key, Count)> = group.iter().filter(|(key, _)| !key.layer.label.contains(':')).copied().collect();
                group.iter().for_each(|(key, count)| prf(&key.layer.label, *count, scores));
                prf("micro", total(&classes), scores);
            }
            "word" => {
                let of = |label: &str| group.iter().find(|(key, _)| key.layer.label == label).map(|(_, count)| *count).unwrap_or_default();
                let (all, cut) = (of("*"), of("cut"));
                scores.push(self.score(first, "*", "accuracy", all.recall(), all.support()));
                scores.push(self.score(first, "cut", "accuracy", cut.recall(), cut.support()));
                let whole = Count { tp: all.support() - cut.support(), r#fn: cut.support(), ..Count::default() };
                scores.push(self.score(first, "*", "floor", whole.recall(), all.support()));
            }
            matching => {
                for (key, count) in group {
                    let label = &key.layer.label;
                    let one = |measure: &'static str, value: Option<f64>| self.score(first, label, measure, value, count.support());
                    match matching {
                        "coverage" => scores.push(one("answered", count.recall())),
                        "dropped" => scores.push(one("dropped", Some(count.fp as f64))),
                        "lookalike" => scores.push(one("false_clitic_rate", count.recall().map(|kept| 1.0 - kept))),
                        _ => prf(label, *count, scores),
                    }
                    if matching == "boundary" {
                        scores.push(one("above_chance", count.above_chance()));
                    }
                }
            }
        }
    }

    /// Means over labels by a weight: recall and F1 over those that gold has, precision over those that were predicted.
    fn average(&self, first: &Key, label: &str, group: &[(&Key, Count)], weight: fn(Count) -> f64, scores: &mut Vec<Score>) {
        let over = |measure: fn(Count) -> Option<f64>, counts: fn(Count) -> bool| {
            mean(group.iter().filter(|(_, count)| counts(*count)).filter_map(|(_, count)| Some((measure(*count)?, weight(*count)))))
        };
        let in_gold = |count: Count| count.support() > 0;
        let values = [("precision", over(Count::precision, |_| true)), ("recall", over(Count::recall, in_gold)), ("f1", over(Count::f1, in_gold))];
        let support = total(group).support();
        for (measure, value) in values {
            scores.push(self.score(first, label, measure, value, support));
        }
    }
}

fn total(group: &[(&Key, Count)]) -> Count {
    let mut total = Count::default();
    group.iter().for_each(|(_, count)| total += *count);
    total
}

/// The mean of values with weights, or `None` if nothing weighs.
fn mean(values: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
    let (sum, weights) = values.fold((0.0, 0.0), |(sum, weights), (value, weight)| (sum + value * weight, weights + weight));
    (weights > 0.0).then(|| sum / weights)
}

/// The bytes of scores.csv: six decimals, undefined values empty. `lo` and `hi` are empty until intervals are computed.
pub fn write(scores: &[Score]) -> Vec<u8> {
    records::bytes(HEADER, |writer| {
        scores.iter().try_for_each(|score| {
            let value = score.value.map_or(String::new(), |value| format!("{value:.6}"));
            let (support, articles, signature) = (score.support.to_string(), score.articles.to_string(), score.signature());
            let cell = [&score.system, &score.version, score.key.corpus_name(), &score.key.split, &score.key.task];
            let measured = [score.measure, &value, "", "", &support, &articles, &signature];
            writer.write_record(cell.into_iter().chain(score.key.layer.fields()).chain(measured))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(rows: &[(&str, &str, &str, [u64; 4])]) -> BTreeMap<String, SystemCounts> {
        let mut counts = SystemCounts::of("v 1");
        for &(article, matching, label, [tp, fp, r#fn, tn]) in rows {
            let layer = Layer::tokens(matching, if matching == "coverage" { "" } else { "x" }, label);
            let key = Key { corpus: "c@1#0".into(), split: "dev".into(), article: article.into(), task: "entities".into(), layer };
            counts.add(key, Count { tp, fp, r#fn, tn });
        }
        BTreeMap::from([("s".to_string(), counts)])
    }

    fn value(scores: &[Score], label: &str, measure: &str) -> Option<f64> {
        scores.iter().find(|score| score.key.layer.label == label && score.measure == measure).and_then(|score| score.value)
    }

    #[test]
    fn ratios_are_taken_from_sums_over_articles() {
        let scores = measure(&counted(&[
            ("a", "coverage", "*", [1, 0, 0, 0]),
            ("b", "coverage", "*", [0, 0, 1, 0]),
            ("a", "exact", "PER", [3, 1, 0, 0]),
            ("b", "exact", "PER", [0, 0, 4, 0]),
            ("b", "exact", "LOC", [0, 2, 0, 0]),
        ]))
        .unwrap();
        assert_eq!(value(&scores, "PER", "precision"), Some(0.75));
        assert_eq!(value(&scores, "PER", "recall"), Some(3.0 / 7.0));
        assert_eq!(value(&scores, "LOC", "recall"), None, "no gold: undefined");
        assert_eq!(value(&scores, "micro", "precision"), Some(0.5));
        assert_eq!(value(&scores, "macro", "f1"), Some(6.0 / 11.0), "only labels that gold has");
        assert_eq!(value(&scores, "macro", "precision"), Some(0.375));
        assert_eq!(value(&scores, "*", "answered"), Some(0.5));
        assert!(scores.iter().all(|score| score.articles == 2));
    }

    #[test]
    fn the_floor_is_the_share_of_words_that_gold_leaves_whole() {
        let scores = measure(&counted(&[("a", "word", "*", [8, 0, 2, 0]), ("a", "word", "cut", [3, 0, 1, 0])])).unwrap();
        assert_eq!(value(&scores, "*", "accuracy"), Some(0.8));
        assert_eq!(value(&scores, "cut", "accuracy"), Some(0.75));
        assert_eq!(value(&scores, "*", "floor"), Some(0.6));
    }
}
