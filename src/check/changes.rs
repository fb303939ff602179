//! Measures by name, before and now: which changed, and by how much.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use mihak_core::annotation::Task;
use mihak_core::measure::definition::Measure;
use mihak_core::measure::key::Layer;
use mihak_core::safe::line;
use mihak_core::score::Score;
use mihak_core::wording::count;

use crate::check::remark::{Remark, RemarkKind};
use crate::results::CellName;
use crate::suite::Gate;

/// A measure by its names.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct MeasureName {
    /// The system.
    pub system: String,
    /// The corpus, without version and hash.
    pub corpus: String,
    /// The split; empty for a gate that names no measure and no split.
    pub split: String,
    /// The task.
    pub task: Task,
    /// Match, bound, orth, view and label.
    pub layer: Layer,
    /// `f1`, `accuracy`, …
    pub measure: &'static str,
}

impl MeasureName {
    /// The name of a score.
    pub fn of(score: &Score) -> MeasureName {
        MeasureName {
            system: score.system.clone(),
            corpus: score.key.corpus_name().into(),
            split: score.key.split.clone(),
            task: score.key.task,
            layer: score.key.layer.clone(),
            measure: score.measure.name,
        }
    }

    /// What a gate asks for, as far as it says it.
    pub fn asked(gate: &Gate) -> MeasureName {
        let layer = Layer {
            matching: gate.matching,
            bound: gate.bound,
            orth: gate.orth,
            view: gate.view.clone().unwrap_or_default(),
            label: gate.label.clone(),
        };
        let (system, corpus, split) = (gate.system.clone(), gate.corpus.clone(), gate.split.clone().unwrap_or_default());
        MeasureName { system, corpus, split, task: gate.task, layer, measure: gate.measure.name }
    }

    /// Whether it is a number of things. If not, it is a ratio.
    pub fn is_number(&self) -> bool {
        self.entry().is_some_and(Measure::is_number)
    }

    /// What it is in the list of measures.
    pub fn entry(&self) -> Option<&'static Measure> {
        self.layer.matching.measure(&self.layer.label, self.measure)
    }

    /// The cell that was measured.
    pub fn cell(&self) -> CellName {
        CellName { system: self.system.clone(), corpus: self.corpus.clone(), split: self.split.clone(), task: self.task }
    }

    /// System, corpus and split: `union × news (test)`.
    pub fn place(&self) -> String {
        let split = if self.split.is_empty() { String::new() } else { format!(" ({})", line(&self.split).isolated()) };
        format!("{} × {}{split}", line(&self.system).isolated(), line(&self.corpus).isolated())
    }

    /// What was measured there: `exact/char/raw/flat/micro f1`.
    pub fn what(&self) -> String {
        let layers: Vec<String> =
            self.layer.fields().into_iter().filter(|layer| !layer.is_empty()).map(|layer| line(layer).isolated().to_string()).collect();
        format!("{} {}", layers.join("/"), line(self.measure))
    }
}

impl fmt::Display for MeasureName {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} {}", self.place(), self.what())
    }
}

/// A measure that is not what it was.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// The measure.
    pub name: MeasureName,
    /// What it was; `None` where it was undefined.
    pub before: Option<f64>,
    /// What it is.
    pub now: Option<f64>,
}

impl Change {
    /// Now minus before, or `None` where one of them is undefined.
    pub fn difference(&self) -> Option<f64> {
        Some(self.now? - self.before?)
    }

    fn size(&self) -> f64 {
        // What became undefined is as far from its value as 0 is.
        (self.now.unwrap_or_default() - self.before.unwrap_or_default()).abs()
    }
}

/// A value and the number of articles that it is of.
#[derive(Clone, Copy)]
pub(super) struct MeasuredValue {
    pub value: Option<f64>,
    pub articles: u64,
    /// The number of gold items.
    pub support: u64,
}

/// Every measure of both sides.
pub(super) struct Changes {
    pub now: BTreeMap<MeasureName, MeasuredValue>,
    pub before: BTreeMap<MeasureName, MeasuredValue>,
}

impl Changes {
    pub fn new(fresh: &[Score], blessed: &[Score]) -> Changes {
        let by_name = |scores: &[Score]| {
            let measured = |score: &Score| MeasuredValue { value: score.value, articles: score.articles, support: score.support };
            scores.iter().map(|score| (MeasureName::of(score), measured(score))).collect::<BTreeMap<MeasureName, MeasuredValue>>()
        };
        Changes { now: by_name(fresh), before: by_name(blessed) }
    }

    /// The measures whose number of gold items is not what it was, although it does not depend on any answer; the first of each cell.
    pub fn other_gold(&self) -> Vec<Remark> {
        let mut found: BTreeMap<CellName, Remark> = BTreeMap::new();
        for (name, before) in self.before.iter().filter(|(name, before)| before.support > 0 && name.layer.matching.is_of_gold) {
            let now = self.now.get(name).map_or(0, |measured| measured.support);
            if now != before.support {
                let said = format!("{} has {}, the baseline {}", name.what(), count(now as usize, "gold item"), before.support);
                found.entry(name.cell()).or_insert_with(|| Remark::cell(RemarkKind::Differs, &name.cell(), said));
            }
        }
        found.into_values().collect()
    }

    /// What moved in cells that the baseline has, the largest change first; shares stand in front of numbers of things.
    pub fn changed(&self) -> Vec<Change> {
        let value = |scores: &BTreeMap<MeasureName, MeasuredValue>, name: &MeasureName| scores.get(name).and_then(|measured| measured.value);
        let cells: BTreeSet<CellName> = self.before.keys().map(MeasureName::cell).collect();
        let new = self.now.keys().filter(|name| !self.before.contains_key(name) && cells.contains(&name.cell()));
        let mut changed: Vec<Change> = (self.before.keys().chain(new))
            .map(|name| Change { name: name.clone(), before: value(&self.before, name), now: value(&self.now, name) })
            .filter(|change| change.before != change.now)
            .collect();
        let order = |a: &Change, b: &Change| a.name.is_number().cmp(&b.name.is_number()).then(b.size().total_cmp(&a.size()));
        changed.sort_by(|a, b| order(a, b).then_with(|| a.name.cmp(&b.name)));
        changed
    }
}
