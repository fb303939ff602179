//! Runs on the corpora of a suite, in which functions of Python are systems.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Result, bail};
use mihak::cmd::arguments::SelectArgs;
use mihak::cmd::cmp::{Choice, comparison};
use mihak::cmd::run::called::{Ran, called};
use mihak::report::grid::Room;
use mihak::results::Results;
use mihak::suite::Suite;
use mihak::system;
use mihak_core::annotation::{Class, Labels, Mention, Scheme, Task, Token};
use mihak_core::text::Span;
use mihak_core::text::offsets::UnitIndex;
use mihak_systems::contract::{Extractor, Tokenizer};
use mihak_systems::failure::Failure;
use mihak_systems::handle::Handle;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::compare::Compared;
use crate::error::raised;
use crate::score::row;
use crate::systems::opened;

/// What a function finds: start, end, and label or class.
type Found = Vec<(usize, usize, Option<String>)>;

/// A function of Python as a system.
struct Called {
    function: Arc<Py<PyAny>>,
    /// The labels of the last answer: each answer has a table of its own.
    labels: Arc<Labels>,
}

impl Called {
    /// What the function finds in a text, as spans of it.
    fn ask(&self, text: &str) -> Result<Vec<(Span, Option<String>)>, Failure> {
        let found: Found = Python::attach(|py| {
            let answer = self.function.call1(py, (text,)).and_then(|answer| answer.extract::<Found>(py));
            answer.map_err(|error| Failure::Error(error.to_string()))
        })?;
        let index = UnitIndex::chars(text);
        let span = |(start, end, label): (usize, usize, Option<String>)| match index.span(text, start, end) {
            Ok(span) => Ok((span, label)),
            Err(error) => Err(Failure::Malformed(format!("span {start}..{end}: {error}"))),
        };
        found.into_iter().map(span).collect()
    }
}

impl Tokenizer for Called {
    fn tokenize(&mut self, text: &str, out: &mut Vec<Token>) -> Result<(), Failure> {
        for (span, class) in self.ask(text)? {
            let class =
                class.map(|name| name.parse::<Class>().map_err(|()| Failure::Malformed(format!("`{name}` is no class of tokens")))).transpose()?;
            out.push(Token { span, class });
        }
        Ok(())
    }
}

impl Extractor for Called {
    fn labels(&self) -> &Arc<Labels> {
        &self.labels
    }

    fn extract(&mut self, text: &str, out: &mut Vec<Mention>) -> Result<(), Failure> {
        let found = self.ask(text)?;
        let named = |(span, label): (Span, Option<String>)| match label {
            Some(label) => Ok((span, label)),
            None => Err(Failure::Malformed("a mention has no label".into())),
        };
        let found = found.into_iter().map(named).collect::<Result<Vec<_>, Failure>>()?;
        self.labels = Arc::new(Labels::of(found.iter().map(|(_, label)| label.as_str())));
        let mention = |(span, label): &(Span, String)| Mention { span: *span, label: self.labels.get(label).expect("the table was made of these") };
        out.extend(found.iter().map(mention));
        Ok(())
    }
}

/// A system to run: its name, its version, its function or none for one of the package, and the scheme of a tokenizer.
type Given = (String, String, Option<Py<PyAny>>, Option<String>);

/// The system that is given.
fn system((name, version, function, scheme): Given) -> Result<system::System> {
    let Some(function) = function else { return opened(&name, true).or_else(|error| opened(&name, false).map_err(|_| error)) };
    let scheme = scheme.map(|scheme| scheme.parse::<Scheme>().map_err(anyhow::Error::msg)).transpose()?;
    let task = if scheme.is_some() { Task::Words } else { Task::Entities };
    let function = Arc::new(function);
    let open = move || {
        let called = Called { function: function.clone(), labels: Arc::new(Labels::default()) };
        Ok(if task == Task::Words { Handle::Tokenizer(Box::new(called)) } else { Handle::Extractor(Box::new(called)) })
    };
    Ok(system::System::new(name, version, task, scheme, open))
}

/// What a run found.
#[pyclass(frozen, module = "mihak._mihak")]
pub struct RunResult {
    ran: Ran,
}

#[pymethods]
impl RunResult {
    /// The rows of scores.csv, with numbers as they were computed.
    fn rows<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        self.ran.scores.iter().map(|score| row(py, score)).collect()
    }

    /// The rows of errors.csv; those of articles without an answer say why.
    fn errors<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let one = |record: &mihak::results::ErrorRecord| {
            let row = crate::score::error_row(py, &record.of.article, &record.row)?;
            row.set_item("system", &record.of.system)?;
            row.set_item("corpus", &record.of.corpus)?;
            row.set_item("split", &record.of.split)?;
            row.set_item("task", &record.of.task)?;
            Ok(row)
        };
        self.ran.errors.iter().map(one).collect()
    }

    /// The number of articles without an answer, by cell.
    #[getter]
    fn failures(&self) -> std::collections::BTreeMap<String, usize> {
        self.ran.failures.clone()
    }

    /// The views in their order, the main one first.
    #[getter]
    fn views(&self) -> Vec<String> {
        self.ran.views().to_vec()
    }

    /// What was not run.
    #[getter]
    fn remarks(&self) -> Vec<String> {
        self.ran.remarks.clone()
    }

    /// The summary that `mihak run` prints.
    fn tables(&self) -> String {
        self.ran.tables(Room::ENDLESS).to_string()
    }

    /// Systems of the run side by side, as `mihak cmp` has them.
    fn compare(&self, py: Python<'_>, systems: Vec<String>, split: Option<String>, all: bool) -> PyResult<Compared> {
        let compared = || {
            for (at, system) in systems.iter().enumerate() {
                if !self.ran.results.systems.contains_key(system) || systems[..at].contains(system) {
                    let known: Vec<&str> = self.ran.results.systems.keys().map(String::as_str).collect();
                    bail!("`{system}` is none of the systems that were run, or is named twice; there are {}", known.join(", "));
                }
            }
            let wanted = self.ran.results.systems.iter().filter(|(name, _)| systems.contains(name));
            let results = Results { systems: wanted.map(|(name, counts)| (name.clone(), counts.clone())).collect() };
            let terms = self.ran.scores.first().map(|score| score.terms).unwrap_or_default();
            comparison(&systems, &results, &Choice { split: split.as_deref(), all, views: self.ran.views(), terms })
        };
        py.detach(compared).map(Compared::from).map_err(raised)
    }
}

/// Runs these systems on corpora and splits of the suite, the shipped one unless a file is given.
#[pyfunction]
pub fn run(
    py: Python<'_>,
    systems: Vec<Given>,
    corpora: Vec<String>,
    splits: Vec<String>,
    suite: Option<PathBuf>,
    jobs: Option<usize>,
) -> PyResult<RunResult> {
    let ran = || {
        let suite = suite.as_deref().map_or_else(Suite::shipped, |file| Suite::find(Some(file)))?;
        let systems = systems.into_iter().map(system).collect::<Result<Vec<_>>>()?;
        let select = SelectArgs { corpus: corpora, split: splits, ..SelectArgs::default() };
        let jobs = jobs.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
        called(&suite, &systems, &select, jobs)
    };
    py.detach(ran).map(|ran| RunResult { ran }).map_err(raised)
}
