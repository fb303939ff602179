//! WebAnno TSV 3, which INCEpTION writes too: tokens with UTF-16 offsets and a column for every feature of every layer.

use std::borrow::Cow;
use std::fmt::Write;

use anyhow::{Result, bail};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Document, File, Fit, Format, Input, Layer, Losses, Note, Offsets, Options, Output, Place, Reading, file_stem, lost};
use crate::problem::Problems;
use crate::systems::{Label, Mention};
use crate::text::offsets::{Unit, UnitIndex};
use crate::text::{Span, words};

/// The TSV of WebAnno and INCEpTION.
pub struct Webanno;

const MARK: &str = "#FORMAT=WebAnno TSV 3";
const ENTITY_LAYER: &str = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity";

impl Format for Webanno {
    fn name(&self) -> &'static str {
        "webanno"
    }

    fn about(&self) -> &'static str {
        "WebAnno TSV 3, of WebAnno and INCEpTION"
    }

    fn fits(&self, input: &Input) -> Fit {
        if input.files.iter().any(is_marked) { Fit::Surely } else { Fit::No }
    }

    fn offsets(&self) -> Offsets {
        Offsets::Fixed(Unit::Utf16)
    }

    fn read(&self, input: &Input, options: &Options) -> Result<Reading> {
        let mut problems = Problems::default();
        let mut reading = Reading::default();
        for file in &input.files {
            if input.is_folder && !is_marked(file) {
                reading.left_out.note("files that are no WebAnno TSV", 1);
                continue;
            }
            let id = if input.is_folder { file.name.rsplit_once('.').map_or(file.name.as_str(), |(stem, _)| stem) } else { file.stem() };
            let mut reader = Reader::new(file, options.unit.unwrap_or(Unit::Utf16), &mut problems, &mut reading.left_out);
            reader.document.id = id.into();
            reader.read(file.text()?)?;
            reading.documents.push(reader.document);
        }
        if reading.documents.is_empty() {
            bail!("`{}` holds no file that begins with `{MARK}`", input.shown);
        }
        problems.into_result()?;
        Ok(reading)
    }

    fn write(&self, documents: &[Document], options: &Options) -> Result<Output> {
        let mut output = Output { files: Vec::new(), losses: lost(documents, &[Layer::Sentences, Layer::Tokens, Layer::Entities]) };
        for document in documents {
            let content = Writer::new(document, options.unit.unwrap_or(Unit::Utf16), &mut output.losses)?.write(document)?;
            output.files.push((format!("{}.tsv", file_stem(document)?), content.into_bytes()));
        }
        Ok(output)
    }
}

fn is_marked(file: &File) -> bool {
    file.content.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&file.content).starts_with(MARK.as_bytes())
}

/// A layer of the header, with the place of its first column behind the token.
struct Columns {
    name: String,
    features: Vec<String>,
    first: usize,
    is_span: bool,
}

impl Columns {
    fn feature(&self, name: &str) -> Option<usize> {
        self.features.iter().position(|feature| feature == name).map(|at| self.first + at)
    }

    fn short(&self) -> &str {
        self.name.rsplit('.').next().unwrap_or_default()
    }
}

/// The layer of entities: its place, and the columns of label and entity.
#[derive(Clone, Copy)]
struct Entities {
    layer: usize,
    label: usize,
    entity: Option<usize>,
}

/// The span layer with a `value`: NamedEntity if it is there, else the only one that is not the lemma, else one of a single feature.
///
/// `Err` names the layers.
fn choose(layers: &[Columns]) -> Result<Entities, String> {
    let spans: Vec<usize> = (0..layers.len()).filter(|&at| layers[at].is_span && !["Lemma", "POS"].contains(&layers[at].short())).collect();
    let only = |among: Vec<usize>| if among.len() == 1 { Some(among[0]) } else { None };
    let valued = || spans.iter().copied().filter(|&at| layers[at].feature("value").is_some());
    let named = only(valued().filter(|&at| layers[at].short() == "NamedEntity").collect());
    if let Some((layer, label)) = named.or_else(|| only(valued().collect())).and_then(|at| Some((at, layers[at].feature("value")?))) {
        return Ok(Entities { layer, label, entity: layers[layer].feature("identifier") });
    }
    let single = only(spans.clone()).filter(|&at| valued().next().is_none() && layers[at].features.len() == 1 && !layers[at].features[0].is_empty());
    if let Some(layer) = single {
        return Ok(Entities { layer, label: layers[layer].first, entity: None });
    }
    let names: Vec<&str> = layers.iter().filter(|layer| layer.is_span).map(|layer| layer.name.as_str()).collect();
    let found = if names.is_empty() { "none".into() } else { names.join(", ") };
    Err(format!("expected one span layer with a feature `value`; the span layers are: {found}; export only the layer of entities"))
}

