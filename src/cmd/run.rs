//! `mihak run`: systems are evaluated on corpora, and results are written and shown.

mod bars;
pub mod called;
mod perturbed;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use std::{fs, io};

use anyhow::{Context, Result};
use clap::Args;
use mihak_core::annotation::Task;
use mihak_core::hash::short_hash;
use mihak_core::measure::surfaces::Surfaces;
use mihak_core::records;
use mihak_core::safe::{line, terminal};
use mihak_core::score;
use mihak_core::view::View;
use mihak_core::wording::count;
use mihak_systems::failure::Failure;
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::cmd::arguments::{CountsForm, GuardArgs, Progress, SelectArgs, SuiteArgs, WideArgs};
use crate::cmd::corpora::{name_left_out, suite};
use crate::cmd::ending::{answered, print_summary};
use crate::cmd::folders::{OUT, hold, refuse_baseline, utf8};
use crate::cmd::page;
use crate::cmd::run::bars::Reporter;
use crate::cmd::run::perturbed::perturbed;
use crate::cmd::selected::{Selected, nothing_selected, tell_left_out};
use crate::cmd::stdout::room;
use crate::cmd::stop::heed_signals;
use crate::corpus::Articles;
use crate::exit::{self, Code, Exit};
use crate::folder::{Root, is_no_link, write_inside};
use crate::problem::{each, tell, waiting};
use crate::process::{Hashes, Record};
use crate::report::tiers::main_tiers;
use crate::results::shard::Held;
use crate::results::{Journal, Outcome, by_system, kept_answers, own_counts, own_errors, write_counts, write_errors_of};
use crate::run::kept::Kept;
use crate::run::{Cell, Shard, Watch, learned, run as evaluate};
use crate::stop::Stop;
use crate::suite::Suite;
use crate::system::System;

/// Arguments of `mihak run`.
#[derive(Args, Debug, Clone, Default)]
pub struct RunArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub suite: SuiteArgs,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub select: SelectArgs,
    /// Workers, 1 to 512; each opens every system for itself [default: one for each core]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub jobs: Option<u16>,
    /// Only the K-th of N shards of the articles; `mihak merge` joins the results
    #[arg(long, value_name = "K/N")]
    pub shard: Option<Shard>,
    /// Where results go [default: target/mihak]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// How the counts and errors of articles are written: as CSV up to 100,000 rows, else as Parquet files; or always as one of these
    #[arg(long, value_enum, value_name = "FORM")]
    pub counts: Option<CountsForm>,
    /// Write also one HTML file with tables, figures and the articles with their errors; it opens from disk, without a network
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Run also on the same articles with their texts changed: `all`, or names of perturbations (`mihak list perturbations`); `*` and `?` are allowed
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    pub perturb: Vec<String>,
    /// Use nothing of an interrupted run, and no kept answers of systems in other programs
    #[arg(long)]
    pub fresh: bool,
    /// Where the answers of systems in other programs are kept for the next run [default: cache in the folder of --out]
    #[arg(long, value_name = "DIR")]
    pub cache: Option<PathBuf>,
    /// When to show progress [default: auto]
    #[arg(long, value_enum, value_name = "WHEN")]
    pub progress: Option<Progress>,
    /// Only errors on stderr, and no table
    #[arg(short, long)]
    pub quiet: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub guard: GuardArgs,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub wide: WideArgs,
}

