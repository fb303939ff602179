//! From a parsed CoNLL-U file to documents: text rebuilt from forms, multiword tokens as splits, tags as mentions.

use anyhow::Result;

use super::parse::{Detail, parse};
use super::treebank::{Gap, Side, Treebank};
use crate::format::{Document, File, Losses, Note, Options, Part, Split};
use crate::problem::Problems;
use crate::tags::{Chunk, Kind, Reading, Repair, Seen, Table, chunks, detect};
use crate::text::Span;

/// The documents of a file, and what of it they do not hold.
///
/// `Err` holds every fault with file and line.
pub fn documents(file: &File, options: &Options) -> Result<(Vec<Document>, Losses)> {
    let bank = parse(file, Detail::Full)?;
    let found = mentions(&bank, file, options)?;
    let mut left_out = Losses::default();
    left_out.note("empty nodes", bank.empty_nodes);
    left_out.note("`Entity` annotations", bank.entities);
    let mut found = found.into_iter().peekable();
    let documents = (0..bank.sections.len())
        .map(|section| {
            let mut builder = Builder::new(&bank);
            for sentence in bank.sentences_of(section) {
                builder.sentence(sentence);
                while let Some((_, chunk)) = found.next_if(|(place, _)| *place == sentence) {
                    builder.mention(chunk);
                }
            }
            Document { id: bank.id(section, file), ..builder.document }
        })
        .collect();
    Ok((documents, left_out))
}

/// The mentions of a file by sentence; their ends are words of the file.
fn mentions(bank: &Treebank, file: &File, options: &Options) -> Result<Vec<(usize, Chunk)>> {
    let mut found = Vec::new();
    if bank.tags.is_empty() {
        return Ok(found);
    }
    let kinds = |sentence: usize| {
        let tokens = bank.tokens_of(sentence);
        let words = bank.words_of(tokens.start).start..bank.words_of(tokens.end - 1).end;
        (words.start, bank.tags[words].iter().map(|&tag| bank.inventory.kind(tag)))
    };
    let scheme = options.scheme.unwrap_or_else(|| {
        let mut seen = Seen::default();
        for sentence in 0..bank.sentences.len() {
            let last = kinds(sentence).1.fold(Kind::OUTSIDE, |before, here| {
                seen.note(before, here);
                here
            });
            seen.note(last, Kind::OUTSIDE);
        }
        detect(&seen).scheme
    });
    let table = Table::new(Reading::Scheme(scheme, options.repair));
    let mut problems = Problems::default();
    let mut of_sentence = Vec::new();
    for sentence in 0..bank.sentences.len() {
        let (first, kinds) = kinds(sentence);
        let illegal = chunks(&table, kinds.clone(), &mut of_sentence);
        if let Some(at) = illegal.filter(|_| options.repair == Repair::None) {
            let at = first + at as usize;
            let tag = |word: usize| bank.inventory.name(bank.tags[word]);
            let behind = if at > first { format!("behind `{}`", tag(at - 1)) } else { "at the start of the sentence".into() };
            let is_end = at == first + kinds.len();
            let here = if is_end { "the end of the sentence".into() } else { format!("`{}`", tag(at)) };
            let line = bank.words[at - usize::from(is_end)].line;
            problems.line(
                &file.shown,
                u64::from(line),
                format!("{here} {behind} is illegal in {scheme}; name another scheme, or say how to repair it"),
            );
        }
        found.extend(
            of_sentence.drain(..).map(|chunk| (sentence, Chunk { start: chunk.start + first as u32, end: chunk.end + first as u32, ..chunk })),
        );
    }
    problems.into_result()?;
    Ok(found)
}

/// A document in the making.
struct Builder<'a, 'b> {
    bank: &'b Treebank<'a>,
    document: Document,
    /// The token in front of the first of the document.
    first_token: usize,
}

impl<'a, 'b> Builder<'a, 'b> {
    fn new(bank: &'b Treebank<'a>) -> Builder<'a, 'b> {
        Builder { bank, document: Document::default(), first_token: 0 }
    }

