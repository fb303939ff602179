//! How the value of a measure is made of integers. It is data, so that other programs can make their own expressions of it.

use crate::statistics::Count;

/// How a value is made of the four integers of a count, in the order tp, fp, fn, tn.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Ratio {
    /// One weighted sum divided by another. It is undefined if the second is 0.
    Quotient([u64; 4], [u64; 4]),
    /// F1 minus the F1 that as many cuts at random places are expected to reach, see [`Count::above_chance`].
    AboveChance,
    /// A weighted sum: a number of things. It has no interval.
    Number([u64; 4]),
}

impl Ratio {
    /// The share of predictions that are right.
    pub const PRECISION: Ratio = Ratio::Quotient([1, 0, 0, 0], [1, 1, 0, 0]);
    /// The share of gold that was found.
    pub const RECALL: Ratio = Ratio::Quotient([1, 0, 0, 0], [1, 0, 1, 0]);
    /// 2tp / (2tp + fp + fn).
    pub const F1: Ratio = Ratio::Quotient([2, 0, 0, 0], [2, 1, 1, 0]);
    /// The share of gold that was missed.
    pub const MISSED: Ratio = Ratio::Quotient([0, 0, 1, 0], [1, 0, 1, 0]);
    /// How much of one amount there is for each of another: tp / fn. Here tp and fn are amounts, not right and missed items.
    pub const PER: Ratio = Ratio::Quotient([1, 0, 0, 0], [0, 0, 1, 0]);

    /// The value, or `None` if it is undefined.
    pub fn of(self, count: Count) -> Option<f64> {
        match self {
            Ratio::Quotient(over, under) => {
                let whole = weighted(under, count);
                (whole > 0).then(|| weighted(over, count) as f64 / whole as f64)
            }
            Ratio::AboveChance => count.above_chance(),
            Ratio::Number(weights) => Some(weighted(weights, count) as f64),
        }
    }

    /// The formula, for people: `2tp / (2tp + fp + fn)`.
    pub fn formula(self) -> String {
        let sum = |weights: [u64; 4]| {
            let name = |(name, weight): (&str, u64)| if weight == 1 { name.to_string() } else { format!("{weight}{name}") };
            let parts = ["tp", "fp", "fn", "tn"].into_iter().zip(weights).filter(|(_, weight)| *weight > 0);
            parts.map(name).collect::<Vec<_>>()
        };
        let grouped = |weights: [u64; 4]| match &sum(weights)[..] {
            [one] => one.clone(),
            several => format!("({})", several.join(" + ")),
        };
        match self {
            Ratio::Quotient(over, under) => format!("{} / {}", grouped(over), grouped(under)),
            Ratio::AboveChance => "F1 − 2(tp + fn)(tp + fp) / ((tp + fp + fn + tn)(2tp + fp + fn))".into(),
            Ratio::Number(weights) => sum(weights).join(" + "),
        }
    }

    /// The integers of the count that the value depends on. The others are set to 0.
    pub fn used(self, count: Count) -> Count {
        let rests = |at: usize| match self {
            Ratio::Quotient(over, under) => over[at] + under[at] > 0,
            Ratio::AboveChance => true,
            Ratio::Number(weights) => weights[at] > 0,
        };
        let only = |at: usize, integer: u64| if rests(at) { integer } else { 0 };
        Count { tp: only(0, count.tp), fp: only(1, count.fp), r#fn: only(2, count.r#fn), tn: only(3, count.tn) }
    }
}

fn weighted(weights: [u64; 4], count: Count) -> u64 {
    weights[0] * count.tp + weights[1] * count.fp + weights[2] * count.r#fn + weights[3] * count.tn
}

/// How the support of a measure, the number of items behind its value, is made of integers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Support {
    /// The weights of tp, fp, fn, tn.
    pub weights: [u64; 4],
    /// The weighted sum is divided by this: so many units of it are one item.
    pub per: u64,
}

impl Support {
    /// The number of gold items.
    pub const GOLD: Support = Support { weights: [1, 0, 1, 0], per: 1 };

    /// The number of items in a count.
    pub fn of(self, count: Count) -> u64 {
        weighted(self.weights, count) / self.per
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_of_weighted_integers_and_undefined_without_a_whole() {
        let count = Count { tp: 3, fp: 1, r#fn: 2, tn: 5 };
        assert_eq!([Ratio::PRECISION, Ratio::RECALL, Ratio::F1].map(|ratio| ratio.of(count)), [Some(0.75), Some(0.6), Some(2.0 / 3.0)]);
        assert_eq!([Ratio::MISSED.of(count), Ratio::PER.of(count), Ratio::Number([0, 1, 0, 1]).of(count)], [Some(0.4), Some(1.5), Some(6.0)]);
        assert_eq!([Ratio::PRECISION, Ratio::RECALL, Ratio::F1, Ratio::AboveChance].map(|ratio| ratio.of(Count::default())), [None; 4]);
        let formulas = [Ratio::F1, Ratio::PER, Ratio::Number([0, 1, 0, 0])].map(Ratio::formula);
        assert_eq!(formulas, ["2tp / (2tp + fp + fn)", "tp / fn", "fp"]);
        assert_eq!(Ratio::PRECISION.used(count), Count { r#fn: 0, tn: 0, ..count });
        assert_eq!(Support { per: 2, ..Support::GOLD }.of(count), 2);
    }
}
