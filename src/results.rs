//! A folder of results: counts of every system, the scores derived from them, and every error.

pub mod merge;
pub mod shard;
pub mod sums;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::{fmt, fs};

use anyhow::{Context, Result, bail};
use mihak_core::measure::counts::{self, SystemCounts};
use mihak_core::measure::errors::ErrorRow;
use mihak_core::measure::key::Key;
use mihak_core::records;
use mihak_core::score::replicates::Replicated;
use mihak_core::score::{self, Score, evaluate};
use mihak_core::statistics::bootstrap::Boot;
use mihak_core::view::view_name;

use crate::folder::{Root, write_atomically};
use crate::problem::tell;
use crate::run::{Cell, ERROR_KEY, Outcome, order};

/// The counts of all systems of one run.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Results {
    /// By system.
    pub systems: BTreeMap<String, SystemCounts>,
}

/// One cell by its names.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct CellName {
    /// The system.
    pub system: String,
    /// The corpus, without version and hash.
    pub corpus: String,
    /// The split.
    pub split: String,
    /// The task.
    pub task: String,
}

impl CellName {
    /// The cell of a count.
    pub fn of(system: &str, key: &Key) -> CellName {
        CellName { system: system.into(), corpus: key.corpus_name().into(), split: key.split.clone(), task: key.task.clone() }
    }
}

impl fmt::Display for CellName {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let CellName { system, corpus, split, task } = self;
        write!(f, "{system} × {corpus} ({split}, {task})")
    }
}

/// What a cell was run on.
#[derive(Debug, Default)]
pub struct Covered {
    /// The corpus with version and hash.
    pub corpus: String,
    /// The articles, each with whether it was answered.
    pub articles: BTreeMap<String, bool>,
    /// The scheme that a tokenizer declares; empty for extractors.
    pub scheme: String,
    /// The views or schemes under which it was scored.
    pub views: BTreeSet<String>,
}

impl Covered {
    /// The views, by name without hash, that an earlier run of the cell had and this one does not.
    pub fn lacks<'a>(&self, before: &'a Covered) -> Vec<&'a str> {
        let names: BTreeSet<&str> = self.views.iter().map(|view| view_name(view)).collect();
        before.views.iter().map(|view| view_name(view)).filter(|name| !names.contains(name)).collect()
    }

    /// The number of articles without an answer.
    pub fn unanswered(&self) -> usize {
        self.articles.values().filter(|answered| !**answered).count()
    }
}

impl Results {
    /// What each cell was run on, read off the counts.
    pub fn cells(&self) -> BTreeMap<CellName, Covered> {
        let mut cells: BTreeMap<CellName, Covered> = BTreeMap::new();
        for (system, counts) in &self.systems {
            for (key, count) in &counts.rows {
                let cell = cells.entry(CellName::of(system, key)).or_default();
                if key.layer.matching == "coverage" {
                    cell.corpus = key.corpus.clone();
                    cell.articles.insert(key.article.clone(), count.tp > 0);
                } else if key.layer.matching == "span" && cell.scheme.is_empty() {
                    cell.scheme = key.layer.view.clone();
                    cell.views.insert(key.layer.view.clone());
                } else if !cell.views.contains(&key.layer.view) {
                    cell.views.insert(key.layer.view.clone());
                }
            }
        }
        cells
    }

    /// The counts below `path/counts`; empty if there are none.
    pub fn load(root: &Root, path: &str) -> Result<Results> {
        let folder = format!("{path}/counts");
        let mut results = Results::default();
        for file in root.tree(&folder, ".csv")? {
            let full = format!("{folder}/{file}");
            let counts = counts::read(&root.shown(&full), &root.read(&full)?)?;
            let name = file.strip_suffix(".csv").expect("only such files are listed");
            results.systems.insert(name.to_string(), counts);
        }
        Ok(results)
    }

    /// The counts of finished cells, which are taken out of the outcomes.
    pub fn of(cells: &[Cell], outcomes: &mut [Outcome]) -> Results {
        let mut results = Results::default();
        for (cell, outcome) in cells.iter().zip(outcomes) {
            let system = results.systems.entry(cell.system.name.clone()).or_default();
            system.version = outcome.counts.version.clone();
            system.rows.append(&mut outcome.counts.rows);
        }
        results
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.systems.is_empty()
    }

