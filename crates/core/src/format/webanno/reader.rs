//! The reader of WebAnno TSV: lines become sentences, tokens and mentions of a text that is put together from them.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::error::{Error, ErrorKind, Problems, Result};
use crate::format::document::{Document, Note};
use crate::format::input::File;
use crate::format::location::Location;
use crate::format::losses::Losses;
use crate::format::options::Options;
use crate::format::webanno::cell::{items, unescaped_text};
use crate::format::webanno::header::{Columns, Entities, MARK, choose};
use crate::text::Span;
use crate::text::offsets::{Unit, UnitIndex};

/// A mention whose tokens are still being read.
struct Open {
    note: usize,
    /// The place of the token in which it ends so far.
    token: usize,
}

pub(super) struct Reader<'a, 'b> {
    file: &'a str,
    options: &'a Options,
    unit: Unit,
    problems: &'b mut Problems,
    left_out: &'b mut Losses,
    pub(super) document: Document,
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
    pub(super) fn new(file: &'a File, options: &'a Options, problems: &'b mut Problems, left_out: &'b mut Losses) -> Self {
        let (open, counted) = (FxHashMap::default(), FxHashSet::default());
        let (document, unit) = (Document::default(), options.unit.unwrap_or(Unit::Utf16));
        let (layers, entities, next, sentence) = (Vec::new(), None, None, None);
        Reader { file: &file.shown, options, unit, problems, left_out, document, units: 0, layers, entities, open, counted, next, sentence }
    }

    pub(super) fn read(&mut self, text: &str) -> Result<()> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if !text.starts_with(MARK) {
            return Err(Error::new(ErrorKind::Malformed, format!("expected `{MARK}.3`")).of_file(self.file).at_line(1));
        }
        for (at, line) in text.split('\n').enumerate().skip(1) {
            let line = line.strip_suffix('\r').unwrap_or(line);
            let place = Location::line(self.file, at as u64 + 1);
            if let Err(said) = self.line(line, place.line) {
                place.note(said, self.problems);
                // What follows a header that is wrong, or a sentence out of place, would be a fault in every line.
                if self.layers.is_empty() || self.entities.is_none() || self.next.is_some() {
                    return Ok(());
                }
            }
        }
        if self.next.is_some() {
            self.problems.of_file(self.file, "the last sentence has no token; expected rows of tokens behind its `#Text=`");
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
            None => *self.entities.insert(choose(&self.layers, self.options)?),
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
            if *note.label != *label || &*note.entity != entity {
                return Err(format!("{label} continues {} of line {}; a number has one value", note.label, note.line));
            }
            let tokens = &self.document.tokens;
            let here = open.token == token && note.span.end() == span.start();
            let next = open.token + 1 == token && note.span.end() == tokens[open.token].end() && span.start() == tokens[token].start();
            if !here && !next {
                return Err(format!("{label} is discontinuous: it goes on from line {} behind a gap; a mention here is one span", note.line));
            }
            note.span = note.span.to(span);
            open.token = token;
            return Ok(());
        }
        if let Some(number) = number {
            self.open.insert(number, Open { note: self.document.mentions.len(), token });
        }
        self.document.mentions.push(Note { entity: entity.into(), ..Note::new(span, label, line) });
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
            if new > 0 {
                self.left_out.note(&format!("annotations of layer {}", layer.short()), new);
            }
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
