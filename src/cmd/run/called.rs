//! A run of systems that a caller in this process gives, without a folder of results.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};
use mihak_core::annotation::Task;
use mihak_core::safe::Terminal;
use mihak_core::score::Score;

use crate::cmd::arguments::SelectArgs;
use crate::cmd::run::{RunArgs, cells};
use crate::cmd::selected::Selected;
use crate::corpus::Articles;
use crate::report::grid::Room;
use crate::report::{sections, table};
use crate::results::{ErrorRecord, Results, StoredCounts, by_system};
use crate::run::{Silent, learned, run};
use crate::stop::Stop;
use crate::suite::Suite;
use crate::system::System;

/// What a run finds.
pub struct Ran {
    /// The counts by system.
    pub results: Results,
    /// The rows of scores.csv.
    pub scores: Vec<Score>,
    /// Every error, and every article without an answer.
    pub errors: Vec<ErrorRecord>,
    /// The number of articles without an answer, by cell.
    pub failures: BTreeMap<String, usize>,
    /// What was not run.
    pub remarks: Vec<String>,
    order: (Vec<String>, Vec<String>),
}

impl Ran {
    /// The summary that `mihak run` prints.
    pub fn tables(&self, room: Room) -> Terminal<'static> {
        table::terminal(&sections(&self.scores, &self.order.0, &self.order.1), room)
    }

    /// The views in their order, the main one first.
    pub fn views(&self) -> &[String] {
        &self.order.1
    }
}

/// Runs these systems on the selected corpora and splits of the suite, with so many workers.
///
/// `Err` if two systems have one name, if a system is missing, if nothing is selected, or if a corpus cannot be read.
pub fn called(suite: &Suite, systems: &[System], select: &SelectArgs, jobs: usize) -> Result<Ran> {
    let stop = Stop::default();
    let mut names = BTreeSet::new();
    for system in systems {
        if !names.insert(system.name.as_str()) {
            bail!("system `{}` is named twice", system.name);
        }
        if let Err(failure) = system.receipt(&stop) {
            bail!("system `{}` {failure}", system.name);
        }
    }
    let selected = Selected::to_run(select, suite)?;
    let there: Vec<&System> = systems.iter().collect();
    let args = RunArgs { quiet: true, ..RunArgs::default() };
    let corpora: Vec<&dyn Articles> = selected.corpora.iter().map(|corpus| &**corpus).collect();
    let whole = cells(&args, &there, &selected, &corpora)?;
    let run_on: BTreeSet<String> = whole.iter().map(|cell| cell.name()).collect();
    let mut remarks = Vec::new();
    for (system, corpus) in systems.iter().flat_map(|system| selected.corpora.iter().map(move |corpus| (system, corpus))) {
        let cell = format!("{} × {}", system.name, corpus.name());
        if !run_on.contains(&cell) {
            remarks.push(format!("{cell}: not run, because the corpus has no such gold, or no article of the split"));
        }
    }
    let mut known = BTreeMap::new();
    let mut open = Vec::with_capacity(whole.len());
    for cell in whole {
        let cell = cell.overlapping(suite.overlap);
        if cell.system.task == Task::Entities && !known.contains_key(cell.corpus.name()) {
            known.insert(cell.corpus.name().to_string(), learned(cell.corpus)?);
        }
        let seen = known.get(cell.corpus.name()).cloned().flatten();
        open.push(cell.knowing(seen));
    }
    let outcomes = run(&open, &suite.views, jobs, &Silent, &stop)?;
    let outcomes: Vec<_> = outcomes.into_iter().map(|outcome| outcome.expect("nobody stops this run")).collect();
    let finished = open.iter().zip(&outcomes);
    let failures = finished.clone().filter(|(_, outcome)| outcome.failures > 0).map(|(cell, outcome)| (cell.name(), outcome.failures)).collect();
    let (counts, errors) = by_system(finished.map(|(cell, outcome)| (cell.system.name.as_str(), cell.corpus.name(), outcome)));
    let joined = |(system, parts): (&str, Vec<StoredCounts>)| Ok((system.to_string(), StoredCounts::joined(parts)?));
    let results = Results { systems: counts.into_iter().map(joined).collect::<Result<_>>()? };
    let errors = errors.into_values().flatten().flat_map(|errors| errors.records()).collect::<Result<Vec<_>>>()?;
    let scores = results.scores(suite.terms)?;
    Ok(Ran { results, scores, errors, failures, remarks, order: suite.order() })
}
