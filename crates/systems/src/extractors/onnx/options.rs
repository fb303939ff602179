//! The options of `onnx-ner`.

use std::collections::BTreeMap;

use mihak_core::error::{Error, ErrorKind, Result};
use mihak_core::tags::{Repair, TagScheme};
use serde::Deserialize;

use crate::extractors::onnx::windows::Windows;
use crate::failure::malformed;

/// The most pieces of a window, if the options do not say another number.
const MAX_TOKENS: usize = 512;

/// The number of windows in one call of the network, if the options do not say another. It makes short lines a third faster, long ones no faster.
const BATCH: usize = 8;

/// The checked options.
pub struct Options {
    /// The path of the network, an `.onnx` file.
    pub model: String,
    /// The path of the `tokenizer.json`.
    pub tokenizer: String,
    /// Where the tags of the logits are listed.
    pub labels: Labels,
    /// The scheme of the tags; `None` if it is known from their letters.
    pub scheme: Option<TagScheme>,
    /// How illegal sequences of tags are read.
    pub repair: Repair,
    /// What a word is.
    pub words: Words,
    /// How the pieces of a word agree on one tag.
    pub aggregation: Aggregation,
    /// What the network sees at a time, if it fits.
    pub passage: Cut,
    /// The number of windows in one call of the network, at least 1.
    pub batch: usize,
    max_tokens: Option<usize>,
    stride: Option<usize>,
}

/// Where the tags of the logits are listed.
pub enum Labels {
    /// In a JSON file with `id2label`, such as config.json.
    File(String),
    /// In the stanza: the place of each logit, with its tag.
    Here(BTreeMap<String, String>),
}

impl Labels {
    /// The path of the file; `None` if there is none.
    pub fn file(&self) -> Option<&String> {
        match self {
            Labels::File(path) => Some(path),
            Labels::Here(_) => None,
        }
    }
}

/// What a word is. Each word has one tag.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Words {
    /// What the pre-tokenizer of the tokenizer leaves whole.
    #[default]
    Tokenizer,
    /// A word as Mihak cuts it. The tokenizer gets one word at a time, as in the training of networks on words that are already cut.
    Mihak,
}

impl Words {
    /// The name in the stanza and in the receipt.
    pub fn name(self) -> &'static str {
        match self {
            Words::Tokenizer => "tokenizer",
            Words::Mihak => "mihak",
        }
    }
}

/// How the pieces of a word agree on one tag.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Aggregation {
    /// The most probable tag of the first piece.
    #[default]
    First,
    /// The tag whose probability, averaged over the pieces, is highest.
    Average,
}

impl Aggregation {
    /// The name in the stanza and in the receipt.
    pub fn name(self) -> &'static str {
        match self {
            Aggregation::First => "first",
            Aggregation::Average => "average",
        }
    }
}

/// What the network sees at a time, if it fits.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Cut {
    /// One line, such as a headline or a paragraph. No mention crosses a line break.
    #[default]
    Line,
    /// The whole article.
    Article,
}

impl Cut {
    /// The name in the stanza and in the receipt.
    pub fn name(self) -> &'static str {
        match self {
            Cut::Line => "line",
            Cut::Article => "article",
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
enum Mend {
    #[default]
    Conlleval,
    Discard,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    model: String,
    tokenizer: String,
    labels: toml::Value,
    scheme: Option<String>,
    #[serde(default)]
    repair: Mend,
    #[serde(default)]
    words: Words,
    #[serde(default)]
    aggregation: Aggregation,
    #[serde(default)]
    passage: Cut,
    max_tokens: Option<usize>,
    stride: Option<usize>,
    batch: Option<usize>,
}

impl Options {
    /// The options of a stanza. `Err` if one is wrong or missing; it names the option.
    pub fn new(given: toml::Table) -> Result<Options> {
        let wire: Wire = given.try_into().map_err(|error| malformed("options").because(error))?;
        let labels = match wire.labels {
            toml::Value::String(path) => Labels::File(path),
            toml::Value::Table(table) => {
                let tags = toml::Value::Table(table).try_into();
                Labels::Here(tags.map_err(|error| malformed("option `labels`: expected tags in quotes").because(error))?)
            }
            other => {
                let expected = r#"expected the path of a JSON file with `id2label`, or a table such as { 0 = "O", 1 = "B-PERS" }"#;
                return Err(malformed(format!("option `labels` is {other}")).remedy(expected));
            }
        };
        let scheme = match wire.scheme {
            Some(name) => Some(TagScheme::named(&name).ok_or_else(|| {
                let known = TagScheme::ALL.map(|scheme| format!("`{scheme}`")).join(", ");
                Error::new(ErrorKind::Unknown, format!("option `scheme`: there is no `{name}`; there are {known}"))
            })?),
            None => None,
        };
        if wire.batch == Some(0) {
            return Err(malformed("option `batch` is 0").remedy("expected 1 or more windows in one call"));
        }
        let repair = match wire.repair {
            Mend::Conlleval => Repair::Conlleval,
            Mend::Discard => Repair::Discard,
        };
        let Wire { model, tokenizer, words, aggregation, passage, max_tokens, stride, batch, .. } = wire;
        let batch = batch.unwrap_or(BATCH);
        Ok(Options { model, tokenizer, labels, scheme, repair, words, aggregation, passage, batch, max_tokens, stride })
    }

    /// How windows are cut. `positions` is the number of positions of the network; `None` if it is unknown. `special` is the number of special
    /// pieces around each window.
    ///
    /// `Err` if no room is left.
    pub fn windows(&self, positions: Option<usize>, special: usize) -> Result<Windows> {
        let most = self.max_tokens.unwrap_or_else(|| MAX_TOKENS.min(positions.unwrap_or(MAX_TOKENS)));
        if let Some(positions) = positions.filter(|&positions| most > positions) {
            let said = format!("option `max_tokens` is {most}, but the network has {positions} positions (`max_position_embeddings`)");
            return Err(malformed(said).remedy("give at most that"));
        }
        let room = most.saturating_sub(special);
        if room == 0 {
            let said = format!("option `max_tokens` is {most}, of which the tokenizer's special pieces take {special}");
            return Err(malformed(said).remedy("give more"));
        }
        let stride = self.stride.unwrap_or(room / 4);
        if stride >= room {
            let said = format!("option `stride` is {stride}, but a window holds {room} pieces of text");
            return Err(malformed(said).remedy("the overlap must be smaller"));
        }
        Ok(Windows { room, stride })
    }
}
