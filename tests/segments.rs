//! Files of segments through the program: read whatever their names, scored, converted, and refused with what to do.

mod scratch;

use std::collections::BTreeMap;
use std::sync::Arc;

use mihak_core::format::{self, Document, Options, Part, SplitToken};
use mihak_core::text::words::words;
use mihak_systems::answer::Prediction;
use mihak_systems::registry::open_builtin;
use mihak_systems::source::Below;
use predicates::prelude::*;
use predicates::str::contains;
use scratch::Scratch;

const GOLD: &str = "و+زار سامر ال+مدينة ثم عاد إلى بيت+ه\nوصل سعيد ب+ال+قطار\n";

/// A folder with gold and a prediction of these contents.
fn files(gold: &str, predicted: &str) -> Scratch {
    let scratch = Scratch::empty();
    scratch.write("gold.txt", gold);
    scratch.write("system.out", predicted);
    scratch
}

/// The values of scores.csv of one task, by match, view, label and measure.
fn values(csv: &str, task: &str) -> BTreeMap<[String; 4], (String, String)> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|column| column == name).unwrap_or_else(|| panic!("no column {name} in {header:?}"));
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).filter(|row| &row[at("task")] == task).collect();
    let row = |row: &csv::StringRecord| {
        let key = ["match", "view", "label", "measure"].map(|name| row[at(name)].to_string());
        (key, (row[at("value")].to_string(), row[at("support")].to_string()))
    };
    rows.iter().map(row).collect()
}

/// The standard output of a call that succeeds.
fn said(scratch: &Scratch, call: &str) -> String {
    String::from_utf8(scratch.mihak(call).assert().success().get_output().stdout.clone()).unwrap()
}

#[test]
fn two_segmented_texts_are_scored_with_words_boundaries_clitics_the_best_scheme_and_a_signature() {
    let scratch = files(GOLD, &GOLD.replace("ب+ال+قطار", "ب+القطار").replace('\n', " "));
    let run = scratch.mihak("score gold.txt system.out --errors errors.csv").assert().success();
    let run = run.stderr(contains("`gold.txt` is read as segmented"));
    run.stdout(
        contains("segments · gold.txt × system.out · 2 sentences · 10 words")
            .and(contains("words                          0.9000"))
            .and(contains("clitic DET    1.0000  0.5000"))
            .and(contains("best scheme by segment F1: "))
            .and(contains("mihak|task:segments|corpus:gold.txt#"))
            .and(contains("|unit:sentence|boot:")),
    );
    let errors = scratch.read("errors.csv");
    assert!(errors.contains("2,as-is,under-cut,9,16,ب+ال+قطار,,9,16,ب+القطار,"), "{errors}");
    // Under a scheme that does not cut the article off, half of the cuts of the prediction are right.
    scratch.mihak("score gold.txt system.out --scheme atb -q").assert().success().stdout(contains("view:").not().and(contains("clitic PREP")));
}

#[test]
fn the_same_words_in_any_format_give_the_same_numbers() {
    let scratch = files(GOLD, &GOLD.replace("ب+ال+قطار", "ب+القطار").replace("بيت+ه", "بيته"));
    for (name, format) in [("gold.txt", "word-rows"), ("gold.txt", "conllu"), ("system.out", "word-rows"), ("system.out", "conllu")] {
        scratch.mihak(&format!("convert {name} {name}.{format} -t {format}")).assert().success();
    }
    let expected = values(&said(&scratch, "score gold.txt system.out --csv --scheme d3"), "segments");
    assert!(expected.len() > 20, "{expected:?}");
    for gold in ["gold.txt", "gold.txt.word-rows", "gold.txt.conllu"] {
        for predicted in ["system.out", "system.out.word-rows", "system.out.conllu"] {
            let mut found = values(&said(&scratch, &format!("score {gold} {predicted} --csv --scheme d3")), "segments");
            // Only these say what the segments are.
            assert_eq!(found.keys().any(|key| key[0] == "class"), predicted != "system.out", "{predicted}");
            found.retain(|key, _| key[0] != "class");
            assert_eq!(found, expected, "{gold} {predicted}");
        }
    }
}

