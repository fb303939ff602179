//! `mihak errors` and `mihak diff` as a user meets them: every error in its line, every difference counted, nothing left out without a word.

mod scratch;

use predicates::prelude::*;
use predicates::str::{contains, is_empty};
use scratch::Scratch;

const GOLD: &str = "وزار O\nبوتين B-PERS\nالقاهرة B-GPE\n\nقال O\nسعد B-PERS\nفي O\nبيروت B-GPE\n";
const FIRST: &str = "وزار O\nبوتين O\nالقاهرة B-LOC\n\nقال O\nسعد B-PERS\nفي B-LOC\nبيروت B-GPE\n";
const SECOND: &str = "وزار O\nبوتين B-PERS\nالقاهرة B-LOC\n\nقال O\nسعد O\nفي O\nبيروت B-GPE\n";

fn written() -> Scratch {
    let scratch = Scratch::empty();
    for (name, content) in [("gold.conll", GOLD), ("first.conll", FIRST), ("second.conll", SECOND)] {
        scratch.write(name, content);
    }
    scratch
}

/// The records of a CSV on standard output, without the header.
fn records(scratch: &Scratch, command: &str) -> Vec<Vec<String>> {
    let out = scratch.mihak(command).assert().success().get_output().stdout.clone();
    csv::Reader::from_reader(&out[..]).records().map(|record| record.unwrap().iter().map(String::from).collect()).collect()
}

#[test]
fn errors_shows_those_of_score_with_their_context_and_in_the_order_of_the_text() {
    let scratch = written();
    scratch.mihak("score gold.conll first.conll -q --errors wrong.csv").assert().success();
    let mut kept: Vec<Vec<String>> = csv::Reader::from_path(scratch.path("wrong.csv"))
        .unwrap()
        .records()
        .map(|record| record.unwrap().iter().map(String::from).collect())
        .collect();
    let shown = records(&scratch, "errors gold.conll first.conll -q --csv");
    let of = |row: &Vec<String>| (row[2].clone(), row[13].clone());
    assert_eq!(
        shown.iter().map(of).collect::<Vec<_>>(),
        [("missed", "وزار ⟪بوتين⟫ القاهرة"), ("label", "وزار بوتين ⟪القاهرة⟫"), ("spurious", "قال سعد ⟪في⟫ بيروت")]
            .map(|(class, line)| (class.into(), line.into()))
    );
    let mut sorted = shown.clone();
    sorted.sort();
    kept.sort();
    assert_eq!(sorted, kept);
}

#[test]
fn filters_leave_what_they_name_and_say_how_much_there_is_besides() {
    let scratch = written();
    let shown = scratch.mihak("errors gold.conll first.conll -q --label LOC --limit 1").assert().success().stderr(is_empty());
    shown.stdout(contains("1 error of 2 (--limit) of 3 that were found: label 1\n").and(contains("missed").not()));
    let none = scratch.mihak("errors gold.conll first.conll -q --class boundary").assert().code(4).stdout("");
    none.stderr(contains("no class `boundary`; there are"));
    scratch.mihak("errors gold.conll gold.conll -q --class missed").assert().success().stdout(contains("gold.conll × gold.conll: 0 errors\n"));
}

#[test]
fn errors_of_words_are_shown_with_their_pieces() {
    let scratch = Scratch::empty();
    scratch.write("gold.txt", "و+زار بوتين ال+قاهرة\nو+قال\n");
    scratch.write("system.txt", "و+زار بوتين القاهرة\nوقال\n");
    let shown = scratch.mihak("errors gold.txt system.txt -q").assert().success();
    shown.stdout(contains("2 errors: under-cut 2\n").and(contains("⟪القاهرة⟫")).and(contains("\u{2068}و+قال\u{2069} → \u{2068}وقال\u{2069}")));
}

#[test]
fn with_gold_every_difference_says_who_is_right() {
    let scratch = written();
    let mut rows = records(&scratch, "diff first.conll second.conll --gold gold.conll -q --csv");
    rows.sort();
    let expected = [
        ["1", "", "", "PERS", "بوتين", "0", "1", "0", "0001:5"],
        ["1", "LOC", "في", "", "", "0", "1", "0", "0002:8"],
        ["1", "PERS", "سعد", "", "", "1", "0", "0", "0002:4"],
    ];
    // Both call القاهرة a LOC: that is no difference.
    assert_eq!(rows, expected.map(|row| row.map(String::from).to_vec()));
    // Without gold the same differences are found, and nobody is right.
    let mut rows = records(&scratch, "diff first.conll second.conll -q --csv");
    rows.sort();
    assert_eq!(rows, expected.map(|row| row[..5].iter().chain(&row[8..]).map(|cell| cell.to_string()).collect::<Vec<_>>()));
}

