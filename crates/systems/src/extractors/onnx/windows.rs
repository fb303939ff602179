//! Windows: the parts of a passage that the network sees at a time, and the window in which each word is decided.

use std::ops::Range;

use crate::extractors::onnx::passage::Word;

/// How passages are cut into windows. Lengths are pieces; special pieces do not count.
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
    /// The words that are decided here: those that have more context in this window than in any other.
    pub own: Range<usize>,
}

impl Windows {
    /// The windows of a passage, in order. Each word of the passage is decided in exactly one of them.
    ///
    /// Windows begin and end between words. The context of a word in a window is a number of pieces: those in front of its first piece or those
    /// behind that, whichever are fewer. An end of the passage does not limit it. If two windows give equal context, the earlier one decides.
    pub fn of(&self, words: &[Word]) -> Vec<Window> {
        let mut seen: Vec<(Range<usize>, Range<usize>)> = Vec::new();
        let mut first = 0;
        while first < words.len() {
            let start = words[first].pieces.start;
            let fits = words[first..].iter().take_while(|word| word.pieces.end - start <= self.room).count();
            let end = first + fits.max(1);
            // If a word is longer than a window, the network sees only its first pieces.
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

#[cfg(test)]
mod tests {
    use mihak_core::text::Span;
    use proptest::prelude::*;

    use super::*;

    /// Words with so many pieces each.
    fn words(lengths: &[usize]) -> Vec<Word> {
        let text = "w".repeat(lengths.len());
        let mut end = 0;
        let word = |(at, len): (usize, &usize)| {
            end += len;
            Word { pieces: end - len..end, span: Span::new(&text, at, at + 1).unwrap() }
        };
        lengths.iter().enumerate().map(word).collect()
    }

    fn cut(room: usize, stride: usize, lengths: &[usize]) -> Vec<(Range<usize>, Range<usize>)> {
        Windows { room, stride }.of(&words(lengths)).into_iter().map(|window| (window.pieces, window.own)).collect()
    }

    #[test]
    fn a_word_is_decided_where_it_has_most_context() {
        assert_eq!(cut(9, 4, &[]), []);
        assert_eq!(cut(9, 4, &[1; 9]), [(0..9, 0..9)]);
        // Pieces 5 to 8 are in both: 5 has three pieces behind it in the first window and none in front of it in the second.
        assert_eq!(cut(9, 4, &[1; 14]), [(0..9, 0..7), (5..14, 7..14)]);
        assert_eq!(cut(9, 0, &[1; 14]), [(0..9, 0..9), (9..14, 9..14)]);
        assert_eq!(cut(4, 2, &[3, 3, 1]), [(0..3, 0..1), (3..7, 1..3)], "an overlap ends where a word would be cut");
        assert_eq!(cut(4, 1, &[1, 9, 1]), [(0..1, 0..1), (1..5, 1..2), (10..11, 2..3)], "of a long word the first pieces are seen");
    }

    proptest! {
        #[test]
        fn own_words_tile_the_passage_and_no_window_gives_them_more_context(
            room in 1usize..20,
            part in 0.0..1.0f64,
            lengths in proptest::collection::vec(1usize..6, 0..60),
        ) {
            let words = words(&lengths);
            let stride = (room as f64 * part) as usize;
            let windows = Windows { room, stride }.of(&words);
            let total = words.last().map_or(0, |word| word.pieces.end);
            let mut next = 0;
            for window in &windows {
                prop_assert!(!window.pieces.is_empty() && window.pieces.len() <= room);
                prop_assert_eq!(window.own.start, next);
                next = window.own.end;
                for word in window.own.clone() {
                    let first = words[word].pieces.start;
                    prop_assert!(window.pieces.contains(&first));
                    let context = |pieces: &Range<usize>| {
                        let left = if pieces.start == 0 { usize::MAX } else { first - pieces.start };
                        let right = if pieces.end == total { usize::MAX } else { pieces.end - 1 - first };
                        left.min(right)
                    };
                    let most = windows.iter().filter(|window| window.pieces.contains(&first)).map(|window| context(&window.pieces)).max();
                    prop_assert_eq!(Some(context(&window.pieces)), most, "word {} of {:?}", word, &windows);
                }
            }
            prop_assert_eq!(next, words.len());
            prop_assert!(windows.windows(2).all(|pair| pair[0].pieces.end.saturating_sub(pair[1].pieces.start) <= stride));
            prop_assert!(windows.windows(2).all(|pair| pair[1].pieces.end > pair[0].pieces.end), "a window without a new word");
        }
    }
}
