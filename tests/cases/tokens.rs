//! Cases of tokens: tokenizers against gold words, in the text and in a text that they changed.

use mihak_core::annotation::{Changed as ChangedText, Scheme, Token, Word};
use mihak_core::measure::errors::ErrorRow;
use mihak_core::measure::key::Counts;
use mihak_core::measure::segment;
use mihak_core::text::align::align;
use serde::Deserialize;

use crate::case::Kind;
use crate::written::{gold_words, spans, surface_and_class};

fn scheme(place: &str, name: &str) -> Scheme {
    name.parse().unwrap_or_else(|said| panic!("{place}: {said}"))
}

/// Tokens against gold words, under the scheme that the tokenizer declares.
pub struct Tokens {
    pub text: String,
    pub scheme: Scheme,
    pub words: Vec<Word>,
    pub tokens: Vec<Token>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenTokens {
    text: String,
    scheme: String,
    gold: String,
    predicted: Vec<String>,
}

impl Kind for Tokens {
    const NAME: &'static str = "tokens";
    type Written = WrittenTokens;

    fn new(place: &str, written: WrittenTokens) -> Tokens {
        let WrittenTokens { text, scheme: name, gold, predicted } = written;
        let (surfaces, classes): (Vec<&str>, Vec<_>) = predicted.iter().map(|token| surface_and_class(token)).unzip();
        let spans = spans(place, &text, surfaces);
        let tokens = spans.into_iter().zip(classes).map(|(span, class)| Token { span, class }).collect();
        Tokens { scheme: scheme(place, &name), words: gold_words(place, &text, &gold), tokens, text }
    }

    fn score(&self, errors: &mut Vec<ErrorRow>) -> Counts {
        let mut counts = Counts::new();
        segment::score(&self.text, &self.words, &self.tokens, self.scheme, errors, &mut counts);
        counts
    }
}

impl Tokens {
    /// The gold segments as the declared scheme shows them.
    pub fn gold(&self) -> Vec<Token> {
        let mut segments = Vec::new();
        self.words.iter().for_each(|word| self.scheme.project(word.finest(), &mut segments));
        segments.into_iter().map(|(span, _)| Token::plain(span)).collect()
    }
}

/// Pieces of a changed text against gold words.
pub struct Changed {
    text: String,
    scheme: Scheme,
    words: Vec<Word>,
    pieces: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenChanged {
    text: String,
    scheme: String,
    gold: String,
    /// The tokens as a program sends them.
    pieces: Vec<String>,
}

impl Kind for Changed {
    const NAME: &'static str = "changed";
    type Written = WrittenChanged;

    fn new(place: &str, written: WrittenChanged) -> Changed {
        let WrittenChanged { text, scheme: name, gold, pieces } = written;
        Changed { scheme: scheme(place, &name), words: gold_words(place, &text, &gold), pieces, text }
    }

    fn score(&self, errors: &mut Vec<ErrorRow>) -> Counts {
        let aligned = align(&self.text, &self.pieces);
        let changed = ChangedText::new(aligned.unplaced(), aligned.rules);
        let tokens: Vec<Token> = aligned.spans.into_iter().flatten().map(Token::plain).collect();
        let mut counts = Counts::new();
        segment::score(&self.text, &self.words, &tokens, self.scheme, errors, &mut counts);
        segment::add_changed(&changed, self.scheme, &mut counts);
        counts
    }
}
