//! One article, for the functions that find hard things.

use std::borrow::Cow;

use mihak_core::annotation::{Class, GoldMention, Labels, Mention, Segment, Word};
use mihak_core::text::Span;
use mihak_core::text::words::{is_punctuation, words};

use crate::corpus::Corpus;
use crate::describe::hard::lexicon::Lexicon;

/// One article, with what all articles of its corpus say together.
pub(super) struct Scene<'a> {
    pub(super) text: &'a str,
    /// The gold's words, or those of the word rule, each one segment.
    pub(super) words: Cow<'a, [Word]>,
    /// Whether `words` are the gold's.
    is_cut: bool,
    pub(super) mentions: &'a [GoldMention],
    labels: &'a Labels,
    pub(super) lexicon: &'a Lexicon,
}

impl<'a> Scene<'a> {
    pub(super) fn new(corpus: &'a Corpus, at: usize, lexicon: &'a Lexicon) -> Scene<'a> {
        let text = &corpus.articles[at].text;
        let words = match &corpus.gold.words {
            Some(words) => Cow::Borrowed(&words[at][..]),
            None => Cow::Owned(uncut(text)),
        };
        let mentions = corpus.gold.mentions.as_ref().map_or(&[][..], |mentions| &mentions[at]);
        Scene { text, words, is_cut: corpus.gold.words.is_some(), mentions, labels: &corpus.gold.labels, lexicon }
    }

    /// The spans of the words that are no punctuation and for which this holds of their text.
    pub(super) fn words_where(&self, holds: impl Fn(&str) -> bool) -> Vec<Span> {
        let spans = self.words.iter().map(|word| word.span);
        spans.filter(|span| !is_punctuation(span.slice(self.text)) && holds(span.slice(self.text))).collect()
    }

    /// The name of the label of a mention of the article.
    pub(super) fn label(&self, mention: Mention) -> &'a str {
        self.labels.name(mention.label)
    }

    /// The words of the gold, if it has any.
    pub(super) fn gold_words(&self) -> Option<&[Word]> {
        self.is_cut.then_some(&self.words)
    }
}

/// The words of the word rule, each one segment.
fn uncut(text: &str) -> Vec<Word> {
    let whole = |span: Span| {
        let class = if is_punctuation(span.slice(text)) { Class::Punct } else { Class::Stem };
        Word { span, segments: vec![Segment { span, class, form: "".into() }] }
    };
    words(text).map(whole).collect()
}
