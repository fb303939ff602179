//! Gold and predictions in, integer counts out; and from counts, once at the end, measures.

pub mod conllu;
pub mod counts;
pub mod entity;
pub mod errors;
pub mod matching;
pub mod measures;

pub mod segment;

pub use counts::{Count, Key, Layer};
pub use errors::ErrorRow;

/// The revision of the definitions: raised only when the hand-counted cases of `gold/cases` change.
pub const SCORER: u32 = 1;
