//! The gate: it is red when one clitic breaks, green when nothing does, says what flipped, and says it in every format.

mod scratch;

use std::path::Path;
use std::sync::Arc;

use mihak::corpus::Corpus;
use mihak::folder::Root;
use mihak::results::{Form, Outcome, by_system, write_counts, write_errors_of};
use mihak::run::{Cell, Silent, run};
use mihak::stop::Stop;
use mihak::suite::Suite;
use mihak::system::System;
use mihak_core::annotation::{Class, Token};
use mihak_core::safe::Guard;
use mihak_core::score;
use mihak_core::text::Span;
use mihak_systems::answer::Prediction;
use mihak_systems::contract::Tokenizer;
use mihak_systems::failure::Failure;
use mihak_systems::handle::Handle;
use predicates::prelude::*;
use predicates::str::contains;
use quick_junit::{NonSuccessKind, Report, TestCaseStatus};
use scratch::{Scratch, mihak};

const FORMATS: [&str; 5] = ["text", "github", "junit", "markdown", "json"];

/// A tokenizer that leaves clitics of one class on the word behind them.
struct Glued {
    inner: Handle,
    class: Option<Class>,
    surface: &'static str,
}

impl Tokenizer for Glued {
    fn tokenize(&mut self, text: &str, out: &mut Vec<Token>) -> Result<(), Failure> {
        let Prediction::Tokens(tokens) = self.inner.answer(text)?.into_prediction() else { unreachable!("it is a tokenizer") };
        let mut held: Option<usize> = None;
        for token in tokens {
            let start = held.take().unwrap_or(token.span.start());
            let is_glued = token.class == self.class && token.class.is_some() && token.span.slice(text) == self.surface;
            if is_glued && text[token.span.end()..].starts_with(|c: char| !c.is_whitespace()) {
                held = Some(start);
            } else {
                out.push(Token { span: Span::new(text, start, token.span.end()).expect("both are of the text"), class: token.class });
            }
        }
        Ok(())
    }
}

/// The shipped system of that name, whose tokens are changed by a wrapper.
fn wrapped(suite: &Suite, name: &str, class: Option<Class>, surface: &'static str) -> System {
    let system = suite.system(name).unwrap();
    let (version, task, scheme) = (system.version().to_string(), system.task, system.scheme);
    let scheme_name = scheme.map_or("word", |scheme| scheme.name()).to_string();
    System::new(name, version, task, scheme, move || {
        let options = toml::from_str(&format!("scheme = '{scheme_name}'")).unwrap();
        let inner = mihak_systems::registry::open_builtin("clitics", options, Arc::new(Root::here())).unwrap().source.open()?;
        Ok(Handle::Tokenizer(Box::new(Glued { inner, class, surface })))
    })
}

/// Runs a system on the shipped corpus and writes its results.
fn write(suite: &Suite, system: &System, out: &Path) {
    let corpus = Corpus::load(&suite.corpora_root, &suite.corpora[0]).unwrap();
    let cells = [Cell::new(system, &corpus, (0..corpus.articles.len()).collect())];
    let outcomes: Vec<Outcome> = run(&cells, &suite.views, 1, &Silent, &Stop::default()).unwrap().into_iter().map(Option::unwrap).collect();
    let named = cells.iter().zip(&outcomes).map(|(cell, outcome)| (cell.system.name.as_str(), cell.corpus.name(), outcome));
    let (counts, errors) = by_system(named);
    let results = write_counts(out, counts, Form::Csv).unwrap();
    write_errors_of(out, &errors, Form::Csv, Guard::On).unwrap();
    std::fs::write(out.join("scores.csv"), score::write(&results.scores(suite.terms).unwrap())).unwrap();
}

/// A folder with the shipped suite and a baseline of `clitics-atb`, blessed by the program.
fn blessed() -> Scratch {
    let scratch = Scratch::empty();
    scratch.mihak("run -q -s clitics-atb").assert().success();
    scratch.mihak("bless --baseline base").args(["--because", "first"]).assert().success();
    scratch
}

/// Clitics that are glued to what follows: class, surface, and the label that the gate names.
const CLITICS: [(Class, &str, &str); 3] = [(Class::Conj, "و", "CONJ"), (Class::Prep, "ل", "PREP"), (Class::Prep, "ب", "PREP")];

