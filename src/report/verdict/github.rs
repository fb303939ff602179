//! The verdict as workflow commands of GitHub Actions: errors for what is red, warnings for forgiven losses, notices for the rest.

use mihak_core::safe::{self, Github, terminal};

use crate::check::{Remark, State, Verdict};
use crate::exit::FINE;
use crate::report::verdict::wording::{arrow, articles, details, interval, level, reason};
use crate::speed::gate::LineVerdict;

/// One command a regressed gate, missing or differing part (errors), a forgiven loss or an unknown gate (warnings), a gain or a note (notices);
/// the last line is the verdict, as a command where nothing else is red.
pub fn github(verdict: &Verdict) -> Github<'static> {
    let mut lines: Vec<Github> = Vec::new();
    let remark = |level: &'static str, remark: &Remark| safe::github(level, &format!("{}: {}", remark.kind.name(), remark.subject()), &remark.said);
    lines.extend(verdict.missing.iter().chain(&verdict.differing).map(|found| remark("error", found)));
    lines.extend(verdict.notes.iter().map(|found| remark("notice", found)));
    for gate in &verdict.gates {
        let (kind, title) = match gate.state {
            State::Holds => continue,
            State::Regressed(_) => ("error", "gate regressed"),
            State::Unknown => ("error", "gate unknown"),
            State::HoldsByTolerance | State::HoldsNotSignificant => ("warning", "gate is worse, forgiven"),
            State::Improved => ("notice", "gate is better"),
        };
        let interval = interval(gate).map_or(String::new(), |interval| format!(", {} {interval}", level()));
        let value = if gate.state == State::Unknown { String::new() } else { format!(": {}{interval}", arrow(gate.before, gate.now)) };
        let mut said = vec![format!("{}{value}", gate.name.what())];
        said.extend(reason(gate));
        if gate.state != State::Unknown {
            said.push(articles(gate));
            said.extend(details(gate));
        }
        lines.push(safe::github(kind, &format!("{title}: {}", gate.name.place()), &said.join("\n")));
    }
    for line in &verdict.speed {
        let (kind, title) = match line.verdict {
            LineVerdict::Same => continue,
            LineVerdict::Slower | LineVerdict::Missing | LineVerdict::NotComparable { .. } => ("error", "instructions"),
            LineVerdict::Faster | LineVerdict::New => ("notice", "instructions"),
        };
        lines.push(safe::github(kind, &format!("{title}: {}", line.system), &line.to_string()));
    }
    if verdict.code != FINE && !lines.iter().any(|line| line.as_str().starts_with("::error")) {
        lines.push(safe::github("error", "mihak check", &verdict.closing()));
    }
    lines.push(terminal(&verdict.closing()).into_owned().into());
    lines.into_iter().flat_map(|line| [line, Github::own("\n")]).collect()
}
