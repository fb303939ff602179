//! `mihak convert` as a user meets it: every format to every other and back, what is not kept, and what is refused.

mod scratch;

use predicates::prelude::*;
use predicates::str::contains;
use scratch::{Scratch, mihak};
use serde_json::Value;

const FORMATS: [&str; 11] = ["brat", "conll", "conll-nested", "conllu", "csv", "doccano", "inline", "label-studio", "llm", "spacy", "webanno"];

/// A mention by the number of its document, its place in visible characters, its surface without white space, and its label.
type Seen = (usize, usize, String, String);

/// A text with marks and an emoji, and mentions of (surface, label) in it, in the order of the text.
type Article = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// Nested in two depths, two of one type that touch across a space, and one inside a word.
const ARTICLES: [Article; 2] = [
    (
        "a",
        "🎉 زارَ سامِرٌ بيروتَ صورَ.\nقالَ رئيسُ بلديَّةِ صيدا إنَّ وَدِمَشقَ بعيدةٌ",
        &[("سامِرٌ", "PERS"), ("بيروتَ", "GPE"), ("صورَ", "GPE"), ("رئيسُ بلديَّةِ صيدا", "OCC"), ("بلديَّةِ صيدا", "ORG"), ("صيدا", "GPE"), ("دِمَشقَ", "GPE")],
    ),
    ("b", "👨‍👩‍👧 لَيلى في حَلَبَ", &[("لَيلى", "PERS"), ("حَلَبَ", "GPE")]),
];

/// Writes the articles as brat folder `in`.
fn brat(scratch: &Scratch) {
    for (id, text, mentions) in ARTICLES {
        let line = |(at, (surface, label)): (usize, &(&str, &str))| {
            let start = text[..text.find(surface).unwrap()].chars().count();
            format!("T{}\t{label} {start} {}\t{surface}\n", at + 1, start + surface.chars().count())
        };
        scratch.write(&format!("in/{id}.txt"), text);
        scratch.write(&format!("in/{id}.ann"), &mentions.iter().enumerate().map(line).collect::<String>());
    }
}

/// Writes the articles with their tokens as folder `in` of our own CSV: و of ودمشق is a segment of its own.
fn csv(scratch: &Scratch) {
    let mut segments = String::from("article,word,start,end,text,class,form\n");
    let mut entities = String::from("article,start,end,text,label,ref\n");
    for (id, text, mentions) in ARTICLES {
        let mut at = 0;
        let cuts = text.replace("صورَ.", "صورَ .").replace("وَدِمَشقَ", "وَ+دِمَشقَ");
        for (word, parts) in cuts.split_whitespace().enumerate() {
            for part in parts.split('+') {
                let start = at + text[at..].find(part).unwrap();
                at = start + part.len();
                let class = if part == "." {
                    "PUNCT"
                } else if part == "وَ" {
                    "CONJ"
                } else {
                    "STEM"
                };
                let [start, end] = [start, at].map(|byte| text[..byte].chars().count());
                segments.push_str(&format!("{id},{},{start},{end},{part},{class},\n", word + 1));
            }
        }
        for (surface, label) in mentions {
            let start = text[..text.find(surface).unwrap()].chars().count();
            let reference = if *label == "PERS" { "pers:x" } else { "" };
            entities.push_str(&format!("{id},{start},{},{surface},{label},{reference}\n", start + surface.chars().count()));
        }
        scratch.write(&format!("in/articles/{id}.txt"), text);
    }
    scratch.write("in/gold/segments.csv", &segments);
    scratch.write("in/gold/entities.csv", &entities);
}

/// Runs the program, which must succeed, and returns both of its outputs.
fn ran(scratch: &Scratch, arguments: &str) -> [String; 2] {
    let assert = scratch.mihak(arguments).assert().success();
    let output = assert.get_output();
    [&output.stdout, &output.stderr].map(|bytes| String::from_utf8(bytes.clone()).unwrap())
}

/// The numbers and kinds that a call said were not kept.
fn losses<'a>(stderr: &'a str) -> Vec<(usize, &'a str)> {
    let line = stderr.lines().find_map(|line| line.strip_prefix("mihak: not kept: "));
    let one = |loss: &'a str| -> (usize, &'a str) {
        let (times, kind) = loss.split_once(' ').unwrap_or_else(|| panic!("«{loss}» is no number with a kind"));
        (times.parse().unwrap_or_else(|_| panic!("«{loss}» begins with no number")), kind)
    };
    line.into_iter().flat_map(|line| line.split(", ")).map(one).collect()
}

