//! A window of text and pieces that is solved as a whole, and how good a path through it is.

use crate::text::align::streams::Streams;

/// What is settled: the pieces in front of `piece` and the text in front of `letter`.
#[derive(Clone, Copy)]
pub(super) struct State {
    pub piece: usize,
    pub letter: usize,
    /// Whether the last letter of the text was left out.
    pub torn: bool,
}

/// One piece on the best path through a window.
pub(super) struct PathStep {
    pub piece: usize,
    /// The letters that it takes up, or `None` if it is left out.
    pub letters: Option<(usize, usize)>,
}

/// Where a window begins and ends.
pub(super) struct Window {
    pub start: State,
    pub pieces: usize,
    pub letters: usize,
    pub size: usize,
}

impl Window {
    /// The number of places in a row of it: one for each letter, and the end.
    pub fn width(&self) -> usize {
        self.letters - self.start.letter + 1
    }

    /// Whether it holds the rest of both sides.
    pub fn is_whole(&self, streams: &Streams) -> bool {
        self.pieces == streams.count() && self.letters == streams.text.letters.len()
    }

    /// The letters left out on both sides and the letters placed, from a state on, after each move of a path.
    pub fn tallies(&self, streams: &Streams, path: &[PathStep], at: State) -> Vec<(usize, usize)> {
        let (mut left_out, mut placed, mut letter) = (0, 0, self.start.letter);
        let mut tallies = Vec::with_capacity(path.len());
        for step in path {
            let is_new = step.piece >= at.piece;
            match step.letters {
                Some((start, end)) => {
                    left_out += start.saturating_sub(letter.max(at.letter));
                    placed += if is_new { end - start } else { 0 };
                    letter = end;
                }
                None => left_out += if is_new { streams.letters(step.piece).len() } else { 0 },
            }
            tallies.push((left_out, placed));
        }
        tallies
    }

    /// The letters left out and placed by a whole path. What is left at its end counts only if there is more of the other side.
    pub fn judge(&self, streams: &Streams, path: &[PathStep], tallies: &[(usize, usize)]) -> (usize, usize) {
        let last = path.iter().rposition(|step| step.letters.is_some());
        let end = last.and_then(|last| path[last].letters).map_or(self.start.letter, |(_, end)| end);
        let (before, placed) = last.map_or((0, 0), |last| tallies[last]);
        let all = tallies.last().map_or(0, |&(left_out, _)| left_out);
        let pieces = if self.letters < streams.text.letters.len() { all - before } else { 0 };
        let is_over = path.last().is_none_or(|step| step.piece + 1 < self.pieces);
        let letters = if is_over { self.letters.saturating_sub(end) } else { 0 };
        (before + pieces + letters, placed)
    }
}

/// The number of moves up to the best end of a path that is bad as a whole, if at least eight letters were placed, and more than left out.
pub(super) fn good_prefix(path: &[PathStep], tallies: &[(usize, usize)], at: State) -> Option<usize> {
    let worth = |&(left_out, placed): &(usize, usize)| placed.saturating_sub(left_out);
    let ends = (0..path.len()).filter(|&end| path[end].piece >= at.piece && path[end].letters.is_some() && tallies[end].1 >= 8);
    ends.max_by_key(|&end| worth(&tallies[end])).filter(|&end| worth(&tallies[end]) > 0).map(|end| end + 1)
}
