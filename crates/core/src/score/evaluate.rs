//! From counts to scores. Counts are added up first; every ratio is taken once, from the sums.

use std::collections::BTreeMap;

use crate::measure::counts::SystemCounts;
use crate::measure::declared::Undefined;
use crate::measure::key::{Key, Layer};
use crate::measure::rows::{Formula, Row, rows, sum_of};
use crate::measure::terms::Terms;
use crate::parallel;
use crate::score::Score;
use crate::score::replicates::{ByArticle, Draws, Replicated};
use crate::statistics::Count;
use crate::statistics::bootstrap::{Interval, SHARE, WeightedSums};

/// Counts added up over the articles of one split, by system and key. The `article` of every key is empty.
pub type Sums = BTreeMap<(String, Key), Count>;

/// The counts of all articles of these systems, added up.
pub fn sums(systems: &BTreeMap<String, SystemCounts>) -> Sums {
    let mut sums = Sums::new();
    for (system, counts) in systems {
        let by_layer = counts.by_layer();
        sums.extend(by_layer.units().map(|unit| ((system.clone(), unit.key()), unit.sum())));
    }
    sums
}

/// Sums of counts, and the values that are made of them.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Totals {
    /// The sums.
    pub sums: Sums,
    /// The value of every row of every group of the sums, in the order of [`groups`] and [`rows`].
    pub values: Vec<Option<f64>>,
}

impl Totals {
    /// The sums of these counts, and every value that is made of them.
    pub fn of(systems: &BTreeMap<String, SystemCounts>, undefined: Undefined) -> Totals {
        let sums = sums(systems);
        let of = |group: Group| rows(&group.counts, undefined).into_iter().map(|row| row.value.at(|label| group.counts[label].1)).collect::<Vec<_>>();
        let values = groups(&sums).into_iter().flat_map(of).collect();
        Totals { sums, values }
    }
}

/// Sums of one system whose keys differ only in the label.
pub struct Group<'a> {
    /// The name of the system.
    pub system: &'a str,
    /// The sums, sorted by label.
    pub counts: Vec<(&'a Key, Count)>,
}

/// The groups of the sums, in the order of the sums.
pub fn groups(sums: &Sums) -> Vec<Group<'_>> {
    let entries: Vec<(&str, &Key, Count)> = sums.iter().map(|((system, key), count)| (system.as_str(), key, *count)).collect();
    let groups = entries.chunk_by(|a, b| a.0 == b.0 && same_group(a.1, b.1));
    groups.map(|group| Group { system: group[0].0, counts: group.iter().map(|&(_, key, count)| (key, count)).collect() }).collect()
}

/// Whether two keys differ in the label at most.
fn same_group(a: &Key, b: &Key) -> bool {
    let unlabelled = |layer: &Layer| (layer.matching, layer.bound, layer.orth);
    (a.task, unlabelled(&a.layer)) == (b.task, unlabelled(&b.layer)) && (&a.layer.view, &a.corpus, &a.split) == (&b.layer.view, &b.corpus, &b.split)
}

/// Every measure of these systems, sorted by system and key. `totals` must be made of the same counts.
///
/// Scores have 95 % intervals if the terms say how replicates are drawn.
pub fn measure(systems: &BTreeMap<String, SystemCounts>, totals: &Totals, terms: Terms) -> Vec<Score> {
    evaluate(systems, totals, terms, &|_| true, false).into_iter().map(|replicated| replicated.score).collect()
}

/// The measures that `wanted` asks for, each with its value in every replicate. `wanted` sees scores that have no intervals yet.
pub fn replicated(
    systems: &BTreeMap<String, SystemCounts>,
    totals: &Totals,
    terms: Terms,
    wanted: &(dyn Fn(&Score) -> bool + Sync),
) -> Vec<Replicated> {
    evaluate(systems, totals, terms, wanted, true)
}

