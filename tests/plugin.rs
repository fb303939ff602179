//! Systems in other programs: whatever a child does, the run ends, says what happened, and loses no answer.
#![cfg(unix)]

mod scratch;

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use std::{fs, thread};

use predicates::prelude::*;
use predicates::str::contains;
use scratch::Scratch;

/// What every child begins with: functions that greet and that take the id out of a request without starting a program.
const PRELUDE: &str = r#"
greet() { echo '{"protocol":1,"name":"child","version":"child 1","task":"words"}'; }
id() { id=${1#*\"id\":\"}; id=${id%%\"*}; }
answer() { echo "{\"id\":\"$id\",\"spans\":[[0,3]]}"; }
"#;

/// A folder with so many articles `a00`, `a01`, … that read «زار N», with their gold, and a system `child` that the script is.
fn folder(articles: usize, script: &str, more: &str) -> Scratch {
    let scratch = Scratch::empty();
    let mut gold = String::from("article,word,start,end,text,class,form\n");
    for at in 0..articles {
        scratch.write(&format!("articles/a{at:02}.txt"), &format!("زار {at}"));
        let digits = at.to_string().len();
        gold.push_str(&format!("a{at:02},1,0,3,زار,STEM,\na{at:02},2,4,{},{at},STEM,\n", 4 + digits));
    }
    scratch.write("gold/segments.csv", &gold);
    scratch.write("child.sh", &format!("{PRELUDE}{script}"));
    let suite = "[[corpus]]\nname = \"c\"\narticles = \"articles\"\ngold = \"gold\"\n";
    let system = "\n[[system]]\nname = \"child\"\ntask = \"words\"\nrun = [\"sh\", \"child.sh\"]\n";
    scratch.write("suite.toml", &format!("{suite}{system}{more}\n[[system]]\nname = \"other\"\nbuiltin = \"whitespace\"\n"));
    scratch
}

/// The answered articles of the system `child`, and those that are in the file at all.
fn answered(scratch: &Scratch) -> (usize, usize) {
    let counts = scratch.read("target/mihak/counts/child.csv");
    let rows: Vec<&str> = counts.lines().filter(|line| line.contains(",coverage,")).collect();
    (rows.iter().filter(|row| row.ends_with(",1,0,0,0")).count(), rows.len())
}

const GOOD: &str = r#"greet; while IFS= read -r line; do id "$line"; answer; done"#;

#[test]
fn a_child_in_another_language_is_scored_like_any_other_system() {
    let scratch = folder(5, GOOD, "");
    scratch.mihak("run --jobs 2").assert().success().stderr(contains("2 cells, 10 articles"));
    assert_eq!(answered(&scratch), (5, 5));
    let scores = scratch.read("target/mihak/scores.csv");
    // One of two words is right in each article.
    assert!(scores.lines().any(|line| line.starts_with("child,child 1,c,all,words,word,,,word,*,accuracy,0.500000,")), "{scores}");
    let used = scratch.read("target/mihak/speed/processes.csv");
    assert!(used.lines().nth(1).is_some_and(|line| line.starts_with("child,child 1,")), "{used}");
}

#[test]
fn a_child_that_does_not_come_up_is_missing_or_refused_and_never_scored_as_zero() {
    for (what, script, more, said) in [
        ("no greeting", "echo oops >&2; exit 3", "", "cannot be opened: it ended (exit status 3) without a greeting; it said: oops"),
        ("a missing import", "echo Loading; exit 1", "", "in front of the greeting stood `Loading`"),
        ("killed while loading", "kill -9 $$", "", "it ended (signal 9) without a greeting"),
        (
            "missing packages",
            r#"echo '{"protocol":1,"missing":"no module x","install":"pip install x"}'"#,
            "",
            "is missing: no module x; to install it: pip install x",
        ),
        ("another protocol", r#"echo '{"protocol":9,"name":"n","version":"v","task":"words"}'; cat"#, "", "cannot be opened: it speaks protocol 9"),
        (
            "another task",
            r#"echo '{"protocol":1,"name":"n","version":"v","task":"entities"}'; cat"#,
            "",
            "it greets with task entities, the suite says words",
        ),
        (
            "another scheme",
            r#"echo '{"protocol":1,"name":"n","version":"v","task":"words","scheme":"d3"}'; cat"#,
            "",
            "it greets with scheme d3, the suite says word",
        ),
        ("no version", r#"echo '{"protocol":1,"name":"n","task":"words"}'; cat"#, "", "the greeting's `version` is \"\""),
        ("silence", "cat >/dev/null", "startup = \"300ms\"\n", "no greeting within 0.3 s"),
        ("endless chatter", "yes", "", "more than 1000 lines and no greeting"),
        ("bytes that are no text", r"printf '\377\n'; cat", "", "a line that is not UTF-8 in front of the greeting"),
        ("half a greeting", r#"printf '{"protocol":1'"#, "", "it ended (exit status 0) without a greeting"),
    ] {
        let scratch = folder(2, script, more);
        let done = scratch.mihak("run").assert().code(5);
        let stderr = String::from_utf8(done.get_output().stderr.clone()).unwrap();
        assert!(stderr.contains("system `child`") && stderr.contains(said), "{what}: {stderr}");
        assert!(!scratch.path("target/mihak/counts/child.csv").exists(), "{what}");
        assert!(scratch.path("target/mihak/counts/other.csv").exists(), "{what}: the run goes on without it");
    }
}

/// A child that says that something is missing.
const MISSING: &str = r#"echo '{"protocol":1,"missing":"no module x","install":"pip install x"}'"#;

#[test]
fn an_optional_system_that_is_missing_is_left_out_with_a_line_but_one_that_is_wrong_is_not() {
    let scratch = folder(2, MISSING, "optional = true\n");
    scratch.mihak("run").assert().success().stderr(contains("mihak: child is left out: it is missing: no module x; to install it: pip install x"));
    scratch.mihak("run -s child").assert().code(4).stderr(contains("child is left out"));
    for (wrong, said) in [(r#"echo '{"protocol":9,"name":"n","version":"v","task":"words"}'"#, "it speaks protocol 9"), ("kill -11 $$", "signal 11")]
    {
        folder(2, wrong, "optional = true\n").mihak("run").assert().code(5).stderr(contains(said));
    }
    let absent = folder(2, GOOD, "optional = true\n");
    absent.write("suite.toml", &absent.read("suite.toml").replace("\"sh\"", "\"no-such-program\""));
    absent.mihak("run").assert().success().stderr(contains("there is no program `no-such-program`"));
}

#[test]
fn stray_lines_in_front_of_the_greeting_are_endured_and_quoted() {
    let scratch = folder(2, &format!("echo 'Loading weights …'; echo '{{\"progress\":1}}'; {GOOD}"), "");
    let said = "mihak: child wrote to stdout; in front of the greeting stood 2 lines, from `Loading weights …` to `{\"progress\":1}`";
    scratch.mihak("run -s child").assert().success().stderr(contains(said));
    assert_eq!(answered(&scratch), (2, 2));
}

#[test]
fn a_bad_answer_fails_its_article_only_and_says_what_is_wrong_with_it() {
    for (what, reply, said) in [
        ("an error", r#""error":"too long""#, "failed: too long"),
        ("out of range", r#""spans":[[0,99]]"#, "span 1 of 1: span 0..99 ends behind the text"),
        ("reversed", r#""spans":[[3,1]]"#, "span 1 of 1: span 3..1 is empty or reversed"),
        ("unsorted", r#""spans":[[4,5],[0,3]]"#, "token 2 (0..6) begins before the one in front of it ends"),
        ("white space", r#""spans":[[0,4]]"#, "has white space at its edge"),
        ("an unknown class", r#""spans":[[0,3,"VERB"]]"#, "class `VERB` is unknown"),
    ] {
        let bad = format!(r#"case $id in c/a01) echo "{{\"id\":\"$id\",{}}}";; *) answer;; esac"#, reply.replace('"', "\\\""));
        let scratch = folder(4, &format!(r#"greet; while IFS= read -r line; do id "$line"; {bad}; done"#), "");
        scratch.mihak("run -s child --jobs 1").assert().code(5).stderr(contains("child × c on 1 article"));
        assert_eq!(answered(&scratch), (3, 4), "{what}");
        let errors = scratch.read("target/mihak/errors.csv");
        assert!(errors.lines().any(|line| line.starts_with("child,c,all,a01,words,") && line.contains(said)), "{what}: {errors}");
        let used = scratch.read("target/mihak/speed/processes.csv");
        assert!(used.contains("child,child 1,1,"), "{what}: the child went on: {used}");
    }
}

#[test]
fn offsets_inside_a_character_fail_the_article() {
    let greeting = r#"echo '{"protocol":1,"name":"n","version":"v","task":"words","offsets":"bytes"}'"#;
    let scratch = folder(2, &format!(r#"{greeting}; while IFS= read -r line; do id "$line"; answer; done"#), "");
    scratch.mihak("run -s child").assert().code(5);
    assert!(scratch.read("target/mihak/errors.csv").contains("span 0..3 splits a character (offsets in bytes)"));
}

/// Children that break off on article `a01`, and what is said then.
const BREAKS: [(&str, &str, &str); 8] = [
    ("dies", r#"echo "out of memory" >&2; exit 7"#, "died: exit status 7; it said: out of memory"),
    ("is killed", "kill -9 $$", "died: signal 9"),
    ("closes its output", "exec 1>&-; sleep 5", "died: closed its output and went on"),
    ("hangs", "sleep 60", "was too late: no answer within 0.4 s"),
    ("answers no JSON", "echo Traceback", "broke the protocol: expected value at line 1 column 1: `Traceback`"),
    ("answers for another article", "id=c/a77; answer", "broke the protocol: it answered `c/a77`, but the oldest request is `c/a01`"),
    ("answers twice", "answer; answer", "the oldest request is `c/a02`"),
    ("answers no text", r"printf '\377\n'", "broke the protocol: a line that is not UTF-8"),
];

#[test]
fn a_child_that_breaks_off_is_started_anew_and_only_one_article_is_lost() {
    for (what, act, said) in BREAKS {
        let script = format!(r#"greet; while IFS= read -r line; do id "$line"; case $id in c/a01) {act};; *) answer;; esac; done"#);
        let scratch = folder(6, &script, "deadline = \"400ms\"\n");
        scratch.mihak("run -s child --jobs 1").assert().code(5).stderr(contains("child × c on 1 article"));
        assert_eq!(answered(&scratch), (5, 6), "{what}");
        let errors = scratch.read("target/mihak/errors.csv");
        assert!(errors.contains(said), "{what}: {errors}");
    }
}

#[test]
fn two_crashes_in_a_row_end_the_cell_the_same_way_for_any_number_of_workers() {
    let script = r#"greet; while IFS= read -r line; do id "$line"; case $id in c/a03|c/a04|c/a08) exit 1;; *) answer;; esac; done"#;
    let mut before: Option<String> = None;
    for jobs in [1, 2, 4] {
        let scratch = folder(12, script, "");
        scratch.mihak(&format!("run --jobs {jobs}")).assert().code(5).stderr(contains("child × c on 9 articles"));
        assert_eq!(answered(&scratch), (3, 12), "{jobs} workers");
        assert!(scratch.path("target/mihak/counts/other.csv").exists(), "the run goes on");
        let errors = scratch.read("target/mihak/errors.csv");
        assert!(errors.contains("was given up: its program had to be started anew for `a03` and for `a04`, one after the other"), "{errors}");
        assert_eq!(*before.get_or_insert(errors.clone()), errors, "{jobs} workers");
    }
}

#[test]
fn a_child_that_was_killed_from_outside_loses_nothing() {
    // Each child dies once, wherever it is: a file says that it has.
    let script = r#"greet; while IFS= read -r line; do id "$line"; f=died-${id#c/}; case $id in c/*[37]) [ -e $f ] || { : >$f; kill -9 $$; };; esac; answer; done"#;
    let scratch = folder(30, script, "");
    scratch.mihak("run --jobs 2 -s child").assert().success();
    assert_eq!(answered(&scratch), (30, 30));
    assert_eq!(
        fs::read_dir(scratch.path("")).unwrap().filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("died-")).count(),
        6
    );
}

#[test]
fn a_child_that_talks_before_it_is_asked_breaks_the_protocol() {
    let scratch = folder(3, &format!("greet; echo '{{\"id\":\"c/a00\",\"spans\":[]}}'; sleep 0.2; {}", GOOD.trim_start_matches("greet; ")), "");
    scratch.mihak("run -s child --jobs 1").assert().code(5);
    assert!(
        scratch.read("target/mihak/errors.csv").contains("broke the protocol: it answered `c/a00`"),
        "{}",
        scratch.read("target/mihak/errors.csv")
    );
}

#[test]
fn a_line_without_an_end_is_refused_before_it_fills_the_memory() {
    let script = r#"greet; while IFS= read -r line; do id "$line"; case $id in c/a00) tr '\0' x </dev/zero;; *) answer;; esac; done"#;
    let scratch = folder(2, script, "");
    scratch.mihak("run -s child --jobs 1").assert().code(5);
    assert_eq!(answered(&scratch), (1, 2));
    assert!(scratch.read("target/mihak/errors.csv").contains("broke the protocol: a line of more than 64 MB"));
}

#[test]
fn a_child_that_does_not_end_is_killed_with_all_that_it_started() {
    let script = format!("sleep 300 & echo $! >started; {} ; sleep 300", GOOD);
    let scratch = folder(1, &script, "");
    let begun = Instant::now();
    scratch.mihak("run -s child").assert().success().stderr(contains("ended badly, although all was answered: it did not end with its input"));
    assert!(begun.elapsed() < Duration::from_secs(60));
    assert!(is_gone(scratch.read("started").trim()));
}

/// Whether the process is no more, or will not be in a moment.
fn is_gone(pid: &str) -> bool {
    (0..100).any(|_| {
        let state = fs::read_to_string(Path::new("/proc").join(pid).join("stat")).unwrap_or_default();
        let gone = state.is_empty() || state.contains(") Z ");
        if !gone {
            thread::sleep(Duration::from_millis(50));
        }
        gone
    })
}

#[test]
#[cfg(target_os = "linux")]
fn a_killed_harness_loses_at_most_what_was_asked_and_leaves_no_child() {
    let script = r#"echo $$ >>pids; greet; while IFS= read -r line; do id "$line"; echo $id >>asked; sleep 0.02; answer; done"#;
    let scratch = folder(60, script, "");
    let mut run = scratch.command("run -s child --jobs 2").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while fs::read_to_string(scratch.path("asked")).unwrap_or_default().lines().count() < 30 {
        thread::sleep(Duration::from_millis(10));
    }
    run.kill().unwrap();
    run.wait().unwrap();
    assert!(scratch.read("pids").lines().all(is_gone), "{}", scratch.read("pids"));
    let first: Vec<String> = scratch.read("asked").lines().map(String::from).collect();
    scratch.mihak("run -s child --jobs 2").assert().success();
    assert_eq!(answered(&scratch), (60, 60));
    let all = scratch.read("asked");
    let again: Vec<&str> = all.lines().skip(first.len()).filter(|id| first.iter().any(|before| before == id)).collect();
    // Two children had two requests each.
    assert!(again.len() <= 4, "{again:?}");
    let left: Vec<_> = fs::read_dir(scratch.path("target/mihak/cache/unfinished")).unwrap().collect();
    assert!(left.len() <= 2, "{left:?}");
}

#[test]
fn a_second_run_asks_nothing_and_fresh_asks_everything() {
    let script = GOOD.replace("answer;", "echo $id >>asked; answer;");
    let scratch = folder(8, &script, "");
    let asked = || fs::read_to_string(scratch.path("asked")).unwrap_or_default().lines().count();
    scratch.mihak("run -s child").assert().success();
    let scores = scratch.read("target/mihak/scores.csv");
    assert_eq!(asked(), 8);
    scratch.mihak("run -s child").assert().success();
    assert_eq!((asked(), scratch.read("target/mihak/scores.csv")), (8, scores.clone()));
    scratch.mihak("run -s child --fresh").assert().success();
    assert_eq!((asked(), scratch.read("target/mihak/scores.csv")), (16, scores));
    scratch.write("articles/a00.txt", "زار  0");
    scratch.write("gold/segments.csv", &scratch.read("gold/segments.csv").replace("a00,2,4,5,0", "a00,2,5,6,0"));
    scratch.mihak("run -s child").assert().success();
    assert_eq!(asked(), 17, "a changed article is asked anew");
    scratch.append("child.sh", "\n# changed\n");
    scratch.mihak("run -s child").assert().success();
    assert_eq!(asked(), 25, "a changed adapter is asked anew");
    scratch.mihak("run -s child --cache elsewhere").assert().success();
    assert_eq!(asked(), 33);
    let kept = first_file(&scratch.path("elsewhere/child"));
    fs::write(&kept, "{\"protocol\":1").unwrap();
    scratch.mihak("run -s child --cache elsewhere").assert().success();
    assert_eq!(asked(), 34, "a damaged answer is asked anew");
}

/// Some kept answer below a folder.
fn first_file(folder: &Path) -> std::path::PathBuf {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| !path.ends_with("about.txt")).collect();
    entries.sort();
    if entries[0].is_dir() { first_file(&entries[0]) } else { entries.remove(0) }
}

#[test]
fn failures_are_not_kept() {
    let script = r#"greet; while IFS= read -r line; do id "$line"; echo $id >>asked; echo "{\"id\":\"$id\",\"error\":\"no\"}"; done"#;
    let scratch = folder(3, script, "");
    for times in [3, 6] {
        scratch.mihak("run -s child").assert().code(5);
        assert_eq!(scratch.read("asked").lines().count(), times);
    }
}

#[test]
fn pieces_are_placed_counted_by_rule_and_spurious_where_they_stand_nowhere() {
    let script = r#"greet; while IFS= read -r line; do id "$line"; echo "{\"id\":\"$id\",\"pieces\":[\"زار\",\"غائب\"]}"; done"#;
    let scratch = folder(3, script, "");
    scratch.mihak("run -s child").assert().success();
    let scores = scratch.read("target/mihak/scores.csv");
    assert!(scores.lines().any(|line| line.starts_with("child,child 1,c,all,words,changed,,,word,unplaced,count,3.000000,")), "{scores}");
    // Three of six words are right, and three pieces stand nowhere.
    assert!(scores.lines().any(|line| line.starts_with("child,child 1,c,all,words,span,,,word,*,precision,0.500000,")), "{scores}");
}

#[test]
fn labels_are_mapped_or_dropped_and_views_limited_as_the_stanza_says() {
    let scratch = Scratch::with_corpus();
    let spans = r#"[[4,9,"PERSON"],[10,17,"CITY"],[0,3,"MISC"]]"#;
    let greeting = r#"{"protocol":1,"name":"n","version":"n 1","task":"entities"}"#;
    scratch.write(
        "child.sh",
        &format!(
            "{PRELUDE}echo '{greeting}'; while IFS= read -r line; do id \"$line\"; echo \"{{\\\"id\\\":\\\"$id\\\",\\\"spans\\\":{}}}\"; done",
            spans.replace('"', "\\\"")
        ),
    );
    let suite = |more: &str| {
        format!(
            "[[corpus]]\nname = \"mine\"\narticles = \"articles\"\ngold = \"gold\"\n\n[[system]]\nname = \"child\"\ntask = \"entities\"\nrun = [\"sh\", \"child.sh\"]\n{more}"
        )
    };
    scratch.write("suite.toml", &suite("labels = { PERSON = \"PERS\", CITY = \"GPE\", MISC = \"\" }\nviews = [\"names\"]\n"));
    scratch.mihak("run").assert().success();
    let scores = scratch.read("target/mihak/scores.csv");
    assert!(scores.contains(",entities,exact,char,raw,names,micro,f1,1.000000,"), "{scores}");
    assert!(scores.contains(",entities,dropped,,,names,*,dropped,1.000000,"), "{scores}");
    assert!(!scores.contains(",flat,"), "{scores}");
    scratch.write("suite.toml", &suite("labels = { PERSON = \"PERS\" }\n"));
    scratch.mihak("run").assert().code(5);
    assert!(scratch.read("target/mihak/errors.csv").contains("label `CITY` is unknown to view"), "{}", scratch.read("target/mihak/errors.csv"));
    scratch.write("suite.toml", &suite("views = [\"nmaes\"]\n"));
    scratch.mihak("run").assert().code(2).stderr(contains("[score] views has no view `nmaes`; did you mean `names`?"));
}

#[test]
fn a_stanza_that_cannot_be_meant_is_refused_with_what_was_expected() {
    let scratch = folder(1, GOOD, "");
    let suite = scratch.read("suite.toml");
    for (from, to, said) in [
        (
            "run = [\"sh\", \"child.sh\"]",
            "",
            "expected `builtin` with the name of a built-in system, `run` with a command, or `predictions` with a file",
        ),
        ("run = [\"sh\", \"child.sh\"]", "run = []", "run is empty"),
        ("task = \"words\"\n", "", "expected task = \"words\", \"segments\", \"subwords\" or \"entities\""),
        ("task = \"words\"\n", "task = \"segments\"\n", "expected scheme = \"d1\", \"d2\", \"atb\" or \"d3\""),
        ("task = \"words\"\n", "task = \"words\"\nscheme = \"atb\"\n", "scheme atb cuts inside words"),
        ("task = \"words\"\n", "task = \"words\"\ndeadline = \"soon\"\n", "deadline is \"soon\", expected a time such as \"30s\""),
        ("task = \"words\"\n", "task = \"words\"\nbuiltin = \"icu4x\"\n", "expected only one of `builtin`, `run` and `predictions`"),
        ("task = \"words\"\n", "task = \"words\"\noptions = { a = 1 }\n", "`options` is for builtins"),
        ("task = \"words\"\n", "task = \"words\"\nlabels = { A = \"B\" }\n", "`labels` and `views` are for entities"),
        ("builtin = \"whitespace\"", "builtin = \"whitespace\"\ndeadline = \"3s\"", "`deadline` is for systems with `run`"),
    ] {
        scratch.write("suite.toml", &suite.replacen(from, to, 1));
        scratch.mihak("run").assert().code(2).stderr(contains(said));
    }
}

#[test]
fn wire_prints_the_lines_that_a_child_reads_and_a_pipe_answers_them() {
    let scratch = folder(3, GOOD, "");
    scratch.mihak("wire a01").assert().success().stdout("{\"id\":\"c/a01\",\"text\":\"زار 1\"}\n");
    let lines = scratch.mihak("wire c/*").output().unwrap().stdout;
    assert_eq!(String::from_utf8(lines.clone()).unwrap().lines().count(), 3);
    let mut child = assert_cmd::Command::new("sh");
    child
        .current_dir(scratch.path(""))
        .arg("child.sh")
        .write_stdin(lines)
        .assert()
        .success()
        .stdout(contains("{\"id\":\"c/a02\",\"spans\":[[0,3]]}"));
    scratch.mihak("wire b").assert().code(4).stderr(contains("no article `b`"));
}

#[test]
fn verify_tries_an_adapter_and_says_what_is_wrong_with_it() {
    let good = r#"greet; while IFS= read -r line; do id "$line"; echo "{\"id\":\"$id\",\"spans\":[]}"; done; echo "mihak: that was all" >&2"#;
    let scratch = folder(1, good, "");
    let done = scratch.mihak("verify --system child").assert().success();
    let said = String::from_utf8(done.get_output().stdout.clone()).unwrap();
    for line in [
        "ok    greeting: child 1",
        "ok    empty text: 0 tokens",
        "ok    40 requests at once: answered in their order",
        "ok    end of input: exit status 0",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
    assert!(said.contains("ok    note: it that was all"), "{said}");
    scratch.write("child.sh", &format!("{PRELUDE}{GOOD}; exit 4"));
    let done = scratch.mihak("verify -s child").assert().code(5).stderr(contains("wrong"));
    let said = String::from_utf8(done.get_output().stdout.clone()).unwrap();
    assert!(said.contains("WRONG empty text: answered out of contract"), "{said}");
    assert!(said.contains("WRONG end of input: ended badly, although all was answered: exit status 4"), "{said}");
    scratch.write("child.sh", "exit 1");
    scratch.mihak("verify -s child").assert().code(5).stdout(contains("cannot be opened: it ended (exit status 1) without a greeting"));
    scratch.mihak("verify -s chid").assert().code(4).stderr(contains("did you mean `child`?"));
}

#[test]
fn an_optional_system_that_is_not_there_keeps_its_place_in_the_baseline() {
    let scratch = folder(3, GOOD, "optional = true\n");
    scratch.append("suite.toml", "\n[[gate]]\nsystem = \"child\"\ncorpus = \"c\"\ntask = \"words\"\nmatch = \"word\"\nmeasure = \"accuracy\"\n");
    scratch.mihak("run -q").assert().success();
    scratch.mihak("bless --counts csv --because first").assert().success();
    let blessed = scratch.read("results/counts/child.csv");
    scratch.mihak("check").assert().success().stdout(contains("1 gate holds"));
    scratch.write("child.sh", MISSING);
    scratch.mihak("run -q").assert().success();
    let said = "child: optional, and not run here: nothing was compared, 1 gate not judged";
    scratch.mihak("check").assert().success().stdout(contains(said).and(contains("0 gates hold")));
    scratch
        .mihak("bless --counts csv --because again")
        .assert()
        .success()
        .stdout(contains("kept as they were, because they are optional and were not run: child"));
    assert_eq!(scratch.read("results/counts/child.csv"), blessed);
    scratch.write("suite.toml", &scratch.read("suite.toml").replace("optional = true\n", ""));
    scratch.mihak("run -q").assert().code(5);
    scratch.mihak("check").assert().code(4).stdout(contains("coverage shrank"));
}

#[test]
fn predictions_that_exist_already_are_a_system_whatever_their_format() {
    let scratch = Scratch::with_corpus();
    scratch.write("ner.conll", "زار O\nبوتين B-PERS\nالقاهرة B-ORG\n. O\n");
    scratch.write("ner.jsonl", "{\"id\":1,\"text\":\"زار بوتين القاهرة.\",\"label\":[[4,9,\"PERS\"],[10,17,\"GPE\"]]}\n");
    let stanza = |name: &str, more: &str| format!("\n[[system]]\nname = \"{name}\"\n{more}\n");
    let suite = String::from("[[corpus]]\nname = \"mine\"\narticles = \"articles\"\ngold = \"gold\"\n")
        + &stanza("columns", "task = \"entities\"\npredictions = \"ner.conll\"")
        + &stanza("records", "task = \"entities\"\npredictions = \"ner.jsonl\"\nformat = \"doccano\"\noffsets = \"chars\"")
        + &stanza("cuts", "task = \"segments\"\nscheme = \"d3\"\npredictions = \"gold\"\nformat = \"csv\"\ntexts = \"articles\"")
        + &stanza("words", "task = \"words\"\npredictions = \"ner.conll\"");
    scratch.write("suite.toml", &suite);
    scratch.mihak("run").assert().success();
    let scores = scratch.read("target/mihak/scores.csv");
    let value = |row: &str| {
        scores.lines().find_map(|line| line.split_once(row).map(|(head, rest)| (head.to_string(), rest.split(',').next().unwrap().to_string())))
    };
    assert!(value("records,file ner.jsonl#").is_some(), "{scores}");
    for (system, row, expected) in [
        ("columns", ",entities,exact,char,raw,flat,micro,f1,", "0.500000"),
        ("records", ",entities,exact,char,raw,flat,micro,f1,", "1.000000"),
        ("cuts", ",segments,word,,,d3,*,accuracy,", "1.000000"),
        ("words", ",words,word,,,word,*,accuracy,", "1.000000"),
    ] {
        let found =
            scores.lines().find(|line| line.starts_with(&format!("{system},")) && line.contains(row)).unwrap_or_else(|| panic!("{system}: {scores}"));
        assert_eq!(found.split_once(row).unwrap().1.split(',').next(), Some(expected), "{system}");
    }
    scratch.write("ner.conll", "قال O\n");
    scratch.mihak("run -s columns").assert().code(5);
    assert!(scratch.read("target/mihak/errors.csv").contains("`ner.conll` has no document with this text"));
    scratch.remove("ner.conll");
    scratch.mihak("run -s columns").assert().code(5).stderr(contains("is missing: there is no `ner.conll`"));
    scratch.write("ner.jsonl", "{\"text\":");
    scratch.mihak("run -s records").assert().code(5).stderr(contains("cannot be opened: ").and(contains("ner.jsonl")));
}

#[test]
fn the_launcher_of_adapters_says_what_is_missing_without_starting_python() {
    let scratch = Scratch::empty();
    scratch.write("systems/python", include_str!("../systems/python"));
    scratch.write("systems/mine/requirements.txt", "mine==1\n");
    scratch.write("systems/mine/words.py", "");
    scratch.write("systems/plain/words.py", "");
    scratch.write("bin/python3", "#!/bin/sh\necho \"python3 $*\"\n");
    for program in ["bin/python3", "systems/python"] {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(scratch.path(program), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let path = format!("{}:/usr/bin:/bin", scratch.path("bin").display());
    let run = |adapter: &str, variable: Option<(&str, &str)>| {
        let mut command = assert_cmd::Command::new("sh");
        command.current_dir(scratch.path("")).env("PATH", &path).args(["systems/python", adapter, "x"]);
        for name in ["MIHAK_PYTHON", "VIRTUAL_ENV", "CONDA_PREFIX"] {
            command.env_remove(name);
        }
        command.envs(variable);
        String::from_utf8(command.assert().success().get_output().stdout.clone()).unwrap()
    };
    let missing = run("systems/mine/words.py", None);
    assert_eq!(
        missing,
        "{\"protocol\":1,\"missing\":\"there is no systems/mine/.venv, and no environment is active\",\"install\":\"systems/install mine\"}\n"
    );
    assert_eq!(run("systems/mine/words.py", Some(("VIRTUAL_ENV", "/somewhere"))), "python3 systems/mine/words.py x\n");
    assert_eq!(run("systems/mine/words.py", Some(("MIHAK_PYTHON", "python3"))), "python3 systems/mine/words.py x\n");
    assert_eq!(run("systems/plain/words.py", None), "python3 systems/plain/words.py x\n");
}

#[test]
fn a_worker_that_gets_no_child_leaves_its_article_to_those_that_have_one() {
    let script = format!(
        "mkdir lock 2>/dev/null || {{ echo 'port in use' >&2; exit 1; }}; trap 'rmdir lock' EXIT; {}",
        GOOD.replace("answer;", "sleep 0.01; answer;")
    );
    let mut before: Option<String> = None;
    for jobs in [1, 2, 4] {
        let scratch = folder(40, &script, "");
        scratch.mihak(&format!("run -s child --jobs {jobs}")).assert().success();
        assert_eq!(answered(&scratch), (40, 40), "{jobs} workers");
        let scores = scratch.read("target/mihak/scores.csv");
        assert_eq!(*before.get_or_insert(scores.clone()), scores, "{jobs} workers");
    }
}

#[test]
fn children_of_one_system_must_be_the_same() {
    let script = GOOD.replace("greet;", r#"echo "{\"protocol\":1,\"name\":\"n\",\"version\":\"child $$\",\"task\":\"words\"}";"#);
    let scratch = folder(12, &script.replace("answer;", "sleep 0.02; answer;"), "");
    scratch.mihak("run -s child --jobs 2").assert().success();
    assert_eq!(answered(&scratch), (12, 12), "the first child answers all");
}

#[test]
fn a_child_that_is_killed_in_the_middle_of_a_line_loses_nothing() {
    let script = r#"greet; while IFS= read -r line; do id "$line"; case $id in c/a02) [ -e died ] || { : >died; printf '{"id":"c/a0'; kill -9 $$; };; esac; answer; done"#;
    let scratch = folder(5, script, "");
    scratch.mihak("run -s child").assert().success();
    assert_eq!(answered(&scratch), (5, 5));
}

#[test]
fn an_article_is_asked_again_alone_so_that_its_neighbour_is_not_blamed() {
    // It reads ahead, and dies of a04 as soon as it has read it.
    let script = r#"greet; { while IFS= read -r line; do case $line in *c/a04*) kill -9 $$;; esac; id "$line"; sleep 0.05; answer; done; }"#;
    for jobs in [1, 2] {
        let scratch = folder(8, script, "");
        scratch.mihak(&format!("run -s child --jobs {jobs}")).assert().code(5).stderr(contains("child × c on 1 article"));
        assert_eq!(answered(&scratch), (7, 8), "{jobs} workers");
    }
}

#[test]
fn the_end_of_a_cell_is_the_end_for_what_was_asked_ahead_too() {
    let script =
        r#"echo x >>starts; greet; while IFS= read -r line; do id "$line"; case $id in c/a0[3-9]|c/a1*|c/a2*) exit 1;; *) answer;; esac; done"#;
    let scratch = folder(30, script, "");
    scratch.mihak("run -s child --jobs 1").assert().code(5);
    assert_eq!(answered(&scratch), (3, 30));
    // The first, and two for each of the two articles.
    assert!(scratch.read("starts").lines().count() <= 5, "{}", scratch.read("starts"));
}

#[test]
fn what_is_scored_otherwise_is_another_run_and_another_task_has_answers_of_its_own() {
    let script = GOOD.replace("answer;", "echo $id >>asked; answer;");
    let scratch = folder(4, &script, "");
    scratch.mihak("run -s child").assert().success();
    scratch.write("suite.toml", &scratch.read("suite.toml").replacen("task = \"words\"", "task = \"words\"\nfolder = \".\"", 1));
    scratch.mihak("run -s child").assert().success().stderr(contains("4 answers kept from earlier runs; --fresh asks again"));
    assert_eq!(scratch.read("asked").lines().count(), 4);
    scratch.write("elsewhere/child.sh", &scratch.read("child.sh"));
    scratch.write("suite.toml", &scratch.read("suite.toml").replace("folder = \".\"", "folder = \"elsewhere\""));
    scratch.mihak("run -s child").assert().success();
    assert_eq!(scratch.read("elsewhere/asked").lines().count(), 4);
}

#[test]
fn files_of_a_command_are_plain_files_whatever_an_argument_names() {
    let scratch = folder(1, GOOD, "files = [\"/dev/zero\"]\n");
    scratch.write("suite.toml", &scratch.read("suite.toml").replace("\"child.sh\"]", "\"child.sh\", \"/dev/stdin\", \".\"]"));
    scratch.mihak("list").assert().success();
    scratch.mihak("run -s child").assert().success().stderr(contains("changes of these are not seen: `/dev/zero`, which is no file"));
}

#[test]
fn an_interrupt_while_a_child_starts_files_no_failure() {
    for (what, at_start) in [("the first start", ": >waits; sleep 20"), ("a later start", "if [ -e first ]; then : >waits; sleep 20; fi; : >first")] {
        let script = format!("{at_start}; {}", GOOD.replace("answer;", "sleep 0.05; answer;"));
        let scratch = folder(30, &script, "");
        let mut run = scratch.command("run -s child --jobs 2").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while !scratch.path("waits").exists() {
            thread::sleep(Duration::from_millis(5));
        }
        assert!(std::process::Command::new("kill").args(["-INT", &run.id().to_string()]).status().unwrap().success());
        let begun = Instant::now();
        assert_eq!(run.wait().unwrap().code(), Some(130), "{what}");
        assert!(begun.elapsed() < Duration::from_secs(10), "{what}");
        scratch.write("child.sh", &format!("{PRELUDE}{GOOD}"));
        scratch.mihak("run -s child").assert().success();
        assert_eq!(answered(&scratch), (30, 30), "{what}");
    }
}

#[test]
fn the_deadline_of_an_article_does_not_cover_the_start() {
    let scratch = folder(3, &format!("sleep 0.7; {GOOD}"), "deadline = \"300ms\"\n");
    scratch.mihak("run -s child").assert().success();
    assert_eq!(answered(&scratch), (3, 3));
}

#[test]
fn children_have_one_thread_for_numbers_no_random_seed_and_what_the_stanza_says() {
    let check = r#"[ "$OMP_NUM_THREADS$OPENBLAS_NUM_THREADS$MKL_NUM_THREADS$PYTHONHASHSEED$PYTHONUTF8" = "$WANTED" ] || exit 9;"#;
    for (env, wanted) in [("WANTED = \"11101\"", "the defaults"), ("WANTED = \"41101\", OMP_NUM_THREADS = \"4\"", "its own")] {
        let scratch = folder(1, &format!("{check} {GOOD}"), &format!("env = {{ {env} }}\n"));
        scratch.mihak("run -s child").env("OMP_NUM_THREADS", "7").assert().success();
        assert_eq!(answered(&scratch), (1, 1), "{wanted}");
    }
}

#[test]
fn spans_inside_words_are_scored_and_an_echoed_text_is_never_trusted() {
    let script = r#"greet; while IFS= read -r line; do id "$line"; echo "{\"id\":\"$id\",\"text\":\"Ø²Ø§Ø±\",\"spans\":[[1,3],[4,5]]}"; done"#;
    let scratch = folder(2, script, "");
    scratch.mihak("run -s child").assert().success();
    let errors = scratch.read("target/mihak/errors.csv");
    assert!(errors.lines().any(|line| line.starts_with("child,c,all,a00,words,word,") && line.contains(",زار,,1,3,ار,")), "{errors}");
}

#[test]
fn the_templates_keep_the_contract_and_agree() {
    let templates = concat!(env!("CARGO_MANIFEST_DIR"), "/systems/template");
    let scratch = Scratch::empty();
    let mut suite = String::new();
    let programs = [("python3", "words.py"), ("node", "words.js"), ("java", "Words.java"), ("sh", "words.sh")];
    let there = |program: &str| std::process::Command::new(program).arg("--version").output().is_ok();
    // What is not installed cannot be tried; sh always is, and CI has Python.
    let programs: Vec<_> = programs.into_iter().filter(|(program, _)| *program == "sh" || there(program)).collect();
    assert!(programs.iter().any(|(program, _)| *program == "python3") || std::env::var_os("MIHAK_NEEDS_PYTHON").is_none(), "python3 is missing");
    for (program, file) in &programs {
        suite.push_str(&format!("[[system]]\nname = \"{program}\"\ntask = \"words\"\nrun = [\"{program}\", \"{templates}/{file}\"]\n\n"));
    }
    scratch.write("templates.toml", &suite);
    let done = scratch.mihak("verify --suite templates.toml -s *").assert().success();
    let said = String::from_utf8(done.get_output().stdout.clone()).unwrap();
    assert_eq!(said.matches("ok    end of input: exit status 0").count(), programs.len(), "{said}");
    let tokens: Vec<&str> = said.lines().filter(|line| line.contains("ordinary text:")).map(|line| line.split(',').next().unwrap()).collect();
    assert!(tokens.windows(2).all(|pair| pair[0] == pair[1]), "{tokens:?}");
}

/// The processes that still run of those whose numbers are in a file, a line each.
#[cfg(target_os = "linux")]
fn running(scratch: &Scratch, file: &str) -> Vec<String> {
    let status = |number: &str| fs::read_to_string(format!("/proc/{number}/stat")).unwrap_or_default();
    let runs = |number: &&str| !status(number).is_empty() && !status(number).contains(") Z ");
    let numbers = scratch.read(file);
    assert!(numbers.lines().all(|number| number.parse::<u32>().is_ok()) && !numbers.is_empty(), "{file}: {numbers:?}");
    numbers.lines().filter(runs).map(String::from).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn what_left_the_group_of_a_child_dies_with_it() {
    let left = "setsid sh -c 'echo $$ >> helper; sleep 300 & echo $! >> inner; wait' >/dev/null 2>&1 </dev/null & while [ ! -s inner ]; do sleep 0.01; done\n";
    for script in [format!("{left}{GOOD}"), format!("{left}greet; read -r line; exit 3"), format!("{left}exit 3")] {
        let scratch = folder(2, &script, "");
        scratch.command("run -q").output().unwrap();
        for file in ["helper", "inner"] {
            assert_eq!(running(&scratch, file), Vec::<String>::new(), "{file} of {script}");
        }
    }
}

#[test]
fn a_pipe_that_something_else_holds_open_does_not_cost_the_deadline() {
    let holds = "greet; read -r line; sleep 20 & exit 3";
    let scratch = folder(2, holds, "deadline = \"15s\"\n");
    let begun = Instant::now();
    scratch.mihak("run -q").assert().code(5);
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    let errors = scratch.read("target/mihak/errors.csv");
    assert!(errors.contains("exit status 3"), "{errors}");
    let scratch = folder(2, "sleep 20 & exit 3", "startup = \"15s\"\n");
    let begun = Instant::now();
    scratch.mihak("run -q").assert().code(5).stderr(contains("it ended (exit status 3) without a greeting"));
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}

#[test]
fn a_child_that_is_killed_before_its_greeting_is_started_once_more() {
    let scratch = folder(3, &format!("if mkdir once 2>/dev/null; then kill -9 $$; fi\n{GOOD}"), "");
    scratch.mihak("run --jobs 1").assert().success().stderr(contains("child was killed before it greeted, and started once more"));
    assert_eq!(answered(&scratch), (3, 3));
    let scratch = folder(3, "mkdir a 2>/dev/null || mkdir b; kill -9 $$", "");
    scratch.mihak("run -q").assert().code(5).stderr(contains("it ended (signal 9) without a greeting"));
    assert!(scratch.path("b").is_dir(), "it was started twice");
    let scratch = folder(3, "mkdir a 2>/dev/null || mkdir b; exit 3", "");
    scratch.mihak("run -q").assert().code(5);
    assert!(!scratch.path("b").is_dir(), "one that ended by itself is not started again");
}

#[test]
fn answers_of_a_live_service_are_not_kept_and_kept_ones_are_told_to_whoever_judges() {
    let worse = |scratch: &Scratch| scratch.write("worse", "");
    let script =
        r#"greet; while IFS= read -r line; do id "$line"; if [ -e worse ]; then echo "{\"id\":\"$id\",\"spans\":[]}"; else answer; fi; done"#;
    let gate = "[[gate]]\nsystem = \"child\"\ncorpus = \"c\"\ntask = \"words\"\nmatch = \"word\"\nmeasure = \"accuracy\"\n";
    let blessed = |more: &str, script: &str| {
        let scratch = folder(3, script, &format!("{more}\n{gate}"));
        scratch.mihak("run -q").assert().success();
        scratch.mihak("bless --because first").assert().success();
        worse(&scratch);
        scratch
    };
    let scratch = blessed("", script);
    scratch.mihak("run -q").assert().success().stderr("");
    let told = "child: 3 answers kept from earlier runs; `mihak run --fresh` asks again";
    for format in ["text", "github", "markdown", "json"] {
        scratch.mihak(&format!("check --format {format}")).assert().success().stdout(contains("answers kept from earlier runs"));
    }
    scratch.mihak("check").assert().success().stdout(contains(told));
    scratch.mihak("run -q --fresh").assert().success();
    scratch.mihak("check").assert().code(1).stdout(contains("kept from earlier runs").not());
    let volatile =
        script.replacen("greet", "echo '{\"protocol\":1,\"name\":\"child\",\"version\":\"child 1\",\"task\":\"words\",\"volatile\":true}'", 1);
    for scratch in [blessed("cache = false", script), blessed("", &volatile)] {
        scratch.mihak("run -q").assert().success();
        scratch.mihak("check").assert().code(1);
        assert!(!scratch.path("target/mihak/cache/child").exists());
    }
}

#[test]
fn a_model_of_the_same_length_and_time_is_another_model() {
    let scratch = folder(2, GOOD, "files = [\"model\"]\n");
    let time = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    fs::create_dir(scratch.path("blobs")).unwrap();
    fs::create_dir(scratch.path("model")).unwrap();
    std::os::unix::fs::symlink("../blobs/1", scratch.path("model/weights.bin")).unwrap();
    let weights = |last: u8| {
        let mut content = vec![0; (16 << 20) + 1];
        *content.last_mut().unwrap() = last;
        fs::write(scratch.path("blobs/1"), content).unwrap();
        fs::File::options().write(true).open(scratch.path("blobs/1")).unwrap().set_modified(time).unwrap();
    };
    weights(1);
    scratch.mihak("run").assert().success();
    scratch.mihak("run").assert().success().stderr(contains("2 answers kept from earlier runs"));
    weights(2);
    scratch.mihak("run").assert().success().stderr(contains("kept from earlier runs").not());
    scratch.write("model/.hidden", "");
    scratch.mihak("run").assert().success().stderr(contains("mihak: child: changes of these are not seen: `model/.hidden`, which is hidden"));
    scratch.write("suite.toml", &scratch.read("suite.toml").replace("[\"model\"]", "[\"/\"]"));
    scratch.mihak("run -q").assert().code(2).stderr(contains("system `child`: `files`: "));
}
