//! The builtin `tiktoken`: the byte-level vocabularies of OpenAI, which are a part of the crate tiktoken-rs.

use std::fmt;
use std::sync::Arc;

use mihak_core::annotation::Subword;
use mihak_core::error::{Error, ErrorKind, Result};
use mihak_core::wording::nearest;
use serde::Deserialize;
use tiktoken_rs::CoreBPE;

use crate::failure::{Failure, malformed};
use crate::source::{Files, Source};
use crate::subwords::Facts;
use crate::vocabularies::shelf::{Shelf, Vocabulary};

/// The crate that does the work, with the version of `Cargo.lock`.
pub const BY: &str = "tiktoken-rs 0.12.1";

/// The vocabularies, sorted by name. The second field is greater than the number of any token.
const VOCABULARIES: [(&str, u32, Load); 6] = [
    ("cl100k_base", 100_300, || tiktoken_rs::cl100k_base().map_err(failed)),
    ("o200k_base", 200_100, || tiktoken_rs::o200k_base().map_err(failed)),
    ("o200k_harmony", 201_100, || tiktoken_rs::o200k_harmony().map_err(failed)),
    ("p50k_base", 50_300, || tiktoken_rs::p50k_base().map_err(failed)),
    ("p50k_edit", 50_300, || tiktoken_rs::p50k_edit().map_err(failed)),
    ("r50k_base", 50_300, || tiktoken_rs::r50k_base().map_err(failed)),
];

type Load = fn() -> Result<CoreBPE, Failure>;

fn failed(error: impl fmt::Display) -> Failure {
    Failure::unopened(&error.to_string())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Options {
    vocabulary: String,
}

/// The source of the vocabulary that the option `vocabulary` names. `Err` if there is none of that name, or if there is another option.
pub fn source(options: toml::Table, _: Arc<dyn Files>) -> Result<Box<dyn Source>> {
    let Options { vocabulary } = options.try_into().map_err(|error| malformed("its only option is `vocabulary`").because(error))?;
    let Some(&(name, numbers, load)) = VOCABULARIES.iter().find(|(name, ..)| *name == vocabulary) else {
        let near = nearest(&vocabulary, &VOCABULARIES.map(|(name, ..)| name));
        return Err(Error::new(ErrorKind::Unknown, format!("no vocabulary `{vocabulary}`{near}")));
    };
    Ok(Box::new(Shelf::new(format!("{BY}, {name}"), move || {
        let vocabulary = Bytes::new(load()?, numbers);
        Ok((Arc::new(vocabulary), format!("{BY} {name}")))
    })))
}

/// A vocabulary of byte sequences. The bytes of its tokens are the text itself, so their lengths give their places.
struct Bytes {
    bpe: CoreBPE,
    /// The length of every token by its number; 0 where there is none.
    lengths: Vec<u32>,
    facts: Facts,
}

impl Bytes {
    fn new(bpe: CoreBPE, numbers: u32) -> Bytes {
        let tokens: Vec<(u32, Vec<u8>)> = (0..numbers).filter_map(|id| Some((id, bpe.decode_bytes(&[id]).ok()?))).collect();
        let mut lengths = vec![0; numbers as usize];
        tokens.iter().for_each(|(id, bytes)| lengths[*id as usize] = bytes.len() as u32);
        Bytes { facts: Facts::of(tokens, None), lengths, bpe }
    }
}

impl Vocabulary for Bytes {
    fn encode(&self, text: &str, out: &mut Vec<Subword>) -> Result<(), Failure> {
        let mut at = 0;
        // A text that looks like a special token is text.
        for id in self.bpe.encode_ordinary(text) {
            let end = at + self.lengths.get(id as usize).map_or(0, |&length| length as usize);
            out.push(Subword { bytes: at..end, id: Some(id) });
            at = end;
        }
        match at == text.len() {
            true => Ok(()),
            false => Err(Failure::Error(format!("the tokens have {at} bytes, the text {}: their places are unknown", text.len()))),
        }
    }

    fn decode(&self, ids: &[u32]) -> Result<String, Failure> {
        let bytes = self.bpe.decode_bytes(ids).map_err(|error| Failure::Error(error.to_string()))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn facts(&self) -> &Facts {
        &self.facts
    }
}
