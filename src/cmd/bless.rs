//! `mihak bless`: fresh results become the baseline, with a reason.

mod speed;

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use chrono::DateTime;
use clap::Args;
use mihak_core::annotation::Task;
use mihak_core::measure::column::{Column, Table};
use mihak_core::measure::counts::Batched;
use mihak_core::measure::key::SCORER;
use mihak_core::measure::registry;
use mihak_core::records;
use mihak_core::safe::{Guard, line, terminal};
use mihak_core::score::{Score, decimals};
use mihak_core::wording::count;

use crate::check::{RemarkKind, missing};
use crate::cmd::arguments::{CountsForm, GuardArgs};
use crate::cmd::bless::speed::Speed;
use crate::cmd::comparison::compare;
use crate::cmd::folders::{results, some, utf8};
use crate::cmd::stdout::print;
use crate::exit::{self, Code, Exit, FINE, REGRESSED};
use crate::folder::{Root, Staged, is_no_link, write_inside};
use crate::report::verdict::gate_lines;
use crate::results::shard::Held;
use crate::results::{CellName, Covered, Form, Results, StoredCounts, StoredErrors, errors_of, own_errors, remove_stale};
use crate::suite::Suite;

/// The columns of blessed.csv.
const HEADER: [&str; 11] = ["date", "system", "corpus", "split", "task", "change", "measure", "before", "after", "delta", "reason"];

/// Arguments of `mihak bless`.
#[derive(Args, Debug)]
pub struct BlessArgs {
    /// Why the baseline moves; kept in blessed.csv
    #[arg(long, value_name = "REASON")]
    pub because: String,
    /// Bless even if cells of the baseline are missing in the fresh results; they are removed from the baseline
    #[arg(long)]
    pub remove: bool,
    /// How counts and errors are written: as CSV up to 100,000 rows, else as Parquet files; or always as one of these [default: parquet]
    #[arg(long, value_enum, value_name = "FORM")]
    pub counts: Option<CountsForm>,
    /// Bless also the instructions that `mihak bench --instructions` counted
    #[arg(long)]
    pub speed: bool,
    /// The suite beside which the baseline stands [default: ./suite.toml]
    #[arg(long, value_name = "FILE")]
    pub suite: Option<PathBuf>,
    /// The fresh results [default: target/mihak]
    #[arg(long, value_name = "DIR")]
    pub results: Option<PathBuf>,
    /// The baseline [default: `results` beside the suite]
    #[arg(long, value_name = "DIR")]
    pub baseline: Option<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub guard: GuardArgs,
}

