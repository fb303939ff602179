//! The builtin `sentencepiece`: models of SentencePiece, which the crate kitoken reads and encodes with.

mod normal;

use std::collections::HashMap;
use std::mem;
use std::sync::Arc;

use kitoken::{Definition, Fallback, Kitoken, Processing, SpecialTokenKind, Token};
use mihak_core::annotation::Subword;
use mihak_core::error::{Error, ErrorKind, Result};
use normal::Normal;

use crate::failure::{Failure, malformed};
use crate::source::{Files, Source};
use crate::subwords::Facts;
use crate::vocabularies::shelf::{Shelf, Vocabulary};

/// The crate that does the work, with the version of `Cargo.lock`.
pub const BY: &str = "kitoken 0.11.1";

/// The source of the model in the file that the option `file` names.
pub fn source(options: toml::Table, files: Arc<dyn Files>) -> Result<Box<dyn Source>> {
    Ok(Box::new(Shelf::of_file(BY, options, files, |bytes| Ok(Arc::new(Pieces::read(bytes)?)))?))
}

/// A model of pieces.
///
/// kitoken gives the numbers of pieces, but not their places. So the normaliser is applied here, and every byte that comes out knows where it
/// came from. kitoken encodes the normalised text; the bytes of its pieces must be that text again.
struct Pieces {
    normal: Normal,
    encoder: Kitoken,
    pieces: HashMap<u32, Vec<u8>>,
    /// Whether an unknown piece is one byte. If not, it is one character.
    is_by_byte: bool,
    /// Whether unknown pieces in a row are one token.
    is_one: bool,
    facts: Facts,
}

impl Pieces {
    fn read(bytes: &[u8]) -> Result<Pieces> {
        let mut definition = Definition::from_sentencepiece_slice(bytes)
            .map_err(|error| malformed(format!("is no SentencePiece model that kitoken reads: {error}")))?;
        if definition.model.vocab().is_empty() {
            return Err(malformed("is no SentencePiece model: it has no pieces"));
        }
        let unknown = definition.specials.iter().find(|special| special.kind == SpecialTokenKind::Unknown).map(|special| special.id);
        let mut pieces: HashMap<u32, Vec<u8>> = definition.model.vocab().iter().map(|piece| (piece.id, piece.bytes.clone())).collect();
        // A model without one of the usual marks gives it no number.
        let marks = definition.specials.iter().filter(|special| special.id != Token::INVALID);
        pieces.extend(marks.map(|special| (special.id, special.bytes.clone())));
        let facts = Facts::of(pieces.iter().map(|(id, bytes)| (*id, bytes.clone())).collect(), unknown);
        let normal = Normal::new(mem::take(&mut definition.config.normalization))?;
        let is_by_byte = definition.config.fallback.first() == Some(&Fallback::Bytes);
        // The length of unknown text is only known for single characters. They become one token again in `encode`.
        let before = definition.config.processing.len();
        definition.config.processing.retain(|step| !matches!(step, Processing::Collapse { id } if Some(*id) == unknown));
        let is_one = definition.config.processing.len() < before;
        let encoder = Kitoken::from_definition(definition)
            .map_err(|error| Error::new(ErrorKind::Unsupported, format!("is a SentencePiece model that kitoken does not encode by: {error}")))?;
        Ok(Pieces { normal, encoder, pieces, is_by_byte, is_one, facts })
    }

    /// Reverses the pieces of the bytes of a character where they stand in reverse: kitoken gives them so if the model is a unigram.
    fn straighten(&self, text: &[u8], ids: &mut [u32]) {
        let (mut at, mut next) = (0, 0);
        while let (Some(&id), Some(rest)) = (ids.get(next), text.get(at..)) {
            if self.length(id, rest).is_none() {
                let width = character(rest).min(ids.len() - next);
                ids[next..next + width].reverse();
            }
            // If the piece still stands nowhere, the caller says so.
            let Some(len) = self.length(ids[next], rest) else { return };
            at += len;
            next += 1;
        }
    }

    /// The length in bytes of a piece where the rest of the normalised text is `rest`; `None` if the piece does not stand there.
    fn length(&self, id: u32, rest: &[u8]) -> Option<usize> {
        if Some(id) != self.facts.unknown {
            return self.pieces.get(&id).filter(|piece| rest.starts_with(piece)).map(Vec::len);
        }
        let len = if self.is_by_byte { 1 } else { character(rest) };
        (len <= rest.len()).then_some(len)
    }
}

/// The number of bytes of the character that opens `rest`.
fn character(rest: &[u8]) -> usize {
    1 + rest.iter().skip(1).take_while(|byte| **byte & 0xc0 == 0x80).count()
}

impl Vocabulary for Pieces {
    fn encode(&self, text: &str, out: &mut Vec<Subword>) -> Result<(), Failure> {
        let mapped = self.normal.map(text).map_err(Failure::Error)?;
        let kinds: &[SpecialTokenKind] = &[SpecialTokenKind::Priority];
        let mut ids = self.encoder.encode(&mapped.text, kinds).map_err(|error| Failure::Error(error.to_string()))?;
        if self.is_by_byte {
            self.straighten(mapped.text.as_bytes(), &mut ids);
        }
        let mut at = 0;
        for id in ids {
            let found = mapped.text.as_bytes().get(at..).and_then(|rest| self.length(id, rest));
            let Some(len) = found else {
                return Err(Failure::Error(format!("piece {id} does not stand at byte {at} of the normalised text: its place is unknown")));
            };
            let bytes = mapped.raw(at..at + len);
            at += len;
            match out.last_mut() {
                Some(last) if self.is_one && Some(id) == self.facts.unknown && last.id == Some(id) => last.bytes.end = bytes.end,
                _ => out.push(Subword { bytes, id: Some(id) }),
            }
        }
        match at == mapped.text.len() {
            true => Ok(()),
            false => Err(Failure::Error(format!("the pieces end at byte {at} of {} of the normalised text", mapped.text.len()))),
        }
    }

    fn decode(&self, ids: &[u32]) -> Result<String, Failure> {
        let kinds: &[SpecialTokenKind] = &[SpecialTokenKind::Priority, SpecialTokenKind::Unknown];
        let bytes = self.encoder.decode(ids, kinds).map_err(|error| Failure::Error(error.to_string()))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn facts(&self) -> &Facts {
        &self.facts
    }
}
