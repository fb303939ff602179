//! The word boundaries of Unicode Standard Annex 29, by the unicode-segmentation crate.

use mihak_core::annotation::Token;
use unicode_segmentation::UnicodeSegmentation;

use crate::contract::Tokenizer;
use crate::failure::Failure;
use crate::tokenizers::append::push;

/// Cuts at every UAX #29 word boundary and keeps all pieces but white space.
pub struct UnicodeWords;

impl Tokenizer for UnicodeWords {
    fn tokenize(&mut self, text: &str, out: &mut Vec<Token>) -> Result<(), Failure> {
        for (at, piece) in text.split_word_bound_indices() {
            push(text, at, at + piece.len(), out);
        }
        Ok(())
    }
}
