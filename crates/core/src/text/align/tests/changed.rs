//! Claims about generated cases, in which text and pieces differ by the rules.

use proptest::prelude::*;

use super::generator::{Draw, allows, case};
use super::*;

/// Checks that each piece is where it is wanted, and that no rule was used but those allowed.
fn expect(text: &str, pieces: &[String], wanted: &[Option<Span>], rules: u16) -> Result<(), TestCaseError> {
    let aligned = align(text, pieces);
    for (at, (found, wanted)) in aligned.spans.iter().zip(wanted).enumerate() {
        let slice = |span: &Option<Span>| span.map(|span| span.slice(text).to_owned());
        prop_assert_eq!(found, wanted, "piece {} `{}` is `{:?}`, not `{:?}` in {}", at, pieces[at], slice(found), slice(wanted), text);
    }
    for (rule, _) in aligned.rules.iter() {
        prop_assert!(allows(rules, rule), "{rule} was used in {text}");
    }
    Ok(())
}

fn pieces_of(words: &[Vec<(Span, String)>]) -> (Vec<String>, Vec<Option<Span>>) {
    words.iter().flatten().map(|(span, piece)| (piece.clone(), Some(*span))).unzip()
}

/// Whether it is no punctuation: which of two equal marks was dropped, nobody can tell.
fn is_word(word: &[(Span, String)]) -> bool {
    word[0].1.chars().any(char::is_alphabetic)
}

fn all_but(rules: &[Rule]) -> u16 {
    rules.iter().fold((1 << Rule::ALL.len()) - 1, |all, &rule| all & !(1 << rule as u16))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn pieces_changed_by_one_rule_in_either_direction_are_placed_and_no_other_rule_is_used(seed: u64, rule in 0..Rule::ALL.len()) {
        let case = case(&mut Draw(seed), 30, 1 << rule);
        let (pieces, wanted) = pieces_of(&case.words);
        expect(&case.text, &pieces, &wanted, 1 << rule)?;
    }

    #[test]
    fn pieces_changed_by_any_mixture_of_rules_are_placed(seed: u64, rules in 0..1u16 << Rule::ALL.len()) {
        let case = case(&mut Draw(seed), 40, rules);
        let (pieces, wanted) = pieces_of(&case.words);
        expect(&case.text, &pieces, &wanted, u16::MAX)?;
    }

    #[test]
    fn an_unchanged_text_cut_anywhere_is_cut_there(text in "[\u{0600}-\u{06ff}\u{fe70}-\u{fefc}a-z أاإةلو\u{200c}-\u{200f}\u{300}\n.]{0,60}", seed: u64) {
        let mut draw = Draw(seed);
        let mut cuts: Vec<usize> = text.char_indices().map(|(at, _)| at).filter(|_| draw.one_in(2)).collect();
        cuts.extend([0, text.len()]);
        cuts.sort_unstable();
        let pieces: Vec<&str> = cuts.windows(2).map(|cut| &text[cut[0]..cut[1]]).collect();
        let wanted: Vec<Option<Span>> = cuts
            .windows(2)
            .map(|cut| {
                let piece = &text[cut[0]..cut[1]];
                let start = cut[0] + piece.len() - piece.trim_start().len();
                Span::new(&text, start, start + piece.trim().len()).ok()
            })
            .collect();
        let aligned = align(&text, &pieces);
        prop_assert_eq!(aligned.spans, wanted);
        prop_assert_eq!(aligned.rules.total(), 0);
    }

    #[test]
    fn whatever_comes_spans_are_sorted_apart_and_without_white_space_at_their_ends(
        text in "([ا-يأًٰـ \u{200f}\u{feff}ﻻﷺﷲ]|[a-c]|\u{301}|\u{327}|é|\\PC){0,80}",
        pieces in proptest::collection::vec("([ا-يأًٰـ \u{200f}\u{feff}ﻻﷺﷲ]|[a-c]|\u{301}|\u{327}|é|\\PC){0,4}", 0..60),
    ) {
        let aligned = align(&text, &pieces);
        prop_assert_eq!(aligned.spans.len(), pieces.len());
        let mut end = 0;
        for span in aligned.spans.iter().flatten() {
            prop_assert!(span.start() >= end && span.fits(&text), "{:?} behind {}", span, end);
            prop_assert_eq!(span.slice(&text).trim(), span.slice(&text));
            end = span.end();
        }
        prop_assert_eq!(&align(&text, &pieces), &aligned);
    }
}

#[test]
fn no_rule_is_used_without_a_change() {
    for seed in 0..50 {
        let case = case(&mut Draw(seed), 50, 0);
        let (mut pieces, _) = pieces_of(&case.words);
        assert_eq!(align(&case.text, &pieces).rules.total(), 0);
        // Out of the way of the comparison by bytes.
        pieces.insert(20, "x".into());
        let aligned = align(&case.text, &pieces);
        assert_eq!((aligned.rules.total(), aligned.unplaced()), (0, 1), "seed {seed}");
    }
}

