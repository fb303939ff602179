//! The measures of one system in every replicate, to which one batch of articles after another is added.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::error::Result;
use crate::measure::counts::{Batched, SystemCounts, Unit};
use crate::measure::key::{Key, KeyRef};
use crate::measure::rows::{Formula, Row, sum_of};
use crate::parallel;
use crate::score::Score;
use crate::score::replicates::{ByArticle, Replicated, Weights};
use crate::score::totals::Group;
use crate::score::values::Values;
use crate::statistics::Count;
use crate::statistics::bootstrap::{Boot, Interval, SHARE, WeightedSums};

/// The measures of a group while they are drawn.
pub(super) struct DrawnGroup<'a> {
    group: &'a Group<'a>,
    scores: Vec<(Score, Row)>,
    /// Which of them follow each other and are made of the same labels: precision, recall and F1.
    together: Vec<Together>,
    /// By label; `None` for those that no score needs.
    sums: Vec<Option<WeightedSums>>,
}

/// Scores that are made of the same labels.
struct Together {
    /// The place of the first.
    first: usize,
    labels: Vec<usize>,
    /// For each the number of articles that hold anything of it.
    holding: Vec<usize>,
    /// The counts by article, and the total over labels, if they are kept and used.
    counts: Option<ByArticle>,
    total: Option<ByArticle>,
}

/// Where scores of the same labels begin, how many articles hold anything of each, and what is kept of them: by label, and as totals.
type Opened = (usize, Vec<usize>, [Option<Arc<ByArticle>>; 2]);

/// The counts of an article, each with the place of its label.
type Held<'a> = &'a [(usize, Count)];

impl<'a> DrawnGroup<'a> {
    /// The group with those of its rows that are wanted; with `keep` the counts of articles are kept.
    pub fn new(group: &'a Group<'a>, scores: Vec<(Score, Row)>, keep: bool) -> DrawnGroup<'a> {
        let mut together: Vec<Together> = Vec::new();
        let mut sums = vec![None; group.counts.len()];
        let names: Arc<[String]> = group.counts.iter().filter(|_| keep).map(|(key, _)| key.layer.label.clone()).collect();
        for (at, (_, row)) in scores.iter().enumerate().filter(|(_, (score, row))| score.value.is_some() && !row.measure.is_number()) {
            let labels = row.value.labels();
            labels.iter().for_each(|&label| sums[label] = Some(WeightedSums::default()));
            if !together.last().is_some_and(|last| last.first + last.holding.len() == at && last.labels == labels) {
                together.push(Together { first: at, labels, holding: Vec::new(), counts: None, total: None });
            }
            let last = together.last_mut().expect("just pushed");
            last.holding.push(0);
            if keep && is_total(row) {
                last.total = Some(ByArticle { labels: [row.label.clone()].into(), ..ByArticle::default() });
            } else if keep {
                last.counts = Some(ByArticle { labels: names.clone(), ..ByArticle::default() });
            }
        }
        DrawnGroup { group, scores, together, sums }
    }

    /// Adds the counts of a batch, by label; `articles` are the names and weights of its articles, by place.
    fn add(&mut self, units: &[&[(u32, Count)]], articles: &[(Arc<str>, Arc<[u8]>)]) {
        for (sums, counts) in self.sums.iter_mut().zip(units) {
            if let Some(sums) = sums {
                sums.extend(&counts.iter().map(|&(article, count)| (&*articles[article as usize].1, count)).collect::<Vec<_>>());
            }
        }
        let DrawnGroup { together, scores, .. } = self;
        for together in together {
            let labels = std::mem::take(&mut together.labels);
            let mut add = |article: u32, counts: Held| together.add(&articles[article as usize].0, counts, scores);
            match labels[..] {
                [label] => units[label].iter().for_each(|&(article, count)| add(article, &[(label, count)])),
                _ => each_article(&labels, units, &mut add),
            }
            together.labels = labels;
        }
    }

    /// The scores with their intervals, and with what is kept.
    pub fn finish(self, boot: Option<Boot>) -> Vec<Replicated> {
        let DrawnGroup { scores, together, sums, .. } = self;
        let mut values = Values::new(&sums, boot.map_or(0, |boot| boot.resamples as usize));
        let none = Arc::new(ByArticle::default());
        let mut found: Vec<Replicated> = Vec::with_capacity(scores.len());
        let mut together = together.into_iter().peekable();
        let mut open: Option<Opened> = None;
        for (at, (mut score, row)) in scores.into_iter().enumerate() {
            if let Some(Together { first, holding, counts, total, .. }) = together.next_if(|together| together.first == at) {
                open = Some((first, holding, [counts, total].map(|kept| kept.map(Arc::new))));
            }
            let drawn = open.as_ref().and_then(|(first, holding, kept)| Some((*holding.get(at - first)?, kept)));
            let Some((holding, kept)) = drawn.filter(|_| boot.is_some()) else {
                found.push(Replicated { score, values: Vec::new(), counts: none.clone() });
                continue;
            };
            let mut values = values.of(&row.value);
            score.interval = Interval::of(values.iter().copied(), holding, SHARE);
            let counts = kept[usize::from(is_total(&row))].clone();
            if counts.is_none() {
                values = Vec::new();
            }
            found.push(Replicated { score, values, counts: counts.unwrap_or_else(|| none.clone()) });
        }
        found
    }
}

