//! The agreement on one article.

use std::collections::BTreeMap;

use crate::annotation::{Class, Mention};
use crate::statistics::Count;
use crate::text::Span;

/// How often a name of the first side stands where a name of the second side does.
pub type Crossed<'a> = BTreeMap<(&'a str, &'a str), u64>;

/// A layer of annotation that is compared. The order is that in which figures are shown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum AgreedTask {
    /// Words and their clitics.
    Segments,
    /// Mentions.
    Entities,
}

impl AgreedTask {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            AgreedTask::Segments => "segments",
            AgreedTask::Entities => "entities",
        }
    }
}

/// What the two sides say differently of one place of a text. The order is that of the text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Difference {
    /// The place: all that either side names.
    pub span: Span,
    /// The layer.
    pub task: AgreedTask,
    /// `cut`, `class` and `form` of segments; `label`, `boundary-clitic`, `boundary` and `ref` of mentions; `only-a` and `only-b` of both.
    pub kind: &'static str,
    /// What the first side says; empty where it says nothing.
    pub a: String,
    /// What the second side says; empty where it says nothing.
    pub b: String,
}

/// The agreement on one article. In counts, tp is what both sides have, fn what the first alone has, fp what the second alone has.
#[derive(Clone, Debug, Default)]
pub struct Agreement<'a> {
    /// Words with the same segments and classes on both sides (tp), and others (fn): of those to whose segments both sides give classes.
    pub words: Count,
    /// Words with the same segments on both sides (tp), and others (fn), whatever the classes.
    pub cuts: Count,
    /// The places inside words where one can cut; tn are those where neither side does.
    pub boundaries: Count,
    /// Segments of the same place to which a side gives a restored form: the same on both sides (tp), or not (fn).
    pub forms: Count,
    /// Segments by class, in the words of `words`.
    pub classes: BTreeMap<Class, Count>,
    /// Words of which a part stands in no place of the text: they are compared in nothing.
    pub unplaced: u64,
    /// Mentions of the same span and label.
    pub strict: Count,
    /// Mentions of the same span.
    pub untyped: Count,
    /// Mentions of the same label whose spans are the same but for clitics.
    pub clitic: Count,
    /// `strict`, by label.
    pub types: BTreeMap<&'a str, Count>,
    /// The labels of mentions of the same span.
    pub labels: Crossed<'a>,
    /// The entities that mentions of the same span and label refer to, where both sides name one.
    pub references: Crossed<'a>,
    /// The same mentions one by one, and those for which one side alone names an entity.
    pub(super) named: Vec<Named<'a>>,
    /// Everything that the sides say differently.
    pub differences: Vec<Difference>,
}

/// A mention of both sides with the entities that they name; one of them may be empty.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named<'a> {
    /// The mention.
    pub mention: Mention,
    /// The name that the first side gives.
    pub a: &'a str,
    /// The name that the second side gives.
    pub b: &'a str,
}

/// An article and the agreement on it.
#[derive(Clone, Debug)]
pub struct ComparedArticle<'a> {
    /// The id.
    pub id: &'a str,
    /// The text.
    pub text: &'a str,
    /// The agreement.
    pub agreement: Agreement<'a>,
}

/// 1 in tp if both sides agree, else in fn.
pub(super) fn hit(agree: bool) -> Count {
    Count { tp: u64::from(agree), r#fn: u64::from(!agree), ..Count::default() }
}
