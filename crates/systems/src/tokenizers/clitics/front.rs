//! The clitics in front of a stem, in the order that the language allows.

/// The clitics in front of the stem.
#[derive(Clone, Copy, Default)]
pub struct Front {
    /// و or ف.
    pub conj: bool,
    /// أ.
    pub question: bool,
    /// ب, ل or ك.
    pub prep: Option<char>,
    /// س.
    pub future: bool,
    /// The letters of the article: 0, 1 (ل after ل) or 2.
    pub article: usize,
    /// What they cost together.
    pub price: i32,
}

impl Front {
    /// The number of their letters.
    pub fn letters(self) -> usize {
        usize::from(self.conj) + usize::from(self.question) + usize::from(self.prep.is_some()) + usize::from(self.future) + self.article
    }
}
