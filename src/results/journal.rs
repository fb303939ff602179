//! The journal of a run: it keeps finished cells, so that an interrupted run can be completed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use mihak_core::measure::counts::Batched;
use mihak_core::measure::coverage::COVERAGE;
use mihak_core::safe::{Guard, line, terminal};
use mihak_core::tables::ENDING;

use crate::folder::{Root, is_no_link, write_inside};
use crate::problem::{tell, told};
use crate::results::cell::file_of;
use crate::results::errors::StoredErrors;
use crate::results::form::Form;
use crate::results::outcome::Outcome;
use crate::results::stored::StoredCounts;

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
        is_no_link(&journal.folder)?;
        if journal.folder.is_dir() {
            is_no_link(&journal.spill())?;
            if !fresh && fs::read_to_string(&key).is_ok_and(|found| found == identity) {
                kept = journal.read()?;
            } else {
                journal.close()?;
            }
        }
        write_inside(out, "partial/identity", identity.as_bytes())?;
        Ok((journal, kept))
    }

    /// The folder for what a cell counts that is too much for memory; a journal that is opened anew removes what a killed run left there.
    pub fn spill(&self) -> PathBuf {
        self.folder.join("open")
    }

    /// Keeps the outcome of a finished cell. The counts are written last: a cell is in the journal when they are.
    pub fn keep(&self, cell: &str, outcome: &Outcome) -> Result<()> {
        StoredErrors::write(&[&outcome.errors], &self.folder, &file_of(cell, "errors"), Form::Columns, Guard::Off)?;
        StoredCounts::write(std::slice::from_ref(&outcome.counts), &self.folder, &file_of(cell, "counts"), Form::Columns).map(drop)
    }

    fn read(&self) -> Result<BTreeMap<String, Outcome>> {
        let mut kept = BTreeMap::new();
        let ending = format!(".counts{ENDING}");
        for file in Root::Disk(self.folder.clone()).files("")? {
            let Some(cell) = file.strip_suffix(&ending) else { continue };
            let cell = cell.replace('%', "/");
            match self.outcome(&cell) {
                Ok(outcome) => drop(kept.insert(cell, outcome)),
                Err(error) => {
                    let why = told(&error);
                    tell(terminal(&format!("mihak: {} is run again, because what was kept cannot be used: {why}", line(&cell))));
                }
            }
        }
        Ok(kept)
    }

    fn outcome(&self, cell: &str) -> Result<Outcome> {
        let [counts, errors] = ["counts", "errors"].map(|kind| self.folder.join(file_of(cell, kind) + ENDING));
        let shown = counts.display().to_string();
        let counts = StoredCounts::open(&counts)?;
        if counts.is_empty() {
            bail!("`{shown}` has no row");
        }
        let coverage = counts.sums().into_iter().filter(|(key, _)| *key.layer.matching == COVERAGE);
        let failures = coverage.map(|(_, count)| count.r#fn as usize).sum();
        Ok(Outcome { counts, errors: StoredErrors::open(&errors)?, failures })
    }

    /// Removes the journal: the run is complete. Its identity goes first, so that a half removed journal is of no run.
    pub fn close(&self) -> Result<()> {
        let _ = fs::remove_file(self.folder.join("identity"));
        fs::remove_dir_all(&self.folder).with_context(|| format!("cannot remove `{}`", self.folder.display()))
    }
}