#[test]
fn a_tokenizer_that_is_written_to_a_file_scores_as_it_does_in_a_run() {
    let scratch = Scratch::empty();
    scratch.mihak("run -s clitics-atb -c news --split dev --out out --progress none").assert().success();
    let ran = values(&scratch.read("out/scores.csv"), "segments");
    let system = open_builtin("clitics", toml::Table::new(), Arc::new(Below(".".into()))).unwrap();
    let mut handle = system.source.open().unwrap();
    let gold = "article,word,start,end,text,class,form\n";
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let segments = std::fs::read_to_string(root.join("gold/news/segments.csv")).unwrap();
    let mut documents = Vec::new();
    let rows: Vec<&str> = segments.lines().skip(1).filter(|row| row.starts_with("dev-")).collect();
    scratch.write("gold/segments.csv", &format!("{gold}{}\n", rows.join("\n")));
    let ids: std::collections::BTreeSet<&str> = rows.iter().filter_map(|row| row.split(',').next()).collect();
    for id in ids {
        let text = std::fs::read_to_string(root.join(format!("corpora/news/{id}.txt"))).unwrap();
        scratch.write(&format!("gold/{id}.txt"), &text);
        let answer = handle.answer(&text).unwrap();
        let Prediction::Tokens(tokens) = answer.prediction() else { panic!("a tokenizer gives tokens") };
        let mut tokens = tokens.iter().peekable();
        let mut splits = Vec::new();
        for span in words(&text) {
            let mut parts = Vec::new();
            while let Some(token) = tokens.next_if(|token| token.span.start() < span.end()) {
                parts.push(Part { span: Some(token.span), form: "".into(), class: token.class });
            }
            splits.push(SplitToken { span, parts });
        }
        let tokens = splits.iter().map(|split| split.span).collect();
        documents.push(Document { id: id.into(), text, tokens, splits, ..Document::default() });
    }
    let write = |format: &str| {
        let output = format::by_name(format).unwrap().write(&documents, &Options::default()).unwrap();
        String::from_utf8(output.files[0].1.clone()).unwrap()
    };
    let without_documents = |content: &str| content.lines().filter(|line| !line.starts_with("# newdoc")).collect::<Vec<_>>().join("\n");
    let [text, rows] = ["segmented", "word-rows"].map(write);
    for (content, tells_classes) in [(without_documents(&text), false), (text, false), (without_documents(&rows), true), (rows, true)] {
        scratch.write("clitics.out", &content);
        let scored = values(&said(&scratch, "score gold clitics.out --scheme atb --csv -q --resamples 0"), "segments");
        let is_shared = |name: &str| !name.starts_with("c") || matches!(name, "changed" | "clitic") || (name == "class" && tells_classes);
        let shared: Vec<_> = ran.iter().filter(|(key, _)| is_shared(&key[0])).collect();
        assert!(shared.len() > 40, "{ran:?}");
        for (key, value) in shared {
            assert_eq!(scored.get(key), Some(value), "{key:?}");
        }
    }
}

#[test]
fn a_layer_that_one_side_lacks_is_named() {
    let scratch = files(GOLD, "# article a\nو+زار [PERS سامر] ال+مدينة\n");
    scratch.write("mentions.inline", "# entities a\nوزار [PERS سامر] المدينة\n");
    scratch.write("short.seg", "و+زار سامر ال+مدينة\n");
    let call = |files: &str| scratch.mihak(&format!("score {files}")).assert().success();
    call("system.out short.seg")
        .stderr(contains("`short.seg` has no mentions: those of `system.out` are not scored"))
        .stdout(contains("segments · "));
    call("system.out system.out").stdout(contains("segments · ").and(contains("entities · ")));
    call("system.out mentions.inline").stderr(contains("`mentions.inline` has no words with segments: those of `system.out` are not scored"));
}

#[test]
fn a_prediction_without_a_cut_is_segmented_text_beside_a_gold_that_has_some() {
    let scratch = files(GOLD, &GOLD.replace('+', ""));
    let run = scratch.mihak("score gold.txt system.out").assert().success();
    run.stderr(contains("`system.out` has no cut: it is read as segmented text")).stdout(contains("words                          0.6000"));
    scratch.mihak("score system.out system.out").assert().code(2).stderr(contains("no known format"));
    scratch.mihak("score system.out system.out -f segmented").assert().success();
}

