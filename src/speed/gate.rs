//! The gate of speed: counted instructions compared with those of the baseline, row by row.

use std::collections::BTreeMap;
use std::fmt;

use mihak_core::safe::line;
use mihak_core::wording::grouped;

use crate::exit::{Code, FINE, NOT_COMPARABLE, NOTHING_RAN, REGRESSED};
use crate::speed::instructions::InstructionRow;

/// What became of one row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LineVerdict {
    /// The change is within the tolerance.
    Same,
    /// Fewer instructions, by more than the tolerance.
    Faster,
    /// More instructions, by more than the tolerance: a regression.
    Slower,
    /// Not in the baseline.
    New,
    /// In the baseline, but not counted now: coverage shrank.
    Missing,
    /// The two rows measure different things.
    NotComparable {
        /// `sample`, `counter`, `compiler` or `target`.
        field: &'static str,
        /// Its value in the baseline.
        blessed: String,
        /// Its value now.
        fresh: String,
    },
}

impl LineVerdict {
    /// The name in files: `same`, `faster`, `slower`, `new`, `missing`, `not-comparable`.
    pub fn name(&self) -> &'static str {
        match self {
            LineVerdict::Same => "same",
            LineVerdict::Faster => "faster",
            LineVerdict::Slower => "slower",
            LineVerdict::New => "new",
            LineVerdict::Missing => "missing",
            LineVerdict::NotComparable { .. } => "not-comparable",
        }
    }

    /// The exit code that the verdict asks for, see [`crate::exit`].
    pub fn code(&self) -> Code {
        match self {
            LineVerdict::Same | LineVerdict::Faster | LineVerdict::New => FINE,
            LineVerdict::Slower => REGRESSED,
            LineVerdict::Missing => NOTHING_RAN,
            LineVerdict::NotComparable { .. } => NOT_COMPARABLE,
        }
    }
}

/// The verdict of one system on one corpus for one task. Its `Display` is what a user reads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// The system.
    pub system: String,
    /// The corpus, without version and hash.
    pub corpus: String,
    /// The task.
    pub task: String,
    /// The instructions of the baseline; `None` if it has no such row.
    pub blessed: Option<u64>,
    /// The instructions now; `None` if they were not counted.
    pub fresh: Option<u64>,
    /// The receipts before and now, where they differ.
    pub versions: Option<(String, String)>,
    /// What became of it.
    pub verdict: LineVerdict,
}

impl Line {
    /// Whether it is about this row.
    pub fn is_about(&self, row: &InstructionRow) -> bool {
        row.name() == (&self.system, &self.corpus, &self.task)
    }

    /// Instructions now ÷ before; `None` unless both are there and comparable.
    pub fn ratio(&self) -> Option<f64> {
        match (self.blessed, self.fresh, &self.verdict) {
            (_, _, LineVerdict::NotComparable { .. }) => None,
            (Some(blessed), Some(fresh), _) => Some(fresh as f64 / blessed as f64),
            _ => None,
        }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Line { system, corpus, task, blessed, fresh, versions, verdict } = self;
        let [system, corpus, task] = [system, corpus, task].map(|name| line(name));
        let kind = match verdict {
            LineVerdict::Same => "same     ",
            LineVerdict::Faster => "faster   ",
            LineVerdict::Slower => "SLOWER   ",
            LineVerdict::New => "new      ",
            LineVerdict::Missing => "missing  ",
            LineVerdict::NotComparable { .. } => "differs  ",
        };
        write!(f, "{kind}{system} × {corpus} ({task}): ")?;
        match (verdict, blessed, fresh) {
            (LineVerdict::NotComparable { field, blessed, fresh }, ..) => {
                write!(f, "{field} is `{}`, the baseline is of `{}`", line(fresh), line(blessed))?;
            }
            (_, Some(blessed), Some(fresh)) => {
                let change = (*fresh as f64 / *blessed as f64 - 1.0) * 100.0;
                write!(f, "{} → {} instructions ({change:+.2} %)", grouped(*blessed), grouped(*fresh))?;
            }
            (_, None, Some(fresh)) => write!(f, "{} instructions; not in the baseline, so nothing holds it until it is blessed", grouped(*fresh))?,
            _ => write!(f, "in the baseline, but not counted now")?,
        }
        match versions {
            Some((before, now)) => write!(f, "; `{}` became `{}`", line(before), line(now)),
            None => Ok(()),
        }
    }
}

