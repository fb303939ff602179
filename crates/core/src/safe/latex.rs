//! Text for LaTeX: cells of tables, captions and notes.

use crate::safe::shown::{escape, is_isolate, shown};
use crate::safe::shown::{is_mark, replaced};
use crate::safe::sink::sink;

sink! {
    /// Text for LaTeX, with its markup escaped.
    Latex
}

/// The text as LaTeX has it within a line: nothing of it is a command, a group, mathematics or a comment.
///
/// Line breaks, tabs and other hidden characters are shown as escapes. Isolates and marks of direction are left out: LaTeX has its own. `[` and
/// `*` are put into groups, because behind the end of a row they would be its argument. Letters stay as they are, Arabic too: whoever compiles it
/// needs XeLaTeX or LuaLaTeX with a font that has them.
///
/// ```
/// use mihak_core::safe::latex;
///
/// assert_eq!(latex("false_clitic 5 % وبوتين").as_str(), "false\\_clitic 5 \\% وبوتين");
/// assert_eq!(latex("\\input{x}").as_str(), "\\textbackslash{}input\\{x\\}");
/// ```
pub fn latex(text: &str) -> Latex<'_> {
    Latex(replaced(shown(text, |_| false, escape), |text, at, c| {
        let before = text[..at].chars().next_back();
        Some(match c {
            '\\' => "\\textbackslash{}",
            '{' => "\\{",
            '}' => "\\}",
            '$' => "\\$",
            '&' => "\\&",
            '#' => "\\#",
            '%' => "\\%",
            '_' => "\\_",
            '^' => "\\textasciicircum{}",
            '~' => "\\textasciitilde{}",
            '|' => "\\textbar{}",
            '<' => "\\textless{}",
            '>' => "\\textgreater{}",
            '"' => "\\char34{}",
            '`' => "\\textasciigrave{}",
            '[' => "{[}",
            ']' => "{]}",
            '*' => "{*}",
            // Two of them would become one longer sign.
            '-' | '\'' | ',' if before == Some(c) => match c {
                '-' => "{}-",
                '\'' => "{}'",
                _ => "{},",
            },
            c if is_isolate(c) || is_mark(c) && !matches!(c, '\u{200c}' | '\u{200d}') => "",
            _ => return None,
        })
    }))
}

/// A signature or another line without spaces, which LaTeX may break behind each `|`.
pub fn latex_breaking(text: &str) -> Latex<'static> {
    let mut all = Latex::default();
    for (at, part) in text.split('|').enumerate() {
        if at > 0 {
            all.push(&Latex::own("\\textbar{}\\allowbreak{}"));
        }
        all.push(&latex(part));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_is_a_command() {
        for (text, expected) in [
            ("a_b & 5 % of #1 $x$", "a\\_b \\& 5 \\% of \\#1 \\$x\\$"),
            ("\\write18{rm}", "\\textbackslash{}write18\\{rm\\}"),
            ("^^5cinput ~", "\\textasciicircum{}\\textasciicircum{}5cinput \\textasciitilde{}"),
            ("[1em] * ``x''", "{[}1em{]} {*} \\textasciigrave{}\\textasciigrave{}x'{}'"),
            ("a--b <\"c\">", "a-{}-b \\textless{}\\char34{}c\\char34{}\\textgreater{}"),
            ("a\n% b\r\u{202e}", "a\\textbackslash{}n\\% b\\textbackslash{}r\\textbackslash{}u\\{202e\\}"),
            ("\u{2068}وبوتين\u{2069}", "وبوتين"),
        ] {
            assert_eq!(latex(text).as_str(), expected, "{text:?}");
        }
        assert_eq!(latex_breaking("a|b_c").as_str(), "a\\textbar{}\\allowbreak{}b\\_c");
    }
}
