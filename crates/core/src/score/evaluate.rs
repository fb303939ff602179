//! From sums of counts to scores: every ratio is taken once, afterwards.

use std::collections::BTreeMap;

use crate::measure::counts::SystemCounts;
use crate::measure::definition::{Definition, Formula, definitions, sum_of};
use crate::measure::key::{Key, Layer};
use crate::parallel;
use crate::score::Score;
use crate::score::replicates::{ByArticle, Draws, Replicated};
use crate::statistics::Count;
use crate::statistics::bootstrap::{Boot, Interval, SHARE};

/// Counts added up over the articles of one split, by system and key; `article` is empty.
pub type Sums = BTreeMap<(String, Key), Count>;

/// The counts of all articles of a split, added up.
pub fn sums(systems: &BTreeMap<String, SystemCounts>) -> Sums {
    let mut sums = Sums::new();
    for (system, counts) in systems {
        for (key, count) in &counts.rows {
            let key = Key { article: String::new(), ..key.clone() };
            *sums.entry((system.clone(), key)).or_default() += *count;
        }
    }
    sums
}

/// Every measure of these systems, whose counts have these sums, sorted by system and key; with 95 % intervals if `boot` says how replicates
/// are drawn.
pub fn measure(systems: &BTreeMap<String, SystemCounts>, sums: &Sums, boot: Option<Boot>) -> Vec<Score> {
    evaluate(systems, sums, boot, &|_| true, false).into_iter().map(|replicated| replicated.score).collect()
}

/// The measures for which `wanted` holds, each with its value in every replicate; `wanted` sees scores without intervals.
pub fn replicated(systems: &BTreeMap<String, SystemCounts>, sums: &Sums, boot: Boot, wanted: &(dyn Fn(&Score) -> bool + Sync)) -> Vec<Replicated> {
    evaluate(systems, sums, Some(boot), wanted, true)
}

fn evaluate(
    systems: &BTreeMap<String, SystemCounts>,
    sums: &Sums,
    boot: Option<Boot>,
    wanted: &(dyn Fn(&Score) -> bool + Sync),
    keep: bool,
) -> Vec<Replicated> {
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
    parallel::map(&groups, one).into_iter().flatten().collect()
}

/// Whether two keys differ in the label at most.
fn same_group(a: &Key, b: &Key) -> bool {
    let unlabelled = |layer: &Layer| (layer.matching, layer.bound, layer.orth);
    (a.task, unlabelled(&a.layer)) == (b.task, unlabelled(&b.layer)) && (&a.layer.view, &a.corpus, &a.split) == (&b.layer.view, &b.corpus, &b.split)
}

/// What all scores of one cell share.
struct Base<'a> {
    system: &'a str,
    counts: &'a SystemCounts,
    articles: u64,
    boot: Option<Boot>,
}

impl Base<'_> {
    /// The scores of a group that are wanted.
    fn scores(&self, group: &[(&Key, Count)], draws: Option<&Draws>, wanted: &dyn Fn(&Score) -> bool, keep: bool) -> Vec<Replicated> {
        let (first, _) = group[0];
        let mut sums: Vec<Option<Vec<Count>>> = vec![None; group.len()];
        // Measures of the same labels follow each other: precision, recall and F1.
        let mut counted: Option<(Vec<usize>, ByArticle)> = None;
        let mut scores = Vec::new();
        for measured in definitions(first.layer.matching, group) {
            let value = measured.value.at(|label| group[label].1, group.len());
            let score = self.score(first, &measured, value);
            if !wanted(&score) {
                continue;
            }
            let mut replicated = Replicated { score, values: Vec::new(), counts: BTreeMap::new() };
            if let Some(draws) = draws.filter(|_| value.is_some() && !matches!(measured.value, Formula::Number(_))) {
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
                    let is_total = matches!(measured.value, Formula::Total(..));
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

    fn score(&self, key: &Key, measured: &Definition, value: Option<f64>) -> Score {
        let layer = Layer { label: measured.label.clone(), ..key.layer.clone() };
        Score {
            system: self.system.into(),
            version: self.counts.version.clone(),
            scorer: self.counts.scorer,
            reading: self.counts.reading(key.task).into(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::Task;
    use crate::measure::key::Match;

    fn counted(rows: &[(&str, &str, &str, [u64; 4])]) -> BTreeMap<String, SystemCounts> {
        let mut counts = SystemCounts::of("v 1");
        for &(article, matching, label, [tp, fp, r#fn, tn]) in rows {
            let matching: Match = matching.parse().unwrap();
            let layer = Layer::tokens(matching, if matching == Match::Coverage { "" } else { "x" }, label);
            let key = Key { corpus: "c@1#0".into(), split: "dev".into(), article: article.into(), task: Task::Entities, layer };
            counts.add(key, Count { tp, fp, r#fn, tn });
        }
        BTreeMap::from([("s".to_string(), counts)])
    }

    fn scores(systems: &BTreeMap<String, SystemCounts>) -> Vec<Score> {
        measure(systems, &sums(systems), None)
    }

    fn value(scores: &[Score], label: &str, measure: &str) -> Option<f64> {
        scores.iter().find(|score| score.key.layer.label == label && score.measure == measure).and_then(|score| score.value)
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
        assert_eq!(value(&scores, "macro", "f1"), Some(6.0 / 11.0), "only labels that gold has");
        assert_eq!(value(&scores, "macro", "precision"), Some(0.375));
        assert_eq!(value(&scores, "*", "answered"), Some(0.5));
        assert!(scores.iter().all(|score| score.articles == 2));
    }

    #[test]
    fn the_floor_is_the_share_of_words_that_gold_leaves_whole() {
        let scores = scores(&counted(&[("a", "word", "*", [8, 0, 2, 0]), ("a", "word", "cut", [3, 0, 1, 0])]));
        assert_eq!(value(&scores, "*", "accuracy"), Some(0.8));
        assert_eq!(value(&scores, "cut", "accuracy"), Some(0.75));
        assert_eq!(value(&scores, "*", "floor"), Some(0.6));
    }
}
