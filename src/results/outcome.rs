//! The outcome of one cell: counts, errors and failures.

use mihak_core::measure::counts::SystemCounts;

use crate::results::errors::ErrorRecord;

/// What came out of one cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The counts of all its articles.
    pub counts: SystemCounts,
    /// Every error.
    pub errors: Vec<ErrorRecord>,
    /// The number of articles without an answer.
    pub failures: usize,
}
