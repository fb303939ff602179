//! One sentence of both sides while it is read.

use crate::tags::Chunk as Place;

/// The sentence that is being read.
#[derive(Default)]
pub(super) struct Sentence {
    /// Where the tokens stand in the piece.
    pub tokens: Vec<(u32, u32)>,
    pub gold: Vec<u16>,
    pub predicted: Vec<u16>,
    pub differs: bool,
    pub is_tagged: bool,
    pub gold_mentions: Vec<Place>,
    pub predicted_mentions: Vec<Place>,
}

impl Sentence {
    /// Whether no two mentions of gold share a token: the readings of other scorers may give such ones.
    pub fn is_flat(&self) -> bool {
        self.gold_mentions.windows(2).all(|pair| pair[0].end <= pair[1].start)
    }

    /// Whether every token of a mention, and every one in front of a mention, is one word: it holds no white space.
    pub fn has_plain_words(&self, content: &[u8]) -> bool {
        // No other character of white space begins with another byte.
        let is_plain = |byte: &u8| *byte > b' ' && !matches!(byte, 0xc2 | 0xe1 | 0xe2 | 0xe3);
        self.gold_mentions.iter().all(|place| {
            let tokens = &self.tokens[(place.start as usize).saturating_sub(1)..place.end as usize];
            tokens.iter().all(|&(from, to)| content[from as usize..to as usize].iter().all(is_plain))
        })
    }
}
