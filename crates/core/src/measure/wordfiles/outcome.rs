//! What some words count, without a name for anything; and the sum of it by unit.

use std::ops::AddAssign;

use rustc_hash::FxHashMap;

use crate::annotation::{Changed, Class, Scheme};
use crate::measure::layers::{Filed, Filing, LayerRef};
use crate::measure::segment::{CLITIC, Tally, add_changed};
use crate::statistics::Count;

/// The counts that every word has: span, boundary, all words, cut words, look-alikes, classes, then the fit of every scheme.
const FIXED: usize = 6 + Scheme::ALL.len();

/// What one pair of words counts.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Outcome {
    /// tp, fp, fn and tn of each; small, as every word of a file reads one of very many outcomes.
    fixed: [[u32; 4]; FIXED],
    clitics: Box<[(u32, Count)]>,
    unplaced: u64,
    rules: Box<[(&'static str, u64)]>,
    /// Gold words whose segments do not tile them.
    pub untiled: u64,
}

/// The clitics by class and surface, numbered as they are met.
#[derive(Default)]
pub(super) struct Clitics {
    numbers: FxHashMap<(Class, String), u32>,
}

/// The sum of outcomes.
#[derive(Clone, Debug, Default)]
pub struct Sum {
    fixed: [Count; FIXED],
    clitics: Vec<Count>,
    unplaced: u64,
    rules: Vec<(&'static str, u64)>,
}

impl Outcome {
    /// The outcome of a tally and of how its words were changed.
    pub(super) fn new(tally: Tally, changed: Changed, untiled: u64, clitics: &mut Clitics) -> Outcome {
        let Tally { span, fit, boundary, all, cut, lookalike, class, clitics: met } = tally;
        let mut fixed = [[0; 4]; FIXED];
        let small = |number: u64| u32::try_from(number).expect("the words of a file have less than 4 GB");
        for (fixed, count) in fixed.iter_mut().zip([span, boundary, all, cut, lookalike, class].into_iter().chain(fit)) {
            *fixed = [count.tp, count.fp, count.r#fn, count.tn].map(small);
        }
        let met = met.into_iter().map(|((class, surface), count)| (clitics.number(class, &surface), count));
        Outcome { fixed, clitics: met.collect(), unplaced: changed.unplaced, rules: changed.rules.into(), untiled }
    }
}

impl Clitics {
    fn number(&mut self, class: Class, surface: &str) -> u32 {
        let next = self.numbers.len() as u32;
        *self.numbers.entry((class, surface.into())).or_insert(next)
    }
}

impl Sum {
    /// Adds what a pair of words counts that was met so many times.
    pub(super) fn add(&mut self, outcome: &Outcome, times: u64) {
        for (sum, [tp, fp, r#fn, tn]) in self.fixed.iter_mut().zip(outcome.fixed.map(|count| count.map(|number| u64::from(number) * times))) {
            *sum += Count { tp, fp, r#fn, tn };
        }
        for &(number, Count { tp, fp, r#fn, tn }) in &outcome.clitics {
            *self.clitic(number as usize) += Count { tp: tp * times, fp: fp * times, r#fn: r#fn * times, tn: tn * times };
        }
        if outcome.unplaced > 0 || !outcome.rules.is_empty() {
            self.unplaced += outcome.unplaced * times;
            outcome.rules.iter().for_each(|&(rule, uses)| self.rule((rule, uses * times)));
        }
    }

    fn clitic(&mut self, number: usize) -> &mut Count {
        if self.clitics.len() <= number {
            self.clitics.resize(number + 1, Count::default());
        }
        &mut self.clitics[number]
    }

    fn rule(&mut self, (rule, times): (&'static str, u64)) {
        match self.rules.iter_mut().find(|(known, _)| *known == rule) {
            Some(known) => known.1 += times,
            None => self.rules.push((rule, times)),
        }
    }

    /// The number of pieces that stand nowhere, and of uses of rules.
    pub fn changed(&self) -> [u64; 2] {
        [self.unplaced, self.rules.iter().map(|(_, times)| times).sum()]
    }

    /// The number of clitics that gold has, by class and surface.
    pub(super) fn gold_clitics(&self) -> usize {
        self.clitics.iter().filter(|count| count.support() > 0).count()
    }

    /// The counts under their layers.
    pub(super) fn file(&self, scheme: Scheme, clitics: &Clitics) -> Filed {
        let [span, boundary, all, cut, lookalike, class, ref fit @ ..] = self.fixed;
        let mut tally = Tally { span, boundary, all, cut, lookalike, class, ..Tally::default() };
        tally.fit.copy_from_slice(fit);
        let mut counts = Filed::default();
        tally.file(scheme.name(), &mut counts);
        for ((class, surface), &number) in &clitics.numbers {
            let Some(&count) = self.clitics.get(number as usize) else { continue };
            counts.file(LayerRef::plain(&CLITIC, scheme.name(), class.name()), count);
            counts.file(LayerRef::plain(&CLITIC, scheme.name(), &format!("{class}:{surface}")), count);
        }
        add_changed(&Changed { unplaced: self.unplaced, rules: self.rules.clone() }, scheme, &mut counts);
        counts
    }
}

impl AddAssign for Sum {
    fn add_assign(&mut self, other: Sum) {
        self.fixed.iter_mut().zip(other.fixed).for_each(|(sum, count)| *sum += count);
        other.clitics.into_iter().enumerate().for_each(|(number, count)| *self.clitic(number) += count);
        self.unplaced += other.unplaced;
        other.rules.into_iter().for_each(|rule| self.rule(rule));
    }
}
