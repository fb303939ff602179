//! How sure a number is: integers in, replicates, intervals and paired tests out. Nothing here knows what text is.

pub mod bootstrap;
pub mod count;

pub use count::Count;
