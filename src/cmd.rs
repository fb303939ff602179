//! The commands, one file each: they read, call the flow, and print.

mod agree;
mod annotate;
mod bench;
mod bless;
mod check;
mod cmp;
mod convert;
mod describe;
mod lint;
mod list;
mod merge;
mod report;
mod run;
mod score;
mod show;
mod signature;
mod verify;
mod wire;
mod worker;

use std::collections::BTreeSet;
use std::fs::{File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result, bail};
use mihak_core::annotation::Task;
use mihak_core::error::Problems;
use mihak_core::score::Score;
use mihak_core::wording::{count, nearest};
use mihak_systems::failure::Failure;
use wildmatch::WildMatch;

use crate::cli::{Cli, Command, SelectArgs, SuiteArgs};
use crate::corpus::{Corpus, CorpusSpec};
use crate::exit::{self, Exit};
use crate::folder::{Root, create_folder};
use crate::process::child::STOP;
use crate::progress::tell;
use crate::report::{sections, table};
use crate::results::Results;
use crate::suite::Suite;

/// Where `run` writes and the others read unless told otherwise.
const OUT: &str = "target/mihak";

/// Runs a command; the code is one of [`crate::exit`].
pub fn run(cli: Cli) -> Result<u8> {
    match cli.command {
        None => run::run(&cli.run),
        Some(Command::Run(args)) => run::run(&args),
        Some(Command::Merge(args)) => merge::run(&args),
        Some(Command::Agree(args)) => agree::run(&args),
        Some(Command::Convert(args)) => convert::run(&args),
        Some(Command::Score(args)) => score::run(&args),
        Some(Command::Lint(args)) => lint::run(&args),
        Some(Command::Annotate(args)) => annotate::run(&args),
        Some(Command::Describe(args)) => describe::run(&args),
        Some(Command::List(args)) => list::run(&args),
        Some(Command::Verify(args)) => verify::run(&args),
        Some(Command::Wire(args)) => wire::run(&args),
        Some(Command::Signature(args)) => signature::run(&args),
        Some(Command::Show(args)) => show::run(&args),
        Some(Command::Cmp(args)) => cmp::run(&args),
        Some(Command::Check(args)) => check::run(&args),
        Some(Command::Bless(args)) => bless::run(&args),
        Some(Command::Report(args)) => report::run(&args),
        Some(Command::Bench(args)) => bench::run(&args),
        Some(Command::Worker) => worker::run(),
    }
}

/// The suite of the arguments, with its corpora replaced by `--articles` and `--gold` if these are given.
fn suite(args: &SuiteArgs) -> Result<Suite> {
    let mut suite = Suite::find(args.suite.as_deref())?;
    if let Some(articles) = &args.articles {
        let gold = args.gold.as_deref().map(|gold| utf8(gold).map(String::from)).transpose()?;
        suite.corpora = vec![CorpusSpec { name: corpus_name(articles), articles: utf8(articles)?.into(), gold, ..CorpusSpec::default() }];
        suite.corpora_root = Root::here();
        suite.gates.clear();
    }
    Ok(suite)
}

/// The name of a corpus that only has a folder: the folder's, with `-` for what names may not hold.
fn corpus_name(articles: &Path) -> String {
    let folder = std::fs::canonicalize(articles).unwrap_or_else(|_| articles.to_path_buf());
    let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or("articles");
    let name: String = name.chars().map(|c| if c.is_alphanumeric() || "._-".contains(c) { c } else { '-' }).collect();
    let name = name.trim_start_matches('.');
    if name.is_empty() { "articles".into() } else { name.into() }
}

/// The corpora of a suite, in its order. `Err` holds the faults of every corpus.
fn corpora<'a>(suite: &Suite, specs: impl Iterator<Item = &'a CorpusSpec>) -> Result<Vec<Corpus>> {
    let mut corpora = Vec::new();
    let mut faults: Vec<String> = Vec::new();
    for spec in specs {
        match Corpus::load(&suite.corpora_root, spec).and_then(|corpus| labels_known(suite, spec, &corpus).map(|()| corpus)) {
            Ok(corpus) => corpora.push(corpus),
            Err(error) => faults.push(format!("{error:#}")),
        }
    }
    if !faults.is_empty() {
        bail!("{}", faults.join("\nmihak: "));
    }
    Ok(corpora)
}