#[test]
fn a_tokenizer_broken_on_one_clitic_is_red_and_the_clitic_is_named_with_its_words() {
    let scratch = blessed();
    let suite = Suite::find(None).unwrap();
    for (class, surface, label) in CLITICS {
        let broken = wrapped(&suite, "clitics-atb", Some(class), surface);
        write(&suite, &broken, &scratch.path("broken"));
        let done = scratch.mihak("check -s clitics-atb --baseline base --results broken").output().unwrap();
        let said = String::from_utf8(done.stdout).unwrap();
        let test = format!("{label} {surface}\n{said}");
        assert!(said.contains(&format!("most of it by {label} \u{2068}{surface}\u{2069} (")), "{test}");
        assert_eq!(done.status.code(), Some(1), "{test}");
        assert!(said.contains("WORSE    clitics-atb × news (test) word/atb/* accuracy: 0.98"), "{test}");
        assert!(said.contains("the 98 % interval lies below 0") || said.contains("fewer than 10 articles differ"), "{test}");
        assert!(said.contains("162 articles"), "{test}");
        assert!(said.ends_with(" (exit code 1)\n"), "{test}");
        assert!(said.contains(&format!("regressed: 1 of 1 gate: clitics-atb × news (dev) word/atb/* accuracy, first of all by {label}")), "{test}");

        let flips: Vec<&str> = said.lines().filter(|line| line.trim_start().starts_with("− news/")).collect();
        assert!(!flips.is_empty() && flips.len() <= 20, "{test}");
        assert!(flips.iter().all(|line| line.contains(&format!("{surface}+")) && line.contains("before right, now")), "{test}");
        let command = said.lines().find_map(|line| line.trim_start().strip_prefix("mihak show ")).unwrap();
        assert!(command.contains(" -s clitics-atb --scheme atb --at "), "{test}");
        let shown = scratch.mihak(&format!("show {command}")).assert().success();
        let shown = String::from_utf8(shown.get_output().stdout.clone()).unwrap();
        assert!(shown.contains("── gold, scheme atb") && shown.contains("── clitics-atb (mihak"), "{shown}");
        assert_eq!(shown.matches(&format!("⟪{surface}+")).count(), 2, "gold, and the system that is not broken: {shown}");
        assert!(!shown.contains("gold, entities"), "{shown}");
    }
}

#[test]
fn a_wrapper_that_changes_nothing_is_green_and_identical() {
    let scratch = blessed();
    let suite = Suite::find(None).unwrap();
    write(&suite, &wrapped(&suite, "clitics-atb", None, ""), &scratch.path("same"));
    let check = || scratch.mihak("check -s clitics-atb --baseline base --results same");
    check().assert().success().stdout(contains("identical to the baseline: 1 gate holds (exit code 0)")).stdout(contains("→").not());
    assert_eq!(scratch.read("same/scores.csv"), scratch.read("base/scores.csv"));
}

/// A folder with a corpus of articles that all hold one sentence, and a suite with one gate.
fn sentences(articles: usize) -> Scratch {
    let scratch = Scratch::with_corpus();
    scratch.remove("gold/entities.csv");
    scratch.remove("articles/a.txt");
    let mut segments = String::from("article,word,start,end,text,class,form\n");
    for at in 0..articles {
        scratch.write(&format!("articles/{at:02}.txt"), "زار بوتين القاهرة");
        segments.push_str(&format!("{at:02},1,0,3,زار,STEM,\n{at:02},2,4,9,بوتين,STEM,\n{at:02},3,10,12,ال,DET,\n{at:02},3,12,17,قاهرة,STEM,\n"));
    }
    scratch.write("gold/segments.csv", &segments);
    scratch.suite(&["whitespace"]);
    scratch.append("suite.toml", GATE);
    scratch
}

const GATE: &str = "\n[[gate]]\nsystem = \"whitespace\"\ncorpus = \"mine\"\ntask = \"words\"\nmatch = \"word\"\nmeasure = \"accuracy\"\n";

