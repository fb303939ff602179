//! Items of an answer, before they are placed in the text.

use std::ops::Range;

/// What an answer says of one mention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The text of the mention, as the model wrote it.
    pub quote: String,
    /// Its type.
    pub label: String,
    /// What the answer says of its place.
    pub at: At,
}

/// What an answer says of the place of a quote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// Nothing.
    Anywhere,
    /// The first code point and the one after the last.
    Chars(usize, usize),
    /// The number of the occurrence; 1 is the first.
    Occurrence(usize),
    /// Pieces of a text that the answer repeats.
    Pieces(Range<usize>),
}

/// What was read of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The items, in the order of the answer.
    pub items: Vec<Item>,
    /// The text that the answer repeats, in pieces; empty where it repeats none.
    pub pieces: Vec<String>,
    /// Items without a quote or a type, as the answer has them.
    pub unread: Vec<String>,
    /// Whether the answer ends before it is complete.
    pub is_cut: bool,
    /// Whether it is JSON with faults.
    pub is_broken: bool,
}

impl Said {
    /// Adds an item of which both parts are there; else notes what is there.
    pub fn push(&mut self, quote: &str, label: &str, at: At) {
        match (quote.trim(), label.trim()) {
            ("", "") => {}
            ("", only) | (only, "") => self.unread.push(only.into()),
            (_, label) => self.items.push(Item { quote: quote.into(), label: label.into(), at }),
        }
    }
}
