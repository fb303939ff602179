//! From a parsed CoNLL-U file to documents: text rebuilt from forms, multiword tokens as splits, tags as mentions.

use std::borrow::Cow;

use crate::error::{Problems, Result};
use crate::format::conllu::brackets::Brackets;
use crate::format::conllu::layer::Layers;
use crate::format::conllu::parse::parse;
use crate::format::conllu::state::Detail;
use crate::format::conllu::treebank::{Gap, Side, Treebank};
use crate::format::document::{Document, Note, Part, SplitToken};
use crate::format::input::File;
use crate::format::losses::Losses;
use crate::format::options::Options;
use crate::tags::{Chunk, Repair, Seen, Table, TagKind, TagReading, chunks, detect};
use crate::text::Span;

/// The documents of a file, and what of it they do not hold.
///
/// `Err` holds every fault with file and line.
pub fn documents(file: &File, options: &Options) -> Result<(Vec<Document>, Losses)> {
    let bank = parse(file, Detail::Full)?;
    let mut problems = Problems::default();
    let found = mentions(&bank, file, options, &mut problems);
    let mut left_out = Losses::default();
    left_out.note("empty nodes", bank.empty_nodes);
    left_out.note("`Entity` annotations", bank.entities);
    bank.unread.keys().for_each(|(key, times)| left_out.note(&format!("`{}` attributes of MISC", key.replace(',', " ")), times));
    left_out.note("`Mention` annotations without `# mihak = mentions`", bank.strange_brackets);
    let mut found = found.into_iter().peekable();
    let mut documents = Vec::with_capacity(bank.sections.len());
    for (section, row) in bank.sections.iter().enumerate() {
        let mut builder = Builder::new(&bank, row.layers, &file.shown, &mut problems);
        let sentences = bank.sentences_of(section);
        for sentence in sentences.clone() {
            builder.sentence(sentence);
            while let Some((_, chunk)) = found.next_if(|(place, _)| *place == sentence && !row.layers.mentions) {
                builder.mention(chunk);
            }
        }
        if row.layers.mentions {
            builder.brackets();
            let flat = std::iter::from_fn(|| found.next_if(|(place, _)| *place < sentences.end));
            left_out.note("mentions of `ner` that no `Mention` has", flat.filter(|(_, chunk)| !builder.has(*chunk)).count());
        }
        if row.layers.lines {
            builder.document.sentences.clear();
        }
        documents.push(Document { id: bank.id(section, file), ..builder.document });
    }
    problems.into_result()?;
    Ok((documents, left_out))
}

/// The mentions that the tags of a file say, by sentence; their ends are words of the file.
fn mentions(bank: &Treebank, file: &File, options: &Options, problems: &mut Problems) -> Vec<(usize, Chunk)> {
    let mut found = Vec::new();
    if bank.tags.is_empty() {
        return found;
    }
    let kinds = |sentence: usize| {
        let tokens = bank.tokens_of(sentence);
        let words = bank.words_of(tokens.start).start..bank.words_of(tokens.end - 1).end;
        (words.start, bank.tags[words].iter().map(|&tag| bank.inventory.kind(tag)))
    };
    let scheme = options.scheme.unwrap_or_else(|| {
        let mut seen = Seen::default();
        for sentence in 0..bank.sentences.len() {
            let last = kinds(sentence).1.fold(TagKind::OUTSIDE, |before, here| {
                seen.note(before, here);
                here
            });
            seen.note(last, TagKind::OUTSIDE);
        }
        detect(&seen).scheme
    });
    let table = Table::new(TagReading::Scheme(scheme, options.repair));
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
    found
}

/// A document in the making.
struct Builder<'a, 'b> {
    bank: &'b Treebank<'a>,
    layers: Layers,
    file: &'b str,
    problems: &'b mut Problems,
    document: Document,
    /// The token in front of the first of the document.
    first_token: usize,
}

impl<'a, 'b> Builder<'a, 'b> {
    fn new(bank: &'b Treebank<'a>, layers: Layers, file: &'b str, problems: &'b mut Problems) -> Builder<'a, 'b> {
        Builder { bank, layers, file, problems, document: Document::default(), first_token: 0 }
    }

    /// Notes a fault in the line of a word.
    fn fault(&mut self, word: u32, said: impl Into<String>) {
        self.problems.line(self.file, u64::from(self.bank.words[word as usize].line), said);
    }

