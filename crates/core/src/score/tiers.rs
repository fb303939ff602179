//! Tie groups of the systems that have one measure.

use crate::measure::definition::Better;
use crate::score::replicates::Replicated;
use crate::statistics::bootstrap::SHARE;
use crate::statistics::tiers::{Standing, Tiers};

/// The tiers of these systems by the measure that all of them hold, on the same articles and by the same replicates.
///
/// `rate` is the rate of false discoveries among all pairs (share of 1). If neither more nor less of the measure is better, no system has a tier;
/// the pairs are there.
pub fn tiers(systems: &[&Replicated], rate: f64) -> Tiers {
    let better = systems.first().map_or(Better::Neither, |found| found.score.measure.better);
    let standings: Vec<Standing> = systems.iter().map(|found| Standing { name: &found.score.system, value: found.score.value }).collect();
    let paired = |first: usize, second: usize| systems[first].paired(systems[second], SHARE);
    let found = Tiers::of(&standings, better == Better::Less, rate, paired);
    match better {
        Better::Neither => Tiers { tiers: vec![None; systems.len()], ..found },
        Better::More | Better::Less => found,
    }
}
