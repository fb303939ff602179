//! The request that a child gets: one article on one line.

use std::borrow::Cow;

use serde::Serialize;

/// What a child is asked: one article.
#[derive(Serialize, Clone, Debug)]
pub struct Request<'a> {
    /// `corpus/article`.
    pub id: String,
    /// The raw text.
    pub text: Cow<'a, str>,
}

impl Request<'_> {
    /// Appends the line of the request, with its line feed.
    pub fn write(&self, out: &mut Vec<u8>) {
        serde_json::to_writer(&mut *out, self).expect("strings can be written as JSON");
        out.push(b'\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_one_line_whatever_is_in_the_text() {
        let mut out = Vec::new();
        Request { id: "c/a".into(), text: "سطر\nو\"ثان\"\u{2028}\u{0}".into() }.write(&mut out);
        let line = String::from_utf8(out).unwrap();
        assert_eq!(line.matches('\n').count(), 1);
        let back: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(back["text"], "سطر\nو\"ثان\"\u{2028}\u{0}");
    }
}
