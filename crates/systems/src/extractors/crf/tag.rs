//! The label of one segment: outside all mentions, the first of one, or a later one (IOB2).

use std::io;

use mihak_core::annotation::Label;

use crate::chain::foreign;

/// What one segment is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tag {
    /// In no mention.
    Outside,
    /// The first segment of a mention.
    First(Label),
    /// A later segment of a mention.
    Inside(Label),
}

impl Tag {
    /// The name in the model: `O`, `B-PERS`, `I-PERS`.
    pub fn name(self) -> String {
        match self {
            Tag::Outside => "O".into(),
            Tag::First(label) => format!("B-{label}"),
            Tag::Inside(label) => format!("I-{label}"),
        }
    }

    /// The tag of that name; `Err` says that it is none.
    pub fn named(name: &str) -> io::Result<Tag> {
        match name.split_at_checked(2) {
            _ if name == "O" => Ok(Tag::Outside),
            Some(("B-", label)) => Ok(Tag::First(Label::new(label))),
            Some(("I-", label)) => Ok(Tag::Inside(Label::new(label))),
            _ => Err(foreign(name)),
        }
    }

    /// Whether the next segment may be `next`.
    pub fn leads_to(self, next: Tag) -> bool {
        match (self, next) {
            (Tag::First(here) | Tag::Inside(here), Tag::Inside(next)) => here == next,
            (Tag::Outside, Tag::Inside(_)) => false,
            _ => true,
        }
    }

    /// Whether the first segment of a line may be it.
    pub fn may_open(self) -> bool {
        !matches!(self, Tag::Inside(_))
    }
}
