//! Trains the models of `crf` and `crf-ner` on the `dev` split of the shipped corpus and writes them to the crate of the systems.
//!
//! `train` prints what cross-validation over `dev` says, too. `train --check` trains again and only compares: equal bytes on the machine
//! that trained; elsewhere the same training set, and the same answers on it.

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Result, bail};
use mihak::corpus::{Corpus, CorpusSpec};
use mihak::folder::{Root, write_atomically};
use mihak_systems::models::{Levels, shipped_levels, shipped_segmenter};
use mihak_systems::train::{FOLDER, FOLDS, answer_alike, cross_validate, files, fit_all, lessons, read};

fn main() -> Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let check = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => false,
        ["--check"] => true,
        _ => bail!("usage: train [--check]"),
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let spec = CorpusSpec { name: "news".into(), articles: "corpora/news".into(), gold: Some("gold/news".into()), ..CorpusSpec::default() };
    let corpus = Corpus::load(&Root::Disk(folder.into()), &spec)?;
    let (Some(words), Some(mentions)) = (&corpus.gold.words, &corpus.gold.mentions) else {
        bail!("corpus `{}` has no segments or no entities; both are learned", corpus.name)
    };
    let lessons = lessons(&corpus.articles, words, (mentions, &corpus.gold.labels))?;
    let start = Instant::now();
    let models = fit_all(&lessons)?;
    eprintln!("trained on {} articles of {} in {:.0} s", lessons.len(), corpus.signed(), start.elapsed().as_secs_f64());
    let files = files(&lessons, &models);
    if !check {
        for (name, content) in &files {
            write_atomically(&folder.join(FOLDER).join(name), content)?;
            println!("{FOLDER}/{name}: {} bytes", content.len());
        }
        let start = Instant::now();
        print!("{} articles in {FOLDS} folds:\n{}", lessons.len(), cross_validate(&lessons, &models)?);
        eprintln!("cross-validated in {:.0} s", start.elapsed().as_secs_f64());
        return Ok(ExitCode::SUCCESS);
    }
    let changed: Vec<&str> =
        files.iter().filter(|(name, content)| read(folder, name).ok().as_ref() != Some(content)).map(|(name, _)| *name).collect();
    if changed.is_empty() {
        println!("the shipped models are what training gives, byte for byte");
        return Ok(ExitCode::SUCCESS);
    }
    let [outer, inner] = &models.levels;
    let trained = (models.segmenter.as_slice(), Levels { outer, inner });
    let without_hashes = |signature: &str| signature.lines().filter(|line| !line.starts_with("sha256")).map(String::from).collect::<Vec<_>>();
    let fresh = files.iter().find(|(name, _)| *name == "signature.toml").map(|(_, content)| String::from_utf8_lossy(content).into_owned());
    let shipped = String::from_utf8_lossy(&read(folder, "signature.toml")?).into_owned();
    if fresh.is_some_and(|fresh| without_hashes(&fresh) == without_hashes(&shipped))
        && answer_alike(&lessons, trained, (shipped_segmenter(), shipped_levels()))?
    {
        println!(
            "the shipped models were trained on this gold and answer alike on it; bytes of {} differ, as they may between machines",
            changed.join(", ")
        );
        return Ok(ExitCode::SUCCESS);
    }
    println!("stale: {}; run `cargo run --release --example train` and commit {FOLDER}", changed.join(", "));
    Ok(ExitCode::FAILURE)
}
