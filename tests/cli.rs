//! The program as a user meets it: every command, every exit code, and what wrong input is answered with.

mod scratch;

use mihak_core::measure::key::SCORER;
use std::collections::BTreeMap;

use predicates::prelude::*;
use predicates::str::contains;
use scratch::{Scratch, mihak};

#[test]
fn an_empty_folder_is_enough_to_evaluate_everything() {
    let scratch = Scratch::empty();
    scratch.mihak("run").assert().success().stdout(contains("tokens · news · test")).stdout(contains("entities · news · dev"));
    let scores = scratch.read("target/mihak/scores.csv");
    for split in ["dev", "test"] {
        let systems = |measure: &str| -> usize {
            let mut systems: Vec<&str> = scores
                .lines()
                .filter(|line| line.contains(&format!(",{split},")) && line.contains(measure))
                .filter_map(|line| line.split(',').next())
                .collect();
            systems.dedup();
            systems.len()
        };
        assert!(systems(",span,") >= 6, "tokenizers on {split}");
        assert!(systems(",entities,exact,char,raw,flat,micro,f1,") >= 3, "extractors on {split}");
    }
    assert!(scratch.read("target/mihak/errors.csv").lines().count() > 100);
    assert!(!scratch.path("target/mihak/partial").exists());
}

#[test]
fn no_command_means_run() {
    let scratch = Scratch::empty();
    mihak(&scratch).args(["-s", "whitespace", "-q"]).assert().success().stdout("");
    assert!(scratch.path("target/mihak/counts/whitespace.csv").exists());
}

#[test]
fn result_bytes_depend_neither_on_jobs_nor_on_the_order_of_the_suite() {
    let scratch = Scratch::with_corpus();
    for at in 0..40 {
        let text = format!("{} وزار بوتين القاهرة وبلد {at}.", "قال ".repeat(at % 7 * 50));
        scratch.write(&format!("articles/{at}.txt"), &text);
    }
    scratch.remove("gold/segments.csv");
    scratch.suite(&["clitics-atb", "gazetteer", "union"]);
    let other =
        scratch.read("suite.toml").replace("gold = \"gold\"\n", "") + "\n[[corpus]]\nname = \"gold\"\narticles = \"articles\"\ngold = \"gold\"\n";
    scratch.write("suite.toml", &other);
    scratch.mihak("run --jobs 1 --out one").assert().success();
    scratch.mihak("run --jobs 4 --out two").assert().success();
    let stanzas: Vec<&str> = other.split("\n[[").collect();
    let turned: Vec<String> = stanzas.iter().rev().map(|stanza| format!("[[{}", stanza.trim_start_matches("[["))).collect();
    scratch.write("suite.toml", &turned.join("\n"));
    scratch.mihak("run --jobs 3 --out three").assert().success();
    for file in ["scores.csv", "errors.csv", "counts/union.csv", "counts/gazetteer.csv", "counts/clitics-atb.csv"] {
        let first = scratch.read(&format!("one/{file}"));
        assert!(first.lines().count() > 40, "{file}");
        for other in ["two", "three"] {
            assert_eq!(scratch.read(&format!("{other}/{file}")), first, "{other}/{file}");
        }
    }
}

#[test]
fn selections_run_only_what_they_name() {
    let scratch = Scratch::empty();
    scratch.mihak("run -t entities --split dev -s gazetteer -c news").assert().success();
    let scores = scratch.read("target/mihak/scores.csv");
    assert!(scores.lines().skip(1).all(|line| line.starts_with("gazetteer,") && line.contains(",dev,entities,")), "{scores}");
}

#[test]
fn nothing_selected_is_exit_4_with_the_nearest_names() {
    let scratch = Scratch::empty();
    scratch.mihak("run -s clitic-atb").assert().code(4).stderr(contains("nothing selected: no system `clitic-atb`; did you mean `clitics-atb`"));
    scratch.mihak("run --split train").assert().code(4).stderr(contains("no split `train`; there are `dev`, `test`"));
    scratch.mihak("run -s icu4x -s nosuch").assert().code(4).stderr(contains("no system `nosuch`"));
    scratch.mihak("run -s icu4x -t entities").assert().code(4).stderr(contains("nothing selected"));
    scratch.mihak("check").assert().code(4).stdout(contains("run `mihak run` first"));
    scratch.mihak("cmp icu4x charabia").assert().code(4);
}

#[test]
fn check_is_0_as_shipped_and_names_what_is_missing_otherwise() {
    let scratch = Scratch::empty();
    scratch.mihak("run -q").assert().success();
    scratch.mihak("check").assert().success().stdout(contains("identical to the baseline"));
    scratch.mihak("check -s zzz").assert().code(4).stderr(contains("nothing selected: no system `zzz`"));
    scratch.mihak("run -q -s icu4x").assert().success();
    scratch.mihak("check").assert().code(4).stdout(contains("missing  clitics-atb × news (dev, segments)")).stdout(contains("coverage shrank"));
    scratch.mihak("check -s icu4x").assert().success();
}

