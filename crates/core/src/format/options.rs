//! What the user says of files that do not say it themselves.

use std::path::PathBuf;
use std::sync::Arc;

use crate::annotation::Class;
use crate::format::texts::Texts;
use crate::tags::{Repair, TagScheme};
use crate::text::offsets::Unit;

/// What the user said of files that do not say it themselves.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The unit of offsets.
    pub unit: Option<Unit>,
    /// The folder of `<id>.txt` articles for formats that hold no text.
    pub articles: Option<PathBuf>,
    /// The texts of the articles that answers of chat models are about.
    pub texts: Option<Arc<Texts>>,
    /// How a line of a column file begins that is a comment and no token.
    pub comment: Option<String>,
    /// The column of the token in column files.
    pub token_column: Option<usize>,
    /// The column of the tag in column files.
    pub tag_column: Option<usize>,
    /// The scheme of tags; detected where it is not given.
    pub scheme: Option<TagScheme>,
    /// How tags are read that their scheme forbids after the tag before them.
    pub repair: Repair,
    /// The span layer that holds the mentions of WebAnno files; the one of named entities where it is not given.
    pub layer: Option<String>,
    /// The feature of that layer that holds the type; `value`, or the only one, where it is not given.
    pub feature: Option<String>,
    /// The names of tags that are written as numbers, in their order.
    pub labels: Option<Vec<String>>,
    /// The annotator whose annotation of a task counts, by the id or the name that the file has.
    pub annotator: Option<String>,
    /// The field of a record that holds what is read, where several could: a text, mentions, or tags.
    pub field: Option<String>,
    /// What the columns of a table hold, in their order.
    pub columns: Vec<String>,
    /// Whether mentions with gaps are left out and counted. Without it they are faults.
    pub drop_discontinuous: bool,
    /// Whether articles of which an annotation says nothing at all are left out. Without it, an annotation must cover the text of all articles.
    pub annotated_only: bool,
    /// What marks a cut in segmented text and in columns of segments; where it is not given, the file shows it.
    pub marker: Option<String>,
    /// The column of the segments in files with one word per row.
    pub segment_column: Option<usize>,
    /// The map from the tags of segments to classes: the name of a shipped one and `TAG=CLASS`, with commas; where no name is given, the first that
    /// knows every tag.
    pub classes: Option<String>,
    /// The classes of clitics that the user declared.
    pub declared: Vec<Class>,
    /// Whether segments whose class the file does not tell have none. Without it, they have the class that follows from the pieces.
    pub told_classes_only: bool,
}
