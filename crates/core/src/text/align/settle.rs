//! The spans of pieces whose first letters are known: every letter and mark of the text gets its piece, and every change is counted.

use std::ops::Range;

use crate::text::Span;
use crate::text::align::aligned::Aligned;
use crate::text::align::letters::{Letter, Mark, Stream};
use crate::text::align::rule::{Rule, Uses};
use crate::text::align::streams::{PlacingStep, Streams};
use crate::text::fold::is_invisible;

/// How many marks of the text are looked through for one of a piece, once their order differs.
const LOOK: usize = 16;

/// A letter that both sides have.
#[derive(Clone, Copy)]
struct Both {
    text: usize,
    piece_letter: usize,
    piece: usize,
    /// The letter of the text behind it and what is deleted behind it.
    reach: usize,
}

/// The spans and the counts of pieces that begin at these letters.
pub(super) fn settle(text: &str, streams: &Streams, placed: &[Option<u32>]) -> Aligned {
    let mut settled = Settled { streams, placed, bounds: vec![None; placed.len()], rules: Uses::default(), both: Vec::new(), daggers: 0 };
    settled.letters();
    settled.marks();
    // ٰ written ا is one change, though a mark is gone and a letter is new.
    let daggers = settled.rules.of(Rule::DaggerAlef).max(settled.daggers);
    settled.rules.set(Rule::DaggerAlef, daggers);
    let mut behind = 0;
    let spans = settled.bounds.iter().map(|bounds| {
        let &(from, to) = bounds.as_ref()?;
        // A character that two pieces share is the first one's.
        let span = Span::new(text, from.max(behind) as usize, to as usize).ok()?;
        behind = to;
        Some(span)
    });
    Aligned { spans: spans.collect(), rules: settled.rules }
}

struct Settled<'a> {
    streams: &'a Streams,
    placed: &'a [Option<u32>],
    bounds: Vec<Option<(u32, u32)>>,
    rules: Uses,
    both: Vec<Both>,
    /// The letters that stand for ٰ or are written ٰ.
    daggers: u64,
}

