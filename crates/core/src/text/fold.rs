//! Arabic folding: which spellings are one under `orth:folded`.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use crate::text::Span;

/// Whether folding deletes the character: tashkeel, tatweel, zero-width characters and bidi marks.
pub fn is_deleted(c: char) -> bool {
    matches!(c,
        '\u{064b}'..='\u{065f}' | '\u{0670}' | '\u{06d6}'..='\u{06dc}' | '\u{06df}'..='\u{06e4}'
        | '\u{06e7}' | '\u{06e8}' | '\u{06ea}'..='\u{06ed}' | '\u{0610}'..='\u{061a}' | '\u{08d3}'..='\u{08ff}'
        | '\u{0640}')
        || is_invisible(c)
}

/// Whether the character is a vowel sign or another mark above or below a letter.
///
/// These are the characters of [`is_deleted`] without tatweel, invisible characters, and the combining madda and hamza, which are a part of
/// their letter.
pub fn is_tashkeel(c: char) -> bool {
    is_deleted(c) && !is_invisible(c) && !matches!(c, '\u{0640}' | '\u{0653}'..='\u{0655}')
}

/// The text without tashkeel; all other characters stay.
pub fn without_tashkeel(text: &str) -> String {
    text.chars().filter(|&c| !is_tashkeel(c)).collect()
}

/// Whether the character has no width of its own: zero-width characters, bidi marks and a byte order mark.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{061c}' | '\u{feff}')
}

/// The letter that folding writes for this one: أإآٱ→ا, ى→ي, ة→ه, ؤ→و, ئ→ي. Every other character is its own.
pub fn seat(c: char) -> char {
    match c {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ئ' => 'ي',
        'ة' => 'ه',
        'ؤ' => 'و',
        _ => c,
    }
}

/// The Western digit for a digit, Arabic-Indic ones (٣) and the extended ones of Persian (۳) among them; `None` for every other character.
pub fn western_digit(c: char) -> Option<char> {
    let value = match c {
        '0'..='9' => return Some(c),
        '٠'..='٩' => c as u32 - '٠' as u32,
        '۰'..='۹' => c as u32 - '۰' as u32,
        _ => return None,
    };
    char::from_digit(value, 10)
}

fn is_presentation_form(c: char) -> bool {
    matches!(c, '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// Whether folding would change the character.
fn is_changed(c: char) -> bool {
    is_deleted(c) || seat(c) != c || is_presentation_form(c)
}

/// Appends the folded form of one character to `out`.
fn push(c: char, out: &mut String) {
    if is_presentation_form(c) {
        out.extend(std::iter::once(c).nfkc().filter(|&c| !is_deleted(c)).map(seat));
    } else if !is_deleted(c) {
        out.push(seat(c));
    }
}

/// The folded text, by which `orth:folded` compares.
///
/// Tashkeel, tatweel, zero-width characters and bidi marks are deleted. Presentation forms become the letters that they show. Then
/// [`seat`] is written for every letter: أإآٱ become ا, ى and ئ become ي, ة becomes ه, ؤ becomes و. A text in which nothing changes is borrowed.
///
/// ```
/// use mihak_core::text::fold::fold;
/// assert_eq!(fold("الأمـــيركيّة"), "الاميركيه");
/// assert_eq!(fold("ﻻجئ"), "لاجي");
/// ```
pub fn fold(text: &str) -> Cow<'_, str> {
    match text.find(is_changed) {
        None => Cow::Borrowed(text),
        Some(at) => {
            let mut out = String::with_capacity(text.len());
            out.push_str(&text[..at]);
            text[at..].chars().for_each(|c| push(c, &mut out));
            Cow::Owned(out)
        }
    }
}

/// The folded text, or `None` if it has more than so many bytes; of a longer text no more than that is read.
pub fn fold_within(text: &str, most: usize) -> Option<Cow<'_, str>> {
    if text.len() <= most {
        return Some(fold(text)).filter(|folded| folded.len() <= most);
    }
    let mut out = String::new();
    for c in text.chars() {
        push(c, &mut out);
        if out.len() > most {
            return None;
        }
    }
    Some(Cow::Owned(out))
}

/// Whether two texts may be one when folded: their first letters are one, or one of these is a presentation form.
///
/// It is `true` for all texts that are one when folded. It may be `true` for others.
pub fn may_be_alike(a: &str, b: &str) -> bool {
    let first = |text: &str| text.chars().find(|&c| !is_deleted(c));
    match (first(a), first(b)) {
        // A presentation form may show several letters.
        (Some(a), Some(b)) => seat(a) == seat(b) || is_presentation_form(a) || is_presentation_form(b),
        (a, b) => a == b,
    }
}

/// The letters of a text, by which clitics are recognised.
///
/// What folding deletes is left out, presentation forms become the letters that they show, and ٱ becomes ا. Hamza, ى and ة stay: ة is no
/// pronoun, and إ is no question particle.
pub fn letters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|&c| !is_deleted(c)) {
        match c {
            'ٱ' => out.push('ا'),
            c if is_presentation_form(c) => out.extend(std::iter::once(c).nfkc().filter(|&c| !is_deleted(c))),
            c => out.push(c),
        }
    }
    out
}

