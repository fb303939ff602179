//! JSON for a terminal: the same values, without anything that a terminal or a CI server obeys.

use crate::safe::shown::{is_break, replaced, shown};
use crate::safe::sink::sink;
use crate::safe::terminal::signs;

sink! {
    /// JSON that may be printed. It may have several lines.
    Json
}

/// The JSON, with every hidden character written as its number (`\u202e`). Its values stay the same, because strings may be written either way.
///
/// `text` must be JSON as serde writes it. Outside of strings nothing changes then.
pub fn json(text: &str) -> Json<'_> {
    let text = shown(text, is_break, escape);
    let signs = signs(&text);
    Json(replaced(text, |_, at, _| signs.binary_search(&at).is_ok().then_some("\\u0023")))
}

/// Appends `\u202e`, or two such for a character outside of the basic plane.
fn escape(c: char, out: &mut String) {
    c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_say_the_same_in_characters_that_nobody_obeys() {
        for (text, expected) in [
            ("{\"label\": \"و\u{9b}2J\u{7f}\"}\n", "{\"label\": \"و\\u009b2J\\u007f\"}\n"),
            ("[\"a\u{202e}b\",\n \"\u{2068}و\u{2069}\"]", "[\"a\\u202eb\",\n \"\u{2068}و\u{2069}\"]"),
            ("[\"\u{2067}\", \"\u{e0041}\"]", "[\"\\u2067\", \"\\udb40\\udc41\"]"),
            ("[\"##[add-mask]x##vso[y]\"]", "[\"#\\u0023[add-mask]x#\\u0023vso[y]\"]"),
            ("[\"\\u001b[0m \\n\"]", "[\"\\u001b[0m \\n\"]"),
        ] {
            assert_eq!(json(text).as_str(), expected, "{text:?}");
            assert_eq!(json(expected).as_str(), expected, "a second time");
        }
    }
}
