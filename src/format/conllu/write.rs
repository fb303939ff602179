//! Documents as CoNLL-U: what MISC must say so that the text can be rebuilt, multiword tokens, and mentions as tags of words.

use std::fmt::Write as _;
use std::ops::Range;

use anyhow::{Result, bail};
use rustc_hash::{FxHashMap, FxHashSet};

use super::misc::escaped;
use crate::format::{Document, Losses, Options, Output, Split};
use crate::tags::{Inventory, Scheme, tags};
use crate::text::Span;
use crate::text::words::words;

/// The one file that holds these documents.
///
/// `Err` if an id cannot stand in a comment, or stands for two documents.
pub(super) fn write(documents: &[Document], options: &Options) -> Result<Output> {
    let mut writer = Writer {
        out: String::new(),
        losses: Losses::default(),
        scheme: options.scheme.unwrap_or(Scheme::Iob2),
        is_tagged: documents.iter().any(|document| !document.mentions.is_empty()),
        labels: FxHashMap::default(),
    };
    let mut ids = FxHashSet::default();
    for document in documents {
        if !ids.insert(&document.id) {
            bail!("two documents are called `{}`; ids must differ", document.id);
        }
        if document.id.trim() != document.id || document.id.is_empty() || document.id.contains(['\n', '\r']) {
            bail!("document `{}`: CoNLL-U has ids in a comment; this one is empty, holds a line end or has white space around it", document.id);
        }
        writer.document(document);
    }
    Ok(Output { files: vec![(String::new(), writer.out.into_bytes())], losses: writer.losses })
}

struct Writer {
    out: String,
    losses: Losses,
    scheme: Scheme,
    /// Whether words say what they are in mentions: all do, or none.
    is_tagged: bool,
    /// Whether a type can stand in a tag.
    labels: FxHashMap<&'static str, bool>,
}

/// A row: a word, or one part of a multiword token.
struct Row<'a> {
    form: &'a str,
    token: usize,
    /// Where the row stands; `None` for a part without a place.
    span: Option<Span>,
}

