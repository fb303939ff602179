//! Both sides of an article as a view shows them, ready to be counted.

use crate::annotation::Mention;
use crate::measure::scene::Scene;
use crate::measure::tally::{Erring, Tally};
use crate::statistics::Count;
use crate::view::TableView;

/// What a view shows of the gold and of the prediction.
pub(super) struct Shown {
    /// The mentions of the gold.
    pub gold: Vec<Mention>,
    /// The predicted mentions.
    pub predicted: Vec<Mention>,
    /// What the view drops: predictions as fp, gold as fn.
    dropped: Count,
}

impl Shown {
    /// Both sides as the view shows them; as they are without one.
    pub fn new(view: Option<&TableView>, gold: impl Iterator<Item = Mention>, predicted: impl Iterator<Item = Mention>) -> Shown {
        let Some(view) = view else {
            return Shown { gold: gold.collect(), predicted: predicted.collect(), dropped: Count::default() };
        };
        Shown::of(view.apply(gold), view.apply(predicted))
    }

    /// What a view shows of both sides, each with the number of mentions that it drops.
    pub fn of((gold, gold_dropped): (Vec<Mention>, usize), (predicted, dropped): (Vec<Mention>, usize)) -> Shown {
        Shown { gold, predicted, dropped: Count { fp: dropped as u64, r#fn: gold_dropped as u64, ..Count::default() } }
    }

    /// Adds what is shown and what is dropped to a tally; `erring` receives every pair that is not correct.
    pub fn add(&self, tally: &mut Tally, scene: &Scene, erring: &mut dyn FnMut(Erring)) {
        tally.dropped += self.dropped;
        tally.add(scene, &self.gold, &self.predicted, erring);
    }
}
