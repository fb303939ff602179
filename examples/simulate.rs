//! Draws thousands of corpora from known chances and says how often intervals, tests and gates are right.
//!
//! `simulate` prints the table, `simulate --splice FILE` writes it between the marks of a file, `--check` behind it only compares. In each case
//! a promise that does not hold is an error.

#[path = "../tests/draws/mod.rs"]
mod draws;

use std::error::Error;
use std::fs;

use draws::{Row, SCENES, Scene, TierRow};

/// Corpora of each kind.
const TIMES: u64 = 4000;

/// The micro measures come first: the promises are made for them.
const PROMISED: usize = 3;

/// Tiers are tried on this scene.
const TIERED: &Scene = &SCENES[1];

const OPEN: &str = "<!-- mihak:simulation -->";
const CLOSE: &str = "<!-- /mihak:simulation -->";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (file, check) = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => (None, false),
        ["--splice", file] => (Some(file), false),
        ["--splice", file, "--check"] => (Some(file), true),
        _ => return Err("usage: simulate [--splice FILE [--check]]".into()),
    };
    let (table, broken) = derive();
    if !broken.is_empty() {
        return Err(format!("promises that do not hold: {}\n{table}", broken.join("; ")).into());
    }
    let Some(file) = file else {
        print!("{table}");
        return Ok(());
    };
    let old = fs::read_to_string(file)?;
    let (head, rest) = old.split_once(OPEN).ok_or(format!("`{file}` has no line `{OPEN}`"))?;
    let (_, tail) = rest.split_once(CLOSE).ok_or(format!("`{file}` has no line `{CLOSE}`"))?;
    let new = format!("{head}{OPEN}\n\n{table}\n{CLOSE}{tail}");
    match check {
        true if new != old => Err(format!("`{file}` is not up to date: run `cargo run --release --example simulate -- --splice {file}`").into()),
        true => Ok(()),
        false => Ok(fs::write(file, new)?),
    }
}

/// The table, and the promises that do not hold.
fn derive() -> (String, Vec<String>) {
    let mut table = String::from(
        "| articles | measure | interval holds the truth | the same of a difference | p < .05, no difference | gate red, no difference | gate red, one point less | gate red, the same point in a tenth of the articles |\n",
    );
    table.push_str("|---:|---|---:|---:|---:|---:|---:|---:|\n");
    let mut broken = Vec::new();
    for articles in [10, 30, 60, 200] {
        for (at, scene) in SCENES.iter().enumerate() {
            let row = Row::draw(scene, articles, TIMES);
            table.push_str(&row.markdown());
            if articles == 200 && at < PROMISED {
                broken.extend(row.broken(0.0));
            }
        }
    }
    table.push_str(
        "\n| articles | measure | five equal systems share one tier | a sixth, one point worse, is below the first tier |\n|---:|---|---:|---:|\n",
    );
    for articles in [30, 200] {
        let row = TierRow::draw(TIERED, articles, TIMES);
        table.push_str(&row.markdown());
        broken.extend(row.broken(0.0));
    }
    (table, broken)
}
