//! The MISC column of CoNLL-U: white space around tokens, tags and brackets of mentions, surfaces of segments; and the classes of XPOS.

use crate::annotation::Class;
use crate::format::conllu::escape::unescaped;
use crate::format::conllu::state::Parser;
use crate::format::conllu::treebank::{Gap, Side, Spaces, Stretch};

/// Which kind of row MISC belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum RowKind {
    /// A word that is a token.
    Word,
    /// A multiword token.
    Multiword,
    /// A word inside one.
    Part,
}

/// The most words of a multiword token that share the tag of its line.
const MOST_WORDS: usize = 64;

impl Parser<'_> {
    /// The attributes of MISC that say something of the text or of mentions.
    pub(super) fn misc(&mut self, at: usize, last: usize, row: RowKind) {
        let mut from = at;
        for attribute in self.bank.text(at..last).split('|') {
            match attribute.as_bytes().first() {
                Some(b'S') if attribute.starts_with("Space") => self.space(attribute, from, row),
                Some(b'n' | b'N') => {
                    if let Some(tag) = attribute.strip_prefix("ner=").or_else(|| attribute.strip_prefix("NER=")) {
                        self.tag(tag, row);
                    } else {
                        self.bank.unread.note(attribute);
                    }
                }
                Some(b'S') if self.layers.segments && attribute.starts_with("Surface=") => self.surface(attribute, from, row),
                Some(b'M') if attribute.starts_with("Mention=") => self.brackets(attribute, from, row),
                Some(b'E') if attribute.starts_with("Entity=") => self.bank.entities += 1,
                _ => self.bank.unread.note(attribute),
            }
            from += attribute.len() + 1;
        }
    }

    fn space(&mut self, attribute: &str, at: usize, row: RowKind) {
        let Some((key, value)) = attribute.split_once('=') else { return };
        let side = match key {
            "SpaceAfter" => None,
            "SpacesAfter" => Some(Side::After),
            "SpacesBefore" => Some(Side::Before),
            "SpacesInToken" => Some(Side::Within),
            _ => return self.bank.unread.note(attribute),
        };
        if row == RowKind::Part {
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
        let value = Stretch { at: (at + key.len() + 1) as u32, len: value.len() as u32 };
        if self.bank.spaces.iter().rev().take_while(|told| told.token as usize == token).any(|told| told.side == side) {
            return self.fault(format!("`{attribute}` stands there twice"));
        }
        self.bank.spaces.push(Spaces { token: token as u32, side, value });
    }

    fn tag(&mut self, tag: &str, row: RowKind) {
        match self.bank.inventory.number(tag.as_bytes()) {
            Err(said) => self.fault(said.to_string()),
            Ok(0) => {}
            Ok(_) if row == RowKind::Multiword => self.tag_of_token(tag),
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

    /// Takes in the tag on the line of a multiword token, as Stanza writes it: its words, which follow, have the tags that make the same mention.
    #[cold]
    fn tag_of_token(&mut self, tag: &str) {
        let words = self.body.map_or(0, |body| body.until.saturating_sub(body.words)) as usize;
        if words > MOST_WORDS {
            return self.fault(format!("`{tag}` on the line of a multiword token of {words} words; at most {MOST_WORDS} are read"));
        }
        let (letter, label) = tag.split_at(1);
        // What the first, the inner and the last word have.
        let [first, inner, last] = match (letter, words) {
            (_, 1) => [letter; 3],
            ("B", _) => ["B", "I", "I"],
            ("S", _) => ["B", "I", "E"],
            ("W", _) => ["B", "M", "E"],
            ("U", _) => ["B", "I", "L"],
            ("E" | "L", _) => ["I", "I", letter],
            _ => [letter; 3],
        };
        self.bank.tags.resize(self.bank.words.len(), 0);
        for word in 1..=words {
            let letter = if word == 1 {
                first
            } else if word == words {
                last
            } else {
                inner
            };
            let number = self.bank.inventory.number(format!("{letter}{label}").as_bytes());
            self.bank.tags.push(number.unwrap_or_default());
        }
    }

    /// Takes in XPOS of the last word; LEMMA begins at the byte.
    #[inline(never)]
    pub(super) fn class(&mut self, lemma: usize, last: usize) {
        let name = self.bank.text(lemma..last).split('\t').nth(2).unwrap_or_default();
        let class = name.parse().ok();
        if class.is_none() {
            let known = Class::known_names();
            self.fault(format!("XPOS is `{name}`; expected a class in a document with `# mihak = segments`: {known}"));
        }
        self.bank.classes.resize(self.bank.words.len() - 1, None);
        self.bank.classes.push(class);
    }

    /// Takes in `Surface=`, which begins at the byte.
    pub(super) fn surface(&mut self, attribute: &str, at: usize, row: RowKind) {
        let value = &attribute["Surface=".len()..];
        let word = self.bank.words.len() as u32;
        if row == RowKind::Multiword {
            self.fault(format!("`{attribute}` on the line of a multiword token; it belongs to its words"));
        } else if value.is_empty() || unescaped(value).is_none() {
            self.fault(format!("`{attribute}`: expected the text that the word has, with the escapes \\s \\t \\n \\r \\p \\\\"));
        } else if self.bank.surfaces.last().is_some_and(|&(last, _)| last == word - 1) {
            self.fault(format!("`{attribute}`, and the word has a surface already"));
        } else {
            self.bank.surfaces.push((word - 1, value_place(attribute, value, at)));
        }
    }

    /// Takes in `Mention=`, which begins at the byte.
    pub(super) fn brackets(&mut self, attribute: &str, at: usize, row: RowKind) {
        let value = &attribute["Mention=".len()..];
        let word = self.bank.words.len() as u32;
        if !self.layers.mentions {
            self.bank.strange_brackets += 1;
        } else if row == RowKind::Multiword {
            self.fault(format!("`{attribute}` on the line of a multiword token; it belongs to its words"));
        } else if self.bank.brackets.last().is_some_and(|&(last, _)| last == word - 1) {
            self.fault(format!("`{attribute}`, and the word has brackets already; one `Mention=` holds all"));
        } else {
            self.bank.brackets.push((word - 1, value_place(attribute, value, at)));
        }
    }
}

fn value_place(attribute: &str, value: &str, at: usize) -> Stretch {
    Stretch { at: (at + attribute.len() - value.len()) as u32, len: value.len() as u32 }
}