/// Answers for articles: the words of the articles of these places are answered wrongly, one each, two for places given twice.
fn with_errors(scratch: &Scratch, out: &str, wrong: &[usize]) {
    scratch.mihak("run -q --out").arg(out).assert().success();
    let counts = scratch.read(&format!("{out}/counts/whitespace.csv"));
    let mut errors = scratch.read(&format!("{out}/errors.csv"));
    let mut lines: Vec<String> = Vec::new();
    for line in counts.lines() {
        let mut fields: Vec<String> = line.split(',').map(String::from).collect();
        let times = wrong.iter().filter(|at| fields[4] == format!("{at:02}")).count();
        if fields[6] == "word" && fields[10] == "*" {
            assert_eq!(fields[11], "3", "{line}");
            fields[11] = (3 - times).to_string();
            fields[13] = times.to_string();
        }
        lines.push(fields.join(","));
    }
    for at in wrong.iter().collect::<std::collections::BTreeSet<_>>() {
        let words = [("4,9,بوتين", "4,9,بو+تين"), ("0,3,زار", "0,3,ز+ار")];
        let times = wrong.iter().filter(|other| *other == at).count();
        for (gold, predicted) in words.iter().take(times) {
            errors.push_str(&format!("whitespace,mine,all,{at:02},words,word,over-cut,{gold},,{predicted},,,\n"));
        }
    }
    scratch.write(&format!("{out}/counts/whitespace.csv"), &(lines.join("\n") + "\n"));
    scratch.write(&format!("{out}/errors.csv"), &errors);
}

#[test]
fn losses_within_the_tolerance_and_losses_that_are_not_significant_are_shown_and_forgiven_each_with_its_words() {
    let scratch = sentences(20);
    // Before, eight articles have an error; now eight others and one article more have: 8 of 60 words, then 10 of 60.
    with_errors(&scratch, "before", &[0, 1, 2, 3, 4, 5, 6, 7]);
    with_errors(&scratch, "after", &[8, 9, 10, 11, 12, 13, 14, 15, 16, 17]);
    scratch.mihak("bless --results before --because first").assert().success();
    let check = |arguments: &str| scratch.mihak(&format!("check --results {arguments}"));
    check("after")
        .assert()
        .success()
        .stdout(contains("holds    whitespace × mine (all) word/word/* accuracy: 0.8667 → 0.8333 (-0.0333), 98 % -"))
        .stdout(contains("forgiven, because the loss is not significant, although over the tolerance of 0.005: the 98 % interval holds 0"))
        .stdout(contains("10 right before and wrong now (over-cut 10), 8 the other way round, 0 wrong in another way"))
        .stdout(contains("1 measure changed, 1 gate holds (exit code 0)"));
    let suite = scratch.read("suite.toml");
    scratch.write("suite.toml", &format!("{suite}tolerance = 0.04\n"));
    check("after").assert().success().stdout(contains("forgiven, because the loss is within the tolerance of 0.04"));
    // A limit is never forgiven, however unsure the loss.
    scratch.write("suite.toml", &format!("{suite}limit = 0.02\n"));
    check("after").assert().code(1).stdout(contains("worse: the loss is over the limit of 0.02, which is never forgiven"));
    scratch.write("suite.toml", &format!("{suite}limit = 0.04\n"));
    check("after").assert().success().stdout(contains("not significant"));
    scratch.write("suite.toml", &format!("[check]\nlimit = 0.02\n{suite}limit = 0.9\n"));
    check("after").assert().success();
    scratch.write("suite.toml", &format!("[check]\nlimit = 0.02\n{suite}"));
    check("after").assert().code(1).stdout(contains("over the limit of 0.02"));
    // Where every article lost a word, the interval lies below zero.
    scratch.write("suite.toml", &suite);
    let all: Vec<usize> = (0..20).chain(0..8).collect();
    with_errors(&scratch, "worse", &all);
    check("worse").assert().code(1).stdout(contains("the 98 % interval lies below 0")).stdout(contains("WORSE    whitespace × mine"));
    for (keys, said) in [
        ("tolerance = 2.0", "gate of `whitespace`: tolerance is 2, expected a share between 0 and 1"),
        ("limit = -0.1", "gate of `whitespace`: limit is -0.1, expected a share between 0 and 1"),
        ("limit = 0.001", "limit is 0.001, below the tolerance of 0.005"),
    ] {
        scratch.write("suite.toml", &format!("{suite}{keys}\n"));
        check("after").assert().code(2).stderr(contains(said));
    }
}

