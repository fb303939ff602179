//! What `mihak bench` measures: the systems and the scorer, each on a sample of a corpus.

use std::collections::BTreeSet;
use std::env;
use std::path::PathBuf;

use anyhow::{Context, Result};
use mihak_core::annotation::Task;
use mihak_core::safe::{line, terminal};
use mihak_systems::failure::Failure;

use crate::cmd::bench::arguments::BenchArgs;
use crate::cmd::selected::{Selected, nothing_selected, tell_left_out};
use crate::corpus::CorpusSpec;
use crate::problem::{tell, told};
use crate::speed::sample::Sample;
use crate::speed::work::{SCORER_NAME, Work};
use crate::speed::worker::Order;
use crate::stop::Stop;
use crate::suite::Suite;
use crate::system::System;

/// One thing that is measured: a system, or (`None`) the scorer, on a sample.
pub struct BenchJob<'a> {
    /// The place of the corpus in the selection.
    at: usize,
    system: Option<&'a System>,
    task: Task,
}

/// What is measured on what.
pub struct Selection<'a> {
    corpora: Vec<(&'a CorpusSpec, Sample)>,
    splits: Vec<String>,
    /// What is measured, corpus by corpus.
    pub jobs: Vec<BenchJob<'a>>,
}

impl<'a> Selection<'a> {
    /// The part of the suite that the arguments name. `Err` with [`crate::exit::NOTHING_RAN`] if that is nothing.
    pub fn new(args: &BenchArgs, suite: &'a Suite, stop: &Stop) -> Result<Selection<'a>> {
        let mut selected = Selected::new(&args.select, suite, &[SCORER_NAME])?;
        let loaded = std::mem::take(&mut selected.corpora);
        let known: BTreeSet<&str> = loaded.iter().flat_map(|corpus| corpus.splits()).collect();
        let wanted = |split: &&str| !args.select.split.is_empty() && selected.splits.matches(split);
        let splits: Vec<String> = known.into_iter().filter(wanted).map(String::from).collect();
        let samples = selected.specs.iter().zip(loaded).filter_map(|(spec, corpus)| Some((*spec, Sample::new(corpus, &splits)?)));
        let corpora: Vec<(&CorpusSpec, Sample)> = samples.collect();
        let mut jobs = Vec::new();
        for (at, (_, sample)) in corpora.iter().enumerate() {
            // Other programs may take hours for the rounds of all: they are measured where they are named.
            let named = |system: &System| !args.select.system.is_empty() || !system.is_program();
            let systems = suite.systems.iter().filter(|system| selected.wants(&system.name, system.task) && named(system));
            let systems = systems.filter(|system| is_there(system, stop));
            jobs.extend(systems.map(|system| BenchJob { at, system: Some(system), task: system.task }));
            let gold = &sample.corpus.gold;
            let scored = [(Task::Segments, gold.words.is_some()), (Task::Entities, gold.mentions.is_some())];
            let scored = scored.into_iter().filter(|(task, there)| *there && selected.wants(SCORER_NAME, *task));
            jobs.extend(scored.map(|(task, _)| BenchJob { at, system: None, task }));
        }
        if jobs.is_empty() {
            return Err(nothing_selected());
        }
        Ok(Selection { corpora, splits, jobs })
    }

    /// The sample of a job.
    pub fn sample(&self, job: &BenchJob) -> &Sample {
        &self.corpora[job.at].1
    }

    /// How messages and tables name a job: `union × news (entities)`.
    pub fn name(&self, job: &BenchJob) -> String {
        let system = job.system.map_or(SCORER_NAME, |system| &system.name);
        format!("{system} × {} ({})", self.corpora[job.at].0.name, job.task)
    }

    /// The work of a job in this process; `None` with a note where the views of the suite do not let the scorer work.
    pub fn work(&self, suite: &Suite, job: &BenchJob, stop: &Stop) -> Result<Option<Work>> {
        match job.system {
            Some(system) => Work::of(system, self.sample(job), stop).map(Some),
            None => match Work::of_scorer(job.task, &suite.views, self.sample(job)) {
                Ok(work) => Ok(work),
                Err(error) => {
                    tell(terminal(&format!("mihak: {}: not measured: {}", line(&self.name(job)), told(&error))));
                    Ok(None)
                }
            },
        }
    }

    /// The order for another process.
    pub fn order(&self, suite: &Suite, job: &BenchJob) -> Option<Order> {
        let order = Order::new(suite, self.corpora[job.at].0, &self.splits, job.system, job.task);
        if order.is_none() {
            tell(line(&format!("mihak: {}: not measured, because it is no builtin that another process could open", self.name(job))));
        }
        order
    }
}

/// Whether a system is there; one that is optional and missing is left out with a line.
fn is_there(system: &System, stop: &Stop) -> bool {
    match system.receipt(stop) {
        Err(failure @ Failure::Missing { .. }) if system.optional => {
            tell_left_out(&system.name, &failure);
            false
        }
        _ => true,
    }
}

/// This program, to be started again.
pub fn this_program() -> Result<PathBuf> {
    env::current_exe().context("the path of this program is not known")
}
