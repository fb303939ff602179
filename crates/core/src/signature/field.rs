//! The fields of a signature, and the values that each may have.

use crate::measure::declared::Undefined;
use crate::measure::overlap::Overlap;

/// A field of a signature. The fields are in the order of the line.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Field {
    /// What is annotated.
    Task,
    /// What counts as right.
    Match,
    /// How exactly the ends of a mention must agree.
    Bound,
    /// Which spellings are one.
    Orth,
    /// The view of mentions, or the scheme of tokens.
    View,
    /// The text and its gold: `news@1.0#3fa9c1d2`, or `gold.conll#3fa9c1d2` for a file.
    Corpus,
    /// The part of the corpus, such as `test`.
    Split,
    /// The scheme by which tags were read.
    Tags,
    /// How tags that break that scheme were read.
    Repair,
    /// What counts as one article where files are scored: a document, a sentence, or a run of neighbours.
    Unit,
    /// The share of a gold mention that a predicted one must at least share with it to overlap.
    Overlap,
    /// What an undefined ratio counts as in a mean over labels.
    Undefined,
    /// How the replicates of intervals were drawn.
    Boot,
    /// The revision of the definitions.
    Scorer,
}

impl Field {
    /// Every field, in the order of the line.
    pub const ALL: [Field; 14] = [
        Field::Task,
        Field::Match,
        Field::Bound,
        Field::Orth,
        Field::View,
        Field::Corpus,
        Field::Split,
        Field::Tags,
        Field::Repair,
        Field::Unit,
        Field::Overlap,
        Field::Undefined,
        Field::Boot,
        Field::Scorer,
    ];

    /// The fields that only some matches depend on. Lines of other matches lack them.
    pub const OF_SOME: [Field; 2] = [Field::Overlap, Field::Undefined];

    /// The name in the line.
    pub fn name(self) -> &'static str {
        match self {
            Field::Task => "task",
            Field::Match => "match",
            Field::Bound => "bound",
            Field::Orth => "orth",
            Field::View => "view",
            Field::Corpus => "corpus",
            Field::Split => "split",
            Field::Tags => "tags",
            Field::Repair => "repair",
            Field::Unit => "unit",
            Field::Overlap => "overlap",
            Field::Undefined => "undefined",
            Field::Boot => "boot",
            Field::Scorer => "scorer",
        }
    }

    /// What is wrong with a value; `None` if nothing is.
    pub(super) fn fault(self, value: &str) -> Option<String> {
        let expected = match self {
            Field::Corpus if Corpus::parse(value).is_none() => "a name, `@` and a version where there is one, `#` and 8 hexadecimal digits",
            Field::Boot if replicates(value).is_none() => "`poisson`, the number of replicates, `@` and the seed",
            Field::Overlap if value.parse::<Overlap>().is_err() => "a share of 1 with three decimals at most",
            Field::Undefined if value.parse::<Undefined>().is_err() => "`skip` or `zero`",
            Field::Scorer if value.parse::<u32>().is_err() => "a whole number",
            _ if value.is_empty() => "a value behind the colon",
            _ => return None,
        };
        Some(format!("{} is `{value}`, expected {expected}", self.name()))
    }
}

/// The number of replicates and the seed of a `boot`.
pub(super) fn replicates(value: &str) -> Option<(u32, u64)> {
    let (resamples, seed) = value.strip_prefix("poisson")?.split_once('@')?;
    Some((resamples.parse().ok()?, seed.parse().ok()?))
}

/// The value of the field `corpus`, in its parts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Corpus<'a> {
    /// The name of the corpus, or of the file.
    pub name: &'a str,
    /// The version; `None` for a file.
    pub version: Option<&'a str>,
    /// The beginning of the hash of the content: eight hexadecimal digits.
    pub hash: &'a str,
}

impl Corpus<'_> {
    /// The corpus that a value of the field names; `None` if it names none.
    pub fn parse(value: &str) -> Option<Corpus<'_>> {
        let (named, hash) = value.rsplit_once('#')?;
        let (name, version) = named.split_once('@').map_or((named, None), |(name, version)| (name, Some(version)));
        let is_hash = hash.len() == 8 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        (is_hash && !name.is_empty()).then_some(Corpus { name, version, hash })
    }
}
