//! The MISC column of CoNLL-U: white space around tokens, tags of mentions, and the text that follows from them.

use std::borrow::Cow;

use crate::format::conllu::parse::Parser;
use crate::format::conllu::treebank::{Gap, Place, Side, Spaces, Treebank};

/// Which kind of row MISC belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    /// A word that is a token.
    Word,
    /// A multiword token.
    Multiword,
    /// A word inside one.
    Part,
}

/// Whether the character is a space of the category Zs, which no measure counts.
pub fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// Whether one of the bytes could begin a character of [`is_space`]. No letter of the Arabic blocks does.
#[inline]
pub fn may_hold_spaces(bytes: &[u8]) -> bool {
    const LEADS: [bool; 256] = {
        let mut leads = [false; 256];
        let (mut at, all) = (0, [b' ', 0xc2, 0xe1, 0xe2, 0xe3]);
        while at < all.len() {
            leads[all[at] as usize] = true;
            at += 1;
        }
        leads
    };
    bytes.iter().any(|&byte| LEADS[usize::from(byte)])
}

impl Parser<'_> {
    /// The attributes of MISC that say something of the text or of mentions.
    pub(super) fn misc(&mut self, at: usize, last: usize, row: Row) {
        let mut from = at;
        for attribute in self.bank.text(at..last).split('|') {
            match attribute.as_bytes().first() {
                Some(b'S') if attribute.starts_with("Space") => self.space(attribute, from, row),
                Some(b'n' | b'N') => {
                    if let Some(tag) = attribute.strip_prefix("ner=").or_else(|| attribute.strip_prefix("NER=")) {
                        self.tag(tag, row);
                    }
                }
                Some(b'S') if self.layers.segments && attribute.starts_with("Surface=") => self.surface(attribute, from, row),
                Some(b'M') if attribute.starts_with("Mention=") => self.brackets(attribute, from, row),
                Some(b'E') => self.bank.entities += usize::from(attribute.starts_with("Entity=")),
                _ => {}
            }
            from += attribute.len() + 1;
        }
    }

    fn space(&mut self, attribute: &str, at: usize, row: Row) {
        let Some((key, value)) = attribute.split_once('=') else { return };
        let side = match key {
            "SpaceAfter" => None,
            "SpacesAfter" => Some(Side::After),
            "SpacesBefore" => Some(Side::Before),
            "SpacesInToken" => Some(Side::Within),
            _ => return,
        };
        if row == Row::Part {
            return self.fault(format!("`{attribute}` on a word of a multiword token; it belongs to the line of the token"));
        }
        let token = self.bank.tokens.len() - 1;
        let last = &mut self.bank.tokens[token];
        let gap = match side {
            None if value == "No" => Gap::None,
            None if value == "Yes" => return,
            None => return self.fault(format!("`{attribute}`; expected `SpaceAfter=No`")),
            // An empty value tells nothing.
            Some(_) if value.is_empty() => return,
            Some(Side::After) => Gap::Told,
            Some(_) => last.gap,
        };
        if side.is_none_or(|side| side == Side::After) {
            if last.gap != Gap::Space {
                return self.fault(format!("`{attribute}`, and MISC says what follows the token already"));
            }
            last.gap = gap;
        }
        let Some(side) = side else { return };
        let Some(plain) = unescaped(value) else {
            return self.fault(format!("`{attribute}`: expected the escapes \\s \\t \\n \\r \\p \\\\"));
        };
        let form = self.bank.at(self.bank.tokens[token].form);
        let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        // A byte order mark opens a text and is in no word.
        let white = if side == Side::Before { plain.strip_prefix('\u{feff}').unwrap_or(&plain) } else { &plain };
        let odd = if side == Side::Within { bare(form) != bare(&plain) } else { !white.chars().all(char::is_whitespace) };
        if odd {
            let expected = if side == Side::Within { format!("`{form}` up to white space") } else { "white space".into() };
            return self.fault(format!("`{attribute}`; expected {expected}"));
        }
        let value = Place { at: (at + key.len() + 1) as u32, len: value.len() as u32 };
        if self.bank.spaces.iter().rev().take_while(|told| told.token as usize == token).any(|told| told.side == side) {
            return self.fault(format!("`{attribute}` stands there twice"));
        }
        self.bank.spaces.push(Spaces { token: token as u32, side, value });
    }

    fn tag(&mut self, tag: &str, row: Row) {
        match self.bank.inventory.number(tag.as_bytes()) {
            Err(said) => self.fault(said.to_string()),
            Ok(0) => {}
            Ok(_) if row == Row::Multiword => self.fault(format!("`{tag}` on the line of a multiword token; it belongs to its words")),
            Ok(number) => {
                let word = self.bank.words.len() - 1;
                if self.bank.tags.len() > word {
                    return self.fault(format!("`{tag}`, and the word has a tag already"));
                }
                self.bank.tags.resize(word, 0);
                self.bank.tags.push(number);
            }
        }
    }
}

