//! Links, full disks and kills where files are read and written: what is written goes where the user said, whole or not at all, and links that
//! lead around in circles end with a message.
#![cfg(unix)]

mod scratch;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use scratch::Scratch;

/// One article, a built-in system, and a file of the user that nothing may touch.
fn corpus() -> Scratch {
    let scratch = Scratch::with_corpus();
    scratch.suite(&["whitespace"]);
    scratch.write("mine.txt", "of the user\n");
    scratch
}

fn link(scratch: &Scratch, to: &str, at: &str) {
    let at = scratch.path(at);
    fs::create_dir_all(at.parent().expect("it stands in the folder")).expect("the folder can be written");
    symlink(scratch.path(to), at).expect("the link can be made");
}

/// A child that answers everything with no span.
const CHILD: &str = "greet() { printf '{\"protocol\":1,\"name\":\"n\",\"version\":\"v 1\",\"task\":\"entities\"}\\n'; }\n\
    each() { while IFS= read -r line; do id=${line#*\\\"id\\\":\\\"}; id=${id%%\\\"*}; printf '{\"id\":\"%s\",%s}\\n' \"$id\" \"$1\"; done; }\n";

/// One article and a system of this stanza and this script.
fn child(stanza: &str, script: &str) -> Scratch {
    let scratch = Scratch::with_corpus();
    let system = format!("[[system]]\nname = \"s\"\ntask = \"entities\"\nrun = [\"sh\", \"child.sh\"]\n{stanza}\n");
    scratch.write("suite.toml", &format!("[[corpus]]\nname = \"mine\"\narticles = \"articles\"\ngold = \"gold\"\n{system}"));
    scratch.write("child.sh", &format!("{CHILD}{script}\n"));
    scratch
}

#[test]
fn a_link_where_the_lock_should_be_costs_no_file() {
    let scratch = corpus();
    link(&scratch, "mine.txt", "target/mihak/.lock");
    scratch.mihak("run -q").assert().code(2).stderr(contains("`target/mihak/.lock` is a link, and nothing is written through links"));
    assert_eq!(scratch.read("mine.txt"), "of the user\n");
}

#[test]
fn links_where_results_should_be_are_replaced_and_lead_nowhere() {
    let scratch = corpus();
    for name in ["scores.csv", "errors.csv", "shard.toml"] {
        link(&scratch, "mine.txt", &format!("target/mihak/{name}"));
    }
    link(&scratch, "none.txt", "target/mihak/counts/other.txt");
    scratch.mihak("run -q").assert().success();
    assert_eq!(scratch.read("mine.txt"), "of the user\n");
    for name in ["scores.csv", "errors.csv"] {
        assert!(!fs::symlink_metadata(scratch.path("target/mihak").join(name)).unwrap().is_symlink(), "{name}");
        assert!(scratch.read(&format!("target/mihak/{name}")).starts_with("system,"), "{name}");
    }
    scratch.mihak("bench --rounds 1").assert().success();
}

#[test]
fn a_link_where_a_folder_of_results_should_be_is_refused() {
    for (folder, command) in
        [("counts", "run -q"), ("errors", "run -q --counts parquet"), ("partial", "run -q"), ("speed", "run -q"), ("speed", "bench --rounds 1")]
    {
        let scratch = corpus();
        scratch.write("elsewhere/identity", "of the user\n");
        link(&scratch, "elsewhere", &format!("target/mihak/{folder}"));
        scratch.mihak(command).assert().code(2).stderr(contains(format!("`target/mihak/{folder}` is a link")));
        assert_eq!(fs::read_dir(scratch.path("elsewhere")).unwrap().count(), 1, "{folder}");
        assert_eq!(scratch.read("elsewhere/identity"), "of the user\n", "{folder}");
    }
    let scratch = child("", "greet; each '\"spans\":[]'");
    fs::create_dir(scratch.path("elsewhere")).unwrap();
    link(&scratch, "elsewhere", "target/mihak/cache");
    scratch.mihak("run -q").assert().code(2).stderr(contains("`target/mihak/cache` is a link").and(contains("--cache")));
    assert_eq!(fs::read_dir(scratch.path("elsewhere")).unwrap().count(), 0);
}