/// The blessed and the fresh row of one name, as far as they are there.
type Both<'a> = (Option<&'a InstructionRow>, Option<&'a InstructionRow>);

/// A verdict for every row of either side, sorted by system, corpus and task.
///
/// `tolerance` is the change that is forgiven, as a share of the blessed instructions; a change of exactly the tolerance is forgiven.
/// Neither side holds two rows of one system, corpus and task: [`crate::speed::instructions::read`] refuses them.
pub fn compare(blessed: &[InstructionRow], fresh: &[InstructionRow], tolerance: f64) -> Vec<Line> {
    let mut pairs: BTreeMap<(&str, &str, &str), Both> = BTreeMap::new();
    blessed.iter().for_each(|row| pairs.entry(row.name()).or_default().0 = Some(row));
    fresh.iter().for_each(|row| pairs.entry(row.name()).or_default().1 = Some(row));
    let line = |((system, corpus, task), (before, now)): ((&str, &str, &str), Both)| {
        let versions = before.zip(now).filter(|(before, now)| before.version != now.version);
        Line {
            system: system.into(),
            corpus: corpus.into(),
            task: task.into(),
            blessed: before.map(|row| row.instructions),
            fresh: now.map(|row| row.instructions),
            versions: versions.map(|(before, now)| (before.version.clone(), now.version.clone())),
            verdict: verdict(before, now, tolerance),
        }
    };
    pairs.into_iter().map(line).collect()
}

fn verdict(blessed: Option<&InstructionRow>, fresh: Option<&InstructionRow>, tolerance: f64) -> LineVerdict {
    let (blessed, fresh) = match (blessed, fresh) {
        (Some(blessed), Some(fresh)) => (blessed, fresh),
        (None, _) => return LineVerdict::New,
        (_, None) => return LineVerdict::Missing,
    };
    if let Some(differs) = difference(blessed, fresh) {
        return differs;
    }
    let change = fresh.instructions as f64 / blessed.instructions as f64 - 1.0;
    // Floats may disagree about the last digit of a change that is exactly the tolerance.
    match change {
        change if change > tolerance + 1e-9 => LineVerdict::Slower,
        change if change < -tolerance - 1e-9 => LineVerdict::Faster,
        _ => LineVerdict::Same,
    }
}

/// The first field in which two rows measure different things, with both values.
fn difference(blessed: &InstructionRow, fresh: &InstructionRow) -> Option<LineVerdict> {
    let sample = |row: &InstructionRow| format!("{} ({} bytes, {} words)", row.corpus, row.bytes, row.words);
    let fields = [
        ("sample", sample(blessed), sample(fresh)),
        ("counter", blessed.counter.clone(), fresh.counter.clone()),
        ("compiler", blessed.compiler.clone(), fresh.compiler.clone()),
        ("target", blessed.target.clone(), fresh.target.clone()),
    ];
    let (field, blessed, fresh) = fields.into_iter().find(|(_, blessed, fresh)| blessed != fresh)?;
    Some(LineVerdict::NotComparable { field, blessed, fresh })
}

