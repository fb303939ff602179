//! The normaliser of a SentencePiece model. Every byte that comes out of it knows the bytes that it came from.

use std::borrow::Cow;
use std::ops::Range;

use kitoken::{Configuration, Normalization, NormalizationReplacePattern};
use mihak_core::error::{Error, ErrorKind, Result};
use unicode_normalization::char::canonical_combining_class;

/// The mark that SentencePiece writes for a space.
const SPACE: &str = "▁";

/// A normaliser: what it does to characters, and what it does to spaces.
pub struct Normal {
    characters: Option<Configuration>,
    strips: bool,
    collapses: bool,
    /// The numbers of marks that are added in front of the text and behind it.
    added: (u32, u32),
}

/// A normalised text. Each of its bytes comes from some bytes of the raw text; marks that were added come from none.
#[derive(Default)]
pub struct Mapped {
    /// The normalised text.
    pub text: String,
    sources: Vec<(u32, u32)>,
}

impl Mapped {
    fn push(&mut self, text: &str, source: Range<usize>) {
        self.text.push_str(text);
        self.sources.resize(self.text.len(), (source.start as u32, source.end as u32));
    }

    /// Appends characters that did not change: each byte comes from itself.
    fn keep(&mut self, text: &str, from: usize) {
        self.text.push_str(text);
        self.sources.extend((from as u32..).zip(from as u32 + 1..).take(text.len()));
    }

    /// The raw bytes from which these bytes of the normalised text came.
    pub fn raw(&self, bytes: Range<usize>) -> Range<usize> {
        let (first, last) = (self.sources[bytes.start], self.sources[bytes.end - 1]);
        first.0 as usize..last.1.max(first.0) as usize
    }
}

impl Normal {
    /// The normaliser with these steps. `Err` if a step is none of SentencePiece: the places of characters cannot be followed through it.
    pub fn new(steps: Vec<Normalization>) -> Result<Normal> {
        let mut normal = Normal { characters: None, strips: false, collapses: false, added: (0, 0) };
        let mut characters = Vec::new();
        for step in steps {
            match step {
                Normalization::Unicode { .. } | Normalization::NMT | Normalization::CaseFold { .. } | Normalization::CharsMap { .. } => {
                    characters.push(step)
                }
                Normalization::Strip { character: ' ', .. } => normal.strips = true,
                Normalization::Collapse { character: ' ' } => normal.collapses = true,
                Normalization::Replace { pattern: NormalizationReplacePattern::String(pattern), replacement }
                    if pattern == " " && replacement == SPACE => {}
                Normalization::Extend { character: '▁', left, right, .. } => normal.added = (left, right),
                other => {
                    let said = format!("normalises by {other:?}, through which places cannot be followed");
                    return Err(Error::new(ErrorKind::Unsupported, said));
                }
            }
        }
        if !characters.is_empty() {
            normal.characters = Some(Configuration { normalization: characters, ..Configuration::default() });
        }
        Ok(normal)
    }

    /// The normalised text with its places. `Err` if the places cannot be followed; it says why.
    pub fn map(&self, text: &str) -> Result<Mapped, String> {
        let characters = match &self.characters {
            None => {
                let mut same = Mapped::default();
                same.keep(text, 0);
                same
            }
            Some(steps) => followed(steps, text)?,
        };
        Ok(self.spaced(&characters, text.len()))
    }

    /// The same text with a mark for every space, or for every run of spaces, and with the added marks.
    fn spaced(&self, from: &Mapped, len: usize) -> Mapped {
        let trimmed = if self.strips { from.text.trim_matches(' ') } else { &from.text };
        let first = if self.strips { from.text.len() - from.text.trim_start_matches(' ').len() } else { 0 };
        let mut out = Mapped::default();
        // SentencePiece makes no tokens of nothing.
        if trimmed.is_empty() {
            return out;
        }
        let start = from.sources.get(first).map_or(0, |source| source.0 as usize);
        (0..self.added.0).for_each(|_| out.push(SPACE, start..start));
        let mut rest = trimmed;
        while let Some(c) = rest.chars().next() {
            let at = first + trimmed.len() - rest.len();
            let spaces = rest.len() - rest.trim_start_matches(' ').len();
            let len = if self.collapses { spaces.max(c.len_utf8()) } else { c.len_utf8() };
            match c {
                ' ' => out.push(SPACE, from.raw(at..at + len)),
                _ => {
                    out.text.push(c);
                    out.sources.extend(&from.sources[at..at + len]);
                }
            }
            rest = &rest[len..];
        }
        let end = out.sources.last().map_or(len, |source| source.1 as usize);
        (0..self.added.1).for_each(|_| out.push(SPACE, end..end));
        out
    }
}

