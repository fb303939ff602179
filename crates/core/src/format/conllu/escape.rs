//! The escapes of values in MISC.

use std::borrow::Cow;

/// White space and vertical bars without their escapes; `None` if an escape is unknown or incomplete.
pub(super) fn unescaped(value: &str) -> Option<Cow<'_, str>> {
    if !value.contains('\\') {
        return Some(Cow::Borrowed(value));
    }
    let mut out = String::with_capacity(value.len());
    let mut rest = value.chars();
    while let Some(c) = rest.next() {
        out.push(match c {
            '\\' => match rest.next()? {
                's' => ' ',
                't' => '\t',
                'n' => '\n',
                'r' => '\r',
                'p' => '|',
                '\\' => '\\',
                _ => return None,
            },
            c => c,
        });
    }
    Some(Cow::Owned(out))
}

/// The text with escapes, as [`unescaped`] reads it.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    for c in text.chars() {
        match c {
            ' ' => out.push_str("\\s"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '|' => out.push_str("\\p"),
            '\\' => out.push_str("\\\\"),
            c => out.push(c),
        }
    }
    out
}
