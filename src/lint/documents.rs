//! Formats with text and offsets: the characters of the text, and the ends of the mentions.

use std::cell::OnceCell;

use crate::format::{self, Document, Format, Input, Options};
use crate::text::offsets::CharIndex;
use crate::text::words::words;

use super::characters::{self, Setting};
use super::mixed::Mixed;
use super::{Findings, Kind, mentions};

/// A text whose places are told in code points, which are counted only where something is found.
pub struct Place<'a> {
    document: &'a Document,
    index: OnceCell<CharIndex>,
}

impl<'a> Place<'a> {
    /// The places of a document.
    pub fn of(document: &'a Document) -> Place<'a> {
        Place { document, index: OnceCell::new() }
    }

    /// `document:offset` of a byte.
    pub fn at(&self, byte: usize) -> String {
        let index = self.index.get_or_init(|| CharIndex::new(&self.document.text));
        format!("{}:{}", self.document.id, index.char(byte))
    }
}

/// Notes what is found in the documents of an input; what its reader refuses is a finding too.
pub fn lint(input: &Input, format: &dyn Format, options: &Options, findings: &mut Findings) {
    findings.open(&input.shown);
    findings.about.push(format!("`{}`: {}, {}; places are document:offset in code points", input.shown, format.name(), format.about()));
    // The offset unit that fits the claims of the file (`format::units::fitting`) is to be asked here, before the reader decides on one.
    let documents = match format::read(format, input, options) {
        Ok(documents) => documents,
        Err(error) => return findings.note(Kind::Unreadable, 0, || (String::new(), format!("{error:#}"))),
    };
    let mut mixed = Mixed::default();
    for document in &documents {
        let place = Place::of(document);
        text(document, &place, &mut mixed, findings);
        mentions::lint(document, &place, findings);
    }
    if mixed.needs_more() {
        documents.iter().for_each(|document| each_word(&document.text, |_, word| mixed.second(word)));
    }
    if mixed.is_mixed() {
        for document in &documents {
            let place = Place::of(document);
            each_word(&document.text, |from, word| {
                mixed.last(word, &mut |kind, at, found| findings.note(kind, 0, || (place.at(from + at), found)));
            });
        }
    }
}

fn text(document: &Document, place: &Place, mixed: &mut Mixed, findings: &mut Findings) {
    let text = &document.text;
    if text.starts_with('\u{feff}') {
        findings.note(Kind::Bom, 0, || (place.at(0), "U+FEFF at the start of the text".into()));
    }
    each_run(text, |from, run| {
        if characters::is_plain(run.as_bytes()) {
            return;
        }
        characters::faults(run, Setting::Text, &mut |kind, at, found| {
            if !(kind == Kind::ZeroWidth && from + at == 0 && text.starts_with('\u{feff}')) {
                findings.note(kind, 0, || (place.at(from + at), found));
            }
        });
        words(run).for_each(|word| mixed.first(word.slice(run)));
    });
}

/// Calls with the first byte and the characters of everything between plain white space.
fn each_run(text: &str, mut each: impl FnMut(usize, &str)) {
    for run in text.split([' ', '\t', '\n', '\r']).filter(|run| !run.is_empty()) {
        each(run.as_ptr() as usize - text.as_ptr() as usize, run);
    }
}

fn each_word(text: &str, mut each: impl FnMut(usize, &str)) {
    words(text).for_each(|word| each(word.start(), word.slice(text)));
}