#[test]
fn a_gate_does_not_sleep_on_three_articles() {
    let scratch = sentences(3);
    with_errors(&scratch, "before", &[]);
    with_errors(&scratch, "after", &[1]);
    scratch.mihak("bless --results before --because first").assert().success();
    scratch
        .mihak("check --results after")
        .assert()
        .code(1)
        .stdout(contains("worse: the loss is over the tolerance of 0.005; fewer than 10 articles differ, too few to forgive it"))
        .stdout(contains("3 articles, fewer than 30: only large differences would be found"));
}

/// A folder in which check ends with a code.
fn ending(code: u8) -> (Scratch, &'static str) {
    let scratch = sentences(6);
    with_errors(&scratch, "before", &[]);
    with_errors(&scratch, "after", &[0, 1, 2, 3, 4, 5]);
    scratch.mihak("bless --results before --because first").assert().success();
    match code {
        0 => (scratch, "check --results before"),
        1 => (scratch, "check --results after"),
        3 => {
            scratch.write("suite.toml", &scratch.read("suite.toml").replace("match = \"word\"", "match = \"word\"\nsplit = \"tset\""));
            (scratch, "check --results before")
        }
        _ => {
            scratch.remove("before/counts/whitespace.csv");
            (scratch, "check --results before")
        }
    }
}

#[test]
fn every_format_ends_with_every_exit_code_and_holds_the_closing_sentence() {
    for (code, said) in [
        (0, "identical to the baseline: 1 gate holds"),
        (1, "regressed: 1 of 1 gate: whitespace × mine (all) word/word/* accuracy"),
        (3, "a gate names no measure of the baseline: correct the gate, or bless"),
        (4, "no fresh results: run `mihak run` first"),
    ] {
        let (scratch, command) = ending(code);
        for format in FORMATS {
            let done = scratch.mihak(&format!("{command} --format {format}")).assert().code(i32::from(code));
            let shown = String::from_utf8(done.get_output().stdout.clone()).unwrap();
            let plain = shown.replace('\\', "").replace("&quot;", "\"");
            assert!(plain.contains(said), "{format} {code}: {shown}");
            let closing = if format == "json" { format!("\"exit_code\": {code}") } else { format!("(exit code {code})") };
            assert!(plain.contains(&closing), "{format} {code}: {shown}");
            // To a file goes the same; people read lines all the same.
            let file = format!("out/verdict.{format}");
            scratch
                .mihak(&format!("{command} --format {format} --output {file}"))
                .assert()
                .code(i32::from(code))
                .stdout(contains(said))
                .stdout(predicate::str::ends_with(format!("(exit code {code})\n")));
            assert_eq!(scratch.read(&file), shown, "{format} {code}");
        }
    }
}

#[test]
fn junit_holds_a_case_a_gate_with_the_flips_in_its_failure_and_no_clock() {
    let report = |code: u8| {
        let (scratch, command) = ending(code);
        let done = scratch.mihak(&format!("{command} --format junit")).assert().code(i32::from(code));
        let xml = String::from_utf8(done.get_output().stdout.clone()).unwrap();
        assert!(!xml.contains("time"), "{xml}");
        let root = xml.lines().find(|line| line.starts_with("<testsuites")).unwrap();
        assert!(!root.contains("skipped"), "the schema of Jenkins does not know it there: {root}");
        Report::deserialize_from_str(&xml).unwrap()
    };
    let fine = report(0);
    assert_eq!((fine.tests, fine.failures, fine.errors), (2, 0, 0));
    let names: Vec<&str> = fine.test_suites.iter().map(|suite| suite.name.as_str()).collect();
    assert_eq!(names, ["mine words", "verdict"]);
    let red = report(1);
    assert_eq!((red.name.as_ref().unwrap().as_str(), red.tests, red.failures, red.errors), ("mihak check", 2, 1, 0));
    let case = &red.test_suites[0].test_cases[0];
    assert_eq!((case.name.as_str(), case.classname.as_ref().unwrap().as_str()), ("word/word/* accuracy (all)", "whitespace"));
    let TestCaseStatus::NonSuccess { kind: NonSuccessKind::Failure, message, ty, description, .. } = &case.status else { panic!("{case:?}") };
    assert!(message.as_ref().unwrap().as_str().starts_with("1.0000 → 0.6667 (-0.3333)"), "{message:?}");
    assert_eq!(ty.as_ref().unwrap().as_str(), "tolerance");
    let text = description.as_ref().unwrap().as_str();
    assert!(text.contains("− mine/00 4..9 \u{2068}«بوتين»\u{2069}: gold \u{2068}بوتين\u{2069}, before right, now \u{2068}بو+تين\u{2069}"), "{text}");
    assert!(text.contains("mihak show mine/00 -s whitespace --scheme word --at 4"), "{text}");
    let properties: Vec<(&str, &str)> =
        red.test_suites[1].properties.iter().map(|property| (property.name.as_str(), property.value.as_str())).collect();
    assert_eq!(properties[0], ("exit-code", "1"));
    for (code, kind) in [(3, "unknown"), (4, "verdict")] {
        let report = report(code);
        assert_eq!((report.failures, report.errors), (0, 1), "{code}");
        let red = report.test_suites.iter().flat_map(|suite| &suite.test_cases).find_map(|case| match &case.status {
            TestCaseStatus::NonSuccess { kind: NonSuccessKind::Error, ty, .. } => ty.as_ref().map(|ty| ty.as_str().to_string()),
            _ => None,
        });
        assert_eq!(red.as_deref(), Some(kind));
    }
}

