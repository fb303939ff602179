//! `mihak score` as a user meets it: what it prints for tag files, and what it answers wrong ones with.

mod scratch;

use mihak_core::format::{Input, Options};
use mihak_core::score::inputs::{Scoring, score_inputs};
use mihak_core::statistics::bootstrap::Boot;
use mihak_core::text::offsets::Unit;
use predicates::prelude::*;
use predicates::str::{contains, ends_with, starts_with};
use scratch::{Scratch, mihak};
use serde_json::Value;

const GOLD: &str = "زار O\nبوتين B-PERS\nالقاهرة B-GPE\n\nقال O\nسعد B-PERS\nالدين I-PERS\n\n";

/// A folder with gold, a prediction that lacks a mention, and one that breaks IOB2 in the lines 2 and 7.
fn scratch() -> Scratch {
    let scratch = Scratch::empty();
    scratch.write("gold", GOLD);
    scratch.write("pred", &GOLD.replace("B-GPE", "O"));
    scratch.write("bad", &GOLD.replace("بوتين B", "بوتين I").replace("I-PERS\n\n", "I-GPE\n\n"));
    scratch
}

/// The standard output of a call that must succeed.
fn printed(scratch: &Scratch, arguments: &str) -> String {
    let assert = scratch.mihak(arguments).assert().success();
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

/// Asserts that a call is refused with exit code 2, no output and these words.
fn refused(scratch: &Scratch, arguments: &str, words: &[&str]) {
    let mut assert = scratch.mihak(arguments).assert().code(2).stdout("");
    for word in words {
        assert = assert.stderr(contains(*word));
    }
}

#[test]
fn the_table_names_what_was_scored_and_stderr_how_it_was_read() {
    let scratch = scratch();
    let ran = scratch.mihak("score gold pred").assert().success();
    ran.stdout(starts_with("entities · gold × pred · 2 sentences · 6 tokens · tags IOB2 · repair none\n"))
        .stdout(contains("PERS      1.0000  1.0000  1.0000     –     2"))
        .stdout(contains("micro     1.0000  0.6667  0.8000     –     3"))
        .stdout(contains("mihak|task:entities|view:as-is|corpus:gold#"))
        .stderr(contains("`gold` is read as conll: 2 columns, token in 1, tag in 2\n"))
        .stderr(contains("`pred` is read as conll: 2 columns, token in 1, tag in 2\n"));
}

#[test]
fn csv_has_the_columns_of_scores_csv_and_json_the_same_rows() {
    let scratch = scratch();
    let csv = printed(&scratch, "score gold pred --csv");
    let shipped = include_str!("../results/scores.csv");
    assert_eq!(csv.lines().next(), shipped.lines().next());
    let json: Vec<Value> = serde_json::from_str(&printed(&scratch, "score gold pred --json")).unwrap();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert!(rows.len() > 50 && rows.len() == json.len(), "{} rows", rows.len());
    for (row, object) in rows.iter().zip(&json) {
        for (name, field) in header.iter().zip(row) {
            match &object[name] {
                Value::Null => assert_eq!(field, "", "{name}"),
                Value::String(text) => assert_eq!(field, text, "{name}"),
                number => assert_eq!(field.parse::<f64>().ok(), number.as_f64(), "{name}"),
            }
        }
    }
    refused(&scratch, "score gold pred --csv --json", &["cannot be used with"]);
}

#[test]
fn names_that_were_learned_make_buckets() {
    let scratch = scratch();
    let table = printed(&scratch, "score gold pred --seen pred");
    assert!(table.contains("seen:yes                     1.0000  1.0000  1.0000"), "{table}");
    assert!(table.contains("seen:no                           –  0.0000  0.0000"), "{table}");
    scratch.write("none", "زار O\n\n");
    refused(&scratch, "score gold pred --seen none", &["`none` holds no mention: --seen needs the names"]);
}

#[test]
fn a_view_maps_labels_and_refuses_those_it_does_not_know() {
    let scratch = scratch();
    let table = printed(&scratch, "score gold pred --view conll4");
    assert!(table.contains("LOC            –  0.0000  0.0000     –     1") && table.contains("view:conll4"), "{table}");
    scratch.write("strange", &GOLD.replace("GPE", "PLANET"));
    refused(&scratch, "score strange pred --view conll4", &["label `PLANET` is unknown to view `conll4`, which knows"]);
    refused(&scratch, "score gold pred --view nosuch", &["nosuch"]);
}

#[test]
fn one_file_may_hold_gold_and_prediction_in_its_last_columns() {
    let scratch = scratch();
    scratch.write("both", "زار X O O\nبوتين X B-PERS B-PERS\nالقاهرة X B-GPE O\n\nقال X O O\nسعد X B-PERS B-PERS\nالدين X I-PERS I-PERS\n\n");
    let table = |text: String| text.lines().skip(1).take(8).collect::<Vec<_>>().join("\n");
    assert_eq!(table(printed(&scratch, "score both")), table(printed(&scratch, "score gold pred")));
    scratch.mihak("score both").assert().stderr(contains("`both` is read as conll: 4 columns, token in 1, tag in 3 and 4"));
    refused(&scratch, "score gold", &["`gold` has one column of tags: give a second file with predictions"]);
    assert_eq!(printed(&scratch, "score both --compat seqeval"), printed(&scratch, "score gold pred --compat seqeval"));
}

#[test]
fn other_tokens_over_the_same_characters_are_scored_by_characters_as_one_article() {
    let scratch = scratch();
    scratch.write("cut", &GOLD.replace("بوتين B-PERS", "بو B-PERS\nتين I-PERS").replace("B-GPE", "O"));
    let ran = scratch.mihak("score gold cut").assert().success();
    ran.stdout(contains("· 1 article ·"))
        .stdout(contains("micro     1.0000  0.6667  0.8000     –     3"))
        .stderr(contains("both files cut the text into other sentences or tokens: it counts as one article"));
    refused(&scratch, "score gold cut --compat conlleval", &["`cut` line 2: `gold` line 2 has `بوتين`, here is `بو`", "token by token"]);
}

#[test]
fn other_characters_are_refused_with_the_place() {
    let scratch = scratch();
    scratch.write("other", &GOLD.replace("القاهرة", "دمشق"));
    refused(&scratch, "score gold other", &["`other`: the texts part behind 8 visible characters: gold has «القاهرة قال", "the prediction «دمشق"]);
    refused(&scratch, "score gold other --compat nervaluate", &["`other` line 3: `gold` line 3 has `القاهرة`, here is `دمشق`"]);
    scratch.write("short", GOLD.split_inclusive("\n\n").next().unwrap());
    refused(&scratch, "score gold short", &["gold has «قال سعد الدين» (U+0642, line 2 of its text), the prediction its end"]);
    refused(&scratch, "score gold short --compat seqeval", &["`gold` has 6 tokens, `short` has 3 tokens"]);
    scratch.write("joined", &GOLD.replacen("\n\n", "\n", 1));
    refused(&scratch, "score gold joined --compat seqeval", &["`joined` line 3: `gold` line 3 has another end of the sentence"]);
}

#[test]
fn illegal_tags_are_refused_with_their_lines_and_what_each_repair_would_give() {
    let scratch = scratch();
    refused(
        &scratch,
        "score gold bad",
        &[
            "`bad` line 2: `I-PERS` behind `O` is illegal in IOB2",
            "`bad` line 7: `I-GPE` behind `B-PERS` is illegal in IOB2",
            "--repair conlleval: exact F1 0.5714 · --repair discard: exact F1 0.4000",
        ],
    );
    for (repair, micro) in [("conlleval", "0.5714"), ("discard", "0.4000")] {
        let ran = scratch.mihak(&format!("score gold bad --repair {repair}")).assert().success();
        ran.stdout(contains(format!("repair {repair}")))
            .stdout(predicates::str::is_match(format!("micro .*{micro} ")).unwrap())
            .stderr(contains("how they are read changes the score: --repair conlleval: exact F1 0.5714 · --repair discard: exact F1 0.4000"));
    }
    // Also where the files go another way: other tokens, or errors that are asked for.
    let both = "--repair conlleval: exact F1 0.5714 · --repair discard: exact F1 0.4000";
    refused(&scratch, "score gold bad --errors errors.csv", &["`bad` line 2: `I-PERS` behind `O` is illegal in IOB2", both]);
    scratch.write("cut", &scratch.read("bad").replace("قال O", "قا O\nل O"));
    refused(&scratch, "score gold cut", &["`cut` line 8: `I-GPE` behind `B-PERS` is illegal in IOB2", both]);
    scratch.mihak("score gold cut --repair discard").assert().success().stderr(contains("how they are read changes the score").and(contains(both)));
    assert!(!scratch.path("errors.csv").exists());
    refused(&scratch, "score gold bad --repair guess", &["invalid value 'guess'"]);
}

#[test]
fn a_scheme_can_be_forced_and_is_then_held_to() {
    let scratch = scratch();
    scratch.write("ioe", "زار O\nبوتين E-PERS\n\n");
    assert!(printed(&scratch, "score ioe ioe").starts_with("entities · ioe × ioe · 1 sentence · 2 tokens · tags IOE2 · repair none"));
    assert!(printed(&scratch, "score ioe ioe --scheme ioe1 --repair conlleval").contains("tags IOE1 · repair conlleval"));
    refused(&scratch, "score ioe ioe --scheme IOB2", &["`ioe` line 2: `E-PERS` is no tag of IOB2"]);
    refused(&scratch, "score ioe ioe --scheme XYZ", &["the schemes are IOB2, IOBES"]);
}

#[test]
fn letters_of_another_scheme_are_illegal_where_their_place_would_not_be() {
    let scratch = scratch();
    scratch.write("bilou", "سعد B-PERS\nالدين L-PERS\n\n");
    scratch.write("mixed", "سعد B-PERS\nالدين L-PERS\nأبو B-PERS\nالعلا E-PERS\nأم B-PERS\nكلثوم E-PERS\n\n");
    assert!(printed(&scratch, "score bilou bilou").contains("tags BILOU"));
    for option in ["", " --errors e.csv"] {
        refused(&scratch, &format!("score bilou bilou --scheme IOBES{option}"), &["`bilou` line 2: `L-PERS` is no tag of IOBES"]);
        refused(&scratch, &format!("score mixed mixed{option}"), &["`mixed` line 2: `L-PERS` is no tag of IOBES"]);
    }
    scratch.write("nul", "سعد B-PERS\nالدين B-PERS\0\n\n");
    refused(&scratch, "score nul nul", &["`nul` line 2: `B-PERS\\u{0}` is no tag"]);
}

#[test]
fn labels_that_results_use_otherwise_are_refused() {
    let scratch = scratch();
    scratch.write("micro", &GOLD.replace("PERS", "micro"));
    refused(&scratch, "score micro micro", &["label `micro` cannot be scored: results name averages so; rename it"]);
    for (label, why) in [("*", "averages"), ("A→B", "confusions"), ("∅", "confusions")] {
        scratch.write("a.jsonl", &format!("{{\"id\":1,\"text\":\"زار بوتين\",\"label\":[[4,9,\"{label}\"]]}}\n"));
        refused(&scratch, "score a.jsonl a.jsonl", &[&format!("label `{label}` cannot be scored: results "), why]);
    }
}

#[test]
fn quiet_leaves_errors_alone_on_stderr() {
    let scratch = scratch();
    let loud = printed(&scratch, "score gold pred");
    scratch.mihak("score gold pred -q").assert().success().stdout(loud).stderr("");
    scratch.mihak("score gold bad --repair discard --quiet").assert().success().stderr("");
    scratch.mihak("score gold pred --compat conlleval -q").assert().success().stderr("");
    refused(&scratch, "score gold bad -q", &["`bad` line 2: `I-PERS` behind `O` is illegal in IOB2"]);
}

#[test]
fn the_hash_in_a_signature_is_of_the_content_whichever_way_it_was_read() {
    let scratch = scratch();
    let signature = |arguments: &str| printed(&scratch, arguments).lines().find(|line| line.starts_with("mihak|")).map(String::from).unwrap();
    assert_eq!(signature("score gold pred"), signature("score gold pred --errors e.csv"));
    scratch.write("sub/gold", GOLD);
    assert_eq!(signature("score gold pred"), signature("score sub/gold pred"));
    scratch.write("gold", &GOLD.replace("قال", "قيل"));
    assert_ne!(signature("score gold gold"), signature("score sub/gold sub/gold"));
}

#[test]
fn a_token_may_be_longer_than_the_beginning_that_is_looked_at() {
    let scratch = scratch();
    scratch.write("long", &format!("{} B-PERS\nزار O\n\n", "ب".repeat(300_000)));
    assert!(printed(&scratch, "score long long").contains("micro     1.0000  1.0000  1.0000     –     1"));
}

#[test]
fn columns_that_are_not_there_are_refused() {
    let scratch = scratch();
    refused(&scratch, "score gold pred --tag-column 9", &["`gold` has 2 columns: --tag-column 9 is none of them"]);
    refused(&scratch, "score gold pred --token-column 0", &["`gold` has 2 columns: --token-column 0 is none of them"]);
    refused(&scratch, "score gold pred --token-column 2", &["column 2 cannot be both the token and the tag"]);
    scratch.write("turned", "O زار\nB-PERS بوتين\n\n");
    assert!(printed(&scratch, "score turned turned --format conll --token-column 2 --tag-column 1").contains("· 2 tokens ·"));
    scratch.write("ragged", &GOLD.replace("قال O", "قال X O"));
    refused(&scratch, "score gold ragged --format conll", &["`ragged` line 5: `قال X O` has 3 columns, the first line has 2"]);
}

#[test]
fn comments_are_no_tokens_however_many_there_are() {
    let scratch = scratch();
    let table = |text: String| text.lines().skip(1).take(8).collect::<Vec<_>>().join("\n");
    scratch.write("comments", &GOLD.replace("زار", "# معرّف 1\n# نصّ آخر\n# ثالث\nزار").replace("قال", "# معرّف 2\nقال"));
    assert_eq!(table(printed(&scratch, "score comments pred --comment #")), table(printed(&scratch, "score gold pred")));
    assert_eq!(printed(&scratch, "score comments pred --comment # --compat conlleval"), printed(&scratch, "score gold pred --compat conlleval"));
    refused(&scratch, "score comments pred --format conll", &["`comments` line "]);
}

#[test]
fn what_cannot_be_read_is_named() {
    let scratch = scratch();
    scratch.write("empty", "");
    scratch.write("blank", "\n \n\n");
    scratch.write_bytes("latin", b"a O\n\xe9t\xe9 B-PERS\n");
    scratch.write("odd", &GOLD.replace("B-GPE", "GPE"));
    scratch.write("folder/a", GOLD);
    for option in ["", " --compat seqeval"] {
        let refused = |arguments: &str, words: &str| refused(&scratch, &format!("{arguments}{option}"), &[words]);
        refused("score gold empty", "`empty` is empty");
        refused("score blank gold", "`blank` is empty");
        refused("score gold nosuch", "cannot read `nosuch`");
        refused("score latin latin", "`latin` line 2: not UTF-8");
        refused("score gold odd", "`odd` line 3: `GPE` is no tag; expected `O`, or one of");
        if !option.is_empty() {
            refused("score gold folder", "`folder` is a folder, and this format is one file");
            refused("score gold folder --format conll", "`folder` is a folder, and this format is one file");
        }
        refused("score gold pred --format xml", "no format `xml`");
    }
}

#[test]
fn crlf_and_a_byte_order_mark_change_nothing() {
    let scratch = scratch();
    let body = |text: String| text.lines().skip(1).take(24).collect::<Vec<_>>().join("\n");
    let windows = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    scratch.write("gold-crlf", &windows(GOLD));
    scratch.write("pred-crlf", &windows(&scratch.read("pred")));
    let expected = body(printed(&scratch, "score gold pred"));
    for files in ["gold-crlf pred", "gold pred-crlf", "gold-crlf pred-crlf"] {
        assert_eq!(body(printed(&scratch, &format!("score {files}"))), expected, "{files}");
        for scorer in ["seqeval", "seqeval-strict", "conlleval", "nervaluate"] {
            let report = printed(&scratch, &format!("score gold pred --compat {scorer}"));
            assert_eq!(printed(&scratch, &format!("score {files} --compat {scorer}")), report, "{files}");
        }
    }
}

#[test]
fn the_number_of_workers_changes_no_byte() {
    let scratch = scratch();
    let many = |text: &str| (0..20_000).map(|at| text.replace("سعد", &format!("سعد{}", at % 977))).collect::<String>();
    scratch.write("many", &many(GOLD));
    scratch.write("other", &many(&scratch.read("pred")));
    let one = printed(&scratch, "score many other --csv -j 1");
    assert_eq!(printed(&scratch, "score many other --csv -j 4"), one);
    assert!(one.contains(",exact,char,raw,as-is,micro,f1,0.8"), "{}", &one[..600]);
    refused(&scratch, "score many other -j 0", &["invalid value '0'"]);
}

#[test]
fn marked_documents_are_the_articles() {
    let scratch = scratch();
    let marked = |text: &str| format!("-DOCSTART- O\n\n{}-DOCSTART- O\n\nالنيل B-LOC\n\n", text);
    scratch.write("gold-marked", &marked(GOLD));
    scratch.write("pred-marked", &marked(&scratch.read("pred")));
    let table = printed(&scratch, "score gold-marked pred-marked");
    assert!(table.starts_with("entities · gold-marked × pred-marked · 2 documents · 3 sentences · 7 tokens ·"), "{table}");
    assert!(printed(&scratch, "score gold-marked pred-marked --csv").lines().skip(1).all(|line| line.contains(",2,mihak|")));
    let ran = scratch.mihak("score gold-marked pred-marked --compat conlleval").assert().success();
    ran.stdout(starts_with("processed 9 tokens with 4 phrases;")).stderr(contains("conlleval.pl counts 2 lines of -DOCSTART- as tokens"));
}

#[test]
fn standard_input_is_either_side_but_not_both() {
    let scratch = scratch();
    let body = |text: &[u8]| String::from_utf8_lossy(text).lines().skip(1).take(24).map(String::from).collect::<Vec<_>>();
    let expected = body(printed(&scratch, "score gold pred").as_bytes());
    for (arguments, input) in [(["gold", "-"], scratch.read("pred")), (["-", "pred"], GOLD.into())] {
        let ran = mihak(&scratch).arg("score").args(arguments).write_stdin(input.clone()).assert().success();
        assert_eq!(body(&ran.get_output().stdout), expected);
        let ran = mihak(&scratch).arg("score").args(arguments).args(["--compat", "seqeval"]).write_stdin(input).assert().success();
        assert_eq!(ran.get_output().stdout, printed(&scratch, "score gold pred --compat seqeval").as_bytes());
    }
    mihak(&scratch)
        .args(["score", "-", "-"])
        .write_stdin(GOLD)
        .assert()
        .code(2)
        .stderr(contains("`-` is gold and prediction, and can be read only once"));
    mihak(&scratch).args(["score", "gold", "-"]).write_stdin("").assert().code(2).stderr(contains("`-` is empty"));
}

#[test]
fn compat_prints_the_report_alone_and_tells_how_it_read() {
    let scratch = scratch();
    let ran = scratch.mihak("score gold pred --compat seqeval-strict").assert().success();
    ran.stdout(starts_with("              precision    recall  f1-score   support\n\n"))
        .stdout(ends_with("weighted avg       0.67      0.67      0.67         3\n"))
        .stderr(contains("tags are read as seqeval 1.2.2 with mode=\"strict\" and scheme=IOB2 does"))
        .stderr(contains("exact F1").not());
    let ran = scratch.mihak("score gold pred --compat conlleval").assert().success();
    ran.stdout(starts_with("processed 6 tokens with 3 phrases; found: 2 phrases; correct: 2.\naccuracy:  83.33%;"));
    let ran = scratch.mihak("score gold pred --compat nervaluate").assert().success();
    ran.stdout(starts_with("Scenario: all\n\n")).stdout(contains("  strict            2           0           0           1           0"));
}

#[test]
fn compat_tells_where_the_scheme_gives_another_score() {
    let scratch = scratch();
    scratch.write("iobes", "سعد B-PERS\nالدين E-PERS\nأبو B-PERS\nالعلا E-PERS\n\n");
    scratch.write("long", "سعد B-PERS\nالدين I-PERS\nأبو I-PERS\nالعلا E-PERS\n\n");
    let ran = scratch.mihak("score iobes long --compat conlleval").assert().success();
    ran.stdout(contains("correct: 1.")).stderr(contains("exact F1 as conlleval reads: 1.0000; as IOBES is written: 0.0000"));
    let ran = scratch.mihak("score gold bad --compat seqeval").assert().success();
    ran.stderr(contains("exact F1 as seqeval reads: 0.5714; 2 tags break IOB2, the first in `bad` line 2"))
        .stderr(contains("(--repair conlleval: 0.5714, --repair discard: 0.4000)"));
}

#[test]
fn compat_stops_where_the_scorer_does() {
    let scratch = scratch();
    scratch.write("single", "زار O\nبوتين S-PERS\n\n");
    scratch.write("middle", "زار O\nبوتين M-PERS\n\n");
    scratch.write("none", "زار O\nبوتين O\n\n");
    scratch.write("zero", "زار O\nبوتين B-0\n\n");
    scratch.write("hyphen", "زار O\nبوتين B-PERS-\n\n");
    refused(&scratch, "score single none --compat nervaluate", &["`single` line 2: `S-PERS`: nervaluate stops where a mention begins with it"]);
    refused(&scratch, "score none middle --compat nervaluate", &["`middle` line 2: `M-PERS`: nervaluate stops"]);
    refused(&scratch, "score single single --compat seqeval-strict --scheme IOB2", &["`single` line 2: `S-PERS`: seqeval stops at it"]);
    for scheme in ["IO", "BMEWO"] {
        refused(&scratch, &format!("score gold pred --compat seqeval-strict --scheme {scheme}"), &[&format!("seqeval has no scheme {scheme}")]);
    }
    for mode in ["seqeval", "seqeval-strict"] {
        refused(&scratch, &format!("score none none --compat {mode}"), &["`none` and its prediction hold no mention as seqeval reads them"]);
    }
    refused(&scratch, "score zero none --compat conlleval", &["`zero` line 2: `B-0`: conlleval.pl takes the type `0` for none"]);
    refused(&scratch, "score hyphen none --compat seqeval-strict", &["`hyphen` line 2: `B-PERS-`: seqeval cuts the hyphen off"]);
}

#[test]
fn compat_needs_column_files_and_allows_no_option_of_ours() {
    let scratch = scratch();
    scratch.write("nested", "زار O\nجامعة B-ORG O\nالقاهرة I-ORG B-GPE\nقال O\n\n");
    refused(
        &scratch,
        "score nested nested --compat seqeval",
        &["`nested` is read as conll-nested: --compat seqeval reads the tags of column files (conll) alone"],
    );
    for option in ["--csv", "--json", "--view conll4", "--seen pred", "--errors e.csv", "--repair discard", "--resamples 100", "--counts d"] {
        refused(&scratch, &format!("score gold pred --compat seqeval {option}"), &["cannot be used with"]);
    }
    refused(&scratch, "score gold pred --compat sequel", &["possible values: seqeval, seqeval-strict, conlleval, nervaluate"]);
}

#[test]
fn a_unit_that_one_format_must_be_told_is_none_of_the_other() {
    let scratch = scratch();
    // An emoji is one code point and two UTF-16 units; doccano says neither, spaCy counts code points.
    scratch.write("gold.jsonl", "{\"id\":1,\"text\":\"🎉 مُحَمَّدٌ\",\"label\":[[3,12,\"PERS\"]]}\n");
    scratch.write("spans.jsonl", "{\"id\":1,\"text\":\"🎉 مُحَمَّدٌ\",\"spans\":[{\"start\":2,\"end\":11,\"label\":\"PERS\"}],\"answer\":\"accept\"}\n");
    let micro = ",exact,char,raw,as-is,micro,f1,1.000000,";
    assert!(printed(&scratch, "score gold.jsonl spans.jsonl --offset-unit utf16 --csv").contains(micro));
    assert!(printed(&scratch, "score spans.jsonl gold.jsonl --offset-unit utf16 --csv").contains(micro));
    scratch.write("chars.jsonl", "{\"id\":1,\"text\":\"🎉 مُحَمَّدٌ\",\"label\":[[2,11,\"PERS\"]]}\n");
    assert!(printed(&scratch, "score chars.jsonl gold.jsonl --gold-offset-unit chars --offset-unit utf16 --csv").contains(micro));
    refused(&scratch, "score gold.jsonl spans.jsonl", &["--offset-unit"]);
}

#[test]
fn columns_that_glue_punctuation_are_told_when_the_text_is_there() {
    let scratch = scratch();
    scratch.write("gold.jsonl", "{\"id\":1,\"text\":\"زار سعد بيروت، ثم عاد.\",\"spans\":[{\"start\":8,\"end\":13,\"label\":\"GPE\"}]}\n");
    scratch.write("export.conll", "زار O\nسعد O\nبيروت، B-GPE\nثم O\nعاد. O\n");
    let told = "`export.conll` has 2 tokens that hold more than one word of the text, first «بيروت،»";
    scratch.mihak("score gold.jsonl export.conll").assert().success().stderr(contains(told)).stdout(contains("boundary-end 1"));
    scratch.mihak("score export.conll gold.jsonl").assert().success().stderr(contains(told));
}

#[test]
fn a_program_that_links_the_core_gets_the_rows_that_score_prints() {
    let scratch = Scratch::empty();
    let line = |labels: [&str; 2]| format!("{{\"text\":\"زار بوتين القاهرة\",\"label\":[[4,9,\"{}\"],[10,17,\"{}\"]]}}\n", labels[0], labels[1]);
    scratch.write("gold.jsonl", &line(["PERS", "GPE"]).repeat(12));
    scratch.write("pred.jsonl", &[line(["PERS", "ORG"]).repeat(5), line(["PERS", "GPE"]).repeat(7)].concat());
    let [gold, predicted] = ["gold.jsonl", "pred.jsonl"].map(|name| Input::read(&scratch.path(name)).unwrap());
    let options = Options { unit: Some(Unit::Chars), ..Options::default() };
    let scored = score_inputs(&gold, &predicted, &options, Scoring { terms: Some(Boot::default()).into(), ..Scoring::default() }).unwrap();
    let rows = String::from_utf8(mihak_core::score::write(&scored.scores)).unwrap();
    assert_eq!(rows.replace("pred.jsonl,", "pred,"), printed(&scratch, "score gold.jsonl pred.jsonl --csv --offset-unit chars --name pred"));
    assert!(scored.scores.iter().any(|score| score.interval.is_some()), "twelve documents have intervals");
}
