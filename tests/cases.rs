//! The scorer against its readable definition: every hand-counted case of `gold/cases`, and the invariants on each of them.

#[path = "cases/case.rs"]
mod case;
#[path = "cases/entities.rs"]
mod entities;
#[path = "cases/subwords.rs"]
mod subwords;
#[path = "cases/tokens.rs"]
mod tokens;
#[path = "cases/units.rs"]
mod units;
#[path = "cases/values.rs"]
mod values;
#[path = "cases/written.rs"]
mod written;

use std::collections::{BTreeMap, BTreeSet};

use mihak_core::annotation::{Class, Mention, Segment, Subword, Subwording, Token, Word};
use mihak_core::measure::declared::{Bound, Orth};
use mihak_core::measure::definition::Match;
use mihak_core::measure::key::{Counts, Layer};
use mihak_core::measure::mentions::{ARTICLE, BUCKET, CONFUSION, DROPPED, EMPTY, ERROR, EXACT, PARTIAL, TOKEN, TYPE, UNTYPED};
use mihak_core::measure::registry;
use mihak_core::measure::segment::{BOUNDARY, CLITIC, LOOKALIKE, SPAN, WORD};
use mihak_core::measure::subword::{LETTER, WHOLE};
use mihak_core::statistics::Count;
use mihak_core::text::Span;

use crate::case::{Case, Kind, at};
use crate::entities::{Answers, Ceiling, Entities};
use crate::subwords::Subwords;
use crate::tokens::{Changed, Tokens};
use crate::units::{Conllu, Coverage};

/// The keys of all kinds.
const KINDS: [&str; 8] = [Answers::NAME, Entities::NAME, Tokens::NAME, Changed::NAME, Subwords::NAME, Ceiling::NAME, Coverage::NAME, Conllu::NAME];

fn cases<K: Kind>() -> Vec<Case<K>> {
    case::cases(&KINDS)
}

