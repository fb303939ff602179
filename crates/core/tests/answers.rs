//! Answers of chat models, whatever stands in them: they are read or refused, and what is placed is what was quoted.

use mihak_core::annotation::{Found, Quotes};
use mihak_core::format::llm::quotes;
use mihak_core::text::align::align;
use mihak_core::text::fold::fold;
use proptest::prelude::*;

/// Texts with names, clitics, marks, digits of two scripts, an emoji, and parts of ligatures.
const WORDS: [&str; 18] =
    ["زار", "وسامر", "سَامِرٌ", "بيـروت", "بيروت", "للأمم", "المتحدة", "المدينه", "الى", "علي", "عليه", "٢٠٢٤", "2024", "🎉", "ﻻجئ", "عبد", "الله", "،"];

/// Quotes, some of them in another spelling than that of the words.
const QUOTES: [&str; 14] =
    ["سامر", "بيروت", "الأمم المتحدة", "المدينة", "إلى", "على", "2024", "٢٠٢٤", "لاجئ", "عبدالله", "خالد", "🎉", "زار وسامر", "ـ"];

/// Pieces of which answers are made.
const PIECES: [&str; 34] = [
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "\"",
    "'",
    ":",
    ",",
    "،",
    "\n",
    " ",
    "\\",
    "\\u06",
    "```",
    "```json\n",
    "<PER>",
    "</PER>",
    "<",
    ">",
    "[PER ",
    "](PER)",
    "##",
    "/B-PER",
    " O\n",
    "PER: ",
    "- ",
    "| ",
    "\"text\"",
    "\"type\"",
    "\"start\": 1, \"end\": 3",
    "null",
    "<think>",
];

fn shown(choices: &[usize], of: &[&str], joint: &str) -> String {
    choices.iter().map(|at| of[at % of.len()]).collect::<Vec<_>>().join(joint)
}

/// What is compared of a spelling if nothing but rules may change it.
fn plain(text: &str) -> String {
    let western = |c: char| match c {
        '٠'..='٩' => char::from_digit(c as u32 - '٠' as u32, 10).unwrap(),
        c => c,
    };
    fold(text).chars().filter(|c| !c.is_whitespace()).map(western).collect()
}

/// Asserts of every quote that stands in the text that it is what was quoted, or its re-spelling by rules.
fn assert_placed(found: &Quotes, text: &str) -> Result<(), TestCaseError> {
    for quote in &found.all {
        match &quote.found {
            Found::Nowhere => {}
            Found::Exactly(span) => {
                let slice = span.slice(text);
                let visible = |text: &str| text.split_whitespace().collect::<String>();
                prop_assert!(slice == &*quote.quote || visible(slice) == visible(&quote.quote), "{slice:?} {quote:?}");
            }
            Found::Respelled(span, rules) => {
                let slice = span.slice(text);
                prop_assert!(!rules.is_empty(), "{slice:?} {quote:?}");
                let lam = format!("ل{slice}");
                let pieces = |words: &str| words.split_whitespace().map(String::from).collect::<Vec<_>>();
                let is_aligned = |text: &str, pieces: Vec<String>| align(text, &pieces).unplaced() == 0;
                let explained = plain(slice) == plain(&quote.quote)
                    || is_aligned(slice, pieces(&quote.quote))
                    || is_aligned(&lam, [vec!["ل".to_string()], pieces(&quote.quote)].concat());
                prop_assert!(explained, "{slice:?} {quote:?}");
            }
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn no_answer_panics_and_every_quote_is_what_stands_in_its_place(
        words in prop::collection::vec(0usize..100, 0..24), pieces in prop::collection::vec((0usize..100, 0usize..100, 0usize..4), 0..40), declared in any::<bool>(),
    ) {
        let text = shown(&words, &WORDS, " ");
        let piece = |&(piece, quote, which): &(usize, usize, usize)| match which {
            0 => QUOTES[quote % QUOTES.len()],
            1 => WORDS[quote % WORDS.len()],
            _ => PIECES[piece % PIECES.len()],
        };
        let answer: String = pieces.iter().map(piece).collect();
        assert_placed(&quotes(&answer, &text, declared.then_some("LOC")), &text)?;
    }

    #[test]
    fn quotes_of_a_valid_answer_are_all_there_and_placed_as_they_are_quoted(
        words in prop::collection::vec(0usize..100, 0..24), chosen in prop::collection::vec((0usize..100, any::<bool>()), 0..12), spaced in any::<bool>(),
    ) {
        let text = shown(&words, &WORDS, if spaced { " " } else { "\n" });
        let chosen: Vec<&str> = chosen.iter().map(|&(at, own)| if own { WORDS[at % WORDS.len()] } else { QUOTES[at % QUOTES.len()] }).collect();
        let answer = serde_json::json!({ "PER": chosen }).to_string();
        let found = quotes(&answer, &text, None);
        let said: Vec<&str> = found.all.iter().map(|quote| &*quote.quote).collect();
        prop_assert_eq!(&said, &chosen);
        prop_assert!(!found.is_broken && !found.is_cut && found.failure.is_none() && found.unread.is_empty());
        for quote in found.all.iter().filter(|quote| text.contains(&*quote.quote)) {
            prop_assert!(matches!(quote.found, Found::Exactly(_)), "{:?} in {:?}", quote, text);
        }
        assert_placed(&found, &text)?;
    }

    #[test]
    fn every_beginning_of_an_answer_is_read_without_a_quote_that_the_whole_does_not_have(cut in 0usize..400) {
        let text = "زار سامر بيروت ثم عاد إلى صيدا مع وفد شركة الأفق";
        let whole = r#"{"entities": [{"text": "سامر", "type": "PER"}, {"text": "بيروت", "type": "LOC"}, {"text": "شركة الأفق", "type": "ORG"}]}"#;
        let end = whole.floor_char_boundary(cut.min(whole.len()));
        let (all, found) = (quotes(whole, text, None), quotes(&whole[..end], text, None));
        prop_assert_eq!(&found.all[..], &all.all[..found.all.len()]);
        prop_assert!(found.is_cut || found.failure.is_some() || end == whole.len(), "{:?}", &whole[..end]);
    }
}

/// Twenty thousand items of which every tenth is made up and every tenth spelled otherwise.
#[test]
fn many_items_are_placed_each_by_itself() {
    let name = |at: usize| format!("اسم{at}ة");
    let text: String = (0..20_000).map(|at| name(at) + " ").collect();
    let item = |at: usize| match at % 10 {
        0 => format!("{{\"text\":\"غائب{at}ن\",\"type\":\"PER\"}}"),
        1 => format!("{{\"text\":\"{}\",\"type\":\"PER\"}}", name(at).replace('ة', "ه")),
        _ => format!("{{\"text\":\"{}\",\"type\":\"PER\"}}", name(at)),
    };
    let answer = format!("[{}]", (0..20_000).map(item).collect::<Vec<_>>().join(","));
    let found = quotes(&answer, &text, None);
    let respelled = found.all.iter().filter(|quote| matches!(quote.found, Found::Respelled(..))).count();
    assert_eq!((found.all.len(), found.nowhere().count(), respelled), (20_000, 2_000, 2_000));
}
