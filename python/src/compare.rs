//! Predictions side by side, as `mihak cmp` has them.

use std::collections::BTreeMap;

use mihak::cmd::cmp::{Choice, comparison};
use mihak::report::compared::{Comparison, NAME, sections, terminal};
use mihak::report::grid::Room;
use mihak::report::{latex, table};
use mihak::results::Results;
use mihak::suite::Suite;
use mihak_core::measure::terms::Terms;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::error::{Error, raised};
use crate::score::{Scores, arguments};

/// Predictions with the measures that they share.
#[pyclass(frozen, module = "mihak._mihak")]
pub struct Compared {
    comparison: Comparison,
}

impl From<Comparison> for Compared {
    fn from(comparison: Comparison) -> Compared {
        Compared { comparison }
    }
}

#[pymethods]
impl Compared {
    /// Every pair of every measure, as a row of `mihak cmp --csv`, with numbers as they were computed.
    fn rows<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let row = |(compared, pair): (&mihak::report::compared::Compared, &mihak_core::statistics::tiers::Pair)| {
            let row = PyDict::new(py);
            for (name, value) in NAME.into_iter().zip(&compared.name) {
                row.set_item(name, value)?;
            }
            let [first, second] = [pair.first, pair.second].map(|at| &compared.scores[at]);
            let interval = pair.paired.and_then(|paired| paired.interval);
            row.set_item("first", &first.system)?;
            row.set_item("second", &second.system)?;
            row.set_item("first_value", first.value)?;
            row.set_item("second_value", second.value)?;
            row.set_item("difference", pair.paired.map(|paired| paired.difference))?;
            row.set_item("lo", interval.map(|interval| interval.lo))?;
            row.set_item("hi", interval.map(|interval| interval.hi))?;
            row.set_item("p", pair.paired.and_then(|paired| paired.p))?;
            row.set_item("q", pair.q)?;
            row.set_item("detectable", pair.paired.and_then(|paired| paired.detectable))?;
            row.set_item("articles", first.articles)?;
            row.set_item("signature", first.signature())?;
            row.set_item("first_tier", compared.tiers[pair.first])?;
            row.set_item("second_tier", compared.tiers[pair.second])?;
            Ok(row)
        };
        self.comparison.pairs().into_iter().map(row).collect()
    }

    /// The tables that `mihak cmp` prints.
    fn tables(&self) -> String {
        terminal(&self.comparison, Room::ENDLESS).to_string()
    }

    /// The tables that `mihak cmp --md` prints.
    fn markdown(&self) -> String {
        table::markdown(&sections(&self.comparison)).to_string()
    }

    /// The tables that `mihak cmp --latex` prints.
    fn latex(&self) -> String {
        latex::tables(&sections(&self.comparison)).to_string()
    }
}

/// These predictions side by side, under these names.
#[pyfunction]
pub fn compare(py: Python<'_>, names: Vec<String>, scores: Vec<PyRef<'_, Scores>>, all: bool, options: Vec<String>) -> PyResult<Compared> {
    let boot = arguments(&options, ["gold", "predicted"])?.replicates.boot();
    if boot.is_none() {
        return Err(Error::new_err("a comparison is drawn: `resamples` must be 100 to 100000"));
    }
    let terms = scores.first().map(|scores| scores.scored.terms()).unwrap_or_default();
    if let Some((name, _)) = names.iter().zip(&scores).find(|(_, scores)| scores.scored.terms().undefined != terms.undefined) {
        let said = format!("`{}` and `{name}` are not comparable: what is undefined counts otherwise; score both with one `undefined`", names[0]);
        return Err(Error::new_err(said));
    }
    let systems: BTreeMap<String, _> = names.iter().cloned().zip(scores.iter().map(|scores| scores.scored.counts.clone().into())).collect();
    let terms = Terms { boot, ..terms };
    let compared = || {
        let views = Suite::shipped()?.order().1;
        let results = Results { systems };
        comparison(&names, &results, &Choice { split: None, all, views: &views, terms })
    };
    py.detach(compared).map(Compared::from).map_err(raised)
}
