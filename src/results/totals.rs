//! Sums of counts over articles, and every value that is made of them, computed by polars. Counts are columns of integers, and every ratio is an
//! expression made from the list of measures. No other file calls polars.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use mihak_core::annotation::Task;
use mihak_core::measure::counts::{ByLayer, SystemCounts, Unit};
use mihak_core::measure::declared::Undefined;
use mihak_core::measure::definition::{Labels, Of};
use mihak_core::measure::key::{Key, Layer};
use mihak_core::measure::ratio::Ratio;
use mihak_core::measure::registry;
use mihak_core::measure::rows::{Formula, rows};
use mihak_core::score::evaluate::{Sums, Totals, groups};
use mihak_core::statistics::Count;
use polars::prelude::{Column, DataFrame, DataType, Expr, Float64Chunked, IntoLazy, PolarsResult, SortMultipleOptions, col, lit, when};

/// The columns that say what was counted, in the order of keys.
const NAMES: [&str; 9] = ["system", "corpus", "split", "task", "match", "bound", "orth", "view", "label"];

/// Those that a group has in common.
const GROUP: [&str; 8] = ["system", "corpus", "split", "task", "match", "bound", "orth", "view"];

/// The column of numbers of units: of what was counted, without the article.
const UNIT: &str = "unit";

/// The columns of integers.
const COUNTED: [&str; 4] = ["tp", "fp", "fn", "tn"];

/// The counts of all articles of a split, added up, and every value of them: equal to [`Totals::of`].
///
/// `Err` only if they cannot be computed.
pub fn totals(systems: &BTreeMap<String, SystemCounts>, undefined: Undefined) -> Result<Totals> {
    of(systems, undefined).context("computing the ratios of the counts")
}

fn of(systems: &BTreeMap<String, SystemCounts>, undefined: Undefined) -> PolarsResult<Totals> {
    let summed = summed(systems)?;
    let sums = sums(&summed)?;
    let ratios = Ratios::of(&summed)?;
    let (mut values, mut first) = (Vec::new(), 0);
    for (number, group) in groups(&sums).into_iter().enumerate() {
        let at = |label: usize, ratio: Ratio| ratios.labels.value(first + label, ratio);
        values.extend(rows(&group.counts, undefined).into_iter().map(|row| match &row.value {
            Formula::Of(label, ratio) => at(*label, *ratio),
            Formula::Total(Some(kind), _, ratio) => ratios.kinds[kind.place()].value(number, *ratio),
            Formula::Total(None, _, ratio) => ratio.of(Count::default()),
            Formula::Mean(mean) => mean.of(mean.labels.iter().map(|&label| (at(label, mean.ratio), group.counts[label].1))),
            Formula::Rest(_, _, ratio) => match row.measure.of {
                Of::Rest { whole, part } => ratios.rests[&(whole, part)].value(number, *ratio),
                _ => unreachable!("a rest is of a whole and a part"),
            },
        }));
        first += group.counts.len();
    }
    Ok(Totals { sums, values })
}