/// How many mentions a call said were not kept.
fn lost(stderr: &str) -> usize {
    losses(stderr).iter().filter(|(_, kind)| kind.starts_with("mentions ") || *kind == "repeated mentions").map(|(times, _)| times).sum()
}

/// What must be said of a format to read it: doccano writes no surfaces, which would tell the unit.
fn unit(format: &str) -> &'static str {
    if format == "doccano" { "--offset-unit utf16" } else { "" }
}

/// The mentions of a file or folder, as a conversion to doccano shows them, without segments.
fn seen(scratch: &Scratch, path: &str, format: &str) -> Vec<Seen> {
    let unit = unit(format);
    let [out, _] = ran(scratch, &format!("convert {path} - -f {format} {unit} -t doccano --to-unit bytes"));
    let mut mentions = Vec::new();
    for (at, line) in out.lines().enumerate() {
        let record: Value = serde_json::from_str(line).unwrap();
        let text = record["text"].as_str().unwrap();
        let labels = record["label"].as_array().unwrap().iter();
        for label in labels.filter(|label| !label[2].as_str().unwrap().starts_with("segment-")) {
            let [start, end] = [0, 1].map(|side| label[side].as_u64().unwrap() as usize);
            let visible = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            mentions.push((at, visible(&text[..start]).chars().count(), visible(&text[start..end]), label[2].as_str().unwrap().into()));
        }
    }
    mentions.sort();
    mentions
}

/// Asserts that `after` is `before` without as many mentions as were said to be lost.
fn assert_kept(before: &[Seen], after: &[Seen], lost: usize, place: &str) {
    let strange: Vec<&Seen> = after.iter().filter(|mention| !before.contains(mention)).collect();
    assert!(strange.is_empty(), "{place}: {strange:?} were not there before");
    assert_eq!(after.len() + lost, before.len(), "{place}: {lost} mentions were said to be lost, {} came back of {}", after.len(), before.len());
}

/// From the folder `in` to every format, from each to every other, and back again.
fn assert_round_trips(scratch: &Scratch, source: &str) {
    let all = seen(scratch, "in", source);
    assert_eq!(all.len(), 9, "{all:?}");
    for first in FORMATS {
        let [_, said] = ran(scratch, &format!("convert in one-{first} -f {source} -t {first}"));
        let one = seen(scratch, &format!("one-{first}"), first);
        assert_kept(&all, &one, lost(&said), &format!("{source} → {first}"));
        for second in FORMATS {
            let two = format!("two-{first}-{second}");
            let [_, there] = ran(scratch, &format!("convert one-{first} {two} -f {first} {} -t {second}", unit(first)));
            assert_kept(&one, &seen(scratch, &two, second), lost(&there), &format!("{source} → {first} → {second}"));
            let three = format!("three-{first}-{second}");
            let [_, back] = ran(scratch, &format!("convert {two} {three} -f {second} {} -t {first}", unit(second)));
            let place = format!("{source} → {first} → {second} → {first}");
            assert_kept(&one, &seen(scratch, &three, first), lost(&there) + lost(&back), &place);
        }
    }
}

#[test]
fn mentions_come_back_from_every_format_but_those_that_are_said_to_be_lost() {
    let scratch = Scratch::empty();
    brat(&scratch);
    assert_round_trips(&scratch, "brat");
}

#[test]
fn mentions_of_texts_with_tokens_come_back_from_every_format_but_those_that_are_said_to_be_lost() {
    let scratch = Scratch::empty();
    csv(&scratch);
    assert_round_trips(&scratch, "csv");
}

#[test]
fn formats_of_spans_keep_every_mention() {
    let scratch = Scratch::empty();
    brat(&scratch);
    for format in ["brat", "csv", "doccano", "inline", "label-studio", "spacy", "webanno"] {
        let [_, said] = ran(&scratch, &format!("convert in {format} -t {format} --lossless"));
        assert!(said.contains("2 documents, 9 mentions"), "{format}: {said}");
        assert!(losses(&said).is_empty(), "{format}: {said}");
    }
}

