//! Text as the harness sees it: spans over raw characters, offset units, Arabic folding, and the gold's words.

pub mod fold;
pub mod offsets;
pub mod span;
pub mod words;

pub use span::{Span, SpanError};
