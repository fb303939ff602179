//! Texts with their pieces, drawn at random: words are cut, and spelt differently on both sides by the rules that a case has.

use unicode_normalization::UnicodeNormalization;

use crate::text::Span;
use crate::text::align::Rule;

/// A small generator: the case is its seed.
pub(super) struct Draw(pub u64);

impl Draw {
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        ((self.0 >> 33) % bound as u64) as usize
    }

    pub fn one_in(&mut self, bound: usize) -> bool {
        self.below(bound) == 0
    }

    pub fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// Letters that no rule touches. Every third letter of a word is one, so that the site of a rule has such neighbours.
const PLAIN: [char; 14] = ['ب', 'ج', 'د', 'ر', 'س', 'ش', 'ص', 'ط', 'ع', 'ف', 'ق', 'ك', 'م', 'ن'];

/// Two spellings that a rule makes one.
type Site = (&'static str, &'static str, Rule);

const MIDDLE: [Site; 17] = [
    ("أ", "ا", Rule::Hamza),
    ("إ", "ا", Rule::Hamza),
    ("آ", "ا", Rule::Hamza),
    ("ٱ", "ا", Rule::Hamza),
    ("أ", "إ", Rule::Hamza),
    ("ؤ", "و", Rule::Hamza),
    ("ئ", "ي", Rule::Hamza),
    ("ئ", "ء", Rule::Hamza),
    ("ؤ", "أ", Rule::Hamza),
    ("ء", "", Rule::Hamza),
    ("ئ", "ؤ", Rule::Hamza),
    ("آ", "أا", Rule::Hamza),
    ("ى", "ي", Rule::AlefMaqsura),
    ("ٰ", "", Rule::DaggerAlef),
    ("ٰ", "ا", Rule::DaggerAlef),
    ("وٰ", "ا", Rule::DaggerAlef),
    ("ىٰ", "ا", Rule::DaggerAlef),
];
const FINAL: [Site; 12] = [
    ("ى", "ي", Rule::AlefMaqsura),
    ("ى", "ا", Rule::AlefMaqsura),
    ("ة", "ه", Rule::TehMarbuta),
    ("ة", "ت", Rule::TehMarbuta),
    ("وا", "و", Rule::AlefWaw),
    ("ً", "", Rule::Tanween),
    ("اً", "", Rule::Tanween),
    ("اً", "ا", Rule::Tanween),
    ("ًا", "", Rule::Tanween),
    ("ٌ", "", Rule::Tanween),
    ("ئ", "ى", Rule::Hamza),
    ("أ", "ا", Rule::Hamza),
];
/// Ends of stems as they stand before a pronoun, and as they are restored.
const BEFORE_PRONOUN: [Site; 5] =
    [("ت", "ة", Rule::TehMarbuta), ("ا", "ى", Rule::AlefMaqsura), ("ا", "ي", Rule::AlefMaqsura), ("و", "وا", Rule::AlefWaw), ("ئ", "ء", Rule::Hamza)];
/// What may follow any letter.
const LOOSE: [(char, Rule); 8] = [
    ('َ', Rule::Tashkeel),
    ('ّ', Rule::Tashkeel),
    ('ْ', Rule::Tashkeel),
    ('\u{640}', Rule::Tatweel),
    ('\u{200c}', Rule::ZeroWidth),
    ('\u{200b}', Rule::ZeroWidth),
    ('\u{200f}', Rule::Bidi),
    ('\u{2067}', Rule::Bidi),
];

/// A segment of a word: as it stands in the text, and as a piece.
#[derive(Clone, Default, Debug)]
struct Both {
    text: String,
    piece: String,
}

impl Both {
    fn push(&mut self, text: &str, piece: &str) {
        self.text.push_str(text);
        self.piece.push_str(piece);
    }

    fn swap(self) -> Both {
        Both { text: self.piece, piece: self.text }
    }
}

/// The rules of a bit set.
pub(super) fn allows(rules: u16, rule: Rule) -> bool {
    rules >> (rule as u16) & 1 == 1
}

/// A word of a number, which its consonants tell, cut and changed at random.
fn word(draw: &mut Draw, number: usize, rules: u16) -> Vec<Both> {
    let mut segments = vec![Both::default()];
    if allows(rules, Rule::LamLam) && draw.one_in(3) {
        segments[0].push("ل", "ل");
        let article = draw.of(&[("ل", "ال"), ("ل", "ل")]);
        segments.push(Both { text: article.0.into(), piece: article.1.into() });
    }
    let codes = [PLAIN[number % 14], PLAIN[number / 14 % 14], draw.of(&PLAIN), draw.of(&PLAIN)];
    for (at, code) in codes.into_iter().enumerate() {
        let last = segments.len() - 1;
        segments[last].push(&code.to_string(), &code.to_string());
        let sites: Vec<Site> = MIDDLE.into_iter().filter(|&(.., rule)| allows(rules, rule)).collect();
        if at < 3 && !sites.is_empty() && draw.one_in(2) {
            let (a, b, _) = draw.of(&sites);
            segments[last].push(a, b);
        }
        if at < 3 && draw.one_in(3) {
            segments.push(Both::default());
        }
    }
    segments
}

