//! The end of commands that write results: the summary, and the cells with failures.

use anyhow::{Error, Result};
use mihak_core::safe::{line, terminal};
use mihak_core::score::Score;
use mihak_core::wording::count;
use mihak_systems::failure::Failure;

use crate::cmd::stdout::print_in;
use crate::exit::{self, Code, Exit};
use crate::report::grid::Room;
use crate::report::invariance::{self, changes, is_perturbed};
use crate::report::{sections, table};
use crate::results::Results;
use crate::suite::Suite;
use crate::system::System;

/// Prints the summary of scores, which are those of the results; perturbed corpora are in tables of their own, beside the corpora as they are.
///
/// `Err` if counts cannot be read.
pub fn print_summary(suite: &Suite, results: &Results, scores: &[Score], room: Room) -> Result<()> {
    let (order, views) = suite.order();
    let (perturbed, plain): (Vec<Score>, Vec<Score>) = scores.iter().cloned().partition(is_perturbed);
    print_in(room, table::terminal(&sections(&plain, &order, &views), room))?;
    if perturbed.is_empty() {
        return Ok(());
    }
    let changes = changes(results, scores, suite.terms, &views)?;
    print_in(room, table::terminal(&invariance::sections(&changes, &order), room))
}

/// The end of a command for which a system gave no answer.
pub fn failed(system: &System, failure: &Failure) -> Error {
    Exit::lines(exit::SYSTEM_FAILED, terminal(&format!("system `{}` {failure}", line(&system.name))))
}

/// The end of a command that wrote results: `Err` with [`exit::SYSTEM_FAILED`] names the cells, each with its number of articles without an
/// answer, if there are any.
pub fn answered(mut failed: Vec<(String, usize)>) -> Result<Code> {
    if failed.is_empty() {
        return Ok(exit::FINE);
    }
    failed.sort();
    let shown: Vec<String> = failed.iter().map(|(cell, articles)| format!("{cell} on {}", count(*articles, "article"))).collect();
    let said = format!("a system failed: {}; their gold counts as missed, and errors.csv says why", shown.join(", "));
    Err(Exit::error(exit::SYSTEM_FAILED, said))
}
