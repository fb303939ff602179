//! CSV, which is data: it is read back, and must say what was counted.

use std::borrow::Cow;

use crate::safe::sink::sink;

sink! {
    /// A field of a CSV file, not quoted yet: the writer of CSV quotes what RFC 4180 wants quoted.
    Csv
}

/// The text as a field of a CSV file: every character as it is.
///
/// Counts, scores, errors, findings and disagreements are read by programs, ours first: a text that came back changed would be another text.
/// Within quotes, control characters, line breaks and marks are data like all other characters.
///
/// A spreadsheet may take a field that begins with `=`, `+`, `-`, `@`, a tab or a carriage return for a formula. What would prevent that (an
/// apostrophe or a space in front) makes `-0.0310` a text and `+ها` another token, so it is left to whoever opens the file: import its columns as
/// text. What a terminal is to show goes through [`line`](super::line()), CSV that is printed to one through [`terminal`](super::terminal()).
pub fn csv(text: &str) -> Csv<'_> {
    Csv(Cow::Borrowed(text))
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
}
