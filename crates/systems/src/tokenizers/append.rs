//! What several tokenizers append: a piece without the white space around it, or the segments of a word in a scheme.

use mihak_core::annotation::{Class, Scheme, Token};
use mihak_core::text::Span;

/// Appends the token `start..end` (bytes) without the white space at its edges, unless nothing is left.
pub fn push(text: &str, start: usize, end: usize, out: &mut Vec<Token>) {
    let piece = &text[start..end];
    let head = piece.len() - piece.trim_start().len();
    let tail = piece.trim_end().len();
    if head < tail {
        out.push(Token::plain(Span::new(text, start + head, start + tail).expect("a trimmed piece has whole characters")));
    }
}

/// Appends the tokens of one word in a scheme. `finest` are its finest segments; `projected` is memory that is used again.
pub fn push_projected(scheme: Scheme, finest: &[(Span, Class)], projected: &mut Vec<(Span, Class)>, out: &mut Vec<Token>) {
    projected.clear();
    scheme.project(finest.iter().copied(), projected);
    out.extend(projected.iter().map(|&(span, class)| Token { span, class: Some(class) }));
}
