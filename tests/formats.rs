//! Annotation files that are wrong, or that do not say enough, through the program: exit 2 with file, line, what was found and what to do.

mod scratch;

use predicates::prelude::*;
use predicates::str::contains;
use scratch::Scratch;

/// An emoji and marks in front of the name: code points 7..13, UTF-16 units 8..14, bytes 14..26, grapheme clusters 6..10.
const TEXT: &str = "🎉 قالَ سامِرٌ شيئًا";

/// Asserts that a file is refused by `score` and by `convert` with these words, and that nothing is written.
fn refused(scratch: &Scratch, path: &str, options: &str, words: &[&str]) {
    for call in [format!("score {path} {path} {options}"), format!("convert {path} out -t spacy {options}")] {
        let mut assert = scratch.mihak(&call).assert().code(2).stdout("");
        for word in words {
            assert = assert.stderr(contains(*word));
        }
        assert!(!scratch.path("out").exists(), "{call}");
    }
}

/// Asserts that `score` and `convert` take a file.
fn taken(scratch: &Scratch, path: &str, options: &str) -> String {
    scratch.mihak(&format!("score {path} {path} {options}")).assert().success().stdout(contains("micro"));
    let assert = scratch.mihak(&format!("convert {path} - -t doccano --to-unit chars {options}")).assert().success();
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

/// A folder with one brat document.
fn brat(text: &str, annotation: &str) -> Scratch {
    let scratch = Scratch::empty();
    scratch.write("in/a.txt", text);
    scratch.write("in/a.ann", annotation);
    scratch
}

/// A folder with one file.
fn file(name: &str, content: &str) -> Scratch {
    let scratch = Scratch::empty();
    scratch.write(name, content);
    scratch
}

#[test]
fn a_discontinuous_mention_of_brat_is_named() {
    let scratch = brat(TEXT, "T1\tPERS 7 13\tسامِرٌ\nT2\tPERS 2 6;14 19\tقالَ شيئًا\n");
    refused(
        &scratch,
        "in",
        "",
        &["`in/a.ann` line 2: T2 is discontinuous (`PERS 2 6;14 19`)", "make it one, or a mention for each piece", "--discontinuous drop"],
    );
}

#[test]
fn a_surface_of_brat_that_fits_in_no_unit_is_shown_beside_the_text_of_each() {
    let scratch = brat(TEXT, "T1\tPERS 7 13\tسامِرَ\n");
    refused(
        &scratch,
        "in",
        "",
        &[
            "correct what does not fit",
            "code points: 0 of 1 mention fit; the first that does not: `in/a.ann` line 1: text is «سامِرَ» but code points 7..13 are «سامِرٌ»",
            "text is «سامِرَ» but UTF-16 units 7..13 are « سامِر»",
        ],
    );
    refused(&scratch, "in", "--offset-unit chars", &["1 fault", "`in/a.ann` line 1: text is «سامِرَ» but code points 7..13 are «سامِرٌ»"]);
}

#[test]
fn a_unit_of_brat_that_the_surfaces_leave_open_is_asked_for() {
    let scratch = brat("🎉ههه", "T1\tPERS 2 3\tه\n");
    let words = ["name it with --offset-unit", "`in/a.ann` line 1: 2..3 would be «ه» in code points, «ه» in UTF-16 units"];
    refused(&scratch, "in", "", &words);
    for (unit, place) in [("chars", "[2,3,"), ("utf16", "[1,2,"), ("graphemes", "[2,3,")] {
        let out = taken(&scratch, "in", &format!("--offset-unit {unit}"));
        assert!(out.contains(place), "{unit}: {out}");
    }
    refused(
        &scratch,
        "in",
        "--offset-unit bytes",
        &["`in/a.ann` line 1: span 2..3 begins or ends inside a character, counted in bytes", "is --offset-unit"],
    );
}

#[test]
fn every_wrong_line_of_brat_is_said_at_once() {
    let scratch = brat(TEXT, "T1 PERS 7 13 x\nT2\tPERS 7\tx\nX9\tx\nT3\tPERS 7 13\tسامِرٌ\nT3\tPERS 7 13\tسامِرٌ\n");
    let words = [
        "4 faults",
        "`in/a.ann` line 1: expected three columns with tabs",
        "line 2: `PERS 7` is no type with start and end",
        "line 3: `X9\\tx` is no line of brat",
        "line 5: T3 is already in line 4",
    ];
    refused(&scratch, "in", "", &words);
    scratch.remove("in/a.txt");
    refused(&scratch, "in", "", &["`in/a.ann`: there is no `a.txt` beside it; name the folder of the texts with --articles"]);
    scratch.write("texts/b.txt", TEXT);
    refused(&scratch, "in", "--articles texts", &["there is no `a.txt` beside it, and no `texts/a.txt`"]);
}

#[test]
fn the_unit_of_a_vocalised_doccano_file_is_asked_for_and_each_is_taken_as_it_is_named() {
    let scratch = file("in.jsonl", &format!("{{\"text\":\"{TEXT}\",\"label\":[[7,13,\"PERS\"]]}}\n"));
    let words = [
        "name it with --offset-unit",
        "`in.jsonl` line 1: 7..13 would be «سامِرٌ» in code points, « سامِر» in UTF-16 units, «امِرٌ شي» in grapheme clusters",
    ];
    refused(&scratch, "in.jsonl", "", &words);
    // UTF-16 units 7..13 are code points 6..12, clusters 7..13 are 8..16, and bytes 7..13 are 3..6.
    for (unit, place) in [("chars", "[7,13,"), ("utf16", "[6,12,"), ("graphemes", "[8,16,"), ("bytes", "[3,6,")] {
        let out = taken(&scratch, "in.jsonl", &format!("--offset-unit {unit}"));
        assert!(out.contains(place), "{unit}: {out}");
    }
}

#[test]
fn offsets_of_doccano_that_a_named_unit_does_not_have_are_refused_with_the_reason() {
    // The last word: code points 14..19, UTF-16 units 15..20, bytes 27..37.
    let line = |start, end| format!("{{\"text\":\"{TEXT}\",\"label\":[[{start},{end},\"MISC\"]]}}\n");
    let cases = [
        ("chars", 15, 20, "span 15..20 ends behind the text, which has 19 code points"),
        ("graphemes", 14, 20, "span 14..20 ends behind the text, which has 15 grapheme clusters"),
        ("bytes", 14, 21, "span 14..21 begins or ends inside a character, counted in bytes"),
        ("utf16", 1, 3, "span 1..3 begins or ends inside a character, counted in UTF-16 units"),
        ("chars", 6, 6, "span 6..6 is empty or reversed"),
    ];
    for (unit, start, end, said) in cases {
        let scratch = file("in.jsonl", &line(start, end));
        refused(&scratch, "in.jsonl", &format!("--offset-unit {unit}"), &[&format!("`in.jsonl` line 1: {said}")]);
    }
}

#[test]
fn wrong_surfaces_in_json_are_shown_beside_the_text() {
    let spacy = |surface: &str| {
        format!("{{\"text\":\"{TEXT}\",\"spans\":[{{\"start\":7,\"end\":13,\"label\":\"PERS\",\"text\":\"{surface}\"}}],\"answer\":\"accept\"}}\n")
    };
    let scratch = file("in.jsonl", &(spacy("سامِرٌ") + &spacy("سامر")));
    refused(&scratch, "in.jsonl", "", &["`in.jsonl` line 2: text is «سامر» but code points 7..13 are «سامِرٌ»"]);
    let moved = spacy("سامِرٌ").replace("7", "8").replace("13", "14");
    scratch.write("in.jsonl", &moved);
    refused(&scratch, "in.jsonl", "", &["line 1: text is «سامِرٌ» but code points 8..14", "it fits in UTF-16 units: is --offset-unit utf16 meant?"]);
    taken(&scratch, "in.jsonl", "--offset-unit utf16");
    let region = |surface: &str| format!("{{\"type\":\"labels\",\"value\":{{\"start\":7,\"end\":13,\"text\":\"{surface}\",\"labels\":[\"PERS\"]}}}}");
    let task = |surface: &str| format!("[{{\"id\":1,\"data\":{{\"text\":\"{TEXT}\"}},\"annotations\":[{{\"result\":[{}]}}]}}]", region(surface));
    scratch.write("in.json", &task("سامر"));
    let words =
        ["correct what does not fit", "`in.json` record 1: text is «سامر» but code points 7..13 are «سامِرٌ»", "UTF-16 units 7..13 are « سامِر»"];
    refused(&scratch, "in.json", "", &words);
    scratch.write("in.json", &task("سامِرٌ"));
    taken(&scratch, "in.json", "");
}

#[test]
fn broken_json_is_said_with_its_line() {
    let good = "{\"text\":\"قالَ سامِرٌ\",\"label\":[[5,11,\"PERS\"]]}\n";
    let scratch = file("in.jsonl", &format!("{good}{}{good}{}", good.replace("]]", "]"), good.replace("[5,", "[5.5,")));
    refused(&scratch, "in.jsonl", "", &["`in.jsonl` line 2: not JSON: ", "at column "]);
    scratch.write("in.json", "[\n{\"id\":1,\"data\":{\"text\":\"قالَ\"},\"annotations\":[{\"result\":[]}]},\n{\"id\":2,}\n]\n");
    for format in ["label-studio", "spacy", "doccano"] {
        refused(&scratch, "in.json", &format!("-f {format}"), &["`in.json` line 3: not JSON: "]);
    }
    scratch.write("in.jsonl", &good.replace("[5,", "[5.5,"));
    refused(&scratch, "in.jsonl", "-f doccano", &["`in.jsonl` line 1: `label` 1: expected `[start, end, \"label\"]` with whole numbers from 0"]);
    scratch.write("in.jsonl", &good.replace("PERS", ""));
    refused(&scratch, "in.jsonl", "--offset-unit chars", &["`in.jsonl` line 1: the label is empty; every mention has one"]);
}

#[test]
fn webanno_with_two_span_layers_names_them() {
    let head = "#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Person|value\n#T_SP=webanno.custom.Place|value\n\n\n";
    let scratch = file("in.tsv", &format!("{head}#Text=قالَ سامِرٌ\n1-1\t0-4\tقالَ\t_\t_\t\n1-2\t5-11\tسامِرٌ\tX\t_\t\n"));
    let words = [
        "`in.tsv` line 7: ",
        "the span layers are: webanno.custom.Person (value), webanno.custom.Place (value)",
        "--layer webanno.custom.Person --feature value",
    ];
    refused(&scratch, "in.tsv", "", &words);
    let one = scratch.read("in.tsv").replace("#T_SP=webanno.custom.Place|value\n", "").replace("\t_\t\n", "\t\n");
    scratch.write("in.tsv", &one);
    taken(&scratch, "in.tsv", "");
    scratch.write("in.tsv", &one.replace("5-11", "5-12"));
    refused(&scratch, "in.tsv", "", &["`in.tsv` line 7: "]);
    scratch.write("in.tsv", &one.replace("\tX\t", ""));
    refused(&scratch, "in.tsv", "", &["`in.tsv` line 7: 3 columns, expected 4"]);
}

/// Rows of CoNLL-U with the second of two words as given.
fn conllu(text: &str, second: &str) -> String {
    format!("# text = {text}\n1\tقالَ\t_\t_\t_\t_\t0\troot\t_\tner=O\n{second}\n\n")
}

#[test]
fn faulty_rows_of_conllu_are_said_with_their_lines() {
    const SECOND: &str = "2\tسامِرٌ\t_\t_\t_\t_\t1\tdep\t_\tner=B-PERS";
    const TEXT: &str = "قالَ سامِرٌ";
    let cases = [
        (conllu(TEXT, &SECOND.replace("\t_\tner", "\tner")), "line 3: 9 columns; expected 10, separated by tabs"),
        (conllu(TEXT, &SECOND.replace('\t', " ")), "line 3: 1 column"),
        (conllu(TEXT, &SECOND.replace("2\t", "3\t")), "line 3: word 3; expected 2"),
        (conllu(TEXT, &SECOND.replace("2\t", "two\t")), "line 3: `two` is no ID; expected a number from 1"),
        (conllu(TEXT, &SECOND.replace("2\t", "1-2\t")), "line 3: multiword token 1-2 in front of word 2"),
        (conllu(TEXT, &SECOND.replace("B-PERS", "I-PERS")), "line 3: "),
    ];
    for (content, said) in cases {
        let scratch = file("in.conllu", &content);
        let options = if content.contains("I-PERS") { "--scheme IOB2" } else { "" };
        refused(&scratch, "in.conllu", options, &[&format!("`in.conllu` {said}")]);
    }
    taken(&file("in.conllu", &conllu(TEXT, SECOND)), "in.conllu", "");
}

#[test]
fn a_text_line_of_conllu_that_is_not_the_text_of_the_tokens_is_shown() {
    let scratch = file("in.conllu", &conllu("قالَ سامِرُ", "2\tسامِرٌ\t_\t_\t_\t_\t1\tdep\t_\tner=B-PERS"));
    let said = "`in.conllu` line 1: `# text` is not the text of the tokens: from character 11 it has «ُ» where they have «ٌ»";
    scratch.mihak("convert in.conllu out -t spacy").assert().code(2).stderr(contains(said));
    assert!(!scratch.path("out").exists());
}

#[test]
fn our_csv_without_articles_asks_for_them() {
    let scratch = file("in/entities.csv", "article,start,end,text,label,ref\na,5,11,سامِرٌ,PERS,\n");
    for path in ["in", "in/entities.csv"] {
        refused(&scratch, path, "", &[&format!("`{path}` holds no text named <id>.txt; name the folder of the articles with --articles")]);
    }
    scratch.write("texts/b.txt", "قالَ سامِرٌ");
    refused(&scratch, "in", "--articles texts", &["`in/entities.csv` line 2: there is no article `a`"]);
    refused(&scratch, "in", "--articles nowhere", &["cannot read `nowhere`"]);
    scratch.write("texts/a.txt", "قالَ سامرٌ");
    refused(&scratch, "in", "--articles texts", &["`in/entities.csv` line 2: "]);
    scratch.write("texts/a.txt", "قالَ سامِرٌ");
    taken(&scratch, "in", "--articles texts");
    refused(&scratch, "in", "--articles texts --offset-unit bytes", &["code points; leave --offset-unit away"]);
}

#[test]
fn an_orphan_in_nested_columns_is_refused_with_its_line_unless_it_is_repaired() {
    let scratch = file("in.txt", "قالَ O\nسامِرٌ B-OCC B-PERS\nحَدَّادٌ I-PERS I-ORG\n\n");
    let said = "`in.txt` line 3: `I-ORG` goes on with no mention of its type; correct it to B, or say how to read it with --repair";
    refused(&scratch, "in.txt", "", &["1 fault in the input", said]);
    assert!(taken(&scratch, "in.txt", "--repair conlleval").contains("\"ORG\""));
    assert!(!taken(&scratch, "in.txt", "--repair discard").contains("\"ORG\""));
    scratch.write("in.txt", "قالَ\nسامِرٌ B-OCC B-PERS\nحَدَّادٌ S-PERS I-OCC\n\n");
    let words = ["line 1: one column; expected a token and at least one tag", "line 3: `S-PERS` is no tag of IOB2, the scheme of nested columns"];
    refused(&scratch, "in.txt", "-f conll-nested", &words);
}

#[test]
fn columns_that_cannot_hold_a_type_or_a_token_say_so_and_are_read_again() {
    let text = "-DOCSTART- قالَ سامِرٌ";
    let spans = r#"{"start":11,"end":15,"label":"TWO WORDS"},{"start":16,"end":22,"label":"PERS"}"#;
    let tokens = r#"{"start":0,"end":10},{"start":11,"end":15},{"start":16,"end":22}"#;
    let record = format!("{{\"id\":1,\"text\":\"{text}\",\"spans\":[{spans}],\"tokens\":[{tokens}],\"answer\":\"accept\"}}\n");
    let scratch = file("in.jsonl", &record);
    for format in ["conll", "conll-nested"] {
        let run = scratch.mihak(&format!("convert in.jsonl - -t {format}")).assert().success();
        run.stdout("_-DOCSTART- O\nقالَ O\nسامِرٌ B-PERS\n\n")
            .stderr(contains("1 mentions whose type cannot stand in a tag").and(contains("1 tokens that look like the mark of a document")));
    }
}

/// Records of spaCy with these ids, each with one mention.
fn records(ids: &[&str]) -> String {
    let record = |id: &&str| {
        format!("{{\"id\":\"{id}\",\"text\":\"قالَ سامِرٌ\",\"spans\":[{{\"start\":5,\"end\":11,\"label\":\"PERS\"}}],\"answer\":\"accept\"}}\n")
    };
    ids.iter().map(record).collect()
}

#[test]
fn documents_that_the_prediction_lacks_are_missed_and_said() {
    let scratch = file("gold", &records(&["a", "b", "c"]));
    for (ids, said, recall) in [
        (&["c", "a"][..], "`pred` lacks 1 document of gold: what stands there counts as missed", "0.6667"),
        (&["b"], "`pred` lacks 2 documents of gold: what stands there counts as missed", "0.3333"),
    ] {
        scratch.write("pred", &records(ids));
        let ran = scratch.mihak("score gold pred").assert().success();
        ran.stderr(contains(said)).stdout(contains(format!("micro     1.0000  {recall}")));
    }
    scratch.write("pred", &records(&["c", "b", "a"]));
    scratch.mihak("score gold pred").assert().success().stderr(contains("lacks").not()).stdout(contains("micro     1.0000  1.0000"));
}

#[test]
fn documents_that_gold_lacks_are_refused() {
    let scratch = file("gold", &records(&["a", "b"]));
    scratch.write("pred", &records(&["a", "d", "c", "b"]));
    let said = "`pred` has 2 documents that `gold` lacks, the first is `c`; score only what gold holds";
    scratch.mihak("score gold pred").assert().code(2).stdout("").stderr(contains(said));
    scratch.write("pred", &records(&["a", "a"]));
    scratch.mihak("score gold pred").assert().code(2).stdout("").stderr(contains("`pred`: document `a` stands there 2 times; ids must differ"));
    scratch.write("pred", &records(&["a", "b"]).replace("قالَ", "قالتْ").replace(":5,", ":6,").replace(":11,", ":12,"));
    let words = contains("2 faults").and(contains("`pred` document `a`: the texts part behind 3 visible characters: gold has «َ سامِرٌ»"));
    scratch.mihak("score gold pred").assert().code(2).stdout("").stderr(words);
}

#[test]
fn files_that_are_empty_or_not_utf8_or_of_no_format_say_so_in_every_format() {
    let scratch = file("empty", "");
    scratch.write_bytes("bytes", b"\xd9\x82 O\n\xd9 O\n\n");
    scratch.write("prose", "قالَ سامِرٌ شيئًا\n");
    for format in ["conll", "conll-nested", "csv", "doccano", "inline", "label-studio", "spacy", "webanno"] {
        scratch.mihak(&format!("convert empty out -t brat -f {format}")).assert().code(2).stderr(contains("`empty`"));
        scratch.mihak(&format!("convert prose out -t brat -f {format}")).assert().code(2).stderr(contains("`prose`"));
    }
    for format in ["conll", "conll-nested", "conllu", "doccano", "inline", "label-studio", "spacy", "webanno"] {
        scratch.mihak(&format!("convert bytes out -t brat -f {format}")).assert().code(2).stderr(contains("`bytes` line 2: not UTF-8"));
    }
    for call in ["convert prose out -t brat", "score prose prose"] {
        scratch.mihak(call).assert().code(2).stderr(contains("`prose`: no known format; name one of brat, conll,"));
    }
    assert!(!scratch.path("out").exists());
}
