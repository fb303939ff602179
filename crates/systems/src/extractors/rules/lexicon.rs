//! The word lists of the rules, read once: what a folded word can be.

use std::cmp::Reverse;
use std::sync::LazyLock;

use mihak_core::text::fold::fold;
use rustc_hash::FxHashMap;

/// A set of word classes, one bit each.
pub type Class = u64;

macro_rules! classes {
    ($($name:ident $section:literal)*) => {
        classes!(@ 0u32, $($name)*);
        const SECTIONS: &[(&str, Class)] = &[$(($section, $name)),*];
    };
    (@ $bit:expr, $name:ident $($rest:ident)*) => {
        pub const $name: Class = 1 << ($bit);
        classes!(@ $bit + 1, $($rest)*);
    };
    (@ $bit:expr,) => {};
}

classes! {
    STOP "stop" SPEECH "verb" VERB "verbs" TITLE "title" OFFICE "office" ALONE "alone" TITLE_NOUN "title-noun" TITLE_ADJ "title-adj"
    ORG "org" ORG_OUT "org-out" ORG_DEF "org-def" ORG_NOUN "org-noun" ORG_INNER "org-inner" ADJ "adj" FAC "fac" FAC_WEAK "fac-weak"
    LOC "loc" GPE_CUE "gpe-cue" PLACE_ADJ "place-adj" EVENT "event" EVENT_WEAK "event-weak" LAW "law" LAW_WEAK "law-weak" WORK "work"
    UNIT "unit" UNIT_MOD "unit-mod" CURR "curr" DAY_UNIT "day-unit" HOUR_UNIT "hour-unit" DUAL_DAY "dual-day" DUAL_HOUR "dual-hour"
    MONTH "month" MONTH_VAGUE "month-vague" MONTH_PAIR "month-pair" MONTH_SECOND "month-second" WEEKDAY "weekday" TODAY "today"
    DAY_PART "day-part" DAY_PART_ADVERB "day-part-adverb" EDGE "edge" PERIOD "period" PERIODS "periods" HOURS "hours" REL "rel"
    NUM_UNIT "num-unit" NUM_TEN "num-ten" NUM_SCALE "num-scale" NUM_PLURAL "num-plural" FRACTION "fraction" ORDINAL "ordinal"
    ORDINAL_DEF "ordinal-def" CLOCK_HOUR "clock-hour" RANKED "counted-by-rank" PREP "prep" GIVEN "given" FAMOUS "famous" VAGUE "vague" NISBA "nisba"
    NORP "norp" LANGUAGE "language" PHRASE "phrase"
}

/// Any class of number word.
pub const NUM: Class = NUM_UNIT | NUM_TEN | NUM_SCALE;
/// The classes that leave a word free to be part of a name.
pub const NAME: Class = GIVEN | VAGUE | FAMOUS;

/// A known name: its words after the first, folded, and its label.
pub struct Phrase {
    /// The words after the first.
    pub rest: Vec<String>,
    /// The label, as the section of the list writes it.
    pub label: &'static str,
}

/// Everything that the lists say.
pub struct Lexicon {
    words: FxHashMap<String, Class>,
    phrases: FxHashMap<String, Vec<Phrase>>,
}

/// The lexicon, shared by all handles.
pub static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::read);

impl Lexicon {
    fn read() -> Lexicon {
        let mut lexicon = Lexicon { words: FxHashMap::default(), phrases: FxHashMap::default() };
        for list in [include_str!("words.txt"), include_str!("given.txt"), include_str!("demonyms.txt")] {
            for (section, line) in sections(list) {
                let class = SECTIONS.iter().find(|(name, _)| *name == section).expect("every section of the lists has a class").1;
                for word in line.split_whitespace() {
                    lexicon.add(&fold(word), class);
                    for suffix in NISBA_SUFFIXES.iter().filter(|_| class == NISBA) {
                        lexicon.add(&format!("{}{suffix}", fold(word)), class);
                    }
                }
            }
        }
        for (section, line) in sections(include_str!("places.txt")) {
            let mut words = line.split_whitespace().map(|word| fold(word).into_owned());
            let first = words.next().expect("a line of a section is not empty");
            lexicon.add(&first, PHRASE);
            lexicon.phrases.entry(first).or_default().push(Phrase { rest: words.collect(), label: section });
        }
        for phrases in lexicon.phrases.values_mut() {
            phrases.sort_by_key(|phrase| Reverse(phrase.rest.len()));
        }
        lexicon
    }

    fn add(&mut self, word: &str, class: Class) {
        *self.words.entry(word.into()).or_default() |= class;
    }

    /// The classes of a folded word, or none.
    pub fn class(&self, word: &str) -> Class {
        self.words.get(word).copied().unwrap_or(0)
    }

    /// The known names that begin with the folded word, longest first.
    pub fn phrases(&self, first: &str) -> &[Phrase] {
        self.phrases.get(first).map_or(&[], Vec::as_slice)
    }
}

const NISBA_SUFFIXES: &[&str] = &["ا", "ه", "ون", "ين", "ان", "تان", "تين", "ات"];

/// The lines of a list with the section that each stands in.
fn sections(list: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut section = "";
    list.lines().filter_map(move |line| match line.strip_prefix("= ") {
        Some(name) => {
            section = name.trim();
            None
        }
        None => (!line.trim().is_empty()).then_some((section, line)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nationality_is_known_in_every_inflection() {
        for word in ["مصري", "مصريه", "مصريون", "مصريين", "مصريا", "مغاربه", "روس"] {
            assert!(LEXICON.class(word) & (NISBA | NORP) != 0, "{word}");
        }
        assert_eq!(LEXICON.class("قلمون"), 0);
    }

    #[test]
    fn the_longest_known_name_is_tried_first() {
        let rests: Vec<usize> = LEXICON.phrases("الولايات").iter().map(|phrase| phrase.rest.len()).collect();
        assert_eq!(rests, [2, 1]);
    }
}
