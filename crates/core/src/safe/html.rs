//! Text for HTML, between tags or in quoted attributes.

use crate::safe::shown::{escape, is_break, replaced, shown};
use crate::safe::sink::sink;

sink! {
    /// Text for HTML, with its markup escaped.
    Html
}

/// The text as HTML has it between tags, or between the quotes of an attribute. It must not stand in a tag itself, an address, a script or a
/// style.
///
/// Line breaks and tabs become numbers with the same meaning (`&#10;`). So the text stays one line, and a block of HTML in Markdown does not end
/// within it. Hidden characters are shown as escapes. Arabic beside Latin belongs into `<bdi>`; the caller writes it.
///
/// ```
/// use mihak_core::safe::html;
///
/// assert_eq!(html("<img src=x> «وبوتين»").as_str(), "&lt;img src=x&gt; «وبوتين»");
/// ```
pub fn html(text: &str) -> Html<'_> {
    Html(replaced(shown(text, is_break, escape), |_, _, c| entity(c)))
}

/// The entity of a character that HTML and XML have a meaning for.
pub(super) fn entity(c: char) -> Option<&'static str> {
    Some(match c {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        '\'' => "&#39;",
        '\n' => "&#10;",
        '\r' => "&#13;",
        '\t' => "&#9;",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_and_quotes_are_text_and_hidden_characters_are_shown() {
        for (text, expected) in [
            ("<script>alert('و')</script>", "&lt;script&gt;alert(&#39;و&#39;)&lt;/script&gt;"),
            ("\" onload=\"x", "&quot; onload=&quot;x"),
            ("a &amp; b", "a &amp;amp; b"),
            ("a\r\n\tb", "a&#13;&#10;&#9;b"),
            ("\u{0}\u{1b}[0m\u{202e}", "\\u{0}\\u{1b}[0m\\u{202e}"),
        ] {
            assert_eq!(html(text).as_str(), expected, "{text:?}");
        }
    }
}
