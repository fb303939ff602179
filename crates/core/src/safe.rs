//! Text from outside made safe for a sink: one type a sink, which only the functions here make.
//!
//! Labels, names, versions, file names, what other programs say and what stands in articles was written by others. Where it is shown, it must
//! be text and nothing else: no command for a terminal or a CI server, no markup, nothing that reorders what stands beside it. A sink says what
//! it takes by the type of its argument:
//!
//! | sink | function | type |
//! |---|---|---|
//! | a line of a terminal, of a log, of a table there | [`line()`] | [`Line`] |
//! | lines of a terminal or of a log | [`terminal()`] | [`Terminal`] |
//! | a field of a CSV file | [`csv()`] | [`Csv`] |
//! | JSON that is printed | [`json()`] | [`Json`] |
//! | Markdown, also in a table | [`markdown()`], [`markdown_code()`], [`markdown_code_cell()`], [`markdown_html()`] | [`Markdown`] |
//! | HTML, text or quoted attribute | [`html()`] | [`Html`] |
//! | a workflow command of GitHub Actions | [`github()`] | [`Github`] |
//! | XML 1.0, text or quoted attribute | [`xml()`] | [`Xml`] |
//! | a library that writes XML and escapes by itself | [`xml_characters()`] | [`XmlCharacters`] |
//!
//! What this program says itself enters by `own`. Text in which nothing has to change is borrowed.
//!
//! # What is shown as an escape
//!
//! A character that nobody sees and that does something is shown as its number, `\u{202e}`, the common white space as `\n`, `\r`, `\t`. Nothing
//! is left out, so that nobody wonders where a difference comes from; a backslash stays as it is, so that an escape can also be text. It is for
//! eyes, and is not read back.
//!
//! - Control characters (C0, DEL, C1): terminals obey them. Escape sequences move the cursor, retitle windows, make links and fill clipboards.
//! - Embeddings and overrides (U+202A–U+202E): they reorder what follows until the end of the line. What they are good for, isolates do.
//! - Isolates (U+2066–U+2069) without their other half in the line. Pairs stay: what is between them reaches nothing outside.
//! - Zero-width space, byte order mark, soft hyphen, line and paragraph separators, invisible operators, tags, noncharacters: two texts that
//!   look alike would differ, and nothing would show it.
//!
//! ZWNJ, ZWJ (U+200C, U+200D) and the marks LRM, RLM, ALM (U+200E, U+200F, U+061C) stay. Arabic and Persian are spelled with them, and they do no
//! more than a letter does: they join, or have a direction. A letter moves what is neutral beside it too; that is what [`Line::isolated`] is for.

use std::borrow::Cow;

/// A type of text that is safe for a sink.
macro_rules! sink {
    ($(#[doc = $doc:literal])+ $name:ident) => {
        $(#[doc = $doc])+
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
        pub struct $name<'a>(::std::borrow::Cow<'a, str>);

        impl<'a> $name<'a> {
            /// Text that this program says, as it stands in its source. Text from outside that happens to live as long as the program, such as
            /// a label, is none.
            pub const fn own(text: &'static str) -> $name<'static> {
                $name(::std::borrow::Cow::Borrowed(text))
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The text by itself, for what takes text of no kind.
            pub fn into_text(self) -> ::std::borrow::Cow<'a, str> {
                self.0
            }

            /// Puts more behind it.
            pub fn push(&mut self, more: &$name) {
                self.0.to_mut().push_str(&more.0);
            }

            /// The same without a borrow.
            pub fn into_owned(self) -> $name<'static> {
                $name(::std::borrow::Cow::Owned(self.0.into_owned()))
            }
        }

        impl ::std::fmt::Display for $name<'_> {
            fn fmt(&self, f: &mut ::std::fmt::Formatter) -> ::std::fmt::Result {
                f.pad(&self.0)
            }
        }

        impl<'a> FromIterator<$name<'a>> for $name<'static> {
            fn from_iter<I: IntoIterator<Item = $name<'a>>>(parts: I) -> $name<'static> {
                let mut all = $name::default();
                parts.into_iter().for_each(|part| all.push(&part));
                all
            }
        }
    };
}

mod csv;
mod github;
mod html;
mod json;
mod markdown;
mod terminal;
mod xml;

pub use self::csv::{Csv, csv};
pub use self::github::{Github, github};
pub use self::html::{Html, html};
pub use self::json::{Json, json};
pub use self::markdown::{Markdown, markdown, markdown_code, markdown_code_cell, markdown_html};
pub use self::terminal::{Line, Terminal, line, terminal};
pub use self::xml::{Xml, XmlCharacters, xml, xml_characters};

/// Whether nobody sees the character, and it does something all the same; isolates are judged by their pairs, see [`alone`].
fn is_hidden(c: char) -> bool {
    let is_noncharacter = matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe;
    is_noncharacter
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}')
        || matches!(c, '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Whether nobody sees the character, but spelling needs it: ZWNJ, ZWJ, LRM, RLM, ALM.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{200c}'..='\u{200f}' | '\u{61c}')
}

fn is_isolate(c: char) -> bool {
    matches!(c, '\u{2066}'..='\u{2069}')
}

/// The bytes at which isolates begin that have no end in their line, or end that have no beginning; sorted.
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

/// The text with everything hidden shown by `escape`, but for what `keep` says.
fn shown(text: &str, keep: fn(char) -> bool, escape: fn(char, &mut String)) -> Cow<'_, str> {
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
fn escape(c: char, out: &mut String) {
    match c {
        '\n' | '\r' | '\t' => out.extend(c.escape_default()),
        c => out.extend(c.escape_unicode()),
    }
}

/// The text with what `by` says, by the text, a byte and the character there, in the place of characters; borrowed if it says nothing.
fn replaced<'a>(text: Cow<'a, str>, by: impl Fn(&str, usize, char) -> Option<&'static str>) -> Cow<'a, str> {
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

/// Whether the character is white space that markup has its own ways with: line feed, carriage return, tab.
fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Text of every kind that results hold today: no sink changes it but for what its markup means.
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

    #[test]
    fn harmless_text_is_borrowed() {
        for text in HARMLESS {
            let plain = [line(text).into_text(), terminal(text).into_text(), csv(text).into_text(), json(text).into_text()];
            for (at, safe) in plain.into_iter().chain([html(text).into_text(), xml_characters(text).into_text()]).enumerate() {
                assert!(matches!(safe, Cow::Borrowed(same) if same == text), "sink {at}: {text}: {safe}");
            }
        }
    }

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

    #[test]
    fn parts_of_one_sink_are_put_together_and_padded_as_text() {
        let all: Html = [Html::own("<b>"), html("<و>"), Html::own("</b>")].into_iter().collect();
        assert_eq!(all.as_str(), "<b>&lt;و&gt;</b>");
        assert_eq!(format!("[{:>4}]", line("و")), "[   و]");
        assert_eq!(line("x").into_owned(), Line::own("x"));
    }
}
