//! The sentences of the verdict that all formats share.

use mihak_core::measure::definition::Better;
use mihak_core::safe::line;
use mihak_core::statistics::bootstrap::{FEW, GATE_SHARE, TELLING};
use mihak_core::wording::count;

use crate::check::{Change, Flip, Flips, GateVerdict, State, Why};

/// How many changed measures are listed for people; the rest are counted.
pub const SHOWN: usize = 15;

/// A share of 1 with four decimals.
pub fn shown(value: Option<f64>) -> String {
    value.map_or("undefined".into(), |value| format!("{value:.4}"))
}

/// `0.9860 → 0.8500 (-0.1360)`, or the value alone where it did not move.
pub fn arrow(before: Option<f64>, now: Option<f64>) -> String {
    match (before, now) {
        (before, now) if before == now => shown(now),
        (Some(a), Some(b)) => format!("{} → {} ({:+.4})", shown(before), shown(now), b - a),
        _ => format!("{} → {}", shown(before), shown(now)),
    }
}

/// A measure before and now, as `arrow` has it; numbers of things are whole.
pub fn moved(change: &Change) -> String {
    match (change.before, change.now) {
        (Some(before), Some(now)) if change.name.is_number() => format!("{before:.0} → {now:.0} ({:+.0})", now - before),
        (Some(one), None) | (None, Some(one)) if change.name.is_number() => {
            let (before, now) = if change.now.is_none() { (one, 0.0) } else { (0.0, one) };
            format!("{before:.0} → {now:.0} ({:+.0})", now - before)
        }
        (before, now) => arrow(before, now),
    }
}

/// The level of the intervals by which gates are judged: `98 %`.
pub fn level() -> String {
    format!("{:.0} %", GATE_SHARE * 100.0)
}

/// `-0.1500 to -0.1210`; `None` where there is no interval.
pub fn interval(gate: &GateVerdict) -> Option<String> {
    gate.paired?.interval.map(|interval| format!("{:+.4} to {:+.4}", interval.lo, interval.hi))
}

/// What a gate's state means, in words; `None` where its value did not move.
pub fn reason(gate: &GateVerdict) -> Option<String> {
    let level = level();
    // Of some measures less is better.
    let is_less = gate.name.entry().is_some_and(|measure| measure.better == Better::Less);
    let (bad, good) = if is_less { ("above", "below") } else { ("below", "above") };
    Some(match gate.state {
        State::Holds => return None,
        State::HoldsByTolerance => format!("forgiven, because the loss is within the tolerance of {}", gate.tolerance),
        State::HoldsNotSignificant => {
            format!("forgiven, because the loss is not significant, although over the tolerance of {}: the {level} interval holds 0", gate.tolerance)
        }
        State::Improved => match gate.paired.and_then(|paired| paired.interval) {
            Some(interval) if (is_less && interval.hi < 0.0) || (!is_less && interval.lo > 0.0) => {
                format!("better: the {level} interval lies {good} 0")
            }
            Some(_) => format!("better, but not significantly: the {level} interval holds 0"),
            None => "better".into(),
        },
        State::Regressed(Why::Significant) => {
            format!("worse: the loss is over the tolerance of {}, and the {level} interval lies {bad} 0", gate.tolerance)
        }
        State::Regressed(Why::Tolerance) => {
            format!("worse: the loss is over the tolerance of {}; fewer than {TELLING} articles differ, too few to forgive it", gate.tolerance)
        }
        State::Regressed(Why::Limit) => {
            format!("worse: the loss is over the limit of {}, which is never forgiven", gate.limit.unwrap_or_default())
        }
        State::Regressed(Why::Undefined) => "worse: the measure is no longer defined".into(),
        State::Unknown => "the baseline has no measure of that name, or no value of it".into(),
    })
}

/// The number of articles, and what that number lets a comparison find.
pub fn articles(gate: &GateVerdict) -> String {
    let articles = count(gate.articles as usize, "article");
    match gate.paired.and_then(|paired| paired.detectable) {
        Some(detectable) if gate.articles < FEW => format!("{articles}, fewer than {FEW}: only differences over {detectable:.4} would be found"),
        _ if gate.articles < FEW && gate.paired.is_some() => format!("{articles}, fewer than {FEW}: only large differences would be found"),
        _ => articles,
    }
}

/// `133 right before and wrong now (under-cut 130, other-cut 3), 2 the other way round, 4 wrong in another way`.
pub fn summary(flips: &Flips) -> String {
    let classes: Vec<String> = flips.classes.iter().map(|(class, times)| format!("{} {times}", line(class))).collect();
    let classes = if classes.is_empty() { String::new() } else { format!(" ({})", classes.join(", ")) };
    format!("{} right before and wrong now{classes}, {} the other way round, {} wrong in another way", flips.broken, flips.mended, flips.otherwise)
}

/// Text from outside within a line.
fn isolated(text: &str) -> String {
    line(text).isolated().to_string()
}

/// What gold, the answer before and the answer now are: `right` stands for what gold says.
pub fn sides(flip: &Flip) -> [String; 3] {
    let gold = flip.gold.as_deref().map_or("nothing".into(), isolated);
    let answer = |answer: &Option<String>| match answer {
        None => "nothing".to_string(),
        Some(_) if *answer == flip.gold => "right".into(),
        Some(answer) => isolated(answer),
    };
    [gold, answer(&flip.before), answer(&flip.now)]
}

/// `news/dev-02-economy 113..118 «وقال»: gold و+قال, before right, now وقال`.
fn flipped(flip: &Flip) -> String {
    let [gold, before, now] = sides(flip);
    let place = format!("{} {}..{}", isolated(&flip.article), flip.start, flip.end);
    format!("{place} {}: gold {gold}, before {before}, now {now}", isolated(&format!("«{}»", flip.surface)))
}

/// The lines below a gate: articles, causes, flips.
pub fn details(gate: &GateVerdict) -> Vec<String> {
    let mut lines = Vec::new();
    if gate.fell() && !gate.causes.is_empty() {
        let causes: Vec<String> = gate.causes.iter().map(ToString::to_string).collect();
        lines.push(format!("most of it by {}", causes.join("; ")));
    }
    if let Some(flips) = gate.flips.as_ref().filter(|flips| flips.broken + flips.mended + flips.otherwise > 0) {
        lines.push(summary(flips));
        for flip in &flips.shown {
            lines.push(format!("{} {}", if flip.broken { "−" } else { "+" }, flipped(flip)));
            lines.push(format!("  {}", line(&flip.show)));
        }
    }
    lines
}
