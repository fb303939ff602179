//! Text as Mihak sees it: spans of the raw text, units of offsets, Arabic folding, alignment of changed text, and words.

pub mod align;
pub mod fold;
pub mod offsets;
pub mod perturb;
pub mod span;
pub mod words;

pub use span::{Span, SpanError};