/// A scratch folder with a gated system and a blessed baseline.
fn blessed() -> Scratch {
    let scratch = Scratch::with_corpus();
    scratch.suite(&["clitics-atb"]);
    scratch.append(
        "suite.toml",
        "\n[[gate]]\nsystem = \"clitics-atb\"\ncorpus = \"mine\"\ntask = \"segments\"\nmatch = \"word\"\nmeasure = \"accuracy\"\n",
    );
    scratch.mihak("run -q").assert().success();
    scratch.mihak("check").assert().code(3).stdout(contains("no baseline"));
    scratch.mihak("bless --because first").assert().success();
    scratch.mihak("check").assert().success();
    scratch
}

#[test]
fn a_tokenizer_under_another_scheme_is_exit_3_and_no_false_alarm() {
    let scratch = blessed();
    let suite = scratch.read("suite.toml").replace("scheme = \"atb\"", "scheme = \"d1\"");
    scratch.write("suite.toml", &suite);
    scratch.mihak("run -q").assert().success();
    scratch.mihak("check").assert().code(3).stdout(contains("differs  clitics-atb × mine (all, segments): scheme is d1, the baseline is of atb"));
}

#[test]
fn a_loss_within_the_tolerance_is_shown_and_forgiven_and_a_larger_one_is_not() {
    let scratch = Scratch::with_corpus();
    scratch.suite(&["icu4x"]);
    scratch.append("suite.toml", "\n[[gate]]\nsystem = \"icu4x\"\ncorpus = \"mine\"\ntask = \"words\"\nmatch = \"span\"\nmeasure = \"f1\"\n");
    scratch.mihak("run -q").assert().success();
    scratch.mihak("bless --because first").assert().success();
    // زار | بوتين | القاهرة | . against زار | بوتين | القاهرة. : 2 of 4 gold spans, 2 of 3 tokens.
    let worse = scratch.read("suite.toml").replace("builtin = \"icu4x\"", "builtin = \"whitespace\"");
    for (tolerance, code, said) in [
        ("0.42", 1, "WORSE    icu4x × mine (all) span/word/* f1: 1.0000 → 0.5714 (-0.4286)"),
        ("0.43", 0, "holds    icu4x × mine (all) span/word/* f1: 1.0000 → 0.5714 (-0.4286)"),
    ] {
        scratch.write("suite.toml", &format!("{worse}\n[check]\ntolerance = {tolerance}\n"));
        scratch.mihak("run -q").assert().success();
        scratch.mihak("check").assert().code(code).stdout(contains(said)).stdout(contains("changed  icu4x × mine (all)"));
    }
}

#[test]
fn a_changed_article_or_gold_is_exit_3_until_it_is_blessed() {
    let scratch = blessed();
    scratch.write("gold/entities.csv", "article,start,end,text,label,ref\na,4,9,بوتين,PERS,\n");
    scratch.mihak("run -q").assert().success();
    scratch.mihak("check").assert().code(3).stdout(contains("corpus is mine@0#")).stdout(contains("not comparable with the baseline"));
    scratch.mihak("bless").assert().code(2).stderr(contains("--because"));
    scratch.mihak("bless").args(["--because", " "]).assert().code(2).stderr(contains("say why the baseline moves"));
    scratch.mihak("bless").args(["--because", "a mention was wrong"]).assert().success();
    scratch.mihak("check").assert().success();
    let history = scratch.read("results/blessed.csv");
    assert_eq!(history.lines().count(), 3, "{history}");
    assert!(history.lines().nth(2).unwrap().ends_with(",changed,word accuracy,1.000000,1.000000,,a mention was wrong"), "{history}");
}

#[test]
fn counts_of_another_scorer_are_exit_3() {
    let scratch = blessed();
    scratch.mihak("bless --counts csv --because rows").assert().success().stdout(contains("already holds these results"));
    let old = scratch.read("results/counts/clitics-atb.csv").replace(&format!("\n{SCORER},"), "\n99,");
    scratch.write("results/counts/clitics-atb.csv", &old);
    scratch.mihak("check").assert().code(3).stdout(contains("counts are of scorer 99"));
    scratch.write("target/mihak/counts/clitics-atb.csv", &old);
    scratch.mihak("bless --because old").assert().code(3).stderr(contains("results of `clitics-atb` are of scorer 99"));
}

#[test]
fn scores_that_the_counts_do_not_give_are_exit_3_and_bless_mends_them() {
    let scratch = blessed();
    scratch.append("results/scores.csv", "x\n");
    scratch.mihak("check --results nowhere").assert().code(4).stdout(contains("run `mihak run` first"));
    scratch.mihak("check").assert().code(3).stdout(contains("scores.csv is not what its counts give"));
    scratch.mihak("bless --because again").assert().success().stdout(contains("holds these counts already; scores.csv is derived anew"));
    scratch.mihak("check").assert().success();
}

