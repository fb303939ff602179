//! Hard things of single characters, and of the form of a word.

use mihak_core::text::Span;
use mihak_core::text::fold::{is_deleted, is_invisible};
use mihak_core::text::words::Address;

use crate::describe::hard::scene::Scene;

const TATWEEL: char = '\u{0640}';

/// Words in which ا or ل, then ل, one tatweel or more and a digit follow each other, invisible characters aside.
pub(super) fn al_tatweel_digits(scene: &Scene) -> Vec<Span> {
    scene.words_where(|word| {
        let mut chars = word.chars().filter(|&c| !is_invisible(c)).peekable();
        // How much of ال and tatweel the last characters are: 0 to 3.
        let mut state = 0;
        chars.any(|c| {
            let is_found = state == 3 && c.is_numeric();
            state = match (state, c) {
                (1 | 2, 'ل') => 2,
                (_, 'ا' | 'ل') => 1,
                (2 | 3, TATWEEL) => 3,
                _ => 0,
            };
            is_found
        })
    })
}

/// Runs of tatweel with an Arabic letter in front of and behind them, marks and invisible characters aside. The tatweel of الـ10, بـ«…» and هـ is
/// none.
pub(super) fn tatweel(scene: &Scene) -> Vec<Span> {
    let text = scene.text;
    let mut found = Vec::new();
    let mut before = None;
    let mut run: Option<(usize, usize)> = None;
    for (at, c) in text.char_indices() {
        if c == TATWEEL {
            let end = at + c.len_utf8();
            run = Some(run.map_or((at, end), |(start, _)| (start, end)));
        } else if !is_deleted(c) {
            if let Some((start, end)) = run.take().filter(|_| before.is_some_and(is_letter) && is_letter(c)) {
                found.extend(Span::new(text, start, end));
            }
            before = Some(c);
        }
    }
    found
}

fn is_letter(c: char) -> bool {
    matches!(c, 'ء'..='غ' | 'ف'..='ي' | 'ٱ'..='ۓ')
}

/// U+200C, each one.
pub(super) fn zwnj(scene: &Scene) -> Vec<Span> {
    characters(scene.text, |c| c == '\u{200c}')
}

/// U+200E, U+200F, U+061C and the embeddings, overrides and isolates, each one.
pub(super) fn bidi_mark(scene: &Scene) -> Vec<Span> {
    characters(scene.text, |c| matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
}

/// The presentation forms ﻵ to ﻼ, each one.
pub(super) fn lam_alef_ligature(scene: &Scene) -> Vec<Span> {
    characters(scene.text, |c| matches!(c, '\u{fef5}'..='\u{fefc}'))
}

/// ، ؛ ؟ « » “ ”, each one.
pub(super) fn arabic_punctuation(scene: &Scene) -> Vec<Span> {
    characters(scene.text, |c| "،؛؟«»“”".contains(c))
}

/// Words with a digit of U+0660 to U+0669.
pub(super) fn arabic_indic_digits(scene: &Scene) -> Vec<Span> {
    scene.words_where(|word| word.contains(|c| matches!(c, '\u{0660}'..='\u{0669}')))
}

/// Words with a digit 0 to 9 that are no address.
pub(super) fn western_digits(scene: &Scene) -> Vec<Span> {
    scene.words_where(|word| word.contains(|c: char| c.is_ascii_digit()) && Address::of(word).is_none())
}

/// % ٪, each one outside of addresses.
pub(super) fn percent_sign(scene: &Scene) -> Vec<Span> {
    outside_addresses(scene, |c| matches!(c, '%' | '٪'))
}

/// The currency signs of Unicode that are in use: $ ¢ £ ¤ ¥ ؋ ﷼ and U+20A0 to U+20CF, each one outside of addresses.
pub(super) fn currency_sign(scene: &Scene) -> Vec<Span> {
    outside_addresses(scene, |c| matches!(c, '$' | '¢'..='¥' | '\u{060b}' | '\u{fdfc}' | '\u{20a0}'..='\u{20cf}'))
}

/// Words with a Latin letter, acronyms too, addresses aside.
pub(super) fn latin(scene: &Scene) -> Vec<Span> {
    scene.words_where(|word| word.contains(is_latin) && Address::of(word).is_none())
}

/// Words with two Latin capitals in a row, addresses aside.
pub(super) fn acronym(scene: &Scene) -> Vec<Span> {
    scene.words_where(|word| {
        let capitals = word.chars().zip(word.chars().skip(1)).any(|(a, b)| [a, b].iter().all(|c| is_latin(*c) && c.is_uppercase()));
        capitals && Address::of(word).is_none()
    })
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, 'À'..='ɏ' if c.is_alphabetic())
}

/// E-mail addresses, as the word rule has them.
pub(super) fn email(scene: &Scene) -> Vec<Span> {
    scene.words_where(|word| Address::of(word) == Some(Address::Email))
}

/// URLs and bare host names, as the word rule has them.
pub(super) fn url(scene: &Scene) -> Vec<Span> {
    scene.words_where(|word| Address::of(word) == Some(Address::Url))
}

/// Hashtags, as the word rule has them.
pub(super) fn hashtag(scene: &Scene) -> Vec<Span> {
    scene.words_where(|word| Address::of(word) == Some(Address::Hashtag))
}

fn characters(text: &str, is: impl Fn(char) -> bool) -> Vec<Span> {
    let places = text.char_indices().filter(|(_, c)| is(*c));
    places.filter_map(|(at, c)| Span::new(text, at, at + c.len_utf8()).ok()).collect()
}

fn outside_addresses(scene: &Scene, is: impl Fn(char) -> bool) -> Vec<Span> {
    let addresses: Vec<Span> = scene.words_where(|word| Address::of(word).is_some());
    let is_outside = |span: &Span| {
        let next = addresses.partition_point(|address| address.end() <= span.start());
        addresses.get(next).is_none_or(|address| !address.overlaps(*span))
    };
    characters(scene.text, is).into_iter().filter(is_outside).collect()
}
