//! White space, and white space with punctuation: the floors that every tokenizer is compared with.

use super::push;
use crate::systems::{Failure, Token, Tokenizer};
use crate::text::fold::is_invisible;
use unicode_normalization::char::is_combining_mark;

/// Cuts at white space only: بوتين، with its comma is one token.
pub struct WhiteSpace;

impl Tokenizer for WhiteSpace {
    fn tokenize(&mut self, text: &str, out: &mut Vec<Token>) -> Result<(), Failure> {
        let mut start = 0;
        for (at, c) in text.char_indices().filter(|(_, c)| c.is_whitespace()) {
            push(text, start, at, out);
            start = at + c.len_utf8();
        }
        push(text, start, text.len(), out);
        Ok(())
    }
}

/// Cuts at white space and makes every character that is no letter, digit or mark a token of its own: 15:35 is three.
pub struct WhiteSpacePunctuation;

impl Tokenizer for WhiteSpacePunctuation {
    fn tokenize(&mut self, text: &str, out: &mut Vec<Token>) -> Result<(), Failure> {
        let mut start = 0;
        for (at, c) in text.char_indices() {
            let inside = c.is_alphanumeric() || c == '\u{0640}' || is_invisible(c) || is_combining_mark(c);
            if !inside {
                push(text, start, at, out);
                start = at + c.len_utf8();
                push(text, at, start, out);
            }
        }
        push(text, start, text.len(), out);
        Ok(())
    }
}