#[test]
fn bless_never_drops_cells_of_the_baseline_unasked() {
    let scratch = Scratch::with_corpus();
    scratch.suite(&["icu4x", "whitespace"]);
    scratch.mihak("run -q").assert().success();
    scratch.mihak("bless --because first").assert().success().stdout(contains("2 new, 0 changed, 0 removed"));
    scratch.mihak("run -q -s icu4x").assert().success();
    scratch.mihak("bless --because less").assert().code(4).stderr(contains("lack 1 part of the baseline, such as whitespace × mine (all, words)"));
    assert!(scratch.path("results/counts/whitespace.parquet").exists());
    scratch.mihak("bless --remove --because less").assert().success().stdout(contains("0 new, 0 changed, 1 removed"));
    assert!(!scratch.path("results/counts/whitespace.parquet").exists());
    // Where the reason cannot be noted, nothing moves.
    let before = scratch.bytes("results/counts/icu4x.parquet");
    scratch.mihak("run -q -s whitespace").assert().success();
    scratch.remove("results/blessed.csv");
    scratch.write("results/blessed.csv/x", "");
    scratch.mihak("bless --remove --because y").assert().code(2).stderr(contains("cannot read `results/blessed.csv`"));
    assert!(scratch.bytes("results/counts/icu4x.parquet") == before);
    // A baseline that cannot be read is replaced only when asked.
    scratch.remove("results/blessed.csv");
    scratch.write_bytes("results/counts/icu4x.parquet", &before[..before.len() - 9]);
    scratch.mihak("bless --because z").assert().code(2).stderr(contains("the baseline cannot be read; --remove replaces it"));
    scratch.mihak("bless --remove --because z").assert().success();
}

#[test]
fn a_view_that_says_something_else_is_exit_3() {
    let scratch = Scratch::with_corpus();
    let view = "name = \"mine\"\nnesting = \"nested\"\n[labels]\nPERS = \"PER\"\nGPE = \"LOC\"\n";
    scratch.write("view.toml", view);
    scratch.suite(&["gazetteer"]);
    scratch.append("suite.toml", "\n[score]\nviews = [\"view.toml\"]\n[[gate]]\nsystem = \"gazetteer\"\ncorpus = \"mine\"\ntask = \"entities\"\nmatch = \"exact\"\nview = \"mine\"\nmeasure = \"f1\"\n");
    scratch.mihak("run -q").assert().success();
    scratch.mihak("bless --because first").assert().success();
    scratch.mihak("check").assert().success().stdout(contains("1 gate hold"));
    scratch.write("view.toml", &view.replace("\"LOC\"", "\"\""));
    scratch.mihak("run -q").assert().success();
    scratch.mihak("check").assert().code(3).stdout(contains("view is mine#"));
    scratch.write("view.toml", view);
    let suite = scratch.read("suite.toml");
    scratch.write("suite.toml", suite.split("\n[score]").next().unwrap());
    scratch.mihak("run -q").assert().success();
    scratch.mihak("check").assert().code(4).stdout(contains("view mine is in the baseline, but not in the fresh results"));
    scratch.mihak("bless --because x").assert().code(4).stderr(contains("such as gazetteer × mine (all, entities): view mine is in the baseline"));
    scratch.write("twin.toml", &view.replace("PERS", "ORG"));
    scratch.write("suite.toml", &suite.replace("[\"view.toml\"]", "[\"view.toml\", \"twin.toml\"]"));
    scratch.mihak("run").assert().code(2).stderr(contains("view `mine` is there twice"));
    scratch.write("suite.toml", &suite);
    scratch.write("view.toml", &view.replace("\"mine\"", "\"flat\""));
    scratch.mihak("run").assert().code(2).stderr(contains("`flat` is the name of a shipped view"));
    scratch.write("view.toml", &view.replace("\"PER\"", "\"micro\""));
    scratch.mihak("run").assert().code(2).stderr(contains("label `micro` cannot be used"));
}

#[test]
fn bless_loses_no_article_unasked_and_takes_no_shard_and_not_itself() {
    let scratch = Scratch::with_corpus();
    scratch.suite(&["icu4x"]);
    scratch.write("articles/b.txt", "وقال بوتين.");
    scratch.remove("gold");
    scratch.mihak("run -q --articles articles --out whole -s icu4x").assert().success();
    scratch.mihak("bless --results whole --baseline base --because first").assert().success();
    scratch.mihak("run -q --articles articles --out half -s icu4x --shard 1/2").assert().success();
    scratch.mihak("bless --results half --baseline base --because x").assert().code(4).stderr(contains("`half` holds shard 1 of 2 only"));
    scratch.remove("half/shard.toml");
    scratch.mihak("bless --results half --baseline base --because x").assert().code(4).stderr(contains("article b was not run"));
    scratch.mihak("check --results whole --baseline base").assert().success();
    scratch.mihak("bless --results half --baseline base --because x --remove").assert().success();
    scratch.mihak("check --results whole --baseline base").assert().code(3).stdout(contains("the fresh results have 1 more"));
    scratch.mihak("bless --results base --baseline base --because x").assert().code(2).stderr(contains("is the baseline itself"));
}

#[test]
fn files_that_are_not_ours_are_never_removed() {
    let scratch = Scratch::with_corpus();
    scratch.suite(&["icu4x"]);
    scratch.write("out/counts/sub/notes.csv", "a,b\n1,2\n");
    scratch
        .mihak("run --out out")
        .assert()
        .code(2)
        .stderr(contains("`out/counts/sub/notes.csv` holds no counts, and writing results would remove it"));
    assert_eq!(scratch.read("out/counts/sub/notes.csv"), "a,b\n1,2\n");
}

