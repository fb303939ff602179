//! `mihak run --perturb` and `mihak invariance` as a user meets them: gold moves along, differences are paired, and the plain corpus is as ever.

mod scratch;

use predicates::prelude::*;
use predicates::str::{contains, starts_with};
use scratch::Scratch;

/// Twelve articles, each with one name that a perturbation must not cost and one that some do.
fn corpus() -> Scratch {
    let scratch = Scratch::empty();
    let mut mentions = String::new();
    for at in 10..22 {
        scratch.write(&format!("articles/{at}.txt"), &format!("وزار أحمد القاهرة {at}."));
        mentions.push_str(&format!("{at},5,9,أحمد,PERS,\n{at},10,17,القاهرة,GPE,\n"));
    }
    scratch.write("gold/entities.csv", &format!("article,start,end,text,label,ref\n{mentions}"));
    scratch.write(
        "suite.toml",
        "[[corpus]]\nname = \"mine\"\narticles = \"articles\"\ngold = \"gold\"\n\n[[system]]\nname = \"names\"\nbuiltin = \"gazetteer\"\n",
    );
    scratch
}

/// The value of the strict F1 of a corpus in scores.csv.
fn f1(scratch: &Scratch, corpus: &str) -> f64 {
    let scores = scratch.read("target/mihak/scores.csv");
    let mut rows = csv::Reader::from_reader(scores.as_bytes());
    let is = |row: &csv::StringRecord| {
        [&row[2], &row[5], &row[6], &row[7], &row[8], &row[9], &row[10]] == [corpus, "exact", "char", "raw", "flat", "micro", "f1"]
    };
    let found: Vec<f64> = rows.records().map(Result::unwrap).filter(is).map(|row| row[11].parse().unwrap()).collect();
    assert_eq!(found.len(), 1, "{corpus}: {found:?}");
    found[0]
}

#[test]
fn a_perturbed_corpus_stands_beside_its_own_and_changes_none_of_its_scores() {
    let scratch = corpus();
    scratch.mihak("run -q").assert().success();
    let plain = scratch.read("target/mihak/scores.csv");
    scratch.mihak("run -q --perturb keyboard,digits-arabic-indic").assert().success();
    let both = scratch.read("target/mihak/scores.csv");
    assert!(plain.lines().all(|row| both.lines().any(|other| other == row)));
    assert!(both.contains("corpus:mine~keyboard@0#") && both.contains("corpus:mine~digits-arabic-indic@0#"));
    // A name with a wrong letter is in no list; the numbers are no part of any name.
    assert!(f1(&scratch, "mine~keyboard") < f1(&scratch, "mine"));
    assert_eq!(f1(&scratch, "mine~digits-arabic-indic"), f1(&scratch, "mine"));
}

#[test]
fn the_table_has_paired_differences_and_tells_which_are_told_apart_from_none() {
    let scratch = Scratch::empty();
    let run = scratch.mihak("run -s icu4x --split dev --perturb spaces-dropped,spaces-doubled").assert().success();
    run.stdout(contains("tokens · news · dev · invariance\n").and(contains("tokens · news~").not()));
    let shown = scratch.mihak("invariance --csv").assert().success().get_output().stdout.clone();
    let rows: Vec<Vec<String>> = csv::Reader::from_reader(&shown[..]).records().map(|row| row.unwrap().iter().map(String::from).collect()).collect();
    assert_eq!(rows.iter().map(|row| row[4].as_str()).collect::<Vec<_>>(), ["spaces-doubled", "spaces-dropped"]);
    let number = |row: usize, column: usize| rows[row][column].parse::<f64>().unwrap();
    // Two spaces are one to a tokenizer, and where nothing differs there is no interval. A missing one costs two words.
    assert_eq!((number(0, 10), rows[0][11].as_str()), (0.0, ""));
    assert!((number(1, 9) - number(1, 8) - number(1, 10)).abs() < 2e-6, "{:?}", rows[1]);
    assert!(number(1, 10) < -0.01 && number(1, 11) < number(1, 10) && number(1, 12) < 0.0 && number(1, 14) < 0.05, "{:?}", rows[1]);
    let shown = scratch.mihak("invariance").assert().success();
    shown.stdout(contains("spaces-doubled  +0.0000 \n").or(contains("spaces-doubled  +0.0000\n")).and(contains("*\n")).and(contains("as it is")));
    scratch.mihak("invariance --md").assert().success().stdout(starts_with("**tokens · news · dev · invariance**"));
}

#[test]
fn what_is_no_perturbation_and_results_without_one_are_exit_4() {
    let scratch = corpus();
    scratch.mihak("run -q --perturb tashkeel").assert().code(4).stderr(contains("no perturbation `tashkeel`").and(contains("`tashkeel-removed`")));
    scratch.mihak("run -q").assert().success();
    scratch.mihak("invariance").assert().code(4).stderr(contains("`mihak run --perturb all` makes them"));
    scratch.mihak("list perturbations").assert().success().stdout(contains("tashkeel-removed         no vowel signs\n"));
}

#[test]
fn gold_that_has_no_letter_left_is_named() {
    let scratch = corpus();
    scratch.write("articles/23.txt", "زار ـــ أحمد.");
    scratch.append("gold/entities.csv", "23,4,7,ـــ,ORG,\n");
    let run = scratch.mihak("run --perturb tatweel-removed").assert().success();
    run.stderr(contains("mine~tatweel-removed: gold has no letter left of 1 mention, left out\n"));
}

#[test]
fn shards_of_perturbed_corpora_join_into_the_bytes_of_one_run() {
    let scratch = corpus();
    scratch.mihak("run -q --perturb nfd --out whole").assert().success();
    for shard in 1..=2 {
        scratch.mihak(&format!("run -q --perturb nfd --shard {shard}/2 --out {shard}")).assert().success();
    }
    scratch.mihak("merge 1 2 -q --out joined").assert().success();
    assert_eq!(scratch.read("joined/scores.csv"), scratch.read("whole/scores.csv"));
}