/// A folded text, with the place of each of its bytes in the raw text.
#[derive(Default)]
pub struct Folded {
    /// The folded text.
    pub text: String,
    raw: Vec<u32>,
    ends: Vec<u32>,
}

impl Folded {
    /// The folded `text`, made in one pass.
    pub fn new(text: &str) -> Folded {
        let mut folded = Folded::default();
        folded.refill(text);
        folded
    }

    /// Replaces the content by the folded `text`. The memory is used again.
    pub fn refill(&mut self, text: &str) {
        self.text.clear();
        self.raw.clear();
        self.ends.clear();
        for (at, c) in text.char_indices() {
            push(c, &mut self.text);
            self.raw.resize(self.text.len(), at as u32);
            self.ends.resize(self.text.len(), (at + c.len_utf8()) as u32);
        }
    }

    /// The folded bytes of the raw span; the range is empty where folding deletes all of it.
    pub fn range(&self, span: Span) -> Range<usize> {
        let place = |raw: usize| self.raw.partition_point(|&at| (at as usize) < raw);
        place(span.start())..place(span.end())
    }

    /// The span of the raw `text` that the folded bytes `start..end` stand for. Deleted characters at its edges are not in it.
    ///
    /// `None` if the range is empty or ends after the end of the folded text.
    pub fn raw(&self, text: &str, start: usize, end: usize) -> Option<Span> {
        let (&from, &to) = (self.raw.get(start)?, self.ends.get(end.checked_sub(1)?)?);
        Span::new(text, from as usize, to as usize).ok()
    }
}

/// The span without the characters at its edges that folding deletes. A span that holds nothing else stays as it is.
///
/// Two spans are one under `orth:folded` if they are equal when trimmed.
pub fn trim(text: &str, span: Span) -> Span {
    let slice = span.slice(text);
    let head = slice.len() - slice.trim_start_matches(is_deleted).len();
    let tail = slice.trim_end_matches(is_deleted).len();
    if head >= tail {
        return span;
    }
    Span::new(text, span.start() + head, span.start() + tail).expect("a trimmed span is not empty and on character boundaries")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_rule_of_the_list_is_applied() {
        for (raw, folded) in [
            ("مُحَمَّدٌ", "محمد"),
            ("ســلام", "سلام"),
            ("أإآٱ", "اااا"),
            ("مستشفى", "مستشفي"),
            ("مدينة", "مدينه"),
            ("مسؤول شيئ", "مسوول شيي"),
            ("ﷲ ﻼ", "الله لا"),
            ("a\u{200f}b\u{200c}c\u{feff}", "abc"),
            ("plain", "plain"),
        ] {
            assert_eq!(fold(raw), folded, "{raw}");
        }
    }

    #[test]
    fn the_way_back_covers_the_raw_letters_and_no_mark_at_the_edge() {
        let text = "قالَ مُحَمَّدٌ.";
        let folded = Folded::new(text);
        let at = folded.text.find("محمد").unwrap();
        let span = folded.raw(text, at, at + "محمد".len()).unwrap();
        assert_eq!(span.slice(text), "مُحَمَّد");
    }

    #[test]
    fn trimming_keeps_a_span_of_marks_only() {
        let text = "ا\u{200f}";
        let span = Span::new(text, 2, 5).unwrap();
        assert_eq!(trim(text, span), span);
        assert_eq!(trim(text, Span::new(text, 0, 5).unwrap()), Span::new(text, 0, 2).unwrap());
    }

    proptest! {
        #[test]
        fn the_folded_bytes_of_a_span_are_its_folded_text(
            text in "[\u{0640}-\u{0650}\u{fe80}-\u{fefc}a-z \u{200c}-\u{200f}]{1,20}", from in 0usize..20, len in 1usize..20, most in 0usize..40,
        ) {
            let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let last = starts.len() - 1;
            let (from, to) = (starts[from.min(last - 1)], starts[(from.min(last - 1) + len).min(last)]);
            let (folded, span) = (Folded::new(&text), Span::new(&text, from, to).unwrap());
            let expected = fold(span.slice(&text));
            prop_assert_eq!(&folded.text[folded.range(span)], &*expected);
            let within = fold_within(span.slice(&text), most);
            prop_assert_eq!(within.as_deref(), Some(&*expected).filter(|folded| folded.len() <= most));
        }

        #[test]
        fn folding_twice_is_folding_once(text in "[\u{0600}-\u{06ff}\u{fe70}-\u{fefc}a-z \u{200c}-\u{200f}]{0,40}") {
            let once = fold(&text).into_owned();
            prop_assert_eq!(fold(&once).into_owned(), once.clone());
            prop_assert_eq!(Folded::new(&text).text, once);
        }
    }
}