#[test]
fn a_gate_that_names_no_measure_is_exit_3_and_not_silently_green() {
    let scratch = blessed();
    let suite = scratch.read("suite.toml");
    scratch.write("suite.toml", &suite.replace("match = \"word\"", "match = \"word\"\nsplit = \"tset\""));
    scratch
        .mihak("check")
        .assert()
        .code(3)
        .stdout(contains("unknown  clitics-atb × mine (tset) word/* accuracy: the baseline has no measure of that name"));
}

#[test]
fn a_gate_with_a_name_that_is_none_is_refused_with_the_suite() {
    let scratch = blessed();
    let suite = scratch.read("suite.toml");
    for (wrong, said) in [
        ("match = \"wrod\"", "gate of `clitics-atb`: match: `wrod` is no match; did you mean `word`, `words`?"),
        ("match = \"word\"\nbound = \"chars\"", "gate of `clitics-atb`: bound: `chars` is no bound; there are char, clitic"),
        ("match = \"word\"\nbound = \"char\"", "gate of `clitics-atb`: bound: `word` has none; leave it out"),
        ("match = \"word\"\north = \"fold\"", "gate of `clitics-atb`: orth: `fold` is no orth; there are folded, raw"),
        ("match = \"word\"\nview = \"d3\"", "gate of `clitics-atb`: view: `word` of this system has no `d3`; there are `atb`"),
        ("match = \"word\"\nlabel = \"cuts\"", "gate of `clitics-atb`: label: `word` has no `cuts` with accuracy; did you mean `cut`?"),
        ("match = \"exact\"", "gate of `clitics-atb`: match: `exact` is not counted for segments; there are boundary, ceiling, "),
        (
            "match = \"boundary\"",
            "gate of `clitics-atb`: measure: `boundary` has no `accuracy`; there are `precision`, `recall`, `f1`, `above_chance`",
        ),
    ] {
        scratch.write("suite.toml", &suite.replace("match = \"word\"", wrong));
        scratch.mihak("check").assert().code(2).stderr(contains(said));
    }
}

#[test]
fn run_never_touches_the_baseline() {
    let scratch = blessed();
    scratch.mihak("bless --because other --baseline elsewhere").assert().success();
    scratch.write("sub/suite.toml", "");
    for arguments in ["--out results", "--out results/x", "--out ./results", "--out elsewhere", "--suite sub/suite.toml --out results"] {
        scratch.mihak(&format!("run {arguments}")).assert().code(2).stderr(contains("only `mihak bless` moves"));
    }
}

#[test]
fn a_system_whose_answers_cannot_be_scored_is_exit_5_and_its_gold_is_missed() {
    let scratch = Scratch::with_corpus();
    scratch.write("view.toml", "name = \"narrow\"\nnesting = \"nested\"\n[labels]\nPERS = \"PERS\"\n");
    scratch.write("gold/entities.csv", "article,start,end,text,label,ref\na,4,9,بوتين,PERS,\n");
    scratch.suite(&["gazetteer"]);
    scratch.append("suite.toml", "\n[score]\nviews = [\"view.toml\"]\n");
    scratch.mihak("run").assert().code(5).stderr(contains("gazetteer × mine on 1 article")).stdout(contains("0/1"));
    assert!(scratch.read("target/mihak/errors.csv").contains("label `GPE` is unknown to view `narrow#"));
    let missed = scratch.read("target/mihak/scores.csv");
    assert!(missed.contains(",micro,recall,0.000000,"), "{missed}");
}

