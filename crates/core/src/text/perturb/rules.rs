//! What each perturbation writes for a character.

use unicode_normalization::char::decompose_canonical;

use crate::text::fold::{is_tashkeel, western_digit};
use crate::text::perturb::place::Place;

/// One way to change a text.
pub struct Perturbation {
    /// The name, such as `tashkeel-removed`.
    pub name: &'static str,
    /// What it does, as a fragment of a sentence.
    pub about: &'static str,
    /// Appends what stands for a character.
    pub(super) rule: fn(&Place, &mut String),
}

pub(super) static ALL: [Perturbation; 20] = [
    Perturbation { name: "alef-folded", about: "every alef bare: أ إ آ ٱ become ا", rule: alef_folded },
    Perturbation { name: "alef-maqsura", about: "ى becomes ي", rule: |place, out| out.push(if place.c == 'ى' { 'ي' } else { place.c }) },
    Perturbation { name: "bidi-marks", about: "a mark of direction behind one word in five", rule: bidi_marks },
    Perturbation { name: "digits-arabic-indic", about: "0 to 9 become ٠ to ٩", rule: digits_arabic_indic },
    Perturbation { name: "digits-ascii", about: "٠ to ٩ and ۰ to ۹ become 0 to 9", rule: digits_ascii },
    Perturbation { name: "keyboard", about: "one letter in a hundred is that of a key beside its own", rule: keyboard },
    Perturbation {
        name: "nfd",
        about: "letters with hamza or madda as two characters each (Unicode NFD)",
        rule: |place, out| decompose_canonical(place.c, |c| out.push(c)),
    },
    Perturbation {
        name: "no-break-spaces",
        about: "every space does not break",
        rule: |place, out| out.push(if place.c == ' ' { '\u{a0}' } else { place.c }),
    },
    Perturbation { name: "ocr", about: "one letter in fifty is another of its shape, with other dots", rule: ocr },
    Perturbation { name: "presentation-forms", about: "letters as old systems store them, one character for each shape", rule: presentation_forms },
    Perturbation { name: "punctuation-ascii", about: "، ؛ ؟ ٪ and quotes become those of ASCII", rule: punctuation_ascii },
    Perturbation {
        name: "spaces-doubled",
        about: "two spaces for each",
        rule: |place, out| out.push_str(if place.c == ' ' { "  " } else { place.own() }),
    },
    Perturbation { name: "spaces-dropped", about: "one space in fifty between words is missing", rule: spaces_dropped },
    Perturbation { name: "ta-marbuta", about: "ة becomes ه", rule: |place, out| out.push(if place.c == 'ة' { 'ه' } else { place.c }) },
    Perturbation { name: "tashkeel-drawn", about: "a vowel sign behind one letter in four, drawn at random: it says nothing", rule: tashkeel_drawn },
    Perturbation {
        name: "tashkeel-removed",
        about: "no vowel signs",
        rule: |place, out| out.push_str(if is_tashkeel(place.c) { "" } else { place.own() }),
    },
    Perturbation { name: "tatweel", about: "one join of letters in eight is drawn out", rule: tatweel },
    Perturbation { name: "tatweel-removed", about: "no tatweel", rule: |place, out| out.push_str(if place.c == TATWEEL { "" } else { place.own() }) },
    Perturbation { name: "yeh-dotless", about: "ي at the end of a word becomes ى, as many write in Egypt", rule: yeh_dotless },
    Perturbation { name: "zero-width-non-joiners", about: "an invisible non-joiner in one join of letters in twenty", rule: zero_width_non_joiners },
];

const TATWEEL: char = 'ـ';

impl<'a> Place<'a> {
    /// The character as text.
    fn own(&self) -> &'a str {
        &self.text[self.at..self.at + self.c.len_utf8()]
    }

    /// Whether the character is joined to a letter right behind it.
    fn joins_behind(&self) -> bool {
        forms(self.c) == 4 && self.text[self.at + self.c.len_utf8()..].chars().next().is_some_and(|next| forms(next) > 1)
    }

    /// Whether a word ends with the character.
    fn ends_word(&self) -> bool {
        self.behind().is_none_or(|next| !next.is_alphanumeric())
    }
}

fn alef_folded(place: &Place, out: &mut String) {
    out.push(if matches!(place.c, 'أ' | 'إ' | 'آ' | 'ٱ') { 'ا' } else { place.c });
}

fn bidi_marks(place: &Place, out: &mut String) {
    out.push(place.c);
    if forms(place.c) > 0 && place.ends_word() && place.is_one_in(5) {
        out.push('\u{200f}');
    }
}

fn digits_arabic_indic(place: &Place, out: &mut String) {
    out.push(place.c.to_digit(10).and_then(|digit| char::from_u32(0x660 + digit)).unwrap_or(place.c));
}

fn digits_ascii(place: &Place, out: &mut String) {
    out.push(western_digit(place.c).unwrap_or(place.c));
}

/// The rows of letters on an Arabic keyboard, from right to left.
const KEYBOARD: [&str; 3] = ["ضصثقفغعهخحجد", "شسيبلاتنمكط", "ئءؤرىةوزظ"];

