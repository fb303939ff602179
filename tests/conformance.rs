//! Exactness: the counts of the field's reference scorers, as recorded in `tests/conformance`, on cases that the generator makes again.

#[path = "generator/mod.rs"]
mod generator;
mod scratch;

use std::collections::BTreeMap;

use generator::{Case, Kind};
use mihak::report::compat;
use mihak_core::annotation::{Labels, Mention};
use mihak_core::format::conll::{Layout, Sheet};
use mihak_core::format::{File, Options};
use mihak_core::measure::columns::{ColumnCounts, Plan};
use mihak_core::measure::overlap::Overlap;
use mihak_core::measure::scene::Scene;
use mihak_core::measure::sequences::{self, TokenMention};
use mihak_core::measure::tally::{SemEval, Tally};
use mihak_core::measure::{columns as streams, conllu};
use mihak_core::statistics::Count;
use mihak_core::tags::{Chunk, Repair, TagReading, TagScheme};
use mihak_core::text::Span;
use scratch::Scratch;
use serde::Deserialize;

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

fn scheme(case: &Case) -> TagScheme {
    TagScheme::named(case.scheme.name()).expect("the generator names schemes as we do")
}

fn scored(case: &Case, reading: TagReading) -> ColumnCounts {
    let (gold, predicted) = (case.gold_columns(), case.prediction_columns());
    let layout = Layout::at("gold", gold.as_bytes(), &Options::default()).unwrap();
    let plan = Plan { gold: &layout, predicted: Some(&layout), reading, view: None, seen: None, overlap: Overlap::default() };
    let source = |text: String| streams::memory("case", text.into_bytes());
    streams::score(&plan, source(gold), Some(source(predicted))).unwrap().expect("the cases are regular")
}

fn counts(scored: &ColumnCounts) -> Recorded {
    let shown = |tp: u64, predicted: u64, gold: u64| format!("{tp}/{predicted}/{gold}");
    let all = scored.tally.exact();
    let labels =
        scored.tally.labels().map(|(label, count)| (scored.shown.name(label).to_string(), shown(count.tp, count.tp + count.fp, count.support())));
    (shown(all.tp, all.tp + all.fp, all.support()), labels.collect())
}

