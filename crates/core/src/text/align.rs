//! From the pieces of a tokenizer that changed its text back to spans of the article, by a closed list of Arabic spelling rules.
//!
//! Both sides become letters with marks between them: presentation forms and composed characters are taken apart,
//! white space separates, and tashkeel, tatweel and invisible characters are marks that either side may have or lack. A piece is
//! placed where all its letters are those of the text, one for one or by a rule, and never across white space that it does not have.
//!
//! While the next piece fits where the last one ended it is placed there. Where none fits, a window of 64 letters on each side, or of 256,
//! is solved as a whole: the fewest letters of text and of pieces are left out, rather whole words than parts of words, and of equal
//! solutions the earliest. What is lost even so is found again by ten consonants that occur once on each side, up to 16,384
//! letters ahead. Every bound is a constant, so time is linear in text and pieces.

mod letters;
mod pair;
mod search;
mod settle;
#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::AddAssign;

use crate::text::Span;
use crate::text::align::pair::Pair;

/// A rule by which a tokenizer may have changed the text, in either direction: deleting what the text has or restoring what it lacks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Rule {
    /// Vowel signs, shadda, sukun and Quranic marks; not tanween and dagger alef, which have rules of their own.
    Tashkeel,
    /// ـ, which only stretches a word.
    Tatweel,
    /// The seat of hamza: أ إ آ ٱ ا are one, so are ؤ و, and ئ ي ى; ء stands for any that carries hamza, or is lost; آ is أا.
    Hamza,
    /// ى and ي are one; ى at an end is also ا, as مستوى and هم for مستواهم.
    AlefMaqsura,
    /// ة is written ه, or ت before a pronoun, as مدة and ها for مدتها.
    TehMarbuta,
    /// لل is ل and ال: the alef, and before a stem in ل (لليل, لله) one ل too, are not in the text.
    LamLam,
    /// The silent alef behind the و of the plural, as كتبوا and ها for كتبوها.
    AlefWaw,
    /// The small alef ٰ, there or not, or written ا: هٰذا, رحمٰن and رحمان, حيوٰة and حياة.
    DaggerAlef,
    /// ً ٌ ٍ, and ا as the seat of ً at the end of a word.
    Tanween,
    /// One Unicode form for another: NFC, NFD, NFKC and NFKD, so presentation forms, ligatures and the order of marks.
    Normal,
    /// Zero-width characters, and a byte order mark inside the text.
    ZeroWidth,
    /// Marks, embeddings and isolates of the bidirectional algorithm.
    Bidi,
}

impl Rule {
    /// All of them, in the order of their counts.
    pub const ALL: [Rule; 12] = [
        Rule::Tashkeel,
        Rule::Tatweel,
        Rule::Hamza,
        Rule::AlefMaqsura,
        Rule::TehMarbuta,
        Rule::LamLam,
        Rule::AlefWaw,
        Rule::DaggerAlef,
        Rule::Tanween,
        Rule::Normal,
        Rule::ZeroWidth,
        Rule::Bidi,
    ];

    /// The name in results: `tashkeel`, `alef-maqsura`, …
    pub fn name(self) -> &'static str {
        match self {
            Rule::Tashkeel => "tashkeel",
            Rule::Tatweel => "tatweel",
            Rule::Hamza => "hamza",
            Rule::AlefMaqsura => "alef-maqsura",
            Rule::TehMarbuta => "teh-marbuta",
            Rule::LamLam => "lam-lam",
            Rule::AlefWaw => "alef-waw",
            Rule::DaggerAlef => "dagger-alef",
            Rule::Tanween => "tanween",
            Rule::Normal => "normal",
            Rule::ZeroWidth => "zero-width",
            Rule::Bidi => "bidi",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How often each rule was used: once for each character that was deleted, restored or written in another way.
///
/// Only in what was placed; sums over articles add up.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Uses([u64; Rule::ALL.len()]);

impl Uses {
    /// The number of uses of one rule.
    pub fn of(&self, rule: Rule) -> u64 {
        self.0[rule as usize]
    }

    /// The number of uses of all rules together; 0 if nothing was changed.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// The rules that were used with their counts, in the order of [`Rule::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (Rule, u64)> {
        Rule::ALL.into_iter().map(|rule| (rule, self.of(rule))).filter(|&(_, uses)| uses > 0)
    }

    fn add(&mut self, rule: Rule, uses: u64) {
        self.0[rule as usize] += uses;
    }

    fn set(&mut self, rule: Rule, uses: u64) {
        self.0[rule as usize] = uses;
    }
}

impl AddAssign for Uses {
    fn add_assign(&mut self, other: Uses) {
        self.0.iter_mut().zip(other.0).for_each(|(sum, uses)| *sum += uses);
    }
}

impl fmt::Display for Uses {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.iter().enumerate().try_for_each(|(at, (rule, uses))| write!(f, "{}{rule} {uses}", if at > 0 { ", " } else { "" }))
    }
}

