//! The counts of all systems of one run, in memory and on disk, and the scores that are derived from them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use mihak_core::measure::counts::{Batched, Digested};
use mihak_core::measure::coverage::COVERAGE;
use mihak_core::measure::definition::ViewKind;
use mihak_core::measure::key::{KeyRef, corpus_name};
use mihak_core::measure::terms::Terms;
use mihak_core::safe::Guard;
use mihak_core::score::replicates::Replicated;
use mihak_core::score::{self, Score, evaluate};
use mihak_core::tables::ENDING;

use crate::folder::{Root, is_no_link, write_inside};
use crate::results::cell::{CellName, Covered};
use crate::results::errors::StoredErrors;
use crate::results::form::Form;
use crate::results::outcome::Outcome;
use crate::results::owned::{own_counts, own_errors, remove_stale};
use crate::results::stored::StoredCounts;
use crate::results::totals::totals;
use crate::results::written::WrittenScores;

/// The counts of all systems of one run.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Results {
    /// By system.
    pub systems: BTreeMap<String, StoredCounts>,
}

impl Results {
    /// What each cell was run on, read off the counts.
    ///
    /// `Err` if counts are in a file that cannot be read.
    pub fn cells(&self) -> Result<BTreeMap<CellName, Covered>> {
        let mut cells: BTreeMap<CellName, Covered> = BTreeMap::new();
        for (system, counts) in &self.systems {
            for (key, _) in counts.sums() {
                let cell = cells.entry(CellName::of(system, key.by_ref())).or_default();
                let view = &key.layer.view;
                if *key.layer.matching == COVERAGE {
                    cell.corpus = key.corpus;
                } else if key.layer.matching.view == ViewKind::Declared && !view.is_empty() && cell.scheme.is_empty() {
                    cell.scheme = view.clone();
                    cell.views.insert(view.clone());
                } else if !cell.views.contains(view) {
                    cell.views.insert(view.clone());
                }
            }
            let is_coverage = |key: KeyRef| *key.layer.matching == COVERAGE;
            counts.each_batch(&is_coverage, &mut |batch| {
                for (key, count) in batch.rows().filter(|(key, _)| is_coverage(*key)) {
                    let cell = cells.entry(CellName::of(system, key)).or_default();
                    cell.articles.insert(key.article.into(), count.tp > 0);
                }
                Ok(())
            })?;
        }
        Ok(cells)
    }

    /// The counts below `path/counts`; empty if there are none.
    ///
    /// `Err` if one of the files holds no counts, or if a system has two.
    pub fn load(root: &Root, path: &str) -> Result<Results> {
        let folder = format!("{path}/counts");
        let mut results = Results::default();
        let mut scores: Option<Arc<WrittenScores>> = None;
        for ending in [".csv", ENDING] {
            for file in root.tree(&folder, ending)? {
                let full = format!("{folder}/{file}");
                let name = file.strip_suffix(ending).expect("only such files are listed");
                let mut counts = root.unquoted(&[&full], StoredCounts::load(root, &full))?;
                if let (StoredCounts::File(file), Root::Disk(root)) = (&mut counts, root) {
                    let read = || Arc::new(WrittenScores::read(&root.join(path).join("scores.csv")));
                    file.scores = Some(scores.get_or_insert_with(read).clone());
                }
                if results.systems.insert(name.to_string(), counts).is_some() {
                    bail!("`{}` and the file beside it that ends in `.csv` are counts of one system: remove the older one", root.shown(&full));
                }
            }
        }
        Ok(results)
    }

    /// Every measure, with intervals if the terms say how replicates are drawn. `Err` if counts cannot be read or added up.
    ///
    /// Where counts are in a file, intervals are taken from the scores.csv beside them if its rows say the same but for these.
    pub fn scores(&self, terms: Terms) -> Result<Vec<Score>> {
        let totals = totals(&self.systems, terms.undefined)?;
        let written = |system: &str| match &self.systems[system] {
            StoredCounts::File(file) => file.scores.as_ref(),
            StoredCounts::Memory(_) => None,
        };
        let mut scores = evaluate::measure_some(&self.systems, &totals, terms, &|system| written(system).is_none())?;
        let mut others = BTreeSet::new();
        for own in scores.chunk_by_mut(|a, b| a.system == b.system) {
            let system = own[0].system.clone();
            if let Some(written) = written(&system).filter(|_| terms.boot.is_some())
                && written.fill(own).is_none()
            {
                others.insert(system);
            }
        }
        if !others.is_empty() {
            let anew = evaluate::measure_some(&self.systems, &totals, terms, &|system| others.contains(system))?;
            scores = scores.into_iter().zip(anew).map(|(score, anew)| if others.contains(&score.system) { anew } else { score }).collect();
        }
        Ok(scores)
    }

    /// The measures for which `wanted` holds, each with its value in every replicate; `wanted` sees scores without intervals.
    pub fn replicated(&self, terms: Terms, wanted: &(dyn Fn(&Score) -> bool + Sync)) -> Result<Vec<Replicated>> {
        Ok(evaluate::replicated(&self.systems, &totals(&self.systems, terms.undefined)?, terms, wanted)?)
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.systems.is_empty()
    }

