//! Text and pieces side by side, and the rules by which a letter of one may be a letter of the other, or be missing there.

use std::cell::Cell;
use std::ops::Range;

use crate::text::align::letters::Stream;
use crate::text::align::rule::Rule;

/// The text and its pieces as letters.
pub(super) struct Streams {
    pub text: Stream,
    pub pieces: Stream,
    /// The first letter of each piece, and the end.
    firsts: Vec<u32>,
    steps: Cell<u64>,
}

/// One step of placing a piece.
#[derive(Clone, Copy)]
pub(super) enum PlacingStep {
    /// Letter `text` of the text is letter `piece` of the pieces, as it is or by a rule.
    Both { text: usize, piece: usize, rule: Option<Rule> },
    /// A letter of the piece is not in the text.
    Restored(Rule),
    /// A letter of the text is not in the piece.
    Deleted(Rule),
}

/// What a piece takes up where it is placed.
#[derive(Clone, Copy)]
pub(super) struct Extent {
    /// The letter of the text after its last.
    pub end: usize,
    /// The number of letters that were changed.
    pub changes: u32,
}

impl Streams {
    pub fn new(text: &str, pieces: &[impl AsRef<str>]) -> Streams {
        let mut stream = Stream::default();
        let mut firsts = Vec::with_capacity(pieces.len() + 1);
        for (number, piece) in pieces.iter().enumerate() {
            firsts.push(stream.letters.len() as u32);
            stream.push_piece(piece.as_ref(), number as u32);
        }
        firsts.push(stream.letters.len() as u32);
        let streams = Streams { text: Stream::of_text(text), pieces: stream, firsts, steps: Cell::new(0) };
        streams.step(streams.text.letters.len() + streams.pieces.letters.len());
        streams
    }

    /// The number of pieces.
    pub fn count(&self) -> usize {
        self.firsts.len() - 1
    }

    /// The letters of a piece, among those of all pieces.
    pub fn letters(&self, piece: usize) -> Range<usize> {
        self.firsts[piece] as usize..self.firsts[piece + 1] as usize
    }

    pub fn step(&self, steps: usize) {
        self.steps.set(self.steps.get() + steps as u64);
    }

    pub fn steps(&self) -> u64 {
        self.steps.get()
    }

    /// Where a piece ends that begins at letter `at` of the text, or `None` if it does not stand there; of a piece that is longer than
    /// `limit` letters only so many are read. Tells each step.
    pub fn place(&self, piece: usize, at: usize, limit: usize, mut told: impl FnMut(PlacingStep)) -> Option<Extent> {
        let letters = self.letters(piece);
        let mut fit = Extent { end: at, changes: 0 };
        for k in letters.clone().take(limit) {
            self.step(1);
            let (first, last) = (k == letters.start, k + 1 == letters.end);
            let t = fit.end;
            if let Some(rule) = self.same(t, k, first, last) {
                fit.changes += u32::from(rule.is_some());
                fit.end += 1;
                told(PlacingStep::Both { text: t, piece: k, rule });
            } else if let Some(rule) = self.restored(t, k, first, last) {
                fit.changes += 1;
                told(PlacingStep::Restored(rule));
            } else {
                let lost = self.deleted_inside(t, k, first)?;
                let rule = self.same(t + 1, k, false, last)?;
                fit.changes += 1 + u32::from(rule.is_some());
                fit.end += 2;
                told(PlacingStep::Deleted(lost));
                told(PlacingStep::Both { text: t + 1, piece: k, rule });
            }
        }
        // A piece of restored letters only stands nowhere.
        (fit.end > at).then_some(fit)
    }

    /// Whether letter `t` of the text is letter `k` of the pieces, and by which rule.
    fn same(&self, t: usize, k: usize, first: bool, last: bool) -> Option<Option<Rule>> {
        let (a, b) = (self.text.letters.get(t)?, &self.pieces.letters[k]);
        if !first && a.spaced != b.spaced {
            return None;
        }
        if a.key == b.key {
            return Some(None);
        }
        let dagger = |stream: &Stream, at: usize, key: char| matches!(key, 'و' | 'ى' | 'ي') && stream.has_mark(at + 1, DAGGER);
        let rule = match (a.key, b.key) {
            ('ا', 'و' | 'ى' | 'ي') if dagger(&self.pieces, k, b.key) => Rule::DaggerAlef,
            ('و' | 'ى' | 'ي', 'ا') if dagger(&self.text, t, a.key) => Rule::DaggerAlef,
            ('ى', 'ي') | ('ي', 'ى') => Rule::AlefMaqsura,
            ('ا', 'ى') if last => Rule::AlefMaqsura,
            ('ى', 'ا') if self.ends_word(t) => Rule::AlefMaqsura,
            // What was restored before a pronoun and then folded: مستوي for مستوا, مده for مدت.
            ('ا', 'ي') if last && !self.ends_word(t) => Rule::AlefMaqsura,
            ('ت', 'ه') if last && !self.ends_word(t) => Rule::TehMarbuta,
            ('ة', 'ه' | 'ت') | ('ه' | 'ت', 'ة') => Rule::TehMarbuta,
            (a, b) if is_one_hamza(a, b) => Rule::Hamza,
            // Before a pronoun hamza moves to another seat, which either side may have folded: نقرا for نقرؤ, شركاء for شركاي.
            (a, b) if last && !self.ends_word(t) && has_hamza(a) != has_hamza(b) && is_seat(a) && is_seat(b) => Rule::Hamza,
            _ => return None,
        };
        Some(Some(rule))
    }

