//! Every wrong word of an article as a row, with its place in the text of gold.

use crate::annotation::{Scheme, Segment, Token, Word};
use crate::measure::errors::ErrorRow;
use crate::measure::segment;
use crate::measure::unit_names::UnitNames;
use crate::measure::wordfiles::group::Group;
use crate::measure::wordfiles::join::Ranges;
use crate::measure::wordfiles::side::Words;
use crate::text::Span;
use crate::text::offsets::UnitIndex;

/// The rows of all wrong words, by the id of their article, or its number from 1.
pub(super) fn rows(gold: &Words, predicted: &Words, groups: &[Ranges], scheme: Scheme, names: &UnitNames) -> Vec<(String, ErrorRow)> {
    let mut rows = Vec::new();
    let mut open = Open::default();
    for (g, p) in groups {
        let group = Group::new(gold, g.clone(), predicted, p.clone());
        let mut tokens = group.tokens.iter().peekable();
        for (word, at) in group.words.iter().zip(g.clone()) {
            while gold.articles.get(open.article).is_some_and(|article| article.end <= at) {
                open.end(scheme, names, &mut rows);
            }
            open.word(gold, at, word, &group.text);
            if !group.invented(at - g.start..at - g.start + 1, false).is_empty() {
                open.spoilt.push(open.words.len() - 1);
            }
            while let Some(token) = tokens.next_if(|token| token.span.start() < word.span.end()) {
                open.token(word, token);
            }
        }
    }
    open.end(scheme, names, &mut rows);
    rows
}

/// An article of gold in the making: its text from the first word on.
#[derive(Default)]
struct Open {
    article: usize,
    text: String,
    words: Vec<Word>,
    tokens: Vec<Token>,
    /// The numbers of the words in which the prediction has a piece that stands nowhere.
    spoilt: Vec<usize>,
    /// Where the text begins in that of its document.
    base: usize,
}

impl Open {
    /// Adds a word of gold with its segments.
    fn word(&mut self, gold: &Words, at: usize, word: &Word, text: &str) {
        let surface = word.span.slice(text);
        let start = match (gold.span(at), gold.text(at)) {
            (Some(span), Some(text)) => {
                if self.words.is_empty() {
                    self.base = if gold.are_sentences { span.start() } else { 0 };
                }
                self.text.push_str(&text[(self.base + self.text.len()).min(span.start())..span.end()]);
                span.start() - self.base
            }
            _ => {
                self.text.push_str(if self.text.is_empty() { "" } else { " " });
                self.text.push_str(surface);
                self.text.len() - surface.len()
            }
        };
        let moved = |span: Span| {
            let from = span.start() - word.span.start() + start;
            Span::new(&self.text, from, from + span.len()).expect("the word stands in the text of its article")
        };
        let segments = word.segments.iter().map(|segment| Segment { span: moved(segment.span), ..segment.clone() }).collect();
        let span = moved(word.span);
        self.words.push(Word { span, segments });
    }

    /// Adds a token that begins in the last word or in front of it; what stands in none of its letters is left out.
    fn token(&mut self, word: &Word, token: &Token) {
        let Some(last) = self.words.last() else { return };
        let from = last.span.start() + token.span.start().saturating_sub(word.span.start());
        let to = (last.span.start() + token.span.end()).saturating_sub(word.span.start()).min(self.text.len());
        self.tokens.extend(Span::new(&self.text, from, to).map(|span| Token { span, ..*token }));
    }

    /// Ends the article.
    fn end(&mut self, scheme: Scheme, names: &UnitNames, rows: &mut Vec<(String, ErrorRow)>) {
        let article = std::mem::replace(self, Open { article: self.article + 1, ..Open::default() });
        let id = names.of(article.article);
        let mut found = Vec::new();
        segment::errors(&article.text, &article.words, &article.tokens, &article.spoilt, scheme, &mut found);
        let index = UnitIndex::chars(&article.text);
        rows.extend(found.into_iter().map(|row| (id.clone(), row.in_context(&article.text, &index))));
    }
}
