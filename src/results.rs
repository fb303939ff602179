//! Results, in memory and in a folder: the counts of every system, the scores that are made of them, and every error.

mod cell;
mod counted;
mod errors;
mod form;
mod growing;
mod journal;
pub mod kept_answers;
pub mod merge;
mod outcome;
mod owned;
pub mod shard;
mod stored;
pub mod totals;
mod written;

pub use cell::{CellArticle, CellName, Covered, file_of};
pub use counted::{Parts, Results, by_system, errors_of, write_counts, write_errors_of};
pub use errors::{ErrorRecord, StoredErrors, parse_errors, write_errors};
pub use form::{FEW, Form};
pub use growing::{GrowingCounts, GrowingErrors};
pub use journal::Journal;
pub use outcome::Outcome;
pub use owned::{own_counts, own_errors, remove_stale};
pub use stored::{CountsInFile, StoredCounts};
