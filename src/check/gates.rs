//! The gates: the measure of each, by how much it moved, and whether that is forgiven.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use mihak_core::measure::definition::Better;
use mihak_core::measure::terms::Terms;
use mihak_core::score::Score;
use mihak_core::score::replicates::Replicated;
use mihak_core::statistics::bootstrap::{EXACT, GATE_SHARE, Paired};
use mihak_core::view::view_name;

use crate::check::causes::Cause;
use crate::check::changes::{Changes, MeasureName};
use crate::check::flips::Flips;
use crate::results::{CellName, Results};
use crate::suite::Gate;

/// Why a gate regressed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// It fell by more than the tolerance, and the paired interval lies below zero.
    Significant,
    /// It fell by more than the tolerance, and too few articles differ to forgive it.
    Tolerance,
    /// It fell by more than the limit, which is never forgiven.
    Limit,
    /// It was defined and is not any more.
    Undefined,
}

/// The state of a gate after the check.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// It is what it was.
    Holds,
    /// It got worse by no more than the tolerance.
    HoldsByTolerance,
    /// It got worse by more than the tolerance, but the paired interval holds zero.
    HoldsNotSignificant,
    /// It got better.
    Improved,
    /// It got worse by more than is forgiven.
    Regressed(Why),
    /// The baseline has no measure of that name, or it is undefined there.
    Unknown,
}

impl State {
    /// The name in files: `holds`, `holds-by-tolerance`, `holds-not-significant`, `improved`, `regressed`, `unknown`.
    pub fn name(self) -> &'static str {
        match self {
            State::Holds => "holds",
            State::HoldsByTolerance => "holds-by-tolerance",
            State::HoldsNotSignificant => "holds-not-significant",
            State::Improved => "improved",
            State::Regressed(_) => "regressed",
            State::Unknown => "unknown",
        }
    }

    /// Why it regressed: `significant`, `tolerance`, `limit` or `undefined`; empty for other states.
    pub fn why(self) -> &'static str {
        match self {
            State::Regressed(Why::Significant) => "significant",
            State::Regressed(Why::Tolerance) => "tolerance",
            State::Regressed(Why::Limit) => "limit",
            State::Regressed(Why::Undefined) => "undefined",
            _ => "",
        }
    }
}

/// One measure that a gate holds.
#[derive(Clone, PartialEq, Debug)]
pub struct GateVerdict {
    /// The place of the gate among those that were selected: a gate holds every split and view that it does not name.
    pub gate: usize,
    /// The measure; what the gate asks for, where there is none.
    pub name: MeasureName,
    /// What became of it.
    pub state: State,
    /// What it was (share of 1).
    pub before: Option<f64>,
    /// What it is.
    pub now: Option<f64>,
    /// The paired comparison; `None` where the value did not move or is undefined on a side.
    pub paired: Option<Paired>,
    /// The number of articles.
    pub articles: u64,
    /// The loss that is forgiven.
    pub tolerance: f64,
    /// The loss that is never forgiven.
    pub limit: Option<f64>,
    /// The labels that account for a loss, the greatest share first.
    pub causes: Vec<Cause>,
    /// What was right and is wrong, and the other way round; `None` where the cell did not move or no errors were kept.
    pub flips: Option<Flips>,
}

impl GateVerdict {
    /// Now minus before, or `None` where one of them is undefined.
    pub fn difference(&self) -> Option<f64> {
        Some(self.now? - self.before?)
    }

    /// Whether it is worse than it was, forgiven or not.
    pub fn fell(&self) -> bool {
        matches!(self.state, State::HoldsByTolerance | State::HoldsNotSignificant | State::Regressed(_))
    }
}

/// The state of a gate whose measure, of which more or less is better, moved from `before` to `now`.
///
/// A loss of exactly the tolerance or limit is forgiven, also where floats disagree about the last digit.
pub(super) fn state(better: Better, before: Option<f64>, now: Option<f64>, paired: Option<Paired>, tolerance: f64, limit: Option<f64>) -> State {
    let (before, now) = match (before, now) {
        (Some(before), Some(now)) => (before, now),
        (Some(_), None) => return State::Regressed(Why::Undefined),
        // What was never defined holds nothing.
        (None, _) => return State::Unknown,
    };
    let (lost, paired) = match better {
        Better::Less => (now - before, paired.map(Paired::reversed)),
        _ => (before - now, paired),
    };
    match paired {
        _ if lost == 0.0 => State::Holds,
        _ if lost < 0.0 => State::Improved,
        _ if lost <= tolerance + EXACT => State::HoldsByTolerance,
        Some(paired) if !paired.is_worse(tolerance) => match limit {
            Some(limit) if lost > limit + EXACT => State::Regressed(Why::Limit),
            _ => State::HoldsNotSignificant,
        },
        Some(paired) if paired.telling().is_some() => State::Regressed(Why::Significant),
        // Without an interval the loss alone decides: a gate must see losses on a corpus of three articles too.
        _ => State::Regressed(Why::Tolerance),
    }
}