#[test]
fn the_loss_line_counts_what_columns_cannot_hold() {
    let scratch = Scratch::empty();
    csv(&scratch);
    let [_, said] = ran(&scratch, "convert in out -t conll");
    let expected = [
        (1, "gaps that are neither one space between tokens nor one line feed between sentences"),
        (1, "mentions that begin or end inside a token or go beyond a sentence"),
        (2, "mentions that share text with a longer or earlier one"),
        (2, "names of documents"),
        (2, "names of entities (`ref`)"),
        (1, "tokens that fall into parts"),
    ];
    assert_eq!(losses(&said), expected, "{said}");
}

#[test]
fn lossless_writes_nothing_where_something_would_be_lost() {
    let scratch = Scratch::empty();
    brat(&scratch);
    scratch
        .mihak("convert in out -t conll --lossless")
        .assert()
        .code(2)
        .stdout("")
        .stderr(contains("conll cannot hold all of `in`: "))
        .stderr(contains("2 mentions that share text with a longer or earlier one"))
        .stderr(contains("; nothing was written"));
    assert!(!scratch.path("out").exists());
    // What is left out of the source is lost too, whatever the target holds.
    scratch.append("in/b.ann", "R1\tlives Arg1:T1 Arg2:T2\n");
    scratch.mihak("convert in out -t spacy --lossless").assert().code(2).stderr(contains("1 relations; nothing was written"));
    assert!(!scratch.path("out").exists());
    scratch.mihak("convert in - -t conll --lossless").assert().code(2).stdout("");
}

#[test]
fn what_exists_is_replaced_only_when_asked() {
    let scratch = Scratch::empty();
    brat(&scratch);
    scratch.write("out.jsonl", "mine");
    scratch
        .mihak("convert in out.jsonl -t spacy")
        .assert()
        .code(2)
        .stderr(contains("`out.jsonl` exists; name another place, or replace it with --force"));
    assert_eq!(scratch.read("out.jsonl"), "mine");
    ran(&scratch, "convert in out.jsonl -t spacy --force");
    assert_eq!(scratch.read("out.jsonl").lines().count(), 2);
    // Of a folder nothing is written if one of its files is there.
    scratch.write("folder/b.ann", "mine");
    scratch.mihak("convert in folder -t brat").assert().code(2).stderr(contains("`folder/b.ann` exists"));
    assert!(!scratch.path("folder/a.txt").exists());
    assert_eq!(scratch.read("folder/b.ann"), "mine");
    ran(&scratch, "convert in folder -t brat --force");
    assert_eq!(seen(&scratch, "folder", "brat"), seen(&scratch, "in", "brat"));
    // What has nothing to do with it stays.
    scratch.write("folder/notes.md", "mine");
    ran(&scratch, "convert in folder -t brat --force");
    assert_eq!(scratch.read("folder/notes.md"), "mine");
}

#[test]
fn a_dash_is_standard_input_and_output() {
    let scratch = Scratch::empty();
    let text = "🎉 O\nسامِرٌ B-PERS\nحَدَّاد I-PERS\n\n";
    let out = mihak(&scratch).args(["convert", "-", "-", "-t", "conll", "--to-scheme", "IOBES"]).write_stdin(text).assert().success();
    let out = out.stdout("🎉 O\nسامِرٌ B-PERS\nحَدَّاد E-PERS\n\n");
    out.stderr(contains("`-` (conll) → conll: 1 document, 1 mention"));
    mihak(&scratch).args(["convert", "-", "out", "-t", "spacy"]).write_stdin(text).assert().success().stdout("");
    assert!(scratch.read("out").contains("سامِرٌ حَدَّاد"));
    mihak(&scratch).args(["convert", "-", "-", "-t", "spacy"]).write_stdin("").assert().code(2).stdout("").stderr(contains("`-`"));
}

#[test]
fn folders_of_files_do_not_go_to_standard_output() {
    let scratch = Scratch::empty();
    brat(&scratch);
    for format in ["brat", "csv", "webanno"] {
        let said = format!("{format} is a folder of files: name one instead of `-`");
        scratch.mihak(&format!("convert in - -t {format}")).assert().code(2).stdout("").stderr(contains(said));
    }
}

