//! How a tokenizer changed the text that it was given.

use crate::text::align::Uses;

/// How a tokenizer changed the text that it was given, as far as its pieces show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// The number of pieces that stand nowhere in the text. They are spurious.
    pub unplaced: u64,
    /// How often each rule placed a changed letter; rules that were not used are left out.
    pub rules: Vec<(&'static str, u64)>,
}

impl Changed {
    /// What an alignment says.
    pub fn new(unplaced: usize, rules: Uses) -> Changed {
        Changed { unplaced: unplaced as u64, rules: rules.iter().map(|(rule, times)| (rule.name(), times)).collect() }
    }
}