/// Runs `mihak bless`. `Err` with [`exit::NOTHING_RAN`] if the fresh results lack a part of the baseline, with [`exit::NOT_COMPARABLE`] if they
/// are of another scorer.
pub fn run(args: &BlessArgs) -> Result<Code> {
    let reason = args.because.trim();
    if reason.is_empty() {
        bail!("--because is empty; say why the baseline moves");
    }
    let suite = Suite::find(args.suite.as_deref())?;
    let folder = match (&args.baseline, suite.baseline()) {
        (Some(folder), _) => folder.clone(),
        (None, (Root::Disk(root), path)) => root.join(path),
        (None, (Root::Embedded, _)) => bail!("the embedded suite has a fixed baseline; name a folder with --baseline, or a suite with --suite"),
    };
    let (fresh, from) = results(args.results.as_deref())?;
    some(&fresh, &from.display().to_string())?;
    if std::fs::canonicalize(&from).is_ok_and(|from| std::fs::canonicalize(&folder).is_ok_and(|folder| folder == from)) {
        bail!("`{}` is the baseline itself; --results names fresh ones", from.display());
    }
    if let Some(held) = Held::read(&from)? {
        let said = format!("`{}` holds shard {} only: `mihak merge` joins all of them", from.display(), Held::shown(held.numbers, held.of));
        return Err(Exit::error(exit::NOTHING_RAN, said));
    }
    let before = match Results::load(&Root::here(), utf8(&folder)?) {
        Err(_) if args.remove => Results::default(),
        before => before.context("the baseline cannot be read; --remove replaces it")?,
    };
    if let Some((system, counts)) = fresh.systems.iter().find(|(_, counts)| counts.scorer() != SCORER) {
        let said = format!("results of `{system}` are of scorer {}, this program is scorer {SCORER}: run `mihak run` again", counts.scorer());
        return Err(Exit::error(exit::NOT_COMPARABLE, said));
    }
    let run: BTreeSet<String> = fresh.systems.keys().cloned().collect();
    let fresh = with_optional(fresh, &before, &suite);
    let kept: Vec<&str> = fresh.systems.keys().filter(|name| !run.contains(*name)).map(String::as_str).collect();
    let speed = args.speed.then(|| Speed::read(&from, &folder)).transpose()?;
    let (now, old) = (fresh.cells()?, before.cells()?);
    let mut lost = lost(&now, &old);
    lost.extend(speed.iter().flat_map(Speed::lost));
    if !lost.is_empty() && !args.remove {
        let said = format!(
            "the fresh results lack {} of the baseline, such as {}: run everything, or give --remove if they are to go",
            count(lost.len(), "part"),
            lost[0]
        );
        return Err(Exit::error(exit::NOTHING_RAN, said));
    }
    let old_errors = own_errors(&folder)?;
    let errors = gated_errors(&suite, &fresh, (&run, &from), &folder)?;
    let moves = moves((&fresh, &now), (&before, &old), &suite)?;
    let mut records: Vec<[String; 9]> = moves.iter().map(Move::fields).collect();
    records.extend(speed.iter().flat_map(Speed::records));
    let guard = args.guard.guard();
    let log = log(&folder.join("blessed.csv"), &records, &today()?, reason, guard)?;
    // What regresses is shown before anything moves.
    print(terminal(&regressions(&suite, (&fresh, &from), &before, &folder)?))?;
    lost.iter().try_for_each(|part| print(terminal(&format!("removed  {}\n", line(part)))))?;
    speed.iter().try_for_each(|speed| print(terminal(&speed.regressions(suite.instructions))))?;
    // All of it, or nothing: a baseline without its reason, or with a part of its counts, would tell wrong losses.
    let staged = Staged::of(&folder)?;
    if let Some(log) = log {
        write_inside(staged.path(), "blessed.csv", &log)?;
    }
    // Nobody reads them, and every clone has them.
    let form = args.counts.unwrap_or(CountsForm::Parquet).form();
    fresh.write(staged.path(), &fresh.scores(suite.terms)?, form, guard)?;
    speed.iter().try_for_each(|speed| speed.write(staged.path()))?;
    keep_errors(&staged.path().join("errors"), &old_errors, &errors, (form, guard))?;
    let scores = |folder: &Path| std::fs::read(folder.join("scores.csv")).ok();
    let anew = scores(&folder).is_some_and(|old| Some(old) != scores(staged.path()));
    staged.put()?;
    if suite.gates.iter().any(|gate| fresh.systems.contains_key(&gate.system) && !errors.contains_key(&gate.system)) {
        let from = from.display().to_string();
        print(terminal(&format!("`{}` has no errors of some systems: `mihak check` cannot tell what flips against this baseline\n", line(&from))))?;
    }
    if !kept.is_empty() {
        print(terminal(&format!("kept as they were, because they are optional and were not run: {}\n", line(&kept.join(", ")))))?;
    }
    print(terminal(&summary(&folder, &records, anew, reason)))?;
    let unanswered = now.values().map(|cell| cell.unanswered()).sum();
    if unanswered > 0 {
        print(terminal(&format!("{} without an answer are part of the baseline\n", count(unanswered, "article"))))?;
    }
    Ok(FINE)
}

/// What was done; `anew` says that scores.csv is not what it was.
fn summary(folder: &Path, records: &[[String; 9]], anew: bool, reason: &str) -> String {
    let folder = folder.display().to_string();
    let (folder, reason) = (line(&folder), line(reason));
    if records.is_empty() {
        let said = if anew { "holds these counts already; scores.csv is derived anew" } else { "already holds these results" };
        return format!("`{folder}` {said}\n");
    }
    let many = |kind: &str| records.iter().filter(|record| record[4] == kind).count();
    let said = format!("{} new, {} changed, {} removed", many("new"), many("changed"), many("removed"));
    format!("blessed in `{folder}`: {said}: {reason}\n")
}

/// The gates that regress against the baseline that is about to move, as `mihak check` shows them; empty if there are none.
fn regressions(suite: &Suite, fresh: (&Results, &Path), before: &Results, folder: &Path) -> Result<String> {
    if before.is_empty() {
        return Ok(String::new());
    }
    let verdict = compare(suite, None, fresh, (before, &Root::here(), utf8(folder)?), &|_| true)?;
    if verdict.code != REGRESSED {
        return Ok(String::new());
    }
    let lines: Vec<String> = verdict.regressed().flat_map(gate_lines).collect();
    Ok(format!("{}\n{}; it is blessed all the same\n", lines.join("\n"), verdict.said))
}

