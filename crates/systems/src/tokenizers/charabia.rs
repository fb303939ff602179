//! charabia, the segmenter of the Meilisearch search engine.

use charabia::TokenizerBuilder;
use mihak_core::annotation::Token;

use crate::contract::Tokenizer;
use crate::failure::Failure;
use crate::tokenizers::append::push;

/// Keeps the raw-text offsets of charabia's segments; it splits ال off every word, also where it belongs to the stem.
pub struct Charabia(charabia::Tokenizer<'static>);

impl Default for Charabia {
    fn default() -> Charabia {
        Charabia(TokenizerBuilder::<Vec<u8>>::default().into_tokenizer())
    }
}

impl Tokenizer for Charabia {
    fn tokenize(&mut self, text: &str, out: &mut Vec<Token>) -> Result<(), Failure> {
        for token in self.0.segment(text) {
            push(text, token.byte_start, token.byte_end, out);
        }
        Ok(())
    }
}
