//! Lessons: the articles that models are trained on.

use std::collections::BTreeSet;

use mihak_core::annotation::{Article, GoldMention, Labels, Word};
use mihak_core::error::{Error, ErrorKind, Result};

/// The split that models are trained on. No other split is read.
pub const SPLIT: &str = "dev";

/// One article that models are trained on.
#[derive(Clone, Copy)]
pub struct Lesson<'a> {
    /// The id of the article.
    pub id: &'a str,
    /// Its text.
    pub text: &'a str,
    /// Its words with their segments.
    pub words: &'a [Word],
    /// Its mentions, sorted by start, longest first.
    pub mentions: &'a [GoldMention],
    /// The labels of the mentions.
    pub labels: &'a Labels,
}

/// The articles of a corpus that are of [`SPLIT`]. Words and mentions stand in the order of articles; the table holds the labels of mentions.
///
/// `Err` if there is no such article.
pub fn lessons<'a>(
    articles: &'a [Article],
    words: &'a [Vec<Word>],
    (mentions, labels): (&'a [Vec<GoldMention>], &'a Labels),
) -> Result<Vec<Lesson<'a>>> {
    let lessons: Vec<Lesson> = articles
        .iter()
        .zip(words.iter().zip(mentions))
        .filter(|(article, _)| article.split == SPLIT)
        .map(|(article, (words, mentions))| Lesson { id: &article.id, text: &article.text, words, mentions, labels })
        .collect();
    if lessons.is_empty() {
        return Err(Error::new(ErrorKind::Mismatched, format!("there is no article of the split `{SPLIT}`")));
    }
    Ok(lessons)
}

/// The ids of the articles, sorted.
pub fn ids<'a>(lessons: &[Lesson<'a>]) -> BTreeSet<&'a str> {
    lessons.iter().map(|lesson| lesson.id).collect()
}
