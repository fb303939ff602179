//! How a tokenizer changed the text that it was given.

use crate::text::align::Uses;

/// How a tokenizer changed the text that it was given, as far as its pieces show. An alignment finds it:
/// [`align`](crate::text::align::align).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// The number of pieces that stand nowhere in the text. Each counts as a spurious token.
    pub unplaced: u64,
    /// The name of each rule that was used, with the number of its uses. Rules that were not used are left out.
    pub rules: Vec<(&'static str, u64)>,
}

impl Changed {
    /// The change that an alignment found: the pieces without a place, and the uses of rules.
    pub fn new(unplaced: usize, rules: Uses) -> Changed {
        Changed { unplaced: unplaced as u64, rules: rules.iter().map(|(rule, times)| (rule.name(), times)).collect() }
    }
}