/// A mention whose tokens are still being read.
struct Open {
    note: usize,
    /// The place of the token in which it ends so far.
    token: usize,
}

struct Reader<'a, 'b> {
    file: &'a str,
    unit: Unit,
    problems: &'b mut Problems,
    left_out: &'b mut Losses,
    document: Document,
    /// The length of the text so far, in units.
    units: usize,
    layers: Vec<Columns>,
    entities: Option<Entities>,
    /// The mentions with a number, by it.
    open: FxHashMap<u32, Open>,
    /// Numbers of other layers that were counted.
    counted: FxHashSet<(usize, u32)>,
    /// The text of the sentence that begins with the next token.
    next: Option<String>,
    sentence: Option<Sentence>,
}

/// The sentence that is being read.
struct Sentence {
    /// The units in front of it.
    units: usize,
    /// The bytes in front of it.
    bytes: usize,
    index: UnitIndex,
}

impl<'a, 'b> Reader<'a, 'b> {
    fn new(file: &'a File, unit: Unit, problems: &'b mut Problems, left_out: &'b mut Losses) -> Self {
        let (open, counted) = (FxHashMap::default(), FxHashSet::default());
        let document = Document::default();
        let (layers, entities, next, sentence) = (Vec::new(), None, None, None);
        Reader { file: &file.shown, unit, problems, left_out, document, units: 0, layers, entities, open, counted, next, sentence }
    }

