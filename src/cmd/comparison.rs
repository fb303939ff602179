//! The comparison of a folder of results with a baseline. `check` judges by it; `bless` shows it before it moves the baseline.

use std::path::Path;

use anyhow::Result;

use crate::check::{Comparison, Side, Verdict};
use crate::cmd::folders::utf8;
use crate::folder::Root;
use crate::results::{Results, errors_of, kept_answers};
use crate::speed::instructions::{InstructionRow, read};
use crate::suite::Suite;

/// The verdict about results in a folder against a baseline.
pub fn compare(
    suite: &Suite,
    suite_file: Option<&str>,
    (fresh, fresh_folder): (&Results, &Path),
    (blessed, root, path): (&Results, &Root, &str),
    selected: &dyn Fn(&str) -> bool,
) -> Result<Verdict> {
    let fresh_errors = |system: &str| errors_of(&Root::here(), utf8(fresh_folder)?, system);
    let blessed_errors = |system: &str| errors_of(root, path, system);
    let optional: Vec<&str> = suite.systems.iter().filter(|system| system.optional).map(|system| system.name.as_str()).collect();
    let kept = kept_answers::read(&Root::here(), utf8(fresh_folder)?)?;
    let comparison = Comparison {
        fresh: Side { results: fresh, errors: &fresh_errors },
        blessed: Side { results: blessed, errors: &blessed_errors },
        blessed_scores: root.read(&format!("{path}/scores.csv")).ok(),
        gates: &suite.gates,
        terms: suite.terms,
        optional: &optional,
        kept: &kept,
        suite_file,
        selected,
    };
    comparison.verdict()
}

/// The counted instructions below a folder of results, if there are any.
pub fn instructions(root: &Root, path: &str) -> Result<Option<Vec<InstructionRow>>> {
    let file = format!("{path}/speed/instructions.csv");
    if root.has(&file) { read(&root.shown(&file), &root.read(&file)?).map(Some) } else { Ok(None) }
}
