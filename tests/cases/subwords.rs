//! Cases of subwords: what a vocabulary makes of a text.

use mihak_core::annotation::{Alone, Known, Subwording, Word};
use mihak_core::measure::errors::ErrorRow;
use mihak_core::measure::key::Counts;
use mihak_core::measure::subword::Measured;
use serde::Deserialize;

use crate::case::Kind;
use crate::written::{WrittenSubword, gold_words, subwords};

/// The answer of a subword tokenizer.
pub struct Subwords {
    pub text: String,
    pub words: Option<Vec<Word>>,
    pub answer: Option<Subwording>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenSubwords {
    text: String,
    /// The gold words, if the corpus has them.
    words: Option<String>,
    /// The answer; without it there was none.
    tokens: Option<Vec<WrittenSubword>>,
    #[serde(default)]
    unknown: usize,
    /// What the tokens are decoded to; without it the system has no vocabulary.
    decoded: Option<String>,
    unmarked: Option<usize>,
    #[serde(default)]
    alone: Vec<(String, usize, usize, String)>,
}

impl Kind for Subwords {
    const NAME: &'static str = "subwords";
    type Written = WrittenSubwords;

    fn new(place: &str, case: WrittenSubwords) -> Subwords {
        let words = case.words.as_ref().map(|words| gold_words(place, &case.text, words));
        let types = Measured::new(&case.text, words.as_deref()).types();
        let known = case.decoded.map(|decoded| {
            assert!(case.alone.iter().map(|(word, ..)| word.as_str()).eq(types), "{place}: `alone` must have every different word, in order");
            let types = case.alone.iter().map(|(_, bare, spaced, decoded)| Alone { bare: *bare, spaced: *spaced, decoded: decoded.clone() });
            Known { unknown: case.unknown, decoded, unmarked: case.unmarked, types: types.collect() }
        });
        let answer = case.tokens.map(|tokens| Subwording { tokens: subwords(place, &case.text, &tokens), known });
        Subwords { text: case.text, words, answer }
    }

    fn score(&self, _: &mut Vec<ErrorRow>) -> Counts {
        let mut counts = Counts::new();
        Measured::new(&self.text, self.words.as_deref()).score(self.answer.as_ref(), self.answer.is_none(), &mut counts);
        counts
    }
}
