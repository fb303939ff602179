//! The marker of a cut in segmented text: which of its occurrences are cuts, which are text, and how text is written so that it is read back.

use std::borrow::Cow;

use crate::text::words::is_word_char;

/// The markers that are looked for where none is named, with how each is written.
pub const KNOWN: [&str; 6] = ["+", "@@", "##", "#", "▁", "_"];

/// The sign that opens a word in the text of SentencePiece; every other marker stands at a cut.
const OPENING: &str = "▁";

/// A cut where the marker would be text.
const CUT: &str = "\\|";

/// How the pieces of a word are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Style {
    /// `و+زار`: one run of characters.
    Glued,
    /// `و@@ زار`: the marker behind a piece, and a space.
    Behind,
    /// `و ##زار`: a space, and the marker in front of a piece.
    Front,
    /// `▁و زار`: the marker in front of every word, and spaces.
    Opening,
}

/// What says where a word is cut.
///
/// At a cut it stands between two pieces (`و+زار`), or at the end of one that a space parts from the next (`و+ زار`, `و+ +زار`). It is text where
/// neither neighbour is a letter of Arabic or another script beyond ASCII (`+5`, `C++`, a lone `+`), beside another marker, and behind a backslash.
/// `\|` is a cut where the marker would be text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Marker {
    pub(super) text: String,
    style: Style,
}

impl Default for Marker {
    /// `+`
    fn default() -> Marker {
        Marker { text: KNOWN[0].into(), style: Style::Glued }
    }
}

impl Marker {
    /// The marker that is written so.
    ///
    /// `Err` says why it can be none.
    pub fn new(text: &str) -> Result<Marker, String> {
        let is_odd = |c: char| c.is_whitespace() || c.is_alphanumeric() || c == '\\';
        if text.is_empty() || text.contains(is_odd) {
            return Err(format!(
                "`{text}` is no marker: expected signs such as +, @@, ## or ▁, without letters, digits, white space and backslashes"
            ));
        }
        let style = match text {
            OPENING => Style::Opening,
            "@@" => Style::Behind,
            "##" => Style::Front,
            _ => Style::Glued,
        };
        Ok(Marker { text: text.into(), style })
    }

    /// The sign as it is written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it opens words, so that what it does not open goes on.
    pub(super) fn opens_words(&self) -> bool {
        self.style == Style::Opening
    }

