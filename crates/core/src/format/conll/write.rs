//! Documents as columns.

use std::collections::BTreeSet;
use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::format::conll::layout::DOCSTART;
use crate::format::contract::Output;
use crate::format::document::{Document, Note};
use crate::format::losses::Losses;
use crate::tags::{self, Inventory, TagScheme};
use crate::text::Span;
use crate::text::words::words;

/// A mention in the tokens of its sentence: the first, the one behind the last, and the type.
pub type Placed<'a> = (usize, usize, &'a str);

/// One tag a token: of mentions that share text the outermost is kept.
pub fn flat(documents: &[Document], scheme: TagScheme) -> Output {
    write(documents, |tokens, mentions, losses| flat_tags(scheme, tokens, mentions, losses).into_iter().map(|tag| vec![tag]).collect())
}

/// The tags of a sentence of so many tokens with these mentions, sorted, longest first; of those that share text the outermost is kept.
pub fn flat_tags(scheme: TagScheme, tokens: usize, mentions: &[Placed], losses: &mut Losses) -> Vec<String> {
    let mut flat: Vec<Placed> = Vec::new();
    for &(start, end, label) in mentions {
        match flat.last() {
            Some(last) if start < last.1 => losses.note("mentions that share text with a longer or earlier one", 1),
            _ => flat.push((start, end, label)),
        }
    }
    if scheme == TagScheme::Io {
        let touching = flat.windows(2).filter(|pair| pair[0].1 == pair[1].0 && pair[0].2 == pair[1].2).count();
        losses.note("borders between touching mentions of one type", touching);
    }
    tags::tags(scheme, tokens, &flat)
}

/// IOB2 with a tag for every mention around a token.
pub fn nested(documents: &[Document]) -> Output {
    write(documents, |tokens, mentions, losses| {
        let mut columns: Vec<Vec<String>> = vec![Vec::new(); tokens];
        // By type, where the mentions end that are kept; all of them begin no later.
        let mut ends: FxHashMap<&str, BTreeSet<usize>> = FxHashMap::default();
        for &(start, end, label) in mentions {
            // An I of one type goes on with the outer of two mentions: the inner one must end first.
            let ends = ends.entry(label).or_default();
            if start + 1 < end && ends.range(start + 1..end).next().is_some() {
                losses.note("mentions that cross another of their type", 1);
                continue;
            }
            ends.insert(end);
            for (token, column) in (start..end).zip(&mut columns[start..end]) {
                column.push(format!("{}-{label}", if token == start { 'B' } else { 'I' }));
            }
        }
        columns.iter_mut().filter(|column| column.is_empty()).for_each(|column| column.push("O".into()));
        columns
    })
}

/// Documents of which nothing can be written.
const WITHOUT_WORD: &str = "documents without a word";

/// The lines of all documents; `tag` gives the columns of a sentence for its mentions in tokens, sorted, longest first.
fn write(documents: &[Document], tag: impl Fn(usize, &[Placed], &mut Losses) -> Vec<Vec<String>>) -> Output {
    let mut output = Output::default();
    let mut out = String::new();
    for (at, document) in documents.iter().enumerate() {
        if documents.len() > 1 {
            out.push_str(&format!("{} O\n\n", String::from_utf8_lossy(DOCSTART)));
            output.losses.note("names of documents", usize::from(document.id != (at + 1).to_string()));
        }
        each_sentence(document, &mut output.losses, |spans, placed, losses| {
            for (span, columns) in spans.iter().zip(tag(spans.len(), placed, losses)) {
                out.push_str(&column(span.slice(&document.text), losses));
                columns.iter().for_each(|column| {
                    out.push(' ');
                    out.push_str(column);
                });
                out.push('\n');
            }
            out.push('\n');
        });
    }
    output.files.push((String::new(), out.into_bytes()));
    output
}