impl Settled<'_> {
    fn own(&mut self, piece: usize, (from, to): (u32, u32)) {
        let (start, end) = self.bounds[piece].get_or_insert((from, to));
        (*start, *end) = ((*start).min(from), (*end).max(to));
    }

    fn used(&mut self, rule: Rule) {
        match rule {
            Rule::DaggerAlef => self.daggers += 1,
            rule => self.rules.add(rule, 1),
        }
    }

    /// Reads every placed piece again: which letters both sides have, and what is deleted behind its last.
    fn letters(&mut self) {
        let streams = self.streams;
        let mut places = self.placed.iter().enumerate().filter_map(|(piece, at)| Some((piece, (*at)? as usize))).peekable();
        while let Some((piece, at)) = places.next() {
            let known = self.both.len();
            let mut rules = Vec::new();
            let fit = streams.place(piece, at, usize::MAX, |step| match step {
                PlacingStep::Both { text, piece: piece_letter, rule } => {
                    rules.extend(rule);
                    self.both.push(Both { text, piece_letter, piece, reach: text + 1 });
                }
                PlacingStep::Restored(rule) | PlacingStep::Deleted(rule) => rules.push(rule),
            });
            let end = fit.expect("a piece stands where it was placed").end;
            let next = places.peek().map_or(streams.text.letters.len(), |&(_, next)| next);
            let tail =
                streams.deleted(end, streams.letters(piece).end).filter(|_| end < next && (end + 1 == next || streams.text.is_boundary(end + 1)));
            let last = self.both.len() - 1;
            if let Some(rule) = tail {
                rules.push(rule);
                self.both[last].reach = end + 1;
            }
            // Its first letter of the text may be one that is deleted.
            self.own(piece, streams.text.letters[at].place());
            for at in known..=last {
                self.own(piece, streams.text.letters[self.both[at].text].place());
                self.own(piece, streams.text.letters[self.both[at].reach - 1].place());
                self.normal(self.both[at]);
            }
            rules.into_iter().for_each(|rule| self.used(rule));
        }
    }

    /// Counts a letter that both sides have, but in another form of Unicode.
    fn normal(&mut self, both: Both) {
        let (a, b) = (&self.streams.text.letters[both.text], &self.streams.pieces.letters[both.piece_letter]);
        let is_form = |letter: &Letter| letter.raw != letter.key && !matches!(letter.raw, '\u{0600}'..='\u{06ff}');
        if a.raw != b.raw && (a.key == b.key || is_form(a) != is_form(b)) {
            self.used(Rule::Normal);
        }
    }

    /// Matches the marks between every two letters that both sides have.
    fn marks(&mut self) {
        let both = std::mem::take(&mut self.both);
        let mut gap = Gap::default();
        for at in 0..=both.len() {
            let (left, right) = (at.checked_sub(1).map(|at| both[at]), both.get(at).copied());
            gap.find(self.streams, self.placed, left, right);
            if gap.text.is_empty() && gap.pieces.is_empty() {
                continue;
            }
            gap.pair_up(self.streams);
            self.settle_gap(&gap);
        }
    }

    fn settle_gap(&mut self, gap: &Gap) {
        let marks = &self.streams.text.marks;
        let (mut deleted, mut restored) = (Vec::new(), Vec::new());
        let mut before = gap.left;
        let mut is_head_taken = false;
        for (at, owner) in gap.text.clone().zip(&gap.owners) {
            let is_head = at >= gap.head;
            is_head_taken |= is_head && owner.is_some();
            before = owner.or(before);
            // A mark follows a letter; those that open a word go with what comes next.
            let owner = match owner {
                Some(piece) => Some(*piece),
                None if gap.is_inside => gap.left,
                None if at < gap.tail || is_head_taken => before,
                None if is_head && gap.opens_word => gap.owners[at - gap.text.start..].iter().flatten().next().copied().or(gap.right),
                None => None,
            };
            let Some(piece) = owner else { continue };
            self.own(piece, (marks[at].from, marks[at].to));
            if gap.owners[at - gap.text.start].is_none() && !marks[at].joined {
                deleted.push(marks[at].c);
            }
        }
        for &(at, is_matched) in &gap.pieces {
            let mark = &self.streams.pieces.marks[at];
            if !is_matched && !mark.joined && self.placed[mark.from as usize].is_some() {
                restored.push(mark.c);
            }
        }
        // A mark that is missing on one side and new on the other has changed its place: NFC orders marks.
        if !deleted.is_empty() && !restored.is_empty() && deleted.len().max(restored.len()) <= LOOK {
            let moved = restored.extract_if(.., |c| deleted.iter().position(|d| d == c).map(|at| deleted.swap_remove(at)).is_some()).count();
            self.rules.add(Rule::Normal, moved as u64);
        }
        deleted.into_iter().chain(restored).for_each(|c| self.rules.add(rule_of(c), 1));
    }
}

/// The marks between two letters that both sides have.
#[derive(Default)]
struct Gap {
    /// Those of the text.
    text: Range<usize>,
    /// The piece of each that one has.
    owners: Vec<Option<usize>>,
    /// Those of pieces that may stand here, and whether each was found.
    pieces: Vec<(usize, bool)>,
    /// The pieces of the two letters.
    left: Option<usize>,
    right: Option<usize>,
    /// Whether both letters are of one piece.
    is_inside: bool,
    /// The end of the marks that follow the left letter without white space between.
    follow: usize,
    /// The end of those that belong to it if no piece has them.
    tail: usize,
    /// The start of the marks in front of the right letter.
    head: usize,
    /// Whether a word begins with them.
    opens_word: bool,
}

