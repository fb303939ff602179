//! What is evaluated: the two traits, what they return, and the table of everything built in.

pub mod extractors;
mod registry;
pub mod tokenizers;

use std::collections::HashSet;
use std::fmt;
use std::sync::{LazyLock, Mutex};

use thiserror::Error;

use crate::scheme::{Class, Scheme};
use crate::suite::Task;
use crate::text::Span;

pub use registry::{BUILTINS, Builtin, Options, nearest, open_builtin};

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
    /// The system could not be opened.
    #[error("cannot be opened: {0}")]
    Open(String),
    /// The system reported an error, or panicked.
    #[error("failed: {0}")]
    Error(String),
    /// The answer breaks the contract: out of range, unsorted, overlapping.
    #[error("answered out of contract: {0}")]
    Malformed(String),
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
}

/// One worker's own handle of a system.
pub enum Handle {
    /// A tokenizer.
    Tokenizer(Box<dyn Tokenizer>),
    /// An extractor.
    Extractor(Box<dyn Extractor>),
}

/// What a system said about one article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Prediction {
    /// A tokenizer's answer.
    Tokens(Vec<Token>),
    /// An extractor's answer.
    Mentions(Vec<Mention>),
}

impl Handle {
    /// The system's verified answer for `text`.
    pub fn predict(&mut self, text: &str) -> Result<Prediction, Failure> {
        match self {
            Handle::Tokenizer(tokenizer) => {
                // Arabic text under the finest scheme has a token every six bytes or so.
                let mut out = Vec::with_capacity(text.len() / 6);
                tokenizer.tokenize(text, &mut out)?;
                verify_tokens(text, &out)?;
                Ok(Prediction::Tokens(out))
            }
            Handle::Extractor(extractor) => {
                let mut out = Vec::new();
                extractor.extract(text, &mut out)?;
                verify_mentions(text, &out)?;
                Ok(Prediction::Mentions(out))
            }
        }
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

type Open = dyn Fn() -> Result<Handle, Failure> + Send + Sync;

/// A system of the suite, ready to be opened as often as there are workers.
pub struct System {
    /// The name in the suite and in every result.
    pub name: String,
    /// What the system says it is: crate or program and version.
    pub version: String,
    /// What it is scored on.
    pub task: Task,
    /// The scheme that a tokenizer declares.
    pub scheme: Option<Scheme>,
    /// What the suite says it is made of: builtin and options. Two systems of one recipe and version answer alike.
    pub recipe: String,
    /// The builtin and its options as the suite writes them, so that another process can open the same system; `None` if it is no builtin.
    pub builtin: Option<(String, toml::Table)>,
    open: Box<Open>,
}

impl System {
    /// A system whose handles come from `open`.
    pub fn new(
        name: impl Into<String>,
        version: impl Into<String>,
        task: Task,
        scheme: Option<Scheme>,
        open: impl Fn() -> Result<Handle, Failure> + Send + Sync + 'static,
    ) -> System {
        System { name: name.into(), version: version.into(), task, scheme, recipe: String::new(), builtin: None, open: Box::new(open) }
    }

    /// The same system with a recipe.
    pub fn made_of(self, recipe: String) -> System {
        System { recipe, ..self }
    }

    /// The same system with the stanza that it was made from.
    pub fn built_in(self, builtin: &str, options: toml::Table) -> System {
        System { builtin: Some((builtin.into(), options)), ..self }
    }

    /// A new handle, for one worker.
    pub fn open(&self) -> Result<Handle, Failure> {
        (self.open)()
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
