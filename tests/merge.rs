//! Shards as a user meets them: what runs in parts is, joined, byte for byte what runs at once; and what cannot be joined is refused.

mod scratch;

use std::collections::BTreeSet;

use predicates::prelude::*;
use predicates::str::contains;
use scratch::Scratch;

/// The files of a folder of results, with their content.
fn results(scratch: &Scratch, folder: &str) -> Vec<(String, Vec<u8>)> {
    let mut names = vec!["scores.csv".to_string()];
    for below in ["counts", "errors"] {
        let entries = std::fs::read_dir(scratch.path(&format!("{folder}/{below}"))).into_iter().flatten();
        names.extend(entries.map(|entry| format!("{below}/{}", entry.unwrap().file_name().into_string().unwrap())));
    }
    names.extend(Some("errors.csv".to_string()).filter(|name| scratch.path(&format!("{folder}/{name}")).exists()));
    names.sort();
    names.into_iter().map(|name| (name.clone(), scratch.bytes(&format!("{folder}/{name}")))).collect()
}

/// A folder with six articles, of which the shards `x` and `y` of two systems hold three each.
fn sharded() -> Scratch {
    let scratch = Scratch::empty();
    for at in 0..6 {
        scratch.write(&format!("articles/{at}.txt"), &format!("وزار بوتين القاهرة {at}."));
    }
    let mentions: String = (0..6).map(|at| format!("{at},5,10,بوتين,PERS,\n{at},11,18,القاهرة,ORG,\n")).collect();
    scratch.write("gold/entities.csv", &format!("article,start,end,text,label,ref\n{mentions}"));
    scratch.suite(&["gazetteer", "union"]);
    scratch.mihak("run -q --shard 1/2 --out x").assert().success();
    scratch.mihak("run -q --shard 2/2 --out y").assert().success();
    scratch
}

/// A folder with the shipped suite, but with fewer replicates.
fn shipped() -> Scratch {
    let mut suite: toml::Table = include_str!("../suite.toml").parse().unwrap();
    for corpus in suite["corpus"].as_array_mut().unwrap() {
        for folder in ["articles", "gold"] {
            let path = &mut corpus[folder];
            *path = format!("{}/{}", env!("CARGO_MANIFEST_DIR"), path.as_str().unwrap()).into();
        }
    }
    suite["score"].as_table_mut().unwrap().insert("resamples".into(), 100.into());
    let scratch = Scratch::empty();
    scratch.write("suite.toml", &suite.to_string());
    scratch
}

#[test]
fn shards_of_the_shipped_suite_join_into_the_bytes_of_one_run_whatever_their_number_and_jobs() {
    let scratch = shipped();
    // Every system in three shards; two of them, of which one learns from the corpus, in more and in fewer.
    joins_into_one_run(&scratch, "all", "", &[3]);
    joins_into_one_run(&scratch, "two", " -s gazetteer -s clitics-d1", &[1, 2, 8]);
    // What was joined can be joined again.
    scratch.mihak("merge two/of-2/1 --out first -q --partial").assert().success().stdout("").stderr("");
    scratch.mihak("merge first two/of-2/2").assert().success();
    assert!(results(&scratch, "target/mihak") == results(&scratch, "two/whole"));
}

