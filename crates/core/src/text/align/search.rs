//! The letter of the text at which each piece begins: where the last piece ended if it fits there, else by the best path of a window.

use rustc_hash::FxHashMap;

use crate::text::align::anchor::{self, REACHES};
use crate::text::align::streams::{Extent, Streams};
use crate::text::align::window::{PathStep, State, Window, good_prefix};

/// The sizes of windows, in letters of the text and of the pieces. They are tried in this order.
const WINDOWS: [usize; 2] = [64, 256];
/// The letters in front of them from which a window is solved again.
const SLACK: usize = 24;
/// How often a piece that is longer than the largest window is read in full.
const TRIES: u8 = 4;

/// What each step of a path costs. A change is cheap: no rule is used where a piece fits as it stands.
mod cost {
    /// A letter, of the text or of a piece, that is left out.
    pub const LETTER: u32 = 4;
    /// A punctuation mark of the text that is left out.
    pub const PUNCTUATION: u32 = 2;
    /// A cut inside a word between what is left out and what is placed.
    pub const TORN: u32 = 10;
    /// A piece that is left out inside a word.
    pub const INSIDE: u32 = 2;
    /// A letter that was changed by a rule.
    pub const CHANGE: u32 = 1;
}

/// The letter of the text at which each piece begins, or `None` where it cannot be placed.
pub(super) fn search(streams: &Streams) -> Vec<Option<u32>> {
    let count = streams.count();
    let mut search = Search {
        streams,
        placed: vec![None; count],
        from: vec![(0, false); count],
        tries: FxHashMap::default(),
        costs: Vec::new(),
        searched: (0, 0),
    };
    let mut at = State { piece: 0, letter: 0, torn: false };
    while at.piece < count {
        at = search.in_place(at).unwrap_or_else(|| search.resume(at));
    }
    search.placed
}

struct Search<'a> {
    streams: &'a Streams,
    placed: Vec<Option<u32>>,
    /// Where the text was settled when each piece was looked at, and whether the letter before was left out.
    from: Vec<(u32, bool)>,
    /// How often each long piece was read in full, in vain.
    tries: FxHashMap<usize, u8>,
    costs: Vec<[u32; 2]>,
    /// Up to where a search for lost text was in vain.
    searched: (usize, usize),
}

