//! The verdict as workflow commands of GitHub Actions: an annotation for everything that is red, a notice for what is forgiven.

use crate::check::{Remark, State, Verdict};
use crate::exit::FINE;
use crate::report::verdict::wording::{arrow, articles, details, interval, level, reason};
use crate::speed::gate::LineVerdict;

/// One command a regressed gate, missing or differing part (errors), a forgiven loss or an unknown gate (warnings), a rise or a note (notices);
/// the last line is the verdict, as a command where nothing else is red.
pub fn github(verdict: &Verdict) -> String {
    let mut lines: Vec<String> = Vec::new();
    let remark = |level: &str, remark: &Remark| command(level, &format!("{}: {}", remark.kind.name(), remark.subject()), &remark.said);
    lines.extend(verdict.missing.iter().chain(&verdict.differing).map(|found| remark("error", found)));
    lines.extend(verdict.notes.iter().map(|found| remark("notice", found)));
    for gate in &verdict.gates {
        let (kind, title) = match gate.state {
            State::Holds => continue,
            State::Regressed(_) => ("error", "gate regressed"),
            State::Unknown => ("error", "gate unknown"),
            State::HoldsByTolerance | State::HoldsNotSignificant => ("warning", "gate fell, forgiven"),
            State::Improved => ("notice", "gate rose"),
        };
        let interval = interval(gate).map_or(String::new(), |interval| format!(", {} {interval}", level()));
        let value = if gate.state == State::Unknown { String::new() } else { format!(": {}{interval}", arrow(gate.before, gate.now)) };
        let mut said = vec![format!("{}{value}", gate.name.what())];
        said.extend(reason(gate));
        if gate.state != State::Unknown {
            said.push(articles(gate));
            said.extend(details(gate));
        }
        lines.push(command(kind, &format!("{title}: {}", gate.name.place()), &said.join("\n")));
    }
    for line in &verdict.speed {
        let (kind, title) = match line.verdict {
            LineVerdict::Same => continue,
            LineVerdict::Slower | LineVerdict::Missing | LineVerdict::NotComparable { .. } => ("error", "instructions"),
            LineVerdict::Faster | LineVerdict::New => ("notice", "instructions"),
        };
        lines.push(command(kind, &format!("{title}: {}", line.system), &line.to_string()));
    }
    if verdict.code != FINE && !lines.iter().any(|line| line.starts_with("::error")) {
        lines.push(command("error", "mihak check", &verdict.closing()));
    }
    lines.push(verdict.closing());
    lines.join("\n") + "\n"
}

/// A workflow command. Values of properties may hold neither `:` nor `,`, and nothing may hold a line end: all are percent-encoded.
fn command(level: &str, title: &str, said: &str) -> String {
    format!("::{level} title={}::{}", escaped(title).replace(':', "%3A").replace(',', "%2C"), escaped(said))
}

fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_command_or_a_property_is_percent_encoded() {
        assert_eq!(command("error", "a: 5 %, b", "x: 1,\r\n2 %0A"), "::error title=a%3A 5 %25%2C b::x: 1,%0D%0A2 %250A");
    }
}