/// Runs the systems that are named as one and in shards of these numbers, and compares every byte.
fn joins_into_one_run(scratch: &Scratch, below: &str, named: &str, numbers: &[usize]) {
    scratch.mihak(&format!("run -q --jobs 3 --out {below}/whole{named}")).assert().success();
    let whole = results(scratch, &format!("{below}/whole"));
    assert!(whole.len() >= 4 && whole.iter().all(|(_, content)| content.len() > 300));
    for &of in numbers {
        let folders: Vec<String> = (1..=of).rev().map(|number| format!("{below}/of-{of}/{number}")).collect();
        for (at, folder) in folders.iter().enumerate() {
            let number = folder.rsplit('/').next().unwrap();
            scratch.mihak(&format!("run -q --jobs {} --shard {number}/{of} --out {folder}{named}", at % 4 + 1)).assert().success();
        }
        let joined = scratch.mihak(&format!("merge {} --out {below}/joined-{of}", folders.join(" "))).assert().success();
        joined.stdout(contains("tokens · news · dev · 40 articles")).stderr(contains(format!("results are in `{below}/joined-{of}`\n")));
        for ((name, content), (expected, bytes)) in results(scratch, &format!("{below}/joined-{of}")).iter().zip(&whole) {
            assert_eq!(name, expected, "{of} shards");
            assert!(content == bytes, "{name} of {of} shards differs");
        }
        assert_eq!(results(scratch, &format!("{below}/joined-{of}")).len(), whole.len(), "{of} shards");
        assert!(!scratch.path(&format!("{below}/joined-{of}/partial")).exists());
    }
}

#[test]
fn a_shard_deals_the_articles_of_every_cell_and_learns_from_the_whole_corpus() {
    let scratch = Scratch::empty();
    scratch.mihak("run -s gazetteer -s icu4x --split test --shard 2/3 -q").assert().success();
    scratch.mihak("run -s gazetteer -s icu4x --split test -q --out whole").assert().success();
    for system in ["gazetteer", "icu4x"] {
        let articles = |folder: &str| -> Vec<String> {
            let rows = scratch.read(&format!("{folder}/counts/{system}.csv"));
            rows.lines().filter(|row| row.contains(",coverage,")).map(|row| row.split(',').nth(4).unwrap().to_string()).collect()
        };
        let (all, dealt) = (articles("whole"), articles("target/mihak"));
        assert_eq!(dealt, all.iter().skip(1).step_by(3).cloned().collect::<Vec<_>>(), "{system}");
        let whole = scratch.read(&format!("whole/counts/{system}.csv"));
        let whole: BTreeSet<&str> = whole.lines().collect();
        // Corpus hash, views and the names that were seen in dev are those of the whole corpus: the rows are the same.
        for row in scratch.read(&format!("target/mihak/counts/{system}.csv")).lines() {
            assert!(whole.contains(row), "{row}");
        }
    }
    assert!(scratch.read("target/mihak/counts/gazetteer.csv").contains(",seen:yes,"));
}

#[test]
fn a_shard_without_an_article_is_exit_4_and_one_that_is_none_is_exit_2() {
    let scratch = sharded();
    scratch.mihak("run --shard 6/9").assert().success().stderr(contains("shard 6/9: 2 cells, 2 articles in"));
    scratch
        .mihak("run --shard 9/30")
        .assert()
        .code(4)
        .stderr(contains("nothing selected: shard 9/30 holds no article, because no cell has more than 6 articles"));
    scratch.mihak("run --shard 1/2 -s nosuch").assert().code(4).stderr(contains("no system `nosuch`"));
    scratch.mihak("run --shard 3/2").assert().code(2).stderr(contains("there is no shard 3 of 2; the first is 1, the last 2"));
    scratch.mihak("run --shard 2").assert().code(2).stderr(contains("expected K/N, such as 2/8"));
}

#[test]
fn what_an_interrupted_run_kept_is_of_its_shard() {
    let scratch = sharded();
    // One article, so that both shards would hold the same.
    for at in 1..6 {
        scratch.remove(&format!("articles/{at}.txt"));
    }
    scratch.write("gold/entities.csv", "article,start,end,text,label,ref\n");
    let identity = |shard: &str| {
        scratch.write("out/partial/identity", "other");
        // A folder where the counts are to be written ends the run in front of its results.
        scratch.write("out/counts/union.csv/x", "");
        scratch.mihak(&format!("run -q --out out {shard}")).assert().code(2);
        let identity = scratch.read("out/partial/identity");
        scratch.remove("out");
        identity
    };
    let (whole, one) = (identity(""), identity("--shard 1/2"));
    assert_ne!(whole, one);
    assert_ne!(one, identity("--shard 1/3"));
    assert_eq!(one, identity("--shard 1/2"));
}

