//! What is evaluated: the three traits, what they return, and the table of everything built in.

pub mod crf;
pub mod extractors;
pub mod process;
pub mod protocol;
mod registry;
pub mod stored;
pub mod subword;
mod system;
pub mod tokenizers;
pub mod vocabularies;

use std::collections::{BTreeSet, HashSet};
use std::fmt;
use std::sync::{Arc, LazyLock, Mutex};

use thiserror::Error;

use crate::scheme::Class;
use crate::text::Span;
use crate::text::align::Uses;

use subword::{Subwording, Subwords};

pub use process::{Record, Session};
pub use registry::{BUILTINS, Builtin, Options, nearest, open_builtin};
pub use stored::Answers;
pub use system::{Source, System};

/// One piece of text that a tokenizer cut out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    /// Where the piece stands in the raw text.
    pub span: Span,
    /// The clitic class, if the system tells it.
    pub class: Option<Class>,
}

impl Token {
    /// A token without a class.
    pub fn plain(span: Span) -> Token {
        Token { span, class: None }
    }
}

/// The type of a mention, as its source writes it. Equal names are one label; copying and comparing for equality cost nothing.
#[derive(Clone, Copy, Debug)]
pub struct Label(&'static str);

// Every name is kept once, so that its address stands for it.
impl PartialEq for Label {
    fn eq(&self, other: &Label) -> bool {
        std::ptr::eq(self.0.as_ptr(), other.0.as_ptr())
    }
}

impl Eq for Label {}

impl std::hash::Hash for Label {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.as_ptr().hash(state);
    }
}

impl PartialOrd for Label {
    fn partial_cmp(&self, other: &Label) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Label {
    fn cmp(&self, other: &Label) -> std::cmp::Ordering {
        if self == other { std::cmp::Ordering::Equal } else { self.0.cmp(other.0) }
    }
}

impl Label {
    /// The label of that name.
    pub fn new(name: &str) -> Label {
        static KNOWN: LazyLock<Mutex<HashSet<&'static str>>> = LazyLock::new(Mutex::default);
        let mut known = KNOWN.lock().expect("no holder of the label table panics");
        match known.get(name) {
            Some(&name) => Label(name),
            None => {
                // Inventories are small and closed: a label lives as long as the program.
                let name: &'static str = Box::leak(name.into());
                known.insert(name);
                Label(name)
            }
        }
    }

    /// The name.
    pub fn name(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// One entity that an extractor found, or that the gold holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Mention {
    /// Where the mention stands in the raw text.
    pub span: Span,
    /// Its type.
    pub label: Label,
}

/// Why a system gave no answer that can be scored. Its gold then counts as missed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Failure {
    /// What the system needs is not there: a package, weights, a program, a feature that was not built in.
    #[error("is missing: {why}{}", if .install.is_empty() { String::new() } else { format!("; to install it: {install}") })]
    Missing {
        /// What is not there.
        why: String,
        /// The command that brings it; empty if none is known.
        install: String,
    },
    /// The system could not be opened.
    #[error("cannot be opened: {0}")]
    Open(String),
    /// The system reported an error, or panicked.
    #[error("failed: {0}")]
    Error(String),
    /// The answer breaks the contract: out of range, unsorted, overlapping.
    #[error("answered out of contract: {0}")]
    Malformed(String),
    /// The program of the system ended while it was asked.
    #[error("died: {0}")]
    Died(String),
    /// There was no answer in time.
    #[error("was too late: {0}")]
    Late(String),
    /// What came was no answer of the protocol, so that nothing behind it could be trusted.
    #[error("broke the protocol: {0}")]
    Protocol(String),
    /// The system was not asked, because it had failed on two articles in a row before.
    #[error("was given up: {0}")]
    GivenUp(String),
}

impl Failure {
    /// Whether the program of the system had to be started anew.
    pub fn is_crash(&self) -> bool {
        matches!(self, Failure::Died(_) | Failure::Late(_) | Failure::Protocol(_))
    }
}

/// A system that cuts text into tokens.
///
/// Implementations append to `out` tokens that are sorted, do not overlap and hold no white space at their edges; `out` is
/// empty when they are called. The harness verifies every answer.
pub trait Tokenizer: Send {
    /// Appends the tokens of `text`, in order.
    fn tokenize(&mut self, text: &str, out: &mut Vec<Token>) -> Result<(), Failure>;
}

/// A system that finds entities in text.
///
/// Implementations append to `out`, in any order; mentions may nest. The harness verifies every answer.
pub trait Extractor: Send {
    /// Appends the mentions of `text`.
    fn extract(&mut self, text: &str, out: &mut Vec<Mention>) -> Result<(), Failure>;

    /// Whether the work runs in threads of its own, so that the CPU time of the calling thread says nothing about it.
    fn is_threaded(&self) -> bool {
        false
    }
}

/// One worker's own handle of a system.
pub enum Handle {
    /// A tokenizer.
    Tokenizer(Box<dyn Tokenizer>),
    /// An extractor.
    Extractor(Box<dyn Extractor>),
    /// A subword tokenizer.
    Subwords(Box<dyn Subwords>),
    /// A child process of any kind.
    Process(Box<Session>),
    /// Answers that were made before.
    Stored(Arc<Answers>),
}

/// What a system said about one article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Prediction {
    /// A tokenizer's answer.
    Tokens(Vec<Token>),
    /// An extractor's answer.
    Mentions(Vec<Mention>),
    /// A subword tokenizer's answer.
    Subwords(Subwording),
}

impl Handle {
    /// The system's verified answer for `text`.
    pub fn predict(&mut self, text: &str) -> Result<Prediction, Failure> {
        self.answer(text).map(|answer| answer.prediction)
    }

