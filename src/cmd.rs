//! The commands, one file each: they read, call the flow, and print.

mod bless;
mod check;
mod cmp;
mod list;
mod report;
mod run;
mod show;
mod verify;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use globset::{Glob, GlobSet, GlobSetBuilder};

use crate::cli::{Cli, Command, SuiteArgs};
use crate::corpus::Corpus;
use crate::exit::{self, Exit};
use crate::folder::Root;
use crate::problem::{Problems, count};
use crate::results::Results;
use crate::suite::{CorpusSpec, Suite};

/// Where `run` writes and the others read unless told otherwise.
const OUT: &str = "target/mihak";

/// Runs a command; the code is one of [`crate::exit`].
pub fn run(cli: Cli) -> Result<u8> {
    match cli.command {
        None => run::run(&cli.run),
        Some(Command::Run(args)) => run::run(&args),
        Some(Command::List(args)) => list::run(&args),
        Some(Command::Verify(args)) => verify::run(&args),
        Some(Command::Show(args)) => show::run(&args),
        Some(Command::Cmp(args)) => cmp::run(&args),
        Some(Command::Check(args)) => check::run(&args),
        Some(Command::Bless(args)) => bless::run(&args),
        Some(Command::Report(args)) => report::run(&args),
    }
}

/// The suite of the arguments, with its corpora replaced by `--articles` and `--gold` if these are given.
fn suite(args: &SuiteArgs) -> Result<Suite> {
    let mut suite = Suite::find(args.suite.as_deref())?;
    if let Some(articles) = &args.articles {
        let name = articles.file_name().and_then(|name| name.to_str()).unwrap_or("articles").to_string();
        let text = |path: &Path| path.to_str().map(String::from).with_context(|| format!("path `{}` is not UTF-8", path.display()));
        let gold = args.gold.as_deref().map(text).transpose()?;
        suite.corpora = vec![CorpusSpec { name, articles: text(articles)?, gold }];
        suite.root = Root::Disk(PathBuf::new());
        suite.gates.clear();
    }
    Ok(suite)
}

/// The corpora of a suite, in its order. Every fault of every corpus is in the error.
fn corpora<'a>(suite: &Suite, specs: impl Iterator<Item = &'a CorpusSpec>) -> Result<Vec<Corpus>> {
    let corpora = specs.map(|spec| Corpus::load(&suite.root, spec)).collect::<Result<Vec<_>>>()?;
    for corpus in &corpora {
        labels_known(suite, corpus)?;
        if !corpus.left_out.is_empty() {
            eprintln!(
                "mihak: corpus `{}`: {} left out, because articles are named <id>.txt: {}",
                corpus.name,
                count(corpus.left_out.len(), "file"),
                corpus.left_out.join(", ")
            );
        }
    }
    Ok(corpora)
}

/// `Err` if a gold label is unknown to one of the suite's views: it could neither be mapped nor be dropped.
fn labels_known(suite: &Suite, corpus: &Corpus) -> Result<()> {
    let mut problems = Problems::default();
    for view in &suite.views {
        for gold in corpus.gold.mentions.iter().flatten().flatten().filter(|gold| !view.knows(gold.mention.label)) {
            let known = view.known().collect::<Vec<_>>().join(", ");
            let said = format!(
                "unknown label `{}`: view `{}` knows {known}; correct it, or map it in a view of your own ([score] views)",
                gold.mention.label, view.name
            );
            problems.line(&format!("{} entities.csv", corpus.name), gold.line, said);
        }
    }
    problems.into_result().with_context(|| format!("corpus `{}`", corpus.name))
}

/// A matcher for names; everything matches where there is no pattern.
fn patterns(kind: &str, given: &[String]) -> Result<Option<GlobSet>> {
    if given.is_empty() {
        return Ok(None);
    }
    let mut set = GlobSetBuilder::new();
    for pattern in given {
        set.add(Glob::new(pattern).with_context(|| format!("--{kind} `{pattern}` is no pattern"))?);
    }
    Ok(Some(set.build().with_context(|| format!("--{kind}"))?))
}

/// The results of a folder on disk; `Err` if the run that writes them did not end.
fn results(folder: Option<&Path>) -> Result<(Results, PathBuf)> {
    let folder = folder.unwrap_or(Path::new(OUT)).to_path_buf();
    let path = folder.to_str().with_context(|| format!("path `{}` is not UTF-8", folder.display()))?;
    if folder.join("partial").exists() {
        let said = format!("the last run in `{}` did not end: the same `mihak run` completes it", folder.display());
        return Err(Exit::error(exit::NOTHING_RAN, said));
    }
    Ok((Results::load(&Root::Disk(PathBuf::new()), path)?, folder))
}

/// Prints to stdout; a reader that went away (`mihak … | head`) is no error.
fn print(text: &str) -> Result<()> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error).context("cannot write to stdout"),
        _ => Ok(()),
    }
}