    fn told(&self, token: usize, side: Side) -> Option<Cow<'a, str>> {
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
        if self.layers.segments {
            let parts = self.segments(token, span);
            self.document.splits.push(SplitToken { span, parts });
        } else if row.is_multiword {
            let forms: Vec<&str> = bank.words_of(token).map(|word| bank.at(bank.words[word].form)).collect();
            let parts = place(&self.document.text, span, &forms);
            self.document.splits.push(SplitToken { span, parts });
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

    /// The span of a run of words.
    fn words(&self, first: u32, last: u32) -> Span {
        let (first, last) = (self.word(first), self.word(last));
        let (start, end) = (first.start().min(last.start()), first.end().max(last.end()));
        Span::new(&self.document.text, start, end).expect("words stand in the text")
    }

    /// The mention that tags say.
    fn note(&self, chunk: Chunk) -> Note {
        Note::new(self.words(chunk.start, chunk.end - 1), self.label(chunk), u64::from(self.bank.words[chunk.start as usize].line))
    }

    fn label(&self, chunk: Chunk) -> &str {
        &self.bank.inventory.labels()[usize::from(chunk.label)]
    }

    fn mention(&mut self, chunk: Chunk) {
        let note = self.note(chunk);
        self.document.mentions.push(note);
    }

    /// Whether a mention that tags say is one of the brackets too.
    fn has(&self, chunk: Chunk) -> bool {
        let (span, label) = (self.words(chunk.start, chunk.end - 1), self.label(chunk));
        let mentions = &self.document.mentions;
        let from = mentions.partition_point(|note| note.span.start() < span.start());
        mentions[from..].iter().take_while(|note| note.span.start() == span.start()).any(|note| note.span == span && *note.label == *label)
    }

    /// The segments of a token, which their surfaces tile.
    fn segments(&mut self, token: usize, span: Span) -> Vec<Part> {
        let bank = self.bank;
        let words = bank.words_of(token);
        let is_whole = words.len() == 1 && !bank.tokens[token].is_multiword;
        let mut parts = Vec::with_capacity(words.len());
        let mut at = span.start();
        for word in words.clone() {
            let (form, told, class) = (bank.at(bank.words[word].form), bank.surface(word), bank.classes[word]);
            let rest = &self.document.text[at..span.end()];
            let surface = match &told {
                Some(surface) => surface,
                None if is_whole => rest,
                None => form,
            };
            let own = Span::new(&self.document.text, at, at + surface.len()).ok().filter(|_| rest.starts_with(surface));
            if own.is_none() {
                let text = span.slice(&self.document.text);
                let goes_on = if rest.is_empty() { "ends".into() } else { format!("goes on with «{rest}»") };
                let said = format!("the text of the word is «{surface}» where token «{text}» {goes_on}; say with `Surface=` what stands there");
                self.fault(word as u32, said);
                return words.map(|_| Part { span: None, form: "".into(), class: None }).collect();
            }
            at += surface.len();
            parts.push(Part { span: own, form: told.map_or("", |_| form).into(), class });
        }
        if at < span.end() {
            let (text, rest) = (span.slice(&self.document.text), &self.document.text[at..span.end()]);
            let said = format!("the last word of token «{text}» ends in front of «{rest}»; say with `Surface=` what stands there");
            self.fault(words.end as u32 - 1, said);
        }
        parts
    }

    /// The mentions of the document's brackets, in the order in which these open.
    fn brackets(&mut self) {
        let bank = self.bank;
        let words = bank.tokens[self.first_token].word as usize..bank.words_of(self.first_token + self.document.tokens.len() - 1).end;
        let mut open: Vec<(usize, u32)> = Vec::new();
        for &(word, place) in bank.brackets_of(words) {
            let value = bank.at(place);
            let brackets = match Brackets::parse(value) {
                Ok(brackets) => brackets,
                Err(said) => {
                    self.fault(word, format!("`Mention={value}`: {said}"));
                    continue;
                }
            };
            for (label, entity) in brackets.openings {
                open.push((self.document.mentions.len(), word));
                let note = Note::new(self.word(word), &label, u64::from(bank.words[word as usize].line));
                self.document.mentions.push(Note { entity: entity.into(), ..note });
            }
            for _ in 0..brackets.closings {
                match open.pop() {
                    Some((mention, first)) => self.document.mentions[mention].span = self.words(first, word),
                    None => self.fault(word, format!("`Mention={value}`: a `)` that closes nothing")),
                }
            }
        }
        for (mention, word) in open {
            let label = self.document.mentions[mention].label.clone();
            self.fault(word, format!("`({label}` is not closed in its document; `)` stands on the last word of the mention"));
        }
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