/// Gives `take` the tokens of every sentence of all documents, with a tag of the scheme for each, and the number of the document.
pub fn tagged(documents: &[Document], scheme: TagScheme, losses: &mut Losses, mut take: impl FnMut(usize, &[&str], &[String], &mut Losses)) {
    for (at, document) in documents.iter().enumerate() {
        each_sentence(document, losses, |spans, placed, losses| {
            let tokens: Vec<&str> = spans.iter().map(|span| span.slice(&document.text)).collect();
            let tags = flat_tags(scheme, spans.len(), placed, losses);
            take(at, &tokens, &tags, losses);
        });
    }
}

/// Notes what is lost where several documents were written as one, without their names.
pub fn note_joined(documents: &[Document], losses: &mut Losses) {
    losses.note("names of documents", if documents.len() > 1 { documents.len() } else { 0 });
    note_borders(documents, losses);
}

/// Notes the borders that are lost where several documents were written as one. A document without a word has none.
pub fn note_borders(documents: &[Document], losses: &mut Losses) {
    let written = documents.len() - losses.times(WITHOUT_WORD) as usize;
    losses.note("borders between documents", written.saturating_sub(1));
}

/// Gives `take` the tokens of every sentence with the mentions placed in them, sorted, longest first; what has no place is a loss.
///
/// No sentence is empty. Without tokens words are taken for them, and without sentences lines.
pub fn each_sentence(document: &Document, losses: &mut Losses, mut take: impl FnMut(&[Span], &[Placed], &mut Losses)) {
    losses.note("names of entities (`ref`)", document.mentions.iter().filter(|note| !note.entity.is_empty()).count());
    losses.note("tokens that fall into parts", document.splits.iter().filter(|split| split.parts.len() > 1).count());
    let tokens = tokens(document, losses);
    let mut mentions: Vec<&Note> = document.mentions.iter().collect();
    mentions.sort_by(|a, b| a.order().cmp(&b.order()));
    let mut next = mentions.into_iter().peekable();
    let sentences = sentences(document, &tokens);
    note_gaps(document, &tokens, &sentences, losses);
    losses.note("tokens outside of sentences that become part of one", document.outside_of_sentences(tokens.iter().copied()));
    losses.note(WITHOUT_WORD, usize::from(sentences.is_empty()));
    let mut labels: FxHashMap<&str, bool> = FxHashMap::default();
    for sentence in sentences {
        let spans = &tokens[sentence];
        let (Some(first), Some(last)) = (spans.first(), spans.last()) else { continue };
        let mut placed: Vec<Placed> = Vec::new();
        while let Some(note) = next.next_if(|note| note.span.start() < last.end()) {
            let (span, label) = (note.span, &*note.label);
            if !*labels.entry(label).or_insert_with(|| stands_in_tag(label)) {
                losses.note("mentions whose type cannot stand in a tag", 1);
                continue;
            }
            let start = spans.partition_point(|token| token.start() < span.start());
            let end = spans.partition_point(|token| token.end() <= span.end());
            let fits = start < end && spans[start].start() == span.start() && spans[end - 1].end() == span.end();
            match fits && span.start() >= first.start() {
                true => placed.push((start, end, label)),
                false => losses.note("mentions that begin or end inside a token or go beyond a sentence", 1),
            }
        }
        take(spans, &placed, losses);
    }
    losses.note("mentions that begin or end inside a token or go beyond a sentence", next.count());
}

/// Notes the text between tokens that readers do not put there again: they join tokens by a space, and sentences by a line feed.
fn note_gaps(document: &Document, tokens: &[Span], sentences: &[Range<usize>], losses: &mut Losses) {
    let mut starts = sentences.iter().map(|sentence| sentence.start).peekable();
    let joined = tokens.iter().enumerate().map(|(at, token)| match starts.next_if_eq(&at) {
        Some(_) if at == 0 => (*token, ""),
        Some(_) => (*token, "\n"),
        None => (*token, " "),
    });
    let gaps = "gaps that are neither one space between tokens nor one line feed between sentences";
    losses.note_gaps(&document.text, joined, gaps, "stretches of text outside of tokens");
}

