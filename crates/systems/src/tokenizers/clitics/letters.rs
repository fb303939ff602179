//! A word as the analyser reads it: letters without marks, hamza seats of alef made one, each with its place in the bytes.

use std::iter;

use mihak_core::text::fold::is_deleted;
use unicode_normalization::UnicodeNormalization;

/// The letters of one word.
#[derive(Default)]
pub struct Letters {
    /// The letters, ready for look-ups: no marks, أإآٱ as ا, ى as ي.
    pub text: String,
    /// The byte offset in `text` of each letter, and of the end.
    pub starts: Vec<u32>,
    /// The byte offset in the raw word of each letter, and of the end.
    raw: Vec<u32>,
    /// Whether a cut in front of the letter is possible: not inside a ligature.
    free: Vec<bool>,
    /// The raw letters, to tell ا from أ and ى from ي.
    chars: Vec<char>,
    /// The number of letters in front of a tail of digits or Latin letters.
    pub arabic: usize,
}

impl Letters {
    /// Reads a word; `false` if it does not begin with an Arabic letter, or is a hashtag, an address or the like.
    pub fn read(&mut self, word: &str) -> bool {
        self.text.clear();
        self.starts.clear();
        self.raw.clear();
        self.free.clear();
        self.chars.clear();
        self.arabic = 0;
        let mut foreign = false;
        for (at, c) in word.char_indices() {
            if is_deleted(c) {
                continue;
            }
            if matches!(c, '#' | '@' | '_') {
                return false;
            }
            let mut first = true;
            for c in expand(c) {
                self.starts.push(self.text.len() as u32);
                self.text.push(normal(c));
                self.chars.push(c);
                self.raw.push(at as u32);
                self.free.push(first);
                first = false;
                foreign |= !is_arabic_letter(c);
                if !foreign {
                    self.arabic = self.chars.len();
                }
            }
        }
        self.starts.push(self.text.len() as u32);
        self.raw.push(word.len() as u32);
        self.free.push(true);
        self.arabic > 0
    }

    /// The number of letters, digits included.
    pub fn len(&self) -> usize {
        self.chars.len()
    }

    /// The letters `from..to`, as look-ups want them.
    pub fn slice(&self, from: usize, to: usize) -> &str {
        &self.text[self.starts[from] as usize..self.starts[to] as usize]
    }

    /// The raw letter at a place.
    pub fn char(&self, at: usize) -> char {
        self.chars[at]
    }

    /// Whether the word may be cut in front of the letter.
    pub fn is_free(&self, at: usize) -> bool {
        self.free[at]
    }

    /// The byte offset in the raw word at which the letter stands; marks belong to the letter in front of them.
    pub fn byte(&self, at: usize) -> usize {
        // Marks in front of the first letter belong to it.
        if at == 0 { 0 } else { self.raw[at] as usize }
    }
}

fn expand(c: char) -> impl Iterator<Item = char> {
    let form = matches!(c, '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}');
    let plain = (!form).then_some(c);
    let letters = form.then(|| iter::once(c).nfkc().filter(|&c| !is_deleted(c))).into_iter().flatten();
    plain.into_iter().chain(letters)
}

/// The letter that stands for its spellings in look-ups.
pub fn normal(c: char) -> char {
    match c {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' => 'ي',
        _ => c,
    }
}

fn is_arabic_letter(c: char) -> bool {
    c.is_alphabetic() && matches!(c, '\u{0620}'..='\u{06ff}')
}
