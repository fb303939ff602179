//! What one tag says of its token: where in a mention it stands, and of which type the mention is.

/// Where in a mention a tag says that its token stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum TagPlace {
    /// In none.
    Outside,
    /// First of several, or of one.
    Begin,
    /// Between.
    Inside,
    /// Last.
    End,
    /// The only one.
    Single,
    /// What only a lenient reader accepts.
    Odd,
}

/// The number of places.
pub const PLACES: usize = 6;

/// What a tag says: the place in a mention, the letter that was written, and the type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TagKind {
    /// Where in a mention.
    pub place: TagPlace,
    /// The letter as written: one of `OBIESLUMW`.
    pub letter: u8,
    /// The place of the type among [`Inventory::labels`](crate::tags::Inventory::labels); 0, the empty type, for an outside tag.
    pub label: u16,
}

impl TagKind {
    /// `O`.
    pub const OUTSIDE: TagKind = TagKind { place: TagPlace::Outside, letter: b'O', label: 0 };
}
