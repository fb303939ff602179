//! Exactness: the counts of the field's reference scorers, as recorded in `tests/conformance`, on cases that the generator makes again.

#[path = "generator/mod.rs"]
mod generator;

use std::collections::BTreeMap;

use generator::{Case, Kind};
use mihak::format::conll::Layout;
use mihak::format::{File, Options};
use mihak::score::columns::{self, Plan, Scored};
use mihak::score::conllu;
use mihak::tags::{Reading, Repair, Scheme};

/// Counts as the recordings have them: overall and by label, `right/predicted/gold`.
type Recorded = (String, BTreeMap<String, String>);

/// The recorded rows: case, readers, counts.
fn recorded() -> Vec<(u64, Vec<&'static str>, Recorded)> {
    let row = |line: &'static str| {
        let fields: Vec<&str> = line.split(',').collect();
        let [case, readers, overall, labels] = fields[..] else { panic!("{line}") };
        let labels = labels.split(' ').filter_map(|label| label.split_once(':')).map(|(label, counts)| (label.into(), counts.into()));
        (case.parse().unwrap(), readers.split(' ').collect(), (overall.into(), labels.collect()))
    };
    include_str!("conformance/expected.csv").lines().skip(1).map(row).collect()
}

fn scheme(case: &Case) -> Scheme {
    Scheme::named(case.scheme.name()).expect("the generator names schemes as we do")
}

fn scored(case: &Case, reading: Reading) -> Scored {
    let (gold, predicted) = (case.gold_columns(), case.prediction_columns());
    let layout = Layout::at("gold", gold.as_bytes(), &Options::default()).unwrap();
    let plan = Plan { gold: &layout, predicted: Some(&layout), reading, view: None, seen: None };
    let source = |text: String| columns::memory("case", text.into_bytes());
    columns::score(&plan, source(gold), Some(source(predicted))).unwrap().expect("the cases are regular")
}

fn counts(scored: &Scored) -> Recorded {
    let shown = |tp: u64, predicted: u64, gold: u64| format!("{tp}/{predicted}/{gold}");
    let all = scored.tally.exact();
    let labels = scored.tally.labels().map(|(label, count)| (label.to_string(), shown(count.tp, count.tp + count.fp, count.support())));
    (shown(all.tp, all.tp + all.fp, all.support()), labels.collect())
}

/// How we read what a recorded scorer read; `None` if it refuses what we refuse.
fn reading(reader: &str, scheme: Scheme) -> Option<Reading> {
    match reader {
        "truth" | "seqscore-none" => Some(Reading::Scheme(scheme, Repair::None)),
        "conlleval" => Some(Reading::Conlleval),
        "seqeval" => Some(Reading::Seqeval),
        "seqeval-strict" => Some(Reading::SeqevalStrict(scheme)),
        "seqscore-conlleval" => Some(Reading::Scheme(scheme, Repair::Conlleval)),
        "seqscore-discard" => Some(Reading::Scheme(scheme, Repair::Discard)),
        _ => None,
    }
}

#[test]
fn exact_counts_equal_those_of_every_reference_scorer_in_every_case() {
    let (mut compared, mut wrong) = (BTreeMap::<&str, usize>::new(), Vec::new());
    for (number, readers, expected) in recorded() {
        let case = generator::case(number);
        for reader in readers {
            let Some(reading) = reading(reader, scheme(&case)) else { continue };
            *compared.entry(reader).or_default() += 1;
            let scored = scored(&case, reading);
            let refused = reader == "seqscore-none" && scored.illegal != [0, 0];
            let ours = if refused { ("refused".into(), BTreeMap::new()) } else { counts(&scored) };
            if ours != expected {
                wrong.push(format!("case {number} ({}, {reader}): expected {expected:?}, counted {ours:?}", case.scheme.name()));
            }
        }
    }
    assert!(wrong.is_empty(), "{} counts differ:\n{}", wrong.len(), wrong[..wrong.len().min(10)].join("\n"));
    let at_least = BTreeMap::from([
        ("conlleval", 3600),
        ("seqeval", 3600),
        ("seqeval-strict", 3000),
        ("seqscore-conlleval", 1200),
        ("seqscore-discard", 900),
        ("seqscore-none", 3000),
        ("truth", 2400),
    ]);
    assert_eq!(compared, at_least);
}

#[test]
fn semeval_scenarios_equal_nervaluate_on_flat_sorted_mentions() {
    let (mut compared, mut wrong) = (0, Vec::new());
    for (number, readers, (expected, _)) in recorded() {
        let case = generator::case(number);
        for scenario in readers.iter().filter_map(|reader| reader.strip_prefix("nervaluate:")) {
            if case.kind != Kind::Valid {
                continue;
            }
            let scored = scored(&case, Reading::Nervaluate);
            let (_, counts) = scored.tally.scenarios().into_iter().find(|(name, _)| *name == scenario).unwrap();
            let ours = format!("{}/{}/{}/{}/{}", counts.correct, counts.incorrect, counts.partial, counts.missed, counts.spurious);
            compared += 1;
            if ours != expected {
                wrong.push(format!("case {number} ({scenario}): expected {expected}, counted {ours}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {compared} counts differ:\n{}", wrong.len(), wrong[..wrong.len().min(10)].join("\n"));
    assert_eq!(compared, 4 * 600, "every valid case in IOB2, by four scenarios");
}

#[test]
fn tokens_sentences_and_words_equal_the_scorer_of_conll_2018() {
    let mut compared = 0;
    for line in include_str!("conformance/expected_conllu.csv").lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let case = generator::conllu_case(fields[0].parse().unwrap());
        let file = |name: &str, content: String| File { name: name.into(), shown: name.into(), content: content.into_bytes() };
        let scored = conllu::score_files(&file("gold", case.gold), &file("prediction", case.prediction)).unwrap();
        let shown = |measure: conllu::Measure| format!("{}/{}/{}", measure.correct, measure.predicted, measure.gold);
        let ours = [scored.whole.tokens, scored.whole.sentences, scored.whole.words].map(shown);
        assert_eq!(ours.as_slice(), &fields[1..], "seed {}", fields[0]);
        compared += 1;
    }
    assert_eq!(compared, 300);
}