#[test]
fn tags_are_written_in_the_scheme_that_is_asked_for() {
    let scratch = Scratch::empty();
    scratch.write("in.txt", "زارَ O\nبيروتَ B-GPE\nصورَ B-GPE\nنورٌ B-PERS\nبنتُ I-PERS\nخالدٍ I-PERS\n\n");
    let cases = [
        ("IOB1", "O I-GPE B-GPE I-PERS I-PERS I-PERS"),
        ("IOB2", "O B-GPE B-GPE B-PERS I-PERS I-PERS"),
        ("IOE1", "O E-GPE I-GPE I-PERS I-PERS I-PERS"),
        ("IOE2", "O E-GPE E-GPE I-PERS I-PERS E-PERS"),
        ("IOBES", "O S-GPE S-GPE B-PERS I-PERS E-PERS"),
        ("BILOU", "O U-GPE U-GPE B-PERS I-PERS L-PERS"),
        ("BMEWO", "O W-GPE W-GPE B-PERS M-PERS E-PERS"),
    ];
    for (scheme, tags) in cases {
        let [out, said] = ran(&scratch, &format!("convert in.txt - -t conll --to-scheme {scheme} --lossless"));
        let written: Vec<&str> = out.split_whitespace().skip(1).step_by(2).collect();
        assert_eq!(written.join(" "), tags, "{scheme}");
        scratch.write("again.txt", &out);
        let [back, _] = ran(&scratch, &format!("convert again.txt - -t conll --scheme {scheme}"));
        assert_eq!(back, scratch.read("in.txt"), "{scheme}: {said}");
    }
    let [_, said] = ran(&scratch, "convert in.txt - -t conll --to-scheme IO");
    assert_eq!(losses(&said), [(1, "borders between touching mentions of one type")]);
    let [out, _] = ran(&scratch, "convert in.txt - -t conllu --to-scheme IOBES");
    assert!(out.contains("ner=S-GPE") && out.contains("ner=E-PERS"), "{out}");
    scratch.mihak("convert in.txt - -t conll --to-scheme IOB3").assert().code(2).stderr(contains("the schemes are IOB2, IOBES"));
    for format in ["spacy", "conll-nested"] {
        let said = format!("{format} cannot be written in IOBES: only conll, conllu, json-tags, slash, table have tags of any scheme");
        scratch.mihak(&format!("convert in.txt - -t {format} --to-scheme IOBES")).assert().code(2).stdout("").stderr(contains(said));
    }
}

#[test]
fn offsets_are_written_in_the_unit_that_is_asked_for_and_read_back_in_it() {
    let scratch = Scratch::empty();
    brat(&scratch);
    // «سامِرٌ» begins behind the emoji and two words: 🎉 is four bytes, two UTF-16 units, one cluster.
    let cases = [("chars", "7 13"), ("utf16", "8 14"), ("bytes", "14 26"), ("graphemes", "6 10")];
    let all = seen(&scratch, "in", "brat");
    for (unit, first) in cases {
        for format in ["brat", "doccano"] {
            let out = format!("{format}-{unit}");
            ran(&scratch, &format!("convert in {out} -t {format} --to-unit {unit}"));
            let text = if format == "brat" { scratch.read(&format!("{out}/a.ann")) } else { scratch.read(&out) };
            let written = if format == "brat" { format!("PERS {first}\t") } else { format!("[{},\"PERS\"]", first.replace(' ', ",")) };
            assert!(text.contains(&written), "{out}: {text}");
            let [back, _] = ran(&scratch, &format!("convert {out} - -f {format} --offset-unit {unit} -t spacy"));
            scratch.write("back", &back);
            assert_eq!(seen(&scratch, "back", "spacy"), all, "{out}");
            if format == "brat" {
                let other = if unit == "bytes" { "chars" } else { "bytes" };
                let said = contains(format!("`{out}/a.ann` line 1: ")).and(contains(format!("is --offset-unit {unit} meant?")));
                scratch.mihak(&format!("convert {out} - -f brat --offset-unit {other} -t spacy")).assert().code(2).stdout("").stderr(said);
            }
        }
    }
    scratch.mihak("convert in out -t conll --to-unit bytes").assert().code(2).stderr(contains("conll has no offsets that could count bytes"));
    scratch.mihak("convert in out -t csv --to-unit bytes").assert().code(2).stderr(contains("code points; leave --to-unit away"));
    scratch.mihak("convert in out -t brat --to-unit letters").assert().code(2).stderr(contains("letters"));
    assert!(!scratch.path("out").exists());
}

