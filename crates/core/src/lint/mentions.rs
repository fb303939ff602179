//! What is odd in the mentions of a document: in what they cover, in what their ends cut, and in how they overlap.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;
use unicode_segmentation::GraphemeCursor;

use crate::annotation::scheme::{is_proclitics, is_pronoun};
use crate::format::{Document, Note};
use crate::lint::finding::{FindingKind, Findings, quote};
use crate::lint::places::Places;
use crate::text::Span;
use crate::text::fold::is_invisible;
use crate::text::words::words;

/// Notes what is found in the mentions of a document.
pub fn lint(document: &Document, places: &Places, findings: &mut Findings) {
    if document.mentions.is_empty() {
        return;
    }
    let words: Vec<Span> = words(&document.text).collect();
    // Where the file itself cuts words, mentions may begin and end.
    let parts = document.splits.iter().flat_map(|split| split.parts.iter().filter_map(|part| part.span));
    let cuts: FxHashSet<usize> = document.tokens.iter().copied().chain(parts).flat_map(|span| [span.start(), span.end()]).collect();
    let mut tell = |kind: FindingKind, note: &Note, byte: usize, found: String| findings.note(kind, note.line, || (places.at(byte), found));
    let mut seen: FxHashSet<(Span, &str, &str)> = FxHashSet::default();
    for note in &document.mentions {
        let (span, label) = (note.span, &*note.label);
        if !seen.insert((span, label, &note.entity)) {
            tell(FindingKind::DuplicateMention, note, span.start(), format!("{} is {label} twice", quote(span.slice(&document.text))));
        }
        ends(&document.text, &words, &cuts, note, &mut tell);
    }
    crossing(document, &mut tell);
}

/// Notes what is odd in what a mention covers, and in what its ends cut.
fn ends(text: &str, words: &[Span], cuts: &FxHashSet<usize>, note: &Note, tell: &mut dyn FnMut(FindingKind, &Note, usize, String)) {
    let span = note.span;
    let surface = span.slice(text);
    let label = &*note.label;
    if surface.chars().all(|c| c.is_whitespace() || is_invisible(c)) {
        return tell(FindingKind::EmptySurface, note, span.start(), format!("a {label} of nothing but white space"));
    }
    if surface.starts_with(char::is_whitespace) || surface.ends_with(char::is_whitespace) {
        tell(FindingKind::EdgeSpace, note, span.start(), format!("{label} {}", quote(surface)));
    }
    let bare = surface.trim();
    if has_punctuation(bare) {
        tell(FindingKind::EdgePunctuation, note, span.start(), format!("{label} {}", quote(surface)));
    }
    for (edge, is_start) in [(span.start(), true), (span.end(), false)] {
        if edge == 0 || edge == text.len() {
            continue;
        }
        if !GraphemeCursor::new(edge, text.len(), true).is_boundary(text, 0).unwrap_or(true) {
            let side = if is_start { "begins" } else { "ends" };
            tell(FindingKind::CutGrapheme, note, edge, format!("{label} {} {side} between a letter and its mark", quote(surface)));
            continue;
        }
        if cuts.contains(&edge) {
            continue;
        }
        let word = words.partition_point(|word| word.end() <= edge);
        let Some(word) = words.get(word).filter(|word| word.start() < edge) else { continue };
        let rest = if is_start { &text[word.start()..edge] } else { &text[edge..word.end()] };
        // A suffix may follow on the edge of the word only, and a mention may be the clitics in front of another.
        let known = if is_start { is_proclitics(rest) } else { is_pronoun(rest) || is_proclitics(&text[word.start()..edge]) };
        if !known && rest.chars().any(char::is_alphabetic) {
            let side = if is_start { "begins behind" } else { "ends in front of" };
            tell(FindingKind::CutWord, note, edge, format!("{label} {} {side} {} of {}", quote(surface), quote(rest), quote(word.slice(text))));
        }
    }
}

/// Whether a mention begins or ends with punctuation that is not its own. Its own are brackets and quotation marks in pairs, the full stop of an
/// abbreviation, a minus in front of a number, and the signs of percentages and hashtags.
fn has_punctuation(surface: &str) -> bool {
    const PAIRS: [(char, char); 7] = [('(', ')'), ('[', ']'), ('«', '»'), ('“', '”'), ('"', '"'), ('{', '}'), ('\'', '\'')];
    let (Some(first), Some(last)) = (surface.chars().next(), surface.chars().next_back()) else { return false };
    let times = |c: char| surface.chars().filter(|&other| other == c).count();
    let pair = |c: char| PAIRS.iter().find(|(open, close)| c == *open || c == *close);
    let is_single = |c: char| match pair(c) {
        Some((open, close)) if open == close => times(c) % 2 == 1,
        Some((open, close)) => times(*open) != times(*close),
        None => false,
    };
    let is_stop = |c: char| matches!(c, '،' | '؛' | '؟' | '!' | ',' | ';' | '?' | ':' | '…' | '-' | '–' | '—');
    let abbreviation = surface[..surface.len() - last.len_utf8()].rsplit(char::is_whitespace).next().unwrap_or_default();
    let is_full_stop = last == '.' && abbreviation.chars().filter(|c| c.is_alphanumeric()).count() > 3 && !abbreviation.contains('.');
    let is_minus = first == '-' && surface[1..].starts_with(char::is_numeric);
    (is_stop(first) && !is_minus) || first == '.' || is_stop(last) || is_single(first) || is_single(last) || is_full_stop
}

/// Notes every mention that crosses one that begins earlier.
fn crossing(document: &Document, tell: &mut dyn FnMut(FindingKind, &Note, usize, String)) {
    let mut order: Vec<&Note> = document.mentions.iter().collect();
    order.sort_by_key(|note| (note.span.start(), usize::MAX - note.span.end()));
    // Ends of mentions that begin earlier: one that lies inside this mention is the end of one that crosses it.
    let mut ends: BTreeMap<usize, &Note> = BTreeMap::new();
    for note in order {
        let span = note.span;
        if let Some((_, other)) = ends.range(span.start() + 1..span.end()).next() {
            let [a, b] = [other, note].map(|note| quote(note.span.slice(&document.text)));
            tell(FindingKind::CrossingMentions, note, span.start(), format!("{} {b} crosses {} {a}", note.label, other.label));
        }
        ends.insert(span.end(), note);
    }
}