/// Where the pieces of a tokenizer stand in the text, and what had been changed.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Aligned {
    /// One entry a piece: its span, or `None` if it cannot be placed.
    ///
    /// Spans are in text order, never overlap and neither begin nor end with white space.
    pub spans: Vec<Option<Span>>,
    /// How often each rule was used.
    pub rules: Uses,
}

impl Aligned {
    /// The number of pieces that could not be placed; empty ones are among them.
    pub fn unplaced(&self) -> usize {
        self.spans.iter().filter(|span| span.is_none()).count()
    }
}

/// The spans of `text` that the pieces, which are in text order, stand for.
///
/// Text that no piece stands for is left out, a piece that the text does not have is `None`, and what follows is placed all the
/// same. Pieces that are slices of the text get exactly their spans, with no rule used. Marks that no piece has belong to the
/// letter that they follow; those that open a word, to its first piece. Where two pieces share one character (ﻻ cut in
/// two) the first has it, and the second is `None` if nothing else is left. Conventions such as `+ها` or `##ها` are not known here.
///
/// ```
/// use crate::text::align::{Rule, align};
/// let text = "كِتَابُهُمْ لِلنَّاسِ";
/// let aligned = align(text, &["كتاب", "هم", "ل", "ال", "ناس"]);
/// let slices: Vec<&str> = aligned.spans.iter().flatten().map(|span| span.slice(text)).collect();
/// assert_eq!(slices, ["كِتَابُ", "هُمْ", "لِ", "ل", "نَّاسِ"]);
/// assert_eq!(aligned.rules.of(Rule::LamLam), 1);
/// assert_eq!(aligned.rules.to_string(), "tashkeel 9, lam-lam 1");
/// ```
pub fn align(text: &str, pieces: &[impl AsRef<str>]) -> Aligned {
    align_counting(text, pieces).0
}

/// The alignment, and the steps that it took: letters read and compared, cells of windows.
fn align_counting(text: &str, pieces: &[impl AsRef<str>]) -> (Aligned, u64) {
    if let Some(spans) = verbatim(text, pieces) {
        return (Aligned { spans, rules: Uses::default() }, 0);
    }
    // Spans are of 32 bits; no article is longer.
    if u32::try_from(text.len()).is_err() {
        return (Aligned { spans: vec![None; pieces.len()], rules: Uses::default() }, 0);
    }
    let pair = Pair::new(text, pieces);
    let placed = search::search(&pair);
    let aligned = settle::settle(text, &pair, &placed);
    (aligned, pair.steps())
}

/// The spans of pieces that are the text as it stands, cut, with nothing but white space left out; otherwise `None`.
fn verbatim(text: &str, pieces: &[impl AsRef<str>]) -> Option<Vec<Option<Span>>> {
    let mut spans = Vec::with_capacity(pieces.len());
    let mut rest = text;
    for piece in pieces {
        let piece = piece.as_ref().trim();
        rest = rest.trim_start();
        // A byte order mark that opens the text separates, as for `words`.
        if rest.len() == text.len() && !rest.starts_with(piece) {
            rest = rest.strip_prefix('\u{feff}').unwrap_or(rest).trim_start();
        }
        let start = text.len() - rest.len();
        rest = rest.strip_prefix(piece)?;
        spans.push(if piece.is_empty() { None } else { Some(Span::new(text, start, start + piece.len()).ok()?) });
    }
    rest.trim_start().is_empty().then_some(spans)
}
