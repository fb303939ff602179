//! Agreement of two annotations, as `mihak agree` has it.

use std::path::PathBuf;

use mihak::cli::{Cli, Commands};
use mihak::cmd::agree::{self, AgreeArgs, Agreed};
use mihak::report::grid::Room;
use mihak_core::format::Input;
use mihak_core::measure::agreement::figures::Support;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use clap::Parser;

use crate::error::{Error, raised};
use crate::score::{SIDES, file, refused, tag_files, text_files};

/// What two annotations agree in.
#[pyclass(frozen, module = "mihak._mihak")]
pub struct Agreement {
    agreed: Agreed,
}

#[pymethods]
impl Agreement {
    /// Every figure of every split, as a row of `mihak agree --csv`, with numbers as they were computed.
    fn rows<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let mut rows = Vec::new();
        for split in &self.agreed.figures {
            for figure in &split.figures {
                let row = PyDict::new(py);
                row.set_item("split", &split.name)?;
                row.set_item("task", figure.task.name())?;
                row.set_item("match", figure.matching)?;
                row.set_item("label", &figure.label)?;
                row.set_item("measure", figure.measure)?;
                row.set_item("value", figure.value)?;
                row.set_item("lo", figure.interval.map(|interval| interval.lo))?;
                row.set_item("hi", figure.interval.map(|interval| interval.hi))?;
                let [compared, a, b, both] = match figure.support {
                    Support::Compared { all, same } => [Some(all), None, None, Some(same)],
                    Support::Held { a, b, both } => [None, Some(a), Some(b), Some(both)],
                };
                for (name, number) in [("compared", compared), ("a", a), ("b", b), ("both", both)] {
                    row.set_item(name, number)?;
                }
                row.set_item("articles", split.articles)?;
                rows.push(row);
            }
        }
        Ok(rows)
    }

    /// The file that `mihak agree --disagreements` writes.
    fn disagreements(&self) -> String {
        String::from_utf8_lossy(&self.agreed.disagreements).into_owned()
    }

    /// Sentences about how the input was read.
    #[getter]
    fn remarks(&self) -> Vec<String> {
        self.agreed.remarks.clone()
    }

    /// The tables that `mihak agree` prints.
    fn tables(&self) -> String {
        self.agreed.tables(Room::ENDLESS).to_string()
    }

    /// The tables that `mihak agree --md` prints.
    fn markdown(&self) -> String {
        self.agreed.markdown().to_string()
    }
}

/// The arguments of `mihak agree` with these options.
fn arguments(options: &[String]) -> PyResult<AgreeArgs> {
    let given = ["mihak", "agree"].into_iter().chain(options.iter().map(String::as_str)).chain(["--", "a", "b"]);
    match Cli::try_parse_from(given) {
        Ok(Cli { command: Some(Commands::Agree(args)), .. }) => Ok(args),
        Ok(_) => Err(Error::new_err("these are no arguments of `mihak agree`")),
        Err(error) => Err(refused(&error)),
    }
}

fn agreement(py: Python<'_>, args: AgreeArgs, inputs: Vec<Input>) -> PyResult<Agreement> {
    py.detach(|| agree::agreed(args, inputs)).map(|agreed| Agreement { agreed }).map_err(raised)
}

/// What two files or folders agree in.
#[pyfunction]
pub fn agree_files(py: Python<'_>, a: PathBuf, b: PathBuf, options: Vec<String>) -> PyResult<Agreement> {
    let mut args = arguments(&options)?;
    (args.a, args.b) = (a, Some(b));
    agreement(py, args, Vec::new())
}

/// What two lists of tags agree in.
#[pyfunction]
pub fn agree_tags(
    py: Python<'_>,
    sides: (Bound<'_, PyAny>, Bound<'_, PyAny>),
    tokens: &Bound<'_, PyAny>,
    labels: Option<Vec<String>>,
    options: Vec<String>,
) -> PyResult<Agreement> {
    let args = arguments(&[&["--format=conll", "--token-column=1", "--tag-column=2"].map(String::from)[..], &options].concat())?;
    // Each list is an article: replicates draw them.
    let files = tag_files([&sides.0, &sides.1], Some(tokens), labels, "-DOCSTART-\tO\n\n")?;
    agreement(py, args, SIDES.into_iter().zip(files).map(|(name, content)| file(name, content)).collect())
}

/// What two lists of spans in these texts agree in.
#[pyfunction]
pub fn agree_spans(py: Python<'_>, sides: (Bound<'_, PyAny>, Bound<'_, PyAny>), texts: Vec<String>, options: Vec<String>) -> PyResult<Agreement> {
    let args = arguments(&[&["--format=json-spans".to_string()][..], &options].concat())?;
    agreement(py, args, text_files([&sides.0, &sides.1], &texts)?)
}
