//! Text for Markdown as GitHub reads it: CommonMark with tables, and with mentions and addresses that become links by themselves.

use std::borrow::Cow;

use crate::safe::html::entity;
use crate::safe::shown::{escape, is_break, replaced, shown};
use crate::safe::sink::sink;

sink! {
    /// Text for Markdown, with its markup escaped.
    Markdown
}

/// The text within a line of Markdown, also within a cell of a table.
///
/// A character that would be markup gets a backslash in front, or becomes an entity. Others stay, such as `_` within a word. A line break
/// becomes a space. Addresses, mentions (`@name`) and references (`#12`) get a zero-width space inside: otherwise they would become links, and
/// people would be told that they were mentioned. Hidden characters are shown as escapes.
///
/// ```
/// use mihak_core::safe::markdown;
///
/// assert_eq!(markdown("∅→PERS وبوتين false_clitic_rate").as_str(), "∅→PERS وبوتين false_clitic_rate");
/// assert_eq!(markdown("<img src=x> a|b").as_str(), "&lt;img src=x&gt; a\\|b");
/// ```
pub fn markdown(text: &str) -> Markdown<'_> {
    Markdown(replaced(shown(text, is_break, escape), |text, at, c| {
        let (before, after) = around(text, at, c);
        match c {
            '&' | '<' | '>' => entity(c),
            '\n' | '\r' | '\t' => Some(" "),
            '\\' => Some("\\\\"),
            '`' => Some("\\`"),
            '*' => Some("\\*"),
            '|' => Some("\\|"),
            '[' => Some("\\["),
            ']' => Some("\\]"),
            '~' => Some("\\~"),
            '$' => Some("\\$"),
            '_' if !is_within_word(before, after) => Some("\\_"),
            '{' if is_template(before, after) => Some("\\{"),
            '#' | '+' | '-' | '=' | ':' | '.' | ')' | '@' => at_start(before, c, after).or_else(|| link(before, c, after)),
            _ => None,
        }
    }))
}

/// The text as code within a line, between more backticks than it has in a row. In a table, call [`markdown_code_cell`] instead.
pub fn markdown_code(text: &str) -> Markdown<'_> {
    Markdown(Cow::Owned(fenced(&unbroken(text))))
}

/// The text as a block of code in this language. Its lines stay lines. Other hidden characters are shown as escapes.
pub fn markdown_block(language: &'static str, text: &str) -> Markdown<'static> {
    let text = shown(text, is_break, escape);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    Markdown(Cow::Owned(format!("{fence}{language}\n{}\n{fence}\n", text.trim_end_matches('\n'))))
}

/// The text as code within a cell of a table. There `|` needs a backslash, even in code.
///
/// A text with `\|` would need more backslashes, and programs disagree about their number. Such a text stands in a `<code>` tag instead.
pub fn markdown_code_cell(text: &str) -> Markdown<'_> {
    let text = unbroken(text);
    Markdown(Cow::Owned(match text.contains("\\|") {
        true => format!("<code>{}</code>", markdown(&text)),
        false => fenced(&text.replace('|', "\\|")),
    }))
}

/// The text between HTML tags that stand in Markdown, such as `<summary>`.
///
/// There, markup of Markdown means nothing. But addresses, mentions and references would become links there too, as [`markdown`] says.
pub fn markdown_html(text: &str) -> Markdown<'_> {
    Markdown(replaced(shown(text, is_break, escape), |text, at, c| {
        let (before, after) = around(text, at, c);
        match c {
            '{' if is_template(before, after) => Some("&#123;"),
            c => link(before, c, after).or_else(|| entity(c)),
        }
    }))
}

/// The text in front of a character and behind it.
fn around(text: &str, at: usize, c: char) -> (&str, &str) {
    (&text[..at], &text[at + c.len_utf8()..])
}

/// The text on one line, with hidden characters shown as escapes.
fn unbroken(text: &str) -> Cow<'_, str> {
    replaced(shown(text, is_break, escape), |_, _, c| is_break(c).then_some(" "))
}

fn fenced(text: &str) -> String {
    if text.is_empty() {
        return "` `".into();
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    // One space on each side belongs to the fence, unless all is space.
    let is_padded = text.starts_with(' ') && text.ends_with(' ') && text.contains(|c| c != ' ');
    let space = if longest > 0 || is_padded { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// Whether underscores stand between letters or digits, where they are no markup. A run of more than eight is not looked through.
fn is_within_word(before: &str, after: &str) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    is_word(before.chars().rev().take(8).find(|&c| c != '_')) && is_word(after.chars().take(8).find(|&c| c != '_'))
}

/// Whether a brace begins `{{` or `{%`. Programs that make pages of Markdown include files and run code there.
fn is_template(before: &str, after: &str) -> bool {
    before.ends_with('{') || after.starts_with(['{', '%'])
}

/// What is written for a character at the start of a line that would make it a heading, a list, a table or a rule.
fn at_start(before: &str, c: char, after: &str) -> Option<&'static str> {
    let before = before.trim_start();
    let ends = |after: &str| after.is_empty() || after.starts_with(char::is_whitespace);
    // A number of more digits begins no list.
    let is_number = (1..10).contains(&before.len()) && before.bytes().all(|byte| byte.is_ascii_digit());
    match c {
        '#' if before.is_empty() && ends(after.trim_start_matches('#')) => Some("\\#"),
        '+' if before.is_empty() && ends(after) => Some("\\+"),
        '-' if before.is_empty() && (ends(after) || after.starts_with(['-', ':'])) => Some("\\-"),
        '=' if before.is_empty() && (ends(after) || after.starts_with('=')) => Some("\\="),
        ':' if before.is_empty() && after.starts_with('-') => Some("\\:"),
        '.' if is_number && ends(after) => Some("\\."),
        ')' if is_number && ends(after) => Some("\\)"),
        _ => None,
    }
}

/// What is written for a character that would make a link.
///
/// A version (`news@1.0#3fa9c1d2`) makes none, because letters or digits stand in front of its signs.
fn link(before: &str, c: char, after: &str) -> Option<&'static str> {
    let is_joined = before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let is_version = is_joined && after.starts_with(|c: char| c.is_ascii_digit());
    // What stands in front of the number in `owner/name#12`, whose names have so many characters.
    let has_owner = |before: &str| before.chars().rev().take(140).take_while(|c| !c.is_whitespace()).any(|c| c == '/');
    match c {
        '@' if !is_version && after.starts_with(|c: char| c.is_ascii_alphanumeric() || "._-".contains(c)) => Some("@&#8203;"),
        '#' if is_reference(after) && (!is_joined || has_owner(before)) => Some("#&#8203;"),
        ':' if after.starts_with("//") && before.ends_with(|c: char| c.is_ascii_alphabetic()) => Some(":&#8203;"),
        '.' if before.get(before.len().wrapping_sub(3)..).is_some_and(|last| last.eq_ignore_ascii_case("www")) => Some("&#8203;."),
        _ => None,
    }
}

