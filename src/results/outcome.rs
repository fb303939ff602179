//! The outcome of one cell: counts, errors and failures.

use crate::results::errors::StoredErrors;
use crate::results::stored::StoredCounts;

/// What came out of one cell.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The counts of all its articles.
    pub counts: StoredCounts,
    /// Every error, sorted.
    pub errors: StoredErrors,
    /// The number of articles without an answer.
    pub failures: usize,
}
