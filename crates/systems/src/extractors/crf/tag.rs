//! The label of one segment: outside all mentions, the first of one, or a later one (IOB2).

use std::io;

use mihak_core::annotation::{Label, Labels};

use crate::chain::foreign;

/// The tag of one segment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tag {
    /// The segment is in no mention.
    Outside,
    /// The first segment of a mention.
    First(Label),
    /// A later segment of a mention.
    Inside(Label),
}

impl Tag {
    /// The name in the model, with a label of this table: `O`, `B-PERS`, `I-PERS`.
    pub fn name(self, labels: &Labels) -> String {
        match self {
            Tag::Outside => "O".into(),
            Tag::First(label) => format!("B-{}", labels.name(label)),
            Tag::Inside(label) => format!("I-{}", labels.name(label)),
        }
    }

    /// The tag of that name, with a label of this table. `Err` if the name is no tag, or if the table lacks its label.
    pub fn named(name: &str, labels: &Labels) -> io::Result<Tag> {
        let tag = match name.split_at_checked(2) {
            _ if name == "O" => Some(Tag::Outside),
            Some(("B-", label)) => labels.get(label).map(Tag::First),
            Some(("I-", label)) => labels.get(label).map(Tag::Inside),
            _ => None,
        };
        tag.ok_or_else(|| foreign(name))
    }

    /// The type in the name of a tag, or `None` if the tag is outside. `Err` if it is no name of a tag.
    pub fn kind(name: &str) -> io::Result<Option<&str>> {
        match name.split_at_checked(2) {
            _ if name == "O" => Ok(None),
            Some(("B-" | "I-", label)) => Ok(Some(label)),
            _ => Err(foreign(name)),
        }
    }

    /// Whether the next segment may have the tag `next`.
    pub fn leads_to(self, next: Tag) -> bool {
        match (self, next) {
            (Tag::First(here) | Tag::Inside(here), Tag::Inside(next)) => here == next,
            (Tag::Outside, Tag::Inside(_)) => false,
            _ => true,
        }
    }

    /// Whether the first segment of a line may have this tag.
    pub fn may_open(self) -> bool {
        !matches!(self, Tag::Inside(_))
    }
}
