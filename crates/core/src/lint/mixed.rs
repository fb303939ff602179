//! What is odd only if a file has two kinds of it: one word in two normal forms, two code points of one letter, two kinds of digits.

use std::hash::Hasher;

use rustc_hash::{FxHashSet, FxHasher};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc, is_nfc_quick};

use crate::lint::finding::{FindingKind, quote};

/// Code points that are written for one another: the Arabic and the Persian or Urdu ones.
const TWINS: [(FindingKind, [char; 2], [char; 2]); 4] = [
    (FindingKind::LetterTwins, ['ك', 'ك'], ['ک', 'ک']),
    (FindingKind::LetterTwins, ['ي', 'ي'], ['ی', 'ی']),
    (FindingKind::LetterTwins, ['ه', 'ه'], ['ہ', 'ہ']),
    (FindingKind::MixedDigits, ['٠', '٩'], ['۰', '۹']),
];

/// Both sides of a pair: from the first to the last character.
fn is_of(c: char, range: [char; 2]) -> bool {
    range[0] <= c && c <= range[1]
}

/// What the words of a file have of either kind. Each word is passed to `first`, then to `second` and `last` if they are needed.
#[derive(Clone, Debug, Default)]
pub struct Mixed {
    /// The hashes of words that are not in NFC, by their NFC.
    others: FxHashSet<u64>,
    /// Of those, which also occur in NFC.
    both: FxHashSet<u64>,
    /// Whether the second side of every pair occurs.
    has_second: [bool; TWINS.len()],
    /// How many words hold either side.
    words: [[u64; 2]; TWINS.len()],
}

impl Mixed {
    /// First pass, over all words that are not plain: most files need no other.
    pub fn first(&mut self, word: &str) {
        for c in word.chars() {
            for (at, (_, _, second)) in TWINS.iter().enumerate() {
                self.has_second[at] |= is_of(c, *second);
            }
        }
        if !normal(word) {
            self.others.insert(hash(&word.nfc().collect::<String>()));
        }
    }

    /// Whether anything was met that asks for a second pass.
    pub fn needs_more(&self) -> bool {
        !self.others.is_empty() || self.has_second.contains(&true)
    }

    /// Second pass, over all words.
    pub fn second(&mut self, word: &str) {
        for (at, (_, first, second)) in TWINS.iter().enumerate().filter(|(at, _)| self.has_second[*at]) {
            self.words[at][0] += u64::from(word.contains(|c| is_of(c, *first)));
            self.words[at][1] += u64::from(word.contains(|c| is_of(c, *second)));
        }
        if !self.others.is_empty() {
            let hash = hash(word);
            if self.others.contains(&hash) {
                self.both.insert(hash);
            }
        }
    }

    /// Whether the second pass found something.
    pub fn is_mixed(&self) -> bool {
        !self.both.is_empty() || self.words.iter().any(|sides| !sides.contains(&0))
    }

    /// Last pass, over all words: tells what is rarer of two, and every word that is not in NFC and elsewhere is.
    pub fn last(&self, word: &str, tell: &mut dyn FnMut(FindingKind, usize, String)) {
        for ((kind, first, second), words) in TWINS.iter().zip(self.words).filter(|(_, words)| !words.contains(&0)) {
            let (rare, other) = if words[0] < words[1] { (first, second) } else { (second, first) };
            if let Some((at, c)) = word.char_indices().find(|&(_, c)| is_of(c, *rare)) {
                let twin = char::from_u32(u32::from(other[0]) + u32::from(c) - u32::from(rare[0])).unwrap_or(other[0]);
                tell(
                    *kind,
                    at,
                    format!(
                        "U+{:04X} in {}; {} words have U+{:04X}, {} have this",
                        u32::from(c),
                        quote(word),
                        words[0].max(words[1]),
                        u32::from(twin),
                        words[0].min(words[1])
                    ),
                );
            }
        }
        if !self.both.is_empty() && !normal(word) && self.both.contains(&hash(&word.nfc().collect::<String>())) {
            tell(FindingKind::MixedNormalization, 0, format!("{} is not in NFC, and the same word in NFC stands in the file too", quote(word)));
        }
    }
}

fn normal(word: &str) -> bool {
    match is_nfc_quick(word.chars()) {
        IsNormalized::Yes => true,
        IsNormalized::No => false,
        IsNormalized::Maybe => is_nfc(word),
    }
}

/// Words are compared by 64 bits: that two of a file share them by chance is far less likely than a fault of the machine.
fn hash(word: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(word.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(words: &[&str]) -> Vec<(FindingKind, String)> {
        let mut mixed = Mixed::default();
        words.iter().for_each(|word| mixed.first(word));
        words.iter().for_each(|word| mixed.second(word));
        let mut found = Vec::new();
        words.iter().for_each(|word| mixed.last(word, &mut |kind, _, _| found.push((kind, word.to_string()))));
        found
    }

    #[test]
    fn a_word_in_two_normal_forms_is_told_where_it_is_not_in_nfc() {
        let other = "ا\u{0654}حمد";
        assert_eq!(found(&["أحمد", other]), [(FindingKind::MixedNormalization, other.to_string())]);
        assert_eq!(found(&[other, "أحمر"]), [], "another word in NFC says nothing");
    }

    #[test]
    fn the_rarer_of_two_twins_is_told_and_one_alone_is_not() {
        assert_eq!(found(&["كتاب", "کتاب", "كاتب"]), [(FindingKind::LetterTwins, "کتاب".to_string())]);
        assert_eq!(found(&["کتاب", "کاتب", "كتب"]), [(FindingKind::LetterTwins, "كتب".to_string())]);
        assert_eq!(found(&["کتاب", "ایران"]), []);
        assert_eq!(found(&["٢٠٢٤", "۲۰۲۴", "١٩"]), [(FindingKind::MixedDigits, "۲۰۲۴".to_string())]);
    }
}