#[test]
fn a_link_above_the_results_is_followed() {
    let scratch = corpus();
    fs::create_dir(scratch.path("disk")).unwrap();
    link(&scratch, "disk", "target");
    scratch.mihak("run -q").assert().success();
    assert!(scratch.path("disk/mihak/scores.csv").is_file());
    fs::create_dir(scratch.path("other")).unwrap();
    link(&scratch, "other", "out");
    scratch.mihak("run -q --out out").assert().success();
    assert!(scratch.path("other/scores.csv").is_file());
}

#[test]
fn a_run_whose_lock_was_removed_still_keeps_others_out() {
    let scratch = child("", "greet; echo up >&2; read -r line; read -r more");
    let mut first = scratch.command("run -q --out out").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while !scratch.path("out/partial/identity").exists() && std::time::Instant::now() < until {
        std::thread::yield_now();
    }
    fs::remove_file(scratch.path("out/.lock")).unwrap();
    scratch.mihak("run -q --out out").assert().code(2).stderr(contains("another run writes in `out`"));
    first.kill().unwrap();
    first.wait().unwrap();
}

#[test]
fn links_that_lead_around_in_circles_end_with_a_message() {
    let scratch = corpus();
    scratch.mihak("run -q").assert().success();
    link(&scratch, "target/mihak/counts", "target/mihak/counts/again");
    for command in ["check", "report --results target/mihak", "cmp a b", "run -q"] {
        scratch.mihak(command).assert().code(2).stderr(contains("the link leads back to folder"));
    }
    let scratch = corpus();
    link(&scratch, "articles/b.txt", "articles/b.txt");
    scratch.mihak("list").assert().code(2).stderr(contains("articles/b.txt"));
    let scratch = child("files = [\"model\"]", "greet; each '\"spans\":[]'");
    scratch.write("model/a.bin", "weights");
    link(&scratch, "model", "model/again");
    scratch.mihak("run -q").assert().code(2).stderr(contains("system `s`: `files`: ").and(contains("the link leads back to folder")));
}

#[test]
fn convert_keeps_mode_paths_and_umask_of_files() {
    let scratch = Scratch::empty();
    scratch.write("a.conll", "زار\tO\nبوتين\tB-PERS\n\n");
    scratch.mihak("convert a.conll new.jsonl --to doccano").assert().success();
    let mode = |name: &str| fs::metadata(scratch.path(name)).unwrap().permissions().mode() & 0o777;
    scratch.write("plain", "");
    assert_eq!(mode("new.jsonl"), mode("plain"), "by the umask");
    let private = std::process::Command::new("sh")
        .args(["-c", "umask 077; exec \"$0\" convert a.conll private.jsonl --to doccano"])
        .arg(assert_cmd::cargo::cargo_bin!("mihak"))
        .current_dir(scratch.path("."))
        .stderr(Stdio::null())
        .status();
    assert!(private.unwrap().success());
    assert_eq!(mode("private.jsonl"), 0o600);
    fs::set_permissions(scratch.path("private.jsonl"), fs::Permissions::from_mode(0o640)).unwrap();
    fs::write(scratch.path("private.jsonl"), "old").unwrap();
    scratch.mihak("convert a.conll private.jsonl --to doccano --force").assert().success();
    assert_eq!((mode("private.jsonl"), scratch.read("private.jsonl")), (0o640, scratch.read("new.jsonl")));
    scratch.write("one", "old");
    fs::hard_link(scratch.path("one"), scratch.path("two")).unwrap();
    scratch.mihak("convert a.conll two --to doccano --force").assert().success();
    assert_eq!((scratch.read("one"), fs::metadata(scratch.path("one")).unwrap().nlink()), (scratch.read("new.jsonl"), 2));
    let left: Vec<_> = fs::read_dir(scratch.path(".")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with(".mihak")), "{left:?}");
}

/// All files below a folder with their content, sorted.
fn content(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { all.extend(content(&path)) } else { drop(all.insert(path.clone(), fs::read(path).unwrap())) }
    }
    all
}

