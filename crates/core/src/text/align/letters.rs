//! A text as letters with marks between them: what the rules compare.

use unicode_normalization::char::{canonical_combining_class, compose, decompose_compatible};

use crate::text::fold::is_deleted;
use crate::text::words::is_word_char;

/// The most marks on one letter that are put in canonical order, or looked through for one mark.
const MARKS: usize = 16;

/// A character that no rule deletes everywhere: a letter, a digit, punctuation, a combining mark of another script.
#[derive(Clone, Copy)]
pub(super) struct Letter {
    /// What is compared: the letter of a compatibility decomposition, with the hamza or madda that follows it.
    pub key: char,
    /// The character that it was written with.
    pub raw: char,
    /// The bytes of that character in the text; for pieces, `from` is the number of the piece.
    pub from: u32,
    pub to: u32,
    /// The number of marks in front of it, in the whole text.
    pub marks: u32,
    /// Whether white space stands between the last letter and this one.
    pub spaced: bool,
    /// Whether white space stands directly before it, after the last letter or mark.
    pub loose: bool,
    /// Whether it belongs to a word: it is no punctuation.
    pub word: bool,
}

impl Letter {
    /// The bytes of its character in the text.
    pub fn place(&self) -> (u32, u32) {
        (self.from, self.to)
    }
}

/// A character that folding deletes: tashkeel, tatweel, something invisible.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    pub c: char,
    /// As for a letter.
    pub from: u32,
    pub to: u32,
    pub loose: bool,
    /// Whether it is a hamza or madda that is part of its letter's key.
    pub joined: bool,
}

/// The letters and marks of the text, or of all pieces in a row.
#[derive(Default)]
pub(super) struct Stream {
    pub letters: Vec<Letter>,
    pub marks: Vec<Mark>,
    loose: bool,
    spaced: bool,
}

impl Stream {
    /// The letters of the text.
    pub fn of_text(text: &str) -> Stream {
        let mut stream = Stream { letters: Vec::with_capacity(text.len() / 2), ..Stream::default() };
        for (at, c) in text.char_indices() {
            stream.push(c, at as u32, (at + c.len_utf8()) as u32);
            if at == 0 && c == '\u{feff}' {
                stream.space();
            }
        }
        stream
    }

    /// Appends a piece.
    pub fn push_piece(&mut self, piece: &str, number: u32) {
        (self.loose, self.spaced) = (false, false);
        piece.trim().chars().for_each(|c| self.push(c, number, number));
    }

    fn push(&mut self, c: char, from: u32, to: u32) {
        match c {
            // Most characters, and none of them has a compatibility decomposition but the seats of hamza, which keep it.
            'ء'..='\u{063f}' | 'ف'..='ي' | '!'..='~' => self.letter(c, c, from, to),
            c if is_deleted(c) => self.mark(c, from, to),
            c if c.is_whitespace() => self.space(),
            _ => {
                let mut first = true;
                decompose_compatible(c, |part| {
                    match part {
                        part if is_deleted(part) => self.mark(part, from, to),
                        // A spacing form of a mark shows it on a space, which is no white space between words.
                        part if part.is_whitespace() => {
                            if !first {
                                self.space();
                            }
                        }
                        part => self.letter(part, c, from, to),
                    }
                    first = false;
                });
            }
        }
    }

    fn space(&mut self) {
        (self.loose, self.spaced) = (true, true);
    }

    fn letter(&mut self, key: char, raw: char, from: u32, to: u32) {
        let marks = self.marks.len() as u32;
        self.letters.push(Letter { key, raw, from, to, marks, spaced: self.spaced, loose: self.loose, word: is_word_char(key) });
        (self.loose, self.spaced) = (false, false);
        if !key.is_ascii() {
            self.order();
        }
    }

    /// Moves a combining mark that was just appended to its canonical place; where each character stands is kept.
    fn order(&mut self) {
        let last = self.letters.len() - 1;
        for at in (1..=last).rev().take(MARKS) {
            let class = canonical_combining_class(self.letters[at].key);
            if class == 0 || self.letters[at].spaced || canonical_combining_class(self.letters[at - 1].key) <= class {
                break;
            }
            let key = self.letters[at].key;
            self.letters[at].key = std::mem::replace(&mut self.letters[at - 1].key, key);
        }
    }

    fn mark(&mut self, c: char, from: u32, to: u32) {
        let mut joined = false;
        if matches!(c, '\u{0653}'..='\u{0655}')
            && !self.spaced
            && let Some(last) = self.letters.last_mut()
            && let Some(key) = compose(last.key, c)
        {
            last.key = key;
            joined = true;
        }
        self.marks.push(Mark { c, from, to, loose: self.loose, joined });
        self.loose = false;
    }

    /// The number of marks in front of letter `at`, or of all if it is the end.
    pub fn marks_before(&self, at: usize) -> usize {
        self.letters.get(at).map_or(self.marks.len(), |letter| letter.marks as usize)
    }

    /// Whether the mark stands between the letters `at - 1` and `at`, among the first sixteen there.
    pub fn has_mark(&self, at: usize, c: char) -> bool {
        let start = at.checked_sub(1).map_or(0, |before| self.letters[before].marks as usize);
        self.marks[start..self.marks_before(at)].iter().take(MARKS).any(|mark| mark.c == c)
    }

    /// What is compared of letter `at`; `None` after the last.
    pub fn key(&self, at: usize) -> Option<char> {
        self.letters.get(at).map(|letter| letter.key)
    }

    /// Whether a word of the text may end in front of letter `at`.
    pub fn is_boundary(&self, at: usize) -> bool {
        at == 0 || self.letters.get(at).is_none_or(|letter| letter.spaced || letter.word != self.letters[at - 1].word)
    }
}