    /// Every measure, with intervals if `boot` says how replicates are drawn.
    pub fn scores(&self, boot: Option<Boot>) -> Result<Vec<Score>> {
        Ok(evaluate::measure(&self.systems, &sums::sums(&self.systems)?, boot))
    }

    /// The measures for which `wanted` holds, each with its value in every replicate; `wanted` sees scores without intervals.
    pub fn replicated(&self, boot: Boot, wanted: &(dyn Fn(&Score) -> bool + Sync)) -> Result<Vec<Replicated>> {
        Ok(evaluate::replicated(&self.systems, &sums::sums(&self.systems)?, boot, wanted))
    }

    /// Writes `counts/*.csv` and `scores.csv` below a folder, removes the counts of systems that are not in these results, and
    /// returns the scores.
    pub fn write(&self, folder: &Path, boot: Option<Boot>) -> Result<Vec<Score>> {
        let counts_folder = folder.join("counts");
        let old = own_counts(folder)?;
        let names: BTreeSet<String> = self.systems.keys().map(|name| format!("{name}.csv")).collect();
        for (name, counts) in &self.systems {
            write_atomically(&counts_folder.join(format!("{name}.csv")), &counts::write(counts))?;
        }
        for stale in old.iter().filter(|file| !names.contains(*file)) {
            let path = counts_folder.join(stale);
            fs::remove_file(&path).with_context(|| format!("cannot remove `{}`, which is of an earlier run", path.display()))?;
        }
        let scores = self.scores(boot)?;
        write_atomically(&folder.join("scores.csv"), &score::write(&scores))?;
        Ok(scores)
    }
}

/// The files below `folder/counts`, relative to it.
///
/// `Err` if one of them holds no counts: it is not ours, and writing results would remove it.
pub fn own_counts(folder: &Path) -> Result<Vec<String>> {
    own(&folder.join("counts"), "counts", &counts::HEADER)
}

/// The files of a folder, relative to it; `Err` if one does not begin with the header of what it should hold.
fn own(folder: &Path, what: &str, header: &[&str]) -> Result<Vec<String>> {
    let files = Root::Disk(folder.to_path_buf()).tree("", ".csv")?;
    for file in &files {
        let path = folder.join(file);
        let mut head = String::new();
        let read = fs::File::open(&path).and_then(|file| BufReader::new(file).read_line(&mut head));
        if read.is_err() || head.trim_end() != header.join(",") {
            bail!("`{}` holds no {what}, and writing results would remove it; move it or choose another folder", path.display());
        }
    }
    Ok(files)
}

/// The files below `folder/errors`, relative to it.
///
/// `Err` if one of them holds no errors: it is not ours, and [`keep_errors`] would remove it.
pub fn own_errors(folder: &Path) -> Result<Vec<String>> {
    own(&folder.join("errors"), "errors", &error_header().collect::<Vec<_>>())
}

/// Writes `errors/<system>.csv` below a folder for each of these systems, and removes those of other systems.
pub fn keep_errors(folder: &Path, systems: &BTreeMap<String, Vec<Vec<String>>>) -> Result<()> {
    let old = own_errors(folder)?;
    let errors_folder = folder.join("errors");
    let file = |system: &str| format!("{system}.csv");
    for (system, records) in systems {
        write_atomically(&errors_folder.join(file(system)), &errors_csv(records.iter().collect()))?;
    }
    for stale in old.iter().filter(|old| !systems.keys().any(|system| file(system) == **old)) {
        let path = errors_folder.join(stale);
        fs::remove_file(&path).with_context(|| format!("cannot remove `{}`, which is of an earlier baseline", path.display()))?;
    }
    Ok(())
}

/// The bytes of errors.csv: every error of every cell, sorted.
pub fn write_errors(outcomes: &[Outcome]) -> Vec<u8> {
    errors_csv(outcomes.iter().flat_map(|outcome| &outcome.errors).collect())
}

fn errors_csv(mut records: Vec<&Vec<String>>) -> Vec<u8> {
    records.sort_by(|a, b| order(a).cmp(&order(b)));
    records::bytes(error_header(), |writer| records.into_iter().try_for_each(|record| writer.write_record(record)))
}

/// Finished cells of a run that is not finished, so that the next run of the same kind completes it.
pub struct Journal {
    folder: PathBuf,
}

