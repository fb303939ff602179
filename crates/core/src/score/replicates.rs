//! The counts behind measures in every replicate: articles, their weights, and two systems side by side.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

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
    /// The counts that it rests on.
    pub(crate) counts: Arc<ByArticle>,
}

/// Counts of some labels by article.
#[derive(Clone, Debug, Default)]
pub(crate) struct ByArticle {
    /// The name of each article with the place behind its last count.
    pub articles: Vec<(Arc<str>, usize)>,
    /// The place of a label with its count, article by article.
    pub counts: Vec<(u32, Count)>,
    /// The names of labels, or of the total alone.
    pub labels: Arc<[String]>,
}

impl ByArticle {
    /// Adds the counts of an article, each with the place of its label.
    pub fn push(&mut self, article: &Arc<str>, counts: impl Iterator<Item = (usize, Count)>) {
        self.counts.extend(counts.map(|(label, count)| (label as u32, count)));
        self.articles.push((article.clone(), self.counts.len()));
    }

    /// The counts of every article.
    fn each(&self) -> impl Iterator<Item = (&str, &[(u32, Count)])> {
        let starts = [0].into_iter().chain(self.articles.iter().map(|(_, end)| *end));
        self.articles.iter().zip(starts).map(|((article, end), start)| (&**article, &self.counts[start..*end]))
    }
}

impl Replicated {
    /// This measure against the same measure `later`, of another system or of another run, on the same articles and by the same replicates;
    /// `None` if one of them is undefined or is no ratio; `share` is that of the true differences that the interval is to hold.
    pub fn paired(&self, later: &Replicated, share: f64) -> Option<Paired> {
        let values = [self.score.value?, later.score.value?];
        if self.values.len() != later.values.len() || self.values.is_empty() {
            return None;
        }
        let before: FxHashMap<&str, &[(u32, Count)]> = self.counts.each().collect();
        let mut both: FxHashSet<&str> = FxHashSet::default();
        let mut differing = 0;
        for (article, counts) in later.counts.each() {
            let own = before.get(article).copied();
            both.extend(own.is_some().then_some(article));
            differing += usize::from(self.used(own.unwrap_or_default()) != later.used(counts));
        }
        differing += before.iter().filter(|(article, counts)| !both.contains(*article) && !self.used(counts).is_empty()).count();
        Some(Paired::of(values, [&self.values, &later.values], differing, share))
    }

    /// What the measure uses of the counts of an article.
    fn used(&self, counts: &[(u32, Count)]) -> BTreeMap<&str, Count> {
        let used = |count: Count| self.score.measure.ratio.used(count);
        let named = counts.iter().map(|&(label, count)| (self.counts.labels[label as usize].as_str(), used(count)));
        named.filter(|(_, count)| !count.is_zero()).collect()
    }
}

/// The weights of articles, of which many systems have the same ones.
pub(super) struct Weights {
    boot: Boot,
    known: FxHashMap<Arc<str>, Arc<[u8]>>,
}

/// The weights of so many articles are kept.
const KEPT: usize = 16_384;

impl Weights {
    pub fn new(boot: Boot) -> Weights {
        Weights { boot, known: FxHashMap::default() }
    }

    /// The names and weights of these articles.
    pub fn of<'a>(&mut self, articles: impl Iterator<Item = &'a str>) -> Vec<(Arc<str>, Arc<[u8]>)> {
        let articles: Vec<&str> = articles.collect();
        let mut new: Vec<&str> = articles.iter().copied().filter(|article| !self.known.contains_key(*article)).collect();
        if !new.is_empty() && self.known.len() + new.len() > KEPT {
            self.known.clear();
            new = articles.clone();
        }
        let made = parallel::map(&new, |article| (Arc::from(*article), Arc::from(self.boot.weights(article))));
        self.known.extend(made);
        let known = |article: &&str| {
            let (name, weights) = self.known.get_key_value(*article).expect("it was known, or was just made");
            (name.clone(), weights.clone())
        };
        articles.iter().map(known).collect()
    }
}
