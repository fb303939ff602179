//! The part of a suite that `--system`, `--corpus`, `--task` and `--split` name.

use std::collections::BTreeSet;

use anyhow::{Error, Result};
use mihak_core::annotation::Task;
use mihak_core::safe::{line, terminal};
use mihak_systems::failure::Failure;

use crate::cmd::arguments::SelectArgs;
use crate::cmd::corpora::{corpora, corpora_to_run};
use crate::cmd::patterns::Patterns;
use crate::corpus::{Articles, Corpus, CorpusSpec};
use crate::exit::{self, Exit};
use crate::problem::tell;
use crate::suite::Suite;

/// The part of a suite that the arguments of `run` and `bench` name.
pub struct Selected<'a, C> {
    /// The stanzas of the corpora.
    pub specs: Vec<&'a CorpusSpec>,
    /// The corpora of the stanzas, in their order.
    pub corpora: Vec<C>,
    /// The splits.
    pub splits: Patterns,
    tasks: Vec<Task>,
    systems: Patterns,
}

impl<'a, C> Selected<'a, C> {
    /// The part that the arguments name, with its corpora as `load` gives them, each of which has the splits that `splits` tells.
    ///
    /// `Err` with [`exit::NOTHING_RAN`] if a pattern matches nothing; `others` are systems that the suite does not name.
    fn with(
        select: &SelectArgs,
        suite: &'a Suite,
        others: &[&str],
        load: impl FnOnce(&[&CorpusSpec]) -> Result<Vec<C>>,
        splits: for<'c> fn(&'c C) -> BTreeSet<&'c str>,
    ) -> Result<Selected<'a, C>> {
        let known: Vec<&str> = suite.corpora.iter().map(|spec| spec.name.as_str()).collect();
        let wanted = Patterns::new("corpus", &select.corpus, &known)?;
        // What is to be run only on request is not what a call without a name means.
        let asked = |spec: &&CorpusSpec| wanted.matches(&spec.name) && (!select.corpus.is_empty() || !spec.on_request);
        let specs: Vec<&CorpusSpec> = suite.corpora.iter().filter(asked).collect();
        let corpora = load(&specs)?;
        let tasks = select.task.iter().map(|name| name.parse::<Task>().map_err(Error::msg)).collect::<Result<Vec<_>>>()?;
        let known: Vec<&str> = suite.systems.iter().map(|system| system.name.as_str()).chain(others.iter().copied()).collect();
        let systems = Patterns::new("system", &select.system, &known)?;
        let known: BTreeSet<&str> = corpora.iter().flat_map(splits).collect();
        let splits = Patterns::new("split", &select.split, &known.into_iter().collect::<Vec<_>>())?;
        Ok(Selected { specs, corpora, splits, tasks, systems })
    }

    /// Whether a system of this name is wanted for this task.
    pub fn wants(&self, system: &str, task: Task) -> bool {
        self.systems.matches(system) && (self.tasks.is_empty() || self.tasks.contains(&task))
    }
}

impl<'a> Selected<'a, Corpus> {
    /// The part that the arguments of `bench` name.
    pub fn new(select: &SelectArgs, suite: &'a Suite, others: &[&str]) -> Result<Selected<'a, Corpus>> {
        Selected::with(select, suite, others, |specs| corpora(suite, specs.iter().copied()), Corpus::splits)
    }
}

impl<'a> Selected<'a, Box<dyn Articles>> {
    /// The part that the arguments of `run` name, with large corpora packed.
    pub fn to_run(select: &SelectArgs, suite: &'a Suite) -> Result<Selected<'a, Box<dyn Articles>>> {
        Selected::with(select, suite, &[], |specs| corpora_to_run(suite, specs.iter().copied()), splits)
    }
}

#[expect(clippy::borrowed_box, reason = "what is selected is a box")]
fn splits(corpus: &Box<dyn Articles>) -> BTreeSet<&str> {
    (0..corpus.len()).map(|at| corpus.split(at)).collect()
}

/// The end of a command that has nothing to do.
pub fn nothing_selected() -> Error {
    Exit::error(exit::NOTHING_RAN, "nothing selected; `mihak list` shows systems, corpora and splits")
}

/// Says that an optional system is left out, and why.
pub fn tell_left_out(name: &str, failure: &Failure) {
    tell(terminal(&format!("mihak: {} is left out: it {failure}", line(name))));
}
