//! Gold and prediction of an article as a view shows them, before they are counted.

use crate::annotation::Mention;
use crate::measure::scene::Scene;
use crate::measure::tally::{Erring, Tally};
use crate::statistics::Count;
use crate::view::TableView;

/// The mentions of gold and prediction that a view shows.
pub(super) struct Shown {
    /// The mentions of the gold.
    pub gold: Vec<Mention>,
    /// The predicted mentions.
    pub predicted: Vec<Mention>,
    /// The number of mentions that the view drops: predicted ones in fp, gold ones in fn.
    dropped: Count,
}

impl Shown {
    /// Both sides as the view shows them; without a view, as they are.
    pub fn new(view: Option<&TableView>, gold: impl Iterator<Item = Mention>, predicted: impl Iterator<Item = Mention>) -> Shown {
        let Some(view) = view else {
            return Shown { gold: gold.collect(), predicted: predicted.collect(), dropped: Count::default() };
        };
        Shown::of(view.apply(gold), view.apply(predicted))
    }

    /// Both sides as a view showed them, each with the number of mentions that it dropped.
    pub fn of((gold, gold_dropped): (Vec<Mention>, usize), (predicted, dropped): (Vec<Mention>, usize)) -> Shown {
        Shown { gold, predicted, dropped: Count { fp: dropped as u64, r#fn: gold_dropped as u64, ..Count::default() } }
    }

    /// Adds both sides to a tally, and the number of mentions that were dropped. `erring` receives every pair that is not right.
    pub fn add(&self, tally: &mut Tally, scene: &Scene, erring: &mut dyn FnMut(Erring)) {
        tally.dropped += self.dropped;
        tally.add(scene, &self.gold, &self.predicted, erring);
    }
}
