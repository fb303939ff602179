//! Both sides of one matching: the pairs with their mentions.

use crate::annotation::Mention;
use crate::measure::matching::Pair;
use crate::measure::tally::labels::{ByLabel, tick};
use crate::statistics::Count;

/// Both sides of one matching.
pub(super) struct Sides<'a> {
    pub gold: &'a [Mention],
    pub predicted: &'a [Mention],
    pub pairs: &'a [Pair],
}

/// Whether the mentions of both sides are so many and so long that their text is many times that of the article: they are then not read one by one.
pub(super) fn are_long(text: &str, sides: [&[Mention]; 2]) -> bool {
    const TIMES: usize = 8;
    sides.into_iter().flatten().map(|mention| mention.span.len()).sum::<usize>() > TIMES * text.len()
}

impl Sides<'_> {
    pub fn pair(&self, pair: Pair) -> (Option<Mention>, Option<Mention>) {
        (pair.gold.map(|at| self.gold[at]), pair.predicted.map(|at| self.predicted[at]))
    }

    pub fn all(&self) -> impl Iterator<Item = (Option<Mention>, Option<Mention>)> {
        self.pairs.iter().map(|pair| self.pair(*pair))
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
