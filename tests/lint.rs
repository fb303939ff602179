//! `mihak lint` as a user meets it: every planted fault is found and nothing else, and every exit code.

mod scratch;

use std::collections::BTreeMap;

use predicates::prelude::*;
use predicates::str::contains;
use scratch::{Scratch, mihak};

const PLANTED: &str = include_str!("dirt/planted.conll");
const CLEAN: &str = include_str!("dirt/clean.conll");

/// Every fault of dirt/planted.conll: its line and its kind. The file has no other.
const FAULTS: &[(&str, &str)] = &[
    // So many kinds of illegal tags that the kinds alone speak for another scheme.
    ("1", "bom"),
    ("102", "orphan-tag"),
    ("105", "orphan-tag"),
    ("111", "type-change"),
    ("114", "odd-tag"),
    ("117", "odd-tag"),
    ("121", "odd-tag"),
    ("125", "odd-tag"),
    ("129", "odd-tag"),
    ("133", "foreign-tag"),
    ("137", "similar-type"),
    ("138", "similar-type"),
    ("142", "similar-type"),
    ("150", "no-token"),
    ("154", "no-token"),
    ("157", "column-count"),
    ("160", "column-count"),
    ("164", "space-line"),
    ("166", "empty-lines"),
    ("169", "trailing-space"),
    ("173", "bidi-mark"),
    ("174", "bidi-mark"),
    ("177", "zero-width"),
    ("178", "zero-width"),
    ("180", "space-in-token"),
    ("181", "space-in-token"),
    ("184", "glued-punctuation"),
    ("185", "glued-punctuation"),
    ("186", "glued-punctuation"),
    ("194", "presentation-form"),
    ("195", "mojibake"),
    ("196", "mojibake"),
    ("197", "replacement-character"),
    ("198", "control-character"),
    ("201", "mixed-normalization"),
    ("205", "letter-twins"),
    ("206", "letter-twins"),
    ("207", "letter-twins"),
    ("212", "mixed-digits"),
    ("215", "tatweel"),
    ("220", "placeholder"),
    ("228", "conflicting-sentence"),
    ("233", "duplicate-sentence"),
    ("242", "mixed-line-ends"),
    ("363", "no-final-line-end"),
];

/// The findings of a CSV: line and kind.
fn findings(output: &[u8]) -> Vec<(String, String)> {
    let mut reader = csv::Reader::from_reader(output);
    assert_eq!(reader.headers().unwrap(), &csv::StringRecord::from(vec!["file", "line", "column", "kind", "found", "advice"]));
    reader.records().map(|row| row.unwrap()).map(|row| (row[1].to_string(), row[3].to_string())).collect()
}

fn linted(scratch: &Scratch, arguments: &str) -> Vec<(String, String)> {
    findings(&scratch.mihak(&format!("lint --csv {arguments}")).assert().get_output().stdout)
}

/// The findings of a file with this content.
fn of(content: &[u8]) -> Vec<(String, String)> {
    let scratch = Scratch::empty();
    scratch.write_bytes("a.conll", content);
    linted(&scratch, "a.conll")
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(line, kind)| (line.to_string(), kind.to_string())).collect()
}

