//! The closed list of spelling rules by which a tokenizer may have changed the text, and how often each was used.

use std::fmt;
use std::ops::AddAssign;

/// A rule by which a tokenizer may have changed the text. It holds in both directions: the tokenizer may delete what the text has, or write
/// what the text lacks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Rule {
    /// Vowel signs, shadda, sukun and Quranic marks. Tanween and dagger alef have rules of their own.
    Tashkeel,
    /// The tatweel ـ, which only stretches a word.
    Tatweel,
    /// The letter that carries hamza. أ إ آ ٱ ا are one letter here; so are ؤ و, and ئ ي ى. ء stands for each letter with hamza, and may be
    /// missing. آ may be written أا.
    Hamza,
    /// ى for ي, or ي for ى. At the end of a piece also ى for ا: مستوى and هم for مستواهم.
    AlefMaqsura,
    /// ة for ه. Before a pronoun also ة for ت: مدة and ها for مدتها.
    TehMarbuta,
    /// لل is ل and ال, though the text has no alef: ل, ال and ناس for للناس. If the stem begins with ل (لليل, لله), the text lacks one ل too.
    LamLam,
    /// The silent alef after the و of the plural: كتبوا and ها for كتبوها.
    AlefWaw,
    /// The small alef ٰ, which may be there, be missing or be written ا: هٰذا and هذا, رحمٰن and رحمان, حيوٰة and حياة.
    DaggerAlef,
    /// The tanween ً ٌ ٍ, and the ا that carries ً at the end of a word.
    Tanween,
    /// Another Unicode form (NFC, NFD, NFKC, NFKD) of the same letters: presentation forms, ligatures, the order of marks.
    Normal,
    /// Zero-width characters, and a byte order mark inside of the text.
    ZeroWidth,
    /// Marks, embeddings and isolates of the bidirectional algorithm.
    Bidi,
}

impl Rule {
    /// All rules. [`Uses`] counts them in this order.
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

/// How often each rule was used. One use is one character that was deleted, added or written in another way.
///
/// Only pieces that were placed count. The uses of several articles may be added up.
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

    /// The rules that were used at least once, each with its count, in the order of [`Rule::ALL`].
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
