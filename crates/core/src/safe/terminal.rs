//! Text for terminals and logs. They are one sink: a CI server reads what is printed line by line, and obeys some of it.

use std::borrow::Cow;

use crate::safe::shown::{escape, is_hidden, is_isolate, is_mark, replaced, shown};
use crate::safe::sink::sink;

sink! {
    /// One line, without a line break: a message, a cell of a table, or a name in one of these.
    ///
    /// No terminal and no CI server obeys any of it, wherever in a line it stands.
    Line
}

sink! {
    /// Lines for a terminal or a log. Line feeds, carriage returns in front of them and tabs stay. Each line is as safe as a [`Line`].
    Terminal
}

/// The text as one line. Hidden characters, line breaks and tabs are shown as escapes, and no CI server finds a command in it.
///
/// A CI server takes a line for a command if it begins with `::name` (GitHub Actions; white space may stand in front), or if it has `##[`
/// (GitHub), `##vso[` (Azure Pipelines) or `##teamcity[` anywhere. One character of these is shown as its number. A second call changes nothing
/// more.
///
/// ```
/// use mihak_core::safe::line;
///
/// assert_eq!(line("وبوتين").as_str(), "وبوتين");
/// assert_eq!(line("\u{1b}[31mو\n").as_str(), "\\u{1b}[31mو\\n");
/// ```
pub fn line(text: &str) -> Line<'_> {
    Line(inert(shown(text, |_| false, escape)))
}

/// The text as lines. The breaks between them stay.
///
/// It is for text whose breaks may all be shown, such as an article, and for whole reports whose parts from outside are [`Line`]s already.
pub fn terminal(text: &str) -> Terminal<'_> {
    let is_odd = |c: char| (is_hidden(c) && c != '\n' && c != '\t') || is_isolate(c);
    if !text.contains(is_odd) && text.split('\n').all(|line| commands(line).is_empty()) {
        return Terminal(Cow::Borrowed(text));
    }
    let mut out = String::with_capacity(text.len() + 16);
    for whole in text.split_inclusive('\n') {
        let line = whole.strip_suffix("\r\n").or_else(|| whole.strip_suffix('\n')).unwrap_or(whole);
        out.push_str(&inert(shown(line, |c| c == '\t', escape)));
        out.push_str(&whole[line.len()..]);
    }
    Terminal(if out == text { Cow::Borrowed(text) } else { Cow::Owned(out) })
}

impl<'a> From<Line<'a>> for Terminal<'a> {
    fn from(line: Line<'a>) -> Terminal<'a> {
        Terminal(line.0)
    }
}

impl<'a> Line<'a> {
    /// The line between a pair of isolates, if anything in it is written from right to left. So it does not reorder the text beside it.
    pub fn isolated(self) -> Line<'a> {
        match self.0.contains(is_right_to_left) {
            true => Line(Cow::Owned(format!("\u{2068}{}\u{2069}", self.0))),
            false => self,
        }
    }
}

