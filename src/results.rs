//! A folder of results: counts of every system, the scores derived from them, and every error.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::folder::{Root, write_atomically};
use crate::run::{Cell, ERROR_KEY, Outcome, order};
use crate::score::counts::{self, SystemCounts};
use crate::score::errors::ErrorRow;
use crate::score::measures::{self, Score};

/// The counts of all systems of one run.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Results {
    /// By system.
    pub systems: BTreeMap<String, SystemCounts>,
}

impl Results {
    /// The counts below `path/counts`; empty if there are none.
    pub fn load(root: &Root, path: &str) -> Result<Results> {
        let folder = format!("{path}/counts");
        let mut results = Results::default();
        for file in root.tree(&folder, ".csv")? {
            let full = format!("{folder}/{file}");
            let counts = counts::read(&root.shown(&full), &root.read(&full)?)?;
            results.systems.insert(file.trim_end_matches(".csv").to_string(), counts);
        }
        Ok(results)
    }

    /// The counts of finished cells.
    pub fn of(cells: &[Cell], outcomes: &[Outcome]) -> Results {
        let mut results = Results::default();
        for (cell, outcome) in cells.iter().zip(outcomes) {
            let system = results.systems.entry(cell.system.name.clone()).or_default();
            system.version = outcome.counts.version.clone();
            system.rows.extend(outcome.counts.rows.clone());
        }
        results
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.systems.is_empty()
    }

    /// Every measure.
    pub fn scores(&self) -> Result<Vec<Score>> {
        measures::measure(&self.systems)
    }

    /// Writes `counts/*.csv` and `scores.csv` below a folder, and removes the counts of systems that are not in these results.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let counts_folder = folder.join("counts");
        let old = Root::Disk(counts_folder.clone()).tree("", ".csv")?;
        let names: BTreeSet<String> = self.systems.keys().map(|name| format!("{name}.csv")).collect();
        for (name, counts) in &self.systems {
            write_atomically(&counts_folder.join(format!("{name}.csv")), &counts::write(counts))?;
        }
        for stale in old.iter().filter(|file| !names.contains(*file)) {
            let path = counts_folder.join(stale);
            fs::remove_file(&path).with_context(|| format!("cannot remove `{}`, which is of an earlier run", path.display()))?;
        }
        write_atomically(&folder.join("scores.csv"), &measures::write(&self.scores()?))
    }
}

/// The bytes of errors.csv: every error of every cell, sorted.
pub fn write_errors(outcomes: &[Outcome]) -> Vec<u8> {
    let mut records: Vec<&Vec<String>> = outcomes.iter().flat_map(|outcome| &outcome.errors).collect();
    records.sort_by(|a, b| order(a).cmp(&order(b)));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(ERROR_KEY.iter().chain(&ErrorRow::HEADER)).expect("writing to memory does not fail");
    for record in records {
        writer.write_record(record).expect("writing to memory does not fail");
    }
    writer.into_inner().expect("writing to memory does not fail")
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
            let content = fs::read(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
            let counts = counts::read(&path.display().to_string(), &content)?;
            let failures = counts.rows.iter().filter(|(key, _)| key.layer.matching == "coverage").map(|(_, count)| count.r#fn as usize).sum();
            let errors = read_errors(&self.file(&cell, "errors"))?;
            kept.insert(cell, Outcome { counts, errors, failures });
        }
        Ok(kept)
    }

    /// Removes the journal: the run is complete.
    pub fn close(&self) -> Result<()> {
        fs::remove_dir_all(&self.folder).with_context(|| format!("cannot remove `{}`", self.folder.display()))
    }
}

/// The records of an errors.csv.
pub fn read_errors(path: &Path) -> Result<Vec<Vec<String>>> {
    let content = fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let mut reader = csv::Reader::from_reader(content.as_slice());
    let header: Vec<&str> = ERROR_KEY.iter().chain(&ErrorRow::HEADER).copied().collect();
    if reader.headers().with_context(|| format!("`{}` is not CSV", path.display()))? != header {
        bail!("`{}` line 1: expected the columns `{}`", path.display(), header.join(","));
    }
    let records = reader.records().map(|record| record.map(|record| record.iter().map(String::from).collect()));
    records.collect::<csv::Result<_>>().with_context(|| format!("`{}` is not CSV", path.display()))
}
