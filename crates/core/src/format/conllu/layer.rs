//! What CoNLL-U has no place for, in our own way: classes in XPOS, `Surface=` and `Mention=` in MISC, where `# mihak = …` says so.

use std::fmt;

use crate::annotation::Class;
use crate::format::conllu::misc::{Row, escaped, unescaped};
use crate::format::conllu::parse::Parser;
use crate::format::conllu::treebank::{Place, Treebank};

/// What of a document is annotated in our own way, as the comment in front of its first sentence says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Layers {
    /// Words are cut into segments: XPOS is the class, and `Surface=` what the text has for a FORM that is restored.
    pub segments: bool,
    /// Mentions are the brackets of `Mention=`, and `ner=` only shows the flat ones.
    pub mentions: bool,
    /// Sentences are no more than lines: the document has none.
    pub lines: bool,
}

impl Layers {
    /// The layers of a comment's value: names, separated by spaces.
    ///
    /// `Err` says which is none.
    pub(super) fn parse(value: &str) -> Result<Layers, String> {
        let mut layers = Layers::default();
        for name in value.split_whitespace() {
            match name {
                "segments" => layers.segments = true,
                "mentions" => layers.mentions = true,
                "lines" => layers.lines = true,
                _ => return Err(format!("`# mihak`: no layer `{name}`; expected some of segments, mentions, lines")),
            }
        }
        Ok(layers)
    }
}

impl fmt::Display for Layers {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let named = [(self.segments, "segments"), (self.mentions, "mentions"), (self.lines, "lines")];
        f.write_str(&named.into_iter().filter_map(|(has, name)| has.then_some(name)).collect::<Vec<_>>().join(" "))
    }
}

impl Parser<'_> {
    /// Takes in XPOS of the last word; LEMMA begins at the byte.
    #[inline(never)]
    pub(super) fn class(&mut self, lemma: usize, last: usize) {
        let name = self.bank.text(lemma..last).split('\t').nth(2).unwrap_or_default();
        let class = name.parse().ok();
        if class.is_none() {
            let known = Class::ALL.map(|(_, name)| name).join(", ");
            self.fault(format!("XPOS is `{name}`; expected a class in a document with `# mihak = segments`: {known}"));
        }
        self.bank.classes.resize(self.bank.words.len() - 1, None);
        self.bank.classes.push(class);
    }

    /// Takes in `Surface=`, which begins at the byte.
    pub(super) fn surface(&mut self, attribute: &str, at: usize, row: Row) {
        let value = &attribute["Surface=".len()..];
        let word = self.bank.words.len() as u32;
        if row == Row::Multiword {
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
    pub(super) fn brackets(&mut self, attribute: &str, at: usize, row: Row) {
        let value = &attribute["Mention=".len()..];
        let word = self.bank.words.len() as u32;
        if !self.layers.mentions {
            self.bank.strange_brackets += 1;
        } else if row == Row::Multiword {
            self.fault(format!("`{attribute}` on the line of a multiword token; it belongs to its words"));
        } else if self.bank.brackets.last().is_some_and(|&(last, _)| last == word - 1) {
            self.fault(format!("`{attribute}`, and the word has brackets already; one `Mention=` holds all"));
        } else {
            self.bank.brackets.push((word - 1, value_place(attribute, value, at)));
        }
    }
}

fn value_place(attribute: &str, value: &str, at: usize) -> Place {
    Place { at: (at + attribute.len() - value.len()) as u32, len: value.len() as u32 }
}

impl<'a> Treebank<'a> {
    /// What `Surface=` says of a word, without escapes.
    pub(super) fn surface(&self, word: usize) -> Option<std::borrow::Cow<'a, str>> {
        let found = self.surfaces.binary_search_by_key(&(word as u32), |&(word, _)| word).ok()?;
        Some(unescaped(self.at(self.surfaces[found].1)).expect("escapes were checked when the file was parsed"))
    }

    /// The values of `Mention=` on words.
    pub(super) fn brackets_of(&self, words: std::ops::Range<usize>) -> &[(u32, Place)] {
        let place = |word: usize| self.brackets.partition_point(|&(other, _)| (other as usize) < word);
        &self.brackets[place(words.start)..place(words.end)]
    }
}

/// The brackets of one word.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Brackets {
    /// Label and entity of the mentions that begin with the word, outermost first.
    pub(super) openings: Vec<(String, String)>,
    /// The number of mentions that end with it.
    pub(super) closings: usize,
}

impl Brackets {
    /// The brackets of a value: `(LABEL` or `(LABEL:reference` for every mention that begins, then `)` for every one that ends.
    ///
    /// `Err` says what is wrong with it.
    pub(super) fn parse(value: &str) -> Result<Brackets, String> {
        let mut brackets = Brackets::default();
        let mut chars = value.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '(' if brackets.closings == 0 => {
                    let (mut label, mut entity) = (String::new(), None::<String>);
                    while let Some(c) = chars.next_if(|c| !matches!(c, '(' | ')')) {
                        match c {
                            ':' if entity.is_none() => entity = Some(String::new()),
                            c => entity.as_mut().unwrap_or(&mut label).push(if c == '\\' { plain(chars.next())? } else { c }),
                        }
                    }
                    if label.is_empty() {
                        return Err("`(` without a type; expected `(GPE` or `(GPE:gpe:lebanon`".into());
                    }
                    if entity.as_ref().is_some_and(String::is_empty) {
                        return Err(format!("`({label}:` without a reference; leave the colon away, or name one"));
                    }
                    brackets.openings.push((label, entity.unwrap_or_default()));
                }
                '(' => return Err("`(` behind `)`; the brackets that open on a word stand in front, the outermost first".into()),
                ')' => brackets.closings += 1,
                c => return Err(format!("`{c}` in no bracket; expected `(` or `)`")),
            }
        }
        match value {
            "" => Err("no bracket; leave the attribute away".into()),
            _ => Ok(brackets),
        }
    }
}

/// The character behind a backslash without its escape.
fn plain(c: Option<char>) -> Result<char, String> {
    match c {
        Some('s') => Ok(' '),
        Some('t') => Ok('\t'),
        Some('n') => Ok('\n'),
        Some('r') => Ok('\r'),
        Some('p') => Ok('|'),
        Some(c @ ('\\' | '(' | ')' | ':')) => Ok(c),
        _ => Err(format!("`\\{}`; expected the escapes \\s \\t \\n \\r \\p \\\\ \\( \\) \\:", c.map_or(String::new(), String::from))),
    }
}

/// The bracket that opens a mention, as [`Brackets::parse`] reads it.
pub(super) fn opening(label: &str, entity: &str) -> String {
    let bare = |text: &str| escaped(text).replace('(', "\\(").replace(')', "\\)");
    match entity {
        "" => format!("({}", bare(label).replace(':', "\\:")),
        entity => format!("({}:{}", bare(label).replace(':', "\\:"), bare(entity)),
    }
}

#[cfg(test)]
mod tests;
