//! A mention as tags say it: tokens and a type.

/// A mention in tokens: the first, the one behind the last, and the type by its place in an [`Inventory`](crate::tags::Inventory).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Chunk {
    /// The first token.
    pub start: u32,
    /// The token behind the last.
    pub end: u32,
    /// The type.
    pub label: u16,
}
