//! Averages over labels and the token level, against the recorded numbers of seqeval and scikit-learn, on cases that the generator makes again.

#[path = "generator/mod.rs"]
mod generator;

use std::collections::BTreeMap;

use generator::{Case, Kind};
use mihak_core::annotation::Task;
use mihak_core::format::Options;
use mihak_core::format::conll::Layout;
use mihak_core::measure::columns::{self, Plan};
use mihak_core::measure::counts::SystemCounts;
use mihak_core::measure::declared::Undefined;
use mihak_core::measure::key::{Counts, Key, KeyRef};
use mihak_core::measure::overlap::Overlap;
use mihak_core::measure::terms::Terms;
use mihak_core::score::Score;
use mihak_core::score::evaluate::measure;
use mihak_core::score::totals::Totals;
use mihak_core::statistics::Count;
use mihak_core::tags::{Repair, TagReading, TagScheme};

/// The averages and the measures in the order of the recordings.
const AVERAGES: [&str; 3] = ["micro", "macro", "weighted"];
const MEASURES: [&str; 3] = ["precision", "recall", "f1"];

fn scheme(case: &Case) -> TagScheme {
    TagScheme::named(case.scheme.name()).expect("the generator names schemes as we do")
}

/// The counts of a case.
fn counted(case: &Case, reading: TagReading) -> SystemCounts {
    counted_columns(case.gold_columns(), case.prediction_columns(), reading)
}

/// The counts of two files of columns, as those of one article.
fn counted_columns(gold: String, predicted: String, reading: TagReading) -> SystemCounts {
    let layout = Layout::at("gold", gold.as_bytes(), &Options::default()).unwrap();
    let plan = Plan { gold: &layout, predicted: Some(&layout), reading, view: None, seen: None, overlap: Overlap::default() };
    let source = |text: String| columns::memory("case", text.into_bytes());
    let scored = columns::score(&plan, source(gold), Some(source(predicted))).unwrap().expect("the cases are regular");
    let mut counts = Counts::new();
    scored.tally.file("as-is", &scored.shown, &mut counts);
    let mut system = SystemCounts::of("file");
    let key = |layer| Key { corpus: "c#00000000".into(), split: "all".into(), article: "a".into(), task: Task::Entities, layer };
    system.extend(counts.into_iter().map(|(layer, count)| (key(layer), count)));
    system
}

/// The value of a row of one match, under the strict layer.
fn value(scores: &[Score], matching: &str, row: &str, measure: &str) -> Option<f64> {
    let is = |score: &&Score| {
        let [name, bound, orth, _, label] = score.key.layer.fields();
        name == matching && ["", "char"].contains(&bound) && ["", "raw"].contains(&orth) && label == row && score.measure.name == measure
    };
    scores.iter().find(is).and_then(|score| score.value)
}

fn scores(counts: SystemCounts, undefined: Undefined) -> Vec<Score> {
    let systems = BTreeMap::from([("s".to_string(), counts)]);
    measure(&systems, &Totals::of(&systems, undefined), Terms { boot: None, undefined }).expect("the counts are in memory")
}

/// Where nine recorded averages differ from ours. What they give for no label at all, or where no label weighs, is undefined here.
fn differences(scores: &[Score], matching: &str, recorded: &[&str]) -> Vec<String> {
    let rows = AVERAGES.iter().flat_map(|row| MEASURES.iter().map(move |measure| (*row, *measure)));
    let differs = |((row, measure), recorded): ((&str, &str), &&str)| {
        let (ours, theirs) = (value(scores, matching, row, measure), recorded.parse::<f64>().unwrap());
        let same = match ours {
            // Twelve digits are recorded.
            Some(ours) => (ours - theirs).abs() < 1e-11,
            None => theirs.is_nan() || theirs == 0.0,
        };
        (!same).then(|| format!("{row} {measure}: {ours:?}, recorded {theirs}"))
    };
    rows.zip(recorded).filter_map(differs).collect()
}

#[test]
fn averages_equal_those_of_seqeval_in_every_case() {
    let (mut compared, mut wrong) = (0, Vec::new());
    for line in include_str!("conformance/expected_averages.csv").lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let case = generator::case(fields[0].parse().unwrap());
        let scores = scores(counted(&case, TagReading::Seqeval), Undefined::Zero);
        wrong.extend(differences(&scores, "exact", &fields[1..]).into_iter().map(|said| format!("case {}: {said}", fields[0])));
        compared += fields.len() - 1;
    }
    assert!(wrong.is_empty(), "{} of {compared} averages differ:\n{}", wrong.len(), wrong[..wrong.len().min(10)].join("\n"));
    assert_eq!(compared, 3600 * 9);
}

#[test]
fn the_token_level_equals_scikit_learn_in_every_case() {
    let (mut compared, mut wrong) = (0, Vec::new());
    for line in include_str!("conformance/expected_tokens.csv").lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let [number, agreeing, tokens, labels, averages @ ..] = &fields[..] else { panic!("{line}") };
        let case = generator::case(number.parse().unwrap());
        let repair = if case.kind == Kind::Valid { Repair::None } else { Repair::Conlleval };
        let counts = counted(&case, TagReading::Scheme(scheme(&case), repair));
        let rows = || counts.rows().filter(|(key, _)| key.layer.matching.name == "token");
        let all = rows().find(|(key, _)| key.layer.label == "*").map(|(_, count)| (count.tp, count.support())).unwrap_or_default();
        let shown = |(key, count): (KeyRef, Count)| format!("{}:{}/{}/{}", key.layer.label, count.tp, count.tp + count.fp, count.support());
        let ours = rows().filter(|(key, _)| key.layer.label != "*").map(shown).collect::<Vec<_>>().join(" ");
        if ours != **labels || all != (agreeing.parse().unwrap(), tokens.parse().unwrap()) {
            wrong.push(format!("case {number}: {ours} and {all:?}, recorded {labels} and {agreeing} of {tokens}"));
        }
        let scores = scores(counts, Undefined::Zero);
        wrong.extend(differences(&scores, "token", averages).into_iter().map(|said| format!("case {number}: {said}")));
        compared += 1;
    }
    assert!(wrong.is_empty(), "{} differences in {compared} cases:\n{}", wrong.len(), wrong[..wrong.len().min(10)].join("\n"));
    assert_eq!(compared, 3600);
}

#[test]
fn a_label_that_is_never_right_counts_as_zero_or_is_left_out_where_its_ratio_is_undefined() {
    // Gold `B-PER O B-LOC` against `B-PER B-ORG O`: LOC has no precision, ORG no recall; seqeval and scikit-learn give a third.
    let text = |tags: [&str; 3]| tags.map(|tag| format!("x {tag}\n")).concat();
    let reading = TagReading::Scheme(TagScheme::Iob2, Repair::None);
    let system = counted_columns(text(["B-PER", "O", "B-LOC"]), text(["B-PER", "B-ORG", "O"]), reading);
    let third = 1.0 / 3.0;
    for (undefined, expected) in [(Undefined::Zero, [third, third, third]), (Undefined::Skip, [0.5, 0.5, third])] {
        let scores = scores(system.clone(), undefined);
        for (measure, expected) in MEASURES.iter().zip(expected) {
            let found = value(&scores, "exact", "macro", measure).unwrap();
            assert!((found - expected).abs() < 1e-12, "{undefined} {measure}: {found}");
        }
        assert_eq!(value(&scores, "exact", "LOC", "precision"), None, "a single cell stays undefined");
    }
}