#[test]
fn wrong_input_is_exit_2_and_says_file_line_and_what_to_do() {
    type Change = fn(&Scratch);
    const SEGMENTS: &str = "article,word,start,end,text,class,form\n";
    const ENTITIES: &str = "article,start,end,text,label,ref\n";
    let cases: Vec<(&str, Change, &str)> = vec![
        ("missing folder", |s| s.remove("articles"), "cannot read folder `articles`"),
        ("no article", |s| s.remove("articles/a.txt"), "holds no article; articles are files named <id>.txt"),
        ("invalid UTF-8", |s| s.write_bytes("articles/a.txt", b"ab\ncd\xff"), "`articles/a.txt` line 2: byte 5 is 0xff, which is not UTF-8"),
        ("empty article", |s| s.write("articles/a.txt", " \n"), "article `articles/a.txt` is empty"),
        ("empty article but a mark", |s| s.write("articles/a.txt", "\u{feff}"), "article `articles/a.txt` is empty"),
        ("unreadable gold", |s| s.write_bytes("gold/entities.csv", b"\xc3\x28"), "`gold/entities.csv` line 1: byte 0 is 0xc3"),
        (
            "no gold",
            |s| {
                s.remove("gold/segments.csv");
                s.remove("gold/entities.csv")
            },
            "has neither segments.csv nor entities.csv",
        ),
        ("wrong columns", |s| s.write("gold/entities.csv", "a,b\n1,2\n"), "line 1: columns are `a,b`, expected `article,start,end,text,label,ref`"),
        (
            "a split that no signature can hold",
            |s| s.write("articles/corpus.toml", "[[article]]\nid = \"a\"\nsplit = \"a|b\"\n"),
            "`articles/corpus.toml`: split is `a|b`; only letters, digits",
        ),
        ("a version that no signature can hold", |s| s.write("gold/gold.toml", "version = \"1#2\"\n"), "`gold/gold.toml`: version is `1#2`"),
        ("ragged row", |s| s.write("gold/entities.csv", &format!("{ENTITIES}a,4,9\n")), "is not CSV with 6 columns"),
        (
            "text is not the slice",
            |s| s.write("gold/entities.csv", &format!("{ENTITIES}a,3,8,بوتين,PERS,\n")),
            "`gold/entities.csv` line 2: text is «بوتين» but characters 3..8 of `a` are « بوتي»",
        ),
        (
            "behind the article",
            |s| s.write("gold/entities.csv", &format!("{ENTITIES}a,4,99,بوتين,PERS,\n")),
            "line 2: span 4..99 ends behind article `a`, which has 18 characters",
        ),
        ("empty span", |s| s.write("gold/entities.csv", &format!("{ENTITIES}a,4,4,,PERS,\n")), "line 2: span 4..4 is empty"),
        ("no number", |s| s.write("gold/entities.csv", &format!("{ENTITIES}a,x,4,,PERS,\n")), "start `x` and end `4` must be code-point offsets"),
        ("unknown article", |s| s.write("gold/entities.csv", &format!("{ENTITIES}b,4,9,بوتين,PERS,\n")), "line 2: there is no article `b`"),
        (
            "unknown label",
            |s| s.write("gold/entities.csv", &format!("{ENTITIES}a,4,9,بوتين,PRESIDENT,\n")),
            "line 2: unknown label `PRESIDENT`: view `flat` knows",
        ),
        (
            "crossing",
            |s| s.write("gold/entities.csv", &format!("{ENTITIES}a,0,9,زار بوتين,PERS,\na,4,17,بوتين القاهرة,GPE,\n")),
            "line 3: GPE «بوتين القاهرة» crosses PERS «زار بوتين» of line 2",
        ),
        (
            "twice",
            |s| s.write("gold/entities.csv", &format!("{ENTITIES}a,4,9,بوتين,PERS,\na,4,9,بوتين,PERS,\n")),
            "line 3: PERS «بوتين» is already in line 2",
        ),
        ("white space at the edge", |s| s.write("gold/entities.csv", &format!("{ENTITIES}a,4,10,بوتين ,PERS,\n")), "begins or ends with white space"),
        (
            "overlapping words",
            |s| s.write("gold/segments.csv", &format!("{SEGMENTS}a,1,0,3,زار,STEM,\na,2,2,3,ر,STEM,\n")),
            "line 3: segment «ر» overlaps the row in front of it",
        ),
        (
            "a gap in a word",
            |s| s.write("gold/segments.csv", &format!("{SEGMENTS}a,1,10,12,ال,DET,\na,1,13,17,اهرة,STEM,\n")),
            "line 3: segment «اهرة» leaves a gap inside word 1",
        ),
        (
            "a word in two places",
            |s| {
                s.write(
                    "gold/segments.csv",
                    &format!("{SEGMENTS}a,1,0,3,زار,STEM,\na,2,4,9,بوتين,STEM,\na,1,10,17,القاهرة,STEM,\na,4,17,18,.,PUNCT,\n"),
                )
            },
            "line 4: word 1 of article `a` is continued behind other rows",
        ),
        ("an article without words", |s| s.write("articles/b.txt", "نعم"), "«نعم» of article `b`, from character 0, is in no word"),
        (
            "text in no word",
            |s| s.write("gold/segments.csv", &format!("{SEGMENTS}a,1,0,3,زار,STEM,\n")),
            "«بوتين القاهرة.» of article `a`, from character 4, is in no word",
        ),
        ("no view", |s| s.append("suite.toml", "\n[score]\nviews = []\n"), "views is empty"),
        (
            "unknown class",
            |s| s.write("gold/segments.csv", &format!("{SEGMENTS}a,1,0,3,زار,VERB,\n")),
            "line 2: unknown class `VERB`; the classes are CONJ",
        ),
        ("suite is no TOML", |s| s.write("suite.toml", "[[corpus]\n"), "suite `suite.toml`"),
        ("unknown key", |s| s.append("suite.toml", "\n[chekc]\n"), "unknown field `chekc`"),
        (
            "unknown builtin",
            |s| s.append("suite.toml", "\n[[system]]\nname = \"x\"\nbuiltin = \"clitcs\"\n"),
            "no builtin `clitcs`; did you mean `clitics`?",
        ),
        (
            "twice the same system",
            |s| s.append("suite.toml", "\n[[system]]\nname = \"icu4x\"\nbuiltin = \"icu4x\"\n"),
            "system `icu4x` is there twice",
        ),
        ("a name that leaves the folder", |s| s.append("suite.toml", "\n[[system]]\nname = \"../x\"\nbuiltin = \"icu4x\"\n"), "system name `../x`"),
        ("unknown view", |s| s.append("suite.toml", "\n[score]\nviews = [\"fat\"]\n"), "no view `fat`; the shipped ones are flat"),
        (
            "gate on nothing",
            |s| s.append("suite.toml", "\n[[gate]]\nsystem = \"icu4\"\ncorpus = \"mine\"\ntask = \"words\"\nmatch = \"span\"\nmeasure = \"f1\"\n"),
            "a gate names system `icu4`, which the suite does not have; did you mean `icu4x`?",
        ),
        (
            "undeclared article",
            |s| s.write("articles/corpus.toml", "[[article]]\nid = \"b\"\nsplit = \"dev\"\n"),
            "article `articles/a.txt` is not declared",
        ),
        (
            "declared but not there",
            |s| s.write("articles/corpus.toml", "[[article]]\nid = \"a\"\nsplit = \"dev\"\n[[article]]\nid = \"b\"\nsplit = \"dev\"\n"),
            "declares article `b`, but there is no file",
        ),
    ];
    for (name, change, said) in cases {
        let scratch = Scratch::with_corpus();
        scratch.suite(&["icu4x", "gazetteer"]);
        change(&scratch);
        scratch.mihak("run").assert().code(2).stderr(contains("mihak: ")).stderr(contains(said).name(name));
        assert!(!scratch.path("target/mihak/scores.csv").exists(), "{name}: nothing is written");
    }
}

