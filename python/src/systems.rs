//! The tokenizers and extractors of the program, called from Python, one text or many.

use std::collections::BTreeMap;
use std::sync::Mutex;

use anyhow::{Result, anyhow, bail};
use mihak::folder::Root;
use mihak::stop::Stop;
use mihak::suite::Suite;
use mihak::system;
use mihak_core::annotation::Task;
use mihak_core::text::Span;
use mihak_core::text::offsets::UnitIndex;
use mihak_systems::answer::{Prediction, Verified};
use mihak_systems::registry::BUILTINS;
use pyo3::prelude::*;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::error::raised;

/// A piece or a mention: its text, its start and end in code points, and its class or type.
type Found = (String, usize, usize, Option<String>);

/// A system of the shipped suite, or a builtin by its own name, with the handles that no caller holds now.
#[pyclass(frozen, module = "mihak._mihak")]
pub struct System {
    system: system::System,
    handles: Mutex<Vec<system::Handle>>,
}

#[pymethods]
impl System {
    /// The system of that name: a tokenizer, or an extractor.
    #[new]
    fn new(name: &str, extractor: bool) -> PyResult<System> {
        let system = opened(name, extractor).map_err(raised)?;
        Ok(System { system, handles: Mutex::default() })
    }

    /// What the system is made of, as it stands in results.
    #[getter]
    fn version(&self) -> String {
        self.system.version().to_string()
    }

    /// What the system finds in a text.
    fn one(&self, py: Python<'_>, text: &str) -> PyResult<Vec<Found>> {
        py.detach(|| self.answer(text)).map_err(raised)
    }

    /// What the system finds in each of these texts, in several threads.
    fn many(&self, py: Python<'_>, texts: Vec<String>, jobs: Option<usize>) -> PyResult<Vec<Vec<Found>>> {
        let all = || -> Result<Vec<Vec<Found>>> {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs.unwrap_or(0)).build()?;
            pool.install(|| texts.par_iter().map(|text| self.answer(text)).collect())
        };
        py.detach(all).map_err(raised)
    }
}

impl System {
    fn answer(&self, text: &str) -> Result<Vec<Found>> {
        let held = self.handles.lock().expect("no holder of the handles panics").pop();
        let mut handle = held.map_or_else(|| self.system.open(&Stop::default()), Ok)?;
        let answer = handle.answer(text)?;
        self.handles.lock().expect("no holder of the handles panics").push(handle);
        self.found(text, answer)
    }

    fn found(&self, text: &str, answer: Verified) -> Result<Vec<Found>> {
        let index = UnitIndex::chars(text);
        let one = |span: Span, name: Option<String>| {
            let (start, end) = index.ends(span);
            (span.slice(text).to_string(), start, end, name)
        };
        Ok(match answer.into_prediction() {
            Prediction::Tokens(tokens) => tokens.into_iter().map(|token| one(token.span, token.class.map(|class| class.name().into()))).collect(),
            // Pieces of subword tokenizers may cut letters, so that they have no code points.
            Prediction::Subwords(_) => bail!("`{}` cuts bytes for a language model: its pieces are no spans of code points", self.system.name),
            Prediction::Mentions(mentions, labels) => {
                let called = |label| self.system.called(labels.name(label)).map(str::to_string);
                mentions.into_iter().filter_map(|mention| Some(one(mention.span, Some(called(mention.label)?)))).collect()
            }
        })
    }
}

/// The system of the shipped suite, or the builtin, of that name.
pub fn opened(name: &str, extractor: bool) -> Result<system::System> {
    let kind = if extractor { "extractor" } else { "tokenizer" };
    let suite = Suite::shipped()?;
    let is_kind = |system: &system::System| system.builtin.is_some() && (system.task == Task::Entities) == extractor;
    let mut systems: BTreeMap<String, system::System> = suite.systems.into_iter().map(|system| (system.name.clone(), system)).collect();
    if let Some(system) = systems.remove(name) {
        return if is_kind(&system) { Ok(system) } else { Err(anyhow!("`{name}` is no {kind} that is inside of the package")) };
    }
    if BUILTINS.iter().any(|builtin| builtin.name == name && builtin.extractor == extractor) {
        return system::System::builtin(name, name, Default::default(), &Root::here());
    }
    let known: Vec<&str> = systems.values().filter(|system| is_kind(system)).map(|system| system.name.as_str()).collect();
    bail!("no {kind} `{name}`; there are {}", known.join(", "))
}
