//! Counts: the four integers that every measure is made of.

use std::ops::AddAssign;

/// Four integers that compare prediction and gold, of one article or added up over several. The match says what each of them is; see
/// [`Match`](crate::measure::definition::Match).
///
/// ```
/// use mihak_core::statistics::Count;
/// let count = Count { tp: 3, fp: 1, r#fn: 2, tn: 0 };
/// assert_eq!((count.precision(), count.recall(), count.support()), (Some(0.75), Some(0.6), 5));
/// assert_eq!(Count::default().precision(), None, "nothing was predicted");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Count {
    /// True positives: in gold and predicted.
    pub tp: u64,
    /// False positives: predicted, but not in gold.
    pub fp: u64,
    /// False negatives: in gold, but not predicted.
    pub r#fn: u64,
    /// True negatives: neither in gold nor predicted. Only a few matches count them, such as the one of boundaries.
    pub tn: u64,
}

impl Count {
    /// Whether nothing was counted.
    pub fn is_zero(self) -> bool {
        self == Count::default()
    }

    /// The share of predictions that are right (share of 1), or `None` if nothing was predicted.
    pub fn precision(self) -> Option<f64> {
        ratio(self.tp, self.tp + self.fp)
    }

    /// The share of gold that was found (share of 1), or `None` if there is no gold.
    pub fn recall(self) -> Option<f64> {
        ratio(self.tp, self.tp + self.r#fn)
    }

    /// The harmonic mean of precision and recall, 2tp / (2tp + fp + fn) (share of 1), or `None` if there is neither gold nor prediction.
    pub fn f1(self) -> Option<f64> {
        ratio(2 * self.tp, 2 * self.tp + self.fp + self.r#fn)
    }

    /// The number of gold items.
    pub fn support(self) -> u64 {
        self.tp + self.r#fn
    }

    /// Cohen's kappa of two sides that decide yes or no (Cohen 1960): how far they agree beyond chance; 1 is full agreement, 0 is chance.
    ///
    /// Both sides say yes in tp decisions and no in tn. Only the first says yes in fn decisions, only the second in fp.
    ///
    /// `None` if nothing was decided, or if both sides always say the same one word: then chance explains everything.
    pub fn kappa(self) -> Option<f64> {
        let [first, second] = [self.tp + self.r#fn, self.tp + self.fp].map(u128::from);
        let all = self.tp + self.fp + self.r#fn + self.tn;
        let no = |yes: u128| u128::from(all) - yes;
        kappa(self.tp + self.tn, all, first * second + no(first) * no(second))
    }

    /// F1 minus the F1 that as many cuts at random places are expected to reach (share of 1; it may be below 0).
    ///
    /// G is the number of gold cuts, K that of predicted cuts, and N that of places: tp + fp + fn + tn. The expected number of hits is KG/N.
    /// F1 = 2tp/(G+K) is linear in the hits.
    ///
    /// `None` if there is neither gold nor prediction, or no place at all.
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

/// Cohen's kappa (Cohen 1960) of `all` decisions, of which both sides decide `agreed` alike: how far they agree beyond chance; 1 is full
/// agreement, 0 is chance.
///
/// `chance` is a sum over the categories. For each, it adds how often the first side chooses it times how often the second does. Divided by the
/// square of `all`, it is the agreement that chance is expected to reach.
///
/// `None` if nothing was decided, or if both sides always choose the same one category.
pub fn kappa(agreed: u64, all: u64, chance: u128) -> Option<f64> {
    let square = u128::from(all) * u128::from(all);
    let beyond = i128::from(all) * i128::from(agreed) - chance as i128;
    (square > chance).then(|| beyond as f64 / (square - chance) as f64)
}

fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
