//! What one tag says about its token: its place in a mention, and the type of the mention.

/// The place of a token in a mention.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum TagPlace {
    /// The token is in no mention.
    Outside,
    /// It is the first; in some schemes it may be the only one.
    Begin,
    /// It is neither first nor last; in some schemes it may be either.
    Inside,
    /// It is the last; in some schemes it may be the only one.
    End,
    /// It is the only one.
    Single,
    /// Another scorer does not know the letter of the tag.
    Odd,
}

/// The number of different places.
pub const PLACES: usize = 6;

/// What a tag says: the place in a mention, the letter that was written, and the type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TagKind {
    /// The place in a mention.
    pub place: TagPlace,
    /// The letter as written: one of `OBIESLUMW`.
    pub letter: u8,
    /// The type, as its place among [`Inventory::labels`](crate::tags::Inventory::labels); 0 is the empty type of `O`.
    pub label: u16,
}

impl TagKind {
    /// What the tag `O` says.
    pub const OUTSIDE: TagKind = TagKind { place: TagPlace::Outside, letter: b'O', label: 0 };
}
