//! From sums of counts to scores: every ratio is taken once, afterwards.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::measure::counts::Batched;
use crate::measure::key::{Key, Layer};
use crate::measure::rows::{Row, rows};
use crate::measure::terms::Terms;
use crate::parallel;
use crate::score::Score;
use crate::score::drawn::{DrawnGroup, draw};
use crate::score::replicates::{Replicated, Weights};
use crate::score::totals::{Group, Totals, groups};

/// Every measure of these systems, whose counts have these totals, sorted by system and key; with 95 % intervals if the terms say how replicates
/// are drawn.
///
/// `Err` if counts are in a file that cannot be read.
pub fn measure<C: Batched>(systems: &BTreeMap<String, C>, totals: &Totals, terms: Terms) -> Result<Vec<Score>> {
    measure_some(systems, totals, terms, &|_| true)
}

/// The same, with intervals for those systems alone for which `drawn` holds.
pub fn measure_some<C: Batched>(systems: &BTreeMap<String, C>, totals: &Totals, terms: Terms, drawn: &dyn Fn(&str) -> bool) -> Result<Vec<Score>> {
    Ok(evaluate(systems, totals, terms, (&|_| true, drawn), false)?.into_iter().map(|replicated| replicated.score).collect())
}

/// The measures for which `wanted` holds, each with its value in every replicate; `wanted` sees scores without intervals.
///
/// `Err` if counts are in a file that cannot be read.
pub fn replicated<C: Batched>(
    systems: &BTreeMap<String, C>,
    totals: &Totals,
    terms: Terms,
    wanted: &(dyn Fn(&Score) -> bool + Sync),
) -> Result<Vec<Replicated>> {
    evaluate(systems, totals, terms, (wanted, &|_| true), true)
}

/// Whether a score is wanted; it has no interval yet.
type Wanted<'a> = &'a (dyn Fn(&Score) -> bool + Sync);

fn evaluate<C: Batched>(
    systems: &BTreeMap<String, C>,
    totals: &Totals,
    terms: Terms,
    (wanted, drawn_systems): (Wanted, &dyn Fn(&str) -> bool),
    keep: bool,
) -> Result<Vec<Replicated>> {
    let mut weights = terms.boot.map(Weights::new);
    let mut values = totals.values.iter().copied();
    let mut found = Vec::new();
    for groups in groups(&totals.sums).chunk_by(|a, b| a.system == b.system) {
        let (system, counts) = systems.get_key_value(groups[0].system).expect("the totals are of these systems");
        let scored = |group: &Group| {
            let rows = rows(&group.counts, terms.undefined);
            let values: Vec<Option<f64>> = values.by_ref().take(rows.len()).collect();
            (rows, values)
        };
        let valued: Vec<(Vec<Row>, Vec<Option<f64>>)> = groups.iter().map(scored).collect();
        let mut drawn = Vec::with_capacity(groups.len());
        for (group, (rows, values)) in groups.iter().zip(valued) {
            let coverage = Key { layer: Layer::coverage(), ..group.counts[0].0.clone() };
            let articles = totals.sums.get(&(system.clone(), coverage)).map_or(0, |count| count.support());
            let of = |row: &Row, value: Option<f64>| score((system, counts), group.counts[0].0, row, value, articles, terms);
            let scores = rows.into_iter().zip(values).map(|(row, value)| (of(&row, value), row)).filter(|(score, _)| wanted(score));
            drawn.push(DrawnGroup::new(group, scores.collect(), keep));
        }
        let mut boot = None;
        if let Some(weights) = weights.as_mut().filter(|_| drawn_systems(system)) {
            draw(&mut drawn, counts, weights)?;
            boot = terms.boot;
        }
        found.extend(parallel::into_map(drawn, |group| group.finish(boot)).into_iter().flatten());
    }
    Ok(found)
}

