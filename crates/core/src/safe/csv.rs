//! Text for CSV files: data for programs, where nothing is changed, and text that a person opens in a spreadsheet.

use std::borrow::Cow;

use crate::safe::sink::sink;

sink! {
    /// A field of a CSV file. It is not quoted yet; the writer of the file quotes as RFC 4180 asks.
    Csv
}

/// The text as a field of a CSV file. Every character stays as it is.
///
/// Programs read counts and findings back. A changed text would be another text. Within quotes, control characters, line breaks and marks are
/// data like all others.
///
/// A field that is shown on a terminal goes through [`line`](super::line()). A CSV file that is printed to a terminal goes through
/// [`terminal`](super::terminal()). Text in a file that a person opens goes through [`Guard::text`].
pub fn csv(text: &str) -> Csv<'_> {
    Csv(Cow::Borrowed(text))
}

/// Whether text in a CSV file that a person may open is guarded from being a formula of a spreadsheet.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Guard {
    /// What a spreadsheet would take for a formula has an apostrophe in front.
    #[default]
    On,
    /// As it is.
    Off,
}

impl Guard {
    /// The text as a field: with an apostrophe in front if a spreadsheet would take it for a formula, because it begins with `=`, `+`, `-`, `@`, a
    /// tab or a carriage return. A text that looks as if that had been done gets another one, also where the guard is off: so every field is read
    /// back as the text that it was, whichever way it was written.
    ///
    /// Only text goes through this: numbers stay as they are.
    pub fn text(self, text: &str) -> Cow<'_, str> {
        let bare = text.trim_start_matches('\'');
        let has_apostrophe = bare.len() < text.len();
        if is_formula(bare) && (has_apostrophe || self == Guard::On) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
    }

    /// The text of a field, whichever way it was written.
    pub fn read(field: &str) -> &str {
        let bare = field.trim_start_matches('\'');
        if bare.len() < field.len() && is_formula(bare) { &field[1..] } else { field }
    }
}

fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_kept_to_the_last_character() {
        for text in ["=HYPERLINK(\"https://example.org\")", "+ها", "-0.0310", "@name", "\tو\r\n", "a,\"b\"", "\u{1b}[31mو\u{202e}\u{0}"] {
            assert_eq!(csv(text).as_str(), text);
        }
    }

    #[test]
    fn what_a_spreadsheet_would_run_has_an_apostrophe_in_front_and_is_read_back_as_it_was() {
        for (text, guarded, raw) in [
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
            ("+ها", "'+ها", "+ها"),
            ("-5", "'-5", "-5"),
            ("@name", "'@name", "@name"),
            ("\tx", "'\tx", "\tx"),
            ("\rx", "'\rx", "\rx"),
            ("'=x", "''=x", "''=x"),
            ("''-", "'''-", "'''-"),
            ("'قال", "'قال", "'قال"),
            ("", "", ""),
            ("بوتين", "بوتين", "بوتين"),
        ] {
            assert_eq!((&*Guard::On.text(text), &*Guard::Off.text(text)), (guarded, raw));
            assert_eq!((Guard::read(guarded), Guard::read(raw)), (text, text));
        }
    }
}
