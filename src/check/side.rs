//! One side of a comparison: results, and the errors that they were counted from.

use anyhow::Result;

use crate::results::{Results, StoredErrors};

/// The errors of a system; `None` if none were kept.
pub type Errors<'a> = dyn Fn(&str) -> Result<Option<StoredErrors>> + 'a;

/// Results and the errors that they were counted from.
pub struct Side<'a> {
    /// The counts.
    pub results: &'a Results,
    /// The errors.
    pub errors: &'a Errors<'a>,
}
