//! Sums of counts over articles, and every value that is made of them, computed by polars. Counts are columns of integers, and every ratio is an
//! expression made from the list of measures. No other file calls polars.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use mihak_core::measure::counts::Batched;
use mihak_core::measure::declared::Undefined;
use mihak_core::measure::definition::{Labels, Of};
use mihak_core::measure::key::Key;
use mihak_core::measure::ratio::Ratio;
use mihak_core::measure::registry;
use mihak_core::measure::rows::{Formula, rows};
use mihak_core::score::totals::{Group, Sums, Totals, groups};
use mihak_core::statistics::Count;
use polars::prelude::{Column, DataFrame, DataType, Expr, Float64Chunked, IntoLazy, PolarsResult, SortMultipleOptions, col, lit, when};

use crate::results::stored::StoredCounts;

/// The column of numbers of groups: of counts that differ in the label only.
const GROUP: &str = "group";

/// The column of numbers of units: of what was counted, without the article.
const UNIT: &str = "unit";

/// The columns of integers.
const COUNTED: [&str; 4] = ["tp", "fp", "fn", "tn"];

/// The counts of all articles of a split, added up, and every value of them: equal to [`Totals::of`].
///
/// `Err` only if they cannot be computed.
pub fn totals(systems: &BTreeMap<String, StoredCounts>, undefined: Undefined) -> Result<Totals> {
    of(systems, undefined).context("computing the ratios of the counts")
}

fn of(systems: &BTreeMap<String, StoredCounts>, undefined: Undefined) -> PolarsResult<Totals> {
    let units: Vec<(&String, Key)> =
        systems.iter().flat_map(|(system, counts)| counts.sums().into_iter().map(move |(key, _)| (system, key))).collect();
    let summed = summed(systems, units.len())?;
    let sums = sums(units, &summed)?;
    let groups = groups(&sums);
    let ratios = Ratios::of(&summed, &groups)?;
    let (mut values, mut first) = (Vec::new(), 0);
    for (number, group) in groups.into_iter().enumerate() {
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

/// The counts of all articles by what was counted, in the order of keys.
fn summed(systems: &BTreeMap<String, StoredCounts>, units: usize) -> PolarsResult<DataFrame> {
    let mut rows: Vec<(u32, Count)> = Vec::new();
    let mut number = 0;
    for counts in systems.values() {
        match counts {
            StoredCounts::Memory(counts) => {
                for unit in counts.units() {
                    rows.extend(unit.counts.iter().map(|(_, count)| (number, *count)));
                    number += 1;
                }
            }
            // A file holds sums of its batches.
            StoredCounts::File(_) => {
                for (_, sum) in counts.sums() {
                    rows.push((number, sum));
                    number += 1;
                }
            }
        }
    }
    let numbers = |name: &str, field: fn(Count) -> u64| Column::new(name.into(), rows.iter().map(|(_, count)| field(*count)).collect::<Vec<u64>>());
    let columns = vec![
        Column::new(UNIT.into(), rows.iter().map(|(number, _)| *number).collect::<Vec<u32>>()),
        numbers("tp", |count| count.tp),
        numbers("fp", |count| count.fp),
        numbers("fn", |count| count.r#fn),
        numbers("tn", |count| count.tn),
    ];
    let frame = DataFrame::new(rows.len(), columns)?.lazy();
    // Rows have no order after grouping; units stand in that of keys.
    let summed = frame.group_by([col(UNIT)]).agg(COUNTED.map(|name| col(name).sum())).sort([UNIT], SortMultipleOptions::default()).collect()?;
    debug_assert_eq!(summed.height(), units, "every unit has a row");
    Ok(summed)
}

/// The sums with the keys of their units.
fn sums(units: Vec<(&String, Key)>, summed: &DataFrame) -> PolarsResult<Sums> {
    let number = COUNTED.iter().map(|name| summed.column(name)?.u64()).collect::<PolarsResult<Vec<_>>>()?;
    let count = |row: usize| {
        let [tp, fp, r#fn, tn] = [0, 1, 2, 3].map(|at| number[at].get(row).unwrap_or_default());
        Count { tp, fp, r#fn, tn }
    };
    Ok(units.into_iter().enumerate().map(|(row, (system, key))| ((system.clone(), key), count(row))).collect())
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
    /// The ratios of sums that stand group by group.
    fn of(summed: &DataFrame, groups: &[Group]) -> PolarsResult<Ratios> {
        let labels = || groups.iter().flat_map(|group| group.counts.iter().map(|(key, _)| key.layer.label.as_str()));
        let flag = |name: String, holds: &dyn Fn(&str) -> bool| Column::new(name.into(), labels().map(holds).collect::<Vec<bool>>());
        let rests = registry::ALL.iter().flat_map(|matching| matching.measures).filter_map(|measure| match measure.of {
            Of::Rest { whole, part } => Some((whole, part)),
            _ => None,
        });
        let rests: Vec<(&str, &str)> = rests.collect();
        let (kind_name, label_name) = (|kind: Labels| format!("is {kind:?}"), |label: &str| format!("is label {label}"));
        let mut frame = summed.clone();
        let numbers = groups.iter().zip(0u32..).flat_map(|(group, number)| group.counts.iter().map(move |_| number));
        frame.with_column(Column::new(GROUP.into(), numbers.collect::<Vec<u32>>()))?;
        for kind in Labels::ALL {
            frame.with_column(flag(kind_name(kind), &|label| kind.hold(label)))?;
        }
        for name in rests.iter().flat_map(|(whole, part)| [whole, part]) {
            frame.with_column(flag(label_name(name), &|label| label == *name))?;
        }
        let by_group = |columns: [Expr; 4]| frame.clone().lazy().group_by([col(GROUP)]).agg(columns).sort([GROUP], SortMultipleOptions::default());
        let total = |kind: Labels| by_group(COUNTED.map(|name| col(name).filter(col(kind_name(kind))).sum()));
        let rest = |(whole, part): (&'static str, &'static str)| {
            let support = |label: &str| (col("tp") + col("fn")).filter(col(label_name(label))).sum();
            let (all, part) = (support(whole), support(part));
            // Where there is no whole there is no row, whatever this gives.
            let rest = when(all.clone().gt(part.clone())).then(all - part.clone()).otherwise(lit(0u64));
            by_group([rest.alias("tp"), lit(0u64).alias("fp"), part.alias("fn"), lit(0u64).alias("tn")])
        };
        Ok(Ratios {
            kinds: Labels::ALL.into_iter().map(|kind| Values::of(total(kind).collect()?)).collect::<PolarsResult<_>>()?,
            rests: rests.into_iter().map(|names| Ok((names, Values::of(rest(names).collect()?)?))).collect::<PolarsResult<_>>()?,
            labels: Values::of(frame)?,
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