#[test]
fn a_mention_that_cuts_a_unit_is_named_and_nothing_is_written() {
    let scratch = Scratch::empty();
    scratch.write("in/a.txt", "قالَ سامِرٌ");
    scratch.write("in/a.ann", "T1\tPERS 5 10\tسامِر\n");
    scratch
        .mihak("convert in out -t doccano --to-unit graphemes")
        .assert()
        .code(2)
        .stderr(contains("document `a`: PERS «سامِر» begins or ends inside one of the grapheme clusters").and(contains("write another --to-unit")));
    assert!(!scratch.path("out").exists());
}

#[test]
fn unknown_names_of_formats_are_answered_with_the_nearest() {
    let scratch = Scratch::empty();
    brat(&scratch);
    for (wrong, near) in [("spacey", "spacy"), ("conl", "conll"), ("webano", "webanno"), ("labelstudio", "label-studio")] {
        let said = format!("no format `{wrong}`; did you mean `{near}`");
        scratch.mihak(&format!("convert in out -t {wrong}")).assert().code(2).stderr(contains(said.clone()));
        scratch.mihak(&format!("convert in out -t spacy -f {wrong}")).assert().code(2).stderr(contains(said));
    }
    scratch.mihak("convert in out").assert().code(2).stderr(contains("--to"));
    scratch.mihak("convert nosuch out -t spacy").assert().code(2).stderr(contains("cannot read `nosuch`"));
    assert!(!scratch.path("out").exists());
}

