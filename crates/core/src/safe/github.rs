//! Text for workflow commands of GitHub Actions.

use std::borrow::Cow;

use crate::safe::shown::replaced;
use crate::safe::sink::sink;
use crate::safe::terminal::{Terminal, terminal};

sink! {
    /// Workflow commands, one on each line.
    Github
}

/// A workflow command that shows a message: `::error title=…::…`, without a line feed. `kind` is `error`, `warning` or `notice`.
///
/// Nothing in the texts can end the command or its title. `%` and line breaks are written as `%25`, `%0D` and `%0A`; in the title, `:` and `,`
/// are written as `%3A` and `%2C`. Hidden characters are shown as escapes.
///
/// ```
/// use mihak_core::safe::github;
///
/// assert_eq!(github("error", "union × news", "خسر 5 %\n").as_str(), "::error title=union × news::خسر 5 %25%0A");
/// ```
pub fn github(kind: &'static str, title: &str, said: &str) -> Github<'static> {
    let property = |_: &str, _: usize, c: char| match c {
        ':' => Some("%3A"),
        ',' => Some("%2C"),
        c => data(c),
    };
    let (title, said) = (replaced(terminal(title).into_text(), property), replaced(terminal(said).into_text(), |_, _, c| data(c)));
    Github(Cow::Owned(format!("::{kind} title={title}::{said}")))
}

impl<'a> From<Terminal<'a>> for Github<'a> {
    /// Lines that are no command. What is safe in a log is safe between commands.
    fn from(lines: Terminal<'a>) -> Github<'a> {
        Github(lines.into_text())
    }
}

fn data(c: char) -> Option<&'static str> {
    match c {
        '%' => Some("%25"),
        '\r' => Some("%0D"),
        '\n' => Some("%0A"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_text_ends_a_command_or_its_title() {
        for (title, said, expected) in [
            ("a: 5 %, b", "x: 1,\r\n2 %0A", "::error title=a%3A 5 %25%2C b::x: 1,%0D%0A2 %250A"),
            ("و\n::stop-commands::x", "::error::y", "::error title=و%0A\\u{3a}%3Astop-commands%3A%3Ax::\\u{3a}:error::y"),
            ("a\u{1b}[0m", "\u{202e}##vso[x]", "::error title=a\\u{1b}[0m::\\u{202e}#\\u{23}vso[x]"),
        ] {
            assert_eq!(github("error", title, said).as_str(), expected, "{title:?}");
        }
    }
}
