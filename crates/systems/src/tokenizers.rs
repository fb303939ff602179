//! The tokenizers that are built in, one file each.

mod charabia;
mod clitics;
pub mod crf;
mod icu;
mod plain;
mod unicode_words;

pub use charabia::Charabia;
pub use clitics::Clitics;
pub use crf::Crf;
pub use icu::Icu;
pub use plain::{WhiteSpace, WhiteSpacePunctuation};
pub use unicode_words::UnicodeWords;

use mihak_core::annotation::{Class, Scheme, Token};
use mihak_core::text::Span;

/// Appends the token `start..end` (bytes) without the white space at its edges, unless nothing is left.
fn push(text: &str, start: usize, end: usize, out: &mut Vec<Token>) {
    let piece = &text[start..end];
    let head = piece.len() - piece.trim_start().len();
    let tail = piece.trim_end().len();
    if head < tail {
        out.push(Token::plain(Span::new(text, start + head, start + tail).expect("a trimmed piece has whole characters")));
    }
}

/// Appends the tokens of one word under a scheme, of its finest segments; `projected` is kept for its allocation.
fn push_projected(scheme: Scheme, finest: &[(Span, Class)], projected: &mut Vec<(Span, Class)>, out: &mut Vec<Token>) {
    projected.clear();
    scheme.project(finest.iter().copied(), projected);
    out.extend(projected.iter().map(|&(span, class)| Token { span, class: Some(class) }));
}