impl Search<'_> {
    fn text(&self) -> usize {
        self.streams.text.letters.len()
    }

    /// What was settled before a piece was looked at.
    fn before(&self, piece: usize) -> State {
        let (letter, torn) = self.from[piece];
        State { piece, letter: letter as usize, torn }
    }

    /// The number of letters of a piece, at least 1 so that empty pieces fill a window too.
    fn weight(&self, piece: usize) -> usize {
        self.streams.letters(piece).len().max(1)
    }

    /// Whether a piece stands at a letter, as far as the largest window reaches.
    fn fits(&self, piece: usize, letter: usize) -> Option<Extent> {
        let limit = WINDOWS[1];
        if self.weight(piece) > limit && self.tries.get(&piece).is_some_and(|&tries| tries >= TRIES) {
            return None;
        }
        self.streams.place(piece, letter, limit, |_| {})
    }

    /// Places a piece for good; `None` if it is a long one that does not fit in full.
    fn place(&mut self, piece: usize, letter: usize) -> Option<usize> {
        let fit = self.streams.place(piece, letter, usize::MAX, |_| {});
        match fit {
            Some(_) => self.placed[piece] = Some(letter as u32),
            None => *self.tries.entry(piece).or_default() += 1,
        }
        fit.map(|fit| fit.end)
    }

    /// The next piece placed where the text is settled, or behind one letter there that a rule deletes.
    fn in_place(&mut self, at: State) -> Option<State> {
        self.from[at.piece] = (at.letter as u32, at.torn);
        let letters = self.streams.letters(at.piece);
        // A piece without letters is placed by its marks, later.
        if letters.is_empty() {
            return Some(State { piece: at.piece + 1, ..at });
        }
        // Where text is being left out, what fits here may fit better further on.
        if at.torn {
            return None;
        }
        let letter = match self.fits(at.piece, at.letter) {
            Some(_) => at.letter,
            None => {
                self.streams.deleted(at.letter, letters.start)?;
                self.fits(at.piece, at.letter + 1).map(|_| at.letter + 1)?
            }
        };
        let end = self.place(at.piece, letter)?;
        Some(State { piece: at.piece + 1, letter: end, torn: false })
    }

    /// What is settled once the pieces from here on are matched by a window, or found again behind what is lost.
    fn resume(&mut self, at: State) -> State {
        // Where nothing was found far ahead, a large window will not do better than a small one.
        let is_searched = at.letter < self.searched.0 && self.streams.letters(at.piece).start < self.searched.1;
        let sizes = if is_searched { &WINDOWS[..1] } else { &WINDOWS[..] };
        for (tried, &size) in sizes.iter().enumerate() {
            let window = self.window(at, size);
            let path = self.solve(&window);
            let tallies = window.tallies(self.streams, &path, at);
            let (left_out, placed) = window.judge(self.streams, &path, &tallies);
            let is_last = tried + 1 == sizes.len();
            if window.is_whole(self.streams) || left_out <= placed || (is_last && left_out <= 2 * placed) {
                return self.commit(&path, &window, None);
            }
            if !is_last {
                continue;
            }
            if let Some(moves) = good_prefix(&path, &tallies, at) {
                return self.commit(&path, &window, Some(moves));
            }
            if is_searched {
                continue;
            }
            let at = self.untorn(at);
            if let Some((letter, piece_letter)) = self.find_ahead(at) {
                let is_inside = letter < window.letters && piece_letter < self.streams.letters(window.pieces - 1).end;
                return if is_inside { self.commit(&path, &window, None) } else { self.jump(at, letter, piece_letter) };
            }
        }
        self.pass(at)
    }

    /// The window of a size around what did not fit: a quarter of it may lie before, for the fault may be there.
    fn window(&self, at: State, size: usize) -> Window {
        let mut start = at;
        let mut weight = 0;
        while start.piece > 0 {
            let piece = start.piece - 1;
            weight += self.weight(piece);
            if weight > size / 4 || at.letter - self.from[piece].0 as usize > size / 4 {
                break;
            }
            start = self.before(piece);
        }
        let (mut pieces, mut weight) = (start.piece, 0);
        while pieces < self.streams.count() && weight < size {
            weight += self.weight(pieces);
            pieces += 1;
        }
        Window { start, pieces, letters: (start.letter + size).min(self.text()), size }
    }

    /// The cheapest path through a window. It ends free of charge at the last letter or piece of the window, unless that is the last of all.
    fn solve(&mut self, window: &Window) -> Vec<PathStep> {
        let (width, height) = (window.width(), window.pieces - window.start.piece + 1);
        self.streams.step(width * height);
        let mut costs = std::mem::take(&mut self.costs);
        costs.clear();
        costs.resize(width * height, [0; 2]);
        for at in (0..width * height).rev() {
            costs[at] = self.choices(window, &costs, at / width, at % width).map(|(cost, _)| cost);
        }
        let mut path = Vec::with_capacity(height);
        let (mut row, mut column, mut torn) = (0, 0, window.start.torn);
        while column < width {
            let piece = window.start.piece + row;
            match self.choices(window, &costs, row, column)[usize::from(torn)].1 {
                Choice::Place(end) => {
                    path.push(PathStep { piece, letters: Some((window.start.letter + column, end)) });
                    (row, column, torn) = (row + 1, end - window.start.letter, false);
                }
                Choice::LeavePiece => {
                    path.push(PathStep { piece, letters: None });
                    row += 1;
                }
                Choice::LeaveLetter => (column, torn) = (column + 1, true),
                Choice::DeleteLetter => column += 1,
                Choice::Stop => break,
            }
        }
        self.costs = costs;
        path
    }

    /// The best that can be done at a place in a window and what it costs to the end: behind a letter that was kept, and behind one that was
    /// left out. Of equal choices the first is best.
    fn choices(&self, window: &Window, costs: &[[u32; 2]], row: usize, column: usize) -> [(u32, Choice); 2] {
        let (piece, letter) = (window.start.piece + row, window.start.letter + column);
        let (no_piece, no_letter) = (piece == window.pieces, letter == window.letters);
        if (no_piece && (no_letter || piece < self.streams.count())) || (no_letter && letter < self.text()) {
            return [(0, Choice::Stop); 2];
        }
        let width = window.width();
        let tear = if self.streams.text.is_boundary(letter) { 0 } else { cost::TORN };
        let mut best = [(u32::MAX, Choice::Stop); 2];
        let mut offer = |torn: usize, cost: u32, choice: Choice| {
            if cost < best[torn].0 {
                best[torn] = (cost, choice);
            }
        };
        if !no_piece && let Some(fit) = self.fits(piece, letter) {
            let rest = if fit.end > window.letters { 0 } else { costs[(row + 1) * width + fit.end - window.start.letter][0] };
            let cost = rest + fit.changes * cost::CHANGE;
            offer(0, cost, Choice::Place(fit.end));
            offer(1, cost + tear, Choice::Place(fit.end));
        }
        if !no_letter {
            let next = if piece < self.streams.count() { self.streams.letters(piece).start } else { self.streams.pieces.letters.len() };
            if self.streams.deleted(letter, next).is_some() {
                offer(0, costs[row * width + column + 1][0] + cost::CHANGE, Choice::DeleteLetter);
            }
        }
        if !no_piece {
            let letters = self.streams.letters(piece).len().min(window.size) as u32;
            let cost = cost::LETTER * letters + if tear > 0 && letters > 0 { cost::INSIDE } else { 0 };
            let rest = costs[(row + 1) * width + column];
            offer(0, rest[0] + cost, Choice::LeavePiece);
            offer(1, rest[1] + cost, Choice::LeavePiece);
        }
        if !no_letter {
            let price = if self.streams.text.letters[letter].word { cost::LETTER } else { cost::PUNCTUATION };
            let cost = costs[row * width + column + 1][1] + price;
            offer(0, cost + tear, Choice::LeaveLetter);
            offer(1, cost, Choice::LeaveLetter);
        }
        best
    }

    /// Settles half of a window by its path, or so many moves of it; all of it if it holds the rest of both sides.
    fn commit(&mut self, path: &[PathStep], window: &Window, moves: Option<usize>) -> State {
        let half = if moves.is_some() || window.is_whole(self.streams) { usize::MAX } else { window.size / 2 };
        let middle = window.start.letter.saturating_add(half);
        let (mut at, mut weight) = (window.start, 0);
        self.placed[window.start.piece..window.pieces].fill(None);
        for step in &path[..moves.unwrap_or(path.len())] {
            self.from[step.piece] = (at.letter as u32, at.torn);
            match step.letters {
                Some((start, _)) if start >= middle => return State { letter: middle, torn: true, ..at },
                Some((start, _)) => match self.place(step.piece, start) {
                    Some(end) => at = State { piece: step.piece + 1, letter: end, torn: false },
                    // A long piece: how often it was tried is known, and what comes next is solved anew.
                    None => return at,
                },
                None => at.piece = step.piece + 1,
            }
            weight += self.weight(step.piece);
            if weight >= half || at.letter >= middle {
                return at;
            }
        }
        // The path left out the text up to the end of the window.
        let is_stuck = moves.is_none() && at.piece < window.pieces;
        if is_stuck { State { letter: middle.min(self.text()), torn: true, ..at } } else { at }
    }

    /// The start of the word that what is settled ends inside of: the pieces in it may be of a later word that begins alike.
    fn untorn(&self, mut at: State) -> State {
        let mut weight = 0;
        while at.piece > 0 && !self.streams.text.is_boundary(at.letter) && weight < WINDOWS[0] / 4 {
            let piece = at.piece - 1;
            weight += self.weight(piece);
            at = self.before(piece);
        }
        at
    }

    /// Leaves out half a small window of each side of which more than that is left.
    fn pass(&mut self, at: State) -> State {
        let (size, rest) = (WINDOWS[0] / 2, WINDOWS[0] * 3 / 4);
        let mut next = at;
        if self.text() - at.letter > rest {
            next = State { letter: at.letter + size, torn: true, ..at };
        }
        let mut weight = 0;
        let left = self.streams.pieces.letters.len() - self.streams.letters(at.piece).start + self.streams.count() - at.piece;
        while left > rest && weight < size && next.piece < self.streams.count() {
            self.from[next.piece] = (at.letter as u32, at.torn);
            weight += self.weight(next.piece);
            next.piece += 1;
        }
        next
    }

    /// The nearest place ahead where both sides agree again: a letter of the text and one of the pieces.
    fn find_ahead(&mut self, at: State) -> Option<(usize, usize)> {
        let from = (at.letter, self.streams.letters(at.piece).start);
        let nearest = anchor::nearest(self.streams, from);
        if nearest.is_none() {
            let half = REACHES[REACHES.len() - 1] / 2;
            self.searched = (from.0 + half, from.1 + half);
        }
        nearest
    }

    /// Leaves out what lies in front of a place where both sides agree again, but for a little that is solved.
    fn jump(&mut self, at: State, letter: usize, piece_letter: usize) -> State {
        let mut next = State { piece: at.piece, letter: at.letter.max(letter.saturating_sub(SLACK)), torn: true };
        for piece in at.piece..self.streams.count().min(at.piece + WINDOWS[0]) {
            self.placed[piece] = None;
        }
        while self.streams.letters(next.piece).end + SLACK <= piece_letter {
            self.from[next.piece] = (at.letter as u32, at.torn);
            next.piece += 1;
        }
        next
    }
}

/// What is done at a place in a window, in the order of preference.
#[derive(Clone, Copy)]
enum Choice {
    /// The next piece is placed, and ends here.
    Place(usize),
    /// The next letter of the text is one that a rule deletes.
    DeleteLetter,
    /// The next piece is left out.
    LeavePiece,
    /// The next letter of the text is left out.
    LeaveLetter,
    /// The window ends.
    Stop,
}
