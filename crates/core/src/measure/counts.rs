//! The counts of a system in memory, as CSV and as compressed columns.

mod batched;
mod builder;
mod csv;
mod digest;
#[cfg(feature = "parquet")]
mod file;
mod system;

pub use batched::Batched;
pub use builder::CountsBuilder;
pub use csv::{HEADER, read, write};
pub use digest::{CellDigests, Digested};
#[cfg(feature = "parquet")]
pub use file::{BATCH, CountsFile, CountsWriter};
pub use system::{Place, SystemCounts, Unit};
