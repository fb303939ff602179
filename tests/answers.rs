//! Answers of chat models: what is read of the shapes in which they come, and what `mihak score` makes of a file of them.

mod scratch;

use mihak_core::annotation::{Found, Quote};
use mihak_core::format::llm::quotes;
use predicates::str::contains;
use scratch::Scratch;
use serde::Deserialize;

/// An answer with what must be read of it, as `tests/answers/shapes.toml` has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shape {
    name: String,
    text: String,
    answer: String,
    #[serde(rename = "type")]
    declared: Option<String>,
    #[serde(default)]
    quotes: Vec<Vec<toml::Value>>,
    #[serde(default)]
    ambiguous: usize,
    #[serde(default)]
    unread: usize,
    #[serde(default)]
    strayed: u64,
    #[serde(default)]
    cut: bool,
    #[serde(default)]
    broken: bool,
    failed: Option<String>,
}

#[derive(Deserialize)]
struct Shapes {
    answer: Vec<Shape>,
}

fn shapes() -> Vec<Shape> {
    toml::from_str::<Shapes>(include_str!("answers/shapes.toml")).unwrap().answer
}

/// A quote as the file has it: quote, type, and the number of its occurrence, or the spelling of the text with the rules.
fn written(quote: &Quote, text: &str) -> Vec<String> {
    let mut written = vec![quote.quote.to_string(), quote.label.to_string()];
    match &quote.found {
        Found::Exactly(span) => {
            let number = text.match_indices(&*quote.quote).position(|(at, found)| (at, at + found.len()) == (span.start(), span.end()));
            written.push(number.map_or("elsewhere".into(), |number| (number + 1).to_string()));
        }
        Found::Respelled(span, rules) => written.extend([span.slice(text).to_string(), rules.join(" ")]),
        Found::Nowhere => written.push("0".into()),
    }
    written
}

#[test]
fn every_recorded_shape_is_read_as_it_was_counted_by_hand() {
    let shapes = shapes();
    assert!(shapes.len() >= 60, "{} shapes", shapes.len());
    let mut wrong = Vec::new();
    for shape in &shapes {
        let read = quotes(&shape.answer, &shape.text, shape.declared.as_deref());
        let found: Vec<Vec<String>> = read.all.iter().map(|quote| written(quote, &shape.text)).collect();
        let string = |value: &toml::Value| value.as_str().map_or_else(|| value.to_string(), String::from);
        let expected: Vec<Vec<String>> = shape.quotes.iter().map(|quote| quote.iter().map(string).collect()).collect();
        let ambiguous = read.all.iter().filter(|quote| quote.places > 0).count();
        let said = (ambiguous, read.unread.len(), read.strayed, read.is_cut, read.is_broken);
        let failure = read.failure.as_deref().unwrap_or_default();
        let is_failed = shape.failed.as_deref().map_or(failure.is_empty(), |words| failure.contains(words));
        if found != expected || said != (shape.ambiguous, shape.unread, shape.strayed, shape.cut, shape.broken) || !is_failed {
            wrong.push(format!("{}: {found:?} {said:?} {failure}", shape.name));
        }
    }
    assert!(wrong.is_empty(), "{} of {} shapes are read otherwise:\n{}", wrong.len(), shapes.len(), wrong.join("\n"));
}

/// Gold of three articles as doccano has it, with code points.
const GOLD: &str = r#"{"id":"a","text":"زار احمد بيروت ثم عاد الى بيروت","label":[[4,8,"PER"],[9,14,"LOC"],[26,31,"LOC"]]}
{"id":"b","text":"ولدت هدى في حلب","label":[[5,8,"PER"],[12,15,"LOC"]]}
{"id":"c","text":"نزل المطر في صيدا","label":[[13,17,"LOC"]]}
"#;

/// An answer to `a` that is cut off, one to the text of `b`, and one to `c` that cannot be read.
const ANSWERS: &str = r#"{"id":"a","answer":"```json\n[{\"text\":\"أحمد\",\"type\":\"PER\"},{\"text\":\"بيروت\",\"type\":\"LOC\"},{\"text\":\"خالد\",\"type\":\"PER\"},{\"text\":\"حا"}
{"text":"ولدت هدى في حلب","answer":"PER: هدى\nLOC: حلب"}
{"id":"c","answer":"عذرا، لا أعرف."}
"#;

fn scratch() -> Scratch {
    let scratch = Scratch::empty();
    scratch.write("gold.jsonl", GOLD);
    scratch.write("answers.jsonl", ANSWERS);
    scratch
}

fn printed(scratch: &Scratch, arguments: &str) -> String {
    let assert = scratch.mihak(arguments).assert().success();
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

/// The value and the support of a row of scores.csv.
fn row<'a>(csv: &'a str, [matching, label, measure]: [&str; 3]) -> Option<(&'a str, &'a str)> {
    let fields = csv.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let is_row = |fields: &Vec<&str>| {
        let is_strict = ["", "char"].contains(&fields[6]) && ["", "raw"].contains(&fields[7]);
        (fields[5], fields[9], fields[10]) == (matching, label, measure) && is_strict
    };
    fields.filter(|fields| fields.len() > 14).find(is_row).map(|fields| (fields[11], fields[14]))
}

