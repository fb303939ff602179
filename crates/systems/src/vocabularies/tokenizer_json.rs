//! The builtin `tokenizer-json`: subword tokenizers of Hugging Face in a file `tokenizer.json`, which the crate tokenizers reads.

use std::sync::Arc;

use mihak_core::annotation::Subword;
use mihak_core::error::Result;
use tokenizers::{PostProcessorWrapper, Tokenizer};

use crate::failure::{Failure, malformed};
use crate::source::{Files, Source};
use crate::subwords::Facts;
use crate::vocabularies::shelf::{Shelf, Vocabulary};

/// The crate that does the work, with the version of `Cargo.lock`.
pub const BY: &str = "tokenizers 0.23.2";

/// The source of the tokenizer in the file that the option `file` names.
pub fn source(options: toml::Table, files: Arc<dyn Files>) -> Result<Box<dyn Source>> {
    Ok(Box::new(Shelf::of_file(BY, options, files, |bytes| Ok(Arc::new(Json::read(bytes)?)))?))
}

struct Json {
    tokenizer: Tokenizer,
    facts: Facts,
}

impl Json {
    fn read(bytes: &[u8]) -> Result<Json> {
        let written: serde_json::Value =
            serde_json::from_slice(bytes).map_err(|error| malformed("is not JSON, and so no tokenizer.json").because(error))?;
        let mut tokenizer = Tokenizer::from_bytes(bytes).map_err(|error| malformed(format!("is no tokenizer.json: {error}")))?;
        // Such a file may cut or fill texts to the length that its model takes, trim the places of tokens, and put tokens around a text.
        tokenizer.with_truncation(None).map_err(|error| malformed(format!("truncation cannot be switched off: {error}")))?;
        tokenizer.with_padding(None);
        tokenizer.with_post_processor(None::<PostProcessorWrapper>);
        // A text that looks like a special token is text.
        tokenizer.set_encode_special_tokens(true);
        let model = &written["model"];
        let unknown = match (&model["unk_token"], &model["unk_id"]) {
            (serde_json::Value::String(token), _) => tokenizer.token_to_id(token),
            (_, id) => id.as_u64().and_then(|id| u32::try_from(id).ok()),
        };
        let tokens: Vec<(u32, Vec<u8>)> = tokenizer.get_vocab(true).into_iter().map(|(token, id)| (id, token.into_bytes())).collect();
        if tokens.is_empty() {
            return Err(malformed("has an empty vocabulary"));
        }
        Ok(Json { facts: Facts::of(tokens, unknown), tokenizer })
    }
}

impl Vocabulary for Json {
    fn encode(&self, text: &str, out: &mut Vec<Subword>) -> Result<(), Failure> {
        let encoding = self.tokenizer.encode(text, false).map_err(|error| Failure::Error(error.to_string()))?;
        // The places are bytes of the raw text. A token of some bytes of a letter has the place of the whole letter.
        let tokens = encoding.get_offsets().iter().zip(encoding.get_ids());
        out.extend(tokens.map(|(&(start, end), &id)| Subword { bytes: start..end, id: Some(id) }));
        Ok(())
    }

    fn decode(&self, ids: &[u32]) -> Result<String, Failure> {
        self.tokenizer.decode(ids, false).map_err(|error| Failure::Error(error.to_string()))
    }

    fn facts(&self) -> &Facts {
        &self.facts
    }
}
