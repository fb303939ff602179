//! The patterns of one option, which are matched with the known names.

use anyhow::Result;
use mihak_core::wording::nearest;
use wildmatch::WildMatch;

use crate::exit::{self, Exit};

/// The patterns of one option; every name matches where there is none.
pub struct Patterns(Vec<WildMatch>);

impl Patterns {
    /// The patterns, of which each must match one of the names that there are.
    ///
    /// `Err` ends the program with [`exit::NOTHING_RAN`] and names the nearest.
    pub fn new(kind: &str, given: &[String], known: &[&str]) -> Result<Patterns> {
        let patterns: Vec<WildMatch> = given.iter().map(|pattern| WildMatch::new(pattern)).collect();
        for (pattern, text) in patterns.iter().zip(given) {
            if !known.iter().any(|name| pattern.matches(name)) {
                return Err(Exit::error(exit::NOTHING_RAN, format!("nothing selected: no {kind} `{text}`{}", nearest(text, known))));
            }
        }
        Ok(Patterns(patterns))
    }

    /// Whether one of the patterns matches the name, or there is none.
    pub fn matches(&self, name: &str) -> bool {
        self.0.is_empty() || self.0.iter().any(|pattern| pattern.matches(name))
    }
}
