//! One side of a comparison: its words in their order, whatever files they came from.

use std::fmt::Write as _;

use crate::annotation::scheme::stated_classes;
use crate::annotation::{Class, Segment, Word};
use crate::format::Document;
use crate::format::cutwords::{CutWord, cut_words};
use crate::format::segmented::{Marker, Step, Text};
use crate::text::Span;
use crate::text::align::align;

/// The words of one side, in articles: documents, or the sentences of a file that marks none.
pub struct Words<'a> {
    source: Source<'a>,
    /// The articles, in order.
    pub articles: Vec<Article>,
    /// Whether they are sentences.
    pub are_sentences: bool,
}

/// An article of one side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// The id of the document; empty for a sentence.
    pub id: String,
    /// The word behind its last.
    pub end: usize,
}

enum Source<'a> {
    /// Words as segmented text writes them.
    Text(Vec<&'a str>, Marker),
    /// Words of documents: their texts, and keys that say all that is scored of a word.
    Documents(Vec<(CutWord<'a>, usize)>, Vec<&'a str>, Keys),
}

/// One text for each word, in a row.
#[derive(Default)]
struct Keys {
    text: String,
    ends: Vec<usize>,
}

/// A word that is about to be scored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scored {
    /// The word as its text has it.
    pub surface: String,
    /// Its pieces.
    pub pieces: Vec<Piece>,
}

/// A piece of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// As its tool writes it.
    pub form: String,
    /// Where it stands in the surface; `None` if it could not be placed.
    pub place: Option<(usize, usize)>,
    /// Its class.
    pub class: Class,
    /// Whether the file tells the class.
    pub is_told: bool,
}

