//! Documents as CoNLL-U: what MISC must say so that the text can be rebuilt, multiword tokens, and mentions as tags of words.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::fmt::Write as _;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::annotation::Class;
use crate::error::{Error, ErrorKind, Result};
use crate::format::conllu::brackets;
use crate::format::conllu::escape::escaped;
use crate::format::conllu::layer::Layers;
use crate::format::contract::Output;
use crate::format::cuts;
use crate::format::document::{Document, Note, SplitToken};
use crate::format::losses::Losses;
use crate::format::options::Options;
use crate::tags::{Inventory, TagScheme, tags};
use crate::text::Span;
use crate::text::words::words;

/// A byte order mark.
const BOM: char = '\u{feff}';

/// The one file that holds these documents.
///
/// `Err` if an id cannot stand in a comment, or stands for two documents.
pub(super) fn write(documents: &[Document], options: &Options) -> Result<Output> {
    let mut writer = Writer {
        out: String::new(),
        losses: Losses::default(),
        scheme: options.scheme.unwrap_or(TagScheme::Iob2),
        is_tagged: documents.iter().any(|document| !document.mentions.is_empty()),
        labels: FxHashMap::default(),
    };
    let mut ids = FxHashSet::default();
    for document in documents {
        if !ids.insert(&document.id) {
            let error = Error::new(ErrorKind::Mismatched, format!("two documents are called `{}`", document.id));
            return Err(error.remedy("ids must differ"));
        }
        if document.id.trim() != document.id || document.id.is_empty() || document.id.contains(['\n', '\r']) {
            let said =
                format!("document `{}`: CoNLL-U has ids in a comment; this one is empty, holds a line end or has white space around it", document.id);
            return Err(Error::new(ErrorKind::Unsupported, said));
        }
        writer.document(document);
    }
    Ok(Output { files: vec![(String::new(), writer.out.into_bytes())], losses: writer.losses })
}

struct Writer<'d> {
    out: String,
    losses: Losses,
    scheme: TagScheme,
    /// Whether words say what they are in mentions: all do, or none.
    is_tagged: bool,
    /// Whether a type can stand in a tag.
    labels: FxHashMap<&'d str, bool>,
}

/// A row: a word, or one part of a multiword token.
struct Row<'a> {
    form: &'a str,
    /// Where the row stands; `None` for a part without a place.
    span: Option<Span>,
    class: Option<Class>,
    /// Whether the form is one that the spelling hides.
    is_restored: bool,
}

/// A mention by the rows that it covers: the first, and the one behind the last.
struct Held<'a> {
    start: usize,
    end: usize,
    note: &'a Note,
    /// Whether tags say it too.
    is_tagged: bool,
}

/// A document as rows.
struct Rows<'a> {
    text: &'a str,
    tokens: Vec<Span>,
    /// Sentences in tokens.
    sentences: Vec<Range<usize>>,
    rows: Vec<Row<'a>>,
    /// The first row of every token, and the number of all.
    firsts: Vec<usize>,
    layers: Layers,
}

impl Rows<'_> {
    /// The rows of a run of tokens.
    fn of(&self, tokens: &Range<usize>) -> Range<usize> {
        self.firsts[tokens.start]..self.firsts[tokens.end]
    }
}

impl<'d> Writer<'d> {
    fn document(&mut self, document: &'d Document) {
        let mut rows = self.rows(document);
        if rows.sentences.is_empty() {
            self.losses.note("mentions that are no words", document.mentions.len());
            self.losses.note("documents without a word", 1);
            return;
        }
        let mut mentions = self.mentions(document, &rows);
        self.mark_tagged(&rows, &mut mentions);
        rows.layers.mentions = rows.layers.segments || mentions.iter().any(|held| !held.is_tagged || !held.note.entity.is_empty());
        rows.layers.lines = rows.layers.segments && document.sentences.is_empty();
        let brackets = if rows.layers.mentions { brackets(&rows, &mentions) } else { Vec::new() };
        let _ = writeln!(self.out, "# newdoc id = {}", document.id);
        if rows.layers != Layers::default() {
            let _ = writeln!(self.out, "# mihak = {}", rows.layers);
        }
        let mut mentions = mentions.iter().filter(|held| held.is_tagged).peekable();
        for (number, sentence) in rows.sentences.iter().enumerate() {
            let _ = writeln!(self.out, "# sent_id = {}-{}", document.id, number + 1);
            let own = rows.of(sentence);
            let mut kept = Vec::new();
            while let Some(held) = mentions.next_if(|held| held.start < own.end) {
                kept.push((held.start - own.start, held.end - own.start, &*held.note.label));
            }
            let tags = if self.is_tagged { tags(self.scheme, own.len(), &kept) } else { Vec::new() };
            self.sentence(&rows, sentence, &tags, &brackets);
        }
    }

