//! The trait through which a run reports its progress.

use anyhow::Result;

use crate::results::Outcome;

/// Who is told how far the run is.
pub trait Watch: Sync {
    /// An article of the cell was scored.
    fn article(&self, cell: usize);
    /// The last article of the cell was scored.
    fn cell(&self, cell: usize, outcome: &Outcome) -> Result<()>;
}

/// Tells nobody.
pub struct Silent;

impl Watch for Silent {
    fn article(&self, _: usize) {}

    fn cell(&self, _: usize, _: &Outcome) -> Result<()> {
        Ok(())
    }
}
