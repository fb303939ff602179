//! The counts of a system in memory and as CSV.

mod builder;
mod csv;
mod system;

pub use builder::CountsBuilder;
pub use csv::{HEADER, read, write};
pub use system::{ByLayer, Place, SystemCounts, Unit};