impl Gap {
    fn find(&mut self, streams: &Streams, placed: &[Option<u32>], left: Option<Both>, right: Option<Both>) {
        let after = |marks: &Stream, letter: Option<usize>| letter.map_or(0, |letter| marks.marks_before(letter));
        let text = &streams.text;
        let (first, last) = (after(text, left.map(|left| left.text)), text.marks_before(right.map_or(usize::MAX, |right| right.text)));
        self.text = first..last;
        self.owners.clear();
        self.owners.resize(self.text.len(), None);
        (self.left, self.right) = (left.map(|left| left.piece), right.map(|right| right.piece));
        self.is_inside = self.left.is_some() && self.left == self.right;
        let stands = |mark: &Mark| streams.letters(mark.from as usize).is_empty() || placed[mark.from as usize].is_some();
        let from = after(&streams.pieces, left.map(|left| left.piece_letter));
        let to = streams.pieces.marks_before(right.map_or(usize::MAX, |right| right.piece_letter));
        self.pieces.clear();
        self.pieces.extend((from..to).filter(|&at| stands(&streams.pieces.marks[at])).map(|at| (at, false)));
        let reach = left.map_or(first, |left| text.marks_before(left.reach));
        self.follow = (first..reach).find(|&at| text.marks[at].loose).unwrap_or(reach);
        // Behind punctuation a mark belongs to the word that it opens, as for `words`.
        self.tail = if left.is_some_and(|left| text.letters[left.text].word) { self.follow } else { first };
        (self.head, self.opens_word) = match right {
            Some(right) if !text.letters[right.text].loose => {
                let near = right.text.checked_sub(1).map_or(0, |before| text.letters[before].marks as usize).max(first);
                match (near..last).rev().find(|&at| text.marks[at].loose) {
                    Some(at) => (at, true),
                    None => (near, right.text == 0 || !text.letters[right.text - 1].word),
                }
            }
            _ => (last, false),
        };
    }

    /// Gives the marks of the pieces to equal marks of the text, in order: from both ends while they agree, then the next that is near.
    fn pair_up(&mut self, streams: &Streams) {
        let (mut start, mut end) = (self.text.start, self.text.end);
        let (mut first, mut last) = (0, self.pieces.len());
        while start < end && first < last && self.agree(streams, start, first) {
            self.give(streams, start, first);
            (start, first) = (start + 1, first + 1);
        }
        while start < end && first < last && self.agree(streams, end - 1, last - 1) {
            (end, last) = (end - 1, last - 1);
            self.give(streams, end, last);
        }
        for at in first..last {
            if let Some(found) = (start..end).take(LOOK).find(|&mark| self.agree(streams, mark, at)) {
                self.give(streams, found, at);
                start = found + 1;
            }
        }
    }

    fn agree(&self, streams: &Streams, text: usize, at: usize) -> bool {
        let mark = &streams.pieces.marks[self.pieces[at].0];
        let piece = mark.from as usize;
        // What follows a restored letter opens no piece.
        let opens = || self.pieces[at].0 < streams.pieces.marks_before(streams.letters(piece).start);
        let may_be = streams.letters(piece).is_empty()
            || self.is_inside
            || (self.left == Some(piece) && text < self.follow)
            || (self.right == Some(piece) && text >= self.head && opens());
        may_be && mark.c == streams.text.marks[text].c
    }

    fn give(&mut self, streams: &Streams, text: usize, at: usize) {
        self.owners[text - self.text.start] = Some(streams.pieces.marks[self.pieces[at].0].from as usize);
        self.pieces[at].1 = true;
    }
}

/// The rule that deletes or restores a mark.
fn rule_of(mark: char) -> Rule {
    match mark {
        '\u{064b}'..='\u{064d}' | '\u{08f0}'..='\u{08f2}' => Rule::Tanween,
        '\u{0670}' => Rule::DaggerAlef,
        '\u{0640}' => Rule::Tatweel,
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{061c}' => Rule::Bidi,
        c if is_invisible(c) => Rule::ZeroWidth,
        _ => Rule::Tashkeel,
    }
}
