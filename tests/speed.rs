//! Speed as a user meets it: rounds, counts, two programs in turn, and what is kept of `cargo bench`. No test asserts on a real clock.

mod scratch;

use std::path::{Path, PathBuf};

use predicates::prelude::*;
use predicates::str::contains;
use scratch::{Scratch, mihak};

/// A scratch folder with one article, a tokenizer and an extractor.
fn small() -> Scratch {
    let scratch = Scratch::with_corpus();
    scratch.suite(&["whitespace", "union"]);
    scratch
}

fn program() -> PathBuf {
    assert_cmd::cargo::cargo_bin!("mihak").to_path_buf()
}

#[test]
fn bench_measures_every_system_and_the_scorer_and_writes_time_csv() {
    let scratch = small();
    scratch.mihak("bench --rounds 2").assert().success().stdout(contains("MB/s")).stderr(contains("gates nothing"));
    let csv = scratch.read("target/mihak/speed/time.csv");
    let cells: Vec<Vec<&str>> = csv.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let names: Vec<(&str, &str)> = cells.iter().map(|cell| (cell[0], cell[3])).collect();
    assert_eq!(names, [("(scorer)", "entities"), ("(scorer)", "segments"), ("union", "entities"), ("whitespace", "words")]);
    for cell in &cells {
        assert_eq!((cell[4], cell[5], cell[6], cell[7]), ("33", "4", "1", "2"), "bytes, words, articles, rounds: {csv}");
    }
    scratch.mihak("bench --rounds 1 -s whitespace --out elsewhere").assert().success();
    assert_eq!(scratch.read("elsewhere/speed/time.csv").lines().count(), 2);
}

#[test]
fn bench_selects_as_run_does_and_says_what_there_is_not() {
    let scratch = small();
    scratch.mihak("bench -s nosuch").assert().code(4).stderr(contains("nothing selected: no system `nosuch`"));
    scratch.mihak("bench -c nosuch").assert().code(4).stderr(contains("no corpus `nosuch`"));
    scratch.mihak("bench -s whitespace -t entities").assert().code(4).stderr(contains("nothing selected"));
    scratch.mihak("bench --rounds 1 -t entities").assert().success().stdout(contains("whitespace").not());
    mihak(&scratch).args(["bench", "--rounds", "1", "-s", "(scorer)"]).assert().success().stdout(contains("union").not());
    scratch.mihak("bench --rounds 0").assert().code(2);
    scratch.mihak("bench --gate").assert().code(2).stderr(contains("--against"));
}

#[cfg(unix)]
#[test]
fn a_system_that_fails_once_leaves_the_figures_of_the_others() {
    let scratch = small();
    // Each answers a few articles; one is never there, the other ends in the middle.
    let child = |answers: usize| {
        let greeting = r#"{"protocol":1,"name":"child","version":"child 1","task":"words"}"#;
        let answer = r#"id=${line#*\"id\":\"}; id=${id%%\"*}; echo "{\"id\":\"$id\",\"spans\":[[0,3]]}""#;
        format!("echo '{greeting}'; while IFS= read -r line; do echo >>$0.asked; [ $(wc -l <$0.asked) -gt {answers} ] && exit 3; {answer}; done")
    };
    let suite = scratch.read("suite.toml");
    let stanza = |name: &str| format!("\n[[system]]\nname = \"{name}\"\ntask = \"words\"\nrun = [\"sh\", \"{name}.sh\"]\n");
    scratch.write("suite.toml", &format!("{suite}{}{}", stanza("never"), stanza("once")));
    scratch.write("never.sh", &child(0));
    scratch.write("once.sh", &child(4));
    let ran = scratch.mihak("bench --rounds 2 -s never -s once -s whitespace").assert().code(5);
    ran.stdout(contains("whitespace")).stderr(
        contains("never × mine (words): not measured: ").and(contains("once × mine (words): not measured: it failed while it was: article `a`: ")),
    );
    let csv = scratch.read("target/mihak/speed/time.csv");
    assert_eq!(csv.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect::<Vec<_>>(), ["whitespace"]);
}

#[test]
fn bench_does_not_write_into_a_baseline() {
    let scratch = small();
    scratch.mihak("bench --rounds 1 --out results").assert().code(2).stderr(contains("is a baseline"));
}

#[test]
fn a_tolerance_of_instructions_that_is_no_share_is_refused() {
    let scratch = small();
    scratch.append("suite.toml", "\n[check]\ninstructions = 2\n");
    scratch.mihak("bench").assert().code(2).stderr(contains("[check] instructions is 2, expected a share between 0 and 1"));
}

