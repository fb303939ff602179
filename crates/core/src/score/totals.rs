//! Counts added up over articles, by what was counted, and the value of every measure of them.

use std::collections::BTreeMap;

use crate::measure::counts::Batched;
use crate::measure::declared::Undefined;
use crate::measure::key::{Key, Layer};
use crate::measure::rows::rows;
use crate::statistics::Count;

/// Counts added up over the articles of one split, by system and key; `article` is empty.
pub type Sums = BTreeMap<(String, Key), Count>;

/// The counts of all articles of a split, added up.
pub fn sums<C: Batched>(systems: &BTreeMap<String, C>) -> Sums {
    systems.iter().flat_map(|(system, counts)| counts.sums().into_iter().map(|(key, count)| ((system.clone(), key), count))).collect()
}

/// Sums of counts, and what is made of them.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Totals {
    /// The sums.
    pub sums: Sums,
    /// The value of every row of every group of the sums, in the order of [`groups`] and [`rows`].
    pub values: Vec<Option<f64>>,
}

impl Totals {
    /// The sums of the counts, and every value from them, by a fold.
    pub fn of<C: Batched>(systems: &BTreeMap<String, C>, undefined: Undefined) -> Totals {
        let sums = sums(systems);
        let of = |group: Group| rows(&group.counts, undefined).into_iter().map(|row| row.value.at(|label| group.counts[label].1)).collect::<Vec<_>>();
        let values = groups(&sums).into_iter().flat_map(of).collect();
        Totals { sums, values }
    }
}

/// Sums that differ in the label only.
pub struct Group<'a> {
    /// The system.
    pub system: &'a str,
    /// The counts, sorted by label.
    pub counts: Vec<(&'a Key, Count)>,
}

/// The groups of the sums, in their order: labels are the last part of it.
pub fn groups(sums: &Sums) -> Vec<Group<'_>> {
    let entries: Vec<(&str, &Key, Count)> = sums.iter().map(|((system, key), count)| (system.as_str(), key, *count)).collect();
    let groups = entries.chunk_by(|a, b| a.0 == b.0 && same_group(a.1, b.1));
    groups.map(|group| Group { system: group[0].0, counts: group.iter().map(|&(_, key, count)| (key, count)).collect() }).collect()
}

/// Whether two keys differ in the label at most.
fn same_group(a: &Key, b: &Key) -> bool {
    let unlabelled = |layer: &Layer| (layer.matching, layer.bound, layer.orth);
    (a.task, unlabelled(&a.layer)) == (b.task, unlabelled(&b.layer)) && (&a.layer.view, &a.corpus, &a.split) == (&b.layer.view, &b.corpus, &b.split)
}
