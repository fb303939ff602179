//! The names that a system could have learned.

use rustc_hash::FxHashSet;

use crate::text::fold::{fold, fold_within};

/// The texts of mentions, folded. The text of a mention is called its surface.
#[derive(Clone, Debug, Default)]
pub struct Surfaces {
    all: FxHashSet<Box<str>>,
    /// The bytes of the longest: of a longer one nothing more is read.
    longest: usize,
}

impl Surfaces {
    /// Adds a surface.
    pub fn add(&mut self, surface: &str) {
        if !self.has(surface) {
            let folded = fold(surface);
            self.longest = self.longest.max(folded.len());
            self.all.insert(folded.into());
        }
    }

    /// Whether the surface is among them, compared when folded.
    pub fn has(&self, surface: &str) -> bool {
        fold_within(surface, self.longest).is_some_and(|folded| self.all.contains(&*folded))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}
