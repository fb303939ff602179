//! The command `mihak` as an entry point of the package.

use std::ffi::OsString;

use pyo3::prelude::*;

/// Runs the program with these arguments, of which the first is its name, and returns its exit code.
#[pyfunction]
pub fn program(py: Python<'_>, given: Vec<OsString>) -> u8 {
    py.detach(|| mihak::cli::program(&given).number())
}