impl Writer {
    fn document(&mut self, document: &Document) {
        let text = &document.text;
        let tokens = self.tokens(document);
        let splits = self.splits(document, &tokens);
        let sentences = self.sentences(document, &tokens);
        let mut mentions: Vec<(Span, &'static str)> = document.mentions.iter().map(|note| (note.mention.span, note.mention.label.name())).collect();
        self.losses.note("entities that mentions refer to", document.mentions.iter().filter(|note| !note.entity.is_empty()).count());
        mentions.sort_by_key(|(span, _)| (span.start(), std::cmp::Reverse(span.end())));
        let mut mentions = &mentions[..];
        let _ = writeln!(self.out, "# newdoc id = {}", document.id);
        for (number, sentence) in sentences.iter().enumerate() {
            let behind = sentences.get(number + 1).map_or(text.len(), |next| tokens[next.start].start());
            let own = mentions.partition_point(|(span, _)| span.start() < behind);
            let _ = writeln!(self.out, "# sent_id = {}-{}", document.id, number + 1);
            self.sentence(document, Sentence { tokens: &tokens, splits: &splits, own: sentence.clone() }, &mentions[..own]);
            mentions = &mentions[own..];
        }
        self.losses.note("mentions that are no words", mentions.len());
        if sentences.is_empty() {
            self.losses.note("documents without a word", 1);
            // The id must not fall to the next document.
            self.out.truncate(self.out.len() - format!("# newdoc id = {}\n", document.id).len());
        }
    }

    /// The tokens of a document; where it has none, its words.
    fn tokens(&mut self, document: &Document) -> Vec<Span> {
        let text = &document.text;
        if document.tokens.is_empty() && document.splits.is_empty() {
            self.losses.note("documents without tokens that are cut into words", usize::from(!text.trim().is_empty()));
            return words(text).collect();
        }
        let splits = document.splits.iter().map(|split| split.span).filter(|_| document.tokens.is_empty());
        let (tokens, blank): (Vec<Span>, Vec<Span>) =
            document.tokens.iter().copied().chain(splits).partition(|span| !span.slice(text).trim().is_empty());
        self.losses.note("tokens of white space", blank.len());
        tokens
    }

    /// The split of every token that has one.
    fn splits<'a>(&mut self, document: &'a Document, tokens: &[Span]) -> Vec<Option<&'a Split>> {
        let mut of_tokens = vec![None; tokens.len()];
        for split in &document.splits {
            match tokens.binary_search(&split.span) {
                Ok(token) => of_tokens[token] = Some(split),
                Err(_) => self.losses.note("splits of what is no token", 1),
            }
            self.losses.note("classes of clitics", split.parts.iter().filter(|part| part.class.is_some()).count());
        }
        of_tokens
    }

    /// The sentences in tokens. Line feeds end them where the document has none; tokens between sentences are sentences too.
    fn sentences(&mut self, document: &Document, tokens: &[Span]) -> Vec<Range<usize>> {
        let mut sentences: Vec<Range<usize>> = Vec::new();
        let (mut next, mut outside) = (0, 0);
        let mut before = None;
        for (at, token) in tokens.iter().enumerate() {
            while document.sentences.get(next).is_some_and(|sentence| sentence.end() <= token.start()) {
                next += 1;
            }
            let inside = document.sentences.get(next).is_some_and(|sentence| sentence.start() <= token.start());
            outside += usize::from(!inside);
            let place = if document.sentences.is_empty() {
                usize::from(at > 0 && document.text[tokens[at - 1].end()..token.start()].contains('\n')) + before.map_or(0, |(place, _)| place)
            } else {
                next
            };
            match sentences.last_mut().filter(|_| before == Some((place, inside))) {
                Some(sentence) => sentence.end = at + 1,
                None => sentences.push(at..at + 1),
            }
            before = Some((place, inside));
        }
        if !document.sentences.is_empty() {
            self.losses.note("tokens outside of sentences that become sentences", outside);
        }
        sentences
    }

    fn sentence(&mut self, document: &Document, sentence: Sentence, mentions: &[(Span, &'static str)]) {
        let text = &document.text;
        let tokens = sentence.tokens;
        let rows = self.rows(text, &sentence);
        let tags = if self.is_tagged { self.tags(&sentence, &rows, mentions) } else { Vec::new() };
        self.shown(text, &sentence);
        let mut row = 0;
        for token in sentence.own.clone() {
            let behind = tokens.get(token + 1).map_or(text.len(), |next| next.start());
            let before = if token == 0 { &text[..tokens[0].start()] } else { "" };
            let misc = self.misc([before, tokens[token].slice(text), &text[tokens[token].end()..behind]], token + 1 == tokens.len());
            let end = rows[row..].iter().position(|other| other.token != token).map_or(rows.len(), |len| row + len);
            let is_multiword = end > row + 1 || rows[row].form != tokens[token].slice(text);
            if is_multiword {
                let form = flat(tokens[token].slice(text));
                let _ = writeln!(self.out, "{}-{end}\t{form}\t_\t_\t_\t_\t_\t_\t_\t{}", row + 1, if misc.is_empty() { "_" } else { &misc });
            }
            let spaces = if is_multiword { "" } else { &misc };
            for (at, part) in rows.iter().enumerate().take(end).skip(row) {
                self.row(at + 1, part.form, spaces, tags.get(at));
            }
            row = end;
        }
        self.out.push('\n');
    }

    /// The row of a word. The scorer of the shared task refuses words without a HEAD, so that a flat tree stands there.
    fn row(&mut self, id: usize, form: &str, spaces: &str, tag: Option<&String>) {
        let (head, relation) = if id == 1 { ("0", "root") } else { ("1", "dep") };
        let tag = tag.map(|tag| format!("ner={tag}")).unwrap_or_default();
        let misc = match (spaces, &*tag) {
            ("", "") => "_".into(),
            ("", one) | (one, "") => one.into(),
            (spaces, tag) => format!("{spaces}|{tag}"),
        };
        let _ = writeln!(self.out, "{id}\t{}\t_\t_\t_\t_\t{head}\t{relation}\t_\t{misc}", flat(form));
    }

    fn rows<'a>(&mut self, text: &'a str, sentence: &Sentence<'a>) -> Vec<Row<'a>> {
        let mut rows = Vec::with_capacity(sentence.own.len());
        for token in sentence.own.clone() {
            match sentence.splits[token] {
                Some(split) if !split.parts.is_empty() => rows.extend(split.parts.iter().map(|part| {
                    let own = part.span.map_or("", |span| span.slice(text));
                    Row { form: if part.form.is_empty() { own } else { &part.form }, token, span: part.span }
                })),
                _ => rows.push(Row { form: sentence.tokens[token].slice(text), token, span: Some(sentence.tokens[token]) }),
            }
        }
        let nameless = rows.iter_mut().filter(|row| row.form.trim().is_empty());
        self.losses.note("parts without a form that become `_`", nameless.map(|row| row.form = "_").count());
        rows
    }

    /// `# text`: the forms with one space wherever the text has white space.
    fn shown(&mut self, text: &str, sentence: &Sentence) {
        self.out.push_str("# text = ");
        for token in sentence.own.clone() {
            let span = sentence.tokens[token];
            self.out.push_str(&flat(span.slice(text)));
            let next = sentence.tokens.get(token + 1).filter(|_| token + 1 < sentence.own.end);
            if next.is_some_and(|next| text[span.end()..next.start()].contains(char::is_whitespace)) {
                self.out.push(' ');
            }
        }
        self.out.push('\n');
    }

    /// What MISC says of the white space in front of, in and behind a token.
    fn misc(&mut self, [before, own, behind]: [&str; 3], is_last: bool) -> String {
        let mut said: Vec<String> = Vec::new();
        let white = |part: &str| part.chars().filter(|c| c.is_whitespace()).collect::<String>();
        for part in [before, behind] {
            self.losses.note("stretches of text outside of tokens", usize::from(!part.trim().is_empty()));
        }
        if !white(before).is_empty() {
            said.push(format!("SpacesBefore={}", escaped(&white(before))));
        }
        if flat(own) != own {
            said.push(format!("SpacesInToken={}", escaped(own)));
        }
        match &*white(behind) {
            "" if !is_last => said.push("SpaceAfter=No".into()),
            "" => {}
            " " if !is_last => {}
            white => said.push(format!("SpacesAfter={}", escaped(white))),
        }
        said.join("|")
    }

    /// The tags of the rows of a sentence.
    fn tags(&mut self, sentence: &Sentence, rows: &[Row], mentions: &[(Span, &'static str)]) -> Vec<String> {
        let mut kept: Vec<(usize, usize, &str)> = Vec::new();
        for &(span, label) in mentions {
            if !*self
                .labels
                .entry(label)
                .or_insert_with(|| !label.contains('|') && Inventory::default().number(format!("B-{label}").as_bytes()).is_ok())
            {
                self.losses.note("mentions whose type cannot stand in a tag", 1);
                continue;
            }
            match sentence.reach(rows, span) {
                Err(kind) => self.losses.note(kind, 1),
                Ok((start, _)) if kept.last().is_some_and(|last| last.1 > start) => self.losses.note("mentions that nest or cross", 1),
                Ok((start, end)) => kept.push((start, end, label)),
            }
        }
        tags(self.scheme, rows.len(), &kept)
    }
}

/// A sentence and the tokens of its document.
struct Sentence<'a> {
    tokens: &'a [Span],
    splits: &'a [Option<&'a Split>],
    own: Range<usize>,
}

impl Sentence<'_> {
    /// The rows that a mention covers: the first, and the one behind the last.
    fn reach(&self, rows: &[Row], span: Span) -> Result<(usize, usize), &'static str> {
        const INSIDE: &str = "mentions that begin or end inside a word";
        let own = &self.tokens[self.own.clone()];
        let first = own.partition_point(|token| token.end() <= span.start());
        let last = own.partition_point(|token| token.start() < span.end());
        if first >= last {
            return Err("mentions outside of tokens");
        }
        if own[own.len() - 1].end() < span.end() {
            return Err("mentions that go on behind their sentence");
        }
        let of = |token: usize| {
            let token = self.own.start + token;
            rows.partition_point(|row| row.token < token)..rows.partition_point(|row| row.token <= token)
        };
        let (head, tail) = (of(first), of(last - 1));
        let starts = |at: &usize| rows[*at].span.is_some_and(|part| part.start() == span.start());
        let ends = |at: &usize| rows[*at].span.is_some_and(|part| part.end() == span.end());
        let start = if own[first].start() == span.start() { Some(head.start) } else { head.clone().find(starts) };
        let end = if own[last - 1].end() == span.end() { Some(tail.end) } else { tail.clone().rfind(ends).map(|at| at + 1) };
        match (start, end) {
            (Some(start), Some(end)) if start < end => Ok((start, end)),
            _ => Err(INSIDE),
        }
    }
}

/// The form without what would end a column or a line.
fn flat(form: &str) -> std::borrow::Cow<'_, str> {
    if form.contains(['\t', '\n', '\r']) { form.replace(['\t', '\n', '\r'], " ").into() } else { form.into() }
}
