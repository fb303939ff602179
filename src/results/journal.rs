//! The journal of a run: it keeps finished cells, so that an interrupted run can be completed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use mihak_core::measure::counts;
use mihak_core::measure::coverage::COVERAGE;
use mihak_core::safe::{line, terminal};

use crate::folder::write_atomically;
use crate::problem::{tell, told};
use crate::results::errors::{read_errors, write_errors};
use crate::results::outcome::Outcome;

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
        write_atomically(&self.file(cell, "errors"), &write_errors(&outcome.errors))?;
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
                Err(error) => {
                    let why = told(&error);
                    tell(terminal(&format!("mihak: {} is run again, because what was kept cannot be used: {why}", line(&cell))));
                }
            }
        }
        Ok(kept)
    }

    fn outcome(&self, cell: &str, path: &Path) -> Result<Outcome> {
        let content = fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
        let counts = counts::read(&path.display().to_string(), &content)?;
        if counts.is_empty() {
            bail!("`{}` has no row", path.display());
        }
        let failures = counts.rows().filter(|(key, _)| *key.layer.matching == COVERAGE).map(|(_, count)| count.r#fn as usize).sum();
        let errors = read_errors(&self.file(cell, "errors"))?;
        Ok(Outcome { counts, errors, failures })
    }

    /// Removes the journal: the run is complete. Its identity goes first, so that a half removed journal is of no run.
    pub fn close(&self) -> Result<()> {
        let _ = fs::remove_file(self.folder.join("identity"));
        fs::remove_dir_all(&self.folder).with_context(|| format!("cannot remove `{}`", self.folder.display()))
    }
}
