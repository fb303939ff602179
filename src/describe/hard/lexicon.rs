//! What is known from all articles of a corpus together: how its stems are spelled, and which words are common.

use std::collections::{HashMap, HashSet};

/// What all articles of a corpus say together.
#[derive(Default)]
pub(super) struct Lexicon {
    pub(super) spellings: StemSpellings,
    pub(super) common: CommonWords,
}

/// How often the stems of one folded form are written in each of two ways.
#[derive(Default)]
struct Ways([usize; 2]);

/// Where two spellings of one stem part, and which of the two a stem has.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Parting {
    /// ا (0) or أ إ آ (1) in front.
    Hamza,
    /// ي (0) or ى (1) at the end.
    Ya,
    /// ه (0) or ة (1) at the end.
    Ta,
}

/// The spellings of the stems of a corpus, by folded form and by where they part.
#[derive(Default)]
pub(super) struct StemSpellings(HashMap<(String, Parting), Ways>);

impl StemSpellings {
    /// Counts a stem that is written in the first (0) or the second way (1).
    pub(super) fn count(&mut self, stem: String, parting: Parting, way: usize) {
        self.0.entry((stem, parting)).or_default().0[way] += 1;
    }

    /// Adds those of another article.
    pub(super) fn add(&mut self, other: StemSpellings) {
        for (key, Ways([first, second])) in other.0 {
            let ways = &mut self.0.entry(key).or_default().0;
            ways[0] += first;
            ways[1] += second;
        }
    }

    /// Whether the corpus writes the stem the other way, and that more often; ا and ه are also the careless ones of two that are equally frequent.
    pub(super) fn is_careless(&self, key: &(String, Parting), way: usize) -> bool {
        let Some(Ways(ways)) = self.0.get(key) else { return false };
        let (own, other) = (ways[way], ways[1 - way]);
        other > own || (other == own && other > 0 && way == 0 && key.1 != Parting::Ya)
    }
}

/// The stems of the words of a corpus that stand outside of names.
#[derive(Default)]
pub(super) struct CommonWords(HashSet<String>);

impl CommonWords {
    /// Adds those of another article.
    pub(super) fn add(&mut self, other: CommonWords) {
        self.0.extend(other.0);
    }

    /// Whether the stem is one of them.
    pub(super) fn contains(&self, stem: &str) -> bool {
        self.0.contains(stem)
    }
}

impl FromIterator<String> for CommonWords {
    fn from_iter<T: IntoIterator<Item = String>>(stems: T) -> CommonWords {
        CommonWords(stems.into_iter().collect())
    }
}
