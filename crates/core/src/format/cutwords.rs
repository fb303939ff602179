//! The words of a document with their pieces, from whichever layer has them, and documents made of such words.

use crate::annotation::Class;
use crate::annotation::scheme::stated_classes;
use crate::format::document::{Document, Part, SplitToken};
use crate::format::losses::Losses;
use crate::format::options::Options;
use crate::text::Span;
use crate::text::align::align;
use crate::text::words::words;

/// A word as a file cuts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CutWord<'a> {
    /// Where it stands in the text.
    pub span: Span,
    /// Its pieces, in order; at least one.
    pub pieces: Vec<CutPiece<'a>>,
}

/// A piece of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CutPiece<'a> {
    /// The piece as its tool writes it: restored where the spelling hides it.
    pub form: &'a str,
    /// Where it stands; `None` if its form could not be placed in the word.
    pub span: Option<Span>,
    /// The class that the file tells.
    pub class: Option<Class>,
}

impl CutWord<'_> {
    /// The classes of the pieces: those of the file if it tells all of them, otherwise those that follow from the pieces.
    pub fn classes(&self) -> Vec<Class> {
        let told: Option<Vec<Class>> = self.pieces.iter().map(|piece| piece.class).collect();
        told.unwrap_or_else(|| self.stated())
    }

    /// Whether the classes are those that follow from the pieces.
    pub(super) fn has_stated_classes(&self) -> bool {
        self.classes() == self.stated()
    }

    fn stated(&self) -> Vec<Class> {
        stated_classes(&self.pieces.iter().map(|piece| piece.form).collect::<Vec<_>>())
    }
}

/// The words of a document: tokens that fall into parts and those that do not; where no token falls into parts, runs of tokens inside the words of
/// the word rule. Empty if the document has no tokens.
///
/// Universal Dependencies tells clitics in two ways: as words of a multiword token, or as tokens without a space between them.
pub fn cut_words(document: &Document) -> Vec<CutWord<'_>> {
    match document.splits.is_empty() {
        true => runs(document),
        false => split_words(document),
    }
}

/// The words of the word rule, uncut.
fn rule_words(document: &Document) -> Vec<CutWord<'_>> {
    let text = document.text.as_str();
    words(text).map(|span| CutWord { span, pieces: vec![CutPiece { form: span.slice(text), span: Some(span), class: None }] }).collect()
}

fn split_words(document: &Document) -> Vec<CutWord<'_>> {
    let text = document.text.as_str();
    let mut all: Vec<CutWord> = document.splits.iter().map(|split| CutWord { span: split.span, pieces: pieces(split, text) }).collect();
    let mut splits = document.splits.iter().map(|split| split.span).peekable();
    for &span in &document.tokens {
        while splits.next_if(|split| split.end() <= span.start()).is_some() {}
        if splits.peek().is_none_or(|split| span.end() <= split.start()) {
            all.push(CutWord { span, pieces: vec![CutPiece { form: span.slice(text), span: Some(span), class: None }] });
        }
    }
    all.sort_by_key(|word| word.span);
    all
}

fn pieces<'a>(split: &'a SplitToken, text: &'a str) -> Vec<CutPiece<'a>> {
    let piece = |part: &'a Part| {
        let form = part.span.map_or("", |span| span.slice(text));
        CutPiece { form: if part.form.is_empty() { form } else { &part.form }, span: part.span, class: part.class }
    };
    split.parts.iter().map(piece).collect()
}

/// The shortest runs of tokens that no word of the word rule and no token leaves.
fn runs(document: &Document) -> Vec<CutWord<'_>> {
    let text = document.text.as_str();
    let mut rule = words(text).peekable();
    let mut tokens = document.tokens.iter().copied().peekable();
    let mut all = Vec::new();
    while let Some(first) = tokens.next() {
        let piece = |token: Span| CutPiece { form: token.slice(text), span: Some(token), class: None };
        let mut pieces = vec![piece(first)];
        let mut end = first.end();
        loop {
            if let Some(word) = rule.next_if(|word| word.start() < end) {
                end = end.max(word.end());
            } else if let Some(token) = tokens.next_if(|token| token.start() < end) {
                end = end.max(token.end());
                pieces.push(piece(token));
            } else {
                break;
            }
        }
        all.push(CutWord { span: Span::new(text, first.start(), end).expect("tokens and words end at characters"), pieces });
    }
    all
}

