//! The verdict as lines; the last one is the verdict in a sentence.

use mihak_core::safe::{Terminal, terminal};
use mihak_core::wording::count;

use crate::check::{GateVerdict, State, Verdict};
use crate::report::verdict::wording::{SHOWN, arrow, articles, details, interval, level, moved, reason};

/// The verdict for a terminal.
pub fn text(verdict: &Verdict) -> Terminal<'static> {
    let mut lines: Vec<String> = verdict.missing.iter().chain(&verdict.differing).chain(&verdict.notes).map(ToString::to_string).collect();
    for change in verdict.changed.iter().take(SHOWN) {
        lines.push(format!("changed  {}: {}", change.name, moved(change)));
    }
    if let Some(more) = verdict.changed.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        lines.push(format!("         … and {more} more"));
    }
    lines.extend(verdict.gates.iter().flat_map(gate_lines));
    lines.extend(verdict.speed.iter().map(ToString::to_string));
    lines.push(verdict.closing());
    terminal(&(lines.join("\n") + "\n")).into_owned()
}

/// The lines of one gate.
pub fn gate_lines(gate: &GateVerdict) -> Vec<String> {
    let word = match gate.state {
        State::Holds | State::HoldsByTolerance | State::HoldsNotSignificant => "holds",
        State::Improved => "better",
        State::Regressed(_) => "WORSE",
        State::Unknown => "unknown",
    };
    if gate.state == State::Unknown {
        return vec![format!("{word:<8} {}: {}", gate.name, reason(gate).unwrap_or_default())];
    }
    let head = format!("{word:<8} {}: {}", gate.name, arrow(gate.before, gate.now));
    let Some(reason) = reason(gate) else {
        let mut lines = vec![format!("{head}, {}", count(gate.articles as usize, "article"))];
        lines.extend(details(gate).iter().map(|line| format!("         {line}")));
        return lines;
    };
    let interval = interval(gate).map_or(String::new(), |interval| format!(", {} {interval}", level()));
    let mut lines = vec![format!("{head}{interval}"), format!("         {reason}"), format!("         {}", articles(gate))];
    lines.extend(details(gate).iter().map(|line| format!("         {line}")));
    lines
}