#[test]
fn a_file_of_answers_is_scored_and_what_is_wrong_with_it_is_said() {
    let scratch = scratch();
    let ran = scratch.mihak("score gold.jsonl answers.jsonl --offset-unit chars").assert().success();
    ran.stderr(contains("`answers.jsonl` is read as llm\n"))
        .stderr(contains("`answers.jsonl` has 5 quotes: 1 nowhere in the text, each spurious; 1 in another spelling; 1 in several places"))
        .stderr(contains(
            "`answers.jsonl`: 1 answer cannot be read, so its gold is missed; the first is `c`: the answer cannot be read: it has no names",
        ))
        .stderr(contains("`answers.jsonl`: 1 answer ends before it is complete"))
        .stdout(contains("micro     0.8000  0.6667  0.7273"))
        .stdout(contains("nowhere in the text  0.2000"));
}

#[test]
fn quotes_are_rows_of_scores_and_what_stands_nowhere_is_spurious() {
    let csv = printed(&scratch(), "score gold.jsonl answers.jsonl --offset-unit chars -q --csv");
    for (place, expected) in [
        (["unlocated", "*", "share"], ("0.200000", "5")),
        (["respelled", "*", "share"], ("0.200000", "5")),
        (["respelled", "hamza", "count"], ("1.000000", "1")),
        (["ambiguous", "*", "share"], ("0.200000", "5")),
        (["exact", "PER", "precision"], ("0.666667", "2")),
        (["exact", "LOC", "recall"], ("0.500000", "4")),
        (["untyped", "*", "precision"], ("0.800000", "6")),
        (["coverage", "*", "answered"], ("0.666667", "3")),
    ] {
        assert_eq!(row(&csv, place), Some(expected), "{place:?}\n{csv}");
    }
}

#[test]
fn quotes_have_intervals_where_there_are_many_articles() {
    let scratch = Scratch::empty();
    let gold = |at: usize| format!("{{\"id\":\"d{at}\",\"text\":\"زار سعد حمص رقم {at}\",\"label\":[[4,7,\"PER\"]]}}\n");
    let answer =
        |at: usize| format!("{{\"id\":\"d{at}\",\"answer\":\"{{\\\"PER\\\": [\\\"{}\\\"]}}\"}}\n", if at.is_multiple_of(4) { "خالد" } else { "سعد" });
    scratch.write("gold.jsonl", &(0..40).map(gold).collect::<String>());
    scratch.write("answers.jsonl", &(0..40).map(answer).collect::<String>());
    let csv = printed(&scratch, "score gold.jsonl answers.jsonl --offset-unit chars -q --csv");
    let line = csv.lines().find(|line| line.contains(",entities,unlocated,")).unwrap();
    let fields: Vec<&str> = line.split(',').collect();
    let [lo, hi]: [f64; 2] = [fields[12], fields[13]].map(|bound| bound.parse().unwrap());
    assert!(fields[11] == "0.250000" && 0.05 < lo && lo < 0.25 && 0.25 < hi && hi < 0.5, "{line}");
}

#[test]
fn the_rows_of_errors_say_what_was_made_up_spelled_otherwise_or_cut_off() {
    let scratch = scratch();
    printed(&scratch, "score gold.jsonl answers.jsonl --offset-unit chars -q --errors errors.csv");
    let errors = scratch.read("errors.csv");
    for line in [
        "a,,unlocated,,,,,,,خالد,PER,,,",
        "a,,respelled,,,,,4,8,أحمد,PER,,hamza,زار ⟪احمد⟫ بيروت ثم عاد الى بيروت",
        "a,,ambiguous,,,,,9,14,بيروت,LOC,,2 places,زار احمد ⟪بيروت⟫ ثم عاد الى بيروت",
        "a,,cut-off,,,,,,,the answer ends before it is complete; what was complete is scored,,,,",
        "a,,missed,26,31,بيروت,LOC,,,,,,,زار احمد بيروت ثم عاد الى ⟪بيروت⟫",
    ] {
        assert!(errors.lines().any(|found| found == line), "{line}\n{errors}");
    }
    assert!(errors.lines().any(|found| found.starts_with("c,,missed,13,17,صيدا,LOC,,,,,,,")), "{errors}");
    assert!(errors.contains("c,,failure,,,,,,,\"the answer cannot be read: it has no names"), "{errors}");
}