    /// The same, with how the text was changed.
    pub fn answer(&mut self, text: &str) -> Result<Answer, Failure> {
        self.answer_with(text, &BTreeSet::new())
    }

    /// The same; a subword tokenizer with a vocabulary is also asked for each of these distinct words by itself.
    pub fn answer_with(&mut self, text: &str, types: &BTreeSet<&str>) -> Result<Answer, Failure> {
        match self {
            Handle::Tokenizer(tokenizer) => {
                // Arabic text under the finest scheme has a token every six bytes or so.
                let mut out = Vec::with_capacity(text.len() / 6);
                tokenizer.tokenize(text, &mut out)?;
                Answer::from(Prediction::Tokens(out)).verified(text)
            }
            Handle::Extractor(extractor) => {
                let mut out = Vec::new();
                extractor.extract(text, &mut out)?;
                Answer::from(Prediction::Mentions(out)).verified(text)
            }
            // Verified on the way, with all else that it is asked.
            Handle::Subwords(system) => Subwording::of(&mut **system, text, types).map(|answer| Prediction::Subwords(answer).into()),
            Handle::Process(session) => session.answer(text)?.verified(text),
            Handle::Stored(answers) => answers.answer(text)?.verified(text),
        }
    }
}

impl Answer {
    /// The answer, unless it breaks the contract.
    pub fn verified(self, text: &str) -> Result<Answer, Failure> {
        match &self.prediction {
            Prediction::Tokens(tokens) => verify_tokens(text, tokens)?,
            Prediction::Mentions(mentions) => verify_mentions(text, mentions)?,
            Prediction::Subwords(answer) => answer.verify(text)?,
        }
        Ok(self)
    }
}

fn verify_tokens(text: &str, tokens: &[Token]) -> Result<(), Failure> {
    let mut end = 0;
    for (at, token) in tokens.iter().enumerate() {
        verify_span(text, token.span, at)?;
        if token.span.start() < end {
            return Err(Failure::Malformed(format!("token {} ({:?}) begins before the one in front of it ends", at + 1, token.span.range())));
        }
        end = token.span.end();
    }
    Ok(())
}

fn verify_mentions(text: &str, mentions: &[Mention]) -> Result<(), Failure> {
    mentions.iter().enumerate().try_for_each(|(at, mention)| verify_span(text, mention.span, at))
}

fn verify_span(text: &str, span: Span, at: usize) -> Result<(), Failure> {
    if !span.fits(text) {
        return Err(Failure::Malformed(format!("answer {} ({:?}) is no span of the {} bytes of the article", at + 1, span.range(), text.len())));
    }
    let slice = span.slice(text);
    // No white space begins with the lead bytes of the Arabic block: most answers need no closer look.
    let arabic = |byte: u8| (0xd8..=0xdb).contains(&byte);
    let (first, last) = (slice.as_bytes()[0], slice.len().checked_sub(2).map_or(0, |at| slice.as_bytes()[at]));
    if arabic(first) && arabic(last) {
        return Ok(());
    }
    if slice.starts_with(char::is_whitespace) || slice.ends_with(char::is_whitespace) {
        return Err(Failure::Malformed(format!("answer {} ({:?}) has white space at its edge", at + 1, span.range())));
    }
    Ok(())
}

/// A prediction that is ready to be scored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What the system said, under the labels of the suite.
    pub prediction: Prediction,
    /// The number of mentions that the suite's labels drop.
    pub dropped: u64,
    /// How a tokenizer changed the text.
    pub changed: Changed,
}

/// How a tokenizer changed the text that it was given, as far as its pieces show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// The number of pieces that stand nowhere in the text. They are spurious.
    pub unplaced: u64,
    /// How often each rule placed a changed letter; rules that were not used are left out.
    pub rules: Vec<(&'static str, u64)>,
}

impl Changed {
    /// What an alignment says.
    pub fn new(unplaced: usize, rules: Uses) -> Changed {
        Changed { unplaced: unplaced as u64, rules: rules.iter().map(|(rule, times)| (rule.name(), times)).collect() }
    }
}

impl From<Prediction> for Answer {
    fn from(prediction: Prediction) -> Answer {
        Answer { prediction, dropped: 0, changed: Changed::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(Vec<Token>);
    impl Tokenizer for Fixed {
        fn tokenize(&mut self, _: &str, out: &mut Vec<Token>) -> Result<(), Failure> {
            out.extend(&self.0);
            Ok(())
        }
    }

    fn answer(made_for: &str, asked: &str, spans: &[(usize, usize)]) -> Result<Prediction, Failure> {
        let tokens = spans.iter().map(|&(a, b)| Token::plain(Span::new(made_for, a, b).unwrap())).collect();
        Handle::Tokenizer(Box::new(Fixed(tokens))).predict(asked)
    }

    #[test]
    fn answers_out_of_contract_are_failures_that_say_which_token() {
        assert!(answer("ab cd", "ab cd", &[(0, 2), (3, 5)]).is_ok());
        for (asked, spans, said) in [
            ("ab cd", &[(3, 5), (0, 2)][..], "token 2 (0..2) begins before"),
            ("ab cd", &[(0, 2), (1, 2)], "token 2 (1..2) begins before"),
            ("ab", &[(0, 2), (3, 5)], "answer 2 (3..5) is no span"),
            ("aب d", &[(0, 2)], "answer 1 (0..2) is no span"),
            ("ab cd", &[(0, 3)], "white space at its edge"),
        ] {
            let failure = answer("ab cd", asked, spans).unwrap_err().to_string();
            assert!(failure.contains(said), "{failure}");
        }
    }
}