    /// The rule by which letter `k` of a piece may be missing in front of letter `t` of the text.
    fn restored(&self, t: usize, k: usize, first: bool, last: bool) -> Option<Rule> {
        let before = self.text.key(t.checked_sub(1)?)?;
        let inside = self.text.letters.get(t).is_some_and(|letter| !letter.spaced);
        let previous = (!first).then(|| self.pieces.letters[k - 1].key);
        if !first && self.pieces.letters[k].spaced {
            return None;
        }
        match self.pieces.letters[k].key {
            'ا' if inside && !last && before == 'ل' && self.text.key(t) == Some('ل') && self.pieces.key(k + 1) == Some('ل') => Some(Rule::LamLam),
            'ل' if inside && previous == Some('ل') && before == 'ل' && self.is_lam_lam(t - 1) => Some(Rule::LamLam),
            'ا' if self.text.has_mark(t, DAGGER) => Some(Rule::DaggerAlef),
            'ا' if last && previous == Some('و') && before == 'و' => Some(Rule::AlefWaw),
            'ا' if last && !first && (self.pieces.has_mark(k, FATHATAN) || self.pieces.has_mark(k + 1, FATHATAN)) => Some(Rule::Tanween),
            'ا' | 'ى' | 'ي' if matches!((before, previous), ('آ', Some('أ' | 'ء' | 'ا')) | ('ا', Some('أ' | 'ء'))) => Some(Rule::Hamza),
            'ء' if !first => Some(Rule::Hamza),
            _ => None,
        }
    }

    /// The rule by which letter `t` of the text may be missing between two letters of one piece, or in front of its first, `k`.
    fn deleted_inside(&self, t: usize, k: usize, first: bool) -> Option<Rule> {
        let around = (self.text.key(t.checked_sub(1)?)?, self.text.key(t)?, self.text.key(t + 1)?);
        let previous = (!first).then(|| self.pieces.letters[k - 1].key);
        match around {
            ('ل', 'ا', 'ل') if !self.text.letters[t].spaced && matches!(previous, None | Some('ل')) => Some(Rule::LamLam),
            _ if first => None,
            _ => self.deleted(t, k),
        }
    }

    /// The rule by which letter `t` of the text may be missing in front of letter `k` of the pieces, which may open a piece or be the end.
    ///
    /// It then belongs to what stands before it.
    pub fn deleted(&self, t: usize, k: usize) -> Option<Rule> {
        let letter = self.text.letters.get(t)?;
        let before = self.text.letters[t.checked_sub(1)?];
        if letter.spaced || !before.word {
            return None;
        }
        match letter.key {
            'ء' => Some(Rule::Hamza),
            'ا' | 'ى' if matches!(before.key, 'أ' | 'ء') && k > 0 && matches!(self.pieces.letters[k - 1].key, 'آ' | 'ا') => Some(Rule::Hamza),
            'ا' if self.pieces.has_mark(k, DAGGER) => Some(Rule::DaggerAlef),
            'ا' if !self.ends_word(t) => None,
            'ا' if before.key == 'و' => Some(Rule::AlefWaw),
            'ا' if self.text.has_mark(t, FATHATAN) || self.text.has_mark(t + 1, FATHATAN) => Some(Rule::Tanween),
            _ => None,
        }
    }

    fn ends_word(&self, t: usize) -> bool {
        self.text.is_boundary(t + 1)
    }

    /// Whether letter `t` of the text is the second ل of لل.
    fn is_lam_lam(&self, t: usize) -> bool {
        t > 0 && self.text.key(t) == Some('ل') && self.text.key(t - 1) == Some('ل') && !self.text.letters[t].spaced
    }
}

const DAGGER: char = '\u{0670}';
const FATHATAN: char = '\u{064b}';

/// Whether two different letters are spellings of one hamza, or of a seat with and without it.
fn is_one_hamza(a: char, b: char) -> bool {
    let within = |set: &[char]| set.contains(&a) && set.contains(&b);
    within(&['ا', 'أ', 'إ', 'آ', 'ٱ']) || within(&['و', 'ؤ']) || within(&['ي', 'ى', 'ئ']) || within(&['ء', 'أ', 'إ', 'آ', 'ؤ', 'ئ'])
}

fn has_hamza(c: char) -> bool {
    matches!(c, 'ء' | 'أ' | 'إ' | 'آ' | 'ؤ' | 'ئ')
}

fn is_seat(c: char) -> bool {
    has_hamza(c) || matches!(c, 'ا' | 'و' | 'ي' | 'ى')
}