#[test]
fn what_cannot_be_read_says_what_to_do() {
    let scratch = files(GOLD, "و+زار\tCONJ+V\nعاد\tWHAT\n");
    scratch.mihak("score gold.txt system.out").assert().code(2).stderr(contains("`system.out` line 2: tags `WHAT`").and(contains("--classes")));
    scratch.mihak("score gold.txt system.out --marker و").assert().code(2).stderr(contains("`و` is no marker"));
    scratch
        .mihak("convert gold.txt out -t spacy --scheme d3")
        .assert()
        .code(2)
        .stderr(contains("--scheme d3 says where the words of `mihak score` are cut"));
    scratch.mihak("convert gold.txt out -t spacy --to-marker @@").assert().code(2).stderr(contains("leave --to-marker away"));
    scratch.mihak("score gold.txt system.out --scheme xyz").assert().code(2).stderr(contains("of cuts word, d1, d2, atb, d3, as-is"));
}

#[test]
fn lint_convert_and_agree_treat_segments_as_they_treat_mentions() {
    let rows = "سار\tعاد\tSTEM\nوزار\tو+زار\tCONJ+STEM\nفيه\tفي+ه\tCONJ+PRON\n";
    let scratch = files("و+زار سامر ال+مدينة\n", "و+زار سامر المدينة\n");
    scratch.write("odd.tsv", rows);
    let odd = scratch.mihak("lint odd.tsv --token-column 1").assert().success();
    odd.stdout(contains("odd-segment").and(contains("CONJ `\u{2068}في\u{2069}` of `\u{2068}فيه\u{2069}`")));
    scratch.write("odd.tsv", &rows.replace("عاد\tSTEM", "ع+اد\tSTEM+STEM"));
    let odd = scratch.mihak("lint odd.tsv --token-column 1").assert().code(2);
    odd.stdout(contains("unplaced-segment").and(contains("`\u{2068}ع\u{2069}` of `\u{2068}سار\u{2069}`")));
    // Two annotators cut one word of three otherwise.
    let agreed = said(&scratch, "agree gold.txt system.out --csv");
    assert!(agreed.contains("segments") && agreed.contains("0.666667"), "{agreed}");
    let run = scratch.mihak("convert gold.txt out.inline -t inline").assert().success();
    run.stderr(contains("1 document, 0 mentions, 2 cut words"));
    assert!(scratch.read("out.inline").contains("و+زار سامر ال+مدينة"));
    scratch.mihak("convert out.inline - -t segmented").assert().success().stdout("و+زار سامر ال+مدينة\n");
    scratch.mihak("convert gold.txt out -t csv").assert().success();
    let scored = said(&scratch, "score out system.out --csv");
    assert_eq!(values(&scored, "segments"), values(&said(&scratch, "score gold.txt system.out --csv"), "segments"));
}

#[test]
fn dialect_gold_is_gold_in_every_format_and_in_a_run() {
    let scratch = Scratch::empty();
    let inline = "# article a\nهو ب{:PROG}+يلعب و+ما+راح+ش ل+ال+بيت ه+يسافر\n";
    scratch.write("gold.inline", inline);
    scratch.mihak("annotate check gold.inline").assert().success();
    let mut found = Vec::new();
    for (name, format) in [("out.tsv", "word-rows"), ("out", "csv"), ("out.conllu", "conllu")] {
        scratch.mihak(&format!("convert gold.inline {name} -t {format}")).assert().success();
        scratch.mihak(&format!("convert {name} {name}.inline -t inline")).assert().success();
        // Only the line end of the article is not in a row.
        let again = scratch.read(&format!("{name}.inline")).replace('\u{200f}', "");
        assert_eq!(again.lines().nth(1).map(|line| line.trim_end_matches('\\')), inline.lines().nth(1), "{format}");
        let scored = said(&scratch, &format!("score {name} out.tsv --csv --scheme d3 -q"));
        found.push(values(&scored, "segments"));
    }
    assert!(found.windows(2).all(|pair| pair[0] == pair[1]));
    for class in ["PROG", "NEG", "FUT"] {
        assert!(found[0].contains_key(&["clitic", "d3", class, "f1"].map(String::from)), "{class}: {:?}", found[0].keys());
    }
    // In a run the same gold has clitics that a tokenizer for the standard language misses.
    scratch.mihak("run -s clitics-d3 --articles out/articles --gold out/gold --out ran --progress none").assert().success();
    let ran = values(&scratch.read("ran/scores.csv"), "segments");
    assert_eq!(ran[&["clitic", "d3", "NEG", "recall"].map(String::from)].1, "2", "two segments of one circumfix");
}

