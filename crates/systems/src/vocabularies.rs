//! The built-in subword tokenizers. Each stands on one crate, and behind the feature of its name.

#[cfg(feature = "sentencepiece")]
pub mod sentencepiece;
mod shelf;
#[cfg(feature = "tiktoken")]
pub mod tiktoken;
#[cfg(feature = "tokenizers")]
pub mod tokenizer_json;

pub use shelf::{Shelf, Vocabulary};