/// Two results of which the first is blessed.
fn blessed() -> Scratch {
    let scratch = corpus();
    scratch.mihak("run -q").assert().success();
    scratch.mihak("bless --because first --counts csv").assert().success();
    scratch.suite(&["whitespace", "unicode-words"]);
    scratch.mihak("run -q").assert().success();
    scratch
}

/// How `bless` ends in a shell that no file of more than some hundred bytes can be written from, after these commands.
fn bless_in_want(scratch: &Scratch, before: &str) -> std::process::Output {
    let script = format!("{before} ulimit -f 1; exec \"$0\" bless --because second --counts csv");
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", &script]).arg(assert_cmd::cargo::cargo_bin!("mihak")).current_dir(scratch.path(".")).output().unwrap()
}

#[test]
fn a_bless_that_is_killed_or_finds_no_room_leaves_the_old_baseline_and_the_next_one_the_new() {
    for before in ["", "trap '' XFSZ;"] {
        let scratch = blessed();
        let old = content(&scratch.path("results"));
        let ended = bless_in_want(&scratch, before);
        assert!(!ended.status.success(), "{before}");
        if !before.is_empty() {
            assert_eq!(ended.status.code(), Some(2));
            assert!(String::from_utf8_lossy(&ended.stderr).contains("cannot write `"), "{}", String::from_utf8_lossy(&ended.stderr));
        }
        assert_eq!(content(&scratch.path("results")), old, "{before}");
        scratch.mihak("bless --because second --counts csv").assert().success();
        assert_eq!(scratch.read("results/blessed.csv").matches(",second").count(), 1, "{before}");
        let names: Vec<_> = fs::read_dir(scratch.path(".")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(!names.iter().any(|name| name.to_string_lossy().starts_with(".mihak")), "{names:?}");
        scratch.mihak("check").assert().success();
    }
}

#[test]
fn a_convert_that_is_killed_leaves_nothing_behind() {
    let scratch = Scratch::empty();
    scratch.write("a.conll", &"زار\tO\nبوتين\tB-PERS\n\n".repeat(200));
    let script = "ulimit -f 1; exec \"$0\" convert a.conll new.jsonl --to doccano";
    let mut shell = std::process::Command::new("sh");
    let ended = shell.args(["-c", script]).arg(assert_cmd::cargo::cargo_bin!("mihak")).current_dir(scratch.path(".")).output().unwrap();
    assert!(!ended.status.success());
    if cfg!(target_os = "linux") {
        assert_eq!(content(&scratch.path(".")).len(), 1);
    }
}

#[test]
fn a_baseline_that_is_the_working_folder_is_not_replaced() {
    let scratch = blessed();
    let mut command = scratch.command("bless --because second --suite ../suite.toml --results ../target/mihak --baseline .");
    let ended = command.current_dir(scratch.path("results")).output().unwrap();
    assert_eq!(ended.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&ended.stderr).contains("cannot be the working folder: start in the folder above it"));
}

#[test]
fn messages_do_not_quote_what_a_link_out_of_the_folder_leads_to() {
    let elsewhere = Scratch::empty();
    elsewhere.write("secret", "top:secret = x\n");
    for (at, commands) in [
        ("gold/gold.toml", &["list", "run -q"][..]),
        ("gold/entities.csv", &["list", "run -q"]),
        ("articles/corpus.toml", &["list"]),
        ("suite.toml", &["list"]),
        ("target/mihak/counts/other.csv", &["check", "run -q", "report --results target/mihak"]),
        ("results/counts/other.csv", &["check"]),
    ] {
        let scratch = corpus();
        let path = scratch.path(at);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        drop(fs::remove_file(&path));
        symlink(elsewhere.path("secret"), &path).unwrap();
        for command in commands {
            let said = scratch.mihak(command).assert().code(2);
            let err = String::from_utf8(said.get_output().stderr.clone()).unwrap();
            assert!(
                !err.contains("secret =") && !err.contains("top:secret") && err.contains(at.rsplit('/').next().unwrap()),
                "{at}: {command}: {err}"
            );
        }
    }
}
