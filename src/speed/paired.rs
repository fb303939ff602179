//! Two programs that ran in turn: a verdict made of the nanoseconds of their rounds.

use std::fmt;

use crate::speed::rounds::middle;

/// The difference that a verdict must exceed (share of 1), however sure it is: less is what memory layout alone does.
pub const RELEVANT: f64 = 0.02;

/// The least number of pairs that have a 95 % interval.
pub const LEAST: usize = 6;

/// The ratio of two programs: the second's time by the first's.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Ratio {
    /// The median of the pairs' ratios; above 1 the second is slower.
    pub median: f64,
    /// The lower end of the 95 % interval of the median.
    pub lo: f64,
    /// The upper end.
    pub hi: f64,
    /// The number of pairs.
    pub pairs: usize,
}

/// What is said about the second program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RatioVerdict {
    /// The interval holds 1, or the difference is not relevant.
    NoDifference,
    /// The second program is faster.
    Faster,
    /// The second program is slower.
    Slower,
}

impl fmt::Display for RatioVerdict {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            RatioVerdict::NoDifference => "no difference",
            RatioVerdict::Faster => "faster",
            RatioVerdict::Slower => "slower",
        })
    }
}

/// The ratio of one pair, from the nanoseconds of four rounds: A, B, B, A. Each program counts with the better of its two, because what
/// else the machine does only adds.
///
/// A drift within the four is to the credit of one program; pairs that begin with the other one give it back.
pub fn pair([a, b, again, last]: [u64; 4]) -> f64 {
    b.min(again) as f64 / a.min(last) as f64
}

/// The median of paired ratios, with the interval between two order statistics that holds the true median in at least 95 of 100 cases,
/// whatever the distribution (the sign interval; Hollander, Wolfe 1973, 3.6).
///
/// `None` if there are fewer than [`LEAST`] ratios.
pub fn ratio(ratios: &[f64]) -> Option<Ratio> {
    let mut sorted = ratios.to_vec();
    sorted.sort_by(f64::total_cmp);
    let outside = outside(sorted.len())?;
    Some(Ratio { median: middle(sorted.clone()), lo: sorted[outside], hi: sorted[sorted.len() - 1 - outside], pairs: sorted.len() })
}

/// The most order statistics that may be left out at each end: twice their binomial tail is at most 5 %. `None` where there is none.
fn outside(pairs: usize) -> Option<usize> {
    // Probabilities of 0, 1, … signs of `pairs` fair ones, as logarithms: 2^-n would vanish.
    let mut log = -(pairs as f64) * std::f64::consts::LN_2;
    let mut tail = 0.0;
    let mut left_out = None;
    for at in 0..pairs / 2 {
        tail += log.exp();
        if 2.0 * tail > 0.05 {
            break;
        }
        left_out = Some(at);
        log += ((pairs - at) as f64).ln() - ((at + 1) as f64).ln();
    }
    left_out
}

impl Ratio {
    /// A difference is said only when the interval excludes 1 and the median is beyond [`RELEVANT`].
    pub fn verdict(&self) -> RatioVerdict {
        match self {
            Ratio { median, lo, .. } if *lo > 1.0 && *median > 1.0 + RELEVANT => RatioVerdict::Slower,
            Ratio { median, hi, .. } if *hi < 1.0 && *median < 1.0 / (1.0 + RELEVANT) => RatioVerdict::Faster,
            _ => RatioVerdict::NoDifference,
        }
    }
}

/// The verdict of two independent measurements: a difference only where both say the same one.
///
/// Many systems are compared at once: what one measurement finds by chance, a second does not find again.
pub fn confirmed(first: RatioVerdict, again: RatioVerdict) -> RatioVerdict {
    if first == again { first } else { RatioVerdict::NoDifference }
}

