//! Tie groups of several systems: which of them cannot be told from the best, which not from the best of the others, and so on.
//!
//! Every system is compared with every other on the same replicates. A *tier* begins at a system that is worse than the first of the tier above.
//! So each system is in one tier, and the order in which systems are named does not matter.

use crate::statistics::bootstrap::{Paired, discovery_rates};

/// The rate of false discoveries (share of 1) at which one system is called worse than another.
pub const RATE: f64 = 0.05;

/// A system among others, as far as tiers need it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Standing<'a> {
    /// Its name. Of two systems with the same value, the name that sorts first stands first.
    pub name: &'a str,
    /// Its value; `None` if it is undefined. Such a system has no tier.
    pub value: Option<f64>,
}

/// Two systems side by side.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Pair {
    /// The place of the first among the systems.
    pub first: usize,
    /// The place of the second.
    pub second: usize,
    /// Second minus first; `None` if the two cannot be compared.
    pub paired: Option<Paired>,
    /// The q of Benjamini and Yekutieli over all pairs; `None` if the pair has no p.
    pub q: Option<f64>,
}

/// The tiers of some systems by one measure.
#[derive(Clone, PartialEq, Debug)]
pub struct Tiers {
    /// The places of the systems, best first. Those without a value are left out.
    pub order: Vec<usize>,
    /// The tier of each system; 1 is the best. `None` if its value is undefined.
    pub tiers: Vec<Option<usize>>,
    /// All pairs, in the order of the systems.
    pub pairs: Vec<Pair>,
}

impl Tiers {
    /// The tiers of these systems. `paired` compares the second of two places with the first.
    ///
    /// `less` says that less of the measure is better. `rate` is the rate of false discoveries (share of 1) among all pairs. A pair without a p
    /// is of no difference that could be told.
    pub fn of(systems: &[Standing], less: bool, rate: f64, paired: impl Fn(usize, usize) -> Option<Paired>) -> Tiers {
        let places = 0..systems.len();
        let mut pairs: Vec<Pair> = places
            .clone()
            .flat_map(|first| (first + 1..systems.len()).map(move |second| (first, second)))
            .map(|(first, second)| Pair { first, second, paired: paired(first, second), q: None })
            .collect();
        let ps: Vec<Option<f64>> = pairs.iter().map(|pair| pair.paired.and_then(|paired| paired.p)).collect();
        for (pair, q) in pairs.iter_mut().zip(dependent_discovery_rates(&ps)) {
            pair.q = q;
        }
        let mut found = Tiers { order: Vec::new(), tiers: vec![None; systems.len()], pairs };
        let mut order: Vec<(f64, usize)> = places.filter_map(|at| Some((systems[at].value?, at))).collect();
        order.sort_by(|(a, one), (b, other)| {
            let better = if less { a.total_cmp(b) } else { b.total_cmp(a) };
            better.then_with(|| systems[*one].name.cmp(systems[*other].name))
        });
        let mut first: Option<(usize, f64)> = None;
        let mut tier = 0;
        for (value, at) in order {
            let is_worse = |(best, top): (usize, f64)| value != top && found.q(best, at).is_some_and(|q| q <= rate);
            if first.is_none_or(is_worse) {
                tier += 1;
                first = Some((at, value));
            }
            found.tiers[at] = Some(tier);
            found.order.push(at);
        }
        found
    }

    /// The q of two systems, in either order; `None` if the pair has none.
    pub fn q(&self, one: usize, other: usize) -> Option<f64> {
        let (first, second) = (one.min(other), one.max(other));
        self.pairs.iter().find(|pair| (pair.first, pair.second) == (first, second)).and_then(|pair| pair.q)
    }
}

