//! The counts of all systems of one run, in memory and on disk, and the scores that are derived from them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use mihak_core::measure::counts::{self, SystemCounts};
use mihak_core::measure::coverage::COVERAGE;
use mihak_core::measure::definition::ViewKind;
use mihak_core::measure::terms::Terms;
use mihak_core::score::replicates::Replicated;
use mihak_core::score::{self, Score, evaluate};

use crate::folder::{Root, write_atomically};
use crate::results::cell::{CellName, Covered};
use crate::results::outcome::Outcome;
use crate::results::owned::own_counts;
use crate::results::totals::totals;

/// The counts of all systems of one run.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Results {
    /// By system.
    pub systems: BTreeMap<String, SystemCounts>,
}

impl Results {
    /// What each cell was run on, read off the counts.
    pub fn cells(&self) -> BTreeMap<CellName, Covered> {
        let mut cells: BTreeMap<CellName, Covered> = BTreeMap::new();
        for (system, counts) in &self.systems {
            for (key, count) in counts.rows() {
                let cell = cells.entry(CellName::of(system, key)).or_default();
                if *key.layer.matching == COVERAGE {
                    cell.corpus = key.corpus.into();
                    cell.articles.insert(key.article.into(), count.tp > 0);
                } else if key.layer.matching.view == ViewKind::Declared && !key.layer.view.is_empty() && cell.scheme.is_empty() {
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

    /// The counts of finished cells, each with the name of its system; they are taken out of the outcomes.
    pub fn of<'a>(cells: impl IntoIterator<Item = (&'a str, &'a mut Outcome)>) -> Results {
        let mut parts: BTreeMap<&str, Vec<SystemCounts>> = BTreeMap::new();
        for (system, outcome) in cells {
            parts.entry(system).or_default().push(std::mem::take(&mut outcome.counts));
        }
        Results { systems: parts.into_iter().map(|(system, parts)| (system.into(), SystemCounts::joined(parts))).collect() }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.systems.is_empty()
    }

    /// Every measure, with intervals if the terms say how replicates are drawn.
    pub fn scores(&self, terms: Terms) -> Result<Vec<Score>> {
        Ok(evaluate::measure(&self.systems, &totals(&self.systems, terms.undefined)?, terms))
    }

    /// The measures for which `wanted` holds, each with its value in every replicate; `wanted` sees scores without intervals.
    pub fn replicated(&self, terms: Terms, wanted: &(dyn Fn(&Score) -> bool + Sync)) -> Result<Vec<Replicated>> {
        Ok(evaluate::replicated(&self.systems, &totals(&self.systems, terms.undefined)?, terms, wanted))
    }

    /// Writes `counts/*.csv` and `scores.csv` below a folder, removes the counts of systems that are not in these results, and
    /// returns the scores.
    pub fn write(&self, folder: &Path, terms: Terms) -> Result<Vec<Score>> {
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
        let scores = self.scores(terms)?;
        write_atomically(&folder.join("scores.csv"), &score::write(&scores))?;
        Ok(scores)
    }
}
