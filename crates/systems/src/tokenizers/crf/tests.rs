use std::panic::catch_unwind;

use mihak_core::text::fold::is_deleted;
use proptest::prelude::*;

use super::*;

fn tokens(scheme: Scheme, text: &str) -> Vec<Token> {
    let mut out = Vec::new();
    Crf::new(scheme).tokenize(text, &mut out).unwrap();
    out
}

fn cut(scheme: Scheme, text: &str) -> Vec<&str> {
    tokens(scheme, text).iter().map(|token| token.span.slice(text)).collect()
}

/// The places of cuts inside the word, counted in letters.
fn cuts(word: &str) -> Vec<usize> {
    let count = |piece: &str| piece.chars().filter(|&c| !is_deleted(c)).count();
    cut(Scheme::D3, word)
        .iter()
        .scan(0, |sum, piece| {
            *sum += count(piece);
            Some(*sum)
        })
        .collect()
}

#[test]
fn frequent_patterns_are_learned() {
    for (word, expected) in [
        ("المدينة", &["ال", "مدينة"][..]),
        ("والمدينة", &["و", "ال", "مدينة"]),
        ("بالمدينة", &["ب", "ال", "مدينة"]),
        ("للمدينة", &["ل", "ل", "مدينة"]),
        ("مدينتها", &["مدينت", "ها"]),
        ("له", &["ل", "ه"]),
        ("الـ10", &["الـ", "10"]),
    ] {
        assert_eq!(cut(Scheme::D3, word), expected);
    }
}

#[test]
fn a_scheme_cuts_only_what_its_name_says() {
    for (scheme, expected) in [
        (Scheme::Word, &["وبالمدينة"][..]),
        (Scheme::D1, &["و", "بالمدينة"]),
        (Scheme::D2, &["و", "ب", "المدينة"]),
        (Scheme::Atb, &["و", "ب", "المدينة"]),
        (Scheme::D3, &["و", "ب", "ال", "مدينة"]),
    ] {
        assert_eq!(cut(scheme, "وبالمدينة"), expected, "{scheme}");
    }
}

#[test]
fn text_without_arabic_letters_is_cut_into_words_only() {
    assert_eq!(cut(Scheme::D3, ""), [""; 0]);
    assert_eq!(cut(Scheme::D3, " \r\n "), [""; 0]);
    for text in ["Reuters", "15:35", "#وسم_واحد", "https://a.example/ب", "press@a.example", "😀", "👨‍👩‍👧", "«", "ـ"] {
        assert_eq!(cut(Scheme::D3, text).concat(), text);
        assert!(tokens(Scheme::D3, text).iter().all(|token| !token.class.unwrap().is_clitic()), "{text}");
    }
    assert_eq!(cut(Scheme::Word, "قال\r\n😀 نعم"), ["قال", "😀", "نعم"]);
}

#[test]
fn marks_and_tatweel_move_no_cut() {
    for (bare, marked) in [
        ("والمدينة", "وَالمَدِينَةُ"),
        ("والمدينة", "والمـــدينة"),
        ("بالمدينة", "بـالمدينة"),
        ("مدينتها", "مَدِينَتُهَا"),
        ("وقال", "وَقَالَ"),
        ("والمدينة", "و\u{200f}المدينة"),
    ] {
        assert_eq!(cuts(bare), cuts(marked), "{marked}");
    }
}

#[test]
fn no_cut_stands_inside_a_ligature() {
    for word in ["ﻷردن", "للأردن", "ﻟﻸردن", "واﻷردن", "ﻻ", "باﻹنتاج"] {
        assert_eq!(cut(Scheme::D3, word).concat(), word);
    }
}

#[test]
fn the_shipped_model_is_read_and_has_only_states() {
    assert!(Segmenter::new(shipped_segmenter()).is_ok());
    assert!(Segmenter::new(b"no model").is_err());
    let cut_off = &shipped_segmenter()[..shipped_segmenter().len() / 4];
    assert!(catch_unwind(|| Segmenter::new(cut_off).is_err()).unwrap_or(true));
}

#[test]
fn states_have_names_and_keep_the_order_of_clitics() {
    for state in [State::Edge, State::Conj, State::Lam, State::PronInside] {
        assert_eq!(State::named(state.name()).unwrap(), state);
    }
    assert!(State::named("X").is_err());
    assert!(State::Prep.leads_to(State::Pron) && !State::Conj.leads_to(State::Pron));
    assert!(!State::Stem.leads_to(State::Stem) && !State::Pron.leads_to(State::Stem));
}

proptest! {
    #[test]
    fn segments_tile_every_word_and_clitics_are_written_as_the_lists_say(text in "[وفبلكساأهاميننكةر\u{064b}\u{0651}\u{0640}\u{200f}\u{fef7}\u{fefb}0a ,#\r\n😀]{0,40}") {
        let mut crf = Crf::new(Scheme::D3);
        for word in words(&text) {
            let mut end = word.start();
            for &(span, class) in crf.segments(&text, word) {
                prop_assert_eq!(span.start(), end);
                prop_assert!(!class.is_clitic() || class.admits(span.slice(&text)), "{} {}", class, span.slice(&text));
                end = span.end();
            }
            prop_assert_eq!(end, word.end());
        }
        let mut end = 0;
        for token in tokens(Scheme::Atb, &text) {
            prop_assert!(token.span.start() >= end);
            end = token.span.end();
        }
    }
}
