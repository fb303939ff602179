//! The tokenizer `crf`: a learned chain over the letters of each word, whose labels are states of clitic classes.

mod spelling;
mod state;

use std::io;
use std::sync::{Arc, LazyLock};

use mihak_core::annotation::{Class, Scheme, Token};
use mihak_core::text::Span;
use mihak_core::text::words::{is_punctuation, words};

use crate::chain::{Chain, Path};
use crate::contract::Tokenizer;
use crate::failure::Failure;
use crate::models::shipped_segmenter;
use crate::tokenizers::append::push_projected;

pub use spelling::Spelling;
pub use state::State;

static SHIPPED: LazyLock<Arc<Segmenter>> =
    LazyLock::new(|| Arc::new(Segmenter::new(shipped_segmenter()).expect("the shipped model is one: a test reads it")));

/// A trained model of segments, ready to be shared.
pub struct Segmenter {
    chain: Chain,
    /// The state that each label stands for.
    states: Vec<State>,
    edge: usize,
}

impl Segmenter {
    /// The segmenter of the bytes of a model file in CRFsuite's format.
    ///
    /// `Err` if they are no such file, or if a label is no state of a letter.
    pub fn new(model: &[u8]) -> io::Result<Segmenter> {
        let mut chain = Chain::read(model)?;
        let states: Vec<State> = chain.labels().iter().map(|label| State::named(label)).collect::<io::Result<_>>()?;
        let edge = chain.label(State::Edge.name()).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "the model has no word edges"))?;
        chain.bar(|from, to| match (State::named(from), State::named(to)) {
            (Ok(from), Ok(to)) => from.leads_to(to),
            _ => false,
        });
        Ok(Segmenter { chain, states, edge })
    }
}

/// A learned segmenter. It cuts by any scheme.
///
/// Words are those of [`words`]. A conditional random field labels each letter of an Arabic word. Its attributes are the letters of that word
/// alone, so a word is cut in the same way wherever it stands. Marks follow the letter in front of them. Only cuts that the guidelines allow are
/// weighed: clitics must stand in their order, and must be written as in the closed lists.
///
/// ```
/// use mihak_core::annotation::Scheme;
/// use mihak_systems::contract::Tokenizer;
/// use mihak_systems::tokenizers::Crf;
/// let (text, mut tokens) = ("والمدينة", Vec::new());
/// Crf::new(Scheme::D3).tokenize(text, &mut tokens).unwrap();
/// let pieces: Vec<&str> = tokens.iter().map(|token| token.span.slice(text)).collect();
/// assert_eq!(pieces, ["و", "ال", "مدينة"]);
/// ```
pub struct Crf {
    scheme: Scheme,
    segmenter: Arc<Segmenter>,
    word: Spelling,
    path: Path,
    name: String,
    finest: Vec<(Span, Class)>,
    projected: Vec<(Span, Class)>,
}

impl Crf {
    /// A handle of the shipped model that cuts by `scheme`. The model is read once for all handles.
    pub fn new(scheme: Scheme) -> Crf {
        Crf::of(SHIPPED.clone(), scheme)
    }

    /// A handle of another model.
    pub fn of(segmenter: Arc<Segmenter>, scheme: Scheme) -> Crf {
        Crf { scheme, segmenter, word: Spelling::default(), path: Path::default(), name: String::new(), finest: Vec::new(), projected: Vec::new() }
    }

    /// The finest segments of one word of `text`. They cover it without gaps.
    pub fn segments(&mut self, text: &str, word: Span) -> &[(Span, Class)] {
        self.finest.clear();
        let surface = word.slice(text);
        if is_punctuation(surface) {
            self.finest.push((word, Class::Punct));
            return &self.finest;
        }
        if !self.word.read(surface) {
            self.finest.push((word, Class::Stem));
            return &self.finest;
        }
        let Segmenter { chain, states, edge } = &*self.segmenter;
        self.path.clear();
        for at in 0..self.word.len() {
            self.path.push_item(chain);
            self.word.attributes(at, &mut self.name, |attribute| self.path.add(chain, attribute));
            self.path.bar(chain, |label| states[label].may_stand(&self.word, at));
        }
        let labels = self.path.best(chain, Some(*edge));
        let mut start = word.start();
        for at in 1..=labels.len() {
            let class = states[labels[at - 1]].class();
            if at == labels.len() || states[labels[at]].opens_behind(states[labels[at - 1]]) {
                let end = word.start() + self.word.byte(at);
                self.finest.push((Span::new(text, start, end).expect("segments end behind letters, in order"), class));
                start = end;
            }
        }
        if self.finest.is_empty() {
            self.finest.push((word, Class::Stem));
        }
        &self.finest
    }
}

impl Tokenizer for Crf {
    fn tokenize(&mut self, text: &str, out: &mut Vec<Token>) -> Result<(), Failure> {
        for word in words(text) {
            self.segments(text, word);
            push_projected(self.scheme, &self.finest, &mut self.projected, out);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
