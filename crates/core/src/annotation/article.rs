//! Articles: their characters, which are the coordinate system of everything else, and what is known about each.

/// The split of an article whose corpus declares none.
pub const NO_SPLIT: &str = "all";

/// One article. Its text is the file's content, character by character.
#[derive(Debug)]
pub struct Article {
    /// The file name without `.txt`.
    pub id: String,
    /// The raw text: nothing is trimmed or normalised.
    pub text: String,
    /// `dev`, `test`, or [`NO_SPLIT`].
    pub split: String,
    /// The genre, if the corpus declares one.
    pub genre: Option<String>,
    /// The hard things that the corpus declares; what is in its text is found besides. Empty where nothing is declared.
    pub hard: Vec<String>,
}
