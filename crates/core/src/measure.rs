//! Gold and predictions in, integer counts out, and the measures that are made of them.

pub mod agreement;
mod assignment;
pub mod buckets;
pub mod ceiling;
pub mod columns;
pub mod conllu;
pub mod counts;
pub mod definition;
pub mod documents;
pub mod entity;
pub mod errors;
pub mod key;
pub mod matching;
pub mod presplit;
pub mod runs;
pub mod scene;
pub mod segment;
pub mod sequences;
mod shown;
pub mod subword;
pub mod surfaces;
pub mod tally;
pub mod units;
