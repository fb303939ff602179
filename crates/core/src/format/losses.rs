//! Losses: what a format cannot hold, or a reader leaves out, with how often.

use std::collections::BTreeMap;

use crate::format::document::Document;
use crate::text::Span;

/// What a format could not hold, with how often: `nested mentions` → 12.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses(BTreeMap<String, u64>);

impl Losses {
    /// Notes `times` losses of a kind; the kind is a plural noun without a comma, which separates kinds. None are noted where there were none.
    pub fn note(&mut self, kind: &str, times: usize) {
        if times > 0 {
            *self.0.entry(kind.into()).or_default() += times as u64;
        }
    }

    /// Notes the text between spans that readers do not put there again; before each span they put its joint.
    ///
    /// `gaps` is the kind of those that are white space, `outside` of those that hold more.
    pub fn note_gaps(&mut self, text: &str, spans: impl Iterator<Item = (Span, &'static str)>, gaps: &str, outside: &str) {
        let (mut end, mut odd, mut more) = (0, 0, 0);
        let mut note = |gap: &str, joint: &str| {
            odd += usize::from(gap != joint);
            more += usize::from(!gap.trim().is_empty());
        };
        for (span, joint) in spans {
            note(text.get(end..span.start()).unwrap_or_default(), joint);
            end = span.end();
        }
        note(&text[end..], "");
        self.note(gaps, odd - more);
        self.note(outside, more);
    }

    /// How often this was noted.
    pub fn times(&self, kind: &str) -> u64 {
        self.iter().filter(|(noted, _)| *noted == kind).map(|(_, times)| times).sum()
    }

    /// Adds the losses of other documents.
    pub fn merge(&mut self, other: Losses) {
        other.0.into_iter().for_each(|(kind, times)| *self.0.entry(kind).or_default() += times);
    }

    /// The kinds with their numbers, sorted.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u64)> {
        self.0.iter().map(|(kind, &times)| (kind.as_str(), times))
    }

    /// Whether everything was kept.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What a document can hold beside its mentions, and formats may not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Layer {
    Sentences,
    Tokens,
    Splits,
    /// The entities that mentions refer to.
    Entities,
}

/// The losses of documents that are written in a format that keeps only some layers.
pub(super) fn lost(documents: &[Document], kept: &[Layer]) -> Losses {
    let mut losses = Losses::default();
    for document in documents {
        let entities = document.mentions.iter().filter(|note| !note.entity.is_empty()).count();
        let layers = [
            (Layer::Sentences, "sentences", document.sentences.len()),
            (Layer::Tokens, "tokens", document.tokens.len()),
            (Layer::Splits, "cuts of tokens", document.splits.len()),
            (Layer::Entities, "entity references", entities),
        ];
        layers.into_iter().filter(|(layer, ..)| !kept.contains(layer)).for_each(|(_, kind, times)| losses.note(kind, times));
    }
    losses
}