/// Runs `mihak run`. `Err` with [`exit::SYSTEM_FAILED`] if a system is missing or left an article without an answer, with [`exit::INTERRUPTED`] if
/// the user stopped it; what was finished is kept either way.
pub fn run(args: &RunArgs) -> Result<Code> {
    let suite = suite(&args.suite)?;
    let out = args.out.clone().unwrap_or_else(|| PathBuf::from(OUT));
    refuse_baseline(&suite, &out)?;
    let selected = Selected::to_run(&args.select, &suite)?;
    if !args.quiet {
        name_left_out(selected.corpora.iter().map(|corpus| &**corpus));
    }
    let perturbed = perturbed(&args.perturb, &selected.corpora, args.quiet)?;
    let corpora: Vec<&dyn Articles> = selected.corpora.iter().map(|corpus| &**corpus).chain(perturbed.iter().map(|corpus| corpus as _)).collect();
    // Finished cells are kept, however the run ends.
    let stop = Stop::default();
    heed_signals(&stop);
    let jobs = args.jobs.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from);
    let Wanted { there, missing } = present(args, &suite, &selected, jobs, &stop)?;
    if stop.is_raised() {
        return Err(Exit::error(exit::INTERRUPTED, "interrupted before anything was run"));
    }
    let whole = match cells(args, &there, &selected, &corpora) {
        Err(error) if missing.is_empty() => return Err(error),
        Err(_) => return Err(absent(&missing)),
        Ok(cells) => cells,
    };
    let cache = args.cache.clone().unwrap_or_else(|| out.join("cache"));
    let hashes = Hashes::kept(&cache);
    let held = args.shard.map(|shard| held(&suite, &whole, &hashes, shard)).transpose()?;
    let cells = dealt(whole, args.shard)?;
    let _held = hold(&out)?;
    own_counts(&out)?;
    own_errors(&out)?;
    let identity = identity(&suite, &cells, &hashes, args.shard)?;
    if args.cache.is_none() {
        is_no_link(&cache).context("name the place of kept answers with --cache")?;
    }
    hashes.keep(&cache)?;
    let (journal, mut kept) = Journal::open(&out, &identity, args.fresh)?;
    let progress = args.progress.unwrap_or_default();
    kept.retain(|name, _| cells.iter().any(|cell| cell.name() == *name));
    let (done, open): (Vec<usize>, Vec<usize>) = (0..cells.len()).partition(|&at| kept.contains_key(&cells[at].name()));
    if !done.is_empty() && !args.quiet {
        tell(line(&format!("mihak: {} kept from the interrupted run; --fresh starts anew", count(done.len(), "finished cell"))));
    }
    Kept::sweep(&cache);
    let mut names: BTreeMap<&str, Option<Arc<Surfaces>>> = BTreeMap::new();
    let mut again = |&at: &usize| {
        let Cell { system, corpus, articles, .. } = &cells[at];
        let kept = system.is_kept().then(|| Kept::of(&cache, system, &hashes, !args.fresh)).transpose()?;
        let cell = Cell::new(system, *corpus, articles.clone()).keeping(kept).overlapping(suite.overlap);
        if system.task != Task::Entities {
            return Ok(cell);
        }
        // Once a corpus, not once a cell.
        if !names.contains_key(corpus.name()) {
            names.insert(corpus.name(), learned(*corpus)?);
        }
        Ok(cell.knowing(names[corpus.name()].clone()))
    };
    let open: Vec<Cell> = open.iter().map(&mut again).collect::<Result<_>>()?;
    let reporter = Reporter::new(if args.quiet { Progress::None } else { progress }, &open);
    let keeper = Keeper { journal: &journal, reporter: &reporter, cells: &open, open: Mutex::new((Instant::now(), Vec::new())) };
    let outcomes = evaluate(&open, &suite.views, jobs, &keeper, &stop);
    if !outcomes.as_ref().is_ok_and(|outcomes| outcomes.iter().all(Option::is_some)) {
        keeper.keep()?;
    }
    let outcomes = outcomes?;
    reporter.finish();
    there.iter().for_each(|system| system.rest());
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    for (cell, kept) in open.iter().filter_map(|cell| Some((cell, cell.kept.as_ref()?))) {
        *found.entry(&cell.system.name).or_default() += kept.found();
    }
    found.retain(|_, answers| *answers > 0);
    let all: usize = found.values().sum();
    if all > 0 && !args.quiet {
        tell(line(&format!("mihak: {} kept from earlier runs; --fresh asks again", count(all, "answer"))));
    }
    kept_answers::write(&out, &found)?;
    children(&there, &out, args)?;
    for (cell, outcome) in open.iter().zip(outcomes) {
        if let Some(outcome) = outcome {
            kept.insert(cell.name(), outcome);
        }
    }
    let done = kept.len();
    let Some(outcomes) = cells.iter().map(|cell| kept.remove(&cell.name())).collect::<Option<Vec<Outcome>>>() else {
        let said = format!(
            "interrupted: {done} of {} kept in `{}`; the same command completes the run",
            count(cells.len(), "cell"),
            out.join("partial").display()
        );
        return Err(Exit::error(exit::INTERRUPTED, said));
    };
    match finish(args, &suite, &cells, outcomes, (&out, held.as_ref()), &journal, &reporter) {
        Ok(_) if !missing.is_empty() => Err(absent(&missing)),
        ended => ended,
    }
}