    fn read(&mut self, text: &str) -> Result<()> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if !text.starts_with(MARK) {
            bail!("`{}` line 1: expected `{MARK}.3`", self.file);
        }
        for (at, line) in text.split('\n').enumerate().skip(1) {
            let line = line.strip_suffix('\r').unwrap_or(line);
            let place = Place::line(self.file, at as u64 + 1);
            if let Err(said) = self.line(line, place.line) {
                self.problems.note(format!("{place}: {said}"));
                // What follows a header that is wrong, or a sentence out of place, would be a fault in every line.
                if self.layers.is_empty() || self.entities.is_none() || self.next.is_some() {
                    return Ok(());
                }
            }
        }
        if self.next.is_some() {
            self.problems.note(format!("`{}`: the last sentence has no token", self.file));
        }
        Ok(())
    }

    fn line(&mut self, line: &str, number: u64) -> Result<(), String> {
        if let Some((kind, layer)) = line.strip_prefix("#T_").and_then(|line| line.split_once('=')) {
            return self.layer(kind, layer);
        }
        if let Some(text) = line.strip_prefix("#Text=") {
            // Some versions give a sentence of several lines a line for each.
            let before = self.next.take().map(|text| text + "\n").unwrap_or_default();
            self.sentence = None;
            self.next = Some(before + &unescaped_text(text));
            return Ok(());
        }
        match line.chars().next() {
            None if self.next.is_some() => Err("a sentence has no token".into()),
            None => Ok(()),
            Some('#') => {
                self.left_out.note("other lines with #", 1);
                Ok(())
            }
            Some(_) => self.token(line, number),
        }
    }

    fn layer(&mut self, kind: &str, layer: &str) -> Result<(), String> {
        if self.entities.is_some() || self.next.is_some() {
            return Err("a layer behind the first sentence; layers stand in the header".into());
        }
        let mut fields = layer.split('|').map(String::from);
        let name = fields.next().unwrap_or_default();
        let mut features: Vec<String> = fields.collect();
        if features.is_empty() {
            features.push(String::new());
        }
        let first = self.layers.last().map_or(0, |layer| layer.first + layer.features.len());
        self.layers.push(Columns { name, features, first, is_span: kind == "SP" });
        Ok(())
    }

    fn token(&mut self, line: &str, number: u64) -> Result<(), String> {
        let entities = match self.entities {
            Some(entities) => entities,
            None => *self.entities.insert(choose(&self.layers)?),
        };
        let fields: Vec<&str> = line.split('\t').collect();
        let columns = self.layers.last().map_or(0, |layer| layer.first + layer.features.len());
        let (found, expected) = (fields.len(), 3 + columns);
        // Lines of the programs end with a tab; editors strip it.
        if found != expected && !(found == expected + 1 && fields[expected].is_empty()) {
            return Err(format!("{found} columns, expected {expected}: number, offsets, token and {columns} of the layers"));
        }
        let is_part = numbered(fields[0]).ok_or_else(|| format!("`{}` is no number of a token, as in `1-2` or `1-2.1`", fields[0]))?;
        let offsets = fields[1].split_once('-').and_then(|(start, end)| Some((start.parse().ok()?, end.parse().ok()?)));
        let (start, end) = offsets.ok_or_else(|| format!("`{}` are no offsets, as in `0-5`", fields[1]))?;
        if let Some(text) = self.next.take() {
            self.begin(&text, start, fields[2]).inspect_err(|_| self.next = Some(text.clone()))?;
        }
        let span = self.place(start, end, fields[2])?;
        match self.document.tokens.last() {
            Some(token) if is_part && !token.contains(span) => return Err("a part of a token does not lie in the token in front of it".into()),
            None if is_part => return Err("a part of a token has no token in front of it".into()),
            Some(token) if !is_part && token.end() > span.start() => {
                return Err("the token overlaps the one in front of it, or stands before it".into());
            }
            _ if is_part => {}
            _ => self.document.tokens.push(span),
        }
        self.count_others(entities, &fields[3..])?;
        let labels = items(fields[3 + entities.label])?;
        let ids = entities.entity.map(|column| items(fields[3 + column])).transpose()?;
        for (at, (label, number_of)) in labels.iter().enumerate() {
            let id = match &ids {
                Some(ids) => match ids.get(at) {
                    Some((id, other)) if other == number_of => id.as_deref().unwrap_or_default(),
                    _ => return Err(format!("`{}` and `{}` do not go together", fields[3 + entities.label], ids_shown(&entities, &fields))),
                },
                None => "",
            };
            let label = label.as_deref().filter(|label| !label.is_empty()).ok_or("a mention has no value; give it one and export again")?;
            self.mention(span, label, id, *number_of, number)?;
        }
        match ids.is_some_and(|ids| ids.len() > labels.len()) {
            true => Err(format!("`{}` and `{}` do not go together", fields[3 + entities.label], ids_shown(&entities, &fields))),
            false => Ok(()),
        }
    }

    /// Begins a sentence of this text, whose first token stands at `start`.
    fn begin(&mut self, text: &str, start: usize, form: &str) -> Result<(), String> {
        let at = text.find(&*unescaped_text(form)).or_else(|| text.find(form));
        let at = at.ok_or_else(|| format!("token «{form}» is not in the text of its sentence"))?;
        let index = UnitIndex::new(text, self.unit);
        let front = index.unit(at).ok_or("the first token begins inside a unit")?;
        let Some(gap) = start.checked_sub(front + self.units) else {
            return Err(format!("the sentence begins at {}, in front of {}, where the text so far ends", start.saturating_sub(front), self.units));
        };
        self.document.text.extend(std::iter::repeat_n('\n', gap));
        let sentence = Sentence { units: self.units + gap, bytes: self.document.text.len(), index };
        self.document.text.push_str(text);
        self.units = sentence.units + sentence.index.units();
        let span = Span::new(&self.document.text, sentence.bytes, self.document.text.len()).map_err(|error| error.to_string())?;
        self.document.sentences.push(span);
        self.sentence = Some(sentence);
        Ok(())
    }

    /// The span of a token or a part of it, in the text so far.
    fn place(&self, start: usize, end: usize, form: &str) -> Result<Span, String> {
        let Some(sentence) = &self.sentence else { return Err("a token without `#Text=` in front of its sentence".into()) };
        let text = &self.document.text[sentence.bytes..];
        let span = (start.checked_sub(sentence.units).zip(end.checked_sub(sentence.units)))
            .and_then(|(from, to)| sentence.index.span(text, from, to).ok())
            .and_then(|span| Span::new(&self.document.text, sentence.bytes + span.start(), sentence.bytes + span.end()).ok());
        let Some(span) = span else { return Err(format!("{start}-{end} is no span of the sentence, counted in {}", self.unit.noun())) };
        let slice = span.slice(&self.document.text);
        match slice == form || slice == unescaped_text(form) {
            true => Ok(span),
            false => Err(format!("token is «{form}» but {} {start}..{end} are «{slice}»", self.unit.noun())),
        }
    }

    /// Begins a mention, or continues the one of this number.
    fn mention(&mut self, span: Span, label: &str, entity: &str, number: Option<u32>, line: u64) -> Result<(), String> {
        let token = self.document.tokens.len() - 1;
        if let Some(open) = number.and_then(|number| self.open.get_mut(&number)) {
            let note = &mut self.document.mentions[open.note];
            if note.mention.label != Label::new(label) || &*note.entity != entity {
                return Err(format!("{label} continues {} of line {}; a number has one value", note.mention.label, note.line));
            }
            let tokens = &self.document.tokens;
            let here = open.token == token && note.mention.span.end() == span.start();
            let next = open.token + 1 == token && note.mention.span.end() == tokens[open.token].end() && span.start() == tokens[token].start();
            if !here && !next {
                return Err(format!("{label} is discontinuous: it goes on from line {} behind a gap; a mention here is one span", note.line));
            }
            note.mention.span = note.mention.span.to(span);
            open.token = token;
            return Ok(());
        }
        if let Some(number) = number {
            self.open.insert(number, Open { note: self.document.mentions.len(), token });
        }
        self.document.mentions.push(Note { mention: Mention { span, label: Label::new(label) }, entity: entity.into(), line });
        Ok(())
    }

    /// Notes the annotations of other layers.
    fn count_others(&mut self, entities: Entities, cells: &[&str]) -> Result<(), String> {
        for (at, layer) in self.layers.iter().enumerate().filter(|(at, _)| *at != entities.layer) {
            let cell = cells[layer.first];
            let new = match (cell, layer.is_span) {
                ("_", _) => 0,
                (_, false) => 1,
                (cell, true) => items(cell)?.iter().filter(|(_, number)| number.is_none_or(|number| self.counted.insert((at, number)))).count(),
            };
            self.left_out.note(&format!("annotations of layer {}", layer.short()), new);
        }
        Ok(())
    }
}

