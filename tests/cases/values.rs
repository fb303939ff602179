//! Values made by hand from the integers of a case, against those that are made of its counts.

use std::collections::BTreeMap;
use std::fmt;

use mihak_core::annotation::NO_SPLIT;
use mihak_core::measure::counts::SystemCounts;
use mihak_core::measure::declared::Undefined;
use mihak_core::measure::definition::{Match, Measure};
use mihak_core::measure::key::{Counts, Key, Layer};
use mihak_core::measure::terms::Terms;
use mihak_core::score::Score;
use mihak_core::score::evaluate;
use mihak_core::score::totals::Totals;

use crate::case::{layers, lines};

/// How far a value may be from the fraction.
const TOLERANCE: f64 = 1e-12;

/// A value made by hand.
pub struct Value {
    /// Where it stands; its label is the name of the row.
    pub layer: Layer,
    /// Its measure, as a place among those of its match.
    pub at: usize,
    /// The value, `None` where it is undefined.
    pub value: Option<f64>,
    /// The fraction as it is written.
    written: String,
}

impl Value {
    /// Values are lines of `VALUE match bound orth view row measure`; a value is a fraction of whole numbers, a whole number, or `-` where it is
    /// undefined.
    pub fn read(place: &str, block: &str) -> Vec<Value> {
        let mut values: Vec<Value> = Vec::new();
        for (line, [written, matching, bound, orth, view, row, measure]) in lines::<7>(place, block) {
            let value = fraction(written).unwrap_or_else(|| panic!("{place}: «{line}»: `{written}` is no fraction"));
            for layer in layers(place, line, [matching, bound, orth, view, row]) {
                let at = position(layer.matching, row, measure).unwrap_or_else(|| panic!("{place}: «{line}»: {matching} has no {measure} of {row}"));
                assert!(!values.iter().any(|known| known.layer == layer && known.at == at), "{place}: «{line}» says again what a line above says");
                values.push(Value { layer, at, value, written: written.into() });
            }
        }
        values
    }

    fn measure(&self) -> &'static Measure {
        &self.layer.matching.measures[self.at]
    }

    /// What is wrong with the value that the scores have in its place.
    pub fn difference(&self, scores: &[Score]) -> Option<String> {
        let found: Vec<Option<f64>> =
            scores.iter().filter(|score| score.key.layer == self.layer && score.measure == self.measure()).map(|score| score.value).collect();
        match (self.value, &found[..]) {
            (_, []) => Some(format!("{self}: there is no such row")),
            (None, [None]) => None,
            (Some(expected), [Some(value)]) if (expected - value).abs() < TOLERANCE => None,
            (_, [value]) => Some(format!("{self}: the program says {value:?}")),
            _ => Some(format!("{self}: the row is there {} times", found.len())),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let [matching, bound, orth, view, row] = self.layer.fields();
        write!(f, "«{} {matching} {bound} {orth} {view} {row} {}»", self.written, self.measure().name)
    }
}

/// `2/3`, `-1/6` or `3`; `Some(None)` for `-`.
fn fraction(written: &str) -> Option<Option<f64>> {
    let (over, under) = written.split_once('/').unwrap_or((written, "1"));
    let under: u32 = under.parse().ok().filter(|under| *under > 0)?;
    match written {
        "-" => Some(None),
        _ => Some(Some(f64::from(over.parse::<i32>().ok()?) / f64::from(under))),
    }
}

/// The place of the measure of that name for a row. `micro` is the name of an average, and not of one of all labels.
fn position(matching: &Match, row: &str, name: &str) -> Option<usize> {
    let named = || matching.measures.iter().enumerate().filter(|(_, measure)| measure.name == name);
    let fixed = named().find(|(_, measure)| measure.of.row() == Some(row));
    fixed.or_else(|| named().find(|(_, measure)| measure.of.is_row(row))).map(|(at, _)| at)
}

/// The scores of a system that was run on one article with these counts.
pub fn scores(counts: &Counts) -> Vec<Score> {
    let mut system = SystemCounts::of("system 1");
    system.extend(counts.iter().map(|(layer, count)| {
        let (split, task) = (NO_SPLIT.into(), layer.matching.tasks[0]);
        (Key { corpus: "cases@1#0".into(), split, article: "case".into(), task, layer: layer.clone() }, *count)
    }));
    let systems = BTreeMap::from([("system".to_string(), system)]);
    evaluate::measure(&systems, &Totals::of(&systems, Undefined::Zero), Terms::default()).expect("the counts are in memory")
}
