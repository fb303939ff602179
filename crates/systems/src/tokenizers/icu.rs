//! The tokenizer `icu4x`: the word segmenter of ICU4X.

use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};
use mihak_core::annotation::Token;

use crate::contract::Tokenizer;
use crate::failure::Failure;
use crate::tokenizers::append::push;

/// Cuts at every word boundary of ICU4X, and keeps all pieces except white space.
///
/// The classes of words that ICU4X gives are not used. They are wrong for Arabic words that end in a short vowel.
pub struct Icu(WordSegmenterBorrowed<'static>);

impl Icu {
    /// A segmenter with the rules that need no dictionary and no model. Arabic needs neither.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Icu {
        Icu(WordSegmenter::new_for_non_complex_scripts(WordBreakInvariantOptions::default()))
    }
}

impl Tokenizer for Icu {
    fn tokenize(&mut self, text: &str, out: &mut Vec<Token>) -> Result<(), Failure> {
        let mut start = 0;
        for end in self.0.segment_str(text).filter(|&end| end > 0) {
            push(text, start, end, out);
            start = end;
        }
        Ok(())
    }
}