/// A row as a score without an interval.
fn score<C: Batched>((system, counts): (&String, &C), key: &Key, row: &Row, value: Option<f64>, articles: u64, terms: Terms) -> Score {
    let layer = Layer { label: row.label.clone(), ..key.layer.clone() };
    Score {
        system: system.clone(),
        version: counts.version().into(),
        scorer: counts.scorer(),
        reading: counts.reading(key.task).into(),
        terms,
        key: Key { layer, article: String::new(), ..key.clone() },
        measure: row.measure,
        value,
        interval: None,
        support: row.support,
        articles,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::Task;
    use crate::measure::counts::SystemCounts;
    use crate::measure::declared::Undefined;
    use crate::measure::registry;
    use crate::statistics::Count;
    use crate::statistics::bootstrap::SHARE;

    fn counted(rows: &[(&str, &str, &str, [u64; 4])]) -> BTreeMap<String, SystemCounts> {
        let mut counts = SystemCounts::of("v 1");
        for &(article, matching, label, [tp, fp, r#fn, tn]) in rows {
            let layer = Layer::tokens(registry::matching(matching).unwrap(), if matching == "coverage" { "" } else { "x" }, label);
            let key = Key { corpus: "c@1#0".into(), split: "dev".into(), article: article.into(), task: Task::Entities, layer };
            counts.extend([(key, Count { tp, fp, r#fn, tn })]);
        }
        BTreeMap::from([("s".to_string(), counts)])
    }

    fn scores(systems: &BTreeMap<String, SystemCounts>) -> Vec<Score> {
        measure(systems, &Totals::of(systems, Undefined::Zero), Terms::default()).unwrap()
    }

    fn value(scores: &[Score], label: &str, measure: &str) -> Option<f64> {
        scores.iter().find(|score| score.key.layer.label == label && score.measure.name == measure).and_then(|score| score.value)
    }

    #[test]
    fn ratios_are_taken_from_sums_over_articles() {
        let scores = scores(&counted(&[
            ("a", "coverage", "*", [1, 0, 0, 0]),
            ("b", "coverage", "*", [0, 0, 1, 0]),
            ("a", "exact", "PER", [3, 1, 0, 0]),
            ("b", "exact", "PER", [0, 0, 4, 0]),
            ("b", "exact", "LOC", [0, 2, 0, 0]),
        ]));
        assert_eq!(value(&scores, "PER", "precision"), Some(0.75));
        assert_eq!(value(&scores, "PER", "recall"), Some(3.0 / 7.0));
        assert_eq!(value(&scores, "LOC", "recall"), None, "no gold: undefined");
        assert_eq!(value(&scores, "micro", "precision"), Some(0.5));
        assert_eq!(value(&scores, "macro", "f1"), Some(3.0 / 11.0), "LOC has none right of two, and counts");
        assert_eq!(value(&scores, "macro", "precision"), Some(0.375));
        assert_eq!(value(&scores, "macro", "recall"), Some(3.0 / 14.0), "what is undefined counts as 0");
        assert_eq!(value(&scores, "weighted", "recall"), Some(3.0 / 7.0), "LOC has no gold, and weighs nothing");
        assert_eq!(value(&scores, "*", "answered"), Some(0.5));
        assert!(scores.iter().all(|score| score.articles == 2));
    }

    #[test]
    fn articles_differ_in_a_total_where_its_sums_do_whatever_labels_there_are() {
        let rows = |label: &'static str, spurious: u64| -> Vec<(String, &'static str, [u64; 4])> {
            (0..12)
                .flat_map(|at| {
                    [(format!("{at:02}"), "PERS", [4, 0, 1, 0]), (format!("{at:02}"), label, [0, if at < 3 { spurious } else { 0 }, 0, 0])]
                })
                .collect()
        };
        for label in ["CARDINAL", "UNIT"] {
            let replicates = |spurious: u64| {
                let rows = rows(label, spurious);
                let rows: Vec<(&str, &str, &str, [u64; 4])> =
                    rows.iter().map(|(article, label, counts)| (article.as_str(), "exact", *label, *counts)).collect();
                let systems = counted(&rows);
                let terms = Terms::from(Some(crate::statistics::bootstrap::Boot { resamples: 100, seed: 1 }));
                let is_micro = |score: &Score| score.key.layer.label == "micro" && score.measure.name == "f1";
                replicated(&systems, &Totals::of(&systems, Undefined::Zero), terms, &is_micro).unwrap().remove(0)
            };
            let paired = replicates(0).paired(&replicates(1), SHARE).unwrap();
            assert_eq!((paired.differing, paired.interval), (3, None), "{label}");
        }
    }

    #[test]
    fn the_floor_is_the_share_of_words_that_gold_leaves_whole() {
        let scores = scores(&counted(&[("a", "word", "*", [8, 0, 2, 0]), ("a", "word", "cut", [3, 0, 1, 0])]));
        assert_eq!(value(&scores, "*", "accuracy"), Some(0.8));
        assert_eq!(value(&scores, "cut", "accuracy"), Some(0.75));
        assert_eq!(value(&scores, "*", "floor"), Some(0.6));
    }
}
