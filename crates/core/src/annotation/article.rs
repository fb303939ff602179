//! Articles: their texts, to which all spans refer, and what is known about each.

/// The split of an article whose corpus declares none.
pub const NO_SPLIT: &str = "all";

/// One article of a corpus.
#[derive(Debug)]
pub struct Article {
    /// The file name without `.txt`.
    pub id: String,
    /// The raw text: the content of the file, with nothing trimmed or normalised.
    pub text: String,
    /// The part of the corpus that it belongs to, such as `dev` or `test`; [`NO_SPLIT`] if the corpus declares none.
    pub split: String,
    /// The genre; `None` if the corpus declares none.
    pub genre: Option<String>,
    /// The names of hard phenomena that the corpus declares for the article; often empty. Others are found in the text itself, and do not
    /// stand here.
    pub hard: Vec<String>,
}
