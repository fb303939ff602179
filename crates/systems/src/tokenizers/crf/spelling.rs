//! The spelling of one word as the learned segmenter sees it: its letters without marks, and the attributes of each that the model is told.

use std::ops::RangeInclusive;

use mihak_core::text::fold::seat;

use crate::tokenizers::clitics::letters::Letters;

/// The letters of one word. It can be filled again for the next word.
#[derive(Default)]
pub struct Spelling {
    letters: Letters,
    /// The letters as they are written.
    raw: String,
    raw_starts: Vec<u32>,
    /// The folded letters between three `^` and three `$`, digits as `0` and Latin letters as `x`.
    padded: String,
    /// The byte offset in `padded` of each of its characters, and of the end.
    starts: Vec<u32>,
}

const PAD: usize = 3;

/// The n-grams around a letter: the first place, and the place behind the last. 0 is the letter itself.
const GRAMS: [(isize, isize); 20] = [
    (-3, -2),
    (-2, -1),
    (-1, 0),
    (0, 1),
    (1, 2),
    (2, 3),
    (3, 4),
    (-2, 0),
    (-1, 1),
    (0, 2),
    (1, 3),
    (-3, 0),
    (-2, 1),
    (-1, 2),
    (0, 3),
    (1, 4),
    (0, 4),
    (-3, 1),
    (-2, 2),
    (-1, 3),
];

/// The lengths of the beginnings and ends of the word that are attributes, together with the place of the letter.
const AFFIXES: RangeInclusive<usize> = 2..=5;

impl Spelling {
    /// Reads a word; `false` if it does not begin with an Arabic letter, or is a hashtag, an address or the like.
    pub fn read(&mut self, surface: &str) -> bool {
        if !self.letters.read(surface) {
            return false;
        }
        self.raw.clear();
        self.raw_starts.clear();
        self.padded.clear();
        self.starts.clear();
        for c in ['^'; PAD].into_iter().chain((0..self.letters.len()).map(|at| self.letters.char(at))).chain(['$'; PAD]) {
            self.starts.push(self.padded.len() as u32);
            self.padded.push(match c {
                c if c.is_numeric() => '0',
                c if c.is_ascii_alphabetic() => 'x',
                c => seat(c),
            });
        }
        self.starts.push(self.padded.len() as u32);
        for at in 0..self.letters.len() {
            self.raw_starts.push(self.raw.len() as u32);
            self.raw.push(self.letter(at));
        }
        true
    }

    /// The number of letters, digits included.
    pub fn len(&self) -> usize {
        self.letters.len()
    }

    /// Whether there is no letter.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The letter at a place as it is written, but ٱ as ا.
    pub fn letter(&self, at: usize) -> char {
        if self.letters.char(at) == 'ٱ' { 'ا' } else { self.letters.char(at) }
    }

    /// The letters from a place on, as they are written.
    pub fn rest(&self, at: usize) -> &str {
        &self.raw[self.raw_starts[at] as usize..]
    }

    /// Whether the word may be cut in front of the letter. It may not inside of a ligature.
    pub fn is_free(&self, at: usize) -> bool {
        self.letters.is_free(at)
    }

    /// The byte offset in the raw word at which the letter stands, or of the end.
    pub fn byte(&self, at: usize) -> usize {
        self.letters.byte(at)
    }

    /// The folded letters `from..to`. The signs around the word have places too.
    fn slice(&self, from: isize, to: isize) -> &str {
        let last = self.starts.len() as isize - 1;
        let place = |at: isize| self.starts[(at + PAD as isize).clamp(0, last) as usize] as usize;
        &self.padded[place(from)..place(to)]
    }

    /// Calls `tell` with each attribute of the letter at a place. `name` is memory in which attributes are written.
    pub fn attributes(&self, at: usize, name: &mut String, mut tell: impl FnMut(&str)) {
        let (count, here) = (self.len(), at as isize);
        let end = count as isize;
        // Few places are told exactly, the others are one.
        let (front, back) = (digit(at, 5), digit(count - 1 - at, 5));
        let mut told = |kind: char, places: &[char], letters: &str| {
            name.clear();
            name.push(kind);
            name.extend(places);
            name.push_str(letters);
            tell(name);
        };
        told('b', &[], "");
        told('r', &[self.letter(at)], "");
        for (kind, (from, to)) in ('A'..).zip(GRAMS) {
            told(kind, &[], self.slice(here + from, here + to));
        }
        told('1', &[], self.slice(here, end));
        told('2', &[], self.slice(0, here + 1));
        told('3', &[], self.slice(0, here));
        told('4', &[], self.slice(here + 1, end));
        told('5', &[front], "");
        told('6', &[back], "");
        told('7', &[digit(count, 8)], "");
        told('8', &[front], self.slice(here, here + 2));
        told('9', &[back], self.slice(here - 1, here + 1));
        told('0', &[front, back], "");
        for length in AFFIXES {
            if at < length {
                told('f', &[digit(length, 9), digit(at, 9)], self.slice(0, length.min(count) as isize));
            }
            if count - at <= length {
                told('g', &[digit(length, 9), digit(count - at, 9)], self.slice(end - length.min(count) as isize, end));
            }
        }
        if at < 10 {
            told('w', &[digit(at, 9)], self.slice(0, end));
        }
    }
}

/// The number as one character, the greatest for all above it.
fn digit(number: usize, greatest: usize) -> char {
    char::from(b'0' + number.min(greatest) as u8)
}