/// The counts of all articles by what was counted, sorted as keys are.
fn summed(systems: &BTreeMap<String, SystemCounts>) -> PolarsResult<DataFrame> {
    let by_layer: Vec<(&String, ByLayer)> = systems.iter().map(|(system, counts)| (system, counts.by_layer())).collect();
    let units: Vec<(&String, Unit)> = by_layer.iter().flat_map(|(system, by_layer)| by_layer.units().map(move |unit| (*system, unit))).collect();
    // What was counted is a number as long as there is a row an article.
    let rows = || units.iter().zip(0u32..).flat_map(|((_, unit), number)| unit.counts.iter().map(move |(_, count)| (number, *count)));
    let numbers = |name: &str, field: fn(Count) -> u64| Column::new(name.into(), rows().map(|(_, count)| field(count)).collect::<Vec<u64>>());
    let columns = vec![
        Column::new(UNIT.into(), rows().map(|(number, _)| number).collect::<Vec<u32>>()),
        numbers("tp", |count| count.tp),
        numbers("fp", |count| count.fp),
        numbers("fn", |count| count.r#fn),
        numbers("tn", |count| count.tn),
    ];
    let frame = DataFrame::new(rows().count(), columns)?.lazy();
    // Rows have no order after grouping; units stand in that of keys.
    let summed = frame.group_by([col(UNIT)]).agg(COUNTED.map(|name| col(name).sum())).sort([UNIT], SortMultipleOptions::default()).collect()?;
    let strings = |name: &str, field: &dyn Fn(&String, &Unit) -> String| {
        Column::new(name.into(), units.iter().map(|(system, unit)| field(system, unit)).collect::<Vec<String>>())
    };
    let mut columns = vec![
        strings("system", &|system, _| system.clone()),
        strings("corpus", &|_, unit| unit.corpus.into()),
        strings("split", &|_, unit| unit.split.into()),
        strings("task", &|_, unit| unit.task.name().into()),
    ];
    for (at, name) in NAMES[4..].iter().enumerate() {
        columns.push(strings(name, &|_, unit| unit.layer.fields()[at].into()));
    }
    for name in COUNTED {
        columns.push(summed.column(name)?.clone());
    }
    DataFrame::new(units.len(), columns)
}

fn sums(summed: &DataFrame) -> PolarsResult<Sums> {
    let text = NAMES.iter().map(|name| summed.column(name)?.str()).collect::<PolarsResult<Vec<_>>>()?;
    let number = COUNTED.iter().map(|name| summed.column(name)?.u64()).collect::<PolarsResult<Vec<_>>>()?;
    let own = "a name that was written here";
    let row = |row: usize| {
        let field = |at: usize| text[at].get(row).unwrap_or_default().to_string();
        let count = |at: usize| number[at].get(row).unwrap_or_default();
        let layer = Layer {
            matching: registry::matching(&field(4)).expect(own),
            bound: Some(field(5)).filter(|name| !name.is_empty()).map(|name| name.parse().expect(own)),
            orth: Some(field(6)).filter(|name| !name.is_empty()).map(|name| name.parse().expect(own)),
            view: field(7),
            label: field(8),
        };
        let task = Task::of_counts(&field(3)).expect(own);
        let key = Key { corpus: field(1), split: field(2), article: String::new(), task, layer };
        ((field(0), key), Count { tp: count(0), fp: count(1), r#fn: count(2), tn: count(3) })
    };
    Ok((0..summed.height()).map(row).collect())
}

/// The ratios of all measures of the list.
struct Ratios {
    /// Of every label, in the order of the sums.
    labels: Values,
    /// Of the labels of each kind added up, by group, in the order of [`Labels::ALL`].
    kinds: Vec<Values>,
    /// Of a whole without a part, by group.
    rests: BTreeMap<(&'static str, &'static str), Values>,
}

impl Ratios {
    fn of(summed: &DataFrame) -> PolarsResult<Ratios> {
        let kinds = Labels::ALL.map(|kind| format!("is {kind:?}"));
        let label = summed.column("label")?.str()?;
        let held = |kind: Labels| label.iter().map(|label| kind.hold(label.unwrap_or_default())).collect::<Vec<bool>>();
        let mut frame = summed.clone();
        for (kind, name) in Labels::ALL.into_iter().zip(&kinds) {
            frame.with_column(Column::new(name.as_str().into(), held(kind)))?;
        }
        let by_group = |columns: [Expr; 4]| frame.clone().lazy().group_by(GROUP.map(col)).agg(columns).sort(GROUP, SortMultipleOptions::default());
        let total = |kind: &String| by_group(COUNTED.map(|name| col(name).filter(col(kind.as_str())).sum()));
        let rest = |whole: &'static str, part: &'static str| {
            let support = |label: &'static str| (col("tp") + col("fn")).filter(col("label").eq(lit(label))).sum();
            let (all, part) = (support(whole), support(part));
            // Where there is no whole there is no row, whatever this gives.
            let rest = when(all.clone().gt(part.clone())).then(all - part.clone()).otherwise(lit(0u64));
            by_group([rest.alias("tp"), lit(0u64).alias("fp"), part.alias("fn"), lit(0u64).alias("tn")])
        };
        let rests = registry::ALL.iter().flat_map(|matching| matching.measures).filter_map(|measure| match measure.of {
            Of::Rest { whole, part } => Some((whole, part)),
            _ => None,
        });
        Ok(Ratios {
            labels: Values::of(frame.clone())?,
            kinds: kinds.iter().map(|kind| Values::of(total(kind).collect()?)).collect::<PolarsResult<_>>()?,
            rests: rests.map(|(whole, part)| Ok(((whole, part), Values::of(rest(whole, part).collect()?)?))).collect::<PolarsResult<_>>()?,
        })
    }
}

/// The values of every ratio of the list, row by row.
struct Values(Vec<(Ratio, Float64Chunked)>);

impl Values {
    /// Those of a frame with columns of integers.
    fn of(frame: DataFrame) -> PolarsResult<Values> {
        let mut ratios: Vec<Ratio> = Vec::new();
        for measure in registry::ALL.iter().flat_map(|matching| matching.measures) {
            if !ratios.contains(&measure.ratio) {
                ratios.push(measure.ratio);
            }
        }
        let name = |at: usize| format!("ratio {at}");
        let columns: Vec<Expr> = ratios.iter().enumerate().map(|(at, ratio)| expression(*ratio).alias(name(at))).collect();
        let frame = frame.lazy().select(columns).collect()?;
        let values = ratios.into_iter().enumerate().map(|(at, ratio)| Ok((ratio, frame.column(&name(at))?.f64()?.clone())));
        Ok(Values(values.collect::<PolarsResult<_>>()?))
    }

    fn value(&self, row: usize, ratio: Ratio) -> Option<f64> {
        let (_, values) = self.0.iter().find(|(own, _)| *own == ratio).expect("every ratio of the list has a column");
        values.get(row)
    }
}

/// A ratio as an expression over the columns of integers; null where it is undefined.
fn expression(ratio: Ratio) -> Expr {
    let weighted = |weights: [u64; 4]| {
        let parts = COUNTED.iter().zip(weights).filter(|(_, weight)| *weight > 0).map(|(name, weight)| col(*name) * lit(weight));
        parts.reduce(|sum, part| sum + part).unwrap_or_else(|| lit(0u64))
    };
    let float = |integer: Expr| integer.cast(DataType::Float64);
    let quotient = |over: [u64; 4], under: [u64; 4]| {
        let under = weighted(under);
        when(under.clone().gt(lit(0u64))).then(float(weighted(over)) / float(under)).otherwise(lit(polars::prelude::Null {}))
    };
    match ratio {
        Ratio::Quotient(over, under) => quotient(over, under),
        Ratio::AboveChance => {
            let (gold, predicted) = (weighted([1, 0, 1, 0]), weighted([1, 1, 0, 0]));
            // With gold and predicted cuts at random places so many would meet.
            let hits = quotient([1, 0, 1, 0], [1, 1, 1, 1]) * float(predicted.clone());
            quotient([2, 0, 0, 0], [2, 1, 1, 0]) - lit(2.0) * hits / float(gold + predicted)
        }
        Ratio::Number(weights) => float(weighted(weights)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::Root;
    use crate::results::Results;

    #[test]
    fn polars_gives_every_sum_and_every_value_of_the_baseline_as_a_fold_gives_it() {
        let results = Results::load(&Root::Embedded, "results").unwrap();
        for undefined in [Undefined::Zero, Undefined::Skip] {
            let (ours, expected) = (totals(&results.systems, undefined).unwrap(), Totals::of(&results.systems, undefined));
            assert!(ours.sums.len() > 1_000 && ours.values.len() > 5_000, "{} keys, {} values", ours.sums.len(), ours.values.len());
            assert!(ours.sums == expected.sums, "the sums differ");
            let bits = |totals: &Totals| totals.values.iter().map(|value| value.map(f64::to_bits)).collect::<Vec<_>>();
            let (ours, expected) = (bits(&ours), bits(&expected));
            let wrong = ours.iter().zip(&expected).filter(|(a, b)| a != b).count();
            assert!(ours == expected, "{wrong} of {} values differ in their bits", expected.len());
        }
    }
}