/// The end of a run from which systems were missing.
fn absent(missing: &[(&str, Failure)]) -> anyhow::Error {
    let said = |(name, failure): &(&str, Failure)| terminal(&format!("system `{}` {failure}", line(name))).into_owned();
    Exit::lines(exit::SYSTEM_FAILED, terminal(&format!("{}; results have nothing of it", each(missing.iter().map(said)))))
}

/// The systems that are wanted.
#[derive(Default)]
struct Wanted<'a> {
    there: Vec<&'a System>,
    /// Those that are missing although they must not be, each with why.
    missing: Vec<(&'a str, Failure)>,
}

/// The systems that are wanted: which are there, and which are not.
///
/// An optional system that is missing is left out with a line. Programs are started to be asked what they are, several at a time; one that
/// is not needed at once ends again, so that no more of them are in memory than there are workers.
fn present<'a>(args: &RunArgs, suite: &'a Suite, selected: &Selected<ToRun>, jobs: usize, stop: &Stop) -> Result<Wanted<'a>> {
    let wanted: Vec<&System> = suite.systems.iter().filter(|system| selected.wants(&system.name, system.task)).collect();
    let first = wanted.iter().position(|system| system.is_program());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build().with_context(|| format!("cannot start {jobs} workers"))?;
    let programs = wanted.iter().filter(|system| system.is_program()).count();
    let when = if args.quiet || programs == 0 { Progress::None } else { args.progress.unwrap_or_default() };
    let sign = waiting(when == Progress::Auto, &line(&format!("{} asked what they are", count(programs, "program"))));
    let receipts: Vec<Result<(), Failure>> = pool.install(|| {
        let greet = |(at, system): (usize, &&System)| {
            let receipt = system.receipt(stop).map(|_| ());
            if Some(at) != first {
                system.rest();
            }
            receipt
        };
        wanted.par_iter().enumerate().map(greet).collect()
    });
    sign.finish_and_clear();
    let mut found = Wanted::default();
    let mut left_out: Vec<(&str, Failure)> = Vec::new();
    for (system, receipt) in wanted.into_iter().zip(receipts) {
        match receipt {
            Ok(()) => found.there.push(system),
            Err(failure @ Failure::Missing { .. }) if system.optional => left_out.push((&system.name, failure)),
            Err(failure) => found.missing.push((system.name.as_str(), failure)),
        }
    }
    if !args.quiet {
        tell_all_left_out(&left_out, !args.select.system.is_empty());
    }
    Ok(found)
}

/// Says which optional systems are missing: each with its reason where they were named, or are few, else all in one line.
fn tell_all_left_out(left_out: &[(&str, Failure)], named: bool) {
    const FEW: usize = 2;
    if named || left_out.len() <= FEW {
        return left_out.iter().for_each(|(name, failure)| tell_left_out(name, failure));
    }
    let names: Vec<&str> = left_out.iter().map(|(name, _)| *name).collect();
    let (n, names) = (count(names.len(), "optional system"), names.join(", "));
    tell(line(&format!("mihak: {n} left out, because what they need is missing; `mihak verify -s NAME` says what: {names}")));
}

/// A corpus of a run.
type ToRun = Box<dyn Articles>;

fn cells<'a>(args: &RunArgs, systems: &[&'a System], selected: &Selected<ToRun>, corpora: &[&'a dyn Articles]) -> Result<Vec<Cell<'a>>> {
    let mut cells = Vec::new();
    for &system in systems {
        for &corpus in corpora {
            let (layer, there) = match system.task {
                Task::Entities => ("entities.csv", corpus.has_mentions()),
                Task::Subwords => ("", true),
                _ => ("segments.csv", corpus.has_words()),
            };
            if !there && (corpus.has_mentions() || corpus.has_words()) {
                if !args.quiet {
                    tell(line(&format!("mihak: {} × {}: not run, because the gold has no {layer}", system.name, corpus.name())));
                }
                continue;
            }
            let articles: Vec<usize> = (0..corpus.len()).filter(|&at| selected.splits.matches(corpus.split(at))).collect();
            if !articles.is_empty() {
                cells.push(Cell::new(system, corpus, articles));
            }
        }
    }
    match cells.is_empty() {
        false => Ok(cells),
        true => Err(nothing_selected()),
    }
}

/// The number of articles of the largest cell.
fn largest(cells: &[Cell]) -> usize {
    cells.iter().map(|cell| cell.articles.len()).max().unwrap_or_default()
}

/// The cells with the articles of a shard; those without any are left out.
fn dealt<'a>(mut cells: Vec<Cell<'a>>, shard: Option<Shard>) -> Result<Vec<Cell<'a>>> {
    let Some(shard) = shard else { return Ok(cells) };
    let most = largest(&cells);
    cells.iter_mut().for_each(|cell| cell.articles = shard.articles(&cell.articles));
    cells.retain(|cell| !cell.articles.is_empty());
    if cells.is_empty() {
        let said = format!("nothing selected: shard {shard} holds no article, because no cell has more than {}", count(most, "article"));
        return Err(Exit::error(exit::NOTHING_RAN, said));
    }
    Ok(cells)
}

