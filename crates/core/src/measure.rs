//! Gold and predictions in, integer counts out; and from counts, once at the end, measures.

pub mod agreement;
mod assignment;
pub mod bootstrap;
pub mod buckets;
pub mod ceiling;
pub mod columns;
pub mod conllu;
pub mod counts;
pub mod documents;
pub mod entity;
pub mod errors;
pub mod matching;
pub mod measures;

pub mod presplit;
pub mod replicates;
pub mod runs;
pub mod segment;
pub mod sequences;
pub mod subword;
pub mod tally;

pub use counts::{Count, Key, Layer};
pub use errors::ErrorRow;

/// The revision of the definitions: raised only when the hand-counted cases of `gold/cases` change.
pub const SCORER: u32 = 1;