#[test]
fn words_come_back_from_every_format_through_every_other() {
    let scratch = Scratch::empty();
    scratch.write("in.seg", "و+زار سامر ال+مدينة .\nب+5 C ++ ل+ها + ثم عاد إلى بيت+ه\n");
    let expected = said(&scratch, "convert in.seg - -t segmented");
    let formats = ["csv", "inline", "conllu", "word-rows", "segmented", "doccano", "spacy", "webanno", "brat", "label-studio"];
    let unit = |format: &str| if matches!(format, "doccano" | "label-studio" | "brat") { "--offset-unit chars" } else { "" };
    let to = |format: &str| if matches!(format, "doccano" | "label-studio" | "brat") { "--to-unit chars" } else { "" };
    for first in formats {
        scratch.mihak(&format!("convert in.seg one -t {first} {} --force", to(first))).assert().success();
        for second in formats {
            let place = format!("{first} {second}");
            scratch.mihak(&format!("convert one two -f {first} {} -t {second} {} --force", unit(first), to(second))).assert().success();
            let back = said(&scratch, &format!("convert two - -f {second} {} -t segmented", unit(second)));
            let holds_cuts = |format: &str| !matches!(format, "spacy" | "webanno" | "label-studio");
            if holds_cuts(first) && holds_cuts(second) {
                assert_eq!(back.split_whitespace().collect::<Vec<_>>(), expected.split_whitespace().collect::<Vec<_>>(), "{place}");
            }
            scratch.remove("two");
        }
        scratch.remove("one");
    }
}

/// A folder with a word in front of which a class stands that no shipped one is.
fn vocative() -> Scratch {
    let scratch = Scratch::empty();
    scratch.write("articles/a.txt", "يابنت هنا");
    scratch.write("gold/segments.csv", "article,word,start,end,text,class,form\na,1,0,2,يا,VOC,\na,1,2,5,بنت,STEM,\na,2,6,9,هنا,STEM,\n");
    scratch.write("gold/gold.toml", "[classes.VOC]\nplace = \"before\"\nscheme = \"d1\"\nspellings = [\"يا\"]\n");
    scratch
}

#[test]
fn a_gold_declares_a_class_and_it_is_scored_as_the_shipped_ones() {
    let scratch = vocative();
    scratch.suite(&["whitespace", "clitics-d1"]);
    let gate =
        "\n[[gate]]\nsystem = \"clitics-d1\"\ncorpus = \"mine\"\ntask = \"segments\"\nmatch = \"clitic\"\nlabel = \"VOC\"\nmeasure = \"recall\"\n";
    scratch.append("suite.toml", gate);
    scratch.mihak("run --out out").assert().success();
    let scores = scratch.read("out/scores.csv");
    let of = |system: &str| scores.lines().filter(|line| line.starts_with(system)).map(String::from).collect::<Vec<_>>();
    assert!(of("clitics-d1,").iter().any(|line| line.contains(",clitic,") && line.contains(",VOC,recall,0.000000")), "{scores}");
    // Schemes that do not cut it off join it to its stem.
    assert!(!of("whitespace,").iter().any(|line| line.contains("VOC")), "{scores}");
    scratch.mihak("describe -c mine").assert().success().stdout(contains("VOC"));
    // What it means is a part of what was scored.
    let signed = |scratch: &Scratch| scratch.read("out/scores.csv").lines().nth(1).map(String::from);
    let before = signed(&scratch);
    scratch.write("gold/gold.toml", "[classes.VOC]\nplace = \"around\"\nscheme = \"d1\"\nspellings = [\"يا\"]\n");
    scratch.mihak("run --out out").assert().success();
    assert_ne!(before, signed(&scratch));
}

