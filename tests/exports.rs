//! Files that Label Studio and doccano exported after two people annotated our sentences in them, through every command that reads them.

mod scratch;

use predicates::prelude::*;
use predicates::str::contains;
use scratch::Scratch;

/// The path of an export.
fn export(name: &str) -> String {
    format!("{}/tests/exports/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// What a call, which must succeed, prints and says.
fn both(scratch: &Scratch, call: &str) -> [String; 2] {
    let assert = scratch.mihak(call).assert().success();
    [&assert.get_output().stdout, &assert.get_output().stderr].map(|bytes| String::from_utf8(bytes.clone()).unwrap())
}

fn stdout(scratch: &Scratch, call: &str) -> String {
    let [stdout, _] = both(scratch, call);
    stdout
}

/// An export as Prodigy tasks, which hold every mention of both tools.
fn converted(scratch: &Scratch, name: &str, options: &str) -> String {
    stdout(scratch, &format!("convert {} - -t spacy {options}", export(name)))
}

/// The export without the names of its documents, which the tools number themselves.
fn nameless(tasks: &str) -> Vec<serde_json::Value> {
    let nameless = |line: &str| {
        let mut task: serde_json::Value = serde_json::from_str(line).unwrap();
        task.as_object_mut().unwrap().remove("id");
        task
    };
    tasks.lines().map(nameless).collect()
}

/// Precision, recall and F1 of exact mentions.
fn exact(scratch: &Scratch, call: &str) -> [String; 3] {
    let rows = stdout(scratch, &format!("score {call} --csv --resamples 0"));
    ["precision", "recall", "f1"].map(|measure| {
        let row = rows.lines().find(|row| row.contains(&format!(",exact,char,raw,as-is,micro,{measure},")));
        row.unwrap_or_else(|| panic!("{call}: {rows}")).split(&format!(",{measure},")).nth(1).unwrap().split(',').next().unwrap().to_string()
    })
}

/// The two annotators share 4 mentions; the first has 12 in five sentences, the second 8 in the first four.
#[test]
fn two_annotators_of_label_studio_are_told_apart_in_both_exports() {
    let scratch = Scratch::empty();
    let (full, min) = ("label-studio/two-annotators.json", "label-studio/two-annotators-min.json");
    for name in [full, min] {
        let path = export(name);
        scratch
            .mihak(&format!("score {path} {path}"))
            .assert()
            .code(2)
            .stderr(contains("name an annotator with --annotator 1 or --annotator 2, or mark one as ground truth"));
        let agreed = stdout(&scratch, &format!("agree {path} --csv --resamples 0"));
        assert!(agreed.contains("\n1,2,all,entities,exact,*,f1,0.444444,,,,10,8,4,4,\n"), "{name}: {agreed}");
        for annotator in ["1", "2"] {
            scratch.write(&format!("{annotator}.jsonl"), &converted(&scratch, name, &format!("--annotator {annotator}")));
        }
        assert_eq!([1, 2].map(|annotator| scratch.read(&format!("{annotator}.jsonl")).lines().count()), [5, 4], "{name}");
        assert_eq!(exact(&scratch, "1.jsonl 2.jsonl"), ["0.500000", "0.333333", "0.400000"], "{name}");
        assert_eq!(exact(&scratch, &format!("{path} {path} --annotator 1")), ["1.000000"; 3], "{name}");
        scratch.mihak(&format!("lint {path} --annotator 1")).assert().success();
        scratch.mihak(&format!("lint {path} --annotator 2")).assert().success().stdout(contains("crossing-mentions · 2"));
        scratch.mihak(&format!("agree {path} --annotator 3 {path}")).assert().code(2).stderr(contains("by annotator `3`; there are 1, 2"));
    }
    for annotator in ["1", "2"] {
        let options = format!("--annotator {annotator}");
        assert_eq!(converted(&scratch, full, &options), converted(&scratch, min, &options));
    }
    let skipped = scratch.mihak(&format!("convert {} - -t spacy --annotator 2", export(full))).assert().success();
    skipped.stderr(contains("1 cancelled annotations").and(contains("1 tasks that nobody finished")));
}

/// Its export in the form of CoNLL 2003 holds each sentence once for each annotator, and does not say so.
#[test]
fn sentences_of_two_annotators_stand_twice_in_the_conll_export_of_label_studio() {
    let scratch = Scratch::empty();
    let written = stdout(&scratch, &format!("convert {} - -t conll", export("label-studio/two-annotators.conll")));
    assert_eq!(written.matches("سامِرٌ B-PERS").count(), 2);
}

#[test]
fn each_text_of_label_studio_has_its_own_spans() {
    let scratch = Scratch::empty();
    for name in ["label-studio/two-texts.json", "label-studio/two-texts-min.json"] {
        let path = export(name);
        let refused = scratch.mihak(&format!("score {path} {path}")).assert().code(2);
        refused.stderr(contains("several texts are marked: `body`, `title`; name one with --field body or --field title"));
        for (field, spans) in [("title", [1, 2]), ("body", [2, 2])] {
            let tasks = nameless(&converted(&scratch, name, &format!("--field {field}")));
            let found: Vec<usize> = tasks.iter().map(|task| task["spans"].as_array().unwrap().len()).collect();
            assert_eq!(found, spans, "{name} {field}");
            assert_eq!(exact(&scratch, &format!("{path} {path} --field {field}")), ["1.000000"; 3]);
        }
    }
}

/// The export has the predictions as numbers; in full they stand beside what became of them.
#[test]
fn predictions_of_label_studio_are_scored_against_its_annotations() {
    let scratch = Scratch::empty();
    let path = export("label-studio/predictions.json");
    assert_eq!(exact(&scratch, &path), ["0.500000", "0.333333", "0.400000"]);
    let model = converted(&scratch, "label-studio/predictions.json", "--annotator rules-1");
    assert_eq!(model.matches("\"label\"").count(), 8);
}

#[test]
fn the_ground_truth_of_label_studio_counts_and_what_is_no_span_is_named() {
    let scratch = Scratch::empty();
    let run = scratch.mihak(&format!("convert {} - -t spacy", export("label-studio/ground-truth.json"))).assert().success();
    run.stderr(contains("3 documents, 10 mentions"))
        .stderr(contains("3 `choices` results, 3 `hidden` keys of results, 3 `relation` results, 3 further annotations of one task"));
}

#[test]
fn annotators_of_doccano_are_its_files_or_one_file_in_which_repeated_labels_are_named() {
    let scratch = Scratch::empty();
    let alone = export("doccano/alone");
    let agreed = stdout(&scratch, &format!("agree {alone} --offset-unit utf16 --csv --resamples 0"));
    assert!(agreed.contains("\nadmin,bilal,all,entities,exact,*,f1,0.400000,,,,12,8,4,5,\n"), "{agreed}");
    let refused = scratch.mihak(&format!("score {alone} {alone} --offset-unit utf16")).assert().code(2);
    refused.stderr(contains("its files annotate the same texts; name the annotator with --annotator admin or --annotator bilal"));
    // Vocalised text and emoji: without surfaces the unit is asked for.
    let undecided = scratch.mihak(&format!("convert {alone} - -t spacy --annotator admin")).assert().code(2);
    undecided.stderr(contains("--offset-unit").and(contains("8..14 would be «امِرٌ » in code points, «سامِرٌ» in UTF-16 units")));
    let admin = converted(&scratch, "doccano/alone", "--annotator admin --offset-unit utf16");
    assert_eq!(nameless(&admin), nameless(&converted(&scratch, "label-studio/two-annotators.json", "--annotator 1")));
    let same = [("doccano/relation/all.jsonl", "utf16"), ("doccano/graphemes/all.jsonl", "graphemes")];
    for (name, unit) in same {
        assert_eq!(nameless(&admin), nameless(&converted(&scratch, name, &format!("--offset-unit {unit}"))), "{name}");
    }
    let related = scratch.mihak(&format!("convert {} - -t spacy --offset-unit utf16", export("doccano/relation/all.jsonl"))).assert().success();
    related.stderr(contains("1 `Comments` fields, 4 `relations` fields"));
    // A shared project exports the labels of everybody together.
    let shared = export("doccano/shared/all.jsonl");
    scratch.mihak(&format!("lint {shared} --offset-unit utf16")).assert().code(2).stdout(contains("duplicate-mention · 4"));
    let scored = scratch.mihak(&format!("score {shared} {shared} --offset-unit utf16")).assert().success();
    scored.stderr(contains("4 mentions have the same place and type as another: each counts"));
}

#[test]
fn what_we_write_comes_back_from_both_tools_with_both_layers() {
    let scratch = Scratch::empty();
    let inline = |name: &str, options: &str| {
        let [out, said] = both(&scratch, &format!("convert {} - -t inline --lossless {options}", export(name)));
        assert!(said.contains("4 documents, 9 mentions, 6 cut words"), "{name}: {said}");
        out
    };
    let source = inline("source.jsonl", "-f doccano --offset-unit chars");
    assert_eq!(source, inline("doccano/returned.jsonl", "-f doccano --offset-unit utf16"));
    assert_eq!(source, inline("label-studio/returned.json", ""));
}
