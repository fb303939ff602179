//! Sums of counts over articles, by polars, which lives here and only here: it sums integers; every ratio is taken once, afterwards.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use mihak_core::annotation::Task;
use mihak_core::measure::counts::SystemCounts;
use mihak_core::measure::key::{Bound, Key, Layer, Orth};
use mihak_core::score::evaluate::Sums;
use mihak_core::statistics::Count;
use polars::prelude::{Column, DataFrame, IntoLazy, PolarsResult, col};

/// The counts of all articles of a split, added up: equal to [`mihak_core::score::evaluate::sums`].
///
/// `Err` only if the sums cannot be computed.
pub fn sums(systems: &BTreeMap<String, SystemCounts>) -> Result<Sums> {
    sum(systems).context("summing the counts")
}

fn sum(systems: &BTreeMap<String, SystemCounts>) -> PolarsResult<Sums> {
    let rows = || systems.iter().flat_map(|(system, counts)| counts.rows.iter().map(move |(key, count)| (system, key, count)));
    let strings = |name: &str, field: fn(&Key) -> &str| Column::new(name.into(), rows().map(|(_, key, _)| field(key)).collect::<Vec<&str>>());
    let numbers = |name: &str, field: fn(&Count) -> u64| Column::new(name.into(), rows().map(|(_, _, count)| field(count)).collect::<Vec<u64>>());
    let names = ["system", "corpus", "split", "task", "match", "bound", "orth", "view", "label"];
    let counted = ["tp", "fp", "fn", "tn"];
    let columns = vec![
        Column::new("system".into(), rows().map(|(system, _, _)| system.as_str()).collect::<Vec<&str>>()),
        strings("corpus", |key| &key.corpus),
        strings("split", |key| &key.split),
        strings("task", |key| key.task.name()),
        strings("match", |key| key.layer.matching.name()),
        strings("bound", |key| key.layer.bound.map_or("", Bound::name)),
        strings("orth", |key| key.layer.orth.map_or("", Orth::name)),
        strings("view", |key| &key.layer.view),
        strings("label", |key| &key.layer.label),
        numbers("tp", |count| count.tp),
        numbers("fp", |count| count.fp),
        numbers("fn", |count| count.r#fn),
        numbers("tn", |count| count.tn),
    ];
    let height = rows().count();
    let summed = DataFrame::new(height, columns)?.lazy().group_by(names.map(col)).agg(counted.map(|name| col(name).sum())).collect()?;
    let text = names.iter().map(|name| summed.column(name)?.str()).collect::<PolarsResult<Vec<_>>>()?;
    let number = counted.iter().map(|name| summed.column(name)?.u64()).collect::<PolarsResult<Vec<_>>>()?;
    let mut sums = Sums::new();
    for row in 0..summed.height() {
        let field = |at: usize| text[at].get(row).unwrap_or_default().to_string();
        let count = |at: usize| number[at].get(row).unwrap_or_default();
        let own = "a name that was written here";
        let layer = Layer {
            matching: field(4).parse().expect(own),
            bound: Some(field(5)).filter(|name| !name.is_empty()).map(|name| name.parse().expect(own)),
            orth: Some(field(6)).filter(|name| !name.is_empty()).map(|name| name.parse().expect(own)),
            view: field(7),
            label: field(8),
        };
        let task = Task::of_counts(&field(3)).expect(own);
        let key = Key { corpus: field(1), split: field(2), article: String::new(), task, layer };
        // Row order after grouping is arbitrary: the map sorts.
        sums.insert((field(0), key), Count { tp: count(0), fp: count(1), r#fn: count(2), tn: count(3) });
    }
    Ok(sums)
}

#[cfg(test)]
mod tests {
    use mihak_core::score::evaluate;

    use super::*;
    use crate::folder::Root;
    use crate::results::Results;

    #[test]
    fn polars_adds_the_baseline_up_to_what_a_fold_gives() {
        let results = Results::load(&Root::Embedded, "results").unwrap();
        let summed = sums(&results.systems).unwrap();
        assert!(summed.len() > 1_000, "{} keys", summed.len());
        assert!(summed == evaluate::sums(&results.systems), "the sums differ");
    }
}
