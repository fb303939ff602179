//! Hidden characters, and how they are shown.

use std::borrow::Cow;

/// Whether nobody sees the character and it still does something. Isolates are judged by their pairs, see [`alone`].
pub(super) fn is_hidden(c: char) -> bool {
    let is_noncharacter = matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe;
    is_noncharacter
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}')
        || matches!(c, '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Whether nobody sees the character, but spelling needs it: ZWNJ, ZWJ, LRM, RLM, ALM.
pub(super) fn is_mark(c: char) -> bool {
    matches!(c, '\u{200c}'..='\u{200f}' | '\u{61c}')
}

pub(super) fn is_isolate(c: char) -> bool {
    matches!(c, '\u{2066}'..='\u{2069}')
}

/// The bytes at which isolates stand whose other half is not in their line, sorted.
fn alone(text: &str) -> Vec<usize> {
    let (mut open, mut alone) = (Vec::new(), Vec::new());
    for (at, c) in text.char_indices().filter(|(_, c)| is_isolate(*c) || *c == '\n') {
        match c {
            '\n' => alone.append(&mut open),
            '\u{2069}' if open.pop().is_none() => alone.push(at),
            '\u{2069}' => {}
            _ => open.push(at),
        }
    }
    alone.append(&mut open);
    alone.sort_unstable();
    alone
}

/// The text with every hidden character shown by `escape`, except those that `keep` names.
pub(super) fn shown(text: &str, keep: fn(char) -> bool, escape: fn(char, &mut String)) -> Cow<'_, str> {
    let is_shown = |c: char| is_hidden(c) && !keep(c);
    let Some(first) = text.find(|c| is_shown(c) || is_isolate(c)) else { return Cow::Borrowed(text) };
    let alone = alone(text);
    if alone.is_empty() && !text.contains(is_shown) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str(&text[..first]);
    for (at, c) in text[first..].char_indices() {
        match is_shown(c) || alone.binary_search(&(first + at)).is_ok() {
            true => escape(c, &mut out),
            false => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Appends `\n`, `\r`, `\t` or `\u{202e}`.
pub(super) fn escape(c: char, out: &mut String) {
    match c {
        '\n' | '\r' | '\t' => out.extend(c.escape_default()),
        c => out.extend(c.escape_unicode()),
    }
}

/// The text in which `by` replaces characters. `by` gets the text, the byte of a character and the character; `None` keeps it.
pub(super) fn replaced<'a>(text: Cow<'a, str>, by: impl Fn(&str, usize, char) -> Option<&'static str>) -> Cow<'a, str> {
    let (mut out, mut copied) = (String::new(), 0);
    for (at, c) in text.char_indices() {
        if let Some(other) = by(&text, at, c) {
            out.push_str(&text[copied..at]);
            out.push_str(other);
            copied = at + c.len_utf8();
        }
    }
    if copied == 0 {
        return text;
    }
    out.push_str(&text[copied..]);
    Cow::Owned(out)
}

/// Whether the character is a line feed, a carriage return or a tab. Each kind of markup writes them in its own way.
pub(super) fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\t')
}

/// Texts of every kind that results hold. A sink changes nothing in them but its own markup.
#[cfg(test)]
pub(super) const HARMLESS: [&str; 15] = [
    "",
    "وبوتين",
    "∅→PERS",
    "camel-ner",
    "mihak 0.1.0",
    "crfs 0.4.1 #3fa9c1d2",
    "false_clitic_rate",
    "exact/char/raw/mine#3fa9c1d2/micro f1",
    "و+قال",
    "«بوتين» 4..9 (−0.1360 to +0.0210), 12 %; قال: نعم؟",
    "زَارَ الرَّئِيسُ مُحَمَّدٌ القَاهِرَةَ",
    "قـــال ﷲ ﻻ ٢٠٢٤ ٣٫٥٪",
    "می\u{200c}خواهم وقال\u{200d} (NATO\u{200f}) إن\u{200e}\u{61c}",
    "news/dev-02-economy \u{2068}وقال\u{2069} \u{2067}المجلس \u{2066}a\u{2069}\u{2069}",
    "👩🏽‍🔬 ❤\u{fe0f} café — naïve … “x” 中文",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn isolates_stay_in_pairs_and_are_shown_alone() {
        for (text, expected) in [
            ("a\u{2067}b\u{2069}c", "a\u{2067}b\u{2069}c"),
            ("a\u{2067}b", "a\\u{2067}b"),
            ("a\u{2069}b", "a\\u{2069}b"),
            ("\u{2069}\u{2068}x\u{2069}\u{2069}\u{2066}", "\\u{2069}\u{2068}x\u{2069}\\u{2069}\\u{2066}"),
            ("\u{2067}a\u{2068}b\u{2069}", "\\u{2067}a\u{2068}b\u{2069}"),
            ("\u{2067}a\n\u{2069}", "\\u{2067}a\\n\\u{2069}"),
        ] {
            assert_eq!(shown(text, |_| false, escape), expected, "{text:?}");
        }
    }
}