fn keyboard(place: &Place, out: &mut String) {
    let row = KEYBOARD.iter().find(|row| row.contains(place.c)).filter(|_| place.is_one_in(100));
    let Some(row) = row else { return out.push(place.c) };
    let keys: Vec<char> = row.chars().collect();
    let beside = keys.windows(2).filter_map(|pair| match *pair {
        [first, second] if first == place.c => Some(second),
        [first, second] if second == place.c => Some(first),
        _ => None,
    });
    out.push(place.one_of(&beside.collect::<Vec<_>>()));
}

/// Letters of one shape.
const SHAPES: [&str; 9] = ["بتثن", "جحخ", "دذ", "رز", "سش", "صض", "طظ", "عغ", "فق"];

fn ocr(place: &Place, out: &mut String) {
    let shape = SHAPES.iter().find(|shape| shape.contains(place.c)).filter(|_| place.is_one_in(50));
    let Some(shape) = shape else { return out.push(place.c) };
    let others: Vec<char> = shape.chars().filter(|&other| other != place.c).collect();
    out.push(place.one_of(&others));
}

fn punctuation_ascii(place: &Place, out: &mut String) {
    out.push(match place.c {
        '،' => ',',
        '؛' => ';',
        '؟' => '?',
        '٪' => '%',
        '«' | '»' | '“' | '”' | '„' => '"',
        c => c,
    });
}

fn spaces_dropped(place: &Place, out: &mut String) {
    let is_between = || [place.before(), place.behind()].into_iter().all(|c| c.is_some_and(|c| forms(c) > 0));
    if !(place.c == ' ' && place.is_one_in(50) && is_between()) {
        out.push(place.c);
    }
}

fn tashkeel_drawn(place: &Place, out: &mut String) {
    out.push(place.c);
    let is_marked = || place.text[place.at + place.c.len_utf8()..].chars().next().is_some_and(is_tashkeel);
    if forms(place.c) > 1 && place.is_one_in(4) && !is_marked() {
        out.push(place.one_of(&['\u{64e}', '\u{64f}', '\u{650}', '\u{652}']));
    }
}

fn tatweel(place: &Place, out: &mut String) {
    out.push(place.c);
    if place.joins_behind() && place.is_one_in(8) {
        out.push(TATWEEL);
    }
}

fn yeh_dotless(place: &Place, out: &mut String) {
    out.push(if place.c == 'ي' && place.ends_word() { 'ى' } else { place.c });
}

fn zero_width_non_joiners(place: &Place, out: &mut String) {
    out.push(place.c);
    if place.joins_behind() && place.is_one_in(20) {
        out.push('\u{200c}');
    }
}

/// The Arabic letters, each with its first presentation form and the number of them: alone, final, initial, medial (Unicode, Arabic
/// Presentation Forms-B).
const FORMS: [(char, u32, u32); 36] = [
    ('ء', 0xfe80, 1),
    ('آ', 0xfe81, 2),
    ('أ', 0xfe83, 2),
    ('ؤ', 0xfe85, 2),
    ('إ', 0xfe87, 2),
    ('ئ', 0xfe89, 4),
    ('ا', 0xfe8d, 2),
    ('ب', 0xfe8f, 4),
    ('ة', 0xfe93, 2),
    ('ت', 0xfe95, 4),
    ('ث', 0xfe99, 4),
    ('ج', 0xfe9d, 4),
    ('ح', 0xfea1, 4),
    ('خ', 0xfea5, 4),
    ('د', 0xfea9, 2),
    ('ذ', 0xfeab, 2),
    ('ر', 0xfead, 2),
    ('ز', 0xfeaf, 2),
    ('س', 0xfeb1, 4),
    ('ش', 0xfeb5, 4),
    ('ص', 0xfeb9, 4),
    ('ض', 0xfebd, 4),
    ('ط', 0xfec1, 4),
    ('ظ', 0xfec5, 4),
    ('ع', 0xfec9, 4),
    ('غ', 0xfecd, 4),
    ('ف', 0xfed1, 4),
    ('ق', 0xfed5, 4),
    ('ك', 0xfed9, 4),
    ('ل', 0xfedd, 4),
    ('م', 0xfee1, 4),
    ('ن', 0xfee5, 4),
    ('ه', 0xfee9, 4),
    ('و', 0xfeed, 2),
    ('ى', 0xfeef, 2),
    ('ي', 0xfef1, 4),
];

/// How many shapes a letter has: 4 if it joins on both sides, 2 if only to the letter in front, 1 if to none; 0 for what is no letter.
fn forms(c: char) -> u32 {
    if c == TATWEEL { 4 } else { FORMS.binary_search_by_key(&c, |form| form.0).map_or(0, |at| FORMS[at].2) }
}

fn presentation_forms(place: &Place, out: &mut String) {
    let Ok(at) = FORMS.binary_search_by_key(&place.c, |form| form.0) else { return out.push(place.c) };
    let (_, first, own) = FORMS[at];
    let is_joined = place.before().is_some_and(|before| forms(before) == 4) && own > 1;
    let joins = own == 4 && place.behind().is_some_and(|behind| forms(behind) > 1);
    let shape = u32::from(is_joined) + 2 * u32::from(joins);
    out.extend(char::from_u32(first + shape));
}
