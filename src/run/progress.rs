//! The progress of one cell: which articles are handed out, which workers have a handle, and whether two crashes in a row ended it.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard};

use mihak_core::measure::counts::CountsBuilder;
use mihak_core::measure::layers::{Filed, Layers};
use mihak_systems::failure::Failure;

use crate::results::Outcome;
use crate::run::cell::Cell;
use crate::run::labels::CellLabels;
use crate::run::scored::{Share, score};

/// How far one cell is.
pub(super) struct Progress {
    /// The place of the article that is handed out next.
    pub(super) next: AtomicUsize,
    pub(super) left: AtomicUsize,
    pub(super) shares: Mutex<Vec<Share>>,
    /// The places of the articles on which the program of the system had to be started anew.
    pub(super) crashes: Mutex<BTreeSet<usize>>,
    /// The place behind which nothing is asked any more.
    pub(super) end: AtomicUsize,
    pub(super) handles: Mutex<Handles>,
    /// Told when [`Progress::handles`] change.
    pub(super) changed: Condvar,
    pub(super) labels: CellLabels,
}

/// Which workers of a cell have a handle of its system.
#[derive(Default)]
pub(super) struct Handles {
    /// The workers that are opening one, with an article in hand.
    pub(super) opening: usize,
    /// The workers that have one.
    pub(super) open: usize,
    /// The places of articles that workers without one handed back to those that have one.
    pub(super) returned: Vec<usize>,
    /// Why nobody could get one.
    pub(super) closed: Option<Failure>,
}

impl Progress {
    pub(super) fn handles(&self) -> MutexGuard<'_, Handles> {
        self.handles.lock().expect("no holder of the handles panics")
    }

    pub(super) fn new(cell: &Cell, labels: CellLabels) -> Progress {
        Progress {
            next: AtomicUsize::new(0),
            left: AtomicUsize::new(cell.articles.len()),
            shares: Mutex::default(),
            crashes: Mutex::default(),
            end: AtomicUsize::new(usize::MAX),
            handles: Mutex::default(),
            changed: Condvar::new(),
            labels,
        }
    }

    /// Two crashes in a row end the cell. A row is one of articles, so that the end does not depend on the number of workers.
    pub(super) fn crashed(&self, at: usize) {
        let mut crashes = self.crashes.lock().expect("no holder of the crashes panics");
        crashes.insert(at);
        let in_a_row = [at.checked_sub(1).map(|before| (before, at)), Some((at, at + 1))];
        for (first, second) in in_a_row.into_iter().flatten() {
            if crashes.contains(&first) && crashes.contains(&second) {
                self.end.fetch_min(second, Ordering::AcqRel);
            }
        }
    }

    /// Why an article behind the end of the cell has no answer; `None` if it is not behind.
    pub(super) fn given_up(&self, cell: &Cell, at: usize) -> Option<Failure> {
        let end = self.end.load(Ordering::Acquire);
        (at > end).then(|| {
            let [first, second] = [end - 1, end].map(|at| &cell.corpus.articles[cell.articles[at]].id);
            Failure::GivenUp(format!("its program had to be started anew for `{first}` and for `{second}`, one after the other"))
        })
    }
}

impl Progress {
    /// The outcome of a cell of which every article is filed; `layers` are those of the run.
    pub(super) fn outcome(&self, cell: &Cell, layers: Layers) -> Outcome {
        let mut outcome = Outcome { counts: cell.counts(), ..Outcome::default() };
        let mut builder = CountsBuilder::with_layers(layers);
        let corpus = cell.corpus.signed();
        let mut shares = std::mem::take(&mut *self.shares.lock().expect("no holder of the shares panics"));
        // In the order of files, in which little is left to be sorted.
        let article = |share: &Share| &cell.corpus.articles[cell.articles[share.at]];
        shares.sort_by(|a, b| (&article(a).split, &article(a).id).cmp(&(&article(b).split, &article(b).id)));
        for share in shares {
            // Another worker may have got an answer from behind the end before it was known.
            let share = match self.given_up(cell, share.at) {
                Some(failure) => {
                    let mut filed = Filed::default();
                    let share = score(cell, share.at, &self.labels, Err(failure), &mut filed);
                    let numbers = builder.numbers(&filed.layers);
                    Share { counts: filed.rows.iter().map(|(layer, count)| (numbers[*layer as usize], *count)).collect(), ..share }
                }
                None => share,
            };
            let article = &cell.corpus.articles[cell.articles[share.at]];
            let place = builder.place(&corpus, &article.split, &article.id, cell.system.task);
            outcome.failures += usize::from(share.failed);
            share.counts.into_iter().for_each(|(layer, count)| builder.push(place, layer, count));
            let first = outcome.errors.len();
            outcome.errors.extend(share.errors);
            outcome.errors[first..].sort();
        }
        outcome.counts.take(builder);
        debug_assert!(outcome.errors.is_sorted(), "articles are in the order of errors");
        outcome
    }
}