    /// The cells of systems of both sides whose counts are not what they were `before`.
    pub fn moved(&self, before: &Results) -> BTreeSet<CellName> {
        let mut moved = BTreeSet::new();
        for (system, before) in &before.systems {
            let Some(now) = self.systems.get(system) else { continue };
            let (now, before) = (now.digests(), before.digests());
            let differing = now.iter().filter(|(cell, digest)| before.get(cell) != Some(digest)).map(|(cell, _)| cell);
            let gone = before.keys().filter(|cell| !now.contains_key(cell));
            moved.extend(differing.chain(gone).map(|(corpus, split, task)| CellName {
                system: system.clone(),
                corpus: corpus_name(corpus).into(),
                split: split.clone(),
                task: *task,
            }));
        }
        moved
    }

    /// Writes `counts/*`, and `scores.csv` with these scores, below a folder, and removes the counts of systems that are not in these results.
    ///
    /// Names, versions and labels of scores.csv are guarded so.
    pub fn write(&self, folder: &Path, scores: &[Score], form: Form, guard: Guard) -> Result<()> {
        write_counts(folder, self.systems.iter().map(|(name, counts)| (name.as_str(), vec![counts.clone()])).collect(), form)?;
        write_inside(folder, "scores.csv", &score::write_guarded(scores, guard))
    }
}

/// The counts of each system, in parts of different articles.
pub type Parts<'a> = BTreeMap<&'a str, Vec<StoredCounts>>;

/// Writes `counts/*` below a folder, removes the counts of other systems, and returns what was written.
pub fn write_counts(folder: &Path, parts: Parts, form: Form) -> Result<Results> {
    let counts_folder = folder.join("counts");
    is_no_link(&counts_folder)?;
    let old = own_counts(folder)?;
    let (mut results, mut written) = (Results::default(), BTreeSet::new());
    for (name, parts) in parts {
        let is_csv = form.is_csv(parts.iter().map(StoredCounts::len).sum());
        let parts = if is_csv { vec![StoredCounts::joined(parts)?] } else { parts };
        let file = StoredCounts::write(&parts, &counts_folder, name, form)?;
        let is_held = parts.iter().all(|part| matches!(part, StoredCounts::Memory(_)));
        let counts = if parts.len() == 1 || is_held { StoredCounts::joined(parts)? } else { StoredCounts::open(&counts_folder.join(&file))? };
        results.systems.insert(name.into(), counts);
        written.insert(file);
    }
    remove_stale(&counts_folder, &old, &written)?;
    Ok(results)
}

/// Writes the errors of the cells of a run below a folder: `errors.csv` if they are few, else `errors/<system>.parquet` of each system; removes what
/// stood there before. The cells of a system stand in the order of their corpora.
///
/// Text in errors.csv is guarded so.
pub fn write_errors_of(folder: &Path, systems: &BTreeMap<&str, Vec<&StoredErrors>>, form: Form, guard: Guard) -> Result<()> {
    let (file, errors_folder) = (folder.join("errors.csv"), folder.join("errors"));
    is_no_link(&errors_folder)?;
    let old = own_errors(folder)?;
    let rows = systems.values().flatten().map(|errors| errors.len()).sum();
    let mut written = BTreeSet::new();
    if form.is_csv(rows) {
        StoredErrors::write(&systems.values().flatten().copied().collect::<Vec<_>>(), folder, "errors", Form::Csv, guard)?;
    } else {
        for (system, errors) in systems {
            written.insert(StoredErrors::write(errors, &errors_folder, system, Form::Columns, guard)?);
        }
        match fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("cannot remove `{}`, which is of an earlier run", file.display()));
            }
            _ => {}
        }
    }
    remove_stale(&errors_folder, &old, &written)
}

/// The errors of a system that a folder of results holds; `None` if it keeps none of it.
pub fn errors_of(root: &Root, path: &str, system: &str) -> Result<Option<StoredErrors>> {
    for ending in [ENDING, ".csv"] {
        let file = format!("{path}/errors/{system}{ending}");
        if root.has(&file) {
            return root.unquoted(&[&file], StoredErrors::load(root, &file)).map(Some);
        }
    }
    let file = format!("{path}/errors.csv");
    if !root.has(&file) {
        return Ok(None);
    }
    let StoredErrors::Memory(records) = root.unquoted(&[&file], StoredErrors::load(root, &file))? else { unreachable!("a CSV is in memory") };
    Ok(Some(records.iter().filter(|record| record.of.system == system).cloned().collect::<Vec<_>>().into()))
}

/// The counts and the errors of finished cells, each with the name of its system, by system and corpus.
pub fn by_system<'a>(cells: impl Iterator<Item = (&'a str, &'a str, &'a Outcome)>) -> (Parts<'a>, BTreeMap<&'a str, Vec<&'a StoredErrors>>) {
    let mut sorted: Vec<_> = cells.collect();
    sorted.sort_by_key(|(system, corpus, _)| (*system, *corpus));
    let (mut counts, mut errors): (Parts, BTreeMap<&str, Vec<&StoredErrors>>) = Default::default();
    for (system, _, outcome) in sorted {
        counts.entry(system).or_default().push(outcome.counts.clone());
        errors.entry(system).or_default().push(&outcome.errors);
    }
    (counts, errors)
}
