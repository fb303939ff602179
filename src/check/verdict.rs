//! The verdict: what was compared, the state of every gate, and the exit code.

use mihak_core::wording::count;

use crate::check::changes::Change;
use crate::check::gates::{GateVerdict, State};
use crate::check::remark::Remark;
use crate::exit::{Code, FINE, NOT_COMPARABLE, NOTHING_RAN, REGRESSED};
use crate::speed::gate::{self, Line, LineVerdict};

/// What `mihak check` found.
#[derive(Debug, PartialEq, Default)]
pub struct Verdict {
    /// The exit code, see [`crate::exit`].
    pub code: Code,
    /// The verdict in one sentence.
    pub said: String,
    /// Cells, views, articles and answers of the baseline that the fresh results do not have.
    pub missing: Vec<Remark>,
    /// What was counted on other gold, under another view or by another scorer.
    pub differing: Vec<Remark>,
    /// What a reader should know: new cells, other versions, flips that cannot be told.
    pub notes: Vec<Remark>,
    /// One entry a gate and measure that it holds; empty unless both sides can be compared.
    pub gates: Vec<GateVerdict>,
    /// The measures of cells of the baseline that are not what they were: shares, then numbers of things, the largest change first.
    pub changed: Vec<Change>,
    /// The counted instructions of every system, if they are held too.
    pub speed: Vec<Line>,
}

impl Verdict {
    /// The verdict with that about counted instructions.
    pub fn with_speed(mut self, lines: Vec<Line>, tolerance: f64) -> Verdict {
        let (code, percent) = (gate::code(&lines), tolerance * 100.0);
        let many = |wanted: fn(&LineVerdict) -> bool| lines.iter().filter(|line| wanted(&line.verdict)).count();
        let all = count(lines.len(), "count");
        let said = match code {
            NOTHING_RAN => format!("{} of instructions of the baseline not made", count(many(|verdict| *verdict == LineVerdict::Missing), "count")),
            NOT_COMPARABLE => {
                let differing = many(|verdict| matches!(verdict, LineVerdict::NotComparable { .. }));
                format!("{differing} of {all} of instructions not comparable with the baseline: `mihak bless --speed` if the change is meant")
            }
            REGRESSED => format!("{} of {all} of instructions grew by more than {percent} %", many(|verdict| *verdict == LineVerdict::Slower)),
            _ => format!("{all} of instructions within {percent} %"),
        };
        self.speed = lines;
        self.and(code, &said)
    }

    /// A verdict that rests on no comparison.
    pub fn ended(code: Code, said: impl Into<String>) -> Verdict {
        Verdict { code, said: said.into(), ..Verdict::default() }
    }

    /// The verdict with another result that was asked for. Its code decides only if this verdict is green: nothing may hide a red one.
    pub fn and(mut self, code: Code, said: &str) -> Verdict {
        self.said = format!("{}; {said}", self.said);
        if self.code == FINE {
            self.code = code;
        }
        self
    }

    /// The sentence with the exit code: the end of every output.
    pub fn closing(&self) -> String {
        format!("{} (exit code {})", self.said, self.code)
    }

    /// The gates that regressed.
    pub fn regressed(&self) -> impl Iterator<Item = &GateVerdict> {
        self.gates.iter().filter(|gate| matches!(gate.state, State::Regressed(_)))
    }
}
