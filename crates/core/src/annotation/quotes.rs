//! The quotes of a chat model's answer: what it says is in the text, and where that was found.

use crate::text::Span;

/// One quote of an answer, with the type that the model gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// What the model wrote.
    pub quote: Box<str>,
    /// Its type, as the model wrote it.
    pub label: Box<str>,
    /// Where it stands in the text.
    pub found: Found,
    /// The number of places where it could stand, if the answer does not say which is meant and there are several; else 0.
    pub places: u32,
}

/// Where a quote stands in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// These characters are there.
    Exactly(Span),
    /// They are there in another spelling; the names of the rules explain the difference.
    Respelled(Span, Vec<&'static str>),
    /// Nowhere: the model made it up.
    Nowhere,
}

impl Found {
    /// The place; `None` if there is none.
    pub fn span(&self) -> Option<Span> {
        match self {
            Found::Exactly(span) | Found::Respelled(span, _) => Some(*span),
            Found::Nowhere => None,
        }
    }
}

/// What a chat model answered about one article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quotes {
    /// The quotes, in the order of the answer.
    pub all: Vec<Quote>,
    /// Items that have no quote or no type, as far as a message shows them. They are no quotes.
    pub unread: Vec<Box<str>>,
    /// The number of offsets, or numbers of occurrences, that do not lead to their quotes.
    pub strayed: u64,
    /// Whether the answer ends before it is complete. What was complete is in it.
    pub is_cut: bool,
    /// Whether the answer is JSON with faults, which were read as what they can only mean.
    pub is_broken: bool,
    /// Why the answer could not be read at all; `None` if it could.
    pub failure: Option<Box<str>>,
}

impl Quotes {
    /// An answer that could not be read, and why.
    pub fn failed(why: impl Into<Box<str>>) -> Quotes {
        Quotes { failure: Some(why.into()), ..Quotes::default() }
    }

    /// Those that stand nowhere in the text.
    pub fn nowhere(&self) -> impl Iterator<Item = &Quote> {
        self.all.iter().filter(|quote| quote.found == Found::Nowhere)
    }

    /// The same quotes in another text, into which `moved` carries their spans. A quote that has no place there stands nowhere.
    pub fn moved(mut self, moved: impl Fn(Span) -> Option<Span>) -> Quotes {
        for quote in &mut self.all {
            quote.found = match std::mem::replace(&mut quote.found, Found::Nowhere) {
                Found::Exactly(span) => moved(span).map_or(Found::Nowhere, Found::Exactly),
                Found::Respelled(span, rules) => moved(span).map_or(Found::Nowhere, |span| Found::Respelled(span, rules)),
                Found::Nowhere => Found::Nowhere,
            };
        }
        self
    }

    /// Adds the quotes of an answer about another part of the same text.
    pub fn extend(&mut self, other: Quotes) {
        self.all.extend(other.all);
        self.unread.extend(other.unread);
        self.strayed += other.strayed;
        self.is_cut |= other.is_cut;
        self.is_broken |= other.is_broken;
        self.failure = self.failure.take().or(other.failure);
    }
}
