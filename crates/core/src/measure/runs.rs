//! Counts by unit. A unit is what replicates draw: one article or, if a file has very many, a run of neighbouring articles.
//!
//! The number of articles in a run is a power of two, and a run begins at a multiple of it. So a run of the next size is two runs of this size.
//! Workers may have reached different sizes; their counts add up to the same runs, however articles were shared out.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::{AddAssign, Range};

/// The most articles that are units of their own. More units would not make intervals better, but would cost memory and time.
pub const MOST: u64 = 1024;

/// The most runs of a file that has more articles than [`MOST`].
const MOST_RUNS: u64 = MOST / 2;

/// The most labels of all units together. With more labels there are fewer units, but never fewer than [`FEWEST`].
const ROWS: u64 = 1 << 16;

/// The number of units of a long file that are kept, however many labels it has.
const FEWEST: u64 = 64;

/// The most units of files whose gold has this many labels. Every label of every unit is a row in memory.
///
/// It does not depend on the prediction, so all predictions for one gold have the same units.
pub fn most(labels: usize) -> u64 {
    (ROWS / labels.max(1) as u64).clamp(FEWEST, MOST)
}

/// The kind of a unit. Its name is the value of the field `unit` in signatures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReplicateUnit {
    /// Documents, each by itself.
    Document,
    /// Sentences, each by itself.
    Sentence,
    /// Runs of neighbouring documents or sentences.
    Run,
}

impl fmt::Display for ReplicateUnit {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            ReplicateUnit::Document => "document",
            ReplicateUnit::Sentence => "sentence",
            ReplicateUnit::Run => "run",
        })
    }
}

/// Counts by run of articles. Articles are numbered from 0.
#[derive(Clone, Debug, Default)]
pub struct Runs<T> {
    /// A run holds `1 << level` articles.
    level: u32,
    /// By number of the run; a run in which nothing was counted may be missing.
    runs: BTreeMap<u64, T>,
}

impl<T: Default + AddAssign> Runs<T> {
    /// The counts of the run in which an article is, to add to.
    pub fn of(&mut self, article: u64) -> &mut T {
        self.hold(article + 1);
        self.runs.entry(article >> self.level).or_default()
    }

    /// The articles of the run in which an article is. It holds until runs grow.
    pub fn run(&mut self, article: u64) -> Range<u64> {
        self.hold(article + 1);
        let number = article >> self.level;
        number << self.level..(number + 1) << self.level
    }

    /// Lets the runs grow until this many articles are at most [`MOST`] runs.
    pub fn hold(&mut self, articles: u64) {
        let mut level = self.level;
        while articles > MOST << level {
            level += 1;
        }
        self.grow(level);
    }

    fn grow(&mut self, level: u32) {
        if level > self.level {
            let by = level - self.level;
            self.level = level;
            for (number, counts) in std::mem::take(&mut self.runs) {
                *self.runs.entry(number >> by).or_default() += counts;
            }
        }
    }

    /// Calls `change` with the counts of every run.
    pub fn for_each(&mut self, change: impl FnMut(&mut T)) {
        self.runs.values_mut().for_each(change);
    }

    /// The runs of this many articles, in order, each with its articles. Runs in which nothing was counted are there too.
    pub fn into_units(self, articles: u64) -> Vec<(Range<u64>, T)> {
        self.into_few(articles, MOST)
    }

    /// The same as [`Runs::into_units`], with `most` units at most.
    pub fn into_few(mut self, articles: u64, most: u64) -> Vec<(Range<u64>, T)> {
        let most = if articles > most { most.min(MOST_RUNS) } else { MOST };
        self.hold(articles.saturating_mul(MOST).div_ceil(most.max(1)));
        let size = 1 << self.level;
        let range = |number: u64| number * size..((number + 1) * size).min(articles);
        (0..articles.div_ceil(size)).map(|number| (range(number), self.runs.remove(&number).unwrap_or_default())).collect()
    }
}

impl<T: Default + AddAssign + Clone> Runs<T> {
    /// The sum over all runs.
    pub fn total(&self) -> T {
        let mut total = T::default();
        self.runs.values().for_each(|counts| total += counts.clone());
        total
    }
}

impl<T: Default + AddAssign> AddAssign for Runs<T> {
    fn add_assign(&mut self, mut other: Runs<T>) {
        self.grow(other.level);
        other.grow(self.level);
        if self.runs.is_empty() {
            self.runs = other.runs;
            return;
        }
        other.runs.into_iter().for_each(|(number, counts)| *self.runs.entry(number).or_default() += counts);
    }
}

/// The id of a unit in counts, made of the numbers of its first and last article: `0001`, or `0001-0008`. 1 is the first article.
pub fn id(unit: &Range<u64>) -> String {
    let (first, last) = (unit.start + 1, unit.end);
    if first == last { format!("{first:04}") } else { format!("{first:04}-{last:04}") }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn units(articles: u64, workers: u64) -> Vec<(Range<u64>, u64)> {
        let mut all = Runs::default();
        // The last worker comes first, and each has stretches of 100 articles.
        for worker in (0..workers).rev() {
            let mut runs = Runs::default();
            (0..articles).filter(|article| article / 100 % workers == worker).for_each(|article| *runs.of(article) += article);
            all += runs;
        }
        all.into_units(articles)
    }

    #[test]
    fn as_many_articles_as_may_be_are_units_of_their_own() {
        let ranges = |articles| units(articles, 1).into_iter().map(|(range, _)| range).collect::<Vec<_>>();
        assert_eq!(ranges(3), [0..1, 1..2, 2..3]);
        assert_eq!(ranges(MOST).len() as u64, MOST);
        assert_eq!(ranges(MOST + 1).len() as u64, MOST / 4 + 1);
        assert_eq!(ranges(MOST + 1)[MOST as usize / 4], MOST..MOST + 1, "the last is shorter");
        assert_eq!(ranges(1_000_000).len(), 489);
        assert!(ranges(0).is_empty());
        let few = |most| Runs::<u64>::default().into_few(65, most).len();
        assert_eq!([few(most(4)), few(most(64)), few(most(1000)), few(most(9000))], [65, 65, 65, 65 / 2 + 1], "many labels, few units");
    }

    #[test]
    fn articles_without_counts_are_units_too() {
        let mut runs: Runs<u64> = Runs::default();
        *runs.of(1) += 7;
        assert_eq!(runs.into_units(3), [(0..1, 0), (1..2, 7), (2..3, 0)]);
        let mut runs: Runs<u64> = Runs::default();
        *runs.of(0) += 1;
        assert_eq!(runs.into_units(MOST * 2).len() as u64, MOST / 2, "what follows makes the runs longer");
    }

    #[test]
    fn units_are_named_by_their_articles() {
        assert_eq!([id(&(0..1)), id(&(9..10)), id(&(0..8)), id(&(16_384..20_000))], ["0001", "0010", "0001-0008", "16385-20000"]);
    }

    proptest! {
        #[test]
        fn the_runs_know_the_articles_and_not_who_counted_them(articles in 0u64..9000, workers in 1u64..5) {
            let all = units(articles, workers);
            prop_assert_eq!(&all, &units(articles, 1));
            prop_assert!(all.len() as u64 <= MOST);
            prop_assert_eq!(all.iter().map(|(_, sum)| sum).sum::<u64>(), (0..articles).sum::<u64>());
            for (range, sum) in all {
                prop_assert_eq!(sum, range.sum::<u64>());
            }
        }
    }
}
