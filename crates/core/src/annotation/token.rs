//! Tokens: the pieces that a tokenizer cuts out of text.

use crate::annotation::scheme::Class;
use crate::text::Span;

/// One piece of text that a tokenizer cut out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    /// Where the piece stands in the raw text.
    pub span: Span,
    /// The clitic class; `None` if the system does not tell.
    pub class: Option<Class>,
}

impl Token {
    /// A token without a class.
    pub fn plain(span: Span) -> Token {
        Token { span, class: None }
    }
}
