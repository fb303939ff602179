//! From counts to measures. polars lives here, and only here: it sums integers; every ratio is taken once, afterwards.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use polars::prelude::{Column, DataFrame, IntoLazy, PolarsResult, col};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::bootstrap::{Boot, Interval, SHARE};
use super::counts::{Count, Key, Layer, SystemCounts};
use super::replicates::{ByArticle, Draws, Replicated};
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
    /// How files were read, see [`SystemCounts::readings`].
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

/// Every measure of these systems, sorted by system and key; with 95 % intervals if `boot` says how replicates are drawn.
///
/// `Err` only if the sums cannot be computed.
pub fn measure(systems: &BTreeMap<String, SystemCounts>, boot: Option<Boot>) -> Result<Vec<Score>> {
    Ok(evaluate(systems, boot, &|_| true, false)?.into_iter().map(|replicated| replicated.score).collect())
}

/// The measures for which `wanted` holds, each with its value in every replicate; `wanted` sees scores without intervals.
pub fn replicated(systems: &BTreeMap<String, SystemCounts>, boot: Boot, wanted: &(dyn Fn(&Score) -> bool + Sync)) -> Result<Vec<Replicated>> {
    evaluate(systems, Some(boot), wanted, true)
}

fn evaluate(
    systems: &BTreeMap<String, SystemCounts>,
    boot: Option<Boot>,
    wanted: &(dyn Fn(&Score) -> bool + Sync),
    keep: bool,
) -> Result<Vec<Replicated>> {
    let sums = sum(systems).context("summing the counts")?;
    let draws = boot.map(|boot| Draws::new(systems, boot));
    // Keys of one group differ in the label only, and labels are the last part of the order.
    let entries: Vec<(&String, &Key, Count)> = sums.iter().map(|((system, key), count)| (system, key, *count)).collect();
    let groups: Vec<&[(&String, &Key, Count)]> = entries.chunk_by(|a, b| a.0 == b.0 && same_group(a.1, b.1)).collect();
    let one = |group: &&[(&String, &Key, Count)]| {
        let (system, key, _) = group[0];
        let coverage = Key { layer: Layer::coverage(), ..key.clone() };
        let articles = sums.get(&(system.clone(), coverage)).map_or(0, |count| count.support());
        let counts: Vec<(&Key, Count)> = group.iter().map(|&(_, key, count)| (key, count)).collect();
        let base = Base { system, counts: &systems[system], articles, boot };
        base.scores(&counts, draws.as_ref(), wanted, keep)
    };
    Ok(groups.par_iter().map(one).collect::<Vec<_>>().into_iter().flatten().collect())
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
    boot: Option<Boot>,
}

type Ratio = fn(Count) -> Option<f64>;

type Weight = fn(Count) -> f64;

/// The count of a label among those of an article.
fn of(counts: &[(usize, Count)], label: usize) -> Count {
    counts.iter().find(|(at, _)| *at == label).map_or(Count::default(), |(_, count)| *count)
}

/// How a value comes from the counts of a group's labels.
enum Value {
    /// A ratio of the count of one label, by its place.
    Of(usize, Ratio),
    /// A ratio of the sum over some labels.
    Total(Vec<usize>, Ratio),
    /// The mean over labels of a ratio where it is defined, by a weight, among those that take part.
    Mean { ratio: Ratio, weight: Weight, takes_part: fn(Count) -> bool },
    /// The share of words that gold leaves whole, by the places of all words and of those that it cuts.
    Floor(usize, Option<usize>),
    /// A number of things, which says nothing about other articles.
    Number(f64),
}