impl Together {
    /// Adds the counts of an article.
    fn add(&mut self, article: &Arc<str>, held: Held, scores: &[(Score, Row)]) {
        for (holding, (_, row)) in self.holding.iter_mut().zip(&scores[self.first..]) {
            *holding += usize::from(row.value.is_defined(held));
        }
        if let Some(counts) = &mut self.counts {
            counts.push(article, held.iter().copied());
        }
        if let Some(total) = &mut self.total {
            total.push(article, std::iter::once((0, sum_of(held.iter().map(|(_, count)| *count)))));
        }
    }
}

/// Whether labels that change places do not change it: it has no label of its own.
fn is_total(row: &Row) -> bool {
    matches!(row.value, Formula::Total(..))
}

/// Gives `add` the counts of these labels, article by article.
fn each_article(labels: &[usize], units: &[&[(u32, Count)]], add: &mut dyn FnMut(u32, Held)) {
    let mut all: Vec<(u32, (usize, Count))> = Vec::with_capacity(labels.iter().map(|&label| units[label].len()).sum());
    for &label in labels {
        all.extend(units[label].iter().map(|&(article, count)| (article, (label, count))));
    }
    // Every label's are sorted: a stable sort joins them.
    all.sort_by_key(|(article, _)| *article);
    let mut held = Vec::new();
    for same in all.chunk_by(|a, b| a.0 == b.0) {
        held.clear();
        held.extend(same.iter().map(|(_, counted)| *counted));
        add(same[0].0, &held);
    }
}

/// Adds all counts of a system that its groups need.
pub(super) fn draw<C: Batched>(groups: &mut [DrawnGroup], counts: &C, weights: &mut Weights) -> Result<()> {
    let mut places: FxHashMap<&Key, (usize, usize)> = FxHashMap::default();
    for (at, group) in groups.iter().enumerate() {
        let needed = group.group.counts.iter().zip(&group.sums).enumerate().filter(|(_, (_, sums))| sums.is_some());
        places.extend(needed.map(|(label, ((key, _), _))| (*key, (at, label))));
    }
    if places.is_empty() {
        return Ok(());
    }
    let is_needed = |unit: Unit| places.get(&unit.key()).copied();
    let wanted = |key: KeyRef| places.contains_key(&key.to_key());
    counts.each_batch(&wanted, &mut |batch: &SystemCounts| {
        let articles = weights.of(batch.articles());
        let mut units: Vec<Vec<&[(u32, Count)]>> = groups.iter().map(|_| Vec::new()).collect();
        for (unit, (at, label)) in batch.units().filter_map(|unit| Some((unit, is_needed(unit)?))) {
            units[at].resize(groups[at].group.counts.len(), &[]);
            units[at][label] = unit.counts;
        }
        let work: Vec<_> = groups.iter_mut().zip(units).filter(|(_, units)| !units.is_empty()).collect();
        parallel::into_map(work, |(group, units)| group.add(&units, &articles));
        Ok(())
    })
}
