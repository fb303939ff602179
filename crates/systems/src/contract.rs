//! What a system is: the traits that tokenizers and extractors implement.

use std::sync::Arc;

use mihak_core::annotation::{Labels, Mention, Token};

use crate::failure::Failure;

/// A system that cuts text into tokens.
///
/// Implementations append to `out` tokens that are sorted, do not overlap and hold no white space at their edges; `out` is
/// empty when they are called. The harness verifies every answer.
pub trait Tokenizer: Send {
    /// Appends the tokens of `text`, in order.
    fn tokenize(&mut self, text: &str, out: &mut Vec<Token>) -> Result<(), Failure>;
}

/// A system that finds entities in text.
///
/// Implementations append to `out`, in any order; mentions may nest. The harness verifies every answer.
pub trait Extractor: Send {
    /// The inventory: the table in which the labels of all its mentions are places. It stays the same.
    fn labels(&self) -> &Arc<Labels>;

    /// Appends the mentions of `text`.
    fn extract(&mut self, text: &str, out: &mut Vec<Mention>) -> Result<(), Failure>;

    /// Whether the work runs in threads of its own, so that the CPU time of the calling thread says nothing about it.
    fn is_threaded(&self) -> bool {
        false
    }
}
