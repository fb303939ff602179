//! Mentions: entities as systems find them and as the gold holds them.

use crate::annotation::label::Label;
use crate::text::Span;

/// One entity that an extractor found, or that the gold holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Mention {
    /// Where the mention stands in the raw text.
    pub span: Span,
    /// Its type, a label of the table of whoever holds the mention.
    pub label: Label,
}

impl Mention {
    /// The mention with a label of another table, which stands in `places` at the place of its own; `None` if the other table lacks its name.
    ///
    /// See [`Labels::places_in`](crate::annotation::Labels::places_in).
    pub fn relabelled(self, places: &[Option<Label>]) -> Option<Mention> {
        places[self.label.place()].map(|label| Mention { label, ..self })
    }
}

/// A gold mention with the entity that it refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoldMention {
    /// Span and type.
    pub mention: Mention,
    /// The entity (`pers:vladimir-putin`), or empty.
    pub entity: Box<str>,
    /// The line of the file.
    pub line: u64,
}