#[test]
fn missing_and_differing_parts_are_red_in_every_format() {
    let scratch = sentences(6);
    scratch.suite(&["whitespace", "icu4x"]);
    scratch.append("suite.toml", GATE);
    scratch.mihak("run -q").assert().success();
    scratch.mihak("bless --because first").assert().success();
    scratch.mihak("run -q -s whitespace").assert().success();
    let said = "in the baseline, but not in the fresh results";
    let check = |format: &str, code: i32| {
        let done = scratch.mihak(&format!("check --format {format}")).assert().code(code);
        String::from_utf8(done.get_output().stdout.clone()).unwrap()
    };
    assert!(check("github", 4).starts_with(&format!("::error title=missing%3A icu4x × mine (all%2C words)::{said}\n")));
    assert!(check("junit", 4).contains(&format!("<testcase name=\"missing (all) {said}\" classname=\"icu4x\">")), "{}", check("junit", 4));
    assert!(check("markdown", 4).contains(&format!("- missing icu4x × mine (all, words): {said}")));
    let json: serde_json::Value = serde_json::from_str(&check("json", 4)).unwrap();
    assert_eq!(json["missing"][0]["system"], "icu4x");
    assert_eq!(json["missing"][0]["kind"], "missing");
    scratch.write("articles/00.txt", "زار بوتين  القاهرة");
    scratch
        .write("gold/segments.csv", &scratch.read("gold/segments.csv").replace("00,3,10,12,", "00,3,11,13,").replace("00,3,12,17,", "00,3,13,18,"));
    scratch.mihak("run -q").assert().success();
    for format in FORMATS {
        assert!(check(format, 3).contains("corpus is mine@0"), "{format}");
    }
}

#[test]
fn json_has_numbers_as_numbers_and_flips_with_their_places() {
    let (scratch, command) = ending(1);
    let done = scratch.mihak(&format!("{command} --format json")).assert().code(1);
    let json: serde_json::Value = serde_json::from_slice(&done.get_output().stdout).unwrap();
    let gate = &json["gates"][0];
    assert_eq!(gate["state"], "regressed");
    assert_eq!((gate["before"].as_f64(), gate["now"].as_f64(), gate["difference"].as_f64()), (Some(1.0), Some(0.666667), Some(-0.333333)));
    assert_eq!((gate["articles"].as_u64(), gate["tolerance"].as_f64(), gate["limit"].is_null()), (Some(6), Some(0.005), true));
    assert_eq!((gate["match"].as_str(), gate["view"].as_str(), gate["bound"].as_str()), (Some("word"), Some("word"), Some("")));
    let flips = &gate["flips"];
    assert_eq!((flips["broken"].as_u64(), flips["mended"].as_u64(), flips["classes"]["over-cut"].as_u64()), (Some(6), Some(0), Some(6)));
    let flip = &flips["shown"][0];
    assert_eq!((flip["article"].as_str(), flip["start"].as_u64(), flip["end"].as_u64()), (Some("mine/00"), Some(4), Some(9)));
    assert_eq!((flip["gold"].as_str(), flip["before"].as_str(), flip["now"].as_str()), (Some("بوتين"), Some("بوتين"), Some("بو+تين")));
    assert!(json["changed"].as_array().unwrap().iter().any(|change| change["measure"] == "accuracy"));
}

