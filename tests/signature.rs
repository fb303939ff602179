//! `mihak signature` as a user meets it, on the signatures that the program itself writes.

mod scratch;

use std::sync::LazyLock;

use mihak_core::signature::Signature;
use predicates::prelude::*;
use predicates::str::{contains, ends_with};
use scratch::{Scratch, mihak};

const LINE: &str = "mihak|task:entities|match:exact|bound:char|orth:raw|view:flat|corpus:news@1.0#3fa9c1d2|split:test|boot:poisson1000@1|scorer:1";

/// The last column of rows of scores.csv.
fn signatures(csv: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    assert_eq!(reader.headers().unwrap().iter().next_back(), Some("signature"));
    reader.records().map(|record| record.unwrap().iter().next_back().unwrap().to_string()).collect()
}

/// What a run of the shipped suite prints, and the signatures of its scores.
static RUN: LazyLock<(String, Vec<String>)> = LazyLock::new(|| {
    let scratch = Scratch::empty();
    let printed = String::from_utf8(scratch.mihak("run").assert().success().get_output().stdout.clone()).unwrap();
    (printed, signatures(&scratch.read("target/mihak/scores.csv")))
});

fn parse(lines: &[String]) {
    for line in lines {
        assert_eq!(Signature::parse(line).unwrap().to_string(), *line);
    }
}

#[test]
fn every_signature_that_is_written_is_parsed_and_written_again_byte_for_byte() {
    let scratch = Scratch::empty();
    let (shown, run) = &*RUN;
    assert!(run.len() > 3000);
    parse(run);
    // What tables show is what all their numbers share.
    let shared: Vec<String> = shown.lines().filter(|line| line.starts_with("mihak|")).map(String::from).collect();
    assert!(!shared.is_empty());
    parse(&shared);
    // Tags, in a file whose name is written from right to left and holds what separates fields.
    let gold = "زار O\nبوتين B-PERS\nالقاهرة B-GPE\n\nقال O\nسعد B-PERS\nالدين I-PERS\n\n";
    scratch.write("ذهب@1#2 (نسخة)", gold);
    scratch.write("pred", &gold.replace("I-PERS", "I-GPE"));
    for (repair, reading) in [("conlleval", "|tags:IOB2|repair:conlleval|"), ("discard", "|tags:IOB2|repair:discard|")] {
        let call = mihak(&scratch).args(["score", "ذهب@1#2 (نسخة)", "pred", "--csv", "-q", "--repair", repair]).assert().success();
        let scored = signatures(&String::from_utf8(call.get_output().stdout.clone()).unwrap());
        assert!(scored.len() > 50 && scored.iter().all(|line| line.contains(reading)), "{:?}", scored.first());
        parse(&scored);
    }
}

#[test]
fn one_line_is_explained_field_by_field() {
    let scratch = Scratch::empty();
    let explained = mihak(&scratch).env("COLUMNS", "200").args(["signature", LINE]).assert().success();
    explained
        .stdout(contains("match   exact              a mention is right if its span and its type are"))
        .stdout(contains("the corpus `news`, version 1.0; the SHA-256 of its text, splits and gold begins with 3fa9c1d2"))
        .stdout(contains("boot    poisson1000@1      95 % intervals from 1000 Poisson replicates of the articles, seed 1"));
    mihak(&scratch)
        .env("COLUMNS", "200")
        .args(["signature", "mihak|corpus:news~nfd@1.0#3fa9c1d2|scorer:1"])
        .assert()
        .success()
        .stdout(contains("the corpus `news`, version 1.0, with its text changed by `nfd`; the SHA-256 of both begins with 3fa9c1d2"));
    let file = "mihak|task:entities|match:exact|view:as-is|corpus:ذهب.conll#3fa9c1d2|split:all|tags:IOB2|repair:none|scorer:1";
    mihak(&scratch).env("COLUMNS", "200").args(["signature", file]).assert().success().stdout(contains(
        "\u{2068}ذهب.conll#3fa9c1d2\u{2069}  the gold in `\u{2068}ذهب.conll\u{2069}`; the BLAKE3 hash of its content begins with 3fa9c1d2",
    ));
}

#[test]
fn every_signature_of_a_run_and_of_scored_files_is_explained_without_an_unknown_value() {
    let scratch = Scratch::empty();
    let mut lines = RUN.1.clone();
    scratch.write("gold.conllu", "1\tزار\t_\tVERB\t_\t_\t0\troot\t_\t_\n2\tبوتين\t_\tPROPN\t_\t_\t1\tobj\t_\tner=B-PERS\n\n");
    let call = scratch.mihak("score gold.conllu gold.conllu --csv -q").assert().success();
    lines.extend(signatures(&String::from_utf8(call.get_output().stdout.clone()).unwrap()));
    for line in lines {
        let signature = Signature::parse(&line).unwrap();
        for (field, value) in signature.fields() {
            let meaning = signature.meaning(field, value);
            assert!(!meaning.is_empty() && !meaning.contains("does not know"), "{line}: {meaning}");
        }
    }
}

#[test]
fn two_lines_are_compared_and_the_last_line_is_the_verdict() {
    let scratch = Scratch::empty();
    for (other, code, said, verdict) in [
        (LINE.to_string(), 0, "corpus  =", "\n\nequal: the numbers are comparable\n"),
        (
            LINE.replace("#3fa9c1d2", "#00000000"),
            3,
            "corpus  ≠  news@1.0#3fa9c1d2  news@1.0#00000000  the content changed without its version",
            "\n\nnot comparable: corpus differs\n",
        ),
        (LINE.replace("1000@1", "1000@2"), 0, "the intervals are drawn differently", "\n\nthe values are comparable, the intervals are not\n"),
        (LINE.replace("|boot:poisson1000@1", ""), 0, "only one has intervals", "\n\nthe values are comparable, the intervals are not\n"),
        (LINE.replace("scorer:1", "scorer:2"), 3, "other definitions", "\n\nnot comparable: scorer differs\n"),
        (LINE.replace("char|orth:raw", "clitic|orth:folded"), 3, "another layer of the same run", "\n\nnot comparable: bound and orth differ\n"),
        (LINE.replace("view:flat", "view:flat#3fa9c1d2"), 3, "the view changed, not its name", "\n\nnot comparable: view differs\n"),
    ] {
        let compared = mihak(&scratch).env("COLUMNS", "200").args(["signature", LINE, &other]).assert().code(code);
        compared.stdout(contains(said)).stdout(ends_with(verdict)).stderr("");
    }
}

#[test]
fn a_malformed_line_is_exit_2_and_says_which_and_where() {
    let scratch = Scratch::empty();
    let bad = LINE.replace("|bound", "|bond");
    for (lines, said) in [
        (vec![bad.as_str()], "the signature is malformed: field 3, character 33: no field is called `bond`, expected one of `bound`, `orth`"),
        (vec![&bad, LINE], "the first signature is malformed: field 3"),
        (vec![LINE, &bad], "the second signature is malformed: field 3"),
        (vec!["mihak"], "put the line in quotes, as shells take `|` for a pipe"),
    ] {
        mihak(&scratch).arg("signature").args(lines).assert().code(2).stdout("").stderr(contains(said));
    }
    mihak(&scratch).arg("signature").assert().code(2).stderr(predicate::str::is_empty().not());
}
