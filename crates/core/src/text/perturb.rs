//! Changes of a text that leave what it says: other marks, spellings and encodings, and the slips of machines and hands. A changed text knows
//! where every character went, so that gold moves along.

mod place;
mod rules;

use crate::hash::mixed;
use crate::text::Span;
use crate::text::perturb::place::Place;

pub use rules::Perturbation;

/// The revision of all rules. It is part of the hash of a corpus that was made by them.
pub const REVISION: u32 = 1;

/// What stands between the name of a corpus and that of a perturbation of it: `news~nfd`. No other corpus has it in its name.
pub const SIGN: char = '~';

/// A text after a perturbation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Perturbed {
    /// The text.
    pub text: String,
    /// Where each character of the old text ends, and where what stands for it ends in the new one, in bytes.
    ends: Vec<(usize, usize)>,
}

impl Perturbation {
    /// All of them, sorted by name.
    pub fn all() -> &'static [Perturbation] {
        &rules::ALL
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<&'static Perturbation> {
        rules::ALL.iter().find(|perturbation| perturbation.name == name)
    }

    /// The text with this change. It depends on the text alone: what is drawn at random is drawn from it.
    pub fn apply(&self, text: &str) -> Perturbed {
        let seed = text.bytes().fold(u64::from(REVISION), |seed, byte| mixed(seed ^ u64::from(byte)));
        let mut out = String::with_capacity(text.len() + text.len() / 8);
        let mut ends = Vec::with_capacity(text.len() / 2 + 1);
        for (number, (at, c)) in text.char_indices().enumerate() {
            (self.rule)(&Place { text, at, c, drawn: mixed(seed.wrapping_add(number as u64)) }, &mut out);
            ends.push((at + c.len_utf8(), out.len()));
        }
        Perturbed { text: out, ends }
    }
}

impl Perturbed {
    /// Where a span of the old text stands now; `None` if nothing is left of it.
    pub fn span(&self, span: Span) -> Option<Span> {
        let ended = |old: usize| self.ends.partition_point(|(end, _)| *end <= old).checked_sub(1).map_or(0, |last| self.ends[last].1);
        Span::new(&self.text, ended(span.start()), ended(span.end())).ok()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    use super::*;
    use crate::text::fold::fold;

    const TEXT: &str = "وَزارَ بوتين القاهرةَ، في 15 مايو: «رأى ليلى» هنا؟ أمـــس ١٢٪.";

    fn changed(name: &str, text: &str) -> String {
        Perturbation::named(name).unwrap_or_else(|| panic!("{name}")).apply(text).text
    }

    #[test]
    fn each_change_does_what_it_says() {
        for (name, text, expected) in [
            ("alef-folded", "أحمد إلى آل ٱلله", "احمد الى ال الله"),
            ("alef-maqsura", "إلى ليلى", "إلي ليلي"),
            ("digits-arabic-indic", "في 15:30", "في ١٥:٣٠"),
            ("digits-ascii", "في ١٥ و۳", "في 15 و3"),
            ("nfd", "أمس آخر", "ا\u{654}مس ا\u{653}خر"),
            ("no-break-spaces", "في مصر", "في\u{a0}مصر"),
            ("presentation-forms", "بيت دار", "ﺑﻴﺖ ﺩﺍﺭ"),
            ("punctuation-ascii", "«هنا؟»، ١٪؛", "\"هنا?\", ١%;"),
            ("spaces-doubled", "في مصر", "في  مصر"),
            ("ta-marbuta", "مدينة", "مدينه"),
            ("tashkeel-removed", "وَزارَ", "وزار"),
            ("tatweel-removed", "أمـــس", "أمس"),
            ("yeh-dotless", "في بيتي، يوم", "فى بيتى، يوم"),
        ] {
            assert_eq!(changed(name, text), expected, "{name}");
        }
    }

    #[test]
    fn what_only_looks_otherwise_is_one_text_when_it_is_folded() {
        let unmarked = |text: &str| fold(&text.nfc().collect::<String>()).into_owned();
        for name in [
            "alef-folded",
            "alef-maqsura",
            "bidi-marks",
            "nfd",
            "presentation-forms",
            "ta-marbuta",
            "tashkeel-drawn",
            "tashkeel-removed",
            "tatweel",
            "tatweel-removed",
            "yeh-dotless",
            "zero-width-non-joiners",
        ] {
            let text = TEXT.repeat(6);
            let made = changed(name, &text);
            assert_eq!(unmarked(&made), unmarked(&text), "{name}");
            assert!(made != text, "{name} changes nothing");
        }
    }

    #[test]
    fn what_is_drawn_changes_about_as_many_places_as_it_says_and_is_always_the_same() {
        let text = "وزار بوتين القاهرة ثم عاد إلى موسكو في المساء ".repeat(400);
        for (name, least, most) in [("ocr", 100, 400), ("keyboard", 60, 300)] {
            let made = changed(name, &text);
            let differing = text.chars().zip(made.chars()).filter(|(a, b)| a != b).count();
            assert!((least..=most).contains(&differing), "{name}: {differing} of {}", text.chars().count());
            assert_eq!(made, changed(name, &text), "{name}");
        }
        let dropped = text.len() - changed("spaces-dropped", &text).len();
        assert!((30..=160).contains(&dropped), "{dropped}");
    }

    #[test]
    fn names_are_sorted_and_each_is_found() {
        let names: Vec<&str> = Perturbation::all().iter().map(|perturbation| perturbation.name).collect();
        assert!(names.is_sorted() && names.len() == 20, "{names:?}");
        assert!(names.iter().all(|name| Perturbation::named(name).is_some_and(|found| found.name == *name)));
        assert!(Perturbation::named("tashkeel").is_none());
    }

    #[test]
    fn a_span_of_what_is_gone_is_gone_and_others_keep_their_letters() {
        let text = "ـ زارَ ـــ بوتين";
        let made = Perturbation::named("tatweel-removed").unwrap().apply(text);
        let of = |surface: &str| {
            let start = text.find(surface).unwrap();
            made.span(Span::new(text, start, start + surface.len()).unwrap()).map(|span| span.slice(&made.text))
        };
        assert_eq!((of("ـــ"), of("زارَ"), of("بوتين"), of("زارَ ـــ بوتين")), (None, Some("زارَ"), Some("بوتين"), Some("زارَ  بوتين")));
    }

    proptest! {
        #[test]
        fn spans_keep_their_order_and_lie_in_the_text(text in "[ء-يًٌَِّْـ a-z0-9٠-٩،؟.«»\u{200c}\u{200f}أإآىةﻻ\n]{0,60}") {
            for perturbation in Perturbation::all() {
                let made = perturbation.apply(&text);
                let mut end = 0;
                for (at, c) in text.char_indices() {
                    if let Some(span) = made.span(Span::new(&text, at, at + c.len_utf8()).unwrap()) {
                        prop_assert_eq!(span.start(), end, "{} {:?}", perturbation.name, text);
                        end = span.end();
                    }
                }
                prop_assert_eq!(end, made.text.len(), "{} {:?}", perturbation.name, text);
            }
        }
    }
}
