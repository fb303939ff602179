//! Intervals and paired tests: every measure again on replicates of the articles, drawn so that neither order, threads nor shards matter.

/// A 95 % interval of a measure or of a difference (shares of 1).
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Interval {
    /// The lower end.
    pub lo: f64,
    /// The upper end.
    pub hi: f64,
}

/// Two systems, or one system at two times, on the same articles: second minus first.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Paired {
    /// The observed difference (share of 1).
    pub difference: f64,
    /// Its 95 % interval; `None` where too few articles hold anything.
    pub interval: Option<Interval>,
    /// The two-sided p of no difference; `None` where there is no interval.
    pub p: Option<f64>,
    /// The smallest true difference that would be found in four of five such comparisons; `None` where there is no interval.
    pub detectable: Option<f64>,
    /// The number of articles.
    pub articles: u64,
}
