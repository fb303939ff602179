//! Chunks: mentions as a sequence of tags says them, in tokens.

/// A mention as a range of tokens of its sentence, with its type.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Chunk {
    /// The first token; 0 is the first of the sentence.
    pub start: u32,
    /// The token behind the last.
    pub end: u32,
    /// The type, as its place among [`Inventory::labels`](crate::tags::Inventory::labels).
    pub label: u16,
}
