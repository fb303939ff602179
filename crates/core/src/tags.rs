//! Tags such as `B-PERS`: how IOB and related schemes write mentions, what is legal in each scheme, and how illegal sequences may be read.

mod chunk;
mod chunks;
mod detect;
mod form;
mod inventory;
mod kind;
mod reading;
mod scheme;
mod step;
mod strict;
#[cfg(test)]
mod tests;
mod write;

pub use chunk::Chunk;
pub use chunks::{chunks, chunks_and_steps};
pub use detect::{Detected, Seen, detect};
pub use form::{Brackets, NAMELESS, TagForm};
pub use inventory::{Inventory, MOST, TagFault};
pub use kind::{PLACES, TagKind, TagPlace};
pub use reading::{Repair, TagReading};
pub use scheme::TagScheme;
pub use step::{BAD_END, BAD_START, ENDS, STARTS, Step, Table, fault};
pub use write::tags;