#[test]
fn instructions_without_valgrind_are_refused_with_what_to_install() {
    let scratch = small();
    let mut bench = scratch.mihak("bench --instructions");
    bench.env("PATH", "").assert().code(2).stderr(contains("`valgrind`, which is not on the PATH: install it"));
}

fn valgrind() -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let there = std::env::split_paths(&path).any(|folder| folder.join("valgrind").is_file());
    // Where it is demanded, as in CI, a missing valgrind is no reason to skip.
    assert!(there || std::env::var_os("MIHAK_NEEDS_VALGRIND").is_none(), "MIHAK_NEEDS_VALGRIND is set, but there is no valgrind on the PATH");
    there
}

#[test]
fn instructions_are_the_same_twice_and_a_program_is_no_slower_than_itself() {
    if !valgrind() {
        return;
    }
    let scratch = small();
    let counts = |out: &str| -> Vec<f64> {
        scratch.mihak(&format!("bench --instructions -s whitespace --out {out}")).assert().success().stdout(contains("instructions"));
        let csv = scratch.read(&format!("{out}/speed/instructions.csv"));
        assert!(csv.starts_with("system,version,corpus,task,instructions,bytes,words,compiler,target,counter\nwhitespace,mihak "), "{csv}");
        assert!(csv.contains(",rustc ") && csv.contains(",callgrind "), "{csv}");
        csv.lines().skip(1).map(|line| line.split(',').nth(4).unwrap().parse().unwrap()).collect()
    };
    let (first, second) = (counts("one"), counts("two"));
    assert_eq!((first.len(), second.len()), (1, 1));
    for (a, b) in first.iter().zip(&second) {
        assert!((a / b - 1.0).abs() < 0.005, "{first:?} {second:?}");
    }
    let itself = program();
    let mut bench = mihak(&scratch);
    bench.args(["bench", "--instructions", "-s", "whitespace", "--against"]).arg(&itself);
    bench.assert().success().stdout(contains("same     whitespace × mine (words)")).stdout(contains("no system takes over 2 % more instructions"));
}

#[test]
fn a_worker_by_hand_greets_and_refuses_what_it_does_not_know() {
    let scratch = small();
    let mut worker = scratch.mihak("worker");
    worker.write_stdin("hello\n").assert().code(2).stdout(contains("mihak-worker 1 {")).stderr(contains("found `hello`, expected `open`"));
    scratch.mihak("worker").write_stdin("").assert().success();
    scratch.mihak("--help").assert().success().stdout(contains("worker").not());
}

#[test]
fn against_what_is_no_program_and_no_commit_is_refused() {
    let scratch = small();
    scratch.mihak("bench --against nosuch").assert().code(2).stderr(contains("`nosuch` is neither a program nor a commit"));
    scratch.mihak("bench --against nosuch --instructions").assert().code(2);
    scratch.mihak("bench --against nosuch --rounds 5").assert().code(2).stderr(contains("fewer than 6 pairs have no 95 % interval"));
}

#[test]
fn against_a_program_of_another_kind_is_refused_with_what_it_said() {
    let scratch = small();
    let mut bench = mihak(&scratch);
    bench.args(["bench", "--rounds", "6", "--against", env!("CARGO")]);
    bench.assert().code(2).stderr(contains("expected the greeting `mihak-worker 1 …`, found nothing; it said:"));
}

#[test]
fn against_itself_every_system_has_a_ratio_with_an_interval() {
    let scratch = small();
    let mut bench = mihak(&scratch);
    bench.args(["bench", "--rounds", "6", "-s", "whitespace", "--against"]).arg(program());
    bench.assert().success().stdout(contains("whitespace × mine (words)")).stdout(contains("geometric mean").and(contains("over 1 system;")));
}