/// The q of every p, whatever the tests have to do with each other (Benjamini and Yekutieli 2001): that of Benjamini and Hochberg, times
/// 1 + 1/2 + … + 1/n for n tests, and at most 1.
///
/// An undefined p (`None`) has no q and takes no part.
pub fn dependent_discovery_rates(ps: &[Option<f64>]) -> Vec<Option<f64>> {
    let tests = ps.iter().flatten().count();
    let harmonic: f64 = (1..=tests).map(|rank| 1.0 / rank as f64).sum();
    discovery_rates(ps).into_iter().map(|rate| rate.map(|rate| (rate * harmonic).min(1.0))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The comparison of two systems whose values differ by so much in the replicates of twenty articles.
    fn paired(values: [f64; 2], replicates: [&[Option<f64>]; 2]) -> Option<Paired> {
        Some(Paired::of(values, replicates, 20, 0.95))
    }

    /// The values of a system in 1,000 replicates: around `value`, as far as `spread`, in an order that `step` gives.
    fn replicates(value: f64, spread: f64, step: usize) -> Vec<Option<f64>> {
        (0..1000).map(|at| Some(value + spread * ((at * step % 1000) as f64 / 499.5 - 1.0))).collect()
    }

    /// The tiers of systems with these values. Each pair differs by `spread` in its replicates, more or less.
    fn tiers(systems: &[(&str, Option<f64>)], spread: f64, less: bool) -> Tiers {
        let standings: Vec<Standing> = systems.iter().map(|&(name, value)| Standing { name, value }).collect();
        // Steps without a common divisor with 1,000, one for each name: the order of systems must not matter.
        let step = |name: &str| 2 * (name.bytes().map(usize::from).sum::<usize>() % 50) * 5 + 1;
        Tiers::of(&standings, less, RATE, |one, other| {
            let of = |at: usize| Some((systems[at].1?, replicates(systems[at].1?, spread, step(systems[at].0))));
            let ((first, one), (second, other)) = (of(one)?, of(other)?);
            paired([first, second], [&one, &other])
        })
    }

    #[test]
    fn a_tier_begins_at_a_system_that_is_worse_than_the_first_of_the_tier_above() {
        let found = tiers(&[("d", Some(0.5)), ("a", Some(0.9)), ("c", Some(0.6)), ("b", Some(0.895))], 0.03, false);
        assert_eq!(found.order, [1, 3, 2, 0]);
        assert_eq!(found.tiers, [Some(3), Some(1), Some(2), Some(1)]);
        assert_eq!(found.pairs.len(), 6, "all pairs are there");
        assert!(found.q(0, 1) == found.q(1, 0) && found.q(0, 1).unwrap() < 0.001);
    }

    #[test]
    fn neighbours_that_cannot_be_told_apart_do_not_join_what_can() {
        // Steps of .03 and .05 are not told apart, those of .08 are: the third is worse than the first, the fourth not worse than the third.
        let found = tiers(&[("a", Some(0.90)), ("b", Some(0.87)), ("c", Some(0.82)), ("d", Some(0.79))], 0.032, false);
        assert_eq!(found.tiers, [Some(1), Some(1), Some(2), Some(2)], "{found:?}");
        assert!(found.q(1, 2).unwrap() > RATE, "the second and the third are neighbours: {found:?}");
    }

    #[test]
    fn the_order_in_which_systems_are_named_changes_no_tier() {
        let systems = [("a", Some(0.9)), ("b", Some(0.9)), ("c", Some(0.84)), ("d", Some(0.83)), ("e", None), ("f", Some(0.2))];
        let expected: Vec<_> = systems.iter().map(|(name, _)| *name).zip(tiers(&systems, 0.05, false).tiers).collect();
        for turn in 0..systems.len() {
            let mut turned = systems;
            turned.rotate_left(turn);
            turned.swap(0, 3);
            let mut found: Vec<_> = turned.iter().map(|(name, _)| *name).zip(tiers(&turned, 0.05, false).tiers).collect();
            found.sort();
            assert_eq!(found, expected, "{turned:?}");
        }
    }

    #[test]
    fn where_less_is_better_the_least_is_first() {
        let found = tiers(&[("a", Some(0.5)), ("b", Some(0.1)), ("c", Some(0.12))], 0.05, true);
        assert_eq!((found.order, found.tiers), (vec![1, 2, 0], vec![Some(2), Some(1), Some(1)]));
    }

    #[test]
    fn what_cannot_be_compared_shares_a_tier_and_what_is_undefined_has_none() {
        let systems = [("a", Some(0.9)), ("b", None), ("c", Some(0.1))].map(|(name, value)| Standing { name, value });
        let found = Tiers::of(&systems, false, RATE, |_, _| None);
        assert_eq!(found.tiers, [Some(1), None, Some(1)]);
        assert_eq!(Tiers::of(&[], false, RATE, |_, _| None).order, [0; 0]);
    }

    #[test]
    fn rates_of_dependent_tests_are_those_of_benjamini_and_yekutieli() {
        let rates = dependent_discovery_rates(&[Some(0.01), None, Some(0.04), Some(0.03), Some(0.5)]);
        let shown: Vec<String> = rates.iter().map(|rate| rate.map_or("-".into(), |rate| format!("{rate:.4}"))).collect();
        // Those of Benjamini and Hochberg, times 25/12.
        assert_eq!(shown, ["0.0833", "-", "0.1111", "0.1111", "1.0000"]);
    }
}
