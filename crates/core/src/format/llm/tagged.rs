//! Tags in the text that an answer repeats: `<PER>محمد</PER>`, `[PER محمد]`, `[محمد](PER)`, `##محمد##`.

use rustc_hash::FxHashMap;

use crate::format::llm::item::{At, Item, Said};
use crate::format::llm::names::is_type;

/// How many tags may be open at a time; one more is text.
const OPEN: usize = 64;

/// How many bytes a tag may have, and the text that is linked to a type.
const LONGEST: [usize; 2] = [100, 400];

/// Reads an answer with tags in its text into `said`; `declared` is the type of `##…##`. `false` if it has none.
pub fn read(answer: &str, declared: Option<&str>, said: &mut Said) -> bool {
    let mut reader = Reader {
        answer,
        closing: closing(answer),
        at: 0,
        open: Vec::new(),
        found: Vec::new(),
        pieces: Vec::new(),
        is_inside: false,
        is_apart: false,
    };
    while reader.at < answer.len() {
        reader.step(declared);
    }
    let Reader { open, mut found, pieces, .. } = reader;
    if found.is_empty() && open.is_empty() {
        return false;
    }
    // A tag that nothing closes is cut off; what it holds is not complete.
    said.is_cut |= !open.is_empty();
    found.sort_by_key(|found| (found.order, usize::MAX - found.end));
    for Found { label, start, end, .. } in found {
        if start < end {
            said.items.push(Item { quote: joined(&pieces[start..end]), label, at: At::Pieces(start..end) });
        } else {
            said.unread.push(label);
        }
    }
    said.pieces = pieces.into_iter().map(|piece| piece.text).collect();
    !said.items.is_empty() || said.is_cut
}

/// A stretch of text without white space or tags.
struct Piece {
    text: String,
    /// Whether white space stands in front of it.
    is_apart: bool,
}

fn joined(pieces: &[Piece]) -> String {
    let mut out = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        if at > 0 && piece.is_apart {
            out.push(' ');
        }
        out.push_str(&piece.text);
    }
    out
}

/// A mention of the answer.
struct Found {
    label: String,
    /// The byte of its tag.
    order: usize,
    start: usize,
    end: usize,
}

/// A tag that is open.
struct Open {
    /// What closes it.
    close: Close,
    label: String,
    order: usize,
    start: usize,
}

#[derive(PartialEq, Eq)]
enum Close {
    /// `</NAME>`
    Name(String),
    /// `]`
    Bracket,
    /// `](TYPE)`
    Link,
    /// `##`
    Hashes,
}

/// The names of closing tags, each with the place of its last.
fn closing(answer: &str) -> FxHashMap<&str, usize> {
    let name = |at: usize| near(&answer[at..], '>', LONGEST[0]).map(|end| answer[at + 2..at + end].trim());
    answer.match_indices("</").filter_map(|(at, _)| Some((name(at)?, at))).collect()
}

/// The place of a sign among the first bytes of a text.
fn near(text: &str, sign: char, most: usize) -> Option<usize> {
    text.char_indices().take_while(|(at, _)| *at <= most).find(|(_, c)| *c == sign).map(|(at, _)| at)
}

