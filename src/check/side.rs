//! One side of a comparison: results, and the errors that they were counted from.

use anyhow::Result;

use crate::results::{ErrorRecord, Results};

/// Reads the error rows of a system, see [`crate::results::CellArticle::HEADER`]; `None` if none were kept.
pub type Errors<'a> = dyn Fn(&str) -> Result<Option<Vec<ErrorRecord>>> + 'a;

/// Results and the errors that they were counted from.
pub struct Side<'a> {
    /// The counts.
    pub results: &'a Results,
    /// The errors.
    pub errors: &'a Errors<'a>,
}
