//! The tokenizers `whitespace` and `whitespace-punct`, with which every other tokenizer is compared.

use mihak_core::annotation::Token;
use mihak_core::text::words::is_word_char;

use crate::contract::Tokenizer;
use crate::failure::Failure;
use crate::tokenizers::append::push;

/// Cuts only at white space: بوتين، with its comma is one token.
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

/// Cuts at white space. Every character that is no letter, digit or mark is a token of its own: 15:35 is three tokens.
pub struct WhiteSpacePunctuation;

impl Tokenizer for WhiteSpacePunctuation {
    fn tokenize(&mut self, text: &str, out: &mut Vec<Token>) -> Result<(), Failure> {
        let mut start = 0;
        for (at, c) in text.char_indices() {
            if !is_word_char(c) {
                push(text, start, at, out);
                start = at + c.len_utf8();
                push(text, at, start, out);
            }
        }
        push(text, start, text.len(), out);
        Ok(())
    }
}
