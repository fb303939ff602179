//! The tokenizer `clitics`: it weighs every analysis of a word that the order of clitics allows, by a lexicon of stems.

mod analysis;
mod front;
pub(super) mod letters;
mod lexicon;
mod price;

use analysis::Analyser;
use letters::Letters;
use mihak_core::annotation::{Class, Scheme, Token};
use mihak_core::text::Span;
use mihak_core::text::words::{is_punctuation, words};

use crate::contract::Tokenizer;
use crate::failure::Failure;
use crate::tokenizers::append::push_projected;

/// A segmenter by rules and a lexicon. It cuts by any scheme.
///
/// Words are those of [`words`]. Each Arabic word is analysed as `[CONJ] [PREP|FUT] [DET] STEM [PRON]`, and the cheapest analysis is taken. A
/// known stem costs nothing, a known stem with a regular inflection costs little, and an unknown stem costs much. The lexicon was written for
/// this project, from general knowledge of the language.
pub struct Clitics {
    scheme: Scheme,
    analyser: Analyser,
    letters: Letters,
    finest: Vec<(Span, Class)>,
    projected: Vec<(Span, Class)>,
}

impl Clitics {
    /// A segmenter that cuts by `scheme`. The lexicon is loaded once for all segmenters.
    pub fn new(scheme: Scheme) -> Clitics {
        Clitics { scheme, analyser: Analyser::new(), letters: Letters::default(), finest: Vec::new(), projected: Vec::new() }
    }

    /// The finest segments of one word of `text`. They cover it without gaps.
    pub fn segments(&mut self, text: &str, word: Span) -> &[(Span, Class)] {
        self.finest.clear();
        let surface = word.slice(text);
        if is_punctuation(surface) {
            self.finest.push((word, Class::Punct));
            return &self.finest;
        }
        if !self.letters.read(surface) {
            self.finest.push((word, Class::Stem));
            return &self.finest;
        }
        let mut start = word.start();
        for &(letters, class) in self.analyser.best(&self.letters) {
            let end = word.start() + self.letters.byte(letters);
            self.finest.push((Span::new(text, start, end).expect("cuts stand in front of letters, in order"), class));
            start = end;
        }
        &self.finest
    }
}

impl Tokenizer for Clitics {
    fn tokenize(&mut self, text: &str, out: &mut Vec<Token>) -> Result<(), Failure> {
        for word in words(text) {
            self.segments(text, word);
            push_projected(self.scheme, &self.finest, &mut self.projected, out);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(scheme: Scheme, text: &str) -> String {
        let mut out = Vec::new();
        Clitics::new(scheme).tokenize(text, &mut out).unwrap();
        let mut shown = String::new();
        let mut end = 0;
        for token in &out {
            match token.span.start() == end {
                true if end > 0 => shown.push('+'),
                _ => shown.push_str(&text[end..token.span.start()]),
            }
            shown.push_str(token.span.slice(text));
            end = token.span.end();
        }
        shown
    }

    #[test]
    fn look_alike_stems_are_left_whole() {
        for word in [
            "والد",
            "بلد",
            "كتاب",
            "فريق",
            "ليبيا",
            "ألمانيا",
            "وزارة",
            "بيان",
            "فهد",
            "ولد",
            "سيارة",
            "لجنة",
            "مهم",
            "هذه",
            "وجه",
            "التي",
            "الله",
            "لكن",
            "كما",
        ] {
            assert_eq!(cut(Scheme::D3, word), word);
        }
    }

    #[test]
    fn every_scheme_cuts_what_its_name_says() {
        for (scheme, expected) in [
            (Scheme::Word, "وسيبحثانها وللمحادثات"),
            (Scheme::D1, "و+سيبحثانها و+للمحادثات"),
            (Scheme::D2, "و+س+يبحثانها و+ل+لمحادثات"),
            (Scheme::Atb, "و+س+يبحثان+ها و+ل+لمحادثات"),
            (Scheme::D3, "و+س+يبحثان+ها و+ل+ل+محادثات"),
        ] {
            assert_eq!(cut(scheme, "وسيبحثانها وللمحادثات"), expected);
        }
    }

    #[test]
    fn the_closed_decisions_of_the_guidelines_are_kept() {
        for (word, expected) in [
            ("بشأن", "ب+شأن"),
            ("بالنسبة", "ب+ال+نسبة"),
            ("لأنه", "لأن+ه"),
            ("فإن", "ف+إن"),
            ("له", "ل+ه"),
            ("اليوم", "ال+يوم"),
            ("الآن", "ال+آن"),
            ("لذلك", "لذلك"),
            ("وكذلك", "و+كذلك"),
            ("فقد", "ف+قد"),
            ("للجنة", "ل+لجنة"),
            ("مدتها", "مدت+ها"),
            ("عليه", "علي+ه"),
            ("لديها", "لدي+ها"),
        ] {
            assert_eq!(cut(Scheme::D3, word), expected);
        }
    }

    #[test]
    fn marks_tatweel_and_digits_stay_with_the_clitic_in_front_of_them() {
        for (word, expected) in [("الـ10", "الـ+10"), ("وبـ50%", "و+بـ+50%"), ("وَقالَ", "وَ+قالَ"), ("لـAFP", "لـ+AFP"), ("و15", "و+15")]
        {
            assert_eq!(cut(Scheme::D3, word), expected);
        }
    }

    #[test]
    fn words_in_other_scripts_and_addresses_are_never_cut() {
        for word in ["Reuters", "15:35", "#وسم_واحد", "https://a.example/ب", "press@a.example"] {
            assert_eq!(cut(Scheme::D3, word), word);
        }
    }
}
