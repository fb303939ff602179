//! Places in a text as people write them: surfaces in order, offsets, words with their segments.

use mihak_core::annotation::scheme::infer_classes;
use mihak_core::annotation::{Class, Label, Mention, Segment, Subword, Word};
use mihak_core::text::offsets::UnitIndex;
use mihak_core::text::{Span, words};
use serde::Deserialize;

/// A mention as people write it.
#[derive(Deserialize)]
#[serde(untagged)]
pub enum WrittenMention {
    Offsets(usize, usize, String),
    First(String, String),
    Nth(String, String, usize),
}

/// A subword as people write it: the next piece of the text of this kind, or bytes.
#[derive(Deserialize)]
#[serde(untagged)]
pub enum WrittenSubword {
    Next(String),
    Bytes(usize, usize),
}

impl WrittenMention {
    /// The mention; `known` has the labels.
    pub fn of(&self, place: &str, text: &str, known: impl Fn(&str) -> Option<Label>) -> Mention {
        let nth = |surface: &str, nth: usize| {
            let (at, _) = text.match_indices(surface).nth(nth.checked_sub(1)?)?;
            Span::new(text, at, at + surface.len()).ok()
        };
        let (span, label) = match self {
            WrittenMention::Offsets(start, end, label) => (UnitIndex::chars(text).span(text, *start, *end).ok(), label),
            WrittenMention::First(surface, label) => (nth(surface, 1), label),
            WrittenMention::Nth(surface, label, which) => (nth(surface, *which), label),
        };
        let span = span.unwrap_or_else(|| panic!("{place}: a mention of {label} is not in the text"));
        Mention { span, label: known(label).unwrap_or_else(|| panic!("{place}: no view knows {label}")) }
    }
}

/// The subwords of a text.
pub fn subwords(place: &str, text: &str, written: &[WrittenSubword]) -> Vec<Subword> {
    let mut at = 0;
    let subword = |subword: &WrittenSubword| {
        let bytes = match subword {
            WrittenSubword::Next(surface) => next(place, text, at, surface).range(),
            WrittenSubword::Bytes(start, end) => *start..*end,
        };
        at = bytes.end;
        Subword { bytes, id: None }
    };
    written.iter().map(subword).collect()
}

/// The spans of surfaces that follow each other in the text.
pub fn spans<'a>(place: &str, text: &str, surfaces: impl IntoIterator<Item = &'a str>) -> Vec<Span> {
    let mut at = 0;
    let span = |surface: &str| {
        let span = next(place, text, at, surface);
        at = span.end();
        span
    };
    surfaces.into_iter().map(span).collect()
}

/// A surface, and the class behind a `/`, if one stands there.
pub fn surface_and_class(written: &str) -> (&str, Option<Class>) {
    match written.rsplit_once('/').map(|(surface, class)| (surface, class.parse())) {
        Some((surface, Ok(class))) => (surface, Some(class)),
        _ => (written, None),
    }
}

/// The first place of `surface` at or behind `from`.
fn next(place: &str, text: &str, from: usize, surface: &str) -> Span {
    let at = from + text[from..].find(surface).unwrap_or_else(|| panic!("{place}: «{surface}» does not follow in the text"));
    Span::new(text, at, at + surface.len()).unwrap_or_else(|error| panic!("{place}: {error}"))
}

/// The gold words of a text, whose segments stand between `+`.
pub fn gold_words(place: &str, text: &str, written: &str) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    for word in written.split_whitespace() {
        let (surfaces, classes): (Vec<&str>, Vec<Option<Class>>) = word.split('+').map(surface_and_class).unzip();
        let span = next(place, text, out.last().map_or(0, |word| word.span.end()), &surfaces.concat());
        let inferred = if words::is_punctuation(span.slice(text)) { vec![Class::Punct] } else { infer_classes(&surfaces) };
        let mut at = span.start();
        let mut segments = Vec::new();
        for ((surface, class), inferred) in surfaces.into_iter().zip(classes).zip(inferred) {
            let span = next(place, text, at, surface);
            segments.push(Segment { span, class: class.unwrap_or(inferred), form: "".into() });
            at = span.end();
        }
        out.push(Word { span, segments });
    }
    let spans: Vec<Span> = out.iter().map(|word| word.span).collect();
    assert_eq!(spans, words::words(text).collect::<Vec<_>>(), "{place}: gold words must be the words of the text");
    out
}