fn ids_shown<'a>(entities: &Entities, fields: &[&'a str]) -> &'a str {
    entities.entity.map_or("", |column| fields[3 + column])
}

/// Whether the number is one of a part of a token; `None` if it is no number of a token.
fn numbered(text: &str) -> Option<bool> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (sentence, token) = text.split_once('-')?;
    let mut parts = token.split('.');
    (digits(sentence) && parts.all(digits)).then(|| token.contains('.'))
}

/// An annotation in a cell: its value, `None` for null, and its number.
type Item = (Option<String>, Option<u32>);

/// The annotations of a cell: none for `_`.
fn items(cell: &str) -> Result<Vec<Item>, String> {
    let mut items = Vec::new();
    if cell == "_" {
        return Ok(items);
    }
    let mut value = String::new();
    let mut begin = 0;
    let mut number = None;
    let mut chars = cell.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some((_, c)) => value.push(control(c).unwrap_or(c)),
                None => return Err(format!("`{cell}` ends with a backslash")),
            },
            '|' => {
                items.push(item(&cell[begin..at], std::mem::take(&mut value), number.take()));
                begin = at + 1;
            }
            '[' => {
                let inside = cell[at + 1..].split(']').next().unwrap_or_default();
                let behind = cell[at + 1 + inside.len()..].strip_prefix(']');
                let parsed = inside.parse::<u32>().ok().filter(|_| behind.is_some_and(|behind| behind.is_empty() || behind.starts_with('|')));
                number = Some(parsed.ok_or_else(|| format!("`{cell}`: expected a number in brackets at the end of a value"))?);
                // A number has one byte a digit; the bracket behind it goes with it.
                chars.by_ref().nth(inside.len());
            }
            c => value.push(c),
        }
    }
    items.push(item(&cell[begin..], value, number));
    Ok(items)
}