/// What the results of a shard will be, by the cells of the whole run.
fn held(suite: &Suite, whole: &[Cell], hashes: &Hashes, shard: Shard) -> Result<Held> {
    let filled = shard.of.min(largest(whole));
    Ok(Held { numbers: [shard.number].into(), of: shard.of, filled, recipe: recipe(suite, whole, hashes)? })
}

/// A hash of systems, options, corpora, articles and views.
///
/// `Err` if a file of a system cannot be read.
fn recipe(suite: &Suite, cells: &[Cell], hashes: &Hashes) -> Result<String> {
    let part = |cell: &Cell| {
        let Cell { system, corpus, articles, .. } = cell;
        let labels = written(system.labels.iter().map(|(from, to)| (from.as_str(), to.as_deref())));
        let scored = format!("{} {:?} {labels} {:?}", system.task, system.scheme, system.views);
        let recipe = system.recipe(hashes)?;
        Ok(format!("{} {} {recipe} {scored} {} {articles:?}", cell.name(), system.version(), corpus.signed()))
    };
    let view = |view: &View| {
        let labels = written(view.known().map(|label| (label, view.label(label))));
        format!("View {{ name: {:?}, nesting: {:?}, labels: {labels} }}", view.name, view.nesting)
    };
    let views = format!("[{}]", suite.views.iter().map(view).collect::<Vec<_>>().join(", "));
    let parts = std::iter::once(Ok(views)).chain(cells.iter().map(part)).collect::<Result<Vec<String>>>()?;
    Ok(short_hash(&parts.iter().map(|part| part.as_bytes()).collect::<Vec<_>>()))
}

/// A map of labels as recipes have it. Its bytes stay as they are: shards of another build are shards of one run.
fn written<'a>(labels: impl Iterator<Item = (&'a str, Option<&'a str>)>) -> String {
    let to = |to: Option<&str>| to.map_or("None".into(), |to| format!("Some(Label({to:?}))"));
    format!("{{{}}}", labels.map(|(from, label)| format!("{from:?}: {}", to(label))).collect::<Vec<_>>().join(", "))
}

/// What must be the same for an interrupted run to be completed: program, systems, corpora, articles, views and shard.
fn identity(suite: &Suite, cells: &[Cell], hashes: &Hashes, shard: Option<Shard>) -> Result<String> {
    let program = std::env::current_exe().ok().and_then(|path| std::fs::metadata(path).ok());
    let built = program.and_then(|file| Some((file.len(), file.modified().ok()?)));
    let shard = shard.map_or("whole".into(), |shard| format!("shard {shard}"));
    Ok(format!("{} {shard} {built:?}", recipe(suite, cells, hashes)?))
}

/// Tells what the programs of systems had to say, and writes what they used to `speed/processes.csv`, if there are any.
fn children(systems: &[&System], out: &Path, args: &RunArgs) -> Result<()> {
    let (quiet, guard) = (args.quiet, args.guard.guard());
    let records: Vec<(&System, Record)> = systems.iter().filter_map(|system| Some((*system, system.record()?))).collect();
    for system in systems.iter().filter(|_| !quiet) {
        system.notes().iter().for_each(|note| tell(line(&format!("mihak: {} {note}", system.name))));
        if !system.left_out().is_empty() {
            tell(line(&format!("mihak: {}: changes of these are not seen: {}", system.name, system.left_out().join("; "))));
        }
    }
    for (system, record) in records.iter().filter(|_| !quiet) {
        record.notes.iter().for_each(|note| tell(line(&format!("mihak: {} {note}", system.name))));
    }
    let file = out.join("speed/processes.csv");
    is_no_link(&out.join("speed"))?;
    if records.is_empty() {
        return match fs::remove_file(&file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error).with_context(|| format!("cannot remove `{}`", file.display())),
            _ => Ok(()),
        };
    }
    // Where all answers were kept, what the run that asked for them used says more.
    if records.iter().all(|(_, record)| record.answered == 0) && file.is_file() {
        return Ok(());
    }
    let header = ["system", "version", "children", "startup_s", "cpu_s", "told_s", "peak_mb", "answered"];
    let content = records::bytes(header, |writer| {
        records.iter().try_for_each(|(system, record)| {
            let seconds = |time: Duration| format!("{:.3}", time.as_secs_f64());
            let megabytes = if record.peak > 0 { format!("{:.1}", record.peak as f64 / 1e6) } else { String::new() };
            let told = if record.nanos > 0 { seconds(Duration::from_nanos(record.nanos)) } else { String::new() };
            let numbers = [record.started.to_string(), seconds(record.startup), seconds(record.cpu), told, megabytes, record.answered.to_string()];
            let names = [system.name.as_str(), system.version()].map(|text| guard.text(text).into_owned());
            writer.write_record(names.iter().chain(&numbers))
        })
    });
    write_inside(out, "speed/processes.csv", &content)
}

