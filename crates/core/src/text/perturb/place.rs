//! A character of a text with what stands around it: all that a perturbation looks at.

use crate::text::fold::is_tashkeel;

/// A character of a text, with its neighbours.
pub(super) struct Place<'a> {
    pub text: &'a str,
    /// Where it begins, in bytes.
    pub at: usize,
    pub c: char,
    /// A random number that depends on the whole text and on the place of the character alone.
    pub drawn: u64,
}

impl Place<'_> {
    /// The nearest character in front that is no vowel sign.
    pub fn before(&self) -> Option<char> {
        self.text[..self.at].chars().rev().find(|&c| !is_tashkeel(c))
    }

    /// The nearest character behind that is no vowel sign.
    pub fn behind(&self) -> Option<char> {
        self.text[self.at + self.c.len_utf8()..].chars().find(|&c| !is_tashkeel(c))
    }

    /// Whether the character is drawn, as one in so many are.
    pub fn is_one_in(&self, many: u64) -> bool {
        self.drawn.is_multiple_of(many)
    }

    /// One of these, drawn; it does not depend on what [`Place::is_one_in`] says.
    pub fn one_of<T: Copy>(&self, all: &[T]) -> T {
        all[((self.drawn >> 32) % all.len() as u64) as usize]
    }
}