#[test]
fn a_class_that_is_not_declared_or_declared_wrongly_is_refused() {
    let scratch = vocative();
    scratch.suite(&["whitespace"]);
    scratch.append("suite.toml", "\n[[corpus]]\nname = \"other\"\narticles = \"articles\"\ngold = \"other\"\n");
    scratch.write("other/segments.csv", &scratch.read("gold/segments.csv"));
    scratch.mihak("run").assert().code(2).stderr(contains("class `VOC` is declared by another gold, and not by `other/gold.toml`"));
    scratch.write("other/gold.toml", &scratch.read("gold/gold.toml").replace("d1", "d2"));
    scratch.mihak("run").assert().code(2).stderr(contains("class `VOC` is declared in two ways"));
    scratch.suite(&["whitespace"]);
    for (declared, said) in [
        ("[classes.STEM]\nplace = \"before\"\nscheme = \"d1\"\nspellings = [\"يا\"]\n", "`STEM` is a class already"),
        ("[classes.voc]\nplace = \"before\"\nscheme = \"d1\"\nspellings = [\"يا\"]\n", "`voc` is no name of a class"),
        ("[classes.VOC]\nplace = \"in\"\nscheme = \"d1\"\nspellings = [\"يا\"]\n", "`in` is no place of a class"),
        ("[classes.VOC]\nplace = \"before\"\nscheme = \"word\"\nspellings = [\"يا\"]\n", "word is no scheme that cuts a clitic off"),
        ("[classes.VOC]\nplace = \"before\"\nscheme = \"d1\"\nspellings = []\n", "has no spelling"),
        ("[classes.VOC]\nplace = \"before\"\nscheme = \"d1\"\nspellings = [\"يَا\"]\n", "write its letters alone"),
        ("", "unknown class `VOC`"),
    ] {
        scratch.write("gold/gold.toml", declared);
        scratch.mihak("run").assert().code(2).stderr(contains(said));
    }
}

#[test]
fn a_class_is_declared_for_files_and_stands_where_it_may() {
    let scratch = Scratch::empty();
    scratch.write("gold", "# article a\nيا{:VOC}+بنت{:STEM} هنا\n");
    scratch.write("pred", "# article a\nيابنت هنا\n");
    scratch.mihak("score gold pred").assert().code(2).stderr(contains("`VOC` is no class; expected one of CONJ,"));
    let declared = "--declare VOC=before:d1:يا,أيا";
    let csv = said(&scratch, &format!("score gold pred --scheme d1 --csv {declared}"));
    let values = values(&csv, "segments");
    let value = |matching: &str, label: &str, measure: &str| {
        let found = values.iter().find(|(key, _)| key[0] == matching && key[2] == label && key[3] == measure);
        found.map(|(_, (value, _))| value.clone()).unwrap_or_else(|| panic!("{matching} {label} {measure}: {csv}"))
    };
    assert_eq!(value("clitic", "VOC", "recall"), "0.000000");
    scratch.mihak(&format!("lint gold {declared}")).assert().success();
    scratch.mihak("lint gold --declare VOC=behind:d1:يا").assert().stdout(contains("odd-segment · 1"));
    // It comes back from the formats that have classes.
    for format in ["csv", "conllu", "inline"] {
        let out = if format == "csv" { "out" } else { "out.txt" };
        scratch.mihak(&format!("convert gold {out} -t {format} {declared}")).assert().success();
        let back = said(&scratch, &format!("convert {out} - -f {format} -t inline {declared}"));
        assert!(back.contains("يا{:VOC}+بنت"), "{format}: {back}");
        scratch.remove(out);
    }
    scratch.write("tags", "سعد B-PER\n\n");
    scratch.mihak("convert tags - -t inline --declare VOC=before:d1:يا").assert().code(2).stderr(contains("--declare is of no use to conll"));
    scratch.mihak("lint gold --declare VOC=before").assert().code(2).stderr(contains("expected NAME=PLACE:SCHEME:SPELLING"));
}