#[test]
fn the_sentences_of_columns_are_called_by_their_numbers_or_by_their_text() {
    let scratch = Scratch::empty();
    scratch.write("gold.conll", "زار O\nسعد B-PER\n\nعاد O\nعمر B-PER\n\nنام O\n\n");
    scratch.write("answers.jsonl", "{\"id\":1,\"answer\":\"PER: سعد\"}\n{\"text\":\"عاد عمر\",\"answer\":\"PER: عمر، زيد\"}\n");
    let csv = printed(&scratch, "score gold.conll answers.jsonl -q --csv");
    assert_eq!(row(&csv, ["exact", "PER", "precision"]), Some(("0.666667", "2")), "{csv}");
    assert_eq!(row(&csv, ["coverage", "*", "answered"]), Some(("0.666667", "3")), "{csv}");
    assert!(csv.contains("|unit:sentence|"), "{csv}");
}

#[test]
fn a_record_whose_article_is_not_known_is_refused_with_its_line() {
    let scratch = scratch();
    for (record, words) in [
        (r#"{"id":"d","answer":"[]"}"#, "`bad.jsonl` line 1: there is no article `d`; "),
        (r#"{"answer":"[]"}"#, "line 1: it has neither `id` nor `text`"),
        (r#"{"text":"شيء آخر","answer":"[]"}"#, "line 1: its `text` is not that of an article of gold"),
        (r#"{"id":"a","text":"شيء آخر","answer":"[]"}"#, "line 1: its `text` is not that of article `a`"),
        ("{\"id\":\"a\",\"answer\":\"[]\"}\n{\"id\":\"a\",\"answer\":\"[]\"}", "line 2: article `a` has an answer already"),
        (r#"{"id":"a","answer":7}"#, "line 1: `answer` is a number, expected a string"),
        (r#"{"id":"a","answer":"{\"micro\":[\"بيروت\"]}"}"#, "line 1: label `micro` cannot be scored"),
    ] {
        scratch.write("bad.jsonl", record);
        scratch
            .mihak("score gold.jsonl bad.jsonl --offset-unit chars -f llm --gold-format doccano")
            .assert()
            .code(2)
            .stdout("")
            .stderr(contains(words));
    }
    scratch.mihak("score answers.jsonl answers.jsonl").assert().code(2).stderr(contains("holds answers of a chat model, which are predictions"));
    scratch
        .mihak("convert answers.jsonl out -t brat")
        .assert()
        .code(2)
        .stderr(contains("line 1: there is no `text`; add it, or give the texts with --articles DIR"));
}

#[test]
fn answers_are_converted_where_their_texts_are_known_and_what_is_lost_is_said() {
    let scratch = Scratch::empty();
    scratch.write("texts/a.txt", "زار سعد حمص");
    scratch.write("answers.jsonl", "{\"id\":\"a\",\"answer\":\"{\\\"PER\\\": [\\\"سعد\\\", \\\"عمر\\\"]}\"}\n");
    let ran = scratch.mihak("convert answers.jsonl out.jsonl -t spacy --articles texts").assert().success();
    ran.stderr(contains("1 document, 1 mention")).stderr(contains("not kept: 1 quotes that stand nowhere in their text"));
}

#[cfg(unix)]
#[test]
fn a_program_that_sends_answers_and_a_file_of_them_are_scored_alike_in_a_run() {
    let scratch = Scratch::with_corpus();
    let answer = r#"{\"PERS\": [\"بوتين\", \"خالد\"], \"GPE\": [\"القاهره\"]}"#;
    scratch.write("answers.jsonl", &format!("{{\"text\":\"زار بوتين القاهرة.\",\"answer\":\"{answer}\"}}\n"));
    scratch.write("reply.json", &format!("{{\"id\":\"mine/a\",\"answer\":\"{answer}\"}}\n"));
    let greeting = r#"{"protocol":1,"name":"child","version":"child 1","task":"entities"}"#;
    scratch.write("child.sh", &format!("echo '{greeting}'\nwhile IFS= read -r line; do cat reply.json; done\n"));
    let corpus = "[[corpus]]\nname = \"mine\"\narticles = \"articles\"\ngold = \"gold\"\n";
    let child = "[[system]]\nname = \"child\"\ntask = \"entities\"\nrun = [\"sh\", \"child.sh\"]\n";
    let file = "[[system]]\nname = \"file\"\ntask = \"entities\"\npredictions = \"answers.jsonl\"\n";
    scratch.write("suite.toml", &format!("{corpus}\n{child}\n{file}\n[score]\nviews = [\"flat\", \"names\"]\n"));
    scratch.mihak("run").assert().success();
    let scores = scratch.read("target/mihak/scores.csv");
    for system in ["child", "file"] {
        for row in [
            "entities,unlocated,,,flat,*,share,0.333333,,,3",
            "entities,respelled,,,flat,*,share,0.333333,,,3",
            "entities,respelled,,,names,teh-marbuta,count,1.000000,,,1",
            "entities,ambiguous,,,flat,*,share,0.000000,,,3",
            "entities,exact,char,raw,flat,PERS,precision,0.500000,,,1",
            "entities,exact,char,raw,flat,GPE,recall,1.000000,,,1",
        ] {
            assert!(scores.lines().any(|line| line.starts_with(&format!("{system},")) && line.contains(row)), "{system}: {row}\n{scores}");
        }
    }
}
