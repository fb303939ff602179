//! The core of Mihak: annotations of Arabic text, the files that hold them, the counts that compare gold and prediction, and the scores made
//! of these counts.
//!
//! *Gold* is what people say is in a text. A *prediction* is what a system says. Whoever wants to score from another program starts at
//! [`score::inputs::score_inputs`].
//!
//! The crate has no command line, no child process and no embedded file. It reads the files that its caller names. Modules stand in the order
//! of the flow, and each uses only those above it: characters ([`text`]), the vocabulary ([`annotation`]), files ([`tags`], [`mod@format`],
//! [`view`]), counts and intervals ([`statistics`], [`measure`], [`signature`], [`score`]), and what is odd in files ([`lint`]).

#![warn(missing_docs)]

pub mod safe;

pub mod error;
pub mod files;
pub mod hash;
mod parallel;
pub mod records;
pub mod wording;

pub mod text;

pub mod annotation;

pub mod tags;

pub mod format;

pub mod view;

pub mod statistics;

pub mod measure;

pub mod signature;

pub mod score;

pub mod lint;

pub use error::{Error, ErrorKind};