struct Reader<'a> {
    answer: &'a str,
    closing: FxHashMap<&'a str, usize>,
    at: usize,
    open: Vec<Open>,
    found: Vec<Found>,
    pieces: Vec<Piece>,
    /// Whether the last piece goes on.
    is_inside: bool,
    /// Whether white space stands behind the last piece.
    is_apart: bool,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.answer[self.at..]
    }

    fn step(&mut self, declared: Option<&str>) {
        let rest = self.rest();
        let is_read = match rest.as_bytes()[0] {
            b'<' => self.angle(rest),
            b'[' => self.bracket(rest),
            b']' => self.closing_bracket(rest),
            b'#' | b'@' => self.hashes(rest, declared),
            _ => false,
        };
        if !is_read {
            let c = rest.chars().next().expect("the rest is not empty");
            self.at += c.len_utf8();
            self.push(c);
        }
    }

    fn push(&mut self, c: char) {
        if c.is_whitespace() {
            (self.is_inside, self.is_apart) = (false, true);
            return;
        }
        match self.pieces.last_mut().filter(|_| self.is_inside) {
            Some(piece) => piece.text.push(c),
            None => self.pieces.push(Piece { text: c.into(), is_apart: self.is_apart }),
        }
        self.is_apart = false;
        self.is_inside = true;
    }

    fn opens(&mut self, close: Close, label: &str, len: usize) -> bool {
        if self.open.len() == OPEN {
            return false;
        }
        let order = self.at;
        self.at += len;
        // White space behind the tag is that in front of what it holds.
        self.is_inside = false;
        self.open.push(Open { close, label: label.trim().into(), order, start: self.pieces.len() });
        true
    }

    fn closes(&mut self, at: usize, label: Option<&str>, len: usize) {
        let Open { label: own, order, start, .. } = self.open.remove(at);
        self.found.push(Found { label: label.map_or(own, |label| label.trim().into()), order, start, end: self.pieces.len() });
        self.at += len;
        self.is_inside = false;
    }

    fn angle(&mut self, rest: &str) -> bool {
        let Some(end) = near(rest, '>', LONGEST[0]) else { return false };
        let body = &rest[1..end];
        if let Some(name) = body.strip_prefix('/') {
            let name = name.trim();
            let Some(at) = self.open.iter().rposition(|open| matches!(&open.close, Close::Name(wanted) if wanted == name)) else { return false };
            self.closes(at, None, end + 1);
            return true;
        }
        let name = body.split_whitespace().next().unwrap_or_default();
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "_-".contains(c));
        // A tag that is never closed is no tag, unless the answer ends in it.
        let label = attribute(body).unwrap_or(name);
        if !is_name || (self.closing.get(name).is_none_or(|last| *last < self.at) && !is_type(label)) {
            return false;
        }
        self.opens(Close::Name(name.into()), label, end + 1)
    }

    fn bracket(&mut self, rest: &str) -> bool {
        let len = rest[1..].char_indices().take(LONGEST[0]).find(|(_, c)| c.is_whitespace() || ":[](".contains(*c)).map_or(0, |(at, _)| at);
        let name = &rest[1..1 + len];
        let behind = &rest[1 + len..];
        if is_type(name) && behind.starts_with([' ', ':']) {
            return self.opens(Close::Bracket, name, 1 + len + 1);
        }
        let Some(end) = near(rest, ']', LONGEST[1]) else { return false };
        if link(&rest[end..]).is_some() { self.opens(Close::Link, "", 1) } else { false }
    }

    fn closing_bracket(&mut self, rest: &str) -> bool {
        let linked = link(rest);
        let Some(at) = self.open.iter().rposition(|open| matches!(open.close, Close::Bracket | Close::Link)) else { return false };
        match (linked, &self.open[at].close) {
            (Some((label, len)), Close::Link) => self.closes(at, Some(label), len),
            (_, Close::Bracket) => self.closes(at, None, 1),
            _ => return false,
        }
        true
    }

    fn hashes(&mut self, rest: &str, declared: Option<&str>) -> bool {
        let Some(label) = declared else { return false };
        if !rest.starts_with("##") && !rest.starts_with("@@") {
            return false;
        }
        match self.open.iter().rposition(|open| open.close == Close::Hashes) {
            Some(at) => self.closes(at, None, 2),
            None => return self.opens(Close::Hashes, label, 2),
        }
        true
    }
}

/// The type of `](TYPE)`, and its length.
fn link(rest: &str) -> Option<(&str, usize)> {
    let body = rest.strip_prefix("](")?;
    let end = near(body, ')', LONGEST[0])?;
    is_type(&body[..end]).then_some((&body[..end], end + 3))
}

/// The type that an attribute of a tag gives: `<entity type="PER">`.
fn attribute(body: &str) -> Option<&str> {
    let (_, value) = ["type=", "label=", "class=", "category="].iter().find_map(|key| body.split_once(key))?;
    let value = value.trim_start_matches(['"', '\'']);
    let end = value.find(['"', '\'', ' ']).unwrap_or(value.len());
    Some(&value[..end]).filter(|value| !value.is_empty())
}
