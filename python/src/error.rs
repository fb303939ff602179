//! The exception of the package, which says what the program would say.

use mihak::problem::told;
use pyo3::prelude::*;

pyo3::create_exception!(mihak, Error, pyo3::exceptions::PyException, "What the program `mihak` would say before it ends with an error.");

/// An error of the library as the exception.
pub fn raised(error: anyhow::Error) -> PyErr {
    Error::new_err(told(&error).to_string())
}
