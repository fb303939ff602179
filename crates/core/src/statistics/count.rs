//! Counts: the sufficient statistic from which every measure derives.

use std::ops::AddAssign;

/// Four integers of one article for one key. What a true positive is depends on the match; see the documentation of measures.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Count {
    /// In gold and predicted.
    pub tp: u64,
    /// Predicted, not in gold.
    pub fp: u64,
    /// In gold, not predicted.
    pub r#fn: u64,
    /// Neither; counted for few matches only, such as boundaries.
    pub tn: u64,
}

impl Count {
    /// Whether nothing was counted.
    pub fn is_zero(self) -> bool {
        self == Count::default()
    }

    /// The share of predictions that are right, or `None` if nothing was predicted.
    pub fn precision(self) -> Option<f64> {
        ratio(self.tp, self.tp + self.fp)
    }

    /// The share of gold that was found, or `None` if there is no gold.
    pub fn recall(self) -> Option<f64> {
        ratio(self.tp, self.tp + self.r#fn)
    }

    /// 2tp / (2tp + fp + fn), or `None` if there is neither gold nor prediction.
    pub fn f1(self) -> Option<f64> {
        ratio(2 * self.tp, 2 * self.tp + self.fp + self.r#fn)
    }

    /// The number of gold items.
    pub fn support(self) -> u64 {
        self.tp + self.r#fn
    }

    /// Cohen's kappa of two sides that decide yes or no (Cohen 1960): the share of decisions on which they agree beyond chance, of what can be
    /// beyond chance. tp are decided yes by both, tn no by both, fn and fp yes by the first or the second side alone.
    ///
    /// `None` if nothing was decided, or if both decide all alike: then chance explains everything.
    pub fn kappa(self) -> Option<f64> {
        let [first, second] = [self.tp + self.r#fn, self.tp + self.fp].map(u128::from);
        let all = self.tp + self.fp + self.r#fn + self.tn;
        let no = |yes: u128| u128::from(all) - yes;
        kappa(self.tp + self.tn, all, first * second + no(first) * no(second))
    }

    /// F1 minus the F1 that as many cuts at random places would be expected to reach.
    ///
    /// With G gold and K predicted cuts among N places (those that nobody cuts, and wherever somebody cuts, though it be in front of a mark), the expected number of hits is KG/N, and F1 = 2tp/(G+K) is linear in
    /// it. `None` where F1 is.
    pub fn above_chance(self) -> Option<f64> {
        let (gold, predicted) = (self.tp + self.r#fn, self.tp + self.fp);
        let places = gold + self.fp + self.tn;
        let hits = ratio(gold, places)? * predicted as f64;
        let chance = 2.0 * hits / (gold + predicted) as f64;
        self.f1().map(|f1| f1 - chance)
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Count) {
        self.tp += other.tp;
        self.fp += other.fp;
        self.r#fn += other.r#fn;
        self.tn += other.tn;
    }
}

/// Cohen's kappa (Cohen 1960) of `all` decisions, of which both sides decide `agreed` alike. `chance` is the sum over the categories of the
/// product of how often each side decides for it: the square of `all` times the agreement that is expected by chance.
///
/// `None` if nothing was decided, or if both sides only know one category, and the same.
pub fn kappa(agreed: u64, all: u64, chance: u128) -> Option<f64> {
    let square = u128::from(all) * u128::from(all);
    let beyond = i128::from(all) * i128::from(agreed) - chance as i128;
    (square > chance).then(|| beyond as f64 / (square - chance) as f64)
}

fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
