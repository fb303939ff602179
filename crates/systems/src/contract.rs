//! The traits that tokenizers and extractors implement.

use std::sync::Arc;

use mihak_core::annotation::{Labels, Mention, Token};

use crate::failure::Failure;

/// A system that cuts text into tokens.
///
/// Tokens must be sorted, must not overlap, and must have no white space at their edges. Every answer is verified.
pub trait Tokenizer: Send {
    /// Appends the tokens of `text` to `out`, which is empty before the call.
    ///
    /// `Err` if there is no answer. The gold of the text then counts as missed.
    fn tokenize(&mut self, text: &str, out: &mut Vec<Token>) -> Result<(), Failure>;
}

/// A system that finds entities in text.
///
/// Mentions may stand in any order, and inside of each other. They must have no white space at their edges. Every answer is verified.
pub trait Extractor: Send {
    /// The table of the labels of all its mentions. It must stay the same as long as the system lives.
    fn labels(&self) -> &Arc<Labels>;

    /// Appends the mentions of `text` to `out`, which is empty before the call.
    ///
    /// `Err` if there is no answer. The gold of the text then counts as missed.
    fn extract(&mut self, text: &str, out: &mut Vec<Mention>) -> Result<(), Failure>;

    /// Whether the work is done in other threads. Then the CPU time of the calling thread is not the time of the work.
    fn is_threaded(&self) -> bool {
        false
    }
}