impl Value {
    /// The value for the counts of all labels.
    fn at(&self, of: impl Fn(usize) -> Count, labels: usize) -> Option<f64> {
        match self {
            Value::Of(label, ratio) => ratio(of(*label)),
            Value::Total(labels, ratio) => ratio(sum_of(labels.iter().map(|&label| of(label)))),
            Value::Mean { ratio, weight, takes_part } => {
                let counts = (0..labels).map(of).filter(|count| takes_part(*count));
                mean(counts.filter_map(|count| Some((ratio(count)?, weight(count)))))
            }
            Value::Floor(all, cut) => {
                let (all, cut) = (of(*all).support(), cut.map_or(0, |cut| of(cut).support()));
                Count { tp: all - cut, r#fn: cut, ..Count::default() }.recall()
            }
            Value::Number(number) => Some(*number),
        }
    }

    /// Whether it has a value for an article that holds these counts of its labels, each with its place.
    fn is_defined(&self, counts: &[(usize, Count)]) -> bool {
        match self {
            // What an article does not hold adds nothing, and there may be thousands of labels.
            Value::Total(_, ratio) => ratio(sum_of(counts.iter().map(|(_, count)| *count))).is_some(),
            Value::Mean { .. } => self.at(|at| counts[at].1, counts.len()).is_some(),
            _ => self.at(|label| of(counts, label), 0).is_some(),
        }
    }

    /// The labels whose counts it needs.
    fn labels(&self, all: usize) -> Vec<usize> {
        match self {
            Value::Of(label, _) => vec![*label],
            Value::Total(labels, _) => labels.clone(),
            Value::Mean { .. } => (0..all).collect(),
            Value::Floor(all, cut) => std::iter::once(*all).chain(*cut).collect(),
            Value::Number(_) => Vec::new(),
        }
    }
}

/// A measure before it is evaluated.
struct Measured {
    label: String,
    measure: &'static str,
    value: Value,
    support: u64,
}

const PRF: [(&str, Ratio); 3] = [("precision", Count::precision), ("recall", Count::recall), ("f1", Count::f1)];

impl Base<'_> {
    /// The scores of a group that are wanted.
    fn scores(&self, group: &[(&Key, Count)], draws: Option<&Draws>, wanted: &dyn Fn(&Score) -> bool, keep: bool) -> Vec<Replicated> {
        let (first, _) = group[0];
        let mut sums: Vec<Option<Vec<Count>>> = vec![None; group.len()];
        // Measures of the same labels follow each other: precision, recall and F1.
        let mut counted: Option<(Vec<usize>, ByArticle)> = None;
        let mut scores = Vec::new();
        for measured in definitions(first.layer.matching.as_str(), group) {
            let value = measured.value.at(|label| group[label].1, group.len());
            let score = self.score(first, &measured, value);
            if !wanted(&score) {
                continue;
            }
            let mut replicated = Replicated { score, values: Vec::new(), counts: BTreeMap::new() };
            if let Some(draws) = draws.filter(|_| value.is_some() && !matches!(measured.value, Value::Number(_))) {
                let labels = measured.value.labels(group.len());
                let (labels, counts) = match counted.take().filter(|(held, _)| *held == labels) {
                    Some(held) => counted.insert(held),
                    None => {
                        let counts = draws.counts(self.system, group, &labels);
                        counted.insert((labels, counts))
                    }
                };
                for &label in &*labels {
                    sums[label].get_or_insert_with(|| draws.sums(self.system, group[label].0));
                }
                let sum = |label: usize, replicate: usize| sums[label].as_ref().expect("just made")[replicate];
                let replicates = 0..draws.boot.resamples as usize;
                replicated.values = replicates.map(|replicate| measured.value.at(|label| sum(label, replicate), group.len())).collect();
                let holding = counts.values().filter(|counts| measured.value.is_defined(counts)).count();
                replicated.score.interval = Interval::of(replicated.values.iter().copied(), holding, SHARE);
                if keep {
                    // Labels that change places change no total.
                    let is_total = matches!(measured.value, Value::Total(..));
                    let named = |&(label, count): &(usize, Count)| (group[label].0.layer.label.clone(), count);
                    let used = |counts: &Vec<(usize, Count)>| match is_total {
                        true => vec![named(&(labels[0], sum_of(counts.iter().map(|(_, count)| *count))))],
                        false => counts.iter().map(named).collect(),
                    };
                    replicated.counts = counts.iter().map(|(article, counts)| (article.to_string(), used(counts))).collect();
                }
            }
            if !keep {
                replicated.values = Vec::new();
            }
            scores.push(replicated);
        }
        scores
    }

    fn score(&self, key: &Key, measured: &Measured, value: Option<f64>) -> Score {
        let layer = Layer { label: measured.label.clone(), ..key.layer.clone() };
        Score {
            system: self.system.into(),
            version: self.counts.version.clone(),
            scorer: self.counts.scorer,
            reading: self.counts.reading(&key.task).into(),
            boot: self.boot,
            key: Key { layer, article: String::new(), ..key.clone() },
            measure: measured.measure,
            value,
            interval: None,
            support: measured.support,
            articles: self.articles,
        }
    }
}

