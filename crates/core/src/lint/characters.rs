//! What is odd in the characters of a token or a word: invisible ones, wrongly converted ones, odd forms.

use crate::lint::finding::{FindingKind, quote};
use crate::lint::mojibake::is_mojibake;
use crate::lint::placeholder::is_placeholder;
use crate::text::fold::is_deleted;

/// Where a word was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Setting {
    /// As a token of a column file.
    Column,
    /// As a word of a text.
    Text,
}

/// Whether a token has only plain Arabic letters, Latin letters and digits, or is one ASCII punctuation mark. Nothing can be odd in it.
#[inline(always)]
pub fn is_plain(token: &[u8]) -> bool {
    let mut at = 0;
    while at < token.len() {
        match (token[at], token.get(at + 1)) {
            (0xd8, Some(0xa1..=0xba)) | (0xd9, Some(0x81..=0x8a)) => at += 2,
            (byte, _) if byte.is_ascii_alphanumeric() => at += 1,
            (byte, _) => return token.len() == 1 && byte.is_ascii_punctuation(),
        }
    }
    true
}

/// Tells every kind of fault in a word once: the kind, the byte of its first place, and what was found.
pub fn faults(word: &str, setting: Setting, tell: &mut dyn FnMut(FindingKind, usize, String)) {
    if is_mojibake(word) {
        // What else is odd in such a word comes from the same conversion.
        return tell(FindingKind::Mojibake, 0, quote(word));
    }
    if is_placeholder(word) {
        tell(FindingKind::Placeholder, 0, quote(word));
    }
    let mut told: Vec<FindingKind> = Vec::new();
    let mut before = ' ';
    let mut chars = word.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |&(_, c)| c);
        if let Some(kind) = kind(before, c, next, setting)
            && !told.contains(&kind)
        {
            told.push(kind);
            tell(kind, at, format!("U+{:04X} in {}", u32::from(c), quote(word)));
        }
        if !(is_deleted(c) && c != '\u{0640}') {
            before = c;
        }
    }
}

/// What is odd about a character between its neighbours; `None` if nothing is. `before` is the last character that is no mark.
fn kind(before: char, c: char, next: char, setting: Setting) -> Option<FindingKind> {
    match c {
        ' '..='~' | 'ء'..='ؿ' | 'ف'..='ي' => None,
        '\u{0640}' => (is_letter(before) && (is_letter(next) || next == c)).then_some(FindingKind::Tatweel),
        '\u{fffd}' => Some(FindingKind::ReplacementCharacter),
        '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some(FindingKind::BidiMark),
        // It joins the parts of an emoji.
        '\u{200d}' if is_symbol(before) && is_symbol(next) => None,
        '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{00ad}' | '\u{180e}' => Some(FindingKind::ZeroWidth),
        '\n' | '\r' | '\t' if setting == Setting::Text => None,
        _ if c.is_control() => Some(FindingKind::ControlCharacter),
        '\u{2028}' | '\u{2029}' => Some(FindingKind::ControlCharacter),
        _ if c.is_whitespace() => Some(if setting == Setting::Column { FindingKind::SpaceInToken } else { FindingKind::UnusualSpace }),
        // Ornate brackets, ﷲ and the signs behind it have no other form, or are written so on purpose.
        '\u{fd3e}' | '\u{fd3f}' | '\u{fdfa}'..='\u{fdff}' => None,
        '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => Some(FindingKind::PresentationForm),
        _ => None,
    }
}

fn is_letter(c: char) -> bool {
    matches!(c, 'ء'..='ي' | '\u{0671}'..='\u{06d3}') && c != '\u{0640}'
}

/// Whether it may be a part of an emoji: a symbol, or the mark that makes one of it.
fn is_symbol(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2bff}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(word: &str) -> Vec<(FindingKind, usize)> {
        let mut found = Vec::new();
        faults(word, Setting::Column, &mut |kind, at, _| found.push((kind, at)));
        found
    }

    #[test]
    fn every_odd_character_is_found_where_it_stands() {
        for (word, kind, at) in [
            ("بي\u{200e}روت", FindingKind::BidiMark, 4),
            ("\u{202b}بيروت", FindingKind::BidiMark, 0),
            ("مي\u{200c}ناء", FindingKind::ZeroWidth, 4),
            ("\u{feff}زار", FindingKind::ZeroWidth, 0),
            ("ألف\u{a0}ليلة", FindingKind::SpaceInToken, 6),
            ("ألف\u{2003}ليلة", FindingKind::SpaceInToken, 6),
            ("ز\u{7}ار", FindingKind::ControlCharacter, 2),
            ("زار\u{85}", FindingKind::ControlCharacter, 6),
            ("زا\u{fffd}", FindingKind::ReplacementCharacter, 4),
            ("ﻼم", FindingKind::PresentationForm, 0),
            ("ســلام", FindingKind::Tatweel, 2),
            ("سَـلام", FindingKind::Tatweel, 4),
            ("Ø§Ù„", FindingKind::Mojibake, 0),
            ("$#$", FindingKind::Placeholder, 0),
        ] {
            assert!(!is_plain(word.as_bytes()), "{word}");
            assert_eq!(found(word), [(kind, at)], "{word}");
        }
    }

    #[test]
    fn plain_spelling_emoji_and_single_tatweels_are_no_fault() {
        for word in ["مُحَمَّدٌ", "هـ", "الـ10", "لـ", "ـ", "ﷺ", "👩\u{200d}💻", "❤️", "café", "٣٫٥", "«", "كَيْ"]
        {
            assert_eq!(found(word), [], "{word}");
        }
    }

    #[test]
    fn what_is_plain_has_no_fault() {
        for word in ["بيروت", "وقال", "2024", "UN", ".", "("] {
            assert!(is_plain(word.as_bytes()), "{word}");
            assert_eq!(found(word), []);
        }
    }
}