/// Finished cells are kept so often: a run that is killed loses no more than that, and one that is shorter keeps nothing.
const KEEP_EVERY: Duration = Duration::from_secs(2);

/// Keeps finished cells, and tells the reporter.
struct Keeper<'a> {
    journal: &'a Journal,
    reporter: &'a Reporter,
    cells: &'a [Cell<'a>],
    /// When cells were kept last, and those that ended since.
    open: Mutex<(Instant, Vec<(String, Outcome)>)>,
}

impl Keeper<'_> {
    /// Keeps the cells that are not kept yet.
    fn keep(&self) -> Result<()> {
        let (last, cells) = &mut *self.open.lock().expect("no holder of the finished cells panics");
        for (name, outcome) in cells.drain(..) {
            self.journal.keep(&name, &outcome).with_context(|| format!("keeping {name}"))?;
        }
        *last = Instant::now();
        Ok(())
    }
}

impl Watch for Keeper<'_> {
    fn article(&self, cell: usize) {
        self.reporter.article(&self.cells[cell].name());
    }

    fn cell(&self, cell: usize, outcome: &Outcome) -> Result<()> {
        let name = self.cells[cell].name();
        self.reporter.cell(&name, self.cells[cell].articles.len(), outcome.failures);
        let is_due = {
            let (last, cells) = &mut *self.open.lock().expect("no holder of the finished cells panics");
            cells.push((name, outcome.clone()));
            last.elapsed() >= KEEP_EVERY
        };
        if is_due { self.keep() } else { Ok(()) }
    }

    fn spill(&self) -> Option<PathBuf> {
        Some(self.journal.spill())
    }
}

fn finish(
    args: &RunArgs,
    suite: &Suite,
    cells: &[Cell],
    outcomes: Vec<Outcome>,
    (out, held): (&Path, Option<&Held>),
    journal: &Journal,
    reporter: &Reporter,
) -> Result<Code> {
    let form = args.counts.unwrap_or_default().form();
    let (counts, errors) = by_system(cells.iter().zip(&outcomes).map(|(cell, outcome)| (cell.system.name.as_str(), cell.corpus.name(), outcome)));
    let results = write_counts(out, counts, form)?;
    write_errors_of(out, &errors, form, args.guard.guard())?;
    let scores = results.scores(suite.terms)?;
    write_inside(out, "scores.csv", &score::write_guarded(&scores, args.guard.guard()))?;
    Held::write(held, out)?;
    journal.close()?;
    if !args.quiet {
        print_summary(suite, &results, &scores, room(args.wide.wide))?;
        let shard = args.shard.map_or(String::new(), |shard| format!("shard {shard}: "));
        let next = args.shard.map_or("", |_| "; `mihak merge` joins those of all shards");
        tell(line(&format!("{shard}{}; results are in `{}`{next}", reporter.summary(), out.display())));
    }
    if let Some(file) = &args.html {
        let tiers = main_tiers(&results, &scores, suite.terms, &suite.order().1)?;
        page::write(file, &page::content(suite, scores, tiers, &Root::here(), utf8(out)?)?, args.quiet)?;
    }
    let failed = cells.iter().zip(&outcomes).filter(|(_, outcome)| outcome.failures > 0);
    answered(failed.map(|(cell, outcome)| (cell.name(), outcome.failures)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recipes_have_maps_of_labels_as_they_always_had() {
        let labels = [("GPE", Some("LOC")), ("X", None)];
        assert_eq!(written(labels.into_iter()), r#"{"GPE": Some(Label("LOC")), "X": None}"#);
        assert_eq!(written([].into_iter()), "{}");
    }
}
