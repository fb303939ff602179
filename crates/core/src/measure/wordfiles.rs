//! Words with segments from two files: the words of both sides are joined and counted.
//!
//! Sentences and white space may differ: words are joined over the text without white space. If both sides go on with the same word, these words
//! are joined at once; a pair that was met before is looked up in a table. If they do not, the shortest stretch is found after which four words are
//! the same again. It is aligned as a whole. If there is no such stretch, all the rest is aligned.

mod group;
mod join;
mod outcome;
mod side;
#[cfg(test)]
mod tests;
mod wrong;

pub use outcome::Sum;
pub use side::{Article, Words};

use crate::annotation::Scheme;
use crate::measure::errors::ErrorRow;
use crate::measure::runs::{ReplicateUnit, Runs, most};
use crate::measure::unit_names::UnitNames;
use crate::measure::units::{UnitCounts, unit};
use crate::measure::wordfiles::join::join;
use crate::measure::wordfiles::outcome::Outcome;

/// The counts of the words of two files.
pub struct WordCounts {
    /// The counts by unit, in the order of gold.
    pub units: Vec<UnitCounts>,
    /// What the units are.
    pub unit: ReplicateUnit,
    /// The sum of all.
    pub sum: Sum,
    /// Gold words whose segments do not tile them: they count as not cut.
    pub untiled: u64,
    /// Gold words in which no piece of the prediction stands: they are missed.
    pub lacking: u64,
    /// How many of these end gold, one behind the other.
    pub lacking_at_end: u64,
    /// Every wrong word by article, if errors were asked for.
    pub errors: Vec<(String, ErrorRow)>,
}

/// How often outcomes were met in a run: few are different, so that they are added once each.
struct Met {
    times: Vec<u32>,
    numbers: Vec<u32>,
    /// The words of all runs so far whose segments do not tile them.
    untiled: u64,
}

impl Met {
    /// None was met yet, of so many.
    fn of(outcomes: usize) -> Met {
        Met { times: vec![0; outcomes], numbers: Vec::new(), untiled: 0 }
    }

    #[inline]
    fn note(&mut self, outcome: u32) {
        let times = &mut self.times[outcome as usize];
        if *times == 0 {
            self.numbers.push(outcome);
        }
        *times += 1;
    }

    /// The sum of what was met since the last time.
    fn take(&mut self, outcomes: &[Outcome]) -> Sum {
        let mut sum = Sum::default();
        for number in self.numbers.drain(..) {
            let times = u64::from(std::mem::take(&mut self.times[number as usize]));
            let outcome = &outcomes[number as usize];
            self.untiled += outcome.untiled * times;
            sum.add(outcome, times);
        }
        sum
    }
}

/// The counts of the words of a prediction against those of gold, in a scheme.
pub fn score(gold: &Words, predicted: &Words, scheme: Scheme, errors: bool) -> WordCounts {
    let joined = join(gold, predicted, scheme, errors);
    let articles = gold.articles.len().max(1) as u64;
    let mut runs: Runs<Sum> = Runs::default();
    runs.hold(articles);
    let (mut article, mut run, mut met) = (0, runs.run(0), Met::of(joined.outcomes.len()));
    for &(end, outcome) in &joined.steps {
        while gold.articles.get(article).is_some_and(|article| article.end < end as usize) {
            article += 1;
        }
        if !run.contains(&(article as u64)) {
            *runs.of(run.start) += met.take(&joined.outcomes);
            run = runs.run(article as u64);
        }
        met.note(outcome);
    }
    *runs.of(run.start) += met.take(&joined.outcomes);
    let untiled = met.untiled;
    let sum = runs.total();
    let units = runs.into_few(articles, most(sum.gold_clitics()));
    let ids = if gold.are_sentences { Vec::new() } else { gold.articles.iter().map(|article| article.id.as_str()).collect() };
    let names = UnitNames::new(ids);
    let unit = unit(&units, gold.are_sentences);
    let units = units.iter().map(|(range, sum)| names.counts(range, sum.file(scheme, &joined.clitics), 0)).collect();
    let (lacking, lacking_at_end) = (joined.lacking, joined.lacking_at_end);
    WordCounts { units, unit, sum, untiled, lacking, lacking_at_end, errors: wrong::rows(gold, predicted, &joined.groups, scheme, &names) }
}