    /// The rows of a document, without its mentions.
    fn rows<'a>(&mut self, document: &'a Document) -> Rows<'a> {
        let text = &document.text;
        let tokens = self.tokens(document);
        let has_segments = cuts::has_words(document) && document.splits.iter().map(|split| &split.span).eq(&tokens);
        let splits = self.splits(document, &tokens, has_segments);
        let sentences = self.sentences(document, &tokens);
        let (mut rows, mut firsts) = (Vec::with_capacity(tokens.len()), Vec::with_capacity(tokens.len() + 1));
        for (token, split) in tokens.iter().zip(splits) {
            firsts.push(rows.len());
            match split {
                Some(split) if !split.parts.is_empty() => rows.extend(split.parts.iter().map(|part| {
                    let own = part.span.map_or("", |span| span.slice(text));
                    let is_restored = !part.form.is_empty();
                    Row { form: if is_restored { &part.form } else { own }, span: part.span, class: part.class.filter(|_| has_segments), is_restored }
                })),
                _ => rows.push(Row { form: token.slice(text), span: Some(*token), class: None, is_restored: false }),
            }
        }
        firsts.push(rows.len());
        let nameless = rows.iter_mut().filter(|row| row.form.trim().is_empty());
        self.losses.note("parts without a form that become `_`", nameless.map(|row| row.form = "_").count());
        self.losses
            .note("restored forms that hold a tab or a line end", rows.iter().filter(|row| row.is_restored && flat(row.form) != row.form).count());
        Rows { text, tokens, sentences, rows, firsts, layers: Layers { segments: has_segments, ..Layers::default() } }
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
    fn splits<'a>(&mut self, document: &'a Document, tokens: &[Span], has_segments: bool) -> Vec<Option<&'a SplitToken>> {
        let mut of_tokens = vec![None; tokens.len()];
        for split in &document.splits {
            match tokens.binary_search(&split.span) {
                Ok(token) => of_tokens[token] = Some(split),
                Err(_) => self.losses.note("splits of what is no token", 1),
            }
            self.losses.note("classes of clitics", split.parts.iter().filter(|part| part.class.is_some() && !has_segments).count());
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

    fn sentence(&mut self, rows: &Rows, sentence: &Range<usize>, tags: &[String], brackets: &[String]) {
        let (text, tokens) = (rows.text, &rows.tokens);
        self.shown(rows, sentence);
        let base = rows.firsts[sentence.start];
        for token in sentence.clone() {
            let own = tokens[token].slice(text);
            let behind = tokens.get(token + 1).map_or(text.len(), |next| next.start());
            let before = if token == 0 { &text[..tokens[0].start()] } else { "" };
            let misc = self.misc([before, own, &text[tokens[token].end()..behind]], token + 1 == tokens.len());
            let parts = rows.of(&(token..token + 1));
            let is_multiword = parts.len() > 1 || rows.rows[parts.start].form != own;
            if is_multiword {
                let (first, last) = (parts.start - base + 1, parts.end - base);
                let misc = if misc.is_empty() { "_" } else { &misc };
                let _ = writeln!(self.out, "{first}-{last}\t{}\t_\t_\t_\t_\t_\t_\t_\t{misc}", flat(own));
            }
            for at in parts {
                let row = &rows.rows[at];
                let mut said: Vec<&str> = Vec::new();
                let surface =
                    row.span.filter(|_| rows.layers.segments && row.is_restored).map(|span| format!("Surface={}", escaped(span.slice(text))));
                let tag = tags.get(at - base).map(|tag| format!("ner={tag}"));
                let brackets = brackets.get(at).map(String::as_str);
                said.extend([Some(&*misc).filter(|_| !is_multiword), surface.as_deref(), tag.as_deref(), brackets].into_iter().flatten());
                said.retain(|said| !said.is_empty());
                self.row(at - base + 1, row, &said.join("|"));
            }
        }
        self.out.push('\n');
    }

    /// The row of a word. The scorer of the shared task refuses words without a HEAD, so that a flat tree stands there.
    fn row(&mut self, id: usize, row: &Row, misc: &str) {
        let (head, relation) = if id == 1 { ("0", "root") } else { ("1", "dep") };
        let class = row.class.map_or("_", Class::name);
        let misc = if misc.is_empty() { "_" } else { misc };
        let _ = writeln!(self.out, "{id}\t{}\t_\t_\t{class}\t_\t{head}\t{relation}\t_\t{misc}", flat(row.form));
    }

    /// `# text`: the forms with one space wherever the text has white space.
    fn shown(&mut self, rows: &Rows, sentence: &Range<usize>) {
        self.out.push_str("# text = ");
        for token in sentence.clone() {
            let span = rows.tokens[token];
            self.out.push_str(&flat(span.slice(rows.text)));
            let next = rows.tokens.get(token + 1).filter(|_| token + 1 < sentence.end);
            if next.is_some_and(|next| rows.text[span.end()..next.start()].contains(char::is_whitespace)) {
                self.out.push(' ');
            }
        }
        self.out.push('\n');
    }

    /// What MISC says of the white space in front of, in and behind a token.
    fn misc(&mut self, [before, own, behind]: [&str; 3], is_last: bool) -> String {
        let mut said: Vec<String> = Vec::new();
        let white = |part: &str| part.chars().filter(|c| c.is_whitespace()).collect::<String>();
        // A byte order mark at the start of the text is in no word.
        let (mark, before) = before.split_at(if before.starts_with(BOM) { BOM.len_utf8() } else { 0 });
        for part in [before, behind] {
            self.losses.note("stretches of text outside of tokens", usize::from(!part.trim().is_empty()));
        }
        let before = format!("{mark}{}", white(before));
        if !before.is_empty() {
            said.push(format!("SpacesBefore={}", escaped(&before)));
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

    /// The mentions that begin and end with rows and do not cross, outer ones first.
    fn mentions<'a>(&mut self, document: &'a Document, rows: &Rows) -> Vec<Held<'a>> {
        let mut held = Vec::with_capacity(document.mentions.len());
        for note in &document.mentions {
            match rows.reach(note.span) {
                _ if note.label.is_empty() => self.losses.note("mentions without a type", 1),
                Ok((start, end)) => held.push(Held { start, end, note, is_tagged: false }),
                Err(kind) => self.losses.note(kind, 1),
            }
        }
        held.sort_by_key(|held| (held.start, Reverse(held.end)));
        let mut open: Vec<usize> = Vec::new();
        let all = held.len();
        held.retain(|held| {
            while open.last().is_some_and(|&end| end <= held.start) {
                open.pop();
            }
            let nests = open.last().is_none_or(|&end| held.end <= end);
            open.extend(nests.then_some(held.end));
            nests
        });
        self.losses.note("mentions that cross others", all - held.len());
        held
    }

    /// Marks the mentions that tags can say: inside of a sentence, and in no other of these.
    fn mark_tagged(&mut self, rows: &Rows, mentions: &mut [Held<'d>]) {
        let mut sentences = rows.sentences.iter().map(|sentence| rows.of(sentence).end).peekable();
        let mut end = 0;
        for held in mentions {
            while sentences.next_if(|&end| end <= held.start).is_some() {}
            let fits = held.start >= end && sentences.peek().is_some_and(|&sentence| held.end <= sentence);
            let label = &*held.note.label;
            let is_label = || !label.contains('|') && Inventory::default().number(format!("B-{label}").as_bytes()).is_ok();
            held.is_tagged = fits && *self.labels.entry(label).or_insert_with(is_label);
            end = if held.is_tagged { held.end } else { end };
        }
    }
}

/// `Mention=` of every row, or nothing.
fn brackets(rows: &Rows, mentions: &[Held]) -> Vec<String> {
    let mut brackets = vec![String::new(); rows.rows.len()];
    for held in mentions {
        brackets[held.start].push_str(&brackets::opening(&held.note.label, &held.note.entity));
    }
    mentions.iter().for_each(|held| brackets[held.end - 1].push(')'));
    brackets.iter_mut().filter(|brackets| !brackets.is_empty()).for_each(|brackets| brackets.insert_str(0, "Mention="));
    brackets
}

impl Rows<'_> {
    /// The rows that a mention covers: the first, and the one behind the last.
    fn reach(&self, span: Span) -> Result<(usize, usize), &'static str> {
        let first = self.tokens.partition_point(|token| token.end() <= span.start());
        let last = self.tokens.partition_point(|token| token.start() < span.end());
        if first >= last {
            return Err("mentions outside of tokens");
        }
        let (head, tail) = (self.of(&(first..first + 1)), self.of(&(last - 1..last)));
        let starts = |at: &usize| self.rows[*at].span.is_some_and(|part| part.start() == span.start());
        let ends = |at: &usize| self.rows[*at].span.is_some_and(|part| part.end() == span.end());
        let start = if self.tokens[first].start() == span.start() { Some(head.start) } else { head.clone().find(starts) };
        let end = if self.tokens[last - 1].end() == span.end() { Some(tail.end) } else { tail.clone().rfind(ends).map(|at| at + 1) };
        match (start, end) {
            (Some(start), Some(end)) if start < end => Ok((start, end)),
            _ => Err("mentions that begin or end inside a word"),
        }
    }
}

/// The form without what would end a column or a line.
fn flat(form: &str) -> Cow<'_, str> {
    if form.contains(['\t', '\n', '\r']) { form.replace(['\t', '\n', '\r'], " ").into() } else { form.into() }
}
