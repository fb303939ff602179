//! How sure a number is: intervals and paired tests, made of integer counts. Nothing here knows what text is.

pub mod bootstrap;
pub mod count;
pub mod tiers;

pub use count::Count;