fn evaluate(
    systems: &BTreeMap<String, SystemCounts>,
    totals: &Totals,
    terms: Terms,
    wanted: &(dyn Fn(&Score) -> bool + Sync),
    keep: bool,
) -> Vec<Replicated> {
    let draws = terms.boot.map(|boot| Draws::new(systems, boot));
    let mut values = totals.values.iter().copied();
    let mut groups: Vec<(Group, Vec<Valued>)> = groups(&totals.sums).into_iter().map(|group| (group, Vec::new())).collect();
    for (group, valued) in &mut groups {
        valued.extend(rows(&group.counts, terms.undefined).into_iter().map(|row| (row, values.next().expect("every row has a value"))));
    }
    let one = |(Group { system, counts }, rows): &(Group, Vec<Valued>)| {
        let coverage = Key { layer: Layer::coverage(), ..counts[0].0.clone() };
        let (system, of_system) = systems.get_key_value(*system).expect("the totals are of these systems");
        let articles = totals.sums.get(&(system.clone(), coverage)).map_or(0, |count| count.support());
        Base { system, counts: of_system, articles, terms }.scores(counts, rows, draws.as_ref(), wanted, keep)
    };
    parallel::map(&groups, one).into_iter().flatten().collect()
}

/// A row with its value.
type Valued = (Row, Option<f64>);

/// What all scores of one cell share.
struct Base<'a> {
    system: &'a str,
    counts: &'a SystemCounts,
    articles: u64,
    terms: Terms,
}

impl Base<'_> {
    /// The scores of a group that are wanted.
    fn scores(
        &self,
        group: &[(&Key, Count)],
        rows: &[Valued],
        draws: Option<&Draws>,
        wanted: &dyn Fn(&Score) -> bool,
        keep: bool,
    ) -> Vec<Replicated> {
        let (first, _) = group[0];
        let mut sums: Vec<Option<WeightedSums>> = vec![None; group.len()];
        // Measures of the same labels follow each other: precision, recall and F1.
        let mut counted: Option<(Vec<usize>, ByArticle)> = None;
        let mut scores = Vec::new();
        for (row, value) in rows {
            let score = self.score(first, row, *value);
            if !wanted(&score) {
                continue;
            }
            let mut replicated = Replicated { score, values: Vec::new(), counts: BTreeMap::new() };
            if let Some(draws) = draws.filter(|_| value.is_some() && !row.measure.is_number()) {
                let labels = row.value.labels();
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
                let sum = |label: usize, replicate: usize| sums[label].as_ref().expect("just made").at(replicate);
                let replicates = 0..draws.boot.resamples as usize;
                replicated.values = replicates.map(|replicate| row.value.at(|label| sum(label, replicate))).collect();
                let holding = counts.values().filter(|counts| row.value.is_defined(counts)).count();
                replicated.score.interval = Interval::of(replicated.values.iter().copied(), holding, SHARE);
                if keep {
                    // Labels that change places change no total, and it has no label of its own.
                    let is_total = matches!(row.value, Formula::Total(..));
                    let named = |&(label, count): &(usize, Count)| (group[label].0.layer.label.clone(), count);
                    let used = |counts: &Vec<(usize, Count)>| match is_total {
                        true => vec![(row.label.clone(), sum_of(counts.iter().map(|(_, count)| *count)))],
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

    fn score(&self, key: &Key, row: &Row, value: Option<f64>) -> Score {
        let layer = Layer { label: row.label.clone(), ..key.layer.clone() };
        Score {
            system: self.system.into(),
            version: self.counts.version.clone(),
            scorer: self.counts.scorer,
            reading: self.counts.reading(key.task).into(),
            terms: self.terms,
            key: Key { layer, article: String::new(), ..key.clone() },
            measure: row.measure,
            value,
            interval: None,
            support: row.support,
            articles: self.articles,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::Task;
    use crate::measure::registry;

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
        measure(systems, &Totals::of(systems, Undefined::Zero), Terms::default())
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
                replicated(&systems, &Totals::of(&systems, Undefined::Zero), terms, &is_micro).remove(0)
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