fn item(raw: &str, value: String, number: Option<u32>) -> Item {
    let is_null = ["*", "_"].contains(&raw.split('[').next().unwrap_or_default());
    ((!is_null).then_some(value), number)
}

/// Characters that are written as a backslash and a letter.
const ESCAPES: [(char, char); 6] = [('\\', '\\'), ('\n', 'n'), ('\r', 'r'), ('\t', 't'), ('\u{c}', 'f'), ('\u{8}', 'b')];

fn control(letter: char) -> Option<char> {
    ESCAPES.iter().find(|(_, escaped)| *escaped == letter).map(|&(plain, _)| plain)
}

/// A text without its escapes; a backslash in front of any other letter is one of the text.
fn unescaped_text(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let meant = chars.peek().filter(|_| c == '\\').and_then(|&next| control(next));
        if meant.is_some() {
            chars.next();
        }
        plain.push(meant.unwrap_or(c));
    }
    Cow::Owned(plain)
}

fn escaped_text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match ESCAPES.iter().find(|(plain, _)| *plain == c) {
            Some(&(_, letter)) => escaped.extend(['\\', letter]),
            None => escaped.push(c),
        }
    }
    escaped
}

/// A value of a cell: null where it is empty.
fn escaped_value(value: &str) -> String {
    if value.is_empty() {
        return "*".into();
    }
    let mut escaped = escaped_text(value);
    for reserved in ["[", "]", "|", "_", "->", ";", "*"] {
        escaped = escaped.replace(reserved, &format!("\\{reserved}"));
    }
    escaped
}

/// A document as sentences of tokens, with the mentions on them.
struct Writer {
    unit: Unit,
    sentences: Vec<Span>,
    tokens: Vec<Span>,
    /// For every token the places and mentions on it, or on a part of it.
    on: Vec<Vec<(Span, usize)>>,
    /// The number of a mention that needs one.
    numbers: Vec<Option<usize>>,
}

impl Writer {
    fn new(document: &Document, unit: Unit, losses: &mut Losses) -> Result<Writer> {
        let text = document.text.as_str();
        let tokens: Vec<Span> = if document.tokens.is_empty() { words::words(text).collect() } else { document.tokens.clone() };
        let mut sentences = if document.sentences.is_empty() { lines(text) } else { document.sentences.clone() };
        let mut at = 0;
        sentences.retain(|sentence| {
            while tokens.get(at).is_some_and(|token| token.end() <= sentence.start()) {
                at += 1;
            }
            tokens.get(at).is_some_and(|token| token.start() < sentence.end())
        });
        let mut end = 0;
        let mut outside = 0;
        for next in sentences.iter().map(|span| span.range()).chain([text.len()..text.len()]) {
            // The reader fills gaps with line feeds; behind the last sentence there is none.
            let kept = |c: char| c == '\n' && next.start < text.len();
            outside += text[end..next.start].chars().filter(|&c| !kept(c)).count();
            end = next.end;
        }
        losses.note("characters outside of sentences", outside);
        let (on, numbers) = placed(document, &tokens, losses);
        Ok(Writer { unit, sentences, tokens, on, numbers })
    }

    fn write(self, document: &Document) -> Result<String> {
        let text = document.text.as_str();
        let index = UnitIndex::new(text, self.unit);
        let mut out = format!("{MARK}.3\n#T_SP={ENTITY_LAYER}|identifier|value\n\n");
        let mut tokens = self.tokens.iter().zip(&self.on).peekable();
        for (number, sentence) in self.sentences.iter().enumerate() {
            out.push_str(&format!("\n#Text={}\n", escaped_text(sentence.slice(text))));
            let mut count = 0;
            while let Some((token, on)) = tokens.next_if(|(token, _)| token.start() < sentence.end()) {
                if !sentence.contains(*token) {
                    bail!("document `{}`: token «{}» does not lie in one sentence", document.id, token.slice(text));
                }
                count += 1;
                let mut spans: Vec<Span> = on.iter().map(|(span, _)| *span).filter(|span| span != token).collect();
                spans.sort();
                spans.dedup();
                for (part, span) in std::iter::once(token).chain(&spans).enumerate() {
                    let Some((start, end)) = index.of(*span) else {
                        bail!("document `{}`: «{}» begins or ends inside one of the {}", document.id, span.slice(text), self.unit.noun());
                    };
                    let suffix = if part > 0 { format!(".{part}") } else { String::new() };
                    let (ids, labels) = self.cells(document, on, *span);
                    let form = escaped_text(span.slice(text));
                    writeln!(out, "{}-{count}{suffix}\t{start}-{end}\t{form}\t{ids}\t{labels}\t", number + 1)
                        .expect("writing to memory does not fail");
                }
            }
        }
        match tokens.next() {
            Some((token, _)) => bail!("document `{}`: token «{}» stands in no sentence", document.id, token.slice(text)),
            None => Ok(out),
        }
    }