#[test]
fn an_out_folder_that_cannot_be_written_is_exit_2_before_the_run() {
    let scratch = Scratch::with_corpus();
    scratch.suite(&["icu4x"]);
    scratch.write("file", "");
    scratch.mihak("run --out file/x").assert().code(2).stderr(contains("cannot make folder `file/x`; choose a writable one"));
    scratch.mihak("run --suite nowhere.toml").assert().code(2).stderr(contains("cannot read `nowhere.toml`"));
    scratch.mihak("run --jobs 0").assert().code(2);
    scratch.mihak("run --jobs 513").assert().code(2);
    scratch.mihak("run --nonsense").assert().code(2);
    scratch.mihak("-s icu4x run").assert().code(2);
}

#[test]
fn byte_order_mark_and_crlf_are_kept_and_offsets_count_them() {
    let scratch = Scratch::with_corpus();
    scratch.suite(&["icu4x", "clitics-d3", "gazetteer"]);
    scratch.write("articles/a.txt", "\u{feff}زار\r\nبوتين القاهرة\r\n");
    scratch.write(
        "gold/segments.csv",
        "article,word,start,end,text,class,form\na,1,1,4,زار,STEM,\na,2,6,11,بوتين,STEM,\na,3,12,14,ال,DET,\na,3,14,19,قاهرة,STEM,\n",
    );
    scratch.write("gold/entities.csv", "article,start,end,text,label,ref\na,6,11,بوتين,PERS,\na,12,19,القاهرة,GPE,\n");
    scratch.mihak("run").assert().success();
    let scores = scratch.read("target/mihak/scores.csv");
    assert!(scores.contains("clitics-d3,mihak 0.1.0,mine,all,segments,word,,,d3,*,accuracy,1.000000"), "{scores}");
    assert!(scores.contains("gazetteer,mihak 0.1.0,mine,all,entities,exact,char,raw,flat,micro,f1,1.000000"), "{scores}");
}

#[test]
fn articles_and_gold_can_be_named_by_flags_and_gold_can_be_absent() {
    let scratch = Scratch::with_corpus();
    scratch.mihak("run --articles articles --gold gold -s clitics-d3").assert().success().stdout(contains("tokens · articles · all · 1 article"));
    scratch.mihak("run --articles articles -s icu4x").assert().success().stdout(contains("1/1"));
    scratch.remove("gold/entities.csv");
    scratch
        .mihak("run --articles articles --gold gold -s icu4x -s union")
        .assert()
        .success()
        .stderr(contains("union × articles: not run, because the gold has no entities.csv"));
    scratch.write("articles/notes.pdf", "");
    scratch
        .mihak("run --articles articles -s icu4x")
        .assert()
        .success()
        .stderr(contains("1 file left out, because articles are named <id>.txt: notes.pdf"));
    scratch.write("my articles (2)/a.txt", "نعم");
    mihak(&scratch)
        .args(["run", "--articles", "my articles (2)", "-s", "icu4x"])
        .assert()
        .success()
        .stdout(contains("tokens · my-articles--2- · all"));
}

#[test]
fn show_marks_gold_and_predictions_in_the_text() {
    let scratch = Scratch::with_corpus();
    scratch.suite(&["clitics-d3", "gazetteer"]);
    scratch
        .mihak("show a")
        .assert()
        .success()
        .stdout(contains("زار بوتين ال+قاهرة+."))
        .stdout(contains("زار [\u{2068}PERS\u{2069} بوتين] [\u{2068}GPE\u{2069} القاهرة]."));
    scratch.mihak("show mine/a -s gazetteer").assert().success().stdout(contains("── gazetteer (mihak")).stdout(contains("ال+قاهرة").not());
    scratch.mihak("show b").assert().code(2).stderr(contains("no article `b`"));
    scratch.mihak("show a -s gazeteer").assert().code(2).stderr(contains("did you mean `gazetteer`"));
}