/// The words of every sentence of a document that is written a sentence a line. What white space becomes is a loss: readers put one space between
/// words, and a line feed between sentences.
pub(super) fn written<'a>(document: &'a Document, losses: &mut Losses) -> Vec<Vec<CutWord<'a>>> {
    let all = sentences(document);
    let joint = |sentence, word| match (sentence, word) {
        (0, 0) => "",
        (_, 0) => "\n",
        _ => " ",
    };
    let joined = |(sentence, words): (usize, &Vec<CutWord>)| -> Vec<_> {
        words.iter().enumerate().map(|(at, word)| (word.span, joint(sentence, at))).collect()
    };
    let joined = all.iter().enumerate().flat_map(joined);
    let gaps = "gaps that are neither one space between words nor one line feed between sentences";
    losses.note_gaps(&document.text, joined, gaps, "stretches of text outside of words");
    losses.note("tokens outside of sentences that become part of one", document.outside_of_sentences(all.iter().flatten().map(|word| word.span)));
    losses.note("documents without a word", usize::from(all.is_empty()));
    losses.note(
        "documents without tokens that are cut into words",
        usize::from(!all.is_empty() && document.tokens.is_empty() && document.splits.is_empty()),
    );
    all
}

/// The words of every sentence of a document; of every line of its text where it tells no sentences. Where it has no tokens, its words are those of
/// the word rule.
pub(super) fn sentences(document: &Document) -> Vec<Vec<CutWord<'_>>> {
    let mut ends: Vec<usize> = document.sentences.iter().map(|sentence| sentence.end()).collect();
    if ends.is_empty() {
        ends.extend(document.text.match_indices('\n').map(|(at, _)| at));
    }
    let mut all: Vec<Vec<CutWord>> = Vec::new();
    let mut ends = ends.into_iter().peekable();
    let mut is_open = false;
    let words = if document.tokens.is_empty() && document.splits.is_empty() { rule_words(document) } else { cut_words(document) };
    for word in words {
        while ends.next_if(|end| *end <= word.span.start()).is_some() {
            is_open = false;
        }
        match all.last_mut().filter(|_| is_open) {
            Some(last) => last.push(word),
            None => all.push(vec![word]),
        }
        is_open = true;
    }
    all
}

/// A document that is made of words as they come.
#[derive(Debug, Default)]
pub(super) struct Builder {
    document: Document,
    /// The first token of the sentence that is open.
    first: usize,
    told_only: bool,
}

impl Builder {
    /// A document without a word.
    pub(super) fn new(id: &str, options: &Options) -> Builder {
        Builder { document: Document { id: id.into(), ..Document::default() }, first: 0, told_only: options.told_classes_only }
    }

    /// Adds a word. Its surface is that of its pieces, unless it is told; then the pieces are placed in it by the rules of spelling. Classes are
    /// those that are told, else those that follow from the pieces, unless only told ones are wanted. Tells whether every piece stands in the
    /// surface.
    pub(super) fn word(&mut self, surface: Option<&str>, pieces: &[&str], classes: Option<Vec<Class>>) -> bool {
        let joined = pieces.concat();
        let surface = surface.unwrap_or(&joined);
        if surface.is_empty() {
            return true;
        }
        let text = &mut self.document.text;
        if !text.is_empty() {
            text.push(if self.first == self.document.tokens.len() { '\n' } else { ' ' });
        }
        let start = text.len();
        text.push_str(surface);
        let inside = |from: usize, len: usize| Span::new(text, start + from, start + from + len).ok();
        let span = inside(0, surface.len()).expect("a word is not empty, and a file is smaller than 4 GiB");
        let classes: Vec<Option<Class>> = match classes {
            Some(told) => told.into_iter().map(Some).collect(),
            None if self.told_only => vec![None; pieces.len()],
            None => stated_classes(pieces).into_iter().map(Some).collect(),
        };
        let mut at = 0;
        let mut parts: Vec<Part> = Vec::with_capacity(pieces.len());
        if surface == joined {
            for (piece, class) in pieces.iter().zip(classes) {
                parts.push(Part { span: inside(at, piece.len()), form: "".into(), class });
                at += piece.len();
            }
        } else {
            let placed = align(surface, pieces).spans;
            for ((piece, own), class) in pieces.iter().zip(placed).zip(classes) {
                let form = if own.is_some_and(|own| own.slice(surface) == *piece) { "" } else { piece };
                parts.push(Part { span: own.and_then(|own| inside(own.start(), own.len())), form: form.into(), class });
            }
        }
        let is_placed = parts.iter().all(|part| part.span.is_some());
        self.document.tokens.push(span);
        self.document.splits.push(SplitToken { span, parts });
        is_placed
    }

    /// Ends the sentence, if it has a word.
    pub(super) fn sentence(&mut self) {
        if let Some((first, last)) = self.document.tokens.get(self.first).copied().zip(self.document.tokens.last().copied()) {
            self.document.sentences.push(first.to(last));
            self.first = self.document.tokens.len();
        }
    }

    /// The document.
    pub(super) fn end(mut self) -> Document {
        self.sentence();
        self.document
    }
}