/// The exit code of all verdicts, in the order coverage, comparability, regression, as `check` has it.
pub fn code(lines: &[Line]) -> Code {
    let codes: Vec<Code> = lines.iter().map(|line| line.verdict.code()).collect();
    [NOTHING_RAN, NOT_COMPARABLE, REGRESSED].into_iter().find(|code| codes.contains(code)).unwrap_or(FINE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(system: &str, instructions: u64) -> InstructionRow {
        let [corpus, task] = ["news@1.0#3fa9c1d2", "words"].map(String::from);
        let [compiler, target, counter] = ["rustc 1.95.0", "x86_64-unknown-linux-gnu release", "callgrind 3.19.0"].map(String::from);
        InstructionRow {
            system: system.into(),
            version: "mihak 0.1.0".into(),
            corpus,
            task,
            instructions,
            bytes: 100,
            words: 10,
            compiler,
            target,
            counter,
        }
    }

    #[test]
    fn a_change_beyond_the_tolerance_is_named_and_one_of_exactly_the_tolerance_is_forgiven() {
        for (before, now, verdict) in [
            (100_000, 100_000, LineVerdict::Same),
            (100_000, 102_000, LineVerdict::Same),
            (100_000, 102_001, LineVerdict::Slower),
            (100_000, 98_000, LineVerdict::Same),
            (100_000, 97_999, LineVerdict::Faster),
        ] {
            let lines = compare(&[row("a", before)], &[row("a", now)], 0.02);
            assert_eq!(lines[0].verdict, verdict, "{before} → {now}");
        }
        assert_eq!(compare(&[row("a", 7)], &[row("a", 7)], 0.0)[0].verdict, LineVerdict::Same);
        assert_eq!(compare(&[row("a", 7)], &[row("a", 8)], 0.0)[0].verdict, LineVerdict::Slower);
    }

    #[test]
    fn rows_of_one_side_are_new_or_missing_and_lines_are_sorted() {
        let lines = compare(&[row("c", 1), row("a", 1)], &[row("b", 1), row("a", 1)], 0.02);
        let said: Vec<(&str, &LineVerdict)> = lines.iter().map(|line| (line.system.as_str(), &line.verdict)).collect();
        assert_eq!(said, [("a", &LineVerdict::Same), ("b", &LineVerdict::New), ("c", &LineVerdict::Missing)]);
        assert_eq!(lines[2].to_string(), "missing  c × news (words): in the baseline, but not counted now");
        assert_eq!(lines[1].ratio(), None);
    }

    #[test]
    fn rows_that_measure_something_else_are_refused_with_the_field_named() {
        type Change = fn(&mut InstructionRow);
        let changes: [(&str, Change); 6] = [
            ("sample", |row| row.corpus = "news@1.0#ffffffff".into()),
            ("sample", |row| row.bytes = 99),
            ("sample", |row| row.words = 9),
            ("counter", |row| row.counter = "callgrind 3.20.0".into()),
            ("compiler", |row| row.compiler = "rustc 1.96.0".into()),
            ("target", |row| row.target = "x86_64-unknown-linux-gnu debug".into()),
        ];
        for (expected, change) in changes {
            let mut fresh = row("a", 100);
            change(&mut fresh);
            let lines = compare(&[row("a", 100)], &[fresh], 0.02);
            assert!(matches!(&lines[0].verdict, LineVerdict::NotComparable { field, .. } if *field == expected), "{expected}: {:?}", lines[0]);
            assert!(lines[0].to_string().starts_with(&format!("differs  a × news (words): {expected} is ")), "{}", lines[0]);
            assert_eq!(lines[0].ratio(), None);
        }
    }

    #[test]
    fn another_version_is_compared_and_said() {
        let mut fresh = row("a", 1_234_567);
        fresh.version = "mihak 0.2.0".into();
        let lines = compare(&[row("a", 1_000_000)], &[fresh], 0.02);
        let said = "SLOWER   a × news (words): 1,000,000 → 1,234,567 instructions (+23.46 %); `mihak 0.1.0` became `mihak 0.2.0`";
        assert_eq!(lines[0].to_string(), said);
    }

    #[test]
    fn coverage_goes_before_comparability_and_that_before_regression() {
        let mut other = row("d", 1);
        other.compiler = "rustc 2".into();
        let blessed = [row("a", 100), row("b", 100), row("d", 1)];
        let slower = compare(&blessed[..1], &[row("a", 200)], 0.02);
        assert_eq!(code(&slower), REGRESSED);
        assert_eq!(code(&compare(&[row("a", 100), row("d", 1)], &[row("a", 200), other.clone()], 0.02)), NOT_COMPARABLE);
        assert_eq!(code(&compare(&blessed, &[row("a", 200), other], 0.02)), NOTHING_RAN);
        assert_eq!(code(&compare(&[row("a", 100)], &[row("a", 50), row("b", 1)], 0.02)), FINE);
    }
}