#[test]
fn shards_that_do_not_fit_are_refused_with_folders_system_and_article() {
    type Change = fn(&Scratch);
    let cases: [(&str, Change, &str, i32, &str); 15] = [
        (
            "an article in two shards",
            |s| drop(s.mihak("run -q --shard 1/3 --out y").assert().success()),
            "x y",
            2,
            "article `0` of gazetteer × mine (all, entities) is in `x` and in `y`; an article may be in one shard only",
        ),
        ("the same folder twice", |_| {}, "x y ./x", 2, "`x` and `./x` are the same shard; name it once"),
        (
            "another scorer",
            |s| s.write("y/counts/union.csv", &s.read("y/counts/union.csv").replace("\n2,", "\n99,")),
            "x y",
            3,
            "`y`: counts of union are of scorer 99, this program is scorer 2",
        ),
        (
            "another version of a system",
            |s| s.write("y/counts/union.csv", &s.read("y/counts/union.csv").replace(",mihak ", ",mihak 9.")),
            "x y",
            3,
            "version of system `union` is `mihak 9.0.1.0` in `y` (union, article `1`), but `mihak 0.1.0` in `x` (union, article `0`)",
        ),
        (
            "another content of the corpus",
            |s| {
                s.append("articles/5.txt", "\n");
                s.mihak("run -q --shard 2/2 --out y").assert().success();
            },
            "x y",
            3,
            "in `y` (gazetteer, article `1`), but `mine@0#",
        ),
        (
            "another content of a view",
            |s| s.write("y/counts/union.csv", &s.read("y/counts/union.csv").replace(",flat,", ",flat#00000000,")),
            "x y",
            3,
            "view `flat` is `flat#00000000` in `y` (union, article `1`), but `flat` in `x` (gazetteer, article `0`)",
        ),
        ("other replicates", |s| s.append("suite.toml", "\n[score]\nseed = 7\n"), "x y", 3, "name the suite of the run with --suite"),
        ("no results", |_| {}, "x nowhere", 4, "no results in `nowhere`"),
        ("a run that did not end", |s| s.write("y/partial/identity", ""), "x y", 4, "the last run in `y` did not end"),
        ("no errors", |s| s.remove("y/errors.csv"), "x y", 2, "cannot read `y/errors.csv`"),
        (
            "errors of another shard",
            |s| s.write("y/errors.csv", &s.read("x/errors.csv")),
            "x y",
            2,
            "`y/errors.csv` line 2: article `0` of gazetteer × mine (all, entities) is not in the shard's counts",
        ),
        ("the output is an input", |_| {}, "x y --out ./y", 2, "over the shard `y`; choose another --out"),
        ("the output is in an input", |_| {}, "x y --out y/counts", 2, "over the shard `y`; choose another --out"),
        ("a baseline", |s| s.write("out/blessed.csv", ""), "x y", 2, "`out` is a baseline, which only `mihak bless` moves"),
        (
            "an interrupted run in the output",
            |s| s.write("out/partial/identity", "a run"),
            "x y",
            2,
            "the last run in `out` did not end: the same command completes it; or choose another --out",
        ),
    ];
    for (name, change, arguments, code, said) in cases {
        let scratch = sharded();
        change(&scratch);
        let out = if arguments.contains("--out") { "" } else { " --out out" };
        scratch.mihak(&format!("merge {arguments}{out}")).assert().code(code).stdout("").stderr(contains(said).name(name));
        assert!(!scratch.path("out/scores.csv").exists(), "{name}: nothing is written");
    }
}

#[test]
fn a_folder_in_which_a_run_writes_is_neither_read_nor_written() {
    let scratch = sharded();
    scratch.write("out/.lock", "");
    for (folder, said) in [("out", "another run writes in `out`"), ("y", "a run writes in `y`; wait for its end")] {
        let held = std::fs::File::open(scratch.path(&format!("{folder}/.lock"))).unwrap();
        held.lock().unwrap();
        scratch.mihak("merge x y --out out").assert().code(2).stderr(contains(said));
        drop(held);
    }
    scratch.mihak("merge x y --out out").assert().success();
}