#[test]
fn github_appends_markdown_to_the_summary_of_the_step_and_other_formats_do_not() {
    let (scratch, command) = ending(1);
    scratch.write("summary.md", "above\n");
    for format in FORMATS {
        let done = scratch.mihak(&format!("{command} --format {format}")).env("GITHUB_STEP_SUMMARY", "summary.md").assert().code(1);
        let shown = String::from_utf8(done.get_output().stdout.clone()).unwrap();
        let commands = shown.lines().filter(|line| line.starts_with("::error title=gate regressed%3A whitespace × mine (all)::word/word/* accuracy"));
        assert_eq!(commands.count(), usize::from(format == "github"), "{shown}");
    }
    let summary = scratch.read("summary.md");
    assert!(summary.starts_with("above\n**mihak check: regressed: 1 of 1 gate"), "{summary}");
    assert_eq!(summary.matches("**mihak check").count(), 1);
    let row = summary.lines().find(|line| line.starts_with("| whitespace × mine (all) word/word/\\* accuracy |")).unwrap();
    assert!(row.ends_with("| **regressed** |"), "{row}");
    assert!(summary.contains("| mine/00 4..9 | \u{2068}بوتين\u{2069} |"), "{summary}");
}

#[test]
fn what_ends_without_a_comparison_is_a_verdict_in_a_file_too() {
    let (scratch, _) = ending(0);
    scratch.mihak("check --results before -s zzz -f junit -o v.xml").assert().code(4).stdout("").stderr(contains("no system `zzz`"));
    let report = Report::deserialize_from_str(&scratch.read("v.xml")).unwrap();
    assert_eq!((report.tests, report.errors), (1, 1));
    scratch.write("file", "");
    scratch.mihak("check --results before -f junit -o file/v.xml").assert().code(2).stderr(contains("cannot make folder `file`"));
}

#[test]
fn a_baseline_without_errors_says_so_and_how_to_get_them() {
    let (scratch, command) = ending(1);
    scratch.remove("results/errors");
    scratch.mihak(command).assert().code(1).stdout(contains(
        "note     whitespace: no flips: the baseline keeps no errors of it; `mihak bless` with the results of the baseline's commit adds them",
    ));
    scratch.mihak("bless --results before --because again").assert().success().stdout(contains("already holds these results"));
    scratch.mihak(command).assert().code(1).stdout(contains("6 right before and wrong now")).stdout(contains("note ").not());
    scratch.remove("after/errors.csv");
    scratch.mihak(command).assert().code(1).stdout(contains("no flips: the fresh results have no errors of it"));
    scratch.mihak("bless --results after --because x").assert().success().stdout(contains("`after` has no errors of some systems"));
    assert!(!scratch.path("results/errors/whitespace.parquet").exists(), "errors of other counts would tell wrong flips");
}

#[test]
fn bless_keeps_errors_of_gated_systems_and_removes_only_its_own_files() {
    let scratch = sentences(6);
    scratch.suite(&["whitespace", "clitics-d3"]);
    scratch.append("suite.toml", GATE);
    scratch.mihak("run -q").assert().success();
    scratch.write("results/speed/host.csv", "a,b\n1,2\n");
    scratch.mihak("bless --because first").assert().success();
    assert!(scratch.path("results/errors/whitespace.parquet").exists() && !scratch.path("results/errors/clitics-d3.parquet").exists());
    assert_eq!(scratch.read("results/speed/host.csv"), "a,b\n1,2\n");
    scratch.write("results/errors/notes.csv", "mine\n");
    scratch.mihak("bless --because again").assert().code(2).stderr(contains("`results/errors/notes.csv` holds no errors"));
    scratch.remove("results/errors/notes.csv");
    // A gate that names another system moves the errors that are kept.
    let other = scratch.read("suite.toml").replace(GATE, &GATE.replace("whitespace", "clitics-d3").replace("\"words\"", "\"segments\""));
    scratch.write("suite.toml", &other);
    scratch.mihak("bless --because other").assert().success();
    assert!(!scratch.path("results/errors/whitespace.parquet").exists() && scratch.path("results/errors/clitics-d3.parquet").exists());
    scratch.mihak("run --out results/errors").assert().code(2).stderr(contains("only `mihak bless` moves"));
}

