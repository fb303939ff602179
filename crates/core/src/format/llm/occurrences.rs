//! Where quotes stand in a text: all of them are looked for in one pass.

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::annotation::scheme::{is_proclitics, is_pronoun};
use crate::text::Span;
use crate::text::fold::is_deleted;
use crate::text::words::is_word_char;

/// How many characters of a word are read around a place; in a longer one it stands inside.
const AROUND: usize = 16;

/// The places of one quote.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// Those that are words, between punctuation or clitics.
    pub words: Vec<Span>,
    /// All others, inside of words.
    pub inside: Vec<Span>,
    /// All of them that do not overlap one before, as models count occurrences.
    pub apart: Vec<Span>,
}

impl Places {
    /// The places that count: those that are words or, where there are none, those inside of words.
    pub fn counted(&self) -> &[Span] {
        if self.words.is_empty() { &self.inside } else { &self.words }
    }

    /// Adds the next place; of each kind there are at most so many.
    pub fn push(&mut self, text: &str, span: Span, most: usize) {
        let list = if is_bounded(text, span) { &mut self.words } else { &mut self.inside };
        if list.len() < most {
            list.push(span);
        }
        if self.apart.len() < most && self.apart.last().is_none_or(|last| last.end() <= span.start()) {
            self.apart.push(span);
        }
    }
}

/// Calls `found` for every place of every pattern, with the number of the pattern, the first byte and the one after the last. Patterns are not
/// empty.
pub fn search(text: &str, patterns: &[&str], mut found: impl FnMut(usize, usize, usize)) {
    // What is longer than the text does not stand in it, and would only cost time.
    let (numbers, shorter): (Vec<usize>, Vec<&str>) = patterns.iter().enumerate().filter(|(_, pattern)| pattern.len() <= text.len()).unzip();
    // Of the kinds, this one is built in linear time.
    match AhoCorasick::builder().kind(Some(AhoCorasickKind::ContiguousNFA)).build(&shorter) {
        Ok(searcher) => searcher.find_overlapping_iter(text).for_each(|place| found(numbers[place.pattern().as_usize()], place.start(), place.end())),
        // They are too many for one pass.
        Err(_) => numbers.iter().zip(&shorter).for_each(|(number, pattern)| {
            text.match_indices(pattern).for_each(|(at, _)| found(*number, at, at + pattern.len()));
        }),
    }
}

/// Whether a span is a word or several, as far as letters around it are clitics.
pub fn is_bounded(text: &str, span: Span) -> bool {
    let mut before = text[..span.start()].char_indices().rev();
    let mut from = span.start();
    for _ in 0..AROUND {
        match before.next() {
            Some((at, c)) if is_word_char(c) => from = at,
            _ => break,
        }
    }
    let mut to = span.end();
    for c in text[span.end()..].chars().take(AROUND) {
        if !is_word_char(c) {
            break;
        }
        to += c.len_utf8();
    }
    let (head, tail) = (&text[from..span.start()], &text[span.end()..to]);
    // A mark behind the last letter belongs to it.
    let tail = tail.trim_start_matches(is_deleted);
    let is_number = |side: Option<char>| side.is_some_and(char::is_numeric);
    let slice = span.slice(text);
    let is_start = head.is_empty() || (is_proclitics(head) && !is_number(slice.chars().next()));
    let is_end = tail.is_empty() || (is_pronoun(tail) && !is_number(slice.chars().next_back()));
    (is_start || !slice.starts_with(is_word_char)) && (is_end || !slice.ends_with(is_word_char))
}