/// Says on stderr which files of the corpora's folders were not read.
fn name_left_out(corpora: &[Corpus]) {
    for corpus in corpora.iter().filter(|corpus| !corpus.left_out.is_empty()) {
        let (n, names) = (count(corpus.left_out.len(), "file"), corpus.left_out.join(", "));
        tell(&format!("mihak: corpus `{}`: {n} left out, because articles are named <id>.txt: {names}", corpus.name));
    }
}

/// `Err` if a gold label is unknown to one of the suite's views: it could neither be mapped nor be dropped.
fn labels_known(suite: &Suite, spec: &CorpusSpec, corpus: &Corpus) -> Result<()> {
    let mut problems = Problems::default();
    let file = suite.corpora_root.shown(&format!("{}/entities.csv", spec.gold.as_deref().unwrap_or_default()));
    for gold in corpus.gold.mentions.iter().flatten().flatten() {
        if let Some(view) = suite.views.iter().find(|view| !view.knows(gold.mention.label)) {
            let known = view.known().collect::<Vec<_>>().join(", ");
            let said = format!(
                "unknown label `{}`: view `{}` knows {known}; correct it, or map it in a view of your own ([score] views)",
                gold.mention.label, view.name
            );
            problems.line(&file, gold.line, said);
        }
    }
    problems.into_result().with_context(|| format!("corpus `{}`", corpus.name))
}

/// The part of a suite that the arguments of `run` and `bench` name.
struct Selected<'a> {
    specs: Vec<&'a CorpusSpec>,
    /// The corpora of the stanzas, in their order.
    corpora: Vec<Corpus>,
    tasks: Vec<Task>,
    systems: Patterns,
    splits: Patterns,
}

impl<'a> Selected<'a> {
    /// `Err` with [`exit::NOTHING_RAN`] if a pattern matches nothing; `others` are systems that the suite does not name.
    fn new(select: &SelectArgs, suite: &'a Suite, others: &[&str]) -> Result<Selected<'a>> {
        let known: Vec<&str> = suite.corpora.iter().map(|spec| spec.name.as_str()).collect();
        let wanted = Patterns::new("corpus", &select.corpus, &known)?;
        // What is to be run only on request is not what a call without a name means.
        let asked = |spec: &&CorpusSpec| wanted.matches(&spec.name) && (!select.corpus.is_empty() || !spec.on_request);
        let specs: Vec<&CorpusSpec> = suite.corpora.iter().filter(asked).collect();
        let corpora = corpora(suite, specs.iter().copied())?;
        let tasks = select.task.iter().map(|name| name.parse::<Task>().map_err(anyhow::Error::msg)).collect::<Result<Vec<_>>>()?;
        let known: Vec<&str> = suite.systems.iter().map(|system| system.name.as_str()).chain(others.iter().copied()).collect();
        let systems = Patterns::new("system", &select.system, &known)?;
        let known: BTreeSet<&str> = corpora.iter().flat_map(Corpus::splits).collect();
        let splits = Patterns::new("split", &select.split, &known.into_iter().collect::<Vec<_>>())?;
        Ok(Selected { specs, corpora, tasks, systems, splits })
    }

    /// Whether a system of this name is wanted for this task.
    fn wants(&self, system: &str, task: Task) -> bool {
        self.systems.matches(system) && (self.tasks.is_empty() || self.tasks.contains(&task))
    }

    /// The end of a command that has nothing to do.
    fn nothing() -> anyhow::Error {
        Exit::error(exit::NOTHING_RAN, "nothing selected; `mihak list` shows systems, corpora and splits")
    }
}

/// Says that an optional system is left out, and why.
fn tell_left_out(name: &str, failure: &Failure) {
    tell(&format!("mihak: {name} is left out: it {failure}"));
}

/// The patterns of one option; everything matches where there is none.
struct Patterns(Vec<WildMatch>);

impl Patterns {
    /// The patterns, of which each must match one of the names that there are.
    ///
    /// `Err` ends the program with [`exit::NOTHING_RAN`] and names the nearest.
    fn new(kind: &str, given: &[String], known: &[&str]) -> Result<Patterns> {
        let patterns: Vec<WildMatch> = given.iter().map(|pattern| WildMatch::new(pattern)).collect();
        for (pattern, text) in patterns.iter().zip(given) {
            if !known.iter().any(|name| pattern.matches(name)) {
                return Err(Exit::error(exit::NOTHING_RAN, format!("nothing selected: no {kind} `{text}`{}", nearest(text, known))));
            }
        }
        Ok(Patterns(patterns))
    }