#[test]
fn cmp_shows_differences_and_refuses_what_has_nothing_in_common() {
    let scratch = Scratch::empty();
    scratch.mihak("run -q -s icu4x -s whitespace -s union -s clitics-atb").assert().success();
    scratch
        .mihak("cmp whitespace icu4x --split test --wide")
        .assert()
        .success()
        .stdout(predicate::str::is_match(r"(?m)^span \* f1 +0\.\d{4} +0\.\d{4} +\+0\.\d{4} +\+0\.\d{4} to \+0\.\d{4} +< \.001").unwrap())
        .stdout(contains("|corpus:news@3.0#").and(contains("|split:test|boot:poisson1000@1|scorer:2\n")))
        .stdout(contains("poisson1000@1").and(contains("articles are few").not()));
    let csv = scratch.mihak("cmp whitespace icu4x --split test --csv").assert().success().get_output().stdout.clone();
    let mut reader = csv::Reader::from_reader(csv.as_slice());
    let rows: Vec<BTreeMap<String, String>> = reader.deserialize().map(Result::unwrap).collect();
    let row = rows.iter().find(|row| row["match"] == "span" && row["measure"] == "f1").unwrap();
    let number = |name: &str| row[name].parse::<f64>().unwrap();
    assert!((number("second_value") - number("first_value") - number("difference")).abs() < 2e-6);
    assert!(number("lo") < number("difference") && number("difference") < number("hi") && number("p") < 0.001 && number("q") >= number("p"));
    assert!(row["signature"].contains("|boot:poisson1000@1|"));
    scratch.mihak("cmp icu4x union").assert().code(3).stderr(contains("no measure in common"));
    scratch.mihak("cmp icu4x icu4x").assert().code(2).stderr(contains("is named twice"));
    scratch.mihak("cmp icu4x whitespace --split nope").assert().code(2).stderr(contains("no split `nope`"));
    scratch.mihak("cmp icu4x icu5x").assert().code(2).stderr(contains("did you mean `icu4x`?"));
}

#[test]
fn report_splices_its_table_and_tells_when_a_file_is_stale() {
    let scratch = Scratch::empty();
    scratch.mihak("run -q -s icu4x").assert().success();
    scratch.write("page.md", "above\n<!-- mihak:results -->\nold\n<!-- /mihak:results -->\nbelow\n");
    scratch.mihak("report --results target/mihak --splice page.md --check").assert().code(3).stderr(contains("`page.md` is not up to date"));
    scratch.mihak("report --results target/mihak --splice page.md").assert().success();
    scratch.mihak("report --results target/mihak --splice page.md --check").assert().success();
    let page = scratch.read("page.md");
    assert!(page.starts_with("above\n") && page.ends_with("-->\nbelow\n") && page.contains("| icu4x |") && !page.contains("old"), "{page}");
    scratch.write("page.md", "nothing");
    scratch.mihak("report --results target/mihak --splice page.md").assert().code(2).stderr(contains("has no line `<!-- mihak:results -->`"));
}

#[test]
fn list_and_verify_tell_what_there_is() {
    let scratch = Scratch::empty();
    scratch.mihak("list").assert().success().stdout(contains("icu_segmenter 2.4.0")).stdout(contains("gates")).stdout(contains("dev 40, test 162"));
    scratch.mihak("verify").assert().success().stdout(contains("no fault"));
}

#[test]
fn verify_holds_declared_hashes_and_the_guidelines() {
    let scratch = Scratch::with_corpus();
    scratch.suite(&["icu4x"]);
    scratch.mihak("verify").assert().success();
    scratch.write("gold/gold.toml", "version = \"1\"\nhash = \"00000000\"\n");
    scratch.mihak("verify").assert().code(2).stderr(contains("declares hash 00000000, but the content has"));
    scratch.write("gold/gold.toml", "version = \"1\"\nguidelines = \"mihak\"\n");
    scratch.mihak("verify").assert().code(2).stderr(contains("PERS «بوتين» needs a ref that begins with `pers:`"));
    let words = scratch.read("gold/segments.csv").replace("a,3,12,17,قاهرة,STEM,\na,4,17,18,.,PUNCT,", "a,3,12,18,قاهرة.,STEM,");
    scratch.write("gold/segments.csv", &words);
    scratch.mihak("verify").assert().code(2).stderr(contains("the gold has the word «القاهرة.», the word rule gives «القاهرة»"));
}

#[cfg(unix)]
#[test]
fn a_reader_of_stderr_that_went_away_does_not_end_the_run() {
    let scratch = Scratch::with_corpus();
    scratch.suite(&["icu4x", "whitespace"]);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let status = scratch.command("run --progress plain -j 1").stderr(writer).stdout(std::process::Stdio::null()).status().unwrap();
    assert_eq!(status.code(), Some(0));
    assert!(scratch.path("target/mihak/scores.csv").exists());
}

