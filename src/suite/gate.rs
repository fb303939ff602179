//! The names in a gate, checked against the list of measures. An unknown name is refused while the suite is read.

use std::collections::BTreeSet;
use std::str::FromStr;

use mihak_core::annotation::{Class, Scheme};
use mihak_core::measure::declared::{Bound, Orth};
use mihak_core::measure::definition::{Better, LabelKind, Match, Measure, Of, ViewKind};
use mihak_core::measure::registry;
use mihak_core::view::{View, view_name};
use mihak_core::wording::nearest;

use crate::system::System;

/// What a gate says of its measure.
pub(super) struct GateNames<'a> {
    pub matching: &'a str,
    pub bound: Option<&'a str>,
    pub orth: Option<&'a str>,
    pub view: Option<&'a str>,
    pub label: Option<&'a str>,
    pub measure: &'a str,
}

/// What it holds.
pub(super) struct Held {
    pub matching: &'static Match,
    pub bound: Option<Bound>,
    pub orth: Option<Orth>,
    pub label: String,
    pub measure: &'static Measure,
}

impl GateNames<'_> {
    /// What it holds of a system, whose mentions are scored in these views. `Err` names what is unknown, and what there is.
    pub fn resolve(&self, system: &System, views: &[View]) -> Result<Held, String> {
        let matching = registry::matching(self.matching).map_err(|said| format!("match: {said}"))?;
        if !matching.tasks.contains(&system.task) {
            let counted: Vec<&str> =
                registry::ALL.iter().filter(|matching| matching.tasks.contains(&system.task)).map(|matching| matching.name).collect();
            return Err(format!("match: `{matching}` is not counted for {}; there are {}", system.task, counted.join(", ")));
        }
        if !matching.is_of_runs {
            return Err(format!("match: `{matching}` is counted in files alone, by `mihak score`"));
        }
        let bound = layer("bound", self.bound, matching, matching.bounds, Bound::Char)?;
        let orth = layer("orth", self.orth, matching, matching.orths, Orth::Raw)?;
        self.known_view(matching, system, views)?;
        let measures: Vec<&Measure> = matching.measures.iter().filter(|measure| measure.name == self.measure).collect();
        if measures.is_empty() {
            let names = matching.measure_names();
            return Err(format!("measure: `{matching}` has no `{}`{}", self.measure, nearest(self.measure, &names)));
        }
        if measures.iter().all(|measure| measure.better == Better::Neither) {
            return Err(format!("measure: more of `{}` is neither better nor worse, so that a gate cannot hold it", self.measure));
        }
        let sum = measures.iter().find_map(|measure| match measure.of {
            Of::Sum { row, .. } => Some(row),
            _ => None,
        });
        let label = self.label.or(sum).unwrap_or("*");
        let Some(measure) = matching.measure(label, self.measure).filter(|_| self.is_label(matching, label, views)) else {
            return Err(format!("label: `{matching}` has no `{label}` with {}{}", self.measure, nearest(label, &self.labels(matching, views))));
        };
        Ok(Held { matching, bound, orth, label: label.into(), measure })
    }

    /// `Err` unless the view is one that the match can have.
    fn known_view(&self, matching: &Match, system: &System, views: &[View]) -> Result<(), String> {
        let Some(view) = self.view else { return Ok(()) };
        let schemes = || Scheme::ALL.map(Scheme::name).to_vec();
        let known: Vec<String> = match matching.view {
            ViewKind::None => return Err(format!("view: `{matching}` has none; leave it out")),
            ViewKind::Labels => {
                let own = |view: &&View| system.views.as_ref().is_none_or(|own| own.iter().any(|own| own == view_name(&view.name)));
                views.iter().filter(own).map(|view| view_name(&view.name).to_string()).collect()
            }
            ViewKind::Declared => system.scheme.map_or_else(schemes, |scheme| vec![scheme.name()]).into_iter().map(String::from).collect(),
            ViewKind::Scheme => schemes().into_iter().map(String::from).collect(),
            ViewKind::Words(endings) => {
                ["gold", "text"].iter().flat_map(|words| endings.iter().map(move |ending| format!("{words}{ending}"))).collect()
            }
            ViewKind::Fixed(names) => names.iter().map(|name| name.to_string()).collect(),
        };
        match known.iter().any(|known| known == view) {
            true => Ok(()),
            false => Err(format!(
                "view: `{matching}` of this system has no `{view}`{}",
                nearest(view, &known.iter().map(String::as_str).collect::<Vec<_>>())
            )),
        }
    }

    /// The names of rows that a match can have.
    fn labels<'b>(&self, matching: &'static Match, views: &'b [View]) -> Vec<&'b str> {
        let rows = matching.measures.iter().filter(|measure| measure.name == self.measure).filter_map(|measure| measure.of.row());
        let labels: Vec<&str> = match matching.labels {
            LabelKind::Fixed(labels) => labels.to_vec(),
            LabelKind::Types => {
                let asked = views.iter().filter(|view| self.view.is_none_or(|asked| asked == view_name(&view.name)));
                asked.flat_map(|view| view.known().filter_map(|label| view.label(label))).collect()
            }
            LabelKind::Clitics => Class::known().into_iter().filter(|class| class.is_clitic()).map(Class::name).collect(),
            LabelKind::Other => Vec::new(),
        };
        let all: BTreeSet<&str> = rows.chain(labels).collect();
        all.into_iter().filter(|label| matching.measure(label, self.measure).is_some()).collect()
    }

    fn is_label(&self, matching: &'static Match, label: &str, views: &[View]) -> bool {
        // A surface form stands behind its class.
        let class = label.split_once(':').map(|(class, _)| class).filter(|_| matching.labels == LabelKind::Clitics);
        self.labels(matching, views).contains(&class.unwrap_or(label))
    }
}

/// The bound or orth of that name; the strict one where the gate names none. `Err` names those that the match has.
fn layer<T: FromStr<Err = String> + Copy + PartialEq + ToString>(
    key: &str,
    name: Option<&str>,
    matching: &Match,
    known: &[T],
    strict: T,
) -> Result<Option<T>, String> {
    let Some(name) = name.filter(|name| !name.is_empty()) else { return Ok(known.contains(&strict).then_some(strict)) };
    let found: T = name.parse().map_err(|said| format!("{key}: {said}"))?;
    let names: Vec<String> = known.iter().map(T::to_string).collect();
    match known.contains(&found) {
        true => Ok(Some(found)),
        false if known.is_empty() => Err(format!("{key}: `{matching}` has none; leave it out")),
        false => Err(format!("{key}: `{matching}` is not counted under `{name}`; there is {}", names.join(", "))),
    }
}