/// Whether a number stands there, and ends.
fn is_reference(after: &str) -> bool {
    let rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < after.len() && !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::safe::shown::HARMLESS;

    #[test]
    fn harmless_text_is_borrowed() {
        for text in HARMLESS {
            assert!(matches!(markdown(text).0, Cow::Borrowed(same) if same == text), "{text}: {}", markdown(text));
        }
    }

    #[test]
    fn what_markdown_would_read_as_markup_is_escaped() {
        for (text, expected) in [
            ("a|b *c* <d>_e\ny", "a\\|b \\*c\\* &lt;d&gt;\\_e y"),
            ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
            ("<!-- /agree -->", "&lt;!-- /agree --&gt;"),
            ("![و](x) [a]: b [^1]", "!\\[و\\](x) \\[a\\]: b \\[^1\\]"),
            ("`a` ~b~ $c$ \\d &amp;", "\\`a\\` \\~b\\~ \\$c\\$ \\\\d &amp;amp;"),
            ("above_chance a__b و_و", "above_chance a__b و_و"),
            ("_a _ a_ (_b)", "\\_a \\_ a\\_ (\\_b)"),
            ("{{#include x}} {% a %} {b}", "\\{\\{#include x}} \\{% a %} {b}"),
            ("a\u{1b}[0m\u{202e}", "a\\\\u{1b}\\[0m\\\\u{202e}"),
            ("a\r\n\tb", "a   b"),
        ] {
            assert_eq!(markdown(text).as_str(), expected, "{text:?}");
        }
    }

    #[test]
    fn what_would_make_a_block_of_its_line_is_escaped_at_its_start_only() {
        for (text, expected) in [
            ("# a", "\\# a"),
            ("## a #", "\\## a #"),
            ("#a", "#a"),
            ("- a", "\\- a"),
            ("---", "\\---"),
            ("+", "\\+"),
            ("===", "\\==="),
            (":--", "\\:--"),
            ("-:", "\\-:"),
            ("12. a", "12\\. a"),
            ("1) a", "1\\) a"),
            ("-0.0310", "-0.0310"),
            ("+ها", "+ها"),
            ("0.1.0", "0.1.0"),
            ("a - b + c. d", "a - b + c. d"),
        ] {
            assert_eq!(markdown(text).as_str(), expected, "{text:?}");
        }
    }

    #[test]
    fn nothing_becomes_a_link_or_tells_anybody() {
        for (text, expected) in [
            ("@name و@name a@example.org", "@&#8203;name و@&#8203;name a@&#8203;example.org"),
            ("news@1.0#3fa9c1d2 a@1 @1", "news@1.0#3fa9c1d2 a@1 @&#8203;1"),
            ("#12, a#12 a/b#12 #3fa", "#&#8203;12, a#12 a/b#&#8203;12 #3fa"),
            ("https://example.org ftp://x a: //b", "https:&#8203;//example.org ftp:&#8203;//x a: //b"),
            ("www.example.org وWWW.x", "www&#8203;.example.org وWWW&#8203;.x"),
        ] {
            assert_eq!(markdown(text).as_str(), expected, "{text:?}");
            assert_eq!(markdown_html(text).as_str(), expected, "{text:?} in HTML");
        }
        assert_eq!(markdown_html("<b>\n_'{{x}}").as_str(), "&lt;b&gt;&#10;_&#39;&#123;&#123;x}}");
    }

    #[test]
    fn code_has_a_fence_that_it_does_not_hold() {
        for (text, code, cell) in [
            ("mihak|task:words|scorer:1", "`mihak|task:words|scorer:1`", "`mihak\\|task:words\\|scorer:1`"),
            ("x `y` | z", "`` x `y` | z ``", "`` x `y` \\| z ``"),
            ("``", "``` `` ```", "``` `` ```"),
            (" و ", "`  و  `", "`  و  `"),
            ("  ", "`  `", "`  `"),
            ("", "` `", "` `"),
            ("a\n@b", "`a @b`", "`a @b`"),
            ("\u{9b}", "`\\u{9b}`", "`\\u{9b}`"),
            ("a\\|b", "`a\\|b`", "<code>a\\\\\\|b</code>"),
        ] {
            assert_eq!((markdown_code(text).as_str(), markdown_code_cell(text).as_str()), (code, cell), "{text:?}");
        }
    }
}
