//! What is the same on both sides of a run of articles, counted by type before it is added to a tally.

use crate::measure::buckets::Bucket;
use crate::measure::columns::met::Met;
use crate::measure::tally::Tally;
use crate::statistics::Count;

/// Lengths in words that are told apart.
const LENGTHS: usize = 4;

/// What is the same on both sides, by type.
#[derive(Default)]
pub(super) struct Same {
    types: Vec<SameOfType>,
    /// The types of which there is anything.
    noted: Vec<u16>,
}

/// What is the same on both sides and of one type.
#[derive(Clone, Default)]
struct SameOfType {
    /// Mentions by proclitic and length.
    mentions: [u64; 2 * LENGTHS],
    /// Tokens inside of them.
    tokens: u64,
    /// Surfaces that both sides mention once.
    surfaces: u64,
    is_noted: bool,
}

impl Same {
    /// Notes a mention of so many words, which are tokens.
    pub fn note(&mut self, kind: u16, words: u32, proclitic: bool) {
        let place = usize::from(kind);
        if self.types.len() <= place {
            self.types.resize(place + 1, SameOfType::default());
        }
        let same = &mut self.types[place];
        if !same.is_noted {
            same.is_noted = true;
            self.noted.push(kind);
        }
        same.mentions[usize::from(proclitic) * LENGTHS + (words as usize).min(LENGTHS) - 1] += 1;
        same.tokens += u64::from(words);
    }

    /// Notes that the surface of a mention that was noted is the only one of its label in its article.
    pub fn note_surface(&mut self, kind: u16) {
        self.types[usize::from(kind)].surfaces += 1;
    }

    /// Moves everything to the tally.
    pub fn leave(&mut self, met: &Met, tally: &mut Tally) {
        for kind in self.noted.drain(..) {
            let SameOfType { mentions, tokens, surfaces, .. } = std::mem::take(&mut self.types[usize::from(kind)]);
            let label = met.shown(kind);
            for (at, &times) in mentions.iter().enumerate().filter(|(_, times)| **times > 0) {
                match label {
                    Some(label) => tally.add_same(label, Bucket::plain(at % LENGTHS + 1, at >= LENGTHS, 0), times),
                    None => {
                        tally.dropped.fp += times;
                        tally.dropped.r#fn += times;
                    }
                }
            }
            tally.add_same_tokens(label, tokens);
            if let Some(label) = label.filter(|_| surfaces > 0) {
                tally.add_article(label, Count { tp: surfaces, ..Count::default() });
            }
        }
    }
}
