//! One sentence of both sides while it is read.

use crate::annotation::Label;
use crate::tags::Chunk as Place;
use crate::text::fold::{is_deleted, may_be_alike};

/// A token: where it stands in the piece, and its tags.
#[derive(Clone, Copy)]
pub(super) struct Token {
    pub from: u32,
    pub to: u32,
    pub gold: u16,
    pub predicted: u16,
}

impl Token {
    pub fn slice(self, content: &str) -> &str {
        &content[self.from as usize..self.to as usize]
    }
}

/// The sentence that is being read.
#[derive(Default)]
pub(super) struct Sentence {
    pub tokens: Vec<Token>,
    pub differs: bool,
    pub is_tagged: bool,
    pub gold_mentions: Vec<Place>,
    pub predicted_mentions: Vec<Place>,
    /// The mentions that both sides have, and those of one side alone.
    pub same: Vec<Place>,
    pub gold_left: Vec<Place>,
    pub predicted_left: Vec<Place>,
}

impl Sentence {
    /// Whether no two mentions of a side share a token, and every token of a mention, and every one in front of a mention, is one word. `are_words`
    /// says that all tokens are.
    pub fn is_plain(&self, content: &str, are_words: bool) -> bool {
        let is_plain = |side: &Vec<Place>| is_flat(side) && (are_words || self.has_plain_words(side, content.as_bytes()));
        is_plain(&self.gold_mentions) && (!self.differs || is_plain(&self.predicted_mentions))
    }

    /// Whether the tokens hold no white space.
    fn has_plain_words(&self, mentions: &[Place], content: &[u8]) -> bool {
        mentions.iter().all(|place| {
            let tokens = &self.tokens[(place.start as usize).saturating_sub(1)..place.end as usize];
            tokens.iter().all(|token| content[token.from as usize..token.to as usize].iter().all(|&byte| byte > b' ' && !may_begin_space(byte)))
        })
    }

    /// Parts the mentions that both sides have from the others.
    pub fn part(&mut self) {
        let Sentence { gold_mentions, predicted_mentions, same, gold_left, predicted_left, .. } = self;
        [&mut *same, &mut *gold_left, &mut *predicted_left].into_iter().for_each(Vec::clear);
        let mut others = predicted_mentions.iter().copied().peekable();
        for &place in &*gold_mentions {
            while let Some(other) = others.next_if(|other| *other < place) {
                predicted_left.push(other);
            }
            match others.next_if_eq(&place) {
                Some(_) => same.push(place),
                None => gold_left.push(place),
            }
        }
        predicted_left.extend(others);
    }

    /// Whether all mentions of one label certainly have other surfaces, whatever spellings are one. `label` is that of a type, if it is shown.
    pub fn is_distinct(&self, content: &str, label: impl Fn(u16) -> Option<Label>) -> bool {
        let all = || self.same.iter().chain(&self.gold_left).chain(&self.predicted_left);
        all().enumerate().all(|(at, a)| {
            let shown = label(a.label);
            let first = self.tokens[a.start as usize].slice(content);
            let differs = |b: &Place| {
                let other = self.tokens[b.start as usize].slice(content);
                // A token of marks alone says nothing of the letters behind it.
                !first.chars().all(is_deleted) && !other.chars().all(is_deleted) && !may_be_alike(first, other)
            };
            shown.is_none() || all().take(at).all(|b| label(b.label) != shown || differs(b))
        })
    }
}

/// Whether a character of white space beyond ASCII may begin with the byte; none begins with another.
fn may_begin_space(byte: u8) -> bool {
    matches!(byte, 0xc2 | 0xe1 | 0xe2 | 0xe3)
}

/// Whether no token of these lines holds white space, as far as one can tell without cutting them: no byte is white space but line feeds and this
/// separator.
pub(super) fn are_words(content: &[u8], separator: u8) -> bool {
    let is_odd = |&byte: &u8| (byte <= b' ') & (byte != b'\n') & (byte != separator) | (byte == 0xc2) | (0xe1..=0xe3).contains(&byte);
    // Without a branch in a block.
    content.chunks(1 << 10).all(|block| !block.iter().fold(false, |odd, byte| odd | is_odd(byte)))
}

/// Whether no two mentions share a token: the readings of other scorers may give such ones.
fn is_flat(mentions: &[Place]) -> bool {
    mentions.windows(2).all(|pair| pair[0].end <= pair[1].start)
}
