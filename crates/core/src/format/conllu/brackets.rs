//! `Mention=` in MISC: the mentions that begin and end with a word, as brackets.

use crate::format::conllu::escape::escaped;

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
