//! The writer of WebAnno TSV: mentions become values on tokens and on parts of tokens.

use std::fmt::Write;

use crate::error::{Error, ErrorKind, Result};
use crate::format::document::Document;
use crate::format::losses::Losses;
use crate::format::webanno::cell::{escaped_text, escaped_value};
use crate::format::webanno::header::{ENTITY_LAYER, MARK};
use crate::text::Span;
use crate::text::offsets::{Unit, UnitIndex};
use crate::text::words::words;

/// A document as sentences of tokens, with the mentions on them.
pub(super) struct Writer {
    unit: Unit,
    sentences: Vec<Span>,
    tokens: Vec<Span>,
    /// For every token the places and mentions on it, or on a part of it.
    on: Vec<Vec<(Span, usize)>>,
    /// The number of a mention that needs one.
    numbers: Vec<Option<usize>>,
}

impl Writer {
    pub(super) fn new(document: &Document, unit: Unit, losses: &mut Losses) -> Result<Writer> {
        let text = document.text.as_str();
        let tokens: Vec<Span> = if document.tokens.is_empty() { words(text).collect() } else { document.tokens.clone() };
        let mut sentences = if document.sentences.is_empty() { lines(text) } else { document.sentences.clone() };
        let mut at = 0;
        sentences.retain_mut(|sentence| {
            while tokens.get(at).is_some_and(|token| token.end() <= sentence.start()) {
                at += 1;
            }
            let first = tokens.get(at).filter(|token| token.start() < sentence.end());
            // Readers find where a sentence begins by its first token, where that stands first in its text.
            if let Some(first) = first.filter(|first| text[sentence.start()..].find(first.slice(text)) != first.start().checked_sub(sentence.start()))
            {
                let start = first.start().max(sentence.start());
                *sentence = Span::new(text, start, sentence.end()).expect("a token begins at a character, in front of the end of its sentence");
            }
            first.is_some()
        });
        let (mut end, mut outside) = (0, 0);
        for sentence in &sentences {
            // The reader fills gaps with line feeds; behind the last sentence it knows of none.
            outside += text[end..sentence.start()].chars().filter(|&c| c != '\n').count();
            end = sentence.end();
        }
        outside += text[end..].chars().count();
        losses.note("characters outside of sentences", outside);
        let (on, numbers) = placed(document, &tokens, losses);
        Ok(Writer { unit, sentences, tokens, on, numbers })
    }

    pub(super) fn write(self, document: &Document) -> Result<String> {
        let text = document.text.as_str();
        let index = UnitIndex::new(text, self.unit);
        let mut out = format!("{MARK}.3\n#T_SP={ENTITY_LAYER}|identifier|value\n\n");
        let mut tokens = self.tokens.iter().zip(&self.on).peekable();
        for (number, sentence) in self.sentences.iter().enumerate() {
            out.push_str(&format!("\n#Text={}\n", escaped_text(sentence.slice(text))));
            let mut count = 0;
            while let Some((token, on)) = tokens.next_if(|(token, _)| token.start() < sentence.end()) {
                if !sentence.contains(*token) {
                    let said = format!("document `{}`: token «{}» does not lie in one sentence", document.id, token.slice(text));
                    return Err(Error::new(ErrorKind::Malformed, said));
                }
                count += 1;
                let mut spans: Vec<Span> = on.iter().map(|(span, _)| *span).filter(|span| span != token).collect();
                spans.sort();
                spans.dedup();
                for (part, span) in std::iter::once(token).chain(&spans).enumerate() {
                    let Some((start, end)) = index.of(*span) else {
                        let (id, slice, unit) = (&document.id, span.slice(text), self.unit.noun());
                        let said = format!("document `{id}`: «{slice}» begins or ends inside one of the {unit}");
                        return Err(Error::new(ErrorKind::Unsupported, said));
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
            Some((token, _)) => {
                let said = format!("document `{}`: token «{}» stands in no sentence", document.id, token.slice(text));
                Err(Error::new(ErrorKind::Malformed, said))
            }
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
            cells.1.push(escaped_value(&note.label) + &number);
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
        let span = note.span;
        let first = tokens.partition_point(|token| token.end() <= span.start());
        let behind = tokens.partition_point(|token| token.start() < span.end());
        if first >= behind || tokens[first].start() > span.start() || tokens[behind - 1].end() < span.end() {
            losses.note("mentions that begin or end outside of tokens", 1);
            continue;
        }
        shared[at] = behind - first > 1;
        for (token, on) in tokens[first..behind].iter().zip(&mut on[first..behind]) {
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
