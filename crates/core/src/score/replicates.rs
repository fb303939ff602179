//! The counts behind measures in every replicate: articles, their weights, and two systems side by side.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::annotation::Task;
use crate::measure::counts::SystemCounts;
use crate::measure::key::{Key, Layer};
use crate::parallel;
use crate::score::Score;
use crate::statistics::Count;
use crate::statistics::bootstrap::{Boot, Paired};

/// A score with what stands behind it, for comparisons.
#[derive(Clone, Debug)]
pub struct Replicated {
    /// The score.
    pub score: Score,
    /// Its value in every replicate; empty for what has no interval.
    pub values: Vec<Option<f64>>,
    /// The counts that it rests on, by article, each with its label.
    pub counts: BTreeMap<String, Vec<(String, Count)>>,
}

impl Replicated {
    /// This measure against the same measure `later`, of another system or of another run, on the same articles and by the same replicates;
    /// `None` if one of them is undefined or is no ratio; `share` is that of the true differences that the interval is to hold.
    pub fn paired(&self, later: &Replicated, share: f64) -> Option<Paired> {
        let values = [self.score.value?, later.score.value?];
        if self.values.len() != later.values.len() || self.values.is_empty() {
            return None;
        }
        let articles: BTreeSet<&String> = self.counts.keys().chain(later.counts.keys()).collect();
        let differing = articles.into_iter().filter(|article| self.used(article) != later.used(article)).count();
        Some(Paired::of(values, [&self.values, &later.values], differing, share))
    }

    /// What the measure uses of the counts of an article.
    fn used(&self, article: &str) -> Vec<(&str, Count)> {
        let used = |count: Count| self.score.measure.ratio.used(count);
        let counts = self.counts.get(article).into_iter().flatten();
        counts.map(|(label, count)| (label.as_str(), used(*count))).filter(|(_, count)| !count.is_zero()).collect()
    }
}

/// The counts of every article by system and key without article, and the weights of every article.
pub(crate) struct Draws<'a> {
    pub boot: Boot,
    weights: FxHashMap<&'a str, Vec<u8>>,
    rows: FxHashMap<(&'a str, Unit<'a>), Vec<(&'a str, Count)>>,
}

/// The counts of some labels by article, labels by their place.
pub(super) type ByArticle<'a> = BTreeMap<&'a str, Vec<(usize, Count)>>;

/// What counts of several articles have in common.
type Unit<'a> = (&'a str, &'a str, Task, &'a Layer);

fn unit(key: &Key) -> Unit<'_> {
    (&key.corpus, &key.split, key.task, &key.layer)
}

impl<'a> Draws<'a> {
    pub fn new(systems: &'a BTreeMap<String, SystemCounts>, boot: Boot) -> Draws<'a> {
        let mut rows: FxHashMap<(&str, Unit), Vec<(&str, Count)>> = FxHashMap::default();
        let mut articles: BTreeSet<&str> = BTreeSet::new();
        for (system, counts) in systems {
            for (key, count) in &counts.rows {
                rows.entry((system, unit(key))).or_default().push((&key.article, *count));
                articles.insert(&key.article);
            }
        }
        let articles: Vec<&str> = articles.into_iter().collect();
        let weights = parallel::map(&articles, |article| (*article, boot.weights(article))).into_iter().collect();
        Draws { boot, weights, rows }
    }

    /// The counts of a key, article by article.
    fn articles(&self, system: &'a str, key: &'a Key) -> &[(&'a str, Count)] {
        self.rows.get(&(system, unit(key))).map_or(&[], Vec::as_slice)
    }

    /// The counts of some labels of a group.
    pub fn counts(&self, system: &'a str, group: &[(&'a Key, Count)], labels: &[usize]) -> ByArticle<'a> {
        let mut articles = ByArticle::new();
        for &label in labels {
            for (article, count) in self.articles(system, group[label].0) {
                articles.entry(article).or_default().push((label, *count));
            }
        }
        articles
    }

    /// The sums of a key in every replicate.
    pub fn sums(&self, system: &str, key: &Key) -> Vec<Count> {
        self.boot.sums(self.articles(system, key).iter().map(|(article, count)| (self.weights[article].as_slice(), *count)))
    }
}
