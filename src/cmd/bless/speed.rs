//! `mihak bless --speed`: fresh counts of instructions become the baseline.

use std::path::Path;

use anyhow::Result;

use crate::cmd::comparison::instructions;
use crate::cmd::folders::utf8;
use crate::exit::{self, Exit};
use crate::folder::{Root, write_inside};
use crate::speed::gate::{Line, LineVerdict, compare};
use crate::speed::instructions::{InstructionRow, write};

/// The counts that are to be blessed, and those of the baseline.
pub struct Speed {
    fresh: Vec<InstructionRow>,
    blessed: Vec<InstructionRow>,
}

impl Speed {
    /// The counts below the fresh results and those below the baseline; `Err` if there are no fresh ones.
    pub fn read(from: &Path, baseline: &Path) -> Result<Speed> {
        let none = || Exit::error(exit::NOTHING_RAN, "no fresh counts of instructions: run `mihak bench --instructions` first");
        let fresh = instructions(&Root::here(), utf8(from)?)?.ok_or_else(none)?;
        Ok(Speed { fresh, blessed: instructions(&Root::here(), utf8(baseline)?)?.unwrap_or_default() })
    }

    /// What is not as it was, by however little.
    fn moved(&self) -> Vec<Line> {
        compare(&self.blessed, &self.fresh, 0.0).into_iter().filter(|line| line.verdict != LineVerdict::Same).collect()
    }

    /// The counts of the baseline that were not made now.
    pub fn lost(&self) -> Vec<String> {
        self.moved()
            .iter()
            .filter(|line| line.verdict == LineVerdict::Missing)
            .map(|line| format!("instructions of {} × {}", line.system, line.corpus))
            .collect()
    }

    /// A record of blessed.csv, from system to delta, for every count that moves.
    pub fn records(&self) -> Vec<[String; 9]> {
        let record = |line: &Line| {
            let rows = [&self.fresh, &self.blessed];
            let row = rows.iter().find_map(|rows| rows.iter().find(|row| line.is_about(row))).expect("a line is of a row");
            let change = match line.verdict {
                LineVerdict::New => "new",
                LineVerdict::Missing => "removed",
                _ => "changed",
            };
            let number = |count: Option<u64>| count.map_or(String::new(), |count| count.to_string());
            let delta = line.ratio().map_or(String::new(), |_| format!("{:+}", line.fresh.unwrap_or(0) as i64 - line.blessed.unwrap_or(0) as i64));
            let named = [&row.system, &row.corpus, "", &row.task, change, "instructions"].map(String::from);
            let [system, corpus, split, task, change, measure] = named;
            [system, corpus, split, task, change, measure, number(line.blessed), number(line.fresh), delta]
        };
        self.moved().iter().map(record).collect()
    }

    /// The counts that grow by more than the tolerance, as `mihak check` shows them; empty if there are none.
    pub fn regressions(&self, tolerance: f64) -> String {
        let lines = compare(&self.blessed, &self.fresh, tolerance);
        lines.iter().filter(|line| line.verdict == LineVerdict::Slower).map(|line| format!("{line}; it is blessed all the same\n")).collect()
    }

    /// Writes the counts into the baseline.
    pub fn write(&self, baseline: &Path) -> Result<()> {
        write_inside(baseline, "speed/instructions.csv", &write(&self.fresh))
    }
}