/// Whether the character is written from right to left: letters and presentation forms of such scripts, and the mark for it.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
        || matches!(c, '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// The line without any command that a CI server obeys.
fn inert(line: Cow<'_, str>) -> Cow<'_, str> {
    let commands = commands(&line);
    if commands.is_empty() {
        return line;
    }
    replaced(line, |_, at, c| commands.binary_search(&at).is_ok().then_some(if c == ':' { "\\u{3a}" } else { "\\u{23}" }))
}

/// The bytes of the characters that must be escaped, so that no CI server finds a command in a line.
///
/// Marks and isolates are passed over, because GitHub and Azure pass over them too when they compare.
fn commands(line: &str) -> Vec<usize> {
    if !line.contains([':', '#']) {
        return Vec::new();
    }
    let mut start = seen(line).skip_while(|(_, c)| c.is_whitespace());
    let first = match (start.next(), start.next(), start.next()) {
        (Some((at, ':')), Some((_, ':')), Some((_, 'a'..='z' | 'A'..='Z'))) => Some(at),
        _ => None,
    };
    first.into_iter().chain(signs(line)).collect()
}

fn seen(line: &str) -> impl Iterator<Item = (usize, char)> {
    line.char_indices().filter(|(_, c)| !is_mark(*c) && !is_isolate(*c))
}

/// The bytes of the number signs that begin a command: the last `#` of several in front of `[`, or in front of a name and `[`.
pub(super) fn signs(line: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let (mut last, mut times, mut named) = (0, 0, false);
    for (at, c) in seen(line) {
        match c {
            '#' => (last, times, named) = (at, if named { 1 } else { times + 1 }, false),
            'a'..='z' | 'A'..='Z' => named = true,
            '[' if times > 1 => {
                found.push(last);
                times = 0;
            }
            _ => times = 0,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_shown_and_words_stay() {
        for (text, expected) in [
            ("زار \u{1b}[31mبوتين\u{1b}[0m", "زار \\u{1b}[31mبوتين\\u{1b}[0m"),
            ("\u{1b}]8;;https://example.org\u{1b}\\ب\u{1b}]8;;\u{7}", "\\u{1b}]8;;https://example.org\\u{1b}\\ب\\u{1b}]8;;\\u{7}"),
            ("\u{1b}]52;c;cm0=\u{7}", "\\u{1b}]52;c;cm0=\\u{7}"),
            ("\u{9b}2J \u{9d}0;x\u{9c} \u{85}", "\\u{9b}2J \\u{9d}0;x\\u{9c} \\u{85}"),
            ("a\u{8}\u{7f}b\u{0}", "a\\u{8}\\u{7f}b\\u{0}"),
            ("OK\rWRONG", "OK\\rWRONG"),
            ("a\nb\tc", "a\\nb\\tc"),
            ("user\u{202e}gpj.exe", "user\\u{202e}gpj.exe"),
            ("\u{202b}قال\u{202c}", "\\u{202b}قال\\u{202c}"),
            ("a\u{200b}b\u{feff}c\u{ad}d\u{2028}e", "a\\u{200b}b\\u{feff}c\\u{ad}d\\u{2028}e"),
            ("\u{e0068}\u{ffff}\u{1fffe}\u{fdd0}", "\\u{e0068}\\u{ffff}\\u{1fffe}\\u{fdd0}"),
            ("می\u{200c}خواهم \u{200f}قال\u{200e}", "می\u{200c}خواهم \u{200f}قال\u{200e}"),
        ] {
            assert_eq!(line(text).as_str(), expected, "{text:?}");
            assert_eq!(line(expected).as_str(), expected, "a second time");
        }
    }

    #[test]
    fn no_ci_server_finds_a_command() {
        for (text, expected) in [
            ("::error::x", "\\u{3a}:error::x"),
            (" \u{a0}::set-output name=a::b", " \u{a0}\\u{3a}:set-output name=a::b"),
            ("\u{200f}:\u{200d}:stop-commands::x", "\u{200f}\\u{3a}\u{200d}:stop-commands::x"),
            ("\u{2068}::error::x\u{2069}", "\u{2068}\\u{3a}:error::x\u{2069}"),
            ("a ::error::x", "a ::error::x"),
            (":: x", ":: x"),
            ("::و::", "::و::"),
            ("a ##[add-mask]و", "a #\\u{23}[add-mask]و"),
            ("###[group]", "##\\u{23}[group]"),
            ("#\u{200d}#[group]", "#\u{200d}\\u{23}[group]"),
            ("##vso[task.setvariable variable=a]b", "#\\u{23}vso[task.setvariable variable=a]b"),
            ("##vso##teamcity[buildStatus]", "##vso#\\u{23}teamcity[buildStatus]"),
            ("## [a] #b[c] a#[d] #a#[b]", "## [a] #b[c] a#[d] #a#[b]"),
        ] {
            assert_eq!(line(text).as_str(), expected, "{text:?}");
            assert_eq!(line(expected).as_str(), expected, "a second time");
        }
    }

    #[test]
    fn lines_stay_lines_and_each_is_safe() {
        for (text, expected) in [
            ("سطر\nوآخر\r\n\tوثالث\n", "سطر\nوآخر\r\n\tوثالث\n"),
            ("a\rb\r\n", "a\\rb\r\n"),
            ("a\n::error::b\n", "a\n\\u{3a}:error::b\n"),
            ("a\n##[group]", "a\n#\\u{23}[group]"),
            ("\u{2067}a\nb\u{2069}\n", "\\u{2067}a\nb\\u{2069}\n"),
            ("\u{2067}a\u{2069}\nb", "\u{2067}a\u{2069}\nb"),
            ("\u{1b}[2J\n", "\\u{1b}[2J\n"),
        ] {
            assert_eq!(terminal(text).as_str(), expected, "{text:?}");
            assert_eq!(terminal(expected).as_str(), expected, "a second time");
            assert_eq!(matches!(terminal(text).0, Cow::Borrowed(_)), text == expected, "{text:?} is borrowed");
        }
    }

    #[test]
    fn what_is_written_from_right_to_left_is_isolated() {
        for (text, expected) in [
            ("union", "union"),
            ("مقطّع", "\u{2068}مقطّع\u{2069}"),
            ("a\u{200f}", "\u{2068}a\u{200f}\u{2069}"),
            ("و\u{2069}x", "\u{2068}و\\u{2069}x\u{2069}"),
        ] {
            assert_eq!(line(text).isolated().as_str(), expected, "{text:?}");
        }
        assert_eq!(terminal(line("و\u{2069}x\u{2067}").isolated().as_str()).as_str(), "\u{2068}و\\u{2069}x\\u{2067}\u{2069}");
    }
}