/// White space and vertical bars without their escapes; `None` if an escape is unknown or incomplete.
pub fn unescaped(value: &str) -> Option<Cow<'_, str>> {
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
pub fn escaped(text: &str) -> String {
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

impl<'a> Treebank<'a> {
    /// The white space that MISC tells on a side of a token, without escapes; for `Within`, the token as the text has it.
    pub fn told(&self, token: usize, side: Side) -> Option<Cow<'a, str>> {
        let from = self.spaces.partition_point(|told| (told.token as usize) < token);
        let told = self.spaces[from..].iter().take_while(|told| told.token as usize == token).find(|told| told.side == side)?;
        Some(unescaped(self.at(told.value)).expect("escapes were checked when the file was parsed"))
    }
}

/// Whether `# text` shows the tokens of a sentence: forms, and between them nothing, one space or the white space that MISC tells.
///
/// `Err` says where they first differ.
pub(super) fn check_text(bank: &Treebank, sentence: usize, text: &str) -> Result<(), String> {
    let tokens = bank.tokens_of(sentence);
    let form = |token: usize| bank.at(bank.tokens[token].form);
    let told = |token, side| if bank.spaces.is_empty() { None } else { bank.told(token, side) };
    let mut rest = text;
    for token in tokens.clone() {
        // Spaces at the ends of forms count to the gaps, as the value of the comment has none at its ends.
        let own = form(token).trim_matches(' ');
        let within = || rest.strip_prefix(told(token, Side::Within)?.trim_matches(' '));
        rest = rest.strip_prefix(own).or_else(within).ok_or_else(|| difference(text, rest, own))?;
        if token + 1 == tokens.end {
            break;
        }
        let (tail, lead) = (trailing(form(token)), leading(form(token + 1)));
        let after = match bank.tokens[token].gap {
            Gap::None => "".into(),
            Gap::Space => " ".into(),
            Gap::Told => told(token, Side::After).unwrap_or_default(),
        };
        let before = told(token + 1, Side::Before).unwrap_or_default();
        let gap = if tail.is_empty() && lead.is_empty() && before.is_empty() { after } else { format!("{tail}{after}{before}{lead}").into() };
        let short = || rest.strip_prefix(&*format!("{tail} {lead}")).filter(|_| gap.len() > tail.len() + lead.len());
        rest =
            rest.strip_prefix(&*gap).or_else(short).ok_or_else(|| difference(text, rest, &format!("{gap}{}", form(token + 1).trim_matches(' '))))?;
    }
    if rest.is_empty() { Ok(()) } else { Err(difference(text, rest, "")) }
}

/// The spaces at the start of a form.
fn leading(form: &str) -> &str {
    &form[..form.len() - form.trim_start_matches(' ').len()]
}

/// The spaces at the end of a form.
fn trailing(form: &str) -> &str {
    &form[form.trim_end_matches(' ').len()..]
}

fn difference(text: &str, rest: &str, expected: &str) -> String {
    let same = rest.chars().zip(expected.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum::<usize>();
    let at = text.len() - rest.len() + same;
    let shown = |text: &str| match text {
        "" => String::from("the end"),
        text => format!("«{}»", text.chars().take(12).collect::<String>()),
    };
    let place = text[..at].chars().count() + 1;
    format!(
        "`# text` is not the text of the tokens: from character {place} it has {} where they have {}",
        shown(&text[at..]),
        shown(&expected[same..])
    )
}