    fn matches(&self, name: &str) -> bool {
        self.0.is_empty() || self.0.iter().any(|pattern| pattern.matches(name))
    }
}

/// The results of a folder on disk; `Err` if the run that writes them did not end.
fn results(folder: Option<&Path>) -> Result<(Results, PathBuf)> {
    let folder = folder.unwrap_or(Path::new(OUT)).to_path_buf();
    Ok((load(&Root::here(), utf8(&folder)?)?, folder))
}

/// The blessed results: those of a named folder, or `results` beside the suite; also where they were read.
fn baseline(suite: &Suite, folder: Option<&Path>) -> Result<(Results, Root, String)> {
    let (root, path) = match folder {
        Some(folder) => (Root::here(), utf8(folder)?.to_string()),
        None => suite.baseline(),
    };
    Ok((load(&root, &path)?, root, path))
}

fn load(root: &Root, path: &str) -> Result<Results> {
    if root.has(&format!("{path}/partial/identity")) {
        let said = format!("the last run in `{}` did not end: the same command completes it", root.shown(path));
        return Err(Exit::error(exit::NOTHING_RAN, said));
    }
    Results::load(root, path)
}

/// `Err` if there are no results where they were looked for.
fn some(results: &Results, shown: &str) -> Result<()> {
    match results.is_empty() {
        true => Err(Exit::error(exit::NOTHING_RAN, format!("no results in `{shown}`: run `mihak run` first"))),
        false => Ok(()),
    }
}

/// The baseline moves by `bless` only: neither that of the suite nor any folder that was ever blessed is written to.
fn refuse_baseline(suite: &Suite, out: &Path) -> Result<()> {
    let target = real(out);
    let own = match suite.baseline() {
        (Root::Disk(root), path) => target.starts_with(real(&root.join(path))),
        (Root::Embedded, _) => false,
    };
    if own || target.ancestors().any(|folder| folder.join("blessed.csv").exists()) {
        bail!("`{}` is a baseline, which only `mihak bless` moves; choose another --out", out.display());
    }
    Ok(())
}

/// The path without links, as far as it exists.
fn real(path: &Path) -> PathBuf {
    let mut missing = Vec::new();
    let mut existing = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    loop {
        if let Ok(real) = std::fs::canonicalize(&existing) {
            return missing.iter().rev().fold(real, |path: PathBuf, name| path.join(name));
        }
        let Some(name) = existing.file_name().map(std::ffi::OsStr::to_os_string) else { return path.to_path_buf() };
        missing.push(name);
        existing.pop();
    }
}

/// The lock of a folder of results, held as long as the file is open; `Err` if another run holds it.
fn hold(out: &Path) -> Result<File> {
    let path = out.join(".lock");
    create_folder(out)?;
    let file = File::create(&path).with_context(|| format!("cannot write `{}`; choose a writable folder with --out", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => bail!("another run writes in `{}`; wait for its end or choose another --out", out.display()),
        Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("cannot lock `{}`", path.display())),
    }
}

/// Prints the summary of scores.
fn print_summary(suite: &Suite, scores: &[Score]) -> Result<()> {
    let (order, views) = suite.order();
    print(&table::terminal(&sections(scores, &order, &views)))
}

/// The end of a command that wrote results: `Err` with [`exit::SYSTEM_FAILED`] names the cells, each with its number of articles without an
/// answer, if there are any.
fn answered(mut failed: Vec<(String, usize)>) -> Result<u8> {
    if failed.is_empty() {
        return Ok(exit::FINE);
    }
    failed.sort();
    let shown: Vec<String> = failed.iter().map(|(cell, articles)| format!("{cell} on {}", count(*articles, "article"))).collect();
    let said = format!("a system failed: {}; their gold counts as missed, and errors.csv says why", shown.join(", "));
    Err(Exit::error(exit::SYSTEM_FAILED, said))
}

fn utf8(path: &Path) -> Result<&str> {
    path.to_str().with_context(|| format!("path `{}` is not UTF-8", path.display()))
}

/// What is raised when the user wants to stop, by Ctrl-C or a termination signal. The first signal raises it, so that the work at hand ends
/// in order; the second ends the program at once.
fn stoppable() -> &'static AtomicBool {
    // A handler that cannot be set only means that Ctrl-C ends the program without a message.
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(exit::INTERRUPTED));
        }
    });
    &STOP
}

/// Prints to stdout; a reader that went away (`mihak … | head`) is no error.
fn print(text: &str) -> Result<()> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error).context("cannot write to stdout"),
        _ => Ok(()),
    }
}