    /// The known marker that cuts most words of these lines, or `None` if none cuts one of fifty.
    pub fn detect<'a>(lines: impl Iterator<Item = &'a str> + Clone) -> Option<Marker> {
        let tokens = lines.clone().flat_map(str::split_whitespace).count();
        let markers = KNOWN.iter().map(|text| Marker::new(text).expect("a known marker is one"));
        let counted = markers.map(|marker| {
            let cuts = |token: &&str| match marker.opens_words() {
                true => token.starts_with(OPENING),
                false => token.contains(&marker.text) && marker.cuts(token),
            };
            (lines.clone().flat_map(str::split_whitespace).filter(cuts).count(), marker)
        });
        // Of equals the first.
        let (times, marker) = counted.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
        (times > 0 && times * 50 >= tokens).then_some(marker)
    }

    /// Whether a token, which holds no white space, has a cut or is joined to a neighbour.
    fn cuts(&self, token: &str) -> bool {
        let mut pieces = Vec::new();
        self.split(token, [false, false], &mut pieces);
        let is_word = |piece: &Cow<str>| piece.starts_with(is_word_char) && piece.ends_with(is_word_char);
        (pieces.len() > 1 && pieces.iter().all(is_word)) || self.joins_previous(token) || self.joins_next(token)
    }

    /// Whether the token begins with a marker by which it goes on where the one before it ends. A hashtag does not.
    #[inline]
    pub(super) fn joins_previous(&self, token: &str) -> bool {
        // Few tokens begin as the marker does, and a look at one byte costs less than a comparison.
        if token.as_bytes().first() != self.text.as_bytes().first() {
            return false;
        }
        let Some(rest) = token.strip_prefix(&*self.text) else { return false };
        self.text != "#" && !rest.starts_with(&*self.text) && rest.chars().next().is_some_and(is_text)
    }

    /// Whether the token ends with a marker by which the next one goes on.
    #[inline]
    pub(super) fn joins_next(&self, token: &str) -> bool {
        if token.as_bytes().last() != self.text.as_bytes().last() {
            return false;
        }
        let Some(rest) = token.strip_suffix(&*self.text) else { return false };
        !rest.ends_with(&*self.text) && rest.chars().next_back().is_some_and(is_text)
    }

    /// The pieces of a word as [`crate::format::segmented::words`] gives it: one token, or several that markers join.
    pub(crate) fn pieces<'a>(&self, word: &'a str) -> Vec<Cow<'a, str>> {
        let mut pieces = Vec::new();
        if self.opens_words() {
            let tokens = word.strip_prefix(OPENING).unwrap_or(word).split_whitespace();
            tokens.for_each(|token| self.split(token, [false, false], &mut pieces));
            return pieces;
        }
        let mut tokens = word.split_whitespace().peekable();
        let mut is_first = true;
        while let Some(token) = tokens.next() {
            self.split(token, [!is_first, tokens.peek().is_some()], &mut pieces);
            is_first = false;
        }
        pieces
    }

    /// Appends the pieces of a token without its escapes; `joined` says whether a marker at its start or end can join it to a neighbour.
    fn split<'a>(&self, token: &'a str, joined: [bool; 2], pieces: &mut Vec<Cow<'a, str>>) {
        if !token.contains(&*self.text) && !token.contains('\\') {
            return pieces.push(Cow::Borrowed(token));
        }
        let mut piece = String::new();
        // The character before, and whether it ends a marker that is text.
        let (mut before, mut is_marker): (Option<char>, bool) = (None, false);
        let mut rest = token;
        while let Some(c) = rest.chars().next() {
            if let Some(behind) = rest.strip_prefix(&*self.text) {
                let after = behind.chars().next();
                let sides = match (before, after) {
                    (Some(_), Some(_)) => !self.opens_words(),
                    (None, Some(_)) => joined[0] && self.joins_previous(rest),
                    (Some(_), None) => joined[1],
                    (None, None) => false,
                };
                let is_cut = sides && !is_marker && !behind.starts_with(&*self.text) && before.into_iter().chain(after).any(is_text);
                if is_cut {
                    pieces.extend(Some(std::mem::take(&mut piece)).filter(|piece| !piece.is_empty()).map(Cow::Owned));
                } else {
                    piece.push_str(&self.text);
                }
                (before, is_marker, rest) = (self.text.chars().next_back(), !is_cut, behind);
                continue;
            }
            is_marker = false;
            if let Some(behind) = rest.strip_prefix(CUT) {
                pieces.extend(Some(std::mem::take(&mut piece)).filter(|piece| !piece.is_empty()).map(Cow::Owned));
                (before, rest) = (None, behind);
                continue;
            }
            let escaped = rest.strip_prefix('\\').and_then(|behind| [&*self.text, "\\", "#"].into_iter().find(|known| behind.starts_with(known)));
            let (text, len) = match escaped {
                Some(known) => (known, 1 + known.len()),
                None => (&rest[..c.len_utf8()], c.len_utf8()),
            };
            piece.push_str(text);
            before = text.chars().next_back();
            rest = &rest[len..];
        }
        pieces.extend(Some(piece).filter(|piece| !piece.is_empty()).map(Cow::Owned));
    }

    /// Appends a word of these pieces.
    pub(crate) fn write(&self, pieces: &[&str], out: &mut String) {
        for (at, piece) in pieces.iter().enumerate() {
            let [left, right] = [pieces[..at].last().and_then(|last| last.chars().next_back()), piece.chars().next()].map(|c| c.is_some_and(is_text));
            match self.style {
                Style::Opening => out.push_str(if at == 0 { OPENING } else { " " }),
                _ if at == 0 => {}
                Style::Glued if left || right => out.push_str(&self.text),
                Style::Behind if left => out.extend([&*self.text, " "]),
                Style::Front if right => out.extend([" ", &*self.text]),
                _ => out.push_str(CUT),
            }
            self.quote(piece, [at > 0, at + 1 < pieces.len()], out);
        }
    }

    /// Appends a piece so that it is read as text; `sides` says whether a cut stands in front of it and behind it.
    fn quote(&self, piece: &str, [front, back]: [bool; 2], out: &mut String) {
        let mut at = 0;
        let mut before: Option<char> = None;
        while let Some(c) = piece[at..].chars().next() {
            let rest = &piece[at..];
            if let Some(behind) = rest.strip_prefix(&*self.text) {
                let after = behind.chars().next();
                let is_near_cut = (before.is_none() && (front || self.opens_words())) || (after.is_none() && back);
                if is_near_cut || before.into_iter().chain(after).any(is_text) {
                    out.push('\\');
                }
                out.push_str(&self.text);
                at += self.text.len();
                before = self.text.chars().next_back();
                continue;
            }
            if c == '\\' {
                let behind = &rest[1..];
                let is_escape = behind.starts_with(['\\', '#', '|']) || behind.starts_with(&*self.text) || (behind.is_empty() && back);
                out.push_str(if is_escape { "\\\\" } else { "\\" });
            } else {
                out.push(c);
            }
            before = Some(c);
            at += c.len_utf8();
        }
    }
}

/// Whether a marker beside the character can be a cut: it is a letter beyond ASCII, or a mark of one.
fn is_text(c: char) -> bool {
    !c.is_ascii() && !c.is_numeric()
}