#[test]
fn two_runs_never_write_in_one_folder() {
    let scratch = Scratch::with_corpus();
    scratch.suite(&["icu4x"]);
    scratch.write("target/mihak/.lock", "");
    let held = std::fs::File::open(scratch.path("target/mihak/.lock")).unwrap();
    held.lock().unwrap();
    scratch.mihak("run").assert().code(2).stderr(contains("another run writes in `target/mihak`; wait for its end or choose another --out"));
    drop(held);
    scratch.mihak("run").assert().success();
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_keeps_finished_cells_and_the_next_run_completes_it() {
    use std::io::{BufRead, BufReader, Read};
    use std::process::Stdio;

    let scratch = Scratch::with_corpus();
    scratch.suite(&["whitespace", "clitics-word", "clitics-d1", "clitics-d2", "clitics-atb"]);
    scratch.remove("gold/segments.csv");
    scratch.remove("gold/entities.csv");
    scratch.write("suite.toml", &scratch.read("suite.toml").replace("gold = \"gold\"\n", ""));
    for at in 0..120 {
        scratch.write(&format!("articles/{at}.txt"), &format!("{at} وسيبحثانها في المحادثات المقبلة مع الوفد. ").repeat(150));
    }
    let mut child = scratch.command("run --jobs 1 --progress plain").stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    stderr.read_line(&mut line).unwrap();
    assert_eq!(line, "done whitespace × mine: 121 articles\n");
    assert_eq!(unsafe { libc::kill(child.id() as i32, libc::SIGINT) }, 0);
    let mut rest = String::new();
    stderr.read_to_string(&mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{rest}");
    assert!(rest.contains("kept in `target/mihak/partial`; the same command completes the run"), "{rest}");
    assert!(!scratch.path("target/mihak/scores.csv").exists());
    for command in ["check", "bless --because x", "cmp whitespace clitics-d1"] {
        scratch.mihak(command).assert().code(4).stderr(contains("the last run in `target/mihak` did not end"));
    }
    // Damage to what was kept costs that cell and nothing else.
    assert!(scratch.path("target/mihak/partial/whitespace × mine.counts.parquet").exists());
    scratch.write("target/mihak/partial/whitespace × mine.errors.parquet", "torn");
    scratch.write_bytes("target/mihak/partial/icu4x × other.counts.parquet", &scratch.bytes("target/mihak/partial/whitespace × mine.counts.parquet"));
    // A system that is made of something else is another run.
    let suite = scratch.read("suite.toml");
    let kept = scratch.bytes("target/mihak/partial/whitespace × mine.counts.parquet");
    let identity = scratch.bytes("target/mihak/partial/identity");
    scratch.write("suite.toml", &suite.replacen("builtin = \"whitespace\"", "builtin = \"whitespace-punct\"", 1));
    scratch.mihak("run -s whitespace").assert().success().stderr(contains("kept from").not());
    scratch.write("suite.toml", &suite);
    for (file, content) in [("identity", &identity), ("whitespace × mine.counts.parquet", &kept)] {
        scratch.write_bytes(&format!("target/mihak/partial/{file}"), content);
    }
    scratch.write("target/mihak/partial/whitespace × mine.errors.parquet", "torn");
    scratch.mihak("run -q").timeout(std::time::Duration::from_secs(120)).assert().success().stderr(contains("whitespace × mine is run again"));
    scratch.mihak("run --out whole").assert().success().stderr(contains("run again").not());
    for file in ["scores.csv", "errors.csv", "counts/whitespace.csv"] {
        assert_eq!(scratch.read(&format!("target/mihak/{file}")), scratch.read(&format!("whole/{file}")), "{file}");
    }
    assert!(!scratch.path("target/mihak/partial").exists());
}

#[test]
fn annotators_are_told_where_their_file_breaks_the_guidelines() {
    let scratch = Scratch::empty();
    scratch.write("good.inline", "# article a\nو+[GPE:lebanon لبنان] ل+ل+جنة.\n");
    scratch.write("entities.inline", "# entities a\n[GPE:lebanon لبنان]\n");
    scratch.write("bad.inline", "# article b\n[GPE:lebanon ولبنان] ل+[PERS:x ذلك] ل+ذلك\n[PERSON:y سامر]\n");
    scratch.write("asks.inline", "# article c\nأ+لا تنامين؟ ألا ليت لـ{:PREP}«غد» و{:CONJ}«أمس» الـ{:DET} inverter\n");
    scratch.write("alone.inline", "# article d\nلـ«غد» و«أمس» ســـاعت{ســاعة}+ها\n");
    scratch.mihak("annotate check asks.inline").assert().success();
    let alone = scratch.mihak("annotate check alone.inline").assert().code(2);
    alone
        .stderr(contains("alone.inline/d: «لـ» stands alone in front of what it belongs to: it is PREP, found [Stem]"))
        .stderr(contains("«و» stands alone"))
        .stderr(contains("«ســـاعتها»: the form «ســاعة» keeps tatweel; spell it without"));
    scratch.mihak("annotate check good.inline").assert().success().stdout("good.inline (inline): 1 article, 2 words, 1 mention: no fault\n");
    scratch.mihak("annotate check entities.inline").assert().success().stdout(contains("1 article, words not told, 1 mention: no fault"));
    let asserted = scratch.mihak("annotate check good.inline bad.inline missing").assert().code(2).stdout(contains("good.inline"));
    asserted
        .stderr(contains("bad.inline/b: «لذلك» is one stem by closed decision, but is cut"))
        .stderr(contains("bad.inline/b: line 3: unknown type `PERSON`"))
        .stderr(contains("`missing`"));
}