#[test]
fn illegal_tags_are_refused_or_read_as_the_repair_says() {
    let scratch = Scratch::empty();
    scratch.write("in.txt", "قالَ O\nسامِرٌ I-PERS\n\nفي O\nصورَ B-GPE\nلَيلى I-PERS\n\n");
    let refused = scratch.mihak("convert in.txt out -t spacy --scheme IOB2").assert().code(2);
    refused
        .stderr(contains("2 faults in the input"))
        .stderr(contains("`in.txt` line 2: `I-PERS` behind `O` is illegal in IOB2; correct it, or say how to read it with --repair"))
        .stderr(contains("`in.txt` line 6: `I-PERS` behind `B-GPE` is illegal in IOB2"));
    assert!(!scratch.path("out").exists());
    let labels = |repair: &str| {
        let [out, _] = ran(&scratch, &format!("convert in.txt - -t conll --scheme IOB2 --repair {repair}"));
        out.split_whitespace().skip(1).step_by(2).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(labels("conlleval"), "O B-PERS O B-GPE B-PERS");
    assert_eq!(labels("discard"), "O O O B-GPE O");
    scratch.write("nested.txt", "قالَ O\nسامِرٌ I-PERS\nصورَ B-ORG B-GPE\n\n");
    let refused = scratch.mihak("convert nested.txt out -f conll-nested -t spacy").assert().code(2);
    refused.stderr(contains("`nested.txt` line 2: `I-PERS` goes on with no mention of its type"));
}

/// The names in a folder, sorted.
fn names(scratch: &Scratch, folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(scratch.path(folder)).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_target_that_cannot_be_written_leaves_nothing_behind() {
    let scratch = Scratch::empty();
    brat(&scratch);
    scratch.write("to/folder/mine", "mine");
    scratch.mihak("convert in to/folder -t spacy --force").assert().code(2).stderr(contains("cannot write `to/folder`"));
    scratch.mihak("convert in to/folder/mine/out -t spacy").assert().code(2).stderr(contains("cannot make folder `to/folder/mine`"));
    assert_eq!(names(&scratch, "to"), ["folder"]);
    assert_eq!(names(&scratch, "to/folder"), ["mine"]);
}

/// A full disk, played by a limit on the size of files.
#[cfg(unix)]
#[test]
fn a_write_that_breaks_off_leaves_the_old_file_and_no_half_one() {
    let scratch = Scratch::empty();
    let text = "سامِرٌ في بيروتَ ".repeat(4_000);
    scratch.write("in.jsonl", &format!("{{\"text\":\"{text}\",\"spans\":[],\"answer\":\"accept\"}}\n"));
    scratch.write("to/out", "mine");
    for (signal, is_killed) in [("trap '' XFSZ; ", false), ("ulimit -c 0; ", true)] {
        let script = format!("{signal}ulimit -f 8; exec \"$0\" convert in.jsonl to/out -t spacy --force");
        let mut shell = assert_cmd::Command::new("sh");
        shell.current_dir(scratch.path("")).args(["-c", &script]).arg(assert_cmd::cargo::cargo_bin!("mihak"));
        let output = shell.output().unwrap();
        assert!(!output.status.success(), "{signal}");
        assert_eq!(scratch.read("to/out"), "mine", "{signal}");
        if !is_killed {
            assert_eq!(output.status.code(), Some(2));
            assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write `to/out`"), "{output:?}");
            assert_eq!(names(&scratch, "to"), ["out"]);
        }
    }
}

#[test]
fn comments_do_not_decide_the_format_of_any_command() {
    let scratch = Scratch::empty();
    scratch.write("a.conll", "# one comment of many words\n# and another of them\n# and a third\nزار O\nعمر B-PERS\n");
    mihak(&scratch).args(["convert", "a.conll", "a.jsonl", "--to", "spacy", "--comment", "# "]).assert().success();
    mihak(&scratch).args(["lint", "a.conll", "--comment", "# "]).assert().success();
    mihak(&scratch).args(["score", "a.conll", "a.conll", "--seen", "a.conll", "--comment", "# "]).assert().success();
}

#[test]
fn the_shipped_gold_comes_back_byte_for_byte_from_every_format_that_annotators_edit() {
    let shipped = |path: &str| format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    let (articles, gold) = (shipped("corpora/news"), shipped("gold/news"));
    for (format, back) in [("inline", ""), ("brat", ""), ("conllu", ""), ("doccano", "--offset-unit utf16")] {
        let scratch = Scratch::empty();
        let said = mihak(&scratch).args(["convert", &gold, "there", "-t", format, "--articles", &articles]).assert().success();
        let said = String::from_utf8(said.get_output().stderr.clone()).unwrap();
        assert!(losses(&said).iter().all(|(_, kind)| *kind == "other files"), "{format}: {said}");
        scratch.mihak(&format!("convert there back -t csv --lossless {back}")).assert().success();
        for name in ["segments.csv", "entities.csv"] {
            let kept = std::fs::read_to_string(format!("{gold}/{name}")).unwrap();
            assert!(scratch.read(&format!("back/gold/{name}")) == kept, "{format}: {name} came back changed");
        }
        for entry in std::fs::read_dir(scratch.path("back/articles")).unwrap() {
            let path = entry.unwrap().path();
            let kept = std::fs::read(format!("{articles}/{}", path.file_name().unwrap().to_str().unwrap())).unwrap();
            assert!(std::fs::read(&path).unwrap() == kept, "{format}: {} came back changed", path.display());
        }
    }
}

#[test]
fn tokens_of_white_space_are_left_out_of_columns_and_counted() {
    let scratch = Scratch::empty();
    let tokens = r#"{"start":0,"end":3},{"start":3,"end":5},{"start":5,"end":9},{"start":9,"end":10},{"start":10,"end":15}"#;
    let record =
        format!(r#"{{"id":1,"text":"زار\n\nسامر بيروت","spans":[{{"start":5,"end":9,"label":"PERS"}}],"tokens":[{tokens}],"answer":"accept"}}"#);
    scratch.write("in.jsonl", &format!("{record}\n"));
    for format in ["conll", "conll-nested"] {
        let run = scratch.mihak(&format!("convert in.jsonl {format}.txt -t {format}")).assert().success();
        run.stderr(contains("2 tokens of white space"));
        let written = scratch.read(&format!("{format}.txt"));
        assert_eq!(written.split_whitespace().collect::<Vec<_>>(), ["زار", "O", "سامر", "B-PERS", "بيروت", "O"], "{format}");
        scratch.mihak(&format!("score {format}.txt {format}.txt")).assert().success();
    }
}