    fn told(&self, token: usize, side: Side) -> Option<std::borrow::Cow<'a, str>> {
        if self.bank.spaces.is_empty() { None } else { self.bank.told(token, side) }
    }

    /// Appends what stands between a token and the next; nothing is told behind the last of a document unless MISC does.
    fn gap(&mut self, token: usize, usual: &str) {
        match self.bank.tokens[token].gap {
            Gap::None => {}
            Gap::Space => self.document.text.push_str(usual),
            Gap::Told => {
                let told = self.told(token, Side::After);
                self.document.text.push_str(told.as_deref().unwrap_or(usual));
            }
        }
    }

    fn sentence(&mut self, sentence: usize) {
        let tokens = self.bank.tokens_of(sentence);
        match self.document.tokens.is_empty() {
            true => self.first_token = tokens.start,
            false if self.bank.tokens[tokens.start - 1].gap == Gap::Told => {}
            false => self.gap(tokens.start - 1, if self.bank.sentences[sentence].opens_paragraph { "\n" } else { " " }),
        }
        for token in tokens.clone() {
            if token > tokens.start {
                self.gap(token - 1, " ");
            }
            self.token(token);
        }
        // White space that is told behind the last token stands there whatever follows.
        if self.bank.tokens[tokens.end - 1].gap == Gap::Told {
            self.gap(tokens.end - 1, "");
        }
        let spans = &self.document.tokens[tokens.start - self.first_token..];
        let (first, last) = (spans[0], spans[spans.len() - 1]);
        self.document.sentences.push(first.to(last));
    }

    fn token(&mut self, token: usize) {
        let (bank, text) = (self.bank, &mut self.document.text);
        let row = bank.tokens[token];
        let told = |side| if bank.spaces.is_empty() { None } else { bank.told(token, side) };
        text.push_str(&told(Side::Before).unwrap_or_default());
        let start = text.len();
        text.push_str(&told(Side::Within).unwrap_or_else(|| bank.at(row.form).into()));
        let span = Span::new(text, start, text.len()).expect("forms are not empty, and a file is smaller than 4 GiB");
        self.document.tokens.push(span);
        if row.is_multiword {
            let forms: Vec<&str> = bank.words_of(token).map(|word| bank.at(bank.words[word].form)).collect();
            let parts = place(&self.document.text, span, &forms);
            self.document.splits.push(Split { span, parts });
        }
    }

    /// Where a word stands: its part of a multiword token, or the token where that is not known.
    fn word(&self, word: u32) -> Span {
        let token = self.bank.words[word as usize].token as usize;
        let span = self.document.tokens[token - self.first_token];
        if !self.bank.tokens[token].is_multiword {
            return span;
        }
        let split = self.document.splits.partition_point(|split| split.span < span);
        let part = &self.document.splits[split].parts[word as usize - self.bank.tokens[token].word as usize];
        part.span.unwrap_or(span)
    }

    fn mention(&mut self, chunk: Chunk) {
        let (first, last) = (self.word(chunk.start), self.word(chunk.end - 1));
        let (start, end) = (first.start().min(last.start()), first.end().max(last.end()));
        let span = Span::new(&self.document.text, start, end).expect("words stand in the text");
        let label = &self.bank.inventory.labels()[usize::from(chunk.label)];
        self.document.mentions.push(Note::new(span, label, u64::from(self.bank.words[chunk.start as usize].line)));
    }
}

/// The parts of a token: from its start and from its end as far as their forms are its text; a single part between them is what
/// remains, and several there have no place.
fn place(text: &str, token: Span, forms: &[&str]) -> Vec<Part> {
    let span = |start: usize, end: usize| Span::new(text, start, end).ok();
    let mut parts: Vec<Part> = forms.iter().map(|form| Part { span: None, form: (*form).into(), class: None }).collect();
    let (mut start, mut end) = (token.start(), token.end());
    let (mut from, mut to) = (0, forms.len());
    while from < to && start < end && text[start..end].starts_with(forms[from]) {
        parts[from] = Part { span: span(start, start + forms[from].len()), form: "".into(), class: None };
        start += forms[from].len();
        from += 1;
    }
    while from < to && start < end && text[start..end].ends_with(forms[to - 1]) {
        to -= 1;
        end -= forms[to].len();
        parts[to] = Part { span: span(end, end + forms[to].len()), form: "".into(), class: None };
    }
    if to == from + 1 {
        parts[from].span = span(start, end);
    }
    parts
}
