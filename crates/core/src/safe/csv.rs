//! Text for CSV files. They are data: programs read them back, so nothing is changed.

use std::borrow::Cow;

use crate::safe::sink::sink;

sink! {
    /// A field of a CSV file. It is not quoted yet; the writer of the file quotes as RFC 4180 asks.
    Csv
}

/// The text as a field of a CSV file. Every character stays as it is.
///
/// Programs read counts, scores, errors, findings and disagreements back. A changed text would be another text. Within quotes, control
/// characters, line breaks and marks are data like all others.
///
/// A spreadsheet may take a field that begins with `=`, `+`, `-`, `@`, a tab or a carriage return for a formula. An apostrophe or a space in
/// front would prevent that, but it would make `-0.0310` a text and `+ها` another token. So whoever opens the file in a spreadsheet imports its
/// columns as text.
///
/// A field that is shown on a terminal goes through [`line`](super::line()). A CSV file that is printed to a terminal goes through
/// [`terminal`](super::terminal()).
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