    /// The cells of entities and labels on a token or a part of it.
    fn cells(&self, document: &Document, on: &[(Span, usize)], span: Span) -> (String, String) {
        let mut cells = (Vec::new(), Vec::new());
        for &(_, mention) in on.iter().filter(|(place, _)| *place == span) {
            let note = &document.mentions[mention];
            let number = self.numbers[mention].map_or(String::new(), |number| format!("[{number}]"));
            cells.0.push(escaped_value(&note.entity) + &number);
            cells.1.push(escaped_value(note.mention.label.name()) + &number);
        }
        match cells.0.is_empty() {
            true => ("_".into(), "_".into()),
            false => (cells.0.join("|"), cells.1.join("|")),
        }
    }
}

/// The mentions on every token, and the numbers of those that stand on several, or with others. Those between tokens are lost.
#[allow(clippy::type_complexity)]
fn placed(document: &Document, tokens: &[Span], losses: &mut Losses) -> (Vec<Vec<(Span, usize)>>, Vec<Option<usize>>) {
    let text = document.text.as_str();
    let mut on: Vec<Vec<(Span, usize)>> = vec![Vec::new(); tokens.len()];
    let mut shared = vec![false; document.mentions.len()];
    for (at, note) in document.mentions.iter().enumerate() {
        let span = note.mention.span;
        let first = tokens.partition_point(|token| token.end() <= span.start());
        let behind = tokens.partition_point(|token| token.start() < span.end());
        if first >= behind || tokens[first].start() > span.start() || tokens[behind - 1].end() < span.end() {
            losses.note("mentions that begin or end outside of tokens", 1);
            continue;
        }
        shared[at] = behind - first > 1;
        for (token, on) in tokens.iter().zip(&mut on).take(behind).skip(first) {
            let part = Span::new(text, token.start().max(span.start()), token.end().min(span.end())).expect("mention and token share characters");
            on.push((part, at));
        }
    }
    for on in &mut on {
        on.sort_by_key(|&(span, mention)| (span, mention));
        for pair in on.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
            (shared[pair[0].1], shared[pair[1].1]) = (true, true);
        }
    }
    let mut number = 0;
    let mut numbered = |shared: bool| {
        number += usize::from(shared);
        shared.then_some(number)
    };
    (on, shared.into_iter().map(&mut numbered).collect())
}