/// A word with what only stands at its end.
fn with_end(draw: &mut Draw, mut segments: Vec<Both>, rules: u16) -> Vec<Both> {
    let ends: Vec<Site> = FINAL.into_iter().filter(|&(.., rule)| allows(rules, rule)).collect();
    if !ends.is_empty() && draw.one_in(2) {
        let (a, b, _) = draw.of(&ends);
        segments.last_mut().unwrap().push(a, b);
    }
    segments
}

/// A word whose stem has a pronoun after it.
fn with_pronoun(draw: &mut Draw, mut segments: Vec<Both>, rules: u16) -> Vec<Both> {
    let ends: Vec<Site> = BEFORE_PRONOUN.into_iter().filter(|&(.., rule)| allows(rules, rule)).collect();
    if !ends.is_empty() {
        let (a, b, _) = draw.of(&ends);
        segments.last_mut().unwrap().push("ق", "ق");
        segments.last_mut().unwrap().push(a, b);
    }
    let pronoun = draw.of(&["ها", "هم", "كم", "نا"]);
    segments.push(Both { text: pronoun.into(), piece: pronoun.into() });
    segments
}

/// Marks after the letters, on one side; only such as the rules have.
fn loosen(draw: &mut Draw, plain: &str, rules: u16) -> String {
    let loose: Vec<(char, Rule)> = LOOSE.into_iter().filter(|&(_, rule)| allows(rules, rule)).collect();
    let mut out = String::new();
    for c in plain.chars() {
        out.push(c);
        // Not between a letter and its dagger alef or tanween, which the rules look for among few.
        if !loose.is_empty() && draw.one_in(3) {
            out.push(draw.of(&loose).0);
        }
    }
    out
}

/// Another Unicode form of the same.
fn in_other_form(draw: &mut Draw, plain: &str) -> String {
    match draw.below(4) {
        0 => plain.nfd().collect(),
        1 => plain.nfc().collect(),
        2 => plain.chars().map(isolated).collect(),
        _ => plain.replace("لا", "ﻻ").nfkd().collect(),
    }
}

/// The isolated presentation form of some letters.
fn isolated(c: char) -> char {
    match c {
        'ب' => 'ﺏ',
        'أ' => 'ﺃ',
        'ة' => 'ﺓ',
        'ق' => 'ﻗ',
        'م' => 'ﻤ',
        'ل' => 'ﻝ',
        'َ' => 'ﹶ',
        c => c,
    }
}

/// A text with its words, each with the span and the piece of every segment.
pub(super) struct Case {
    pub text: String,
    pub words: Vec<Vec<(Span, String)>>,
}

pub(super) fn case(draw: &mut Draw, count: usize, rules: u16) -> Case {
    let mut case = Case { text: String::new(), words: Vec::new() };
    for number in 0..count {
        let mut segments = word(draw, number, rules);
        if draw.one_in(4) {
            segments = with_pronoun(draw, segments, rules);
        } else {
            segments = with_end(draw, segments, rules);
            if draw.one_in(2) {
                segments = segments.into_iter().map(Both::swap).collect();
            }
        }
        let mut spans = Vec::new();
        for mut segment in segments.into_iter().filter(|segment| !segment.text.is_empty()) {
            match draw.below(3) {
                0 => segment.text = loosen(draw, &segment.text, rules),
                1 => segment.piece = loosen(draw, &segment.piece, rules),
                _ => {}
            }
            if allows(rules, Rule::Normal) {
                segment.piece = in_other_form(draw, &segment.piece);
                if draw.one_in(2) {
                    segment.text = in_other_form(draw, &segment.text);
                }
            }
            let start = case.text.len();
            case.text.push_str(&segment.text);
            spans.push((Span::new(&case.text, start, case.text.len()).unwrap(), segment.piece));
        }
        case.words.push(spans);
        if draw.one_in(6) {
            let start = case.text.len();
            case.text.push_str(draw.of(&["،", ".", ":", "!"]));
            let span = Span::new(&case.text, start, case.text.len()).unwrap();
            case.words.push(vec![(span, span.slice(&case.text).into())]);
        }
        case.text.push_str(draw.of(&[" ", " ", " ", "\n", "  "]));
    }
    case
}
