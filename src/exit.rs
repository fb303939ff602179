//! Exit codes: part of the interface, and documented in the README.

use std::process::ExitCode;

use thiserror::Error;

/// Everything was done, and every gate holds.
pub const FINE: u8 = 0;
/// A gated measure got worse than the tolerance forgives; two annotations agree less than is wanted, or a kept table is not theirs.
pub const REGRESSED: u8 = 1;
/// Wrong usage or configuration, unreadable or invalid input, a place that cannot be written; `lint` found something.
pub const INVALID: u8 = 2;
/// The baseline is missing or measures something else: gold, scorer or layers differ.
pub const NOT_COMPARABLE: u8 = 3;
/// Nothing was selected, nothing ran, or cells of the baseline are missing.
pub const NOTHING_RAN: u8 = 4;
/// A system failed on at least one article.
pub const SYSTEM_FAILED: u8 = 5;
/// Stopped by Ctrl-C or a termination signal, as shells report it.
pub const INTERRUPTED: u8 = 130;

/// A verdict that ends the program with a code of its own.
#[derive(Debug, Error)]
#[error("{said}")]
pub struct Exit {
    /// The code.
    pub code: u8,
    /// What the user is told.
    pub said: String,
}

impl Exit {
    /// An error that ends the program with this code.
    pub fn error(code: u8, said: impl Into<String>) -> anyhow::Error {
        Exit { code, said: said.into() }.into()
    }
}

/// The exit code of an error: its own, or [`INVALID`].
pub fn code(error: &anyhow::Error) -> ExitCode {
    ExitCode::from(error.downcast_ref::<Exit>().map_or(INVALID, |exit| exit.code))
}