/// The errors of the systems that a gate names: those of the run, and those of the baseline of systems that were not run; nothing of systems of
/// which none are kept.
fn gated_errors(suite: &Suite, fresh: &Results, (run, from): (&BTreeSet<String>, &Path), folder: &Path) -> Result<BTreeMap<String, StoredErrors>> {
    let gated: BTreeSet<&String> = suite.gates.iter().map(|gate| &gate.system).filter(|system| fresh.systems.contains_key(*system)).collect();
    let errors = gated.into_iter().map(|system| {
        let of = if run.contains(system) { from } else { folder };
        Ok(errors_of(&Root::here(), utf8(of)?, system)?.map(|errors| (system.clone(), errors)))
    });
    Ok(errors.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}

/// Writes the errors of these systems below a folder, and removes those of others: errors of other counts would tell wrong flips.
fn keep_errors(folder: &Path, old: &[String], errors: &BTreeMap<String, StoredErrors>, (form, guard): (Form, Guard)) -> Result<()> {
    is_no_link(folder)?;
    let written = errors.iter().map(|(system, errors)| StoredErrors::write(&[errors], folder, system, form, guard)).collect::<Result<_>>()?;
    remove_stale(folder, old, &written)
}

/// The fresh results, with those of the baseline of systems that are optional and were not run.
fn with_optional(mut fresh: Results, before: &Results, suite: &Suite) -> Results {
    for system in suite.systems.iter().filter(|system| system.optional) {
        if let (false, Some(counts)) = (fresh.systems.contains_key(&system.name), before.systems.get(&system.name)) {
            fresh.systems.insert(system.name.clone(), counts.clone());
        }
    }
    fresh
}

/// What each cell was run on.
type Cells = BTreeMap<CellName, Covered>;

/// The cells of the baseline that the fresh results do not have, and the views and articles of those that they have.
fn lost(now: &Cells, old: &Cells) -> Vec<String> {
    let gone = missing(now, old);
    gone.iter().filter(|part| part.kind == RemarkKind::Missing).map(|part| format!("{}: {}", part.subject(), part.said)).collect()
}

/// A cell whose counts are not what they were.
struct Move {
    cell: CellName,
    /// The corpus with version and hash.
    corpus: String,
    /// `new`, `changed` or `removed`.
    change: &'static str,
    before: Option<f64>,
    after: Option<f64>,
    /// Whether both values measure the same: same corpus, same scorer.
    comparable: bool,
}

/// The cells that moved, sorted.
fn moves((fresh, now): (&Results, &Cells), (before, old): (&Results, &Cells), suite: &Suite) -> Result<Vec<Move>> {
    let terms = suite.terms.without_intervals();
    let (values, old_values) = (main_values(&fresh.scores(terms)?, suite), main_values(&before.scores(terms)?, suite));
    let cells: BTreeSet<&CellName> = now.keys().chain(old.keys()).collect();
    let counted = fresh.moved(before);
    let receipt = |results: &Results, cell: &CellName| {
        let head = results.systems.get(&cell.system).map(StoredCounts::head);
        head.map(|head| (head.scorer, head.version, head.readings))
    };
    let mut moves = Vec::new();
    for cell in cells {
        let (change, of) = match (old.get(cell), now.get(cell)) {
            (None, Some(now)) => ("new", now),
            (Some(old), None) => ("removed", old),
            (Some(_), Some(now)) if counted.contains(cell) || receipt(fresh, cell) != receipt(before, cell) => ("changed", now),
            _ => continue,
        };
        let scorer = |results: &Results| receipt(results, cell).map(|(scorer, ..)| scorer);
        let comparable =
            old.get(cell).is_some_and(|old| old.corpus == of.corpus && old.articles.keys().eq(of.articles.keys())) && scorer(fresh) == scorer(before);
        let value = |values: &BTreeMap<CellName, f64>| values.get(cell).copied();
        moves.push(Move { cell: cell.clone(), corpus: of.corpus.clone(), change, before: value(&old_values), after: value(&values), comparable });
    }
    Ok(moves)
}

/// The main measure of a task, as the log has it.
fn main_measure(task: Task) -> String {
    let mains = registry::ALL.iter().filter(|matching| matching.tasks.contains(&task));
    let main = mains.flat_map(|matching| {
        matching.columns.iter().filter(|column| column.is_main && column.table != Table::Files).map(move |column| (matching, column))
    });
    main.map(|(matching, column)| format!("{matching} {}", column.measure)).next().unwrap_or_default()
}

/// The main measure of every cell that has it: word accuracy under the declared scheme, exact micro F1 in the first view of the suite.
fn main_values(scores: &[Score], suite: &Suite) -> BTreeMap<CellName, f64> {
    let (_, views) = suite.order();
    let place = |view: &str| views.iter().position(|name| name == view).unwrap_or(usize::MAX);
    let mut found: BTreeMap<CellName, (usize, f64)> = BTreeMap::new();
    for score in scores {
        let layer = &score.key.layer;
        let is_main = |column: &&Column| column.is_main && column.table != Table::Files;
        let mut mains = layer.matching.columns.iter().filter(is_main);
        let main = mains.any(|column| column.is_of(layer.bound, layer.orth, &layer.label, score.measure.name));
        if let Some(value) = score.value.filter(|_| main) {
            let new = (place(&layer.view), value);
            let kept = found.entry(CellName::of(&score.system, score.key.by_ref())).or_insert(new);
            if new.0 < kept.0 {
                *kept = new;
            }
        }
    }
    found.into_iter().map(|(cell, (_, value))| (cell, value)).collect()
}

/// The content of blessed.csv with a row for every move after what it holds; `None` if nothing moved.
///
/// `Err` if the file has other columns: rows of two kinds in one file could not be read.
fn log(path: &Path, moves: &[[String; 9]], date: &str, reason: &str, guard: Guard) -> Result<Option<Vec<u8>>> {
    let old = match path.exists() {
        true => {
            let mut old = std::fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
            if old.last().is_some_and(|&last| last != b'\n') {
                old.push(b'\n');
            }
            let head = old.split(|&byte| byte == b'\n').next().unwrap_or_default();
            let (head, wanted) = (String::from_utf8_lossy(head).trim_end().to_string(), HEADER.join(","));
            if head != wanted {
                let path = path.display();
                bail!("`{path}` line 1: columns are `{head}`, expected `{wanted}`; bring its rows into these columns, or move it away");
            }
            old
        }
        false => records::bytes(HEADER, |_| Ok(())),
    };
    if moves.is_empty() {
        return Ok(None);
    }
    let new = records::extended(old, |writer| {
        moves.iter().try_for_each(|moved| {
            // Numbers stand behind the names, and in front of the reason.
            let (names, numbers) = moved.split_at(6);
            let names = names.iter().map(|name| guard.text(name).into_owned());
            writer.write_record(std::iter::once(date.into()).chain(names).chain(numbers.iter().cloned()).chain([guard.text(reason).into_owned()]))
        })
    });
    Ok(Some(new))
}

impl Move {
    /// The fields between date and reason: shares of 1 with six decimals, what is unknown or not comparable empty.
    fn fields(&self) -> [String; 9] {
        let delta =
            self.before.zip(self.after).filter(|_| self.comparable).map_or(String::new(), |(before, after)| format!("{:+.6}", after - before));
        let CellName { system, split, task, .. } = &self.cell;
        let [system, corpus, split, task, change, measure] =
            [system, &self.corpus, split, task.name(), self.change, &main_measure(*task)].map(String::from);
        [system, corpus, split, task, change, measure, decimals(self.before), decimals(self.after), delta]
    }
}

/// The day in UTC as `yyyy-mm-dd`: of `SOURCE_DATE_EPOCH` where it is set, else of the clock.
fn today() -> Result<String> {
    let seconds = match env::var("SOURCE_DATE_EPOCH") {
        // Days of more than four digits are no dates of this file.
        Ok(given) => given
            .parse::<u64>()
            .ok()
            .filter(|&seconds| seconds < 253_402_300_800)
            .with_context(|| format!("SOURCE_DATE_EPOCH is `{given}`, expected seconds since 1970-01-01 before the year 10000"))?,
        Err(_) => SystemTime::now().duration_since(UNIX_EPOCH).context("the clock stands before 1970")?.as_secs(),
    };
    let day = DateTime::from_timestamp(seconds as i64, 0).context("the clock shows a time that no calendar has")?;
    Ok(day.format("%Y-%m-%d").to_string())
}
