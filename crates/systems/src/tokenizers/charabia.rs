//! The tokenizer `charabia`: the segmenter of the search engine Meilisearch.

use charabia::TokenizerBuilder;
use mihak_core::annotation::Token;

use crate::contract::Tokenizer;
use crate::failure::Failure;
use crate::tokenizers::append::push;

/// Cuts as charabia does, at the places of its segments in the raw text. charabia splits ال off every word, even if it belongs to the stem.
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