#[test]
fn steps_are_linear_in_text_and_pieces() {
    let many = |piece: &str, count: usize| vec![piece.to_owned(); count];
    let news = case(&mut Draw(7), 196, all_but(&[])).text;
    type Shape<'a> = &'a dyn Fn(usize) -> (String, Vec<String>);
    let shapes: [(&str, Shape); 12] = [
        ("one letter, other pieces", &|n| ("ب".repeat(n), many("ج", n))),
        ("one letter, pieces that nearly fit", &|n| ("ب".repeat(n), many("ببببج", n / 5))),
        ("one letter, one long piece that nearly fits", &|n| ("ب".repeat(n), vec!["ج".into(), "ب".repeat(n / 2) + "ج"])),
        ("one letter, long pieces that nearly fit", &|n| ("ب".repeat(n), many(&("ب".repeat(300) + "ج"), n / 300))),
        ("one letter, one piece", &|n| ("ب ".repeat(n), vec!["ب".repeat(n)])),
        ("two letters, the other order", &|n| ("بج".repeat(n / 2), many("ججب", n / 3))),
        ("marks only", &|n| ("\u{64b}\u{650}".repeat(n / 2), many("\u{650}", n))),
        ("marks on one letter", &|n| ("ب".to_owned() + &"\u{64b}\u{650}".repeat(n / 2), many("\u{650}\u{301}", n))),
        ("alef behind lam", &|n| ("ل".repeat(n), many("ال", n / 2))),
        ("empty pieces", &|n| ("ب".repeat(n), many("", n))),
        ("no text", &|n| (String::new(), many("ب", n))),
        ("words against other words", &|n| (news.repeat(n / news.len() + 1), many("من", n / 2))),
    ];
    for (name, shape) in shapes {
        let steps = |n: usize| {
            let (text, pieces) = shape(n);
            align_counting(&text, &pieces).1
        };
        let (small, large) = (steps(10_000), steps(40_000));
        assert!(large <= small * 5, "{name}: {small} steps become {large} of four times as much");
        assert!(large <= 40_000 * 1_000, "{name}: {large} steps of 40,000 letters");
    }
}

/// No promise but a measurement, so seeds are fixed: a passage may take pieces of its neighbours along, and be taken for some of them.
#[test]
fn of_ten_thousand_pieces_eight_words_from_a_passage_that_one_side_lacks_at_most_one_is_misplaced() {
    let (mut all, mut wrong) = (0, 0);
    for seed in 0..80 {
        let mut draw = Draw(seed);
        let (start, length, rules) = (5 + draw.below(35), 1 + draw.below(149), draw.below(1 << Rule::ALL.len()) as u16);
        let case = case(&mut draw, 196, rules);
        let next_word = |from: usize| (from..).find(|&at| is_word(&case.words[at])).unwrap();
        let (start, end) = (next_word(start), next_word(start + length));
        let is_clear = |at: usize| at.abs_diff(start) > 8 && at.abs_diff(end) > 8;
        let cut = case.words[start][0].0.start()..case.words[end][0].0.start();
        let short = [&case.text[..cut.start], &case.text[cut.end..]].concat();
        let moved = |span: Span| match span.start() {
            at if at < cut.start => Some(span),
            at if at < cut.end => None,
            _ => Some(Span::new(&short, span.start() - cut.len(), span.end() - cut.len()).unwrap()),
        };
        for is_in_text in [true, false] {
            let (mut pieces, mut wanted) = (Vec::new(), Vec::new());
            for (at, word) in case.words.iter().enumerate() {
                if is_word(word) && !(is_in_text && (start..end).contains(&at)) {
                    pieces.extend(word.iter().map(|(_, piece)| piece));
                    wanted.extend(word.iter().map(|(span, _)| (is_clear(at), if is_in_text { Some(*span) } else { moved(*span) })));
                }
            }
            let text = if is_in_text { &case.text } else { &short };
            let aligned = align(text, &pieces);
            let clear = aligned.spans.iter().zip(&wanted).filter(|(_, (is_clear, _))| *is_clear);
            clear.for_each(|(found, (_, wanted))| (all, wrong) = (all + 1, wrong + usize::from(found != wanted)));
        }
    }
    assert!(wrong * 10_000 <= all, "{wrong} of {all} pieces are not in place");
}

/// Words are dropped and foreign pieces inserted; junk must be nowhere, and the rest where it belongs. A short piece beside a dropped word can
/// be taken for part of it, so the claim is a measured one, on fixed seeds.
#[test]
fn dropped_words_and_foreign_pieces_leave_nearly_all_others_in_place() {
    let (mut all, mut wrong) = (0, 0);
    for seed in 0..100u64 {
        let mut draw = Draw(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let rules = draw.below(1 << Rule::ALL.len()) as u16;
        let case = case(&mut draw, 100, rules);
        let (mut pieces, mut wanted) = (Vec::new(), Vec::new());
        for word in case.words.iter().filter(|word| is_word(word)) {
            if draw.one_in(6) {
                pieces.push(draw.of(&["q", "[UNK]", "٢", "xyz x", "漢"]).to_owned());
                wanted.push(None);
            }
            if !draw.one_in(6) {
                pieces.extend(word.iter().map(|(_, piece)| piece.clone()));
                wanted.extend(word.iter().map(|(span, _)| Some(*span)));
            }
        }
        all += wanted.len();
        wrong += align(&case.text, &pieces).spans.iter().zip(&wanted).filter(|(found, wanted)| found != wanted).count();
    }
    assert!(all > 10_000 && wrong * 5_000 <= all, "{wrong} of {all} pieces are elsewhere");
}
