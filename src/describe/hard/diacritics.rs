//! Words with diacritics: on some letters, or on all.

use mihak_core::text::Span;
use mihak_core::text::fold::is_tashkeel;

use crate::describe::hard::scene::Scene;

/// Words with at least one diacritic that are not fully diacritised.
pub(super) fn partial_diacritics(scene: &Scene) -> Vec<Span> {
    scene.words_where(|word| is_marked(word) && !is_fully_marked(word))
}

/// Words with a vowel sign, tanwin or sukun on every letter that can bear one.
///
/// These need none: ا, آ, ى, and the long vowels و after a damma and ي after a kasra; the ل of the article in front of a shadda. A shadda alone
/// does not do, and the last letter is no exception.
pub(super) fn full_diacritics(scene: &Scene) -> Vec<Span> {
    scene.words_where(|word| is_marked(word) && is_fully_marked(word))
}

fn is_marked(word: &str) -> bool {
    word.contains(is_tashkeel)
}

const SHADDA: char = '\u{0651}';
const DAMMA: char = '\u{064f}';
const KASRA: char = '\u{0650}';

/// A letter with what stands on it.
#[derive(Default)]
struct Borne {
    letter: char,
    vowel: Option<char>,
    has_shadda: bool,
}

fn is_fully_marked(word: &str) -> bool {
    let mut letters: Vec<Borne> = Vec::new();
    for c in word.chars() {
        match (letters.last_mut(), c) {
            (_, 'ء'..='غ' | 'ف'..='ي' | 'ٱ'..='ۓ') => letters.push(Borne { letter: c, ..Borne::default() }),
            (Some(last), SHADDA) => last.has_shadda = true,
            (Some(last), '\u{064b}'..='\u{0650}' | '\u{0652}' | '\u{0670}') => last.vowel = Some(c),
            _ => {}
        }
    }
    (0..letters.len()).all(|at| {
        let Borne { letter, vowel, has_shadda } = letters[at];
        let before = at.checked_sub(1).map(|at| &letters[at]);
        match letter {
            _ if vowel.is_some() => true,
            'ا' | 'آ' | 'ى' | 'ٱ' => true,
            'و' => !has_shadda && before.is_some_and(|before| before.vowel == Some(DAMMA)),
            'ي' => !has_shadda && before.is_some_and(|before| before.vowel == Some(KASRA)),
            'ل' => {
                !has_shadda && before.is_some_and(|before| "الٱ".contains(before.letter)) && letters.get(at + 1).is_some_and(|next| next.has_shadda)
            }
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_full_when_only_long_vowels_alif_and_the_assimilated_lam_are_bare() {
        for word in ["إِنَّ", "دُوَلِنَا", "جَرِيمَةَ", "عُقُوبَةَ", "الْقَلْبِ", "الطِّينِ", "وَالنَّصُّ", "اَلْمَاءُ", "اللَّهِ", "لِلصَّبْرِ", "عَلَى", "فِي", "هٰذَا"]
        {
            assert!(is_fully_marked(word), "{word}");
        }
        for word in ["محمّد", "عمّان", "جدّا", "يُقبل", "وسيُدرَّب", "يَوم", "حذّر", "مَكتَب", "كُلّ"] {
            assert!(is_marked(word) && !is_fully_marked(word), "{word}");
        }
    }
}