/// The measures of all labels of one group.
fn definitions(matching: &str, group: &[(&Key, Count)]) -> Vec<Measured> {
    let mut list = Vec::new();
    let mut push = |label: &str, measure: &'static str, value: Value, support: u64| {
        list.push(Measured { label: label.into(), measure, value, support });
    };
    let labels = || group.iter().enumerate().map(|(at, (key, count))| (at, key.layer.label.as_str(), *count));
    let everything: Vec<usize> = (0..group.len()).collect();
    let total = sum_of(group.iter().map(|(_, count)| *count));
    match matching {
        "exact" | "article" | "type" => {
            for (at, label, count) in labels() {
                PRF.iter().for_each(|(measure, ratio)| push(label, measure, Value::Of(at, *ratio), count.support()));
            }
            PRF.iter().for_each(|(measure, ratio)| push("micro", measure, Value::Total(everything.clone(), *ratio), total.support()));
            let weights: [(&str, Weight); 2] = [("macro", |_| 1.0), ("weighted", |count| count.support() as f64)];
            for (label, weight) in weights {
                for (measure, ratio) in PRF {
                    // Recall and F1 over the labels that gold has, precision over those that were predicted.
                    let takes_part = if measure == "precision" { |_| true } else { |count: Count| count.support() > 0 };
                    push(label, measure, Value::Mean { ratio, weight, takes_part }, total.support());
                }
            }
        }
        "partial" => {
            // Counted in half points.
            PRF.iter().for_each(|(measure, ratio)| push("*", measure, Value::Total(everything.clone(), *ratio), total.support() / 2));
        }
        "confusion" | "error" | "changed" => labels().for_each(|(_, label, count)| push(label, "count", Value::Number(count.tp as f64), count.tp)),
        "clitic" => {
            for (at, label, count) in labels() {
                PRF.iter().for_each(|(measure, ratio)| push(label, measure, Value::Of(at, *ratio), count.support()));
            }
            let classes: Vec<usize> = labels().filter(|(_, label, _)| !label.contains(':')).map(|(at, ..)| at).collect();
            let support = sum_of(classes.iter().map(|&at| group[at].1)).support();
            PRF.iter().for_each(|(measure, ratio)| push("micro", measure, Value::Total(classes.clone(), *ratio), support));
        }
        "word" => {
            let find = |wanted: &str| labels().find(|(_, label, _)| *label == wanted).map(|(at, _, count)| (at, count.support()));
            let (all, cut) = (find("*"), find("cut"));
            // Without a word there is nothing to be right about.
            let accuracy =
                |found: Option<(usize, u64)>| found.map_or(Value::Total(Vec::new(), Count::recall), |(at, _)| Value::Of(at, Count::recall));
            let support = |found: Option<(usize, u64)>| found.map_or(0, |(_, support)| support);
            push("*", "accuracy", accuracy(all), support(all));
            push("cut", "accuracy", accuracy(cut), support(cut));
            if let Some((at, support)) = all {
                push("*", "floor", Value::Floor(at, cut.map(|(at, _)| at)), support);
            }
        }
        "marks" => labels().for_each(|(at, label, count)| push(label, "cost", Value::Of(at, Count::per), count.r#fn)),
        "ceiling" => {
            labels().for_each(|(at, label, count)| push(label, "recall", Value::Of(at, Count::recall), count.support()));
            push("micro", "recall", Value::Total(everything, Count::recall), total.support());
        }
        "whole" => labels().for_each(|(at, label, count)| {
            push(label, "accuracy", Value::Of(at, Count::whole), count.words());
            push(label, "fertility", Value::Of(at, Count::fertility), count.support());
            push(label, "cut", Value::Of(at, Count::missed), count.support());
        }),
        "length" => {
            labels().for_each(|(at, label, count)| push(label, "per_token", Value::Of(at, Count::per), count.r#fn));
            // Both labels have the same tokens.
            let tokens = group[0].1.r#fn;
            push("*", "tokens", Value::Number(tokens as f64), tokens);
        }
        _ => {
            for (at, label, count) in labels() {
                let mut one = |measure, value| push(label, measure, value, count.support());
                match matching {
                    "coverage" => one("answered", Value::Of(at, Count::recall)),
                    "dropped" => one("dropped", Value::Number(count.fp as f64)),
                    "letter" => one("cut", Value::Of(at, Count::missed)),
                    "known" => one("unknown", Value::Of(at, Count::missed)),
                    "kept" | "back" => one("accuracy", Value::Of(at, Count::recall)),
                    "ceiling-flat" => one("recall", Value::Of(at, Count::recall)),
                    "lookalike" => one("false_clitic_rate", Value::Of(at, |count| count.recall().map(|kept| 1.0 - kept))),
                    _ => PRF.iter().for_each(|(measure, ratio)| one(measure, Value::Of(at, *ratio))),
                }
                if matching == "boundary" {
                    one("above_chance", Value::Of(at, Count::above_chance));
                }
            }
        }
    }
    list
}

fn sum_of(counts: impl Iterator<Item = Count>) -> Count {
    let mut total = Count::default();
    counts.for_each(|count| total += count);
    total
}

/// The mean of values with weights, or `None` if nothing weighs.
fn mean(values: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
    let (sum, weights) = values.fold((0.0, 0.0), |(sum, weights), (value, weight)| (sum + value * weight, weights + weight));
    (weights > 0.0).then(|| sum / weights)
}

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
            let cell = [&score.system, &score.version, score.key.corpus_name(), &score.key.split, &score.key.task];
            let measured = [score.measure, &value, &lo, &hi, &support, &articles, &signature];
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
        let scores = measure(
            &counted(&[
                ("a", "coverage", "*", [1, 0, 0, 0]),
                ("b", "coverage", "*", [0, 0, 1, 0]),
                ("a", "exact", "PER", [3, 1, 0, 0]),
                ("b", "exact", "PER", [0, 0, 4, 0]),
                ("b", "exact", "LOC", [0, 2, 0, 0]),
            ]),
            None,
        )
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
        let scores = measure(&counted(&[("a", "word", "*", [8, 0, 2, 0]), ("a", "word", "cut", [3, 0, 1, 0])]), None).unwrap();
        assert_eq!(value(&scores, "*", "accuracy"), Some(0.8));
        assert_eq!(value(&scores, "cut", "accuracy"), Some(0.75));
        assert_eq!(value(&scores, "*", "floor"), Some(0.6));
    }
}
