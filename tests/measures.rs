//! The list of measures on the command line, and the options that change what is measured.

mod scratch;

use mihak_core::measure::registry;
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use scratch::Scratch;

#[test]
fn every_measure_is_listed_with_a_case_that_was_counted_by_hand() {
    let scratch = Scratch::empty();
    let listed = scratch.mihak("list measures").assert().success().get_output().stdout.clone();
    let listed = String::from_utf8(listed).unwrap();
    assert!(listed.lines().all(|line| line.trim_end().chars().count() <= 80), "{listed}");
    let json = scratch.mihak("list measures --json").assert().success().get_output().stdout.clone();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    let objects = json.as_array().unwrap();
    assert_eq!(objects.len(), registry::ALL.len());
    let page = String::from_utf8(scratch.mihak("list measures --md").assert().success().get_output().stdout.clone()).unwrap();
    for (matching, object) in registry::ALL.iter().zip(objects) {
        let name = matching.name;
        assert!(listed.contains(&format!("\n{name} ")), "{name}: {listed}");
        assert_eq!(object["match"], name);
        assert_eq!(object["case"]["file"], format!("gold/cases/{}.toml", matching.cases), "{name}");
        assert!(object["case"]["toml"].as_str().is_some_and(|case| case.contains("\nvalues = ")), "{name}");
        assert!(page.contains(&format!("## `{name}`\n")), "{name}");
    }
    scratch
        .mihak("list measures word")
        .assert()
        .success()
        .stdout(contains("by hand, in gold/cases/tokens-word.toml").and(contains("tp / (tp + fn)")));
    scratch.mihak("list measures wrod").assert().code(2).stderr(contains("`wrod` is no match; did you mean `word`"));
}

/// Gold of two types against predictions that share much, little and nothing of it.
fn shared() -> Scratch {
    let scratch = Scratch::empty();
    let line = |spans: &str| format!("{{\"text\":\"زار محمد بن سلمان القاهرة\",\"label\":[{spans}]}}\n");
    scratch.write("gold.jsonl", &line("[4,17,\"PERS\"],[18,25,\"GPE\"]").repeat(6));
    scratch.write("predicted.jsonl", &[line("[4,8,\"PERS\"],[18,24,\"GPE\"]").repeat(3), line("[4,16,\"ORG\"]").repeat(3)].concat());
    scratch
}

fn value(csv: &str, start: &str) -> String {
    let row = csv.lines().find(|line| line.contains(start)).unwrap_or_else(|| panic!("no {start} in {csv}"));
    row.split(',').nth(11).unwrap().to_string()
}

#[test]
fn a_minimum_overlap_changes_partial_and_type_alone_and_stands_in_their_signatures() {
    let scratch = shared();
    let csv = |options: &str| {
        let done = scratch.mihak(&format!("score gold.jsonl predicted.jsonl --csv -q --offset-unit chars {options}")).assert().success();
        String::from_utf8(done.get_output().stdout.clone()).unwrap()
    };
    let (any, half) = (csv(""), csv("--overlap 0.5"));
    let [partial, kind, exact] = ["partial,char,raw,as-is,*,recall", "type,char,raw,as-is,PERS,recall", "exact,char,raw,as-is,micro,recall"];
    // Of twelve gold mentions nine are overlapped: of PERS, three by 4 of 13 characters and three by 12 of them.
    assert_eq!([value(&any, partial), value(&half, partial)], ["0.375000", "0.250000"]);
    assert_eq!([value(&any, kind), value(&half, kind)], ["0.500000", "0.000000"]);
    assert_eq!(value(&any, exact), value(&half, exact));
    for row in half.lines().skip(1) {
        let is_of_overlaps = row.contains(",partial,") || row.contains(",type,");
        assert_eq!(row.contains("|overlap:0.5|"), is_of_overlaps, "{row}");
    }
    assert!(!any.contains("overlap:"));
    for wrong in ["0", "1.5", "50%", "half"] {
        scratch.mihak(&format!("score gold.jsonl predicted.jsonl --overlap {wrong}")).assert().code(2).stderr(contains("is no minimum overlap"));
    }
    scratch.mihak("score gold.jsonl predicted.jsonl --overlap 0.5 --compat seqeval").assert().code(2).stderr(contains("cannot be used with"));
}

#[test]
fn an_undefined_ratio_counts_as_zero_or_is_left_out_and_the_signature_says_which() {
    let scratch = shared();
    let csv = |options: &str| {
        let done = scratch.mihak(&format!("score gold.jsonl predicted.jsonl --csv -q --offset-unit chars {options}")).assert().success();
        String::from_utf8(done.get_output().stdout.clone()).unwrap()
    };
    let (zero, skip) = (csv(""), csv("--undefined skip"));
    // ORG has no gold: its recall is undefined.
    let row = "token,,,as-is,macro,recall";
    assert_eq!(value(&zero, "exact,char,raw,as-is,ORG,recall"), "");
    assert!(value(&zero, "exact,char,raw,as-is,macro,recall") == "0.000000" && zero.contains("|undefined:zero|"), "{zero}");
    assert!(!zero.contains(row), "these files tell no tokens");
    assert!(skip.contains("|undefined:skip|") && !skip.contains("undefined:zero"));
    let [zero, skip] = [zero, skip].map(|csv| value(&csv, "type,char,raw,as-is,macro,recall"));
    assert_eq!([zero, skip], ["0.333333", "0.500000"]);
    scratch.mihak("score gold.jsonl predicted.jsonl --undefined nan").assert().code(2).stderr(contains("[possible values: zero, skip]"));
}

#[test]
fn a_suite_says_what_undefined_ratios_are_and_how_much_must_be_shared() {
    let scratch = Scratch::with_corpus();
    scratch.suite(&["gazetteer"]);
    let suite = scratch.read("suite.toml");
    scratch.write("suite.toml", &format!("{suite}\n[score]\nundefined = \"nan\"\n"));
    scratch.mihak("run -q").assert().code(2).stderr(contains("[score] undefined: `nan` is no way with undefined ratios; there are skip, zero"));
    scratch.write("suite.toml", &format!("{suite}\n[score]\noverlap = 2\n"));
    scratch.mihak("run -q").assert().code(2).stderr(contains("[score] overlap: `2` is no minimum overlap"));
}
