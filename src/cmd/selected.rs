//! The part of a suite that `--system`, `--corpus`, `--task` and `--split` name.

use std::collections::BTreeSet;

use anyhow::{Error, Result};
use mihak_core::annotation::Task;
use mihak_core::safe::{line, terminal};
use mihak_systems::failure::Failure;

use crate::cmd::arguments::SelectArgs;
use crate::cmd::corpora::corpora;
use crate::cmd::patterns::Patterns;
use crate::corpus::{Corpus, CorpusSpec};
use crate::exit::{self, Exit};
use crate::problem::tell;
use crate::suite::Suite;

/// The part of a suite that the arguments of `run` and `bench` name.
pub struct Selected<'a> {
    /// The stanzas of the corpora.
    pub specs: Vec<&'a CorpusSpec>,
    /// The corpora of the stanzas, in their order.
    pub corpora: Vec<Corpus>,
    /// The splits.
    pub splits: Patterns,
    tasks: Vec<Task>,
    systems: Patterns,
}

impl<'a> Selected<'a> {
    /// The part that the arguments name, with its corpora loaded.
    ///
    /// `Err` with [`exit::NOTHING_RAN`] if a pattern matches nothing; `others` are systems that the suite does not name.
    pub fn new(select: &SelectArgs, suite: &'a Suite, others: &[&str]) -> Result<Selected<'a>> {
        let known: Vec<&str> = suite.corpora.iter().map(|spec| spec.name.as_str()).collect();
        let wanted = Patterns::new("corpus", &select.corpus, &known)?;
        // What is to be run only on request is not what a call without a name means.
        let asked = |spec: &&CorpusSpec| wanted.matches(&spec.name) && (!select.corpus.is_empty() || !spec.on_request);
        let specs: Vec<&CorpusSpec> = suite.corpora.iter().filter(asked).collect();
        let corpora = corpora(suite, specs.iter().copied())?;
        let tasks = select.task.iter().map(|name| name.parse::<Task>().map_err(Error::msg)).collect::<Result<Vec<_>>>()?;
        let known: Vec<&str> = suite.systems.iter().map(|system| system.name.as_str()).chain(others.iter().copied()).collect();
        let systems = Patterns::new("system", &select.system, &known)?;
        let known: BTreeSet<&str> = corpora.iter().flat_map(Corpus::splits).collect();
        let splits = Patterns::new("split", &select.split, &known.into_iter().collect::<Vec<_>>())?;
        Ok(Selected { specs, corpora, splits, tasks, systems })
    }

    /// Whether a system of this name is wanted for this task.
    pub fn wants(&self, system: &str, task: Task) -> bool {
        self.systems.matches(system) && (self.tasks.is_empty() || self.tasks.contains(&task))
    }

    /// The end of a command that has nothing to do.
    pub fn nothing() -> Error {
        Exit::error(exit::NOTHING_RAN, "nothing selected; `mihak list` shows systems, corpora and splits")
    }
}

/// Says that an optional system is left out, and why.
pub fn tell_left_out(name: &str, failure: &Failure) {
    tell(terminal(&format!("mihak: {} is left out: it {failure}", line(name))));
}
