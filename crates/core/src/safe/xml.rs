//! Text for XML 1.0. It can hold no control characters, not even as numbers.

use crate::safe::html::entity;
use crate::safe::shown::{escape, is_break, replaced, shown};
use crate::safe::sink::sink;

sink! {
    /// Text for XML, with its markup escaped.
    Xml
}

sink! {
    /// Text of characters that XML 1.0 allows (W3C, Extensible Markup Language 1.0, fifth edition, 2008, production 2). Its markup is not
    /// escaped yet.
    XmlCharacters
}

/// The text as XML has it between tags, or between the quotes of an attribute.
///
/// Hidden and illegal characters are shown as escapes, and markup is escaped. Line breaks and tabs become numbers (`&#10;`): in an attribute
/// they would turn into spaces.
pub fn xml(text: &str) -> Xml<'_> {
    Xml(replaced(xml_characters(text).0, |_, _, c| entity(c)))
}

/// The text for a writer that escapes markup itself. Hidden and illegal characters are shown as escapes, so the writer has nothing to drop.
pub fn xml_characters(text: &str) -> XmlCharacters<'_> {
    XmlCharacters(shown(text, is_break, escape))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn illegal_characters_are_shown_and_markup_is_text() {
        for (text, expected) in [
            ("و\u{0}\u{8}\u{b}\u{1f}", "و\\u{0}\\u{8}\\u{b}\\u{1f}"),
            ("\u{fffe}\u{ffff}\u{9b}", "\\u{fffe}\\u{ffff}\\u{9b}"),
            ("<![CDATA[x]]>", "&lt;![CDATA[x]]&gt;"),
            ("]]> & \"'", "]]&gt; &amp; &quot;&#39;"),
            ("a\r\n\tb", "a&#13;&#10;&#9;b"),
        ] {
            assert_eq!(xml(text).as_str(), expected, "{text:?}");
        }
        assert_eq!(xml_characters("\u{1b}[31m<و>\n\u{1b}[0m").as_str(), "\\u{1b}[31m<و>\n\\u{1b}[0m");
    }
}
