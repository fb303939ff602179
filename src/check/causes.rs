//! The labels that a loss comes from: clitics of a tokenizer, types of an extractor.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use mihak_core::annotation::names_all;
use mihak_core::measure::counts::SystemCounts;
use mihak_core::measure::definition::LabelKind;
use mihak_core::measure::key::Layer;
use mihak_core::safe::line;
use mihak_core::statistics::Count;

use crate::check::changes::MeasureName;
use crate::results::Results;

/// The number of labels that are named, and of forms of each.
const NAMED: usize = 5;

/// A label with fewer true positives than before, or with more false ones.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cause {
    /// The type, or the class of the clitic.
    pub label: String,
    /// True positives fewer than before.
    pub lost: u64,
    /// False positives more than before.
    pub wrong: u64,
    /// The number that gold has.
    pub gold: u64,
    /// The same for single surface forms; empty for entities.
    pub forms: Vec<Form>,
}

/// A surface form of a clitic.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Form {
    /// The form, folded.
    pub surface: String,
    /// True positives fewer than before.
    pub lost: u64,
    /// False positives more than before.
    pub wrong: u64,
    /// The number that gold has.
    pub gold: u64,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(line(&self.label).isolated().as_str())?;
        let forms: Vec<String> = self.forms.iter().take(NAMED).map(|form| line(&form.surface).isolated().to_string()).collect();
        if !forms.is_empty() {
            write!(f, " {}", forms.join(" "))?;
        }
        match (self.lost, self.wrong) {
            (lost, 0) => write!(f, " ({lost} of {} lost)", self.gold),
            (0, wrong) => write!(f, " ({wrong} more wrong)"),
            (lost, wrong) => write!(f, " ({lost} of {} lost, {wrong} more wrong)", self.gold),
        }
    }
}

/// The labels that got worse, the worst first; `sides` are now and before.
pub(super) fn causes(name: &MeasureName, sides: [&Results; 2]) -> Vec<Cause> {
    let Some(layer) = counted(name) else { return Vec::new() };
    let [now, before] = sides.map(|results| counts(results, name, &layer));
    let mut causes: BTreeMap<&str, Cause> = BTreeMap::new();
    let mut forms: Vec<(&str, Form)> = Vec::new();
    let none = Count::default();
    let labels: BTreeSet<&str> = before.keys().chain(now.keys()).copied().collect();
    for label in labels.into_iter().filter(|label| {
        let is_explained_by_others = layer.matching != name.layer.matching;
        names_all(&name.layer.label) || is_explained_by_others || *label == name.layer.label
    }) {
        let (before, now) = (before.get(label).unwrap_or(&none), now.get(label).unwrap_or(&none));
        let (lost, wrong, gold) = (before.tp.saturating_sub(now.tp), now.fp.saturating_sub(before.fp), before.support());
        if lost + wrong == 0 {
            continue;
        }
        match label.split_once(':').filter(|_| layer.matching.labels == LabelKind::Clitics) {
            Some((class, surface)) => forms.push((class, Form { surface: surface.into(), lost, wrong, gold })),
            None => drop(causes.insert(label, Cause { label: label.into(), lost, wrong, gold, forms: Vec::new() })),
        }
    }
    let own: BTreeSet<&str> = causes.keys().copied().collect();
    for (class, form) in forms {
        let cause = causes.entry(class).or_insert_with(|| Cause { label: class.into(), lost: 0, wrong: 0, gold: 0, forms: Vec::new() });
        if !own.contains(class) {
            // One form lost what another gained: the class as a whole did not move.
            cause.lost += form.lost;
            cause.wrong += form.wrong;
            cause.gold += form.gold;
        }
        cause.forms.push(form);
    }
    let mut causes: Vec<Cause> = causes.into_values().collect();
    causes.iter_mut().for_each(|cause| cause.forms.sort_by_key(|form| std::cmp::Reverse(form.lost + form.wrong)));
    causes.sort_by_key(|cause| std::cmp::Reverse(cause.lost + cause.wrong));
    causes.truncate(NAMED);
    causes
}

/// The layer whose labels explain a measure: its own, or the strict layer of another match. `None` if there is none.
fn counted(name: &MeasureName) -> Option<Layer> {
    let layer = &name.layer;
    let matching = layer.matching.explained_by?;
    Some(match matching == layer.matching {
        true => layer.clone(),
        false => Layer { matching, bound: matching.bounds.first().copied(), orth: matching.orths.last().copied(), ..layer.clone() },
    })
}

/// The counts of a layer of the measure's cell by label.
fn counts<'a>(results: &'a Results, name: &MeasureName, layer: &Layer) -> BTreeMap<&'a str, Count> {
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    for (key, count) in results.systems.get(&name.system).into_iter().flat_map(SystemCounts::rows) {
        let same = key.corpus_name() == name.corpus && key.split == name.split && key.task == name.task;
        if same && key.layer.fields()[..4] == layer.fields()[..4] {
            *counts.entry(&key.layer.label).or_default() += count;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use mihak_core::annotation::Task;
    use mihak_core::measure::key::Key;
    use mihak_core::measure::segment::{CLITIC, WORD};

    use super::*;

    fn results(rows: &[(&str, u64, u64, u64)]) -> Results {
        let mut counts = SystemCounts::of("v 1");
        for &(label, tp, fp, r#fn) in rows {
            let layer = Layer::tokens(&CLITIC, "atb", label);
            let key = Key { corpus: "c@1#0".into(), split: "all".into(), article: "a".into(), task: Task::Segments, layer };
            counts.extend([(key, Count { tp, fp, r#fn, tn: 0 })]);
        }
        Results { systems: [("s".to_string(), counts)].into() }
    }

    #[test]
    fn the_clitic_that_lost_most_is_named_first_with_its_forms() {
        let before = results(&[("CONJ", 10, 0, 0), ("CONJ:و", 8, 0, 0), ("CONJ:ف", 2, 0, 0), ("PREP", 5, 0, 1), ("PREP:ب", 5, 0, 1)]);
        let now = results(&[("CONJ", 2, 0, 8), ("CONJ:و", 0, 0, 8), ("CONJ:ف", 2, 0, 0), ("PREP", 4, 1, 2), ("PREP:ب", 4, 1, 2)]);
        let name = MeasureName {
            system: "s".into(),
            corpus: "c".into(),
            split: "all".into(),
            task: Task::Segments,
            layer: Layer::tokens(&WORD, "atb", "*"),
            measure: "accuracy",
        };
        let shown: Vec<String> = causes(&name, [&now, &before]).iter().map(Cause::to_string).collect();
        assert_eq!(shown, ["CONJ \u{2068}و\u{2069} (8 of 10 lost)", "PREP \u{2068}ب\u{2069} (1 of 6 lost, 1 more wrong)"]);
    }
}
