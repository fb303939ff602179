//! The values of measures in every replicate, by which two systems are compared.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::measure::counts::SystemCounts;
use crate::measure::key::Key;
use crate::parallel;
use crate::score::Score;
use crate::statistics::Count;
use crate::statistics::bootstrap::{Boot, Paired, WeightedSums};

/// A score with its values in every replicate and the counts that it rests on, for comparisons.
#[derive(Clone, Debug)]
pub struct Replicated {
    /// The score.
    pub score: Score,
    /// Its value in every replicate; empty if replicates were not drawn, or if the score is undefined or no ratio.
    pub values: Vec<Option<f64>>,
    /// The counts that it rests on, by article. Each stands with its label.
    pub counts: BTreeMap<String, Vec<(String, Count)>>,
}

impl Replicated {
    /// The comparison of this score with a later one, of the same measure in another run or of another system. Both must have the same
    /// articles and replicates.
    ///
    /// `share` is the share of true differences that the interval shall hold (share of 1). `None` if one of the scores is undefined, is no ratio,
    /// or has no replicates.
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

/// The counts of every layer of the systems by article, and the weights of every article.
pub(crate) struct Draws<'a> {
    pub boot: Boot,
    /// By article, in the order of their names.
    weights: Vec<Vec<u8>>,
    systems: FxHashMap<&'a str, SystemDraws<'a>>,
}

/// The counts of one system by layer, and the names of its articles.
struct SystemDraws<'a> {
    articles: Vec<&'a str>,
    /// The place of each among the articles of all systems.
    places: Vec<usize>,
    layers: FxHashMap<Key, Vec<(u32, Count)>>,
}

/// The counts of some labels by article, labels by their place.
pub(super) type ByArticle<'a> = BTreeMap<&'a str, Vec<(usize, Count)>>;

impl<'a> Draws<'a> {
    pub fn new(systems: &'a BTreeMap<String, SystemCounts>, boot: Boot) -> Draws<'a> {
        let articles: BTreeSet<&str> = systems.values().flat_map(SystemCounts::articles).collect();
        let articles: Vec<&str> = articles.into_iter().collect();
        let of = |counts: &'a SystemCounts| {
            let layers = counts.by_layer().units().map(|unit| (unit.key(), unit.counts.to_vec())).collect();
            let places = counts.articles().map(|article| articles.binary_search(&article).expect("all articles are there")).collect();
            SystemDraws { articles: counts.articles().collect(), places, layers }
        };
        let weights = parallel::map(&articles, |article| boot.weights(article));
        let systems = systems.iter().map(|(system, counts)| (system.as_str(), of(counts))).collect();
        Draws { boot, weights, systems }
    }

    /// The counts of some labels of a group.
    pub fn counts(&self, system: &str, group: &[(&Key, Count)], labels: &[usize]) -> ByArticle<'a> {
        let mut articles = ByArticle::new();
        let of = &self.systems[system];
        for &label in labels {
            for &(article, count) in of.layers.get(group[label].0).into_iter().flatten() {
                articles.entry(of.articles[article as usize]).or_default().push((label, count));
            }
        }
        articles
    }

    /// The sums of a key in every replicate.
    pub fn sums(&self, system: &str, key: &Key) -> WeightedSums {
        let of = &self.systems[system];
        let rows = of.layers.get(key).into_iter().flatten();
        self.boot.sums(rows.map(|(article, count)| (self.weights[of.places[*article as usize]].as_slice(), *count)))
    }
}
