//! `mihak merge`: the results of shards become those of one run.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use mihak_core::safe::line;
use mihak_core::statistics::bootstrap::Boot;
use mihak_core::wording::count;

use crate::cmd::arguments::{CountsForm, GuardArgs, WideArgs};
use crate::cmd::ending::{answered, print_summary};
use crate::cmd::folders::{OUT, hold, load, real, refuse_baseline, some, utf8};
use crate::cmd::stdout::room;
use crate::exit::{self, Code, Exit};
use crate::folder::{Lock, Locked, Root};
use crate::problem::tell;
use crate::results::merge::{Joinable, ShardErrors, ShardResults, lacking, merge};
use crate::results::shard::{Held, joined};
use crate::results::{Journal, Results, errors_of, own_counts, own_errors, write_errors_of};
use crate::suite::Suite;

/// What a merge that did not end is told from a run by.
const IDENTITY: &str = "merge";

/// Arguments of `mihak merge`.
#[derive(Args, Debug)]
pub struct MergeArgs {
    /// The results of the shards
    #[arg(required = true, value_name = "DIR")]
    pub shards: Vec<PathBuf>,
    /// Where the joined results go [default: target/mihak]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Join even if shards are missing; the result can be joined with the others later
    #[arg(long)]
    pub partial: bool,
    /// The suite of the run, for seed and number of replicates and the order of the table [default: ./suite.toml, or the embedded one]
    #[arg(long, value_name = "FILE")]
    pub suite: Option<PathBuf>,
    /// How the counts and errors of articles are written: as CSV up to 100,000 rows, else as Parquet files; or always as one of these
    #[arg(long, value_enum, value_name = "FORM")]
    pub counts: Option<CountsForm>,
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

/// Runs `mihak merge`. `Err` with [`exit::NOTHING_RAN`] if shards are missing, with [`exit::NOT_COMPARABLE`] if they are not of one run.
pub fn run(args: &MergeArgs) -> Result<Code> {
    let suite = Suite::find(args.suite.as_deref())?;
    let out = args.out.clone().unwrap_or_else(|| PathBuf::from(OUT));
    refuse_baseline(&suite, &out)?;
    apart(&args.shards, &out)?;
    let locks = args.shards.iter().map(|folder| lock(folder)).collect::<Result<Vec<_>>>()?;
    let parts = args.shards.iter().map(|folder| part(folder, &suite)).collect::<Result<Vec<_>>>()?;
    let lacking = lacking(&parts);
    let parts = Joinable::new(parts)?;
    let held = held(args)?;
    if !args.quiet {
        lacking.iter().for_each(|said| tell(line(&format!("mihak: {said}"))));
    }
    let _held = hold(&out)?;
    own_counts(&out)?;
    let journal = opened(&out)?;
    let merged = merge(parts, &journal.spill()).inspect_err(|_| drop(journal.close()))?;
    drop(locks);
    let form = args.counts.unwrap_or_default().form();
    let scores = merged.results.scores(suite.terms)?;
    merged.results.write(&out, &scores, form, args.guard.guard())?;
    let errors = merged.errors.iter().map(|(system, errors)| (system.as_str(), vec![errors])).collect();
    write_errors_of(&out, &errors, form, args.guard.guard())?;
    Held::write(held.as_ref(), &out)?;
    journal.close()?;
    if !args.quiet {
        print_summary(&suite, &merged.results, &scores, room(args.wide.wide))?;
        tell(line(&format!("{} joined; results are in `{}`", count(args.shards.len(), "shard"), out.display())));
    }
    answered(unanswered(&merged.results)?)
}

/// What the joined results will hold; `None` once they are whole. `Err` with [`exit::NOTHING_RAN`] if shards are missing unasked.
fn held(args: &MergeArgs) -> Result<Option<Held>> {
    let parts = args.shards.iter().map(|folder| Ok((folder.display().to_string(), Held::read(folder)?))).collect::<Result<Vec<_>>>()?;
    let Some(held) = joined(&parts)? else { return Ok(None) };
    let missing = held.missing();
    match (missing.is_empty(), args.partial) {
        (true, _) => Ok(None),
        (false, true) => Ok(Some(held)),
        (false, false) => {
            let said = format!("missing: shard {}; name its folder too, or give --partial to join the others first", Held::shown(missing, held.of));
            Err(Exit::error(exit::NOTHING_RAN, said))
        }
    }
}

/// `Err` if a folder is named twice, or if writing in `out` would touch one of them.
fn apart(shards: &[PathBuf], out: &Path) -> Result<()> {
    let target = real(out);
    let mut seen: BTreeMap<PathBuf, &Path> = BTreeMap::new();
    for shard in shards {
        let path = real(shard);
        if target.starts_with(&path) || path.starts_with(target.join("counts")) {
            bail!("results would be written to `{}`, over the shard `{}`; choose another --out", out.display(), shard.display());
        }
        if let Some(other) = seen.insert(path, shard) {
            bail!("`{}` and `{}` are the same shard; name it once", other.display(), shard.display());
        }
    }
    Ok(())
}

/// The lock of a folder that is read, if runs were ever made there; `Err` if one is at work.
fn lock(folder: &Path) -> Result<Lock> {
    match Lock::to_read(folder) {
        // Where folders cannot be locked, the journal still tells a run that did not end.
        Locked::Held(lock) => Ok(lock),
        Locked::ByAnother => bail!("a run writes in `{}`; wait for its end", folder.display()),
    }
}

fn part(folder: &Path, suite: &Suite) -> Result<ShardResults> {
    let shown = folder.display().to_string();
    let results = load(&Root::here(), utf8(folder)?)?;
    some(&results, &shown)?;
    let errors = errors(folder, &results)?;
    if let Some(drawn) = drawn(&folder.join("scores.csv"))? {
        let asked = boot(suite.terms.boot);
        if drawn != asked {
            let said = format!(
                "`{}`: intervals were drawn with {drawn}, but suite `{}` says {asked}; name the suite of the run with --suite",
                folder.join("scores.csv").display(),
                suite.shown
            );
            return Err(Exit::error(exit::NOT_COMPARABLE, said));
        }
    }
    Ok(ShardResults { folder: shown, results, errors })
}

/// The errors of a shard: its errors.csv, or the files of its systems. `Err` if it has neither.
fn errors(folder: &Path, results: &Results) -> Result<ShardErrors> {
    let path = folder.join("errors.csv");
    let files = own_errors(folder)?;
    match File::open(&path) {
        Ok(file) => Ok(ShardErrors::Csv(Box::new(file))),
        Err(_) if !files.is_empty() => {
            let of = |system: &String| errors_of(&Root::here(), utf8(folder)?, system);
            let errors = results.systems.keys().map(of).collect::<Result<Vec<_>>>()?;
            Ok(ShardErrors::Columns(errors.into_iter().flatten().collect()))
        }
        Err(error) => Err(error).with_context(|| format!("cannot read `{}`, which every run writes; run the shard again", path.display())),
    }
}

/// How the replicates of a scores.csv were drawn; `None` if there is no such file or no row in it.
fn drawn(path: &Path) -> Result<Option<String>> {
    let Ok(file) = File::open(path) else { return Ok(None) };
    let mut reader = csv::Reader::from_reader(file);
    let Some(record) = reader.records().next() else { return Ok(None) };
    let record = record.with_context(|| format!("`{}` is not CSV", path.display()))?;
    let fields = record.iter().next_back().unwrap_or_default().split('|');
    Ok(Some(fields.filter_map(|field| field.strip_prefix("boot:")).next().map_or_else(|| boot(None), |drawn| format!("`{drawn}`"))))
}

fn boot(boot: Option<Boot>) -> String {
    boot.map_or_else(|| "no replicates".into(), |boot| format!("`{boot}`"))
}

/// The journal of this merge: until it is closed, the results in the folder are not whole.
///
/// `Err` if the folder holds an interrupted run, whose finished cells would be lost.
fn opened(out: &Path) -> Result<Journal> {
    let interrupted = std::fs::read_to_string(out.join("partial/identity")).is_ok_and(|identity| identity != IDENTITY);
    if interrupted {
        bail!("the last run in `{}` did not end: the same command completes it; or choose another --out", out.display());
    }
    Ok(Journal::open(out, IDENTITY, true)?.0)
}

/// The number of articles without an answer, by cell.
fn unanswered(results: &Results) -> Result<Vec<(String, usize)>> {
    let mut cells: BTreeMap<String, usize> = BTreeMap::new();
    for (name, covered) in results.cells()? {
        *cells.entry(format!("{} × {}", name.system, name.corpus)).or_default() += covered.unanswered();
    }
    Ok(cells.into_iter().filter(|(_, articles)| *articles > 0).collect())
}
