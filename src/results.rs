//! Results, in memory and in a folder: the counts of every system, the scores that are made of them, and every error.

mod cell;
mod counted;
mod errors;
mod journal;
pub mod merge;
mod outcome;
mod owned;
pub mod shard;
pub mod totals;

pub use cell::{CellArticle, CellName, Covered};
pub use counted::Results;
pub use errors::{ErrorRecord, parse_errors, read_errors, write_errors};
pub use journal::Journal;
pub use outcome::Outcome;
pub use owned::{keep_errors, own_counts, own_errors};