#[test]
fn bless_logs_every_cell_with_date_and_numbers_and_shows_what_regresses_before_it_moves() {
    let (scratch, _) = ending(1);
    scratch.remove("results");
    let bless = |arguments: &str| {
        let mut command = mihak(&scratch);
        command.env("SOURCE_DATE_EPOCH", "951782400").args(["bless", "--counts", "csv", "--results"]).args(arguments.split(' '));
        command
    };
    bless("before --because first").assert().success().stdout(contains("WORSE").not());
    let baseline = scratch.read("results/counts/whitespace.csv");
    bless("after --because worse")
        .assert()
        .success()
        .stdout(predicate::str::is_match(r"(?s)WORSE    whitespace.*regressed: 1 of 1 gate.*blessed in `results`").unwrap());
    let history = scratch.read("results/blessed.csv");
    let rows: Vec<&str> = history.lines().collect();
    assert_eq!(rows[0], "date,system,corpus,split,task,change,measure,before,after,delta,reason");
    let signed = baseline.lines().nth(1).unwrap().split(',').nth(2).unwrap();
    assert_eq!(rows[1], format!("2000-02-29,whitespace,{signed},all,words,new,word accuracy,,1.000000,,first"));
    assert_eq!(rows[2], format!("2000-02-29,whitespace,{signed},all,words,changed,word accuracy,1.000000,0.666667,-0.333333,worse"));
    assert_eq!(rows.len(), 3);
    let done = bless("before --because back").env("SOURCE_DATE_EPOCH", "yesterday").assert().code(2);
    done.stderr(contains("SOURCE_DATE_EPOCH is `yesterday`, expected seconds since 1970-01-01"));
    scratch.write("results/blessed.csv", "system,corpora,change,reason\n");
    bless("before --because back").assert().code(2).stderr(contains(
        "`results/blessed.csv` line 1: columns are `system,corpora,change,reason`, expected `date,system,corpus,split,task,change,measure,before,after,delta,reason`",
    ));
    assert_ne!(scratch.read("results/counts/whitespace.csv"), baseline, "nothing moved");
}

#[test]
fn show_at_shows_one_line_and_refuses_what_is_behind_the_text() {
    let scratch = Scratch::with_corpus();
    scratch.suite(&["clitics-d3", "gazetteer"]);
    scratch.write("articles/a.txt", "زار بوتين القاهرة.\nسطر 😀 ثان\n");
    let gold = scratch.read("gold/segments.csv") + "a,5,19,22,سطر,STEM,\na,6,23,24,😀,PUNCT,\na,7,25,28,ثان,STEM,\n";
    scratch.write("gold/segments.csv", &gold);
    let plain = |text: &[u8]| String::from_utf8(text.to_vec()).unwrap().replace(['\u{2068}', '\u{2069}'], "");
    let done = scratch.mihak("show mine/a -s clitics-d3 -s gazetteer --at 10").assert().success();
    let shown = plain(&done.get_output().stdout);
    assert!(shown.contains("mine/a (all), line 1\n") && shown.contains("زار بوتين ⟪ال+قاهرة⟫+."), "{shown}");
    assert!(shown.contains("[PERS بوتين] [GPE ⟪القاهرة⟫]."), "{shown}");
    assert!(!shown.contains("ثان"), "{shown}");
    let done = scratch.mihak("show a --at 25").assert().success();
    let shown = plain(&done.get_output().stdout);
    assert!(shown.contains("line 2\n") && shown.contains("سطر 😀 ⟪ثان⟫") && !shown.contains("بوتين"), "{shown}");
    scratch
        .mihak("show a --at 29")
        .assert()
        .code(2)
        .stderr(contains("--at of article `a`: there is no code point 29; the text has 29, and 0 is the first"));
}
