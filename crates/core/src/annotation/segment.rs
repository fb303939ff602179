//! Segments: the morphological parts of a word.

use crate::annotation::scheme::Class;
use crate::text::Span;

/// One morphological segment of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Where it stands.
    pub span: Span,
    /// Its clitic class.
    pub class: Class,
    /// The form that the spelling hides (`مدة` for مدت in مدتها); empty if it hides none.
    pub form: Box<str>,
}