/// The text with its characters changed, one cluster after another. If the clusters depend on each other, one word after another.
fn followed(steps: &Configuration, text: &str) -> Result<Mapped, String> {
    let done = |part: &str| {
        let mut part = Cow::Borrowed(part);
        steps.normalize(&mut part, 0..usize::MAX);
        part.into_owned()
    };
    let whole = done(text);
    for begins in [begins_cluster, char::is_whitespace as fn(char) -> bool] {
        let mut mapped = Mapped::default();
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            let end = rest.char_indices().skip(1).find(|(_, c)| begins(*c)).map_or(rest.len(), |(end, _)| end);
            changed(&mut mapped, &rest[..end], &done(&rest[..end]), at);
            at += end;
        }
        if mapped.text == whole {
            return Ok(mapped);
        }
    }
    Err("the normaliser of the model reaches over words: places cannot be followed through it".into())
}

/// Whether nothing in front of the character combines with it: it is no mark and no part of a syllable of Hangul.
fn begins_cluster(c: char) -> bool {
    matches!(c, '\0'..='\u{2ff}' | 'ء'..='ي') || (canonical_combining_class(c) == 0 && !matches!(c, '\u{1160}'..='\u{11ff}'))
}

/// Appends what became of some characters. Equal beginnings and ends come from themselves. All of the rest comes from all of the rest.
fn changed(mapped: &mut Mapped, raw: &str, normal: &str, at: usize) {
    let head: usize = raw.chars().zip(normal.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
    let (rest, other) = (&raw[head..], &normal[head..]);
    let tail: usize = rest.chars().rev().zip(other.chars().rev()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
    mapped.keep(&raw[..head], at);
    mapped.push(&other[..other.len() - tail], at + head..at + raw.len() - tail);
    mapped.keep(&rest[rest.len() - tail..], at + raw.len() - tail);
}

#[cfg(test)]
mod tests {
    use kitoken::UnicodeNormalization;
    use proptest::prelude::*;

    use super::*;

    /// The steps that kitoken makes of a model which strips, collapses and puts a mark in front.
    fn steps(characters: &[Normalization]) -> Vec<Normalization> {
        let mut steps = characters.to_vec();
        steps.push(Normalization::Strip { character: ' ', left: u32::MAX, right: u32::MAX });
        steps.push(Normalization::Collapse { character: ' ' });
        steps.push(Normalization::Replace { pattern: " ".into(), replacement: SPACE.into() });
        steps.push(Normalization::Extend { character: '▁', left: 1, right: 0, pad: false });
        steps
    }

    proptest! {
        #[test]
        fn the_normalised_text_is_that_of_kitoken_and_its_bytes_come_from_the_text_in_order(
            text in "[اأﻻﷲ\u{64b}-\u{655}\u{200f}e\u{301}ﬁ½\u{a0} \n가\u{1100}\u{1161}]{0,20}"
        ) {
            let nfkc = Normalization::Unicode { scheme: UnicodeNormalization::NFKC };
            for characters in [vec![], vec![nfkc.clone()], vec![nfkc, Normalization::NMT]] {
                let steps = steps(&characters);
                let mapped = Normal::new(steps.clone()).unwrap().map(&text).unwrap();
                let mut whole = Cow::Borrowed(text.as_str());
                Configuration { normalization: steps, ..Configuration::default() }.normalize(&mut whole, 0..usize::MAX);
                // A text of spaces has no tokens, where kitoken would make one of the mark.
                prop_assert!(mapped.text == whole || (mapped.text.is_empty() && whole == SPACE));
                prop_assert_eq!(mapped.sources.len(), mapped.text.len());
                let mut before = (0, 0);
                for &(start, end) in &mapped.sources {
                    prop_assert!(start <= end && end as usize <= text.len());
                    prop_assert!(before.0 <= start && before.1 <= end);
                    before = (start, end);
                }
            }
        }
    }

    #[test]
    fn what_does_not_change_comes_from_itself_and_what_does_from_the_cluster() {
        let normal = Normal::new(vec![Normalization::Unicode { scheme: UnicodeNormalization::NFKC }]).unwrap();
        let mapped = normal.map("بﻻج\u{651}\u{64e}").unwrap();
        assert_eq!(mapped.text, "بلاج\u{64e}\u{651}");
        let places: Vec<Range<usize>> = (0..6).map(|letter| mapped.raw(letter * 2..letter * 2 + 2)).collect();
        assert_eq!(places, [0..2, 2..5, 2..5, 5..7, 7..11, 7..11]);
    }

    #[test]
    fn a_step_that_places_cannot_be_followed_through_is_refused() {
        let error = Normal::new(vec![Normalization::Prepend { prepend: "x".into() }]).err().unwrap();
        assert!(error.to_string().contains("places cannot be followed"), "{error}");
    }
}
