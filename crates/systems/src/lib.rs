//! The built-in systems of Mihak: Arabic tokenizers and entity extractors, the traits that they implement, and verified answers.
//!
//! [`contract`] and [`subwords`] say what a system is. [`registry`] is the table of built-in systems. [`answer`] is the one place where answers
//! are verified. Nothing here starts a process. Files of models are read through [`source::Files`].
//!
//! A built-in system, or *builtin*, is opened by its name, once for each worker:
//!
//! ```
//! use std::sync::Arc;
//!
//! use mihak_systems::answer::Prediction;
//! use mihak_systems::registry::open_builtin;
//! use mihak_systems::source::Below;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut options = toml::Table::new();
//! options.insert("scheme".into(), "d3".into());
//! let system = open_builtin("clitics", options, Arc::new(Below(".".into())))?;
//!
//! let text = "وسيبحثان القضايا";
//! let answer = system.source.open()?.answer(text)?;
//! let Prediction::Tokens(tokens) = answer.prediction() else { panic!("`clitics` is a tokenizer") };
//! let shown: Vec<_> = tokens.iter().map(|token| (token.span.slice(text), token.class.unwrap().name())).collect();
//! assert_eq!(shown, [("و", "CONJ"), ("س", "FUT"), ("يبحثان", "STEM"), ("ال", "DET"), ("قضايا", "STEM")]);
//! # Ok(())
//! # }
//! ```
//!
//! # A new builtin
//!
//! A new builtin needs three things: one file in `tokenizers/` or `extractors/` with a type that implements [`contract::Tokenizer`] or
//! [`contract::Extractor`], one row of [`registry::BUILTINS`], and one stanza of `suite.toml` that names it. Word lists and models that it loads
//! stand in a static that all its handles share, so that a handle is cheap to open. This is enough to give verified answers:
//!
//! ```
//! use mihak_core::annotation::Token;
//! use mihak_core::text::Span;
//! use mihak_core::text::words::words;
//! use mihak_systems::answer::Prediction;
//! use mihak_systems::contract::Tokenizer;
//! use mihak_systems::failure::Failure;
//! use mihak_systems::handle::Handle;
//!
//! /// Splits و off every word that begins with it.
//! struct Waw;
//!
//! impl Tokenizer for Waw {
//!     fn tokenize(&mut self, text: &str, out: &mut Vec<Token>) -> Result<(), Failure> {
//!         for word in words(text) {
//!             let cut = word.start() + if word.slice(text).starts_with('و') { 'و'.len_utf8() } else { 0 };
//!             let pieces = [Span::new(text, word.start(), cut), Span::new(text, cut, word.end())];
//!             out.extend(pieces.into_iter().flatten().map(Token::plain)); // an empty piece is no span
//!         }
//!         Ok(())
//!     }
//! }
//!
//! let text = "قال وكتب";
//! let answer = Handle::Tokenizer(Box::new(Waw)).answer(text).unwrap();
//! let Prediction::Tokens(tokens) = answer.prediction() else { panic!("a tokenizer answers tokens") };
//! assert_eq!(tokens.iter().map(|token| token.span.slice(text)).collect::<Vec<_>>(), ["قال", "و", "كتب"]);
//! ```
//!
//! A token that splits a letter, or that begins before the token in front of it ends, makes the whole answer a [`failure::Failure`].

#![warn(missing_docs)]

pub mod failure;

pub mod contract;
pub mod subwords;

pub mod answer;

pub mod handle;

pub mod source;

pub mod chain;

pub mod models;

pub mod tokenizers;

pub mod extractors;

pub mod vocabularies;

pub mod train;

pub mod registry;
