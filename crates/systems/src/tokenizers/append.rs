//! How tokenizers append tokens: a piece without the white space around it, or the segments of a word under a scheme.

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

/// Appends the tokens of one word under a scheme, of its finest segments; `projected` is kept for its allocation.
pub fn push_projected(scheme: Scheme, finest: &[(Span, Class)], projected: &mut Vec<(Span, Class)>, out: &mut Vec<Token>) {
    projected.clear();
    scheme.project(finest.iter().copied(), projected);
    out.extend(projected.iter().map(|&(span, class)| Token { span, class: Some(class) }));
}