/// Every measure that the gates hold, judged; `moved` are the cells whose counts are not what they were.
pub(super) fn judged(gates: &[&Gate], changes: &Changes, moved: &BTreeSet<CellName>, sides: [&Results; 2], terms: Terms) -> Result<Vec<GateVerdict>> {
    let held: Vec<(usize, &Gate, Vec<&MeasureName>)> =
        gates.iter().enumerate().map(|(at, gate)| (at, *gate, changes.before.keys().filter(|name| covers(gate, name)).collect())).collect();
    let wanted: BTreeSet<&MeasureName> = held.iter().flat_map(|(.., names)| names).copied().filter(|name| moved.contains(&name.cell())).collect();
    let [fresh, blessed] = sides;
    let (later, earlier) = (replicates(fresh, &wanted, terms)?, replicates(blessed, &wanted, terms)?);
    let paired = |name: &MeasureName| earlier.get(name)?.paired(later.get(name)?, GATE_SHARE);
    let mut verdicts = Vec::new();
    for (at, gate, names) in held {
        let (tolerance, limit) = (gate.tolerance, gate.limit);
        let verdict = |name: MeasureName, state, before, now, paired, articles| {
            let (causes, flips) = (Vec::new(), None);
            GateVerdict { gate: at, name, state, before, now, paired, articles, tolerance, limit, causes, flips }
        };
        if names.is_empty() {
            verdicts.push(verdict(MeasureName::asked(gate), State::Unknown, None, None, None, 0));
        }
        for name in names {
            let before = changes.before[name];
            let now = changes.now.get(name).and_then(|measured| measured.value);
            let paired = paired(name).filter(|_| before.value != now);
            let state = state(gate.measure.better, before.value, now, paired, tolerance, limit);
            verdicts.push(verdict(name.clone(), state, before.value, now, paired, before.articles));
        }
    }
    Ok(verdicts)
}

/// The wanted measures with their replicates.
fn replicates(results: &Results, wanted: &BTreeSet<&MeasureName>, terms: Terms) -> Result<BTreeMap<MeasureName, Replicated>> {
    if wanted.is_empty() {
        return Ok(BTreeMap::new());
    }
    let systems: BTreeSet<&str> = wanted.iter().map(|name| name.system.as_str()).collect();
    let counts = results.systems.iter().filter(|(name, _)| systems.contains(name.as_str()));
    let counts = counts.map(|(name, counts)| (name.clone(), counts.clone())).collect();
    let terms = terms.with_intervals();
    let found = Results { systems: counts }.replicated(terms, &|score: &Score| wanted.contains(&MeasureName::of(score)))?;
    Ok(found.into_iter().map(|replicated| (MeasureName::of(&replicated.score), replicated)).collect())
}

fn covers(gate: &Gate, name: &MeasureName) -> bool {
    let layer = &name.layer;
    gate.system == name.system
        && gate.corpus == name.corpus
        && gate.split.as_ref().is_none_or(|wanted| *wanted == name.split)
        && gate.task == name.task
        && gate.matching == layer.matching
        && gate.bound == layer.bound
        && gate.orth == layer.orth
        && gate.view.as_ref().is_none_or(|wanted| wanted == view_name(&layer.view))
        && gate.label == layer.label
        && gate.measure.name == name.measure
}

#[cfg(test)]
mod tests {
    use mihak_core::statistics::bootstrap::Interval;

    use super::*;

    fn paired(difference: f64, interval: Option<(f64, f64)>) -> Option<Paired> {
        let interval = interval.map(|(lo, hi)| Interval { lo, hi });
        Some(Paired { difference, interval, p: None, detectable: None, differing: 20 })
    }

    #[test]
    fn where_less_is_better_a_rise_is_a_loss() {
        for (before, now, interval, expected) in [
            (0.1, 0.05, Some((-0.09, -0.01)), State::Improved),
            (0.1, 0.104, None, State::HoldsByTolerance),
            (0.1, 0.15, Some((0.01, 0.09)), State::Regressed(Why::Significant)),
            (0.1, 0.15, Some((-0.01, 0.11)), State::HoldsNotSignificant),
            (0.1, 0.15, None, State::Regressed(Why::Tolerance)),
        ] {
            assert_eq!(state(Better::Less, Some(before), Some(now), paired(now - before, interval), 0.005, None), expected, "{before} → {now}");
        }
    }

    #[test]
    fn a_gate_regresses_only_by_more_than_the_tolerance_and_significantly_unless_the_limit_says_otherwise() {
        let regressed = State::Regressed;
        for (before, now, interval, limit, expected) in [
            (0.9, 0.9, None, None, State::Holds),
            (0.9, 0.95, Some((0.01, 0.09)), None, State::Improved),
            (0.9, 0.895, Some((-0.006, -0.004)), None, State::HoldsByTolerance),
            (0.9, 0.895, None, None, State::HoldsByTolerance),
            (0.9, 0.88, Some((-0.03, -0.01)), None, regressed(Why::Significant)),
            (0.9, 0.88, Some((-0.05, 0.01)), None, State::HoldsNotSignificant),
            (0.9, 0.88, None, None, regressed(Why::Tolerance)),
            (0.9, 0.84, Some((-0.2, 0.1)), Some(0.05), regressed(Why::Limit)),
            (0.9, 0.85, Some((-0.2, 0.1)), Some(0.05), State::HoldsNotSignificant),
            (0.9, 0.89, Some((-0.02, -0.001)), Some(0.05), regressed(Why::Significant)),
        ] {
            let found = state(Better::More, Some(before), Some(now), paired(now - before, interval), 0.005, limit);
            assert_eq!(found, expected, "{before} → {now}, {interval:?}, limit {limit:?}");
        }
        assert_eq!(state(Better::More, Some(0.9), None, None, 1.0, None), regressed(Why::Undefined));
        assert_eq!(state(Better::More, None, Some(0.9), None, 0.0, None), State::Unknown);
        assert_eq!(state(Better::More, None, None, None, 0.0, None), State::Unknown);
    }
}