#[test]
fn a_merge_that_did_not_end_is_no_result_and_the_next_one_completes_it() {
    let scratch = sharded();
    scratch.write("out/partial/identity", "merge");
    scratch.mihak("cmp gazetteer union --results out").assert().code(4).stderr(contains("the last run in `out` did not end"));
    scratch.mihak("merge x y --out out").assert().success();
    scratch.mihak("cmp gazetteer union --results out").assert().success();
}

#[test]
fn a_cell_may_be_in_some_shards_only_and_what_looks_forgotten_is_named() {
    let scratch = sharded();
    scratch.mihak("run -q --shard 2/2 -s union --out y").assert().success();
    scratch.mihak("merge x y").assert().code(3).stderr(contains("`x` and `y` were run with other systems, options, corpora or views"));
    // Parts that are no shards of one run may have what they have.
    scratch.mihak("run -q -s gazetteer --out x").assert().success();
    scratch.mihak("merge x y").assert().code(3).stderr(contains("`y` is a shard, `x` is not"));
    scratch.mihak("run -q -s union --out y").assert().success();
    let said = "mihak: `y` has articles of `mine`, but none of gazetteer, which other shards have on it\n";
    scratch.mihak("merge x y").assert().success().stderr(contains(said)).stdout(contains("6/6"));
    scratch.mihak("merge x y -q").assert().success().stderr("").stdout("");
    // A corpus that the shard does not have is no matter.
    scratch.write("suite.toml", &scratch.read("suite.toml").replace("\"mine\"", "\"yours\""));
    scratch.mihak("run -q -s gazetteer --out y").assert().success();
    scratch.mihak("merge x y").assert().success().stderr(contains("but none of").not());
}

#[test]
fn a_missing_shard_is_named_and_partial_results_say_what_they_are_of() {
    let scratch = Scratch::empty();
    for shard in [1, 2] {
        scratch.mihak(&format!("run -q -s icu4x --split test --shard {shard}/3 --out {shard}")).assert().success();
    }
    scratch.mihak("merge 1 2 --out out").assert().code(4).stderr(contains("missing: shard 3 of 3; name its folder too, or give --partial"));
    scratch.mihak("merge 1 2 --out out --partial -q").assert().success();
    scratch.mihak("bless --results out --baseline base --because x").assert().code(4).stderr(contains("`out` holds shard 1, 2 of 3 only"));
    scratch.mihak("run -q -s icu4x --split test --shard 3/3 --out 3").assert().success();
    scratch.mihak("merge out 3 --out all -q").assert().success();
    scratch.mihak("run -q -s icu4x --split test --out whole").assert().success();
    assert_eq!(results(&scratch, "all"), results(&scratch, "whole"));
    assert!(!scratch.path("all/shard.toml").exists());
}

#[test]
fn a_joined_article_without_an_answer_is_exit_5_as_in_a_run() {
    let scratch = sharded();
    scratch.write("view.toml", "name = \"narrow\"\nnesting = \"nested\"\n[labels]\nPERS = \"PERS\"\nORG = \"ORG\"\n");
    scratch.append("suite.toml", "\n[score]\nviews = [\"view.toml\"]\n");
    scratch.mihak("run -q --shard 1/2 --out x -s gazetteer").assert().code(5);
    scratch.mihak("run -q --shard 2/2 --out y -s gazetteer").assert().code(5);
    let said = "a system failed: gazetteer × mine on 6 articles; their gold counts as missed, and errors.csv says why\n";
    scratch.mihak("run -q -s gazetteer --out whole").assert().code(5).stderr(contains(said));
    scratch.mihak("merge x y --out joined").assert().code(5).stderr(contains(said)).stdout(contains("0/6"));
    assert_eq!(results(&scratch, "joined"), results(&scratch, "whole"));
}