/// The lines of a text that hold anything.
fn lines(text: &str) -> Vec<Span> {
    let mut at = 0;
    let mut lines = Vec::new();
    for line in text.split('\n') {
        lines.extend(Span::new(text, at, at + line.len()).ok());
        at += line.len() + 1;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::sample::{self, Sort, file, folder, plain, shown, written};
    use super::*;
    use proptest::prelude::*;

    fn read(content: &str) -> Result<Reading, String> {
        Webanno.read(&file("a.tsv", content), &Options::default()).map_err(|error| error.to_string())
    }

    const HEAD: &str = "#FORMAT=WebAnno TSV 3.3\n#T_SP=x.ner.type.NamedEntity|identifier|value\n#T_SP=x.Lemma|value\n\n\n";

    fn with(lines: &str) -> String {
        format!("{HEAD}#Text=🎉 زارَ أبو ظبيَ وعدنَ\n{lines}")
    }

    #[test]
    fn tokens_numbers_stacks_and_parts_are_mentions_behind_an_emoji() {
        let lines = "1-1\t0-2\t🎉\t_\t_\t_\t\n1-2\t3-7\tزارَ\t_\t_\tزار[9]\t\n1-3\t8-11\tأبو\tq:1[1]|*[2]\tGPE[1]|OR\\_G[2]\tx\t\n1-4\t12-16\tظبيَ\tq:1[1]\tGPE[1]\t_\t\n1-5\t17-22\tوعدنَ\t_\t_\t_\t\n1-5.1\t18-22\tعدنَ\t*\tGPE\t_\t\n\n#Text=عدن\n2-1\t24-27\tعدن\t*\tGPE\t_\t\n";
        let reading = read(&with(lines)).unwrap();
        let document = &reading.documents[0];
        assert_eq!(shown(document), ["GPE «أبو ظبيَ»", "OR_G «أبو»", "GPE «عدنَ»", "GPE «عدن»"]);
        assert_eq!((&*document.mentions[0].entity, document.mentions[0].line), ("q:1", 9));
        assert_eq!(document.text, "🎉 زارَ أبو ظبيَ وعدنَ\n\nعدن");
        assert_eq!((document.tokens.len(), document.sentences.len()), (6, 2));
        assert_eq!(reading.left_out.iter().collect::<Vec<_>>(), [("annotations of layer Lemma", 2)]);
    }

    #[test]
    fn neighbours_without_numbers_are_two_mentions() {
        let lines = "1-3\t8-11\tأبو\t*\tGPE\t_\n1-4\t12-16\tظبيَ\t*\tGPE\t_\n";
        assert_eq!(shown(&read(&with(lines)).unwrap().documents[0]), ["GPE «أبو»", "GPE «ظبيَ»"]);
    }

    #[test]
    fn every_fault_is_named_with_its_line() {
        let cases = [
            ("1-1\t0-2\t🎉\t_\t_", "line 7: 5 columns, expected 6"),
            ("x\t0-2\t🎉\t_\t_\t_", "line 7: `x` is no number of a token"),
            ("1-1\t0:2\t🎉\t_\t_\t_", "line 7: `0:2` are no offsets"),
            ("1-1\t0-2\tعمر\t_\t_\t_", "line 7: token «عمر» is not in the text of its sentence"),
            ("1-1\t0-2\t🎉\t_\t_\t_\n1-2\t2-5\tزار\t_\t_\t_", "line 8: token is «زار» but UTF-16 units 2..5 are « زا»"),
            ("1-1\t0-2\t🎉\t_\t_\t_\n1-2\t1-5\tزار\t_\t_\t_", "line 8: 1-5 is no span of the sentence"),
            ("1-2\t3-7\tزارَ\t_\t_\t_\n1-1\t0-2\t🎉\t_\t_\t_", "line 8: the token overlaps the one in front of it, or stands before it"),
            ("1-2\t3-7\tزارَ\t_\t_\t_\n1-2.1\t8-11\tأبو\t_\t_\t_", "line 8: a part of a token does not lie in the token"),
            ("1-2.1\t3-7\tزارَ\t_\t_\t_", "line 7: a part of a token has no token"),
            ("1-1\t0-2\t🎉\t*\t*\t_", "line 7: a mention has no value"),
            ("1-1\t0-2\t🎉\t*[1]\tGPE[2]\t_", "line 7: `GPE[2]` and `*[1]` do not go together"),
            ("1-1\t0-2\t🎉\t*|*\tGPE\t_", "line 7: `GPE` and `*|*` do not go together"),
            ("1-1\t0-2\t🎉\t_\tGPE[x]\t_", "line 7: `GPE[x]`: expected a number in brackets"),
            ("1-1\t0-2\t🎉\t*[1]\tGPE[1]\t_\n1-2\t3-7\tزارَ\t*[1]\tORG[1]\t_", "line 8: ORG continues GPE of line 7"),
            ("1-1\t0-2\t🎉\t*[1]\tGPE[1]\t_\n1-2\t3-7\tزارَ\t_\t_\t_\n1-3\t8-11\tأبو\t*[1]\tGPE[1]\t_", "line 9: GPE is discontinuous"),
            ("", "line 7: a sentence has no token"),
            ("1-1\t0-2\t🎉\t_\t_\t_\n\n#Text=عدن\n2-1\t5-8\tعدن\t_\t_\t_", "line 10: the sentence begins at 5, in front of 22"),
            ("1-1\t0-2\t🎉\t_\t_\t_\n#T_SP=x|value\n", "line 8: a layer behind the first sentence"),
        ];
        for (lines, expected) in cases {
            let said = read(&with(lines)).unwrap_err();
            assert!(said.contains(expected), "{lines}: {said}");
        }
        assert!(read("1-1\t0-2\tx\n").unwrap_err().contains("`a.tsv` line 1: expected `#FORMAT=WebAnno TSV 3.3`"));
        assert!(Webanno.read(&folder(&[("a.txt", "")]), &Options::default()).unwrap_err().to_string().contains("holds no file that begins"));
    }

    #[test]
    fn layers_among_which_none_is_clear_are_named() {
        let cases = [
            ("#T_SP=x.A|value\n#T_SP=x.B|value", "the span layers are: x.A, x.B"),
            ("#T_SP=x.Lemma|value", "the span layers are: x.Lemma"),
            ("#T_RL=x.R|BT", "are: none"),
        ];
        for (header, expected) in cases {
            let cells = "\t_".repeat(header.matches('|').count());
            let said = read(&format!("#FORMAT=WebAnno TSV 3.2\n{header}\n\n#Text=x\n1-1\t0-1\tx{cells}\t\n")).unwrap_err();
            assert!(said.contains(expected), "{said}");
        }
        let custom = read("#FORMAT=WebAnno TSV 3.2\n#T_SP=x.Name|kind\n\n#Text=x\n1-1\t0-1\tx\tPERS\t\n").unwrap();
        assert_eq!(shown(&custom.documents[0]), ["PERS «x»"]);
    }

    #[test]
    fn a_text_without_tokens_and_sentences_is_written_in_words_and_lines() {
        let text = "\u{feff}زار عمر\tعدن،\r\n\nثم عاد ";
        let start = text.find("عمر").unwrap();
        let document = sample::simple("a", text, &[(start, start + 6, "PERS"), (start, start + 7, "GPE")]);
        let output = Webanno.write(&[document], &Options::default()).unwrap();
        assert_eq!(output.losses.iter().collect::<Vec<_>>(), [("mentions that begin or end outside of tokens", 1)]);
        let reading = Webanno.read(&written(&output), &Options::default()).unwrap();
        assert_eq!((reading.documents[0].text.as_str(), shown(&reading.documents[0])), (text, vec!["PERS «عمر»".into()]));
    }

    #[test]
    fn a_token_that_no_sentence_holds_is_refused() {
        let mut document = sample::simple("a", "زار عمر", &[]);
        document.sentences = vec![Span::new("زار عمر", 0, 6).unwrap()];
        let said = |document: &Document| Webanno.write(std::slice::from_ref(document), &Options::default()).unwrap_err().to_string();
        assert!(said(&document).contains("token «عمر» stands in no sentence"));
        document.sentences = vec![Span::new("زار عمر", 0, 9).unwrap()];
        assert!(said(&document).contains("token «عمر» does not lie in one sentence"));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(documents in sample::documents(Sort { breaks: &["\n", "\n\n"], marks: false })) {
            let expected = plain(&documents, |document| document.splits.clear());
            let output = Webanno.write(&documents, &Options::default()).unwrap();
            let reading = Webanno.read(&written(&output), &Options::default()).unwrap();
            prop_assert_eq!(plain(&reading.documents, |_| {}), expected);
            prop_assert!(reading.left_out.is_empty());
        }

        #[test]
        fn what_stands_between_sentences_is_counted_and_offsets_hold(documents in sample::documents(sample::ANY)) {
            let output = Webanno.write(&documents, &Options::default()).unwrap();
            let reading = Webanno.read(&written(&output), &Options::default()).unwrap();
            let offsets = |documents: &[Document]| {
                let of = |document: &Document| super::super::units::offsets(document, Unit::Utf16).unwrap();
                plain(documents, |_| {}).iter().map(of).collect::<Vec<_>>()
            };
            prop_assert_eq!(offsets(&reading.documents), offsets(&documents));
        }
    }
}
