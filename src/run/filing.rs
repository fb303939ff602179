//! The shares of a cell's articles become its counts and errors: in the order of articles, a batch at a time, in memory as long as they are few.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard};

use anyhow::Result;
use mihak_core::measure::counts::{BATCH, CountsBuilder};
use mihak_core::measure::layers::Layers;

use crate::results::{GrowingCounts, GrowingErrors, Outcome, file_of};
use crate::run::cell::Cell;
use crate::run::scored::Share;

/// The shares of a cell's articles on their way to its outcome.
///
/// Two locks: workers hold the first one for a moment each, and whoever brings the last share of a batch holds the second one while it is counted.
pub(super) struct Filing {
    waiting: Mutex<Waiting>,
    shelf: Mutex<Option<Shelf>>,
}

/// Shares that are not counted yet.
#[derive(Default)]
struct Waiting {
    /// Those that are not next, by place.
    early: BTreeMap<usize, Share>,
    /// Those of the batch that is open.
    open: Vec<Share>,
    /// The place that is next.
    next: usize,
    /// Batches that are whole.
    whole: VecDeque<Vec<Share>>,
}

/// What is counted.
struct Shelf {
    counts: GrowingCounts,
    errors: GrowingErrors,
    failures: usize,
}

/// What happens to a share when its batch is counted: `None` leaves it as it is.
pub(super) type Revised<'a> = &'a dyn Fn(&Share) -> Option<Share>;

impl Filing {
    /// Nothing yet of a cell; `spill` is a folder for what is too much for memory.
    pub fn new(cell: &Cell, spill: Option<PathBuf>) -> Filing {
        let file = |kind: &str| spill.as_ref().map(|folder| folder.join(file_of(&cell.name(), kind)));
        let (counts, errors) = (GrowingCounts::new(cell.counts(), file("counts")), GrowingErrors::new(file("errors")));
        Filing { waiting: Mutex::default(), shelf: Mutex::new(Some(Shelf { counts, errors, failures: 0 })) }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().expect("no holder of the shares panics")
    }

    /// Takes the share of an article.
    ///
    /// `Err` if what is too much for memory cannot be written.
    pub fn take(&self, cell: &Cell, share: Share, layers: &Mutex<Layers>, revised: Revised) -> Result<()> {
        let is_whole = {
            let mut waiting = self.waiting();
            waiting.early.insert(share.at, share);
            let mut next = waiting.next;
            while let Some(share) = waiting.early.remove(&next) {
                waiting.open.push(share);
                next += 1;
                if waiting.open.len() == BATCH || next == cell.articles.len() {
                    let batch = std::mem::take(&mut waiting.open);
                    waiting.whole.push_back(batch);
                }
            }
            waiting.next = next;
            !waiting.whole.is_empty()
        };
        if is_whole { self.count(cell, layers, revised) } else { Ok(()) }
    }

    /// Counts the batches that are whole, in their order.
    fn count(&self, cell: &Cell, layers: &Mutex<Layers>, revised: Revised) -> Result<()> {
        let mut shelf = self.shelf.lock().expect("no holder of the counts panics");
        while let Some(batch) = { self.waiting().whole.pop_front() } {
            let layers = layers.lock().expect("no holder of the layers panics").clone();
            // Nothing is taken behind an error that ends the run.
            let Some(shelf) = shelf.as_mut() else { return Ok(()) };
            shelf.add(cell, batch, layers, revised)?;
        }
        Ok(())
    }

    /// The outcome of a cell of which every share was taken; nothing is left here.
    ///
    /// `Err` if a file cannot be written.
    pub fn outcome(&self) -> Result<Outcome> {
        let shelf = self.shelf.lock().expect("no holder of the counts panics").take();
        let Shelf { counts, errors, failures } = shelf.expect("a cell has one outcome");
        Ok(Outcome { counts: counts.finish()?, errors: errors.finish()?, failures })
    }
}

impl Shelf {
    fn add(&mut self, cell: &Cell, batch: Vec<Share>, layers: Layers, revised: Revised) -> Result<()> {
        let corpus = cell.corpus.signed();
        let mut builder = CountsBuilder::with_layers(layers);
        for share in batch {
            let share = revised(&share).unwrap_or(share);
            let article = cell.articles[share.at];
            let place = builder.place(&corpus, cell.corpus.split(article), cell.corpus.id(article), cell.system.task);
            self.failures += usize::from(share.failed);
            share.counts.into_iter().for_each(|(layer, count)| builder.push(place, layer, count));
            let mut errors = share.errors;
            errors.sort();
            errors.into_iter().try_for_each(|error| self.errors.add(error))?;
        }
        let mut counts = self.counts.head().clone();
        counts.take(builder);
        self.counts.add(counts)
    }
}