impl<'a> Words<'a> {
    /// The words of segmented text.
    pub fn of_text(text: &Text<'a>) -> Words<'a> {
        let mut words = Vec::new();
        let (mut documents, mut sentences): (Vec<Article>, Vec<Article>) = (Vec::new(), Vec::new());
        text.each(&mut |step| match step {
            Step::Document(id) => documents.push(Article { id: id.into(), end: words.len() }),
            Step::Word(word) => words.push(word),
            Step::Sentence if sentences.last().is_none_or(|last| last.end < words.len()) && !words.is_empty() => {
                sentences.push(Article { id: String::new(), end: words.len() });
            }
            Step::Sentence => {}
        });
        // A document ends where the next begins.
        let ends: Vec<usize> = documents.iter().skip(1).map(|next| next.end).chain([words.len()]).collect();
        documents.iter_mut().zip(ends).for_each(|(document, end)| document.end = end);
        let are_sentences = documents.len() < 2;
        Words { source: Source::Text(words, text.marker.clone()), articles: if are_sentences { sentences } else { documents }, are_sentences }
    }

    /// The words of documents; a single one is as many articles as it has sentences.
    pub fn of_documents(documents: &'a [Document]) -> Words<'a> {
        let mut words: Vec<(CutWord, usize)> = Vec::new();
        let mut articles = Vec::new();
        let are_sentences = documents.len() == 1 && !documents[0].sentences.is_empty();
        for (at, document) in documents.iter().enumerate() {
            let mut ends = document.sentences.iter().map(|sentence| sentence.end()).filter(|_| are_sentences).peekable();
            for word in cut_words(document) {
                while ends.next_if(|end| *end <= word.span.start()).is_some() {
                    articles.push(Article { id: String::new(), end: words.len() });
                }
                words.push((word, at));
            }
            articles.push(Article { id: if are_sentences { String::new() } else { document.id.clone() }, end: words.len() });
        }
        if are_sentences {
            articles.dedup();
        }
        let mut keys = Keys::default();
        words.iter().for_each(|(word, at)| keys.push(word, &documents[*at].text));
        let texts = documents.iter().map(|document| document.text.as_str()).collect();
        Words { source: Source::Documents(words, texts, keys), articles, are_sentences }
    }

    /// The number of words.
    pub fn len(&self) -> usize {
        match &self.source {
            Source::Text(words, _) => words.len(),
            Source::Documents(words, ..) => words.len(),
        }
    }

    /// Whether there is no word.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What two words of this side share only if they are scored alike.
    #[inline]
    pub(super) fn key(&self, at: usize) -> &str {
        match &self.source {
            Source::Text(words, _) => words[at],
            Source::Documents(_, _, keys) => &keys.text[at.checked_sub(1).map_or(0, |before| keys.ends[before])..keys.ends[at]],
        }
    }

    /// The word.
    pub(super) fn word(&self, at: usize) -> Scored {
        match &self.source {
            Source::Text(words, marker) => {
                let pieces = marker.pieces(words[at]);
                let classes = stated_classes(&pieces.iter().map(|piece| &**piece).collect::<Vec<_>>());
                let mut end = 0;
                let mut piece = |(form, class): (&std::borrow::Cow<str>, Class)| {
                    end += form.len();
                    Piece { form: form.to_string(), place: Some((end - form.len(), end)), class, is_told: false }
                };
                Scored { surface: pieces.concat(), pieces: pieces.iter().zip(classes).map(&mut piece).collect() }
            }
            Source::Documents(words, texts, _) => {
                let (word, text) = (&words[at].0, texts[words[at].1]);
                let place = |span: Span| (span.start() - word.span.start(), span.end() - word.span.start());
                let pieces = word.pieces.iter().zip(word.classes()).map(|(piece, class)| Piece {
                    form: piece.form.into(),
                    place: piece.span.map(place),
                    class,
                    is_told: piece.class.is_some(),
                });
                Scored { surface: word.span.slice(text).into(), pieces: pieces.collect() }
            }
        }
    }

    /// The place of a word in the text of its document, where there is one.
    pub(super) fn span(&self, at: usize) -> Option<Span> {
        match &self.source {
            Source::Text(..) => None,
            Source::Documents(words, ..) => Some(words[at].0.span),
        }
    }

    /// The text of the document of a word, where there is one.
    pub(super) fn text(&self, at: usize) -> Option<&'a str> {
        match &self.source {
            Source::Text(..) => None,
            Source::Documents(words, texts, _) => Some(texts[words[at].1]),
        }
    }
}

impl Keys {
    fn push(&mut self, word: &CutWord, text: &str) {
        let out = &mut self.text;
        out.push_str(word.span.slice(text));
        for (piece, class) in word.pieces.iter().zip(word.classes()) {
            let place = piece.span.map_or((0, 0), |span| (span.start() - word.span.start(), span.end() - word.span.start()));
            let _ = write!(out, "\u{1}{}\u{2}{}-{}\u{2}{class}{}", piece.form, place.0, place.1, u8::from(piece.class.is_some()));
        }
        self.ends.push(out.len());
    }
}

impl Scored {
    /// The word as gold, whose text begins at this byte of a text; `None` if its pieces do not tile it. A word without pieces that stand in it is
    /// tried by the rules of spelling.
    pub(super) fn gold(&self, text: &str, start: usize) -> Option<Word> {
        let span = Span::new(text, start, start + self.surface.len()).ok()?;
        let mut places: Vec<Option<(usize, usize)>> = self.pieces.iter().map(|piece| piece.place).collect();
        if places.iter().any(Option::is_none) {
            let forms: Vec<&str> = self.pieces.iter().map(|piece| &*piece.form).collect();
            places = align(&self.surface, &forms).spans.into_iter().map(|span| span.map(|span| (span.start(), span.end()))).collect();
        }
        let mut end = 0;
        let mut segments = Vec::with_capacity(places.len());
        for (place, piece) in places.into_iter().zip(&self.pieces) {
            let (from, to) = place.filter(|place| place.0 == end)?;
            end = to;
            segments.push(Segment { span: Span::new(text, start + from, start + to).ok()?, class: piece.class, form: "".into() });
        }
        (end == self.surface.len()).then_some(Word { span, segments })
    }

    /// The word as gold that is not cut.
    pub(super) fn uncut(&self, text: &str, start: usize) -> Option<Word> {
        let span = Span::new(text, start, start + self.surface.len()).ok()?;
        let class = stated_classes(&[&self.surface])[0];
        Some(Word { span, segments: vec![Segment { span, class, form: "".into() }] })
    }
}
