//! Text as the harness sees it: spans over raw characters, offset units, Arabic folding, alignment of changed text, and the gold's words.

pub mod align;
pub mod fold;
pub mod offsets;
pub mod span;
pub mod words;

pub use span::{Span, SpanError};
