//! The tokenizer `unicode-words`: the word boundaries of Unicode (UAX #29), by the crate unicode-segmentation.

use mihak_core::annotation::Token;
use unicode_segmentation::UnicodeSegmentation;

use crate::contract::Tokenizer;
use crate::failure::Failure;
use crate::tokenizers::append::push;

/// Cuts at every word boundary of UAX #29, and keeps all pieces except white space.
pub struct UnicodeWords;

impl Tokenizer for UnicodeWords {
    fn tokenize(&mut self, text: &str, out: &mut Vec<Token>) -> Result<(), Failure> {
        for (at, piece) in text.split_word_bound_indices() {
            push(text, at, at + piece.len(), out);
        }
        Ok(())
    }
}
