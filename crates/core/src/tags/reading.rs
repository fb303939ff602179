//! The ways in which sequences of tags are read: by a scheme, or as other scorers do.

use crate::tags::scheme::TagScheme;

/// How a sequence that breaks its scheme is read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Repair {
    /// Not at all: the file is refused.
    #[default]
    None,
    /// A tag that cannot go on with a mention begins one, and a mention that is not ended ends.
    Conlleval,
    /// A mention that is not legally begun, continued and ended is none.
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

/// How tags become mentions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TagReading {
    /// By the rules of a scheme.
    Scheme(TagScheme, Repair),
    /// As conlleval.pl reads any tags.
    Conlleval,
    /// As seqeval reads any tags unless told to be strict.
    Seqeval,
    /// As seqeval's strict mode reads the tags of a scheme; IO and BMEWO are none of its own, and read as [`Repair::Discard`] does.
    SeqevalStrict(TagScheme),
    /// As nervaluate reads tags: everything but B is inside.
    Nervaluate,
}