#[test]
fn equal_differences_are_one_row_and_what_is_not_shown_is_counted() {
    let scratch = Scratch::empty();
    let sentence = |tag: &str| format!("زار O\nسعد {tag}\n\n");
    scratch.write("a.conll", &format!("{}قال O\nبوتين B-PERS\n", sentence("B-PERS").repeat(12)));
    scratch.write("b.conll", &format!("{}قال O\nبوتين O\n", sentence("B-ORG").repeat(12)));
    let shown = scratch.mihak("diff a.conll b.conll -q --limit 1").assert().success();
    shown.stdout(
        contains("13 differences of 2 kinds\n").and(contains("0001:4, …")).and(contains("1 kind more of 1 difference: --limit 0 shows them\n")),
    );
    let rows = records(&scratch, "diff a.conll b.conll -q --csv");
    assert_eq!(rows[0][..5], ["12", "PERS", "سعد", "ORG", "سعد"].map(String::from));
    assert_eq!(rows[0][5].split(' ').count(), 12);
}

#[test]
fn two_systems_are_compared_on_articles_without_gold() {
    let scratch = Scratch::with_corpus();
    scratch.suite(&["clitics-d1", "clitics-d3", "rules"]);
    let shown = scratch.mihak("diff -s clitics-d1 -s clitics-d3 --articles articles --csv").assert().success();
    shown.stdout("times,first_label,first_text,second_label,second_text,places\n1,,القاهرة,,ال+قاهرة,a:10\n");
    scratch.mihak("diff -s clitics-d1 -s clitics-d1").assert().success().stdout("clitics-d1 × clitics-d1: 0 differences\n");
    for (command, said) in [
        ("diff -s clitics-d1 -s rules", "do not do the same task"),
        ("diff -s clitics-d1", "give two files, or two systems of the suite"),
        ("diff -s clitics-d1 -s clitics-d9", "clitics-d1"),
        ("diff -s clitics-d1 -s clitics-d3 --format brat", "leave the others away"),
        ("diff a.conll -s clitics-d1", "--help"),
        ("diff", "give two files, or two systems of the suite"),
    ] {
        scratch.mihak(command).assert().code(2).stdout("").stderr(contains(said));
    }
}

#[test]
fn answers_of_chat_models_are_shown_with_quotes_that_stand_nowhere_and_notes_are_no_errors() {
    let scratch = Scratch::empty();
    scratch.write("gold.jsonl", "{\"id\":\"a\",\"text\":\"زار أحمد بيروت.\",\"entities\":[[4,8,\"PER\"],[9,14,\"LOC\"]]}\n");
    for (name, answer) in [("one", "PER: احمد، LOC: دمشق"), ("two", "PER: أحمد، LOC: بيروت")] {
        let answer = answer.replace("، ", "\n");
        scratch.write(&format!("{name}.jsonl"), &format!("{}\n", serde_json::json!({"id": "a", "answer": answer})));
    }
    let shown = scratch.mihak("errors gold.jsonl one.jsonl --offset-unit chars -q").assert().success();
    let text = String::from_utf8(shown.get_output().stdout.clone()).unwrap();
    assert!(text.contains("2 errors and 1 note: missed 1 · respelled 1 · unlocated 1\n"), "{text}");
    assert!(
        text.contains("  unlocated LOC \u{2068}دمشق\u{2069}\n  respelled PER \u{2068}احمد\u{2069}\n    \u{2068}زار ⟪أحمد⟫ بيروت.\u{2069}\n"),
        "{text}"
    );
    let mut rows = records(&scratch, "diff one.jsonl two.jsonl --gold gold.jsonl --offset-unit chars -q --csv");
    rows.sort();
    let expected = [["1", "", "", "LOC", "بيروت", "0", "1", "0", "a:9"], ["1", "LOC", "دمشق", "", "", "0", "1", "0", "a:0"]];
    assert_eq!(rows, expected.map(|row| row.map(String::from).to_vec()));
}
