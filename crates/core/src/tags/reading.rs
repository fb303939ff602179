//! The ways in which sequences of tags can be read: by a scheme, or as other scorers read them.

use crate::tags::scheme::TagScheme;

/// How tags that break their scheme are read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Repair {
    /// Not at all: the file is refused.
    #[default]
    None,
    /// A tag that cannot continue a mention begins one. A mention that is left open ends there.
    Conlleval,
    /// A mention that is not legal from its beginning to its end is left out.
    Discard,
}

impl Repair {
    /// The name in signatures and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Repair::None => "none",
            Repair::Conlleval => "conlleval",
            Repair::Discard => "discard",
        }
    }
}

/// The rules by which tags become mentions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TagReading {
    /// The rules of a scheme.
    Scheme(TagScheme, Repair),
    /// The rules of conlleval.pl. It knows no schemes.
    Conlleval,
    /// The rules of seqeval in its default mode. They are the same for all schemes.
    Seqeval,
    /// The rules of seqeval in its strict mode, for a scheme. seqeval does not know IO and BMEWO; they are read with [`Repair::Discard`].
    SeqevalStrict(TagScheme),
    /// The rules of nervaluate: every letter but B continues a mention.
    Nervaluate,
}
