//! The names that a system could have learned.

use rustc_hash::FxHashSet;

use crate::text::fold::fold;

/// The texts of mentions, folded. The text of a mention is called its surface.
#[derive(Clone, Debug, Default)]
pub struct Surfaces(FxHashSet<Box<str>>);

impl Surfaces {
    /// Adds a surface.
    pub fn add(&mut self, surface: &str) {
        if !self.has(surface) {
            self.0.insert(fold(surface).into());
        }
    }

    /// Whether the surface is among them, compared when folded.
    pub fn has(&self, surface: &str) -> bool {
        self.0.contains(&*fold(surface))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