#[test]
fn every_planted_fault_is_found_at_its_line_and_nothing_else_is() {
    let scratch = Scratch::empty();
    scratch.write("planted.conll", PLANTED);
    let mut found = linted(&scratch, "planted.conll");
    let mut expected = pairs(FAULTS);
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn the_report_counts_by_kind_and_lists_five_places_or_all() {
    let scratch = Scratch::empty();
    scratch.write("planted.conll", PLANTED);
    let mut times: BTreeMap<&str, u64> = BTreeMap::new();
    FAULTS.iter().for_each(|(_, kind)| *times.entry(kind).or_default() += 1);
    let output = scratch.mihak("lint planted.conll").assert().code(2);
    let report = String::from_utf8(output.get_output().stdout.clone()).unwrap();
    for (kind, times) in &times {
        assert!(report.contains(&format!(" {kind} · {times} · ")), "{kind}: {report}");
    }
    assert!(report.contains("IOB2, detected; it does not allow"), "{report}");
    assert!(report.contains("`O` in IOB2"), "{report}");
    assert!(report.contains("\u{2068}بي<U+200E>روت\u{2069}"), "{report}");
    let errors = report.lines().skip_while(|line| !line.starts_with("error ")).take_while(|line| !line.starts_with("note ")).count();
    assert!(errors > 30, "errors stand in front of notes: {report}");
    let rest = "O\n".repeat(9).replace('O', "كلمة x-PER");
    scratch.write("many.conll", &format!("{}{rest}", "كلمة O\n".repeat(40)));
    scratch.mihak("lint many.conll").assert().code(2).stdout(contains("… and 4 more").and(contains("9 errors, 0 notes in 49 lines")));
    scratch.mihak("lint --all many.conll").assert().code(2).stdout(contains("more").not().and(contains("line 49")));
}

#[test]
fn a_clean_file_prints_one_line_and_exits_0() {
    let scratch = Scratch::empty();
    scratch.write("clean.conll", CLEAN);
    let lines = CLEAN.lines().count();
    scratch.mihak("lint clean.conll").assert().code(0).stdout(format!("0 errors, 0 notes in {lines} lines\n"));
    scratch.mihak("lint --strict clean.conll").assert().code(0);
    assert_eq!(linted(&scratch, "clean.conll"), []);
}

#[test]
fn notes_are_exit_0_unless_strict_and_errors_are_exit_2() {
    let scratch = Scratch::empty();
    scratch.write("note.conll", "زار O\nسمير B-PER\nصيدا O");
    scratch.mihak("lint note.conll").assert().code(0).stdout(contains("note no-final-line-end · 1").and(contains("0 errors, 1 note in 3 lines")));
    scratch.mihak("lint --strict note.conll").assert().code(2);
    scratch.mihak("lint --csv note.conll").assert().code(0);
    scratch.mihak("lint --csv --strict note.conll").assert().code(2);
    scratch.write("error.conll", "زار O\nسمير OO\nصيدا O\nو O\nصور O\nثم O\n");
    scratch.mihak("lint note.conll error.conll").assert().code(2).stdout(contains("1 error, 1 note in 9 lines"));
}

#[test]
fn what_cannot_be_looked_at_is_exit_2_and_says_why() {
    let scratch = Scratch::empty();
    scratch.mihak("lint").assert().code(2);
    scratch.mihak("lint nosuch.conll").assert().code(2).stderr(contains("cannot read `nosuch.conll`"));
    scratch.write("empty.conll", "");
    scratch.mihak("lint empty.conll").assert().code(2).stderr(contains("no known format"));
    scratch.mihak("lint -f conll empty.conll").assert().code(2).stderr(contains("`empty.conll` is empty"));
    scratch.mihak("lint -f conl empty.conll").assert().code(2).stderr(contains("did you mean `conll`"));
    scratch.write("a.conll", "زار O\n");
    scratch.mihak("lint --tag-column 3 a.conll").assert().code(2).stderr(contains("--tag-column 3"));
}

#[test]
fn standard_input_is_looked_at_too() {
    let scratch = Scratch::empty();
    mihak(&scratch).args(["lint", "-"]).write_stdin("زار O\nسمير B-PER\n").assert().code(0).stdout("0 errors, 0 notes in 2 lines\n");
}

#[test]
fn nothing_is_changed() {
    let scratch = Scratch::empty();
    scratch.write("planted.conll", PLANTED);
    scratch.mihak("lint planted.conll").assert().code(2);
    assert_eq!(scratch.read("planted.conll"), PLANTED);
}

#[test]
fn lines_that_are_not_utf8_are_told_and_the_others_still_looked_at() {
    assert_eq!(of(b"a O\nb\xff O\nc I-PER\nd O\n"), pairs(&[("2", "not-utf8")]), "IOB1 allows the tags");
    assert_eq!(of(b"a O\nb\xff OO\nc O\nd O\ne O\nf O\n"), pairs(&[("2", "not-utf8"), ("2", "odd-tag")]));
}

#[test]
fn cr_lf_at_all_lines_is_one_note_and_no_fault_of_the_tags() {
    assert_eq!(of("زار O\r\nسمير B-PER\r\n\r\n".as_bytes()), pairs(&[("1", "crlf")]));
}

#[test]
fn a_given_scheme_is_held_against_the_file() {
    let scratch = Scratch::empty();
    scratch.write("a.conll", "زار O\nسمير B-PER\nبيروت I-PER\nثم O\n");
    assert_eq!(linted(&scratch, "a.conll"), []);
    assert_eq!(linted(&scratch, "--scheme IOBES a.conll"), pairs(&[("3", "open-mention")]));
    scratch.mihak("lint --scheme IOBES a.conll").assert().code(2).stdout(contains("IOBES, given; it does not allow 1 of 5 steps"));
    assert_eq!(linted(&scratch, "--scheme IOB1 a.conll"), pairs(&[("2", "needless-tag")]));
}

#[test]
fn an_odd_first_line_does_not_decide_what_all_others_must_be() {
    let scratch = Scratch::empty();
    scratch.write("a.conll", "زار سمير B-PER\nثم O\nعاد O\nإلى O\nبيروت B-LOC\nمساء O\nمتعبا O\n");
    assert_eq!(linted(&scratch, "a.conll"), pairs(&[("1", "column-count")]));
    scratch.write("a.conll", "O\nثم O\nعاد O\n");
    assert_eq!(linted(&scratch, "-f conll a.conll"), pairs(&[("1", "no-token")]));
}

#[test]
fn columns_and_comments_are_those_that_the_user_names() {
    let scratch = Scratch::empty();
    scratch.write("a.conll", "# تعليق\nB-PER x سمير\nI-PER x نادر\nO x ثم\n");
    assert_eq!(linted(&scratch, "-f conll --comment # --token-column 3 --tag-column 1 a.conll"), []);
    scratch.write("a.conll", "# تعليق\nI-PER x سمير،\nB-LOC x نادر\nO x ثم\n");
    assert_eq!(
        linted(&scratch, "-f conll --scheme IOB2 --comment # --token-column 3 --tag-column 1 a.conll"),
        pairs(&[("2", "orphan-tag"), ("2", "glued-punctuation")])
    );
}

#[test]
fn nested_columns_are_known_and_an_orphan_among_them_is_found() {
    let scratch = Scratch::empty();
    let lines = "بلدية B-ORG\nمدينة I-ORG B-GPE\nصيدا I-ORG I-GPE\nوشارع O\nالبحر I-FAC\nهنا O\n\n";
    scratch.write("nested.txt", lines);
    scratch.mihak("lint nested.txt").assert().code(2).stdout(
        contains("line 5: `I-FAC` goes on with no mention of its type").and(contains("conll-nested")).and(contains("1 error, 0 notes in 7 lines")),
    );
    scratch.write("nested.txt", &lines.replace("I-FAC", "S-FAC"));
    assert_eq!(linted(&scratch, "nested.txt"), pairs(&[("5", "foreign-tag")]));
}

#[test]
fn columns_are_code_points_of_the_line() {
    let scratch = Scratch::empty();
    scratch.write("a.conll", "🎉 O\nمُ\u{200f}حمد B-PER\n");
    let output = scratch.mihak("lint --csv a.conll").assert().code(0);
    let rows = String::from_utf8(output.get_output().stdout.clone()).unwrap();
    assert!(rows.contains("a.conll,2,3,bidi-mark,U+200F in `مُ\u{200f}حمد`,"), "{rows}");
}
