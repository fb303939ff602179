//! Both sides of one matching: the pairs with their mentions.

use crate::annotation::Mention;
use crate::measure::matching::{self, Pair};
use crate::measure::tally::labels::{ByLabel, tick};
use crate::statistics::Count;

/// Both sides of one matching.
pub(super) struct Sides<'a> {
    pub gold: &'a [Mention],
    pub predicted: &'a [Mention],
    pub pairs: &'a [Pair],
}

impl Sides<'_> {
    pub fn pair(&self, pair: Pair) -> (Option<Mention>, Option<Mention>) {
        (pair.gold.map(|at| self.gold[at]), pair.predicted.map(|at| self.predicted[at]))
    }

    pub fn all(&self) -> impl Iterator<Item = (Option<Mention>, Option<Mention>)> {
        self.pairs.iter().map(|pair| self.pair(*pair))
    }

    /// Every two mentions of both sides that share text and have different spans; `None` if there are too many to be listed.
    pub fn near(&self) -> Option<Vec<(Mention, Mention)>> {
        if self.pairs.iter().all(|pair| matches!(self.pair(*pair), (Some(gold), Some(predicted)) if gold == predicted)) && is_flat(self.gold) {
            return Some(Vec::new());
        }
        let sorted = |mentions: &[Mention]| {
            let mut mentions = mentions.to_vec();
            mentions.sort_unstable();
            mentions
        };
        let (gold, predicted) = (sorted(self.gold), sorted(self.predicted));
        let spans = |mentions: &[Mention]| mentions.iter().map(|mention| mention.span).collect::<Vec<_>>();
        let places = matching::overlaps(&spans(&gold), &spans(&predicted))?.into_iter();
        let pairs = places.map(|(g, p)| (gold[g as usize], predicted[p as usize]));
        Some(pairs.filter(|(gold, predicted)| gold.span != predicted.span).collect())
    }

    pub fn count(&self, exact: &mut ByLabel, untyped: &mut Count, equal: impl Fn(Mention, Mention) -> bool) {
        for (gold, predicted) in self.all() {
            let same_span = gold.zip(predicted).is_some_and(|(gold, predicted)| equal(gold, predicted));
            let right = same_span && gold.map(|gold| gold.label) == predicted.map(|predicted| predicted.label);
            tick(exact, gold, predicted, right);
            *untyped += match same_span {
                true => Count { tp: 1, ..Count::default() },
                false => Count { fp: u64::from(predicted.is_some()), r#fn: u64::from(gold.is_some()), ..Count::default() },
            };
        }
    }
}

/// Whether no two mentions, which need not be sorted, share text.
fn is_flat(mentions: &[Mention]) -> bool {
    mentions.windows(2).all(|pair| pair[0].span.end() <= pair[1].span.start())
}
