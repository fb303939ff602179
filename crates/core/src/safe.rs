//! Text from outside, made safe for the place where it is shown. Each kind of place, called a sink, has its own type, and only the functions
//! here make it.
//!
//! Labels, names, versions, names of files, messages of other programs and the text of articles were written by others. Where they are shown,
//! they must be text and nothing else: no command for a terminal or a CI server, no markup, nothing that reorders the text beside them. A
//! function that shows text asks for the type of its sink:
//!
//! | sink | function | type |
//! |---|---|---|
//! | a line of a terminal, of a log, of a table there | [`line()`] | [`Line`] |
//! | lines of a terminal or of a log | [`terminal()`] | [`Terminal`] |
//! | a field of a CSV file | [`csv()`] | [`Csv`] |
//! | text in a CSV file that a person opens | [`Guard::text`] | |
//! | JSON that is printed | [`json()`] | [`Json`] |
//! | Markdown, also in a table | [`markdown()`], [`markdown_code()`], [`markdown_code_cell()`], [`markdown_block()`], [`markdown_html()`] | [`Markdown`] |
//! | HTML, text or quoted attribute | [`html()`] | [`Html`] |
//! | a workflow command of GitHub Actions | [`github()`] | [`Github`] |
//! | XML 1.0, text or quoted attribute | [`xml()`] | [`Xml`] |
//! | a library that writes XML and escapes by itself | [`xml_characters()`] | [`XmlCharacters`] |
//!
//! Text of this program itself becomes such a type by `own`. Text in which nothing has to change is borrowed.
//!
//! # What is shown as an escape
//!
//! Some characters are *hidden*: nobody sees them, and they do something. A hidden character is shown as its number, `\u{202e}`; line feed,
//! carriage return and tab as `\n`, `\r`, `\t`. Nothing is left out: whoever compares two texts must see the difference. A backslash stays a
//! backslash. So escapes are for people, and cannot be read back.
//!
//! These characters are hidden:
//!
//! - Control characters (C0, DEL, C1). Terminals obey them: they move the cursor, retitle windows, make links and fill clipboards.
//! - Embeddings and overrides (U+202A–U+202E). They reorder the rest of the line. Isolates do the same work without harm.
//! - Isolates (U+2066–U+2069) whose other half is not in the line. Pairs stay: the text between them reaches nothing outside.
//! - Zero-width space, byte order mark, soft hyphen, line and paragraph separators, invisible operators, tags, noncharacters. With them, two
//!   texts could look alike and differ.
//!
//! ZWNJ, ZWJ (U+200C, U+200D) and the marks LRM, RLM, ALM (U+200E, U+200F, U+061C) stay. Arabic and Persian are spelled with them. They do no
//! more than a letter does: they join, or have a direction. But text with a direction can move the signs beside it; [`Line::isolated`] prevents
//! that.

mod csv;
mod github;
mod html;
mod json;
mod latex;
mod markdown;
mod shown;
mod sink;
mod terminal;
mod xml;

pub use self::csv::{Csv, Guard, csv};
pub use self::github::{Github, github};
pub use self::html::{Html, html};
pub use self::json::{Json, json};
pub use self::latex::{Latex, latex, latex_breaking};
pub use self::markdown::{Markdown, markdown, markdown_block, markdown_code, markdown_code_cell, markdown_html};
pub use self::terminal::{Line, Terminal, line, terminal};
pub use self::xml::{Xml, XmlCharacters, xml, xml_characters};

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::shown::HARMLESS;
    use super::*;

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
    fn parts_of_one_sink_are_put_together_and_padded_as_text() {
        let all: Html = [Html::own("<b>"), html("<و>"), Html::own("</b>")].into_iter().collect();
        assert_eq!(all.as_str(), "<b>&lt;و&gt;</b>");
        assert_eq!(format!("[{:>4}]", line("و")), "[   و]");
        assert_eq!(line("x").into_owned(), Line::own("x"));
    }
}