/// The geometric mean, or `None` of nothing.
pub fn geometric_mean(ratios: &[f64]) -> Option<f64> {
    (!ratios.is_empty()).then(|| (ratios.iter().map(|ratio| ratio.ln()).sum::<f64>() / ratios.len() as f64).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A generator with a seed (SplitMix64), so that the noise is the same in every run.
    struct Noise(u64);

    impl Noise {
        fn uniform(&mut self) -> f64 {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
        }

        fn normal(&mut self) -> f64 {
            let (u, v) = (1.0 - self.uniform(), self.uniform());
            (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
        }

        /// One round of `nanos`: 3 % of jitter, and one in twelve that something else slows down by up to a half.
        fn round(&mut self, nanos: f64) -> u64 {
            let spike = if self.uniform() < 1.0 / 12.0 { 1.0 + 0.5 * self.uniform() } else { 1.0 };
            (nanos * (1.0 + 0.03 * self.normal()) * spike) as u64
        }
    }

    /// The ratios of one run, whose pairs begin with either program in turn: the machine slows down by a third from first to last, and the
    /// second program takes `slower` times as long.
    fn run(noise: &mut Noise, pairs: usize, slower: f64) -> Vec<f64> {
        let rounds = (pairs * 4) as f64;
        let mut at = 0;
        let mut round = |program: f64| {
            at += 1;
            noise.round(5e6 * program * (1.0 + f64::from(at) / rounds / 3.0))
        };
        let mut four = |outer: f64, inner: f64| pair([round(outer), round(inner), round(inner), round(outer)]);
        (0..pairs).map(|pair| if pair % 2 == 0 { four(1.0, slower) } else { 1.0 / four(slower, 1.0) }).collect()
    }

    fn measured(noise: &mut Noise, slower: f64) -> RatioVerdict {
        let mut verdict = || ratio(&run(noise, 31, slower)).expect("there are pairs enough").verdict();
        match verdict() {
            RatioVerdict::NoDifference => RatioVerdict::NoDifference,
            said => confirmed(said, verdict()),
        }
    }

    #[test]
    fn noise_alone_gives_no_verdict_in_20_runs_of_15_systems() {
        let mut noise = Noise(1);
        let verdicts: Vec<RatioVerdict> = (0..20 * 15).map(|_| measured(&mut noise, 1.0)).collect();
        assert_eq!(verdicts.iter().filter(|verdict| **verdict != RatioVerdict::NoDifference).count(), 0, "{verdicts:?}");
    }

    #[test]
    fn a_real_change_of_5_percent_is_found_either_way() {
        let mut noise = Noise(2);
        for run in 0..20 {
            assert_eq!(measured(&mut noise, 1.05), RatioVerdict::Slower, "run {run}");
            assert_eq!(measured(&mut noise, 1.0 / 1.05), RatioVerdict::Faster, "run {run}");
        }
    }

    #[test]
    fn a_difference_that_is_sure_but_not_relevant_is_none() {
        let ratios: Vec<f64> = (0..31).map(|at| 1.01 + f64::from(at) * 1e-4).collect();
        let found = ratio(&ratios).unwrap();
        assert!(found.lo > 1.0 && found.verdict() == RatioVerdict::NoDifference, "{found:?}");
        let wide: Vec<f64> = (0..31).map(|at| 0.9 + f64::from(at) * 0.01).collect();
        assert_eq!(ratio(&wide).unwrap().verdict(), RatioVerdict::NoDifference, "relevant, but not sure");
    }

    #[test]
    fn the_interval_is_that_of_the_sign_test() {
        // The tables of the sign test: order statistics 1 of 6, 2 of 9, 6 of 20, 10 of 31, 40 of 100.
        for (pairs, left_out) in [(6, 0), (8, 0), (9, 1), (20, 5), (31, 9), (100, 39)] {
            assert_eq!(outside(pairs), Some(left_out), "{pairs}");
        }
        for pairs in 0..LEAST {
            assert_eq!(outside(pairs), None, "{pairs}");
        }
        assert!(outside(10_000).is_some_and(|out| (4850..4950).contains(&out)), "no probability vanishes");
        let found = ratio(&[1.5, 1.1, 1.3, 1.2, 1.4, 1.0]).unwrap();
        assert_eq!(found, Ratio { median: 1.25, lo: 1.0, hi: 1.5, pairs: 6 });
        assert_eq!(ratio(&[1.0; 5]), None);
    }

    #[test]
    fn one_slow_round_of_either_program_moves_no_pair() {
        assert_eq!(pair([100, 105, 105, 100]), 1.05);
        assert_eq!(pair([190, 105, 105, 100]), 1.05);
        assert_eq!(pair([100, 105, 170, 100]), 1.05);
    }

    #[test]
    fn a_verdict_needs_two_that_agree() {
        use RatioVerdict::{Faster, NoDifference, Slower};
        assert_eq!(confirmed(Slower, Slower), Slower);
        assert_eq!(confirmed(Faster, Faster), Faster);
        assert_eq!(confirmed(Slower, Faster), NoDifference);
        assert_eq!(confirmed(Slower, NoDifference), NoDifference);
    }

    #[test]
    fn twice_and_half_have_the_geometric_mean_1() {
        assert!((geometric_mean(&[2.0, 0.5]).unwrap() - 1.0).abs() < 1e-12);
        assert_eq!(geometric_mean(&[]), None);
    }
}
