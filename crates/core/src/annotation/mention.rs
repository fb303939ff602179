//! Mentions: places of a text that name an entity, as systems find them and as the gold has them.

use crate::annotation::label::Label;
use crate::text::Span;

/// One place of a text that names an entity, with its type. An extractor found it, or the gold has it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Mention {
    /// Where the mention stands in the raw text.
    pub span: Span,
    /// Its type: a label of the table that whoever holds the mention also holds.
    pub label: Label,
}

impl Mention {
    /// The same mention with its label taken from another table. `None` if the other table lacks the name.
    ///
    /// `places` is what [`Labels::places_in`](crate::annotation::Labels::places_in) gave for the two tables.
    pub fn relabelled(self, places: &[Option<Label>]) -> Option<Mention> {
        places[self.label.place()].map(|label| Mention { label, ..self })
    }
}

/// A gold mention with the entity that it refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoldMention {
    /// Span and type.
    pub mention: Mention,
    /// The name of the entity (`pers:vladimir-putin`); empty if the file gives none.
    pub entity: Box<str>,
    /// The number of the line of the gold file; 1 is the first.
    pub line: u64,
}
