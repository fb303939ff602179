//! The value of a measure in every replicate, from columns of sums.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::measure::ratio::Ratio;
use crate::measure::rows::Formula;
use crate::statistics::Count;
use crate::statistics::bootstrap::WeightedSums;

/// So many labels are few: the values of each are kept, because a mean over labels needs those that the labels have as scores of their own.
const FEW: usize = 256;

/// A value in every replicate.
type Drawn = Rc<[Option<f64>]>;

/// The values of a group's measures in every replicate.
pub(super) struct Values<'a> {
    /// By label.
    sums: &'a [Option<WeightedSums>],
    replicates: usize,
    /// Of labels, where they are few.
    known: FxHashMap<usize, Vec<(Ratio, Drawn)>>,
    /// Of the labels that were added up last.
    total: Option<(Vec<usize>, [Vec<u64>; 4])>,
}

impl<'a> Values<'a> {
    pub fn new(sums: &'a [Option<WeightedSums>], replicates: usize) -> Values<'a> {
        Values { sums, replicates, known: FxHashMap::default(), total: None }
    }

    /// The value of a formula in every replicate: what [`Formula::at`] gives for its sums.
    pub fn of(&mut self, formula: &Formula) -> Vec<Option<f64>> {
        match formula {
            Formula::Of(label, ratio) => self.of_label(*label, *ratio).to_vec(),
            Formula::Total(_, labels, ratio) => self.of_total(labels, *ratio),
            Formula::Mean(mean) => {
                // Labels are added in their order, as one replicate after another would.
                let (mut sums, mut weights) = (vec![0.0; self.replicates], vec![0.0; self.replicates]);
                for &label in &mean.labels {
                    let ratios = self.of_label(label, mean.ratio);
                    for (at, ratio) in ratios.iter().enumerate() {
                        let (value, weight) = mean.part(*ratio, || self.at(label, at));
                        sums[at] += value;
                        weights[at] += weight;
                    }
                }
                sums.into_iter().zip(weights).map(|(sum, weight)| (weight > 0.0).then(|| sum / weight)).collect()
            }
            Formula::Rest(..) => (0..self.replicates).map(|replicate| formula.at(|label| self.at(label, replicate))).collect(),
        }
    }

    fn sums(&self, label: usize) -> &'a WeightedSums {
        self.sums[label].as_ref().expect("the labels of a score have sums")
    }

    fn at(&self, label: usize, replicate: usize) -> Count {
        self.sums(label).at(replicate)
    }

    fn of_label(&mut self, label: usize, ratio: Ratio) -> Drawn {
        if let Some((_, values)) = self.known.get(&label).into_iter().flatten().find(|(known, _)| *known == ratio) {
            return values.clone();
        }
        let sums = self.sums(label);
        let values: Drawn = ratios(ratio, [0, 1, 2, 3].map(|at| sums.column(at)), self.replicates).into();
        if self.sums.len() <= FEW {
            self.known.entry(label).or_default().push((ratio, values.clone()));
        }
        values
    }

    fn of_total(&mut self, labels: &[usize], ratio: Ratio) -> Vec<Option<f64>> {
        if self.total.as_ref().is_none_or(|(known, _)| known != labels) {
            let mut total: [Vec<u64>; 4] = Default::default();
            for (at, total) in total.iter_mut().enumerate() {
                for &label in labels {
                    let column = self.sums(label).column(at);
                    total.resize(column.len().max(total.len()), 0);
                    total.iter_mut().zip(column).for_each(|(sum, part)| *sum += part);
                }
            }
            self.total = Some((labels.to_vec(), total));
        }
        let (_, total) = self.total.as_ref().expect("just made");
        ratios(ratio, total.each_ref().map(Vec::as_slice), self.replicates)
    }
}

/// A ratio in every replicate; a column that is empty is 0 everywhere.
fn ratios(ratio: Ratio, columns: [&[u64]; 4], replicates: usize) -> Vec<Option<f64>> {
    let Ratio::Quotient(over, under) = ratio else {
        let count = |at: usize| {
            let [tp, fp, r#fn, tn] = columns.map(|column| column.get(at).copied().unwrap_or_default());
            Count { tp, fp, r#fn, tn }
        };
        return (0..replicates).map(|at| ratio.of(count(at))).collect();
    };
    let weighted = |weights: [u64; 4]| {
        let mut sums = vec![0u64; replicates];
        for (column, weight) in columns.iter().zip(weights).filter(|(_, weight)| *weight > 0) {
            sums.iter_mut().zip(*column).for_each(|(sum, integer)| *sum += weight * integer);
        }
        sums
    };
    weighted(over).into_iter().zip(weighted(under)).map(|(over, under)| (under > 0).then(|| over as f64 / under as f64)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::declared::Undefined;
    use crate::measure::ratio::Support;
    use crate::measure::rows::Mean;
    use crate::statistics::bootstrap::Boot;

    #[test]
    fn every_formula_has_the_bits_that_it_has_replicate_by_replicate() {
        let boot = Boot { resamples: 300, seed: 2 };
        let weights: Vec<Vec<u8>> = (0..40).map(|at| boot.weights(&at.to_string())).collect();
        let sums = |label: u64| {
            let count = |at: u64| Count { tp: at * label % 5, fp: at % (label + 1), r#fn: u64::from(at % 7 == label), tn: at };
            Some(boot.sums(weights.iter().map(Vec::as_slice).zip(0..).filter(|(_, at)| at % 3 <= label).map(|(weights, at)| (weights, count(at)))))
        };
        let sums: Vec<Option<WeightedSums>> = (0..4).map(sums).collect();
        let mut formulas = vec![Formula::Rest(1, Some(2), Ratio::RECALL), Formula::Rest(1, None, Ratio::RECALL)];
        for ratio in [Ratio::PRECISION, Ratio::RECALL, Ratio::F1, Ratio::AboveChance] {
            formulas.extend((0..4).map(|label| Formula::Of(label, ratio)));
            formulas.extend([Formula::Total(None, vec![0, 2, 3], ratio), Formula::Total(None, vec![], ratio)]);
            for (weight, undefined) in [(None, Undefined::Zero), (None, Undefined::Skip), (Some(Support::GOLD), Undefined::Zero)] {
                formulas.push(Formula::Mean(Mean { labels: vec![0, 1, 2, 3], ratio, weight, undefined }));
            }
        }
        let mut values = Values::new(&sums, 300);
        for formula in formulas {
            let bits = |value: Option<f64>| value.map(f64::to_bits);
            let ours: Vec<_> = values.of(&formula).into_iter().map(bits).collect();
            let expected: Vec<_> = (0..300).map(|at| bits(formula.at(|label| sums[label].as_ref().unwrap().at(at)))).collect();
            assert!(ours == expected, "{formula:?}");
        }
    }
}