/// What became of a case of any kind.
struct Outcome {
    file: String,
    /// What differs from the counts made by hand.
    wrong_counts: Vec<String>,
    /// What differs from the values made by hand.
    wrong_values: Vec<String>,
    /// The measures of which the case has a value that is not undefined: matches, with places among their measures.
    valued: Vec<(&'static Match, usize)>,
}

fn outcomes() -> Vec<Outcome> {
    fn of<K: Kind>() -> Vec<Outcome> {
        let outcome = |case: Case<K>| Outcome {
            wrong_counts: case.wrong_counts(),
            wrong_values: case.wrong_values(),
            valued: case.expected.values.iter().filter(|value| value.value.is_some()).map(|value| (value.layer.matching, value.at)).collect(),
            file: case.file,
        };
        cases().into_iter().map(outcome).collect()
    }
    [of::<Answers>(), of::<Entities>(), of::<Tokens>(), of::<Changed>(), of::<Subwords>(), of::<Ceiling>(), of::<Coverage>(), of::<Conllu>()]
        .into_iter()
        .flatten()
        .collect()
}

fn only(counts: Counts, keep: &[&'static Match]) -> Counts {
    counts.into_iter().filter(|(layer, _)| keep.contains(&layer.matching)).collect()
}

fn swapped(counts: Counts) -> Counts {
    counts.into_iter().map(|(layer, count)| (layer, Count { fp: count.r#fn, r#fn: count.fp, ..count })).collect()
}

fn sum(mut counts: Counts, more: Counts) -> Counts {
    more.into_iter().for_each(|(layer, count)| *counts.entry(layer).or_default() += count);
    counts
}

fn faults(counts: &Counts) -> u64 {
    counts.values().map(|count| count.fp + count.r#fn).sum()
}

// Claims

#[test]
fn every_case_counts_as_it_was_counted_by_hand() {
    let wrong: Vec<String> = outcomes().into_iter().flat_map(|outcome| outcome.wrong_counts).collect();
    assert!(wrong.is_empty(), "{} counts differ from those made by hand:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_value_is_the_fraction_that_was_made_by_hand() {
    let wrong: Vec<String> = outcomes().into_iter().flat_map(|outcome| outcome.wrong_values).collect();
    assert!(wrong.is_empty(), "{} values differ from those made by hand:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_measure_of_the_list_has_a_value_made_by_hand_in_the_file_that_its_match_names() {
    let outcomes = outcomes();
    let valued: BTreeSet<(&str, &Match, usize)> =
        outcomes.iter().flat_map(|outcome| outcome.valued.iter().map(|&(matching, at)| (outcome.file.as_str(), matching, at))).collect();
    let mut missing = Vec::new();
    for matching in registry::ALL {
        for (at, measure) in matching.measures.iter().enumerate().filter(|(at, _)| !valued.contains(&(matching.cases, matching, *at))) {
            let row = measure.of.row().unwrap_or("a label");
            missing.push(format!("gold/cases/{}.toml: no {} of `{row}` under {matching}, number {}", matching.cases, measure.name, at + 1));
        }
    }
    assert!(missing.is_empty(), "{} measures have no value made by hand:\n{}", missing.len(), missing.join("\n"));
}

#[test]
fn gold_against_itself_is_perfect() {
    for Case { place, input, .. } in cases::<Entities>() {
        let perfect = Entities { predicted: input.gold.clone(), ..input };
        // What a view drops is counted as `dropped`, and is no fault.
        let counts = only(perfect.counts(), &[&EXACT, &UNTYPED, &PARTIAL, &TYPE, &ARTICLE, &BUCKET, &TOKEN, &EMPTY]);
        assert_eq!(faults(&counts), 0, "{place}: {counts:?}");
        let all = Layer { matching: &UNTYPED, bound: Some(Bound::Char), orth: Some(Orth::Raw), view: "wojood".into(), label: "*".into() };
        assert_eq!(at(&counts, &all).tp, perfect.gold.len() as u64, "{place}: every gold mention is found once");
    }
    for Case { place, input, .. } in cases::<Tokens>() {
        let perfect = Tokens { tokens: input.gold(), ..input };
        // Under the schemes that are not declared (`fit`) a perfect answer may well be wrong.
        let counts = only(perfect.counts(), &[&SPAN, &BOUNDARY, &WORD, &CLITIC, &LOOKALIKE]);
        assert_eq!(faults(&counts), 0, "{place}: {counts:?}");
        assert_eq!(at(&counts, &Layer::tokens(&SPAN, perfect.scheme.name(), "*")).tp, perfect.tokens.len() as u64, "{place}");
    }
    for Case { place, input, .. } in cases::<Conllu>() {
        let counts = Conllu { predicted: input.gold.clone(), ..input }.counts();
        assert_eq!(faults(&counts), 0, "{place}: {counts:?}");
    }
}

#[test]
fn swapping_gold_and_prediction_swaps_missed_and_spurious() {
    for Case { place, input, .. } in cases::<Entities>() {
        // Confusions and error classes change their names, not their sides; the depth of a right mention is that in gold.
        let mut sides: Vec<&Match> = vec![&EXACT, &UNTYPED, &ARTICLE, &DROPPED, &EMPTY];
        // A minimum overlap is a share of the gold mention.
        sides.extend([&PARTIAL, &TYPE].into_iter().filter(|_| input.overlap.is_any()));
        let there = only(input.counts(), &sides);
        let back = only(Entities { gold: input.predicted, predicted: input.gold, ..input }.counts(), &sides);
        assert_eq!(there, swapped(back), "{place}");
    }
    for Case { place, input, .. } in cases::<Tokens>() {
        let there = input.counts();
        let stem = |token: &Token| vec![Segment { span: token.span, class: Class::Stem, form: "".into() }];
        let words = input.tokens.iter().map(|token| Word { span: token.span, segments: stem(token) }).collect();
        let back = Tokens { tokens: input.gold(), words, ..input }.counts();
        assert_eq!(only(there, &[&SPAN]), swapped(only(back, &[&SPAN])), "{place}");
    }
}

#[test]
fn the_order_of_mentions_changes_no_count() {
    for Case { place, mut input, .. } in cases::<Entities>() {
        let forward = input.counts();
        input.predicted.reverse();
        assert_eq!(input.counts(), forward, "{place}: prediction reversed");
        input.gold.reverse();
        assert_eq!(input.counts(), forward, "{place}: both reversed");
    }
}

#[test]
fn two_articles_in_one_text_count_as_much_as_both_alone() {
    // What licenses a clitic, what could be learned and what is an overlap must be the same for both, and the distinct names of an article are no
    // sum.
    let mut alike: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for case in cases::<Entities>() {
        let Entities { words, sentences, seen, overlap, .. } = &case.input;
        alike.entry((words.is_some(), sentences.is_some(), seen.clone(), *overlap)).or_default().push(case);
    }
    for pair in alike.values().flat_map(|cases| cases.windows(2)) {
        let (a, b) = (&pair[0].input, &pair[1].input);
        let (text, moved) = joined(&a.text, &b.text);
        let mentions = |a: &[Mention], b: &[Mention]| {
            [a, &b.iter().map(|mention| Mention { span: moved(mention.span), ..*mention }).collect::<Vec<_>>()].concat()
        };
        let words = a.words.as_ref().zip(b.words.as_ref()).map(|(a, b)| [a.clone(), moved_words(b, &moved)].concat());
        let both_sentences = |(a, b): (&Vec<Span>, &Vec<Span>)| a.iter().copied().chain(b.iter().map(|sentence| moved(*sentence))).collect();
        let sentences = a.sentences.as_ref().zip(b.sentences.as_ref()).map(both_sentences);
        let (gold, predicted) = (mentions(&a.gold, &b.gold), mentions(&a.predicted, &b.predicted));
        let both = Entities { text, words, sentences, seen: a.seen.clone(), overlap: a.overlap, gold, predicted }.counts();
        let sums = &[&EXACT, &UNTYPED, &PARTIAL, &TYPE, &CONFUSION, &ERROR, &BUCKET, &DROPPED, &TOKEN, &EMPTY];
        assert_eq!(only(both, sums), only(sum(a.counts(), b.counts()), sums), "{} and {}", pair[0].place, pair[1].place);
    }
    let cases = cases::<Tokens>();
    for pair in cases.windows(2).filter(|pair| pair[0].input.scheme == pair[1].input.scheme) {
        let (a, b) = (&pair[0].input, &pair[1].input);
        let (text, moved) = joined(&a.text, &b.text);
        let tokens = a.tokens.iter().copied().chain(b.tokens.iter().map(|token| Token { span: moved(token.span), ..*token })).collect();
        let words = [a.words.clone(), moved_words(&b.words, &moved)].concat();
        let both = Tokens { text, scheme: a.scheme, words, tokens }.counts();
        assert_eq!(both, sum(a.counts(), b.counts()), "{} and {}", pair[0].place, pair[1].place);
    }
}

#[test]
fn subwords_and_ceilings_of_two_articles_add_up() {
    let alone = cases::<Subwords>();
    let answered: Vec<&Case<Subwords>> = alone.iter().filter(|case| case.input.answer.is_some() && case.input.words.is_none()).collect();
    let moved = |tokens: &[Subword], by: usize| -> Vec<Subword> {
        tokens.iter().map(|token| Subword { bytes: token.bytes.start + by..token.bytes.end + by, id: token.id }).collect()
    };
    for pair in answered.windows(2) {
        let [a, b] = [&pair[0].input, &pair[1].input];
        let tokens = |case: &Subwords| case.answer.as_ref().map(|answer| answer.tokens.clone()).unwrap_or_default();
        let (text, by) = (format!("{}\n{}", a.text, b.text), a.text.len() + 1);
        let answer = Subwording { tokens: [tokens(a), moved(&tokens(b), by)].concat(), known: None };
        let both = Subwords { text, words: None, answer: Some(answer) }.counts();
        // The different words of an article are no sum, and the line end between both is a character.
        let sums = &[&WHOLE, &LETTER];
        let apart = sum(a.counts(), b.counts());
        assert_eq!(only(both, sums), only(apart, sums), "{} and {}", pair[0].place, pair[1].place);
    }
    for pair in cases::<Ceiling>().windows(2) {
        let [a, b] = [&pair[0].input, &pair[1].input];
        let (text, place) = joined(&a.text, &b.text);
        let gold = a.gold.iter().copied().chain(b.gold.iter().map(|mention| Mention { span: place(mention.span), ..*mention })).collect();
        let both = Ceiling { text, gold, tokens: [a.tokens.clone(), moved(&b.tokens, a.text.len() + 1)].concat() };
        let apart = sum(a.counts(), b.counts());
        assert_eq!(both.counts(), apart, "{} and {}", pair[0].place, pair[1].place);
    }
}

#[test]
fn the_order_of_gold_mentions_changes_no_ceiling() {
    for Case { place, mut input, .. } in cases::<Ceiling>() {
        let forward = input.counts();
        input.gold.reverse();
        assert_eq!(input.counts(), forward, "{place}");
    }
}

/// Two texts as two lines, and where a span of the second then stands.
fn joined(first: &str, second: &str) -> (String, impl Fn(Span) -> Span) {
    let (text, by) = (format!("{first}\n{second}"), first.len() + 1);
    (text.clone(), move |span: Span| Span::new(&text, span.start() + by, span.end() + by).expect("the second text is the end of both"))
}

fn moved_words(words: &[Word], moved: impl Fn(Span) -> Span) -> Vec<Word> {
    let segment = |segment: &Segment| Segment { span: moved(segment.span), ..segment.clone() };
    words.iter().map(|word| Word { span: moved(word.span), segments: word.segments.iter().map(segment).collect() }).collect()
}
