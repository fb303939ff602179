//! The names that an article has introduced with their cues, kept for their second mentions.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

/// The names of one article, by their folded first word.
#[derive(Default)]
pub struct KeptNames {
    names: FxHashMap<String, Vec<(Vec<String>, &'static str)>>,
}

/// No first word may open so many names that looking them all up were no longer constant.
const NAMES_PER_WORD: usize = 4;

impl KeptNames {
    /// Keeps a name of at least one word.
    pub fn add(&mut self, words: Vec<String>, label: &'static str) {
        let Some(first) = words.first().filter(|_| words.len() <= 5) else { return };
        let names = self.names.entry(first.clone()).or_default();
        if names.len() < NAMES_PER_WORD && !names.iter().any(|(known, _)| known[..] == words[1..]) {
            names.push((words[1..].to_vec(), label));
            names.sort_by_key(|(rest, _)| Reverse(rest.len()));
        }
    }

    /// The names that begin with this word: the words after it and the label of each, longest first.
    pub fn behind(&self, first: &str) -> &[(Vec<String>, &'static str)] {
        self.names.get(first).map_or(&[], Vec::as_slice)
    }
}
