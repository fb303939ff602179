//! The closed list of spelling rules by which a tokenizer may have changed the text, and how often each was used.

use std::fmt;
use std::ops::AddAssign;

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

    pub(super) fn add(&mut self, rule: Rule, uses: u64) {
        self.0[rule as usize] += uses;
    }

    pub(super) fn set(&mut self, rule: Rule, uses: u64) {
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
