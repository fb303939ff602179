//! Cells and texts of WebAnno TSV: annotations with their numbers, and what is written after a backslash.

use std::borrow::Cow;

/// An annotation in a cell: its value, `None` for null, and its number.
pub(super) type Item = (Option<String>, Option<u32>);

/// The annotations of a cell: none for `_`.
pub(super) fn items(cell: &str) -> Result<Vec<Item>, String> {
    let mut items = Vec::new();
    if cell == "_" {
        return Ok(items);
    }
    let mut value = String::new();
    let mut begin = 0;
    let mut number = None;
    let mut chars = cell.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some((_, c)) => value.push(control(c).unwrap_or(c)),
                None => return Err(format!("`{cell}` ends with a backslash")),
            },
            '|' => {
                items.push(item(&cell[begin..at], std::mem::take(&mut value), number.take()));
                begin = at + 1;
            }
            '[' => {
                let inside = cell[at + 1..].split(']').next().unwrap_or_default();
                let behind = cell[at + 1 + inside.len()..].strip_prefix(']');
                let parsed = inside.parse::<u32>().ok().filter(|_| behind.is_some_and(|behind| behind.is_empty() || behind.starts_with('|')));
                number = Some(parsed.ok_or_else(|| format!("`{cell}`: expected a number in brackets at the end of a value"))?);
                // A number has one byte a digit; the bracket behind it goes with it.
                chars.by_ref().nth(inside.len());
            }
            c => value.push(c),
        }
    }
    items.push(item(&cell[begin..], value, number));
    Ok(items)
}

fn item(raw: &str, value: String, number: Option<u32>) -> Item {
    let is_null = ["*", "_"].contains(&raw.split('[').next().unwrap_or_default());
    ((!is_null).then_some(value), number)
}

/// Characters that are written as a backslash and a letter.
const ESCAPES: [(char, char); 6] = [('\\', '\\'), ('\n', 'n'), ('\r', 'r'), ('\t', 't'), ('\u{c}', 'f'), ('\u{8}', 'b')];

fn control(letter: char) -> Option<char> {
    ESCAPES.iter().find(|(_, escaped)| *escaped == letter).map(|&(plain, _)| plain)
}

/// A text without its escapes; a backslash in front of any other letter is one of the text.
pub(super) fn unescaped_text(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let meant = chars.peek().filter(|_| c == '\\').and_then(|&next| control(next));
        if meant.is_some() {
            chars.next();
        }
        plain.push(meant.unwrap_or(c));
    }
    Cow::Owned(plain)
}

pub(super) fn escaped_text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match ESCAPES.iter().find(|(plain, _)| *plain == c) {
            Some(&(_, letter)) => escaped.extend(['\\', letter]),
            None => escaped.push(c),
        }
    }
    escaped
}

/// A value of a cell: null where it is empty.
pub(super) fn escaped_value(value: &str) -> String {
    if value.is_empty() {
        return "*".into();
    }
    let mut escaped = escaped_text(value);
    for reserved in ["[", "]", "|", "_", "->", ";", "*"] {
        escaped = escaped.replace(reserved, &format!("\\{reserved}"));
    }
    escaped
}
