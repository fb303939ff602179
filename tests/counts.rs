//! Counts and errors in either form: CSV for people, Parquet where they are many. No score and no verdict depends on it.

mod scratch;

use mihak_core::measure::counts::{Batched, CountsFile};
use predicates::str::contains;
use scratch::Scratch;

const SYSTEMS: [&str; 3] = ["clitics-atb", "gazetteer", "union"];

/// The shipped corpus, on which three systems were run in both forms: `csv` and `parquet`.
fn both() -> Scratch {
    let scratch = Scratch::empty();
    for form in ["csv", "parquet"] {
        let command = format!("run -q --split dev -s clitics-atb -s gazetteer -s union --counts {form} --out {form}");
        scratch.mihak(&command).assert().success();
    }
    scratch
}

#[test]
fn scores_comparisons_and_verdicts_are_those_of_csv() {
    let scratch = both();
    let same = |file: &str| assert!(scratch.bytes(&format!("csv/{file}")) == scratch.bytes(&format!("parquet/{file}")), "{file}");
    same("scores.csv");
    for system in SYSTEMS {
        assert!(scratch.path(&format!("csv/counts/{system}.csv")).exists() && !scratch.path(&format!("csv/counts/{system}.parquet")).exists());
        assert!(
            scratch.path(&format!("parquet/counts/{system}.parquet")).exists() && scratch.path(&format!("parquet/errors/{system}.parquet")).exists()
        );
    }
    assert!(scratch.path("csv/errors.csv").exists() && !scratch.path("parquet/errors.csv").exists() && !scratch.path("csv/errors").exists());
    let said = |command: &str| scratch.mihak(command).output().unwrap().stdout;
    for command in ["cmp gazetteer union --all --csv --results", "report --results"] {
        let [csv, parquet] = ["csv", "parquet"].map(|form| said(&format!("{command} {form}")));
        assert!(csv.len() > 500 && csv == parquet, "{command}");
    }
    // Either form is a baseline of the other.
    for (fresh, blessed) in [("csv", "parquet"), ("parquet", "csv")] {
        scratch.mihak(&format!("bless --results {fresh} --baseline of-{fresh} --counts {blessed}")).args(["--because", "first"]).assert().success();
        scratch
            .mihak(&format!("check --results {blessed} --baseline of-{fresh} -s gazetteer -s union -s clitics-atb"))
            .assert()
            .success()
            .stdout(contains("identical to the baseline"));
    }
}

#[test]
fn shards_in_parquet_join_into_the_bytes_of_one_run_whatever_their_jobs() {
    let scratch = Scratch::empty();
    let run = |rest: &str| {
        let command = format!("run -q --split dev -s clitics-atb -s gazetteer -s union --counts parquet {rest}");
        scratch.mihak(&command).assert().success();
    };
    run("--jobs 1 --out whole");
    run("--jobs 3 --out again");
    for shard in 1..=3 {
        run(&format!("--shard {shard}/3 --out s{shard}"));
    }
    scratch.mihak("merge -q s3 s1 s2 --out joined --counts parquet").assert().success();
    let files = SYSTEMS.iter().flat_map(|system| [format!("counts/{system}.parquet"), format!("errors/{system}.parquet")]);
    for file in files.chain(["scores.csv".into()]) {
        let whole = scratch.bytes(&format!("whole/{file}"));
        for other in ["again", "joined"] {
            assert!(scratch.bytes(&format!("{other}/{file}")) == whole, "{other}/{file}");
        }
    }
    // Merged as CSV they are those of a run that writes CSV.
    scratch.mihak("merge -q s1 s2 s3 --out rows --counts csv").assert().success();
    scratch.mihak("run -q --split dev -s clitics-atb -s gazetteer -s union --counts csv --out csv").assert().success();
    for file in ["errors.csv", "counts/union.csv", "counts/clitics-atb.csv"] {
        assert!(scratch.bytes(&format!("rows/{file}")) == scratch.bytes(&format!("csv/{file}")), "{file}");
    }
}

#[test]
fn another_run_in_the_other_form_leaves_nothing_of_the_one_before() {
    let scratch = Scratch::with_corpus();
    scratch.suite(&["clitics-atb", "union"]);
    for (form, there, gone) in [("parquet", "parquet", "csv"), ("csv", "csv", "parquet"), ("parquet", "parquet", "csv")] {
        scratch.mihak(&format!("run -q --counts {form}")).assert().success();
        let file = |ending: &str| scratch.path(&format!("target/mihak/counts/union.{ending}"));
        assert!(file(there).exists() && !file(gone).exists(), "{form}");
        assert_eq!(scratch.path("target/mihak/errors.csv").exists(), form == "csv", "{form}");
        assert_eq!(scratch.path("target/mihak/errors/union.parquet").exists(), form == "parquet", "{form}");
    }
    scratch.write("target/mihak/errors/mine.parquet", "my table");
    scratch.mihak("run -q").assert().code(2).stderr(contains("`target/mihak/errors/mine.parquet` holds no errors"));
}

#[test]
fn counts_of_one_system_in_two_files_and_a_file_that_was_changed_are_refused() {
    let scratch = Scratch::with_corpus();
    scratch.suite(&["clitics-atb", "union"]);
    scratch.mihak("run -q --counts csv --out csv").assert().success();
    scratch.mihak("run -q --counts parquet").assert().success();
    scratch.write("target/mihak/counts/union.csv", &scratch.read("csv/counts/union.csv"));
    scratch.mihak("report --results target/mihak").assert().code(2).stderr(contains("are counts of one system: remove the older one"));
    scratch.remove("target/mihak/counts/union.csv");
    let whole = scratch.bytes("target/mihak/counts/union.parquet");
    for cut in [3, whole.len() / 2, whole.len() - 1] {
        scratch.write_bytes("target/mihak/counts/union.parquet", &whole[..cut]);
        let said = scratch.mihak("report --results target/mihak").assert().code(2);
        said.stderr(contains("`target/mihak/counts/union.parquet`"));
    }
    // The head of other counts.
    let file = CountsFile::of_bytes("c", whole).unwrap();
    assert!(file.len() > 20 && file.sums().len() > 10);
}
