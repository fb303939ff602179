//! Quotes of a chat model that stand nowhere: spurious for everything that is counted of mentions.

use std::collections::BTreeSet;

use crate::annotation::Label;
use crate::measure::buckets::{Bucket, SEEN};
use crate::measure::declared::Orth;
use crate::measure::definition::PairCount;
use crate::measure::quotes::{NOWHERE, ShownQuotes};
use crate::measure::registry::OF_PAIRS;
use crate::measure::scene::Scene;
use crate::measure::tally::{ORTHS, Tally};
use crate::statistics::Count;
use crate::text::fold::fold;

impl Tally {
    /// Adds the quotes of the answer to an article, whose mentions were added. Those that stand nowhere are spurious mentions.
    pub fn add_quotes(&mut self, scene: &Scene, quotes: &ShownQuotes) {
        self.quotes += quotes.counts();
        self.dropped.fp += quotes.dropped;
        let spurious = Count { fp: 1, ..Count::default() };
        for &(quote, label) in &quotes.nowhere {
            for (exact, untyped) in self.exact.iter_mut().flatten().zip(self.untyped.iter_mut().flatten()) {
                *exact.of(label) += spurious;
                *untyped += spurious;
            }
            for (of_pairs, matching) in self.of_pairs.iter_mut().zip(OF_PAIRS) {
                match matching.pairs {
                    Some(PairCount::Points { same, .. }) => of_pairs.all.fp += same,
                    _ => *of_pairs.labels.of(label) += spurious,
                }
            }
            *self.confusion.entry((None, Some(label))).or_default() += 1;
            *self.classes.entry(NOWHERE).or_default() += 1;
            let seen = scene.seen.map(|seen| SEEN[usize::from(seen.has(quote))]);
            let buckets = Bucket::plain(quote.split_whitespace().count(), false, 0).chain(seen);
            buckets.for_each(|bucket| self.buckets[bucket.place()] += spurious);
        }
        for (article, orth) in self.article.iter_mut().zip(ORTHS) {
            let surface = |quote: &str| if orth == Orth::Folded { fold(quote).into_owned() } else { quote.into() };
            let distinct: BTreeSet<(Label, String)> = quotes.nowhere.iter().map(|(quote, label)| (*label, surface(quote))).collect();
            distinct.iter().for_each(|(label, _)| article.of(*label).fp += 1);
        }
    }
}
