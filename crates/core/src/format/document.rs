//! Documents: what every reader returns and every writer takes.

use crate::annotation::{Class, Labels, Mention, Quote, Quotes};
use crate::error::{Error, ErrorKind, Result};
use crate::text::Span;

/// A text with its annotation, as every reader returns it and every writer takes it. All spans are in bytes of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The name: of the file, of the record, or the place in the file (`1` is the first).
    pub id: String,
    /// The raw text. Column files hold none: there it is the tokens joined by spaces, with a line feed between sentences.
    pub text: String,
    /// Sentences, sorted and disjoint; empty where the file says nothing of them.
    pub sentences: Vec<Span>,
    /// Tokens, sorted and disjoint; empty where the file says nothing of them.
    pub tokens: Vec<Span>,
    /// Tokens that fall into parts (the multiword tokens of CoNLL-U, the words of segments.csv), sorted.
    pub splits: Vec<SplitToken>,
    /// Entity mentions in the order of the file.
    pub mentions: Vec<Note>,
    /// What a chat model answered; `None` if the mentions are of no answer. Those of its quotes that stand in the text are mentions.
    pub quotes: Option<Box<Quotes>>,
}

impl Document {
    /// The label of every mention, in the order of the mentions, and then of every quote that stands nowhere; a label may come several times.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        let nowhere = self.quotes.iter().flat_map(|quotes| quotes.nowhere()).map(|quote: &Quote| &*quote.label);
        self.mentions.iter().map(|note| &*note.label).chain(nowhere)
    }

    /// How many of these spans, which are sorted, begin in no sentence; none where the document tells no sentences.
    pub(super) fn outside_of_sentences(&self, spans: impl Iterator<Item = Span>) -> usize {
        let mut sentences = self.sentences.iter().peekable();
        let is_outside = move |span: &Span| {
            while sentences.next_if(|sentence| sentence.end() <= span.start()).is_some() {}
            sentences.peek().is_none_or(|sentence| span.start() < sentence.start())
        };
        if self.sentences.is_empty() { 0 } else { spans.filter(is_outside).count() }
    }

    /// The name of a document, as the name of a file without its extension; a `/` in it makes folders.
    ///
    /// `Err` if such a file would not be read again, or would lie outside of the folder.
    pub(super) fn file_stem(&self) -> Result<&str> {
        let id = self.id.as_str();
        if id.split('/').any(|part| part.is_empty() || part.starts_with('.')) || id.contains(|c: char| c.is_control() || c == '\\') {
            return Err(Error::new(ErrorKind::Unsupported, format!("document `{id}`: its id cannot name a file")).remedy("rename it"));
        }
        Ok(id)
    }
}

/// An entity mention and where it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where the mention stands in the text.
    pub span: Span,
    /// Its type.
    pub label: Box<str>,
    /// The entity that is referred to, or empty.
    pub entity: Box<str>,
    /// The line of the file, counted from 1; 0 where the file has no lines of its own.
    pub line: u64,
}

impl Note {
    /// A mention of a line that names no entity.
    pub fn new(span: Span, label: &str, line: u64) -> Note {
        Note { span, label: label.into(), entity: "".into(), line }
    }

    /// The mention with a label of this table, or `None` if the table lacks it.
    pub fn mention(&self, labels: &Labels) -> Option<Mention> {
        labels.get(&self.label).map(|label| Mention { span: self.span, label })
    }

    /// What mentions are sorted by: their start, longest first, then their label.
    pub(super) fn order(&self) -> (usize, usize, &str) {
        (self.span.start(), usize::MAX - self.span.end(), &self.label)
    }
}

/// A token that falls into parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SplitToken {
    /// The token.
    pub span: Span,
    /// Its parts, in order; at least one.
    pub parts: Vec<Part>,
}

impl SplitToken {
    /// Whether the parts have classes and tile the token.
    pub(super) fn is_tiled(&self) -> bool {
        let mut end = self.span.start();
        let follows = self.parts.iter().all(|part| match (part.span, part.class) {
            (Some(span), Some(_)) if span.start() == end => {
                end = span.end();
                true
            }
            _ => false,
        });
        follows && end == self.span.end()
    }
}

/// A part of a token: a clitic, or what remains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Where it stands; `None` if its form cannot be placed in the token.
    pub span: Option<Span>,
    /// The form, if it differs from the text of the span; empty if it does not.
    pub form: Box<str>,
    /// The clitic class, if the file tells it.
    pub class: Option<Class>,
}