#[cfg(unix)]
mod stand_in {
    //! A script that speaks the protocol and says whatever times a test needs.

    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn executable(path: &Path, script: &str) {
        std::fs::write(path, script).unwrap();
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// What the program itself says when it greets and when it has opened `whitespace`.
    fn lines(scratch: &Scratch) -> [String; 2] {
        let order = format!(
            r#"open {{"root":{0:?},"views_root":{0:?},"corpus":["mine","articles","gold"],"splits":[],"system":["whitespace","whitespace",{{}}],"task":"words","views":[]}}"#,
            scratch.path("")
        );
        let out = scratch.mihak("worker").write_stdin(order + "\n").assert().success().get_output().stdout.clone();
        let said = String::from_utf8(out).unwrap();
        let mut lines = said.lines().map(String::from);
        [(); 2].map(|()| lines.next().unwrap())
    }

    fn speaker(scratch: &Scratch, [greeting, ready]: &[String; 2], nanos: &str) -> PathBuf {
        let script = format!(
            "#!/bin/sh\necho '{greeting}'\nwhile read word rest; do case $word in open) echo '{ready}';; round) echo 'nanos {nanos}';; esac; done\n"
        );
        let path = scratch.path("speaker");
        executable(&path, &script);
        path
    }

    fn gated(scratch: &Scratch, other: &Path) -> assert_cmd::assert::Assert {
        let mut bench = mihak(scratch);
        bench.args(["bench", "--rounds", "6", "--gate", "-s", "whitespace", "--against"]).arg(other).assert()
    }

    #[test]
    fn slower_is_exit_1_with_the_gate_only_and_faster_is_fine() {
        let scratch = small();
        let lines = lines(&scratch);
        let other = speaker(&scratch, &lines, "1");
        gated(&scratch, &other).code(1).stdout(contains("slower").and(contains("1 slower, 0 faster, by more than 2 %")));
        let mut bench = mihak(&scratch);
        bench.args(["bench", "--rounds", "6", "-s", "whitespace", "--against"]).arg(&other).assert().success().stdout(contains("1 slower"));
        let other = speaker(&scratch, &lines, "1000000000000000");
        gated(&scratch, &other).success().stdout(contains("0 slower, 1 faster"));
    }

    #[test]
    fn another_sample_or_target_is_not_compared() {
        let scratch = small();
        let [greeting, ready] = lines(&scratch);
        let other = speaker(&scratch, &[greeting.clone(), ready.replace("mine@0#", "mine@1#")], "1");
        gated(&scratch, &other).code(4).stdout(contains("not comparable")).stderr(contains("sample is `mine@0#"));
        let other = speaker(&scratch, &[greeting.replace("\"target\":\"", "\"target\":\"other "), ready], "1");
        gated(&scratch, &other).code(4).stderr(contains("target is `"));
    }

    #[test]
    fn a_system_that_the_other_program_does_not_have_is_new() {
        let scratch = small();
        let [greeting, _] = lines(&scratch);
        let other = speaker(&scratch, &[greeting, "failed \"no builtin of that name\"".into()], "1");
        gated(&scratch, &other).code(4).stdout(contains("new")).stderr(contains("not there before: no builtin of that name"));
    }

    #[test]
    fn answers_out_of_the_protocol_are_refused() {
        let scratch = small();
        let [greeting, ready] = lines(&scratch);
        gated(&scratch, &speaker(&scratch, &[greeting.clone(), "well".into()], "1")).code(2).stderr(contains("answered `well`, expected `ready …`"));
        let lines = [greeting.clone(), ready];
        gated(&scratch, &speaker(&scratch, &lines, "many")).code(2).stderr(contains("answered `nanos many`, expected `nanos …`"));
        let old = [greeting.replace("mihak-worker 1", "mihak-worker 7"), String::new()];
        gated(&scratch, &speaker(&scratch, &old, "1")).code(2).stderr(contains("found `mihak-worker 7"));
        let path = scratch.path("quitter");
        executable(&path, &format!("#!/bin/sh\necho '{greeting}'\necho it is over >&2\n"));
        gated(&scratch, &path).code(2).stderr(contains("ended without an answer; it said: it is over"));
    }

    #[test]
    fn a_commit_that_cannot_be_built_is_said_and_leaves_no_worktree() {
        let scratch = small();
        let git = |arguments: &str| {
            let mut git = std::process::Command::new("git");
            git.current_dir(scratch.path("")).args(["-c", "user.name=a", "-c", "user.email=a@b"]).args(arguments.split_whitespace());
            assert!(git.output().expect("git is there").status.success(), "{arguments}");
        };
        git("init -q");
        git("add suite.toml");
        git("commit -q -m first");
        let mut bench = mihak(&scratch);
        bench.env_remove("CARGO_TARGET_DIR").args(["bench", "--against", "HEAD"]);
        bench.assert().code(2).stderr(contains("HEAD (").and(contains("cannot be built: cargo ended with")));
        let left: Vec<String> =
            std::fs::read_dir(scratch.path("target/against")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        assert!(left.iter().all(|name| name == ".lock" || name == "target"), "{left:?}");
        let mut bench = mihak(&scratch);
        bench.args(["bench", "--against", "HEAD~7"]).assert().code(2).stderr(contains("`HEAD~7` is neither a program nor a commit"));
    }
}

/// A folder as criterion leaves it.
fn criterion(scratch: &Scratch, folder: &str, benchmark: &str, nanos: &str) {
    scratch.write(&format!("{folder}/new/benchmark.json"), benchmark);
    let interval = format!(
        r#"{{"confidence_interval":{{"confidence_level":0.95,"lower_bound":1000.0,"upper_bound":4000.0}},"point_estimate":{nanos},"standard_error":1.0}}"#
    );
    scratch.write(&format!("{folder}/new/estimates.json"), &format!(r#"{{"mean":{interval},"median":{interval},"slope":null}}"#));
}

#[test]
fn report_speed_keeps_what_criterion_measured_under_the_name_of_the_host() {
    let scratch = small();
    let both = r#"{"group_id":"mine","function_id":"whitespace","value_str":null,"throughput":{"ElementsAndBytes":{"elements":4,"bytes":33}}}"#;
    criterion(&scratch, "target/criterion/mine/whitespace", both, "2000.0");
    let gone = both.replace("whitespace", "gone");
    criterion(&scratch, "target/criterion/mine/gone", &gone, "2000.0");
    criterion(
        &scratch,
        "target/criterion/match/mine/4×",
        r#"{"group_id":"match","function_id":"mine","value_str":"4×","throughput":{"Elements":8}}"#,
        "2000.0",
    );
    let mut report = mihak(&scratch);
    report.env_remove("CARGO_TARGET_DIR").env_remove("CRITERION_HOME").args(["report", "--speed", "--host", "my box/1"]);
    report
        .assert()
        .success()
        .stdout(contains("3 rows of 2 benchmarks in `results/speed/my-box-1.csv`"))
        .stderr(contains("1 benchmark left out").and(contains("mine/gone")));
    let csv = scratch.read("results/speed/my-box-1.csv");
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 4, "{csv}");
    assert!(lines[0].starts_with("system,version,corpus,split,task,match,"));
    assert!(
        lines[1].starts_with("(scorer),scorer ")
            && lines[1].contains(
                ",mine,,speed,match,,,,4×,mentions_per_s,4000000.000000,2000000.000000,8000000.000000,8,1,mihak|task:speed|match:match|corpus:mine@0#"
            ),
        "{csv}"
    );
    assert!(lines[2].contains(",mb_per_s,16500.000000") || lines[2].contains(",mb_per_s,16.500000"), "{csv}");
    assert!(lines[3].contains(",words_per_s,2000000.000000,1000000.000000,4000000.000000,4,1,"), "{csv}");
    assert!(lines[3].ends_with("|host:my-box-1"), "{csv}");
    scratch
        .mihak("report --speed")
        .env_remove("CRITERION_HOME")
        .env("CARGO_TARGET_DIR", scratch.path("nowhere"))
        .assert()
        .code(2)
        .stderr(contains("run `cargo bench` first"));
    let there = scratch.path("target").display().to_string();
    scratch.mihak("report --speed").env_remove("CRITERION_HOME").env("CARGO_TARGET_DIR", there).assert().success();
    assert_eq!(std::fs::read_dir(scratch.path("results/speed")).unwrap().count(), 2, "the host's own name");
}

#[test]
fn report_speed_refuses_what_is_no_result_of_criterion() {
    let scratch = small();
    let report = || scratch.mihak("report --speed --host a --criterion c");
    report().assert().code(2).stderr(contains("no results of criterion in `c`"));
    scratch.write("c/mine/x/new/benchmark.json", "{}");
    report().assert().code(2).stderr(contains("`c/mine/x/new/benchmark.json` is not as criterion writes it"));
    let both = r#"{"group_id":"mine","function_id":"whitespace","value_str":null,"throughput":{"Elements":4}}"#;
    criterion(&scratch, "c/mine/x", both, "9000.0");
    report().assert().code(2).stderr(contains("the median 9000 is not between 1000 and 4000"));
    criterion(&scratch, "c/mine/x", &both.replace("mine", "other"), "2000.0");
    report().assert().code(2).stderr(contains("no benchmark of this suite among 1 result of criterion"));
    scratch.mihak("report --speed --host /// --criterion c").assert().code(2).stderr(contains("a name needs a letter or a digit"));
    scratch.mihak("report --host a").assert().code(2);
    scratch.remove("suite.toml");
    scratch.mihak("report --speed --host a").assert().code(2).stderr(contains("the embedded suite has fixed results"));
}