/// How we read what a recorded scorer read; `None` if it refuses what we refuse.
fn reading(reader: &str, scheme: TagScheme) -> Option<TagReading> {
    match reader {
        "truth" | "seqscore-none" => Some(TagReading::Scheme(scheme, Repair::None)),
        "conlleval" => Some(TagReading::Conlleval),
        "seqeval" => Some(TagReading::Seqeval),
        "seqeval-strict" => Some(TagReading::SeqevalStrict(scheme)),
        "seqscore-conlleval" => Some(TagReading::Scheme(scheme, Repair::Conlleval)),
        "seqscore-discard" => Some(TagReading::Scheme(scheme, Repair::Discard)),
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

/// The mentions of both sides, sentence by sentence.
type Mentions<'a> = [Vec<Vec<TokenMention<'a>>>; 2];

/// Calls with the mentions of columns of tags.
fn read<T>(columns: [&str; 2], reading: TagReading, done: impl FnOnce(&Mentions) -> T) -> T {
    let files = columns.map(|text| File { name: "case".into(), shown: "case".into(), content: text.as_bytes().to_vec() });
    let layout = Layout::at("case", &files[0].content, &Options::default()).unwrap();
    let sheets = files.each_ref().map(|file| Sheet::read(file, &layout).unwrap());
    let mentions = sheets.each_ref().map(|sheet| {
        let labels = sheet.inventory.labels();
        let place = |chunk: Chunk| TokenMention { start: chunk.start, end: chunk.end, label: &labels[usize::from(chunk.label)] };
        sheet.chunks(0, reading).into_iter().map(|chunks| chunks.into_iter().map(place).collect()).collect()
    });
    done(&mentions)
}

fn five(all: &SemEval) -> String {
    format!("{}/{}/{}/{}/{}", all.correct, all.incorrect, all.partial, all.missed, all.spurious)
}

#[test]
fn scenarios_equal_nervaluate_in_every_case_that_it_was_run_on() {
    let (mut compared, mut best, mut wrong) = (0, 0, Vec::new());
    for (number, readers, (expected, _)) in recorded() {
        if !readers.iter().any(|reader| reader.starts_with("nervaluate:")) {
            continue;
        }
        let case = generator::case(number);
        let found = read([&case.gold_columns(), &case.prediction_columns()], TagReading::Nervaluate, |[gold, predicted]| {
            sequences::nervaluate(gold, predicted)
        });
        let pairing = scored(&case, TagReading::Nervaluate).tally.scenarios();
        for scenario in readers.iter().filter_map(|reader| reader.strip_prefix("nervaluate:")) {
            let of = |scenarios: &[(&str, SemEval); 4]| five(&scenarios.iter().find(|(name, _)| *name == scenario).unwrap().1);
            compared += 1;
            best += usize::from(of(&pairing) == expected);
            assert!(case.kind != Kind::Valid || of(&pairing) == expected, "case {number}: the best pairing is that of nervaluate in valid cases");
            if of(&found) != expected {
                wrong.push(format!("case {number} ({scenario}): expected {expected}, counted {}", of(&found)));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {compared} counts differ:\n{}", wrong.len(), wrong[..wrong.len().min(10)].join("\n"));
    assert_eq!(compared, 4 * 900, "every case in IOB2, by four scenarios");
    assert!(best >= BEST_PAIRING, "the best pairing gives what nervaluate does in {best} of {compared}");
}

/// In how many of those the measures, which come from the best pairing, are those of nervaluate at least.
const BEST_PAIRING: usize = 3449;

#[test]
fn averages_are_the_floats_of_seqeval() {
    let (mut compared, mut wrong) = (0, Vec::new());
    for line in include_str!("conformance/expected_ratios.csv").lines().skip(1) {
        let [number, reader, average, precision, recall, f1, support] = line.split(',').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let case = generator::case(number.parse().unwrap());
        let reading = reading(reader, scheme(&case)).unwrap();
        let [ours, gold] = read([&case.gold_columns(), &case.prediction_columns()], reading, |[gold, predicted]| {
            let labels = sequences::exact(gold, predicted);
            let at = mihak_core::annotation::AVERAGES.iter().position(|name| *name == average).unwrap();
            [compat::averages(&labels)[at].to_vec(), vec![labels.values().map(|count| count.support()).sum::<u64>() as f64]]
        });
        let expected = [precision, recall, f1].map(|ratio| ratio.parse::<f64>().unwrap());
        compared += 1;
        if !ours.iter().zip(expected).all(|(a, b)| *a == b || (a.is_nan() && b.is_nan())) || gold != [support.parse::<f64>().unwrap()] {
            wrong.push(format!("{line}: {ours:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {compared} differ:\n{}", wrong.len(), wrong[..wrong.len().min(10)].join("\n"));
    assert_eq!(compared, 1101);
}

/// A sentence a line, tokens without a meaning.
fn columns<'a>(sentences: impl Iterator<Item = &'a str>) -> String {
    let lines = |sentence: &str| sentence.split(' ').enumerate().map(|(at, tag)| format!("t{at} {tag}\n")).collect::<String>() + "\n";
    sentences.map(lines).collect()
}

#[derive(Deserialize)]
struct Layouts {
    layout: Vec<Printed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Printed {
    name: String,
    scheme: String,
    gold: Vec<String>,
    prediction: Vec<String>,
    conlleval: String,
    seqeval: String,
    seqeval_strict: String,
    nervaluate: String,
}

#[test]
fn compat_prints_byte_for_byte_what_the_scorers_print() {
    let layouts: Layouts = toml::from_str(include_str!("conformance/layouts.toml")).unwrap();
    let (mut compared, mut refused) = (0, 0);
    for case in layouts.layout {
        let scratch = Scratch::empty();
        scratch.write("gold.conll", &columns(case.gold.iter().map(String::as_str)));
        scratch.write("pred.conll", &columns(case.prediction.iter().map(String::as_str)));
        let tools =
            [("conlleval", case.conlleval), ("seqeval", case.seqeval), ("seqeval-strict", case.seqeval_strict), ("nervaluate", case.nervaluate)];
        for (tool, text) in tools {
            let ran = scratch.mihak(&format!("score gold.conll pred.conll --format conll --scheme {} --compat {tool}", case.scheme)).assert();
            match &*text {
                "refused" => {
                    ran.code(2).stdout("");
                    refused += 1;
                }
                _ => {
                    let out = ran.success().get_output().stdout.clone();
                    assert_eq!(String::from_utf8(out).unwrap(), text, "{} ({tool})", case.name);
                    compared += 1;
                }
            }
        }
    }
    assert_eq!((compared, refused), (70, 6));
}

#[derive(Deserialize)]
struct Faults {
    fault: Vec<Fault>,
}

#[derive(Deserialize)]
struct Fault {
    name: String,
    #[serde(default)]
    scheme: String,
    gold: Vec<Item>,
    prediction: Vec<Item>,
    given: BTreeMap<String, String>,
    right: String,
}

/// A tag or a word form, or a span with both ends as it was passed on.
#[derive(Deserialize)]
#[serde(untagged)]
enum Item {
    Tag(String),
    Span(u32, u32, String),
}

fn tags(items: &[Item]) -> String {
    let tag = |item: &Item| match item {
        Item::Tag(tag) => tag.clone(),
        Item::Span(..) => panic!("a fault is of tags or of spans"),
    };
    columns([items.iter().map(tag).collect::<Vec<_>>().join(" ").as_str()].into_iter())
}

/// Counts of exact mentions, or `refused` where nervaluate stops.
fn by_reading(fault: &Fault, reading: TagReading) -> String {
    let columns = [tags(&fault.gold), tags(&fault.prediction)];
    read([&columns[0], &columns[1]], reading, |[gold, predicted]| {
        let mut all = Count::default();
        sequences::exact(gold, predicted).values().for_each(|count| all += *count);
        format!("{}/{}/{}", all.tp, all.tp + all.fp, all.support())
    })
}

/// The scenarios of spans by our definitions, over a text of one letter a token; ends are inclusive or not.
fn by_pairing(fault: &Fault, inclusive: bool, label: Option<&str>) -> [(&'static str, SemEval); 4] {
    let text = "ن".repeat(200);
    let name = |item: &Item| match item {
        Item::Span(_, _, label) => label.clone(),
        Item::Tag(tag) => tag.clone(),
    };
    let names: Vec<String> = fault.gold.iter().chain(&fault.prediction).map(name).collect();
    let labels = Labels::of(names.iter().map(String::as_str));
    let mentions = |items: &[Item]| -> Vec<Mention> {
        let mention = |item: &Item| match item {
            Item::Span(start, end, label) => {
                let end = *end as usize + usize::from(inclusive);
                Mention { span: Span::new(&text, 2 * *start as usize, 2 * end).unwrap(), label: labels.get(label).unwrap() }
            }
            Item::Tag(_) => panic!("a fault is of tags or of spans"),
        };
        items.iter().map(mention).filter(|mention| label.is_none_or(|label| labels.name(mention.label) == label)).collect()
    };
    let mut tally = Tally::default();
    tally.add(
        &Scene { text: &text, words: None, seen: None, overlap: Overlap::default() },
        &mentions(&fault.gold),
        &mentions(&fault.prediction),
        &mut |_| {},
    );
    tally.scenarios()
}

/// Spans with the inclusive ends that nervaluate takes them to have; `None` unless they are sorted and share no token, as in tags.
fn places<'a>(items: &'a [Item], label: Option<&str>) -> Option<Vec<TokenMention<'a>>> {
    let place = |item: &'a Item| match item {
        Item::Span(start, end, label) => TokenMention { start: *start, end: end + 1, label },
        Item::Tag(_) => panic!("a fault is of tags or of spans"),
    };
    let places: Vec<TokenMention> = items.iter().map(place).filter(|place| label.is_none_or(|label| place.label == label)).collect();
    places.windows(2).all(|pair| pair[0].end <= pair[1].start).then_some(places)
}

/// The names of faults whose ends are half-open: taken as they are written, without the inclusive end that nervaluate expects.
const HALF_OPEN: [&str; 2] = ["half-open ends: spans that only touch overlap", "half-open ends: a neighbour takes the gold of an exact prediction"];

#[test]
fn every_known_fault_of_another_scorer_is_counted_rightly_here_and_reproduced_in_its_reading() {
    let faults: Faults = toml::from_str(include_str!("conformance/faults.toml")).unwrap();
    let mut checked = BTreeMap::<&str, usize>::new();
    let mut tick = |way: &'static str| *checked.entry(way).or_default() += 1;
    for fault in &faults.fault {
        let name = &*fault.name;
        match name {
            // The test of CoNLL-U scores it.
            "a tokenizer that drops tashkeel cannot be scored" => {
                tick("elsewhere: CoNLL-U");
                continue;
            }
            // The letter stands behind the label: another form of the same tags.
            "geo-city is geo-state, where the letter stands behind the label" => {
                assert_eq!(by_reading(fault, TagReading::Scheme(TagScheme::Iob2, Repair::None)), fault.right, "{name}");
                tick("right: suffixed tags");
                continue;
            }
            _ => (),
        }
        if let Some(Item::Span(..)) = fault.gold.first() {
            let inclusive = !HALF_OPEN.contains(&name);
            let label = (name == "a spurious prediction is charged to every label").then_some("PER");
            let scenario = match name {
                "one long prediction over two gold mentions is two right ones" => "ent_type",
                "the label-free scenarios by label see no other label" => "exact",
                "one token of a mention of more than a hundred is no overlap" => "ent_type",
                _ => "strict",
            };
            let found = by_pairing(fault, inclusive, label);
            assert_eq!(five(&found.iter().find(|(name, _)| *name == scenario).unwrap().1), fault.right, "{name}");
            tick("right: spans");
            for (reader, given) in &fault.given {
                let [tool, scenario, label @ ..] = &reader.split(':').collect::<Vec<_>>()[..] else { panic!("{reader}") };
                let sides = [&fault.gold, &fault.prediction].map(|items| places(items, label.first().copied()));
                if *tool != "nervaluate" {
                    tick("not read here: older releases, ports and utilities");
                } else if let [Some(gold), Some(predicted)] = &sides {
                    let found = sequences::nervaluate(std::slice::from_ref(gold), std::slice::from_ref(predicted));
                    let (_, all) = found.iter().find(|(name, _)| name == scenario).unwrap();
                    assert_eq!(format!("{} F1 {:?}", five(all), compat::semeval(scenario, *all)[2]), *given, "{name} ({reader})");
                    tick("given: nervaluate, spans");
                } else {
                    tick("not read here: spans that tags cannot write");
                }
            }
            continue;
        }
        let scheme = TagScheme::named(&fault.scheme).unwrap();
        assert_eq!(by_reading(fault, TagReading::Scheme(scheme, Repair::None)), fault.right, "{name}");
        tick("right: tags");
        for (reader, given) in &fault.given {
            let way = match (reader.as_str(), reading(reader, scheme)) {
                ("nervaluate:strict", _) if given == "refused" => {
                    let scratch = Scratch::empty();
                    scratch.write("gold", &tags(&fault.gold));
                    scratch.write("pred", &tags(&fault.prediction));
                    scratch.mihak("score gold pred --compat nervaluate").assert().code(2).stderr(predicates::str::contains("`gold` line 1: `U-PER`"));
                    "given: nervaluate"
                }
                (_, Some(reading)) => {
                    assert_eq!(&by_reading(fault, reading), given, "{name} ({reader})");
                    match reader.as_str() {
                        "conlleval" => "given: conlleval",
                        "seqeval" => "given: seqeval",
                        "seqeval-strict" => "given: seqeval-strict",
                        _ => "given: seqscore",
                    }
                }
                (_, None) => "not read here: older releases, ports and utilities",
            };
            tick(way);
        }
    }
    let expected = BTreeMap::from([
        ("elsewhere: CoNLL-U", 1),
        ("given: conlleval", 6),
        ("given: nervaluate", 1),
        ("given: nervaluate, spans", 18),
        ("given: seqeval", 6),
        ("given: seqeval-strict", 5),
        ("given: seqscore", 5),
        ("not read here: older releases, ports and utilities", 11),
        ("not read here: spans that tags cannot write", 7),
        ("right: spans", 9),
        ("right: suffixed tags", 1),
        ("right: tags", 6),
    ]);
    assert_eq!(checked, expected);
    let ways = ["elsewhere: CoNLL-U", "right: spans", "right: suffixed tags", "right: tags"];
    assert_eq!(ways.iter().map(|way| checked[way]).sum::<usize>(), faults.fault.len(), "no fault is passed over");
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
