//! What a stem costs between clitics: closed decisions, known stems, unknown ones.

use crate::tokenizers::clitics::front::Front;
use crate::tokenizers::clitics::letters::Letters;
use crate::tokenizers::clitics::lexicon::{KnownStem, StemKind};

/// The price of a stem that the lexicon does not know, in the units of all prices: tenths of a clitic.
const UNKNOWN: i32 = 60;

/// Words that are one stem, whatever their letters suggest (closed decisions of the guidelines).
const WHOLE: [&str; 61] = [
    "لان",
    "لذلك",
    "كذلك",
    "كما",
    "فيما",
    "عندما",
    "انما",
    "لكن",
    "هكذا",
    "لقد",
    "لماذا",
    "كان",
    "لكي",
    "كي",
    "لئلا",
    "بينما",
    "حينما",
    "كلما",
    "طالما",
    "ربما",
    "ريثما",
    "مهما",
    "بعدما",
    "قبلما",
    "حيثما",
    "سوف",
    "اما",
    "الا",
    "مما",
    "عما",
    "ممن",
    "عمن",
    "اذا",
    "اذ",
    "حيث",
    "منذ",
    "هنا",
    "هناك",
    "هذا",
    "هذه",
    "ذلك",
    "تلك",
    "هؤلاء",
    "الذي",
    "التي",
    "الذين",
    "اللذين",
    "اللذان",
    "اللتين",
    "اللتان",
    "اللواتي",
    "اللاتي",
    "الله",
    "وفق",
    "وفقا",
    "فقط",
    "يومئذ",
    "انذاك",
    "بعد",
    "بين",
    "بل",
];

/// Words that are cut although a stem of the same letters exists, because the cut reading is by far the usual one.
const CUT: [&str; 18] =
    ["بشان", "باسم", "بان", "فقد", "فهو", "فهي", "فلا", "فان", "بغض", "بفضل", "بحق", "بحسب", "بلا", "بما", "لما", "كمن", "ودعا", "لبيان"];

/// The price that a closed decision sets, if there is one for this stem between these clitics.
pub fn closed_price(stem: &str, front: Front) -> Option<i32> {
    if front.future {
        return None;
    }
    if WHOLE.contains(&stem) {
        return Some(match front.prep {
            None => -30,
            Some(_) => 0,
        });
    }
    // فلما is "and when" far more often than "and for what".
    let when = front.conj && stem == "لما";
    if front.prep.is_none() && !when && CUT.contains(&stem) {
        return Some(UNKNOWN);
    }
    None
}

/// The price of the letters `from..to` as a stem that the lexicon does not know.
pub fn unknown_price(word: &Letters, front: Front, from: usize, to: usize, pronoun: Option<&str>) -> i32 {
    let letters = to - from;
    let mut price = UNKNOWN
        + match letters {
            0 | 1 => 80,
            2 => 40,
            3 => 5,
            _ => 0,
        };
    let first = word.char(from);
    if front.future {
        price += if matches!(first, 'ي' | 'ت' | 'ن' | 'أ') && letters > 3 { -15 } else { 120 };
    }
    if front.article > 0 {
        return price;
    }
    let stem = word.slice(from, to);
    if stem.starts_with("ال") && first == 'ا' && letters > 4 {
        price += 30;
    }
    if front.prep.is_none() && !front.future {
        price += match first {
            'ل' if stem.starts_with("لل") => 40,
            'و' if !front.conj => 20,
            'ل' => 20,
            'ب' => 18,
            _ => 0,
        };
        if ["بال", "كال", "فال"].iter().any(|start| stem.starts_with(start)) {
            price += 25;
        }
    }
    if pronoun.is_none() {
        price += match () {
            _ if stem.ends_with("ها") => 30,
            _ if stem.ends_with("هم") || stem.ends_with("هما") => 20,
            _ if stem.ends_with('ه') => 15,
            _ => 0,
        };
    }
    price
}

/// What a stem that the lexicon knows costs between these clitics; `first` is its first raw letter.
pub fn known_price(known: KnownStem, front: Front, pronoun: Option<&str>, stem: &str, first: char) -> i32 {
    let kind = known.kind;
    let mut price = if known.inflected { 8 } else { 0 };
    let nominal = kind.is(StemKind::NOUN) || kind.is(StemKind::NAME);
    if kind.is(StemKind::PARTICLE) || kind.is(StemKind::HOST) {
        price -= 12;
    }
    if front.article > 0 && !nominal {
        price += 60;
    }
    if front.future && !(kind.is(StemKind::IMPERFECT) && matches!(first, 'ي' | 'ت' | 'ن' | 'أ')) {
        price += 150;
    }
    match front.prep {
        Some('ل') if front.article == 0 && !nominal && !kind.is(StemKind::IMPERFECT) => price += 25,
        Some('ب' | 'ك') if front.article == 0 && !nominal => price += if kind.is(StemKind::PARTICLE) || kind.is(StemKind::HOST) { 15 } else { 60 },
        _ => {}
    }
    if let Some(pronoun) = pronoun {
        price += pronoun_price(kind, pronoun, stem, known.inflected);
    }
    // Two letters carry little evidence: بلد is no ب+لد.
    if stem.chars().count() < 3 && !kind.is(StemKind::PARTICLE) && !kind.is(StemKind::HOST) && (front.letters() > 0 || pronoun.is_some()) {
        price += 12;
    }
    price
}

/// What a pronoun after such a stem costs beside its own price.
fn pronoun_price(kind: StemKind, pronoun: &str, stem: &str, inflected: bool) -> i32 {
    let verb = kind.is(StemKind::VERB);
    if kind.is(StemKind::HOST) {
        return -20;
    }
    match pronoun {
        "نا" if kind.is(StemKind::NOUN) => return -10,
        "ني" => return if verb { -20 } else { 60 },
        // أكدنا is "we confirmed" far more often than "he confirmed us".
        "نا" if verb && !inflected => return 25,
        "كم" | "ك" if !kind.is(StemKind::NOUN) && !verb => return 60,
        _ => {}
    }
    if kind.is(StemKind::CLOSED) {
        return 15;
    }
    if verb || kind.is(StemKind::NOUN) {
        return if stem.ends_with('ة') { 80 } else { 0 };
    }
    if kind.is(StemKind::NAME) { 40 } else { 30 }
}