impl Journal {
    /// The journal in `out` for runs with this identity, and the outcomes that an interrupted run of the same identity left,
    /// by the name of the cell. A journal of another identity is removed.
    pub fn open(out: &Path, identity: &str, fresh: bool) -> Result<(Journal, BTreeMap<String, Outcome>)> {
        let journal = Journal { folder: out.join("partial") };
        let key = journal.folder.join("identity");
        let mut kept = BTreeMap::new();
        if journal.folder.is_dir() {
            if !fresh && fs::read_to_string(&key).is_ok_and(|found| found == identity) {
                kept = journal.read()?;
            } else {
                journal.close()?;
            }
        }
        write_atomically(&key, identity.as_bytes())?;
        Ok((journal, kept))
    }

    fn file(&self, cell: &str, kind: &str) -> PathBuf {
        self.folder.join(format!("{}.{kind}.csv", cell.replace('/', "%")))
    }

    /// Keeps the outcome of a finished cell. The counts are written last: a cell is in the journal when they are.
    pub fn keep(&self, cell: &str, outcome: &Outcome) -> Result<()> {
        write_atomically(&self.file(cell, "errors"), &write_errors(std::slice::from_ref(outcome)))?;
        write_atomically(&self.file(cell, "counts"), &counts::write(&outcome.counts))
    }

    fn read(&self) -> Result<BTreeMap<String, Outcome>> {
        let mut kept = BTreeMap::new();
        for entry in fs::read_dir(&self.folder).with_context(|| format!("cannot read folder `{}`", self.folder.display()))? {
            let path = entry.with_context(|| format!("cannot read folder `{}`", self.folder.display()))?.path();
            let Some(cell) = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(".counts.csv")) else { continue };
            let cell = cell.replace('%', "/");
            match self.outcome(&cell, &path) {
                Ok(outcome) => drop(kept.insert(cell, outcome)),
                Err(error) => tell(&format!("mihak: {cell} is run again, because what was kept cannot be used: {error:#}")),
            }
        }
        Ok(kept)
    }

    fn outcome(&self, cell: &str, path: &Path) -> Result<Outcome> {
        let content = fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
        let counts = counts::read(&path.display().to_string(), &content)?;
        if counts.rows.is_empty() {
            bail!("`{}` has no row", path.display());
        }
        let failures = counts.rows.iter().filter(|(key, _)| key.layer.matching == "coverage").map(|(_, count)| count.r#fn as usize).sum();
        let errors = read_errors(&self.file(cell, "errors"))?;
        Ok(Outcome { counts, errors, failures })
    }

    /// Removes the journal: the run is complete. Its identity goes first, so that a half removed journal is of no run.
    pub fn close(&self) -> Result<()> {
        let _ = fs::remove_file(self.folder.join("identity"));
        fs::remove_dir_all(&self.folder).with_context(|| format!("cannot remove `{}`", self.folder.display()))
    }
}

/// The columns of errors.csv.
fn error_header() -> impl Iterator<Item = &'static str> {
    ERROR_KEY.into_iter().chain(ErrorRow::HEADER)
}

/// A reader of the records of an errors.csv; `Err` if its columns are others. `shown` names it in errors.
fn errors_reader<R: Read>(shown: &str, from: R) -> Result<csv::Reader<R>> {
    let mut reader = csv::Reader::from_reader(from);
    if !reader.headers().with_context(|| format!("`{shown}` is not CSV"))?.iter().eq(error_header()) {
        bail!("`{shown}` line 1: expected the columns `{}`", error_header().collect::<Vec<_>>().join(","));
    }
    Ok(reader)
}

/// The records of an errors.csv.
pub fn read_errors(path: &Path) -> Result<Vec<Vec<String>>> {
    let shown = path.display().to_string();
    let file = fs::File::open(path).with_context(|| format!("cannot read `{shown}`"))?;
    parse_errors(&shown, file)
}

/// The records of an errors.csv that is read from somewhere; `shown` names it in errors.
pub fn parse_errors(shown: &str, from: impl Read) -> Result<Vec<Vec<String>>> {
    let records = errors_reader(shown, from)?.into_records().map(|record| record.map(|record| record.iter().map(String::from).collect()));
    records.collect::<csv::Result<_>>().with_context(|| format!("`{shown}` is not CSV"))
}
