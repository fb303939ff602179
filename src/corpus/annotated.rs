//! Articles with their gold one at a time, wherever they are: what a run needs of a corpus.

use std::borrow::Cow;

use anyhow::Result;
use mihak_core::annotation::{Labels, Mention, Word};

use crate::corpus::whole::Corpus;

/// One article with its gold.
pub struct Annotated<'a> {
    /// The raw text.
    pub text: Cow<'a, str>,
    /// The gold words; `None` if the corpus has none.
    pub words: Option<Cow<'a, [Word]>>,
    /// The gold mentions, sorted by start, longest first, with labels of the corpus; `None` if the corpus has none.
    pub mentions: Option<Vec<Mention>>,
}

/// Articles with their gold, in memory or in a file.
pub trait Articles: Sync {
    /// The name of the corpus in the suite.
    fn name(&self) -> &str;

    /// The corpus as signatures name it: `news@1.0#3fa9c1d2`.
    fn signed(&self) -> String;

    /// The labels of the mentions.
    fn labels(&self) -> &Labels;

    /// Whether there are gold words.
    fn has_words(&self) -> bool;

    /// Whether there are gold mentions.
    fn has_mentions(&self) -> bool;

    /// Files of the articles' folder that were not read.
    fn left_out(&self) -> &[String];

    /// The number of articles.
    fn len(&self) -> usize;

    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The id of the article at a place; articles are sorted by it.
    fn id(&self, at: usize) -> &str;

    /// The split of the article at a place.
    fn split(&self, at: usize) -> &str;

    /// The article at a place. `Err` if it is in a file that cannot be read.
    fn article(&self, at: usize) -> Result<Annotated<'_>>;
}

impl Articles for Corpus {
    fn name(&self) -> &str {
        &self.name
    }

    fn signed(&self) -> String {
        Corpus::signed(self)
    }

    fn labels(&self) -> &Labels {
        &self.gold.labels
    }

    fn has_words(&self) -> bool {
        self.gold.words.is_some()
    }

    fn has_mentions(&self) -> bool {
        self.gold.mentions.is_some()
    }

    fn left_out(&self) -> &[String] {
        &self.left_out
    }

    fn len(&self) -> usize {
        self.articles.len()
    }

    fn id(&self, at: usize) -> &str {
        &self.articles[at].id
    }

    fn split(&self, at: usize) -> &str {
        &self.articles[at].split
    }

    fn article(&self, at: usize) -> Result<Annotated<'_>> {
        let mentions = self.gold.mentions.as_ref().map(|mentions| mentions[at].iter().map(|gold| gold.mention).collect());
        let words = self.gold.words.as_ref().map(|words| Cow::Borrowed(&*words[at]));
        Ok(Annotated { text: Cow::Borrowed(&self.articles[at].text), words, mentions })
    }
}
