//! Windows: what of a passage the network sees at once, and in which window each word is decided.

use std::ops::Range;

use super::pieces::Word;

/// How passages are cut. All lengths are pieces without the special ones.
pub struct Windows {
    /// The most pieces in a window, at least 1.
    pub room: usize,
    /// The most pieces that a window shares with the next one, less than `room`.
    pub stride: usize,
}

/// One window of a passage.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Window {
    /// The pieces that the network sees.
    pub pieces: Range<usize>,
    /// The words that are decided here: those that have most context in this window.
    pub own: Range<usize>,
}

impl Windows {
    /// The windows of a passage, in order. Their own words tile the passage.
    ///
    /// Windows begin and end between words. The context of a word is the smaller of the numbers of pieces in front of its first one
    /// and behind it in the window; the ends of the passage do not count as ends. Of two equal ones the earlier window decides.
    pub fn of(&self, words: &[Word]) -> Vec<Window> {
        let mut seen: Vec<(Range<usize>, Range<usize>)> = Vec::new();
        let mut first = 0;
        while first < words.len() {
            let start = words[first].pieces.start;
            let fits = words[first..].iter().take_while(|word| word.pieces.end - start <= self.room).count();
            let end = first + fits.max(1);
            // A word that is longer than a window is seen by its first pieces.
            let pieces = start..words[end - 1].pieces.end.min(start + self.room);
            seen.push((first..end, pieces.clone()));
            if end == words.len() {
                break;
            }
            // An overlap that left no room for a new word would be seen for nothing.
            let shares = |word: &usize| {
                let start = words[*word].pieces.start;
                pieces.end.saturating_sub(start) <= self.stride && words[end].pieces.end - start <= self.room
            };
            first = (first + 1..end).find(shares).unwrap_or(end);
        }
        let mut windows: Vec<Window> = seen.iter().map(|(_, pieces)| Window { pieces: pieces.clone(), own: 0..0 }).collect();
        let mut from = 0;
        for at in 0..seen.len() {
            let to = match seen.get(at + 1) {
                None => words.len(),
                Some((next, pieces)) => {
                    // Words from the next window's first on are in both; context shrinks here and grows there.
                    let here = &seen[at];
                    let later = |word: usize| {
                        let piece = words[word].pieces.start;
                        piece - pieces.start > here.1.end - 1 - piece
                    };
                    (next.start.max(from)..here.0.end).find(|&word| later(word)).unwrap_or(here.0.end)
                }
            };
            windows[at].own = from..to;
            from = to;
        }
        windows
    }
}