/// Whether a tag with this type is one column, and read as it was written.
fn stands_in_tag(label: &str) -> bool {
    !label.contains(char::is_whitespace) && Inventory::default().number(format!("B-{label}").as_bytes()).is_ok()
}

/// A token as a column, which may hold no white space, and may not look like the mark of a document.
pub fn column(token: &str, losses: &mut Losses) -> String {
    if token.as_bytes().starts_with(DOCSTART) {
        losses.note("tokens that look like the mark of a document", 1);
        return column(&format!("_{token}"), losses);
    }
    if !token.contains([' ', '\t', '\n', '\r']) {
        return token.into();
    }
    losses.note("white space inside tokens", 1);
    token.split([' ', '\t', '\n', '\r']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_")
}

/// The document's tokens, or its words, cut where mentions begin and end.
fn tokens(document: &Document, losses: &mut Losses) -> Vec<Span> {
    if !document.tokens.is_empty() {
        // A row of white space would end the sentence, or be refused.
        let (blank, tokens): (Vec<Span>, Vec<Span>) = document.tokens.iter().partition(|token| token.slice(&document.text).trim().is_empty());
        losses.note("tokens of white space", blank.len());
        return tokens;
    }
    let mut edges: Vec<usize> = document.mentions.iter().flat_map(|note| [note.span.start(), note.span.end()]).collect();
    edges.sort_unstable();
    edges.dedup();
    let mut tokens = Vec::new();
    for word in words(&document.text) {
        let from = edges.partition_point(|&edge| edge <= word.start());
        let inside: Vec<usize> = edges[from..].iter().copied().take_while(|&edge| edge < word.end()).collect();
        losses.note("words that had to be cut where a mention begins or ends", usize::from(!inside.is_empty()));
        let mut start = word.start();
        for end in inside.into_iter().chain([word.end()]) {
            tokens.push(Span::new(&document.text, start, end).expect("mentions begin and end at characters"));
            start = end;
        }
    }
    tokens
}

/// The tokens of every sentence; without sentences, lines are taken for them.
fn sentences(document: &Document, tokens: &[Span]) -> Vec<Range<usize>> {
    let mut ends: Vec<usize> = match document.sentences.is_empty() {
        false => document.sentences.iter().map(|sentence| sentence.end()).collect(),
        true => document.text.match_indices('\n').map(|(at, _)| at).collect(),
    };
    // A mention that goes on beyond a line keeps both lines together.
    if document.sentences.is_empty() {
        let mut spans: Vec<Span> = document.mentions.iter().map(|note| note.span).collect();
        spans.sort_unstable();
        let mut reach = 0;
        let mut spans = spans.into_iter().peekable();
        ends.retain(|&end| {
            while let Some(span) = spans.next_if(|span| span.start() < end) {
                reach = reach.max(span.end());
            }
            reach <= end
        });
    }
    ends.push(document.text.len());
    let mut from = 0;
    let mut sentences = Vec::new();
    for end in ends {
        let to = tokens.partition_point(|token| token.start() < end);
        if from < to {
            sentences.push(from..to);
        }
        from = to.max(from);
    }
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mention_that_crosses_one_of_its_type_is_lost_also_behind_another_that_ended() {
        let text = "أ ب ت ث ج ح";
        let starts: Vec<usize> = text.char_indices().filter(|(_, c)| *c != ' ').map(|(at, _)| at).collect();
        let note = |from: usize, to: usize, label: &str| Note::new(Span::new(text, starts[from], starts[to] + 2).unwrap(), label, 0);
        let document =
            Document { text: text.into(), mentions: vec![note(0, 4, "A"), note(1, 1, "B"), note(2, 5, "A"), note(3, 5, "B")], ..Document::default() };
        let Output { files, losses, .. } = nested(&[document]);
        assert_eq!(losses.iter().collect::<Vec<_>>(), [("mentions that cross another of their type", 1)]);
        assert_eq!(String::from_utf8(files[0].1.clone()).unwrap(), "أ B-A\nب I-A B-B\nت I-A\nث I-A B-B\nج I-A I-B\nح I-B\n\n");
    }
}
