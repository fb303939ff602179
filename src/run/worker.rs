//! The workers of a run. Each takes articles of one cell after another, asks its handle of the system, and keeps the counts of the answer.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::Ordering;
use std::time::Duration;

use mihak_core::annotation::Task;
use mihak_core::measure::layers::{Filed, Layers};
use mihak_core::measure::subword::Measured;
use mihak_systems::answer::Verified;
use mihak_systems::failure::Failure;

use crate::process::protocol::Request;
use crate::process::{Replied, Session};
use crate::results::Outcome;
use crate::run::cell::Cell;
use crate::run::labels::CellLabels;
use crate::run::progress::Progress;
use crate::run::scored::{Share, score};
use crate::run::watch::Watch;
use crate::stop::Stop;
use crate::system::{Handle, System};

/// How often a worker that waits for others looks whether the run is to end.
const LOOK: Duration = Duration::from_millis(50);

/// What the workers share.
pub(super) struct Run<'a> {
    pub(super) cells: &'a [Cell<'a>],
    pub(super) progress: Vec<Progress>,
    pub(super) outcomes: Mutex<Vec<Option<Outcome>>>,
    /// What ends the run.
    pub(super) fault: Mutex<Option<anyhow::Error>>,
    pub(super) watch: &'a dyn Watch,
    pub(super) stop: &'a Stop,
    /// The layers that were counted, by number.
    pub(super) layers: Mutex<Layers>,
    /// Where workers file what they count: each takes one for an article.
    pub(super) desks: Mutex<Vec<Desk>>,
}

/// Where a worker files the counts of an article: layers have numbers of its own, which stand for those of the run.
#[derive(Default)]
pub(super) struct Desk {
    filed: Filed,
    /// By number here, the number in the run.
    numbers: Vec<u32>,
}

/// A worker's handle of a system.
type Held<'a> = Option<(&'a System, Handle)>;

impl<'a> Run<'a> {
    /// One worker: takes articles of one cell after another until there are none.
    pub(super) fn work(&self) {
        let mut held: Held<'a> = None;
        for cell in 0..self.cells.len() {
            self.work_on(cell, &mut held);
        }
    }

    /// Whether the run is to end.
    fn is_stopped(&self) -> bool {
        self.stop.is_raised()
    }

    fn work_on(&self, cell: usize, held: &mut Held<'a>) {
        let (system, progress) = (self.cells[cell].system, &self.progress[cell]);
        let has_handle = |held: &Held| held.as_ref().is_some_and(|(of, _)| std::ptr::eq(*of, system));
        if has_handle(held) {
            progress.handles().open += 1;
        }
        loop {
            if !has_handle(held) {
                // Before an article is taken: whoever has a handle waits for those who take one without.
                progress.handles().opening += 1;
            }
            let Some(at) = self.next(cell, has_handle(held)) else {
                let mut handles = progress.handles();
                *if has_handle(held) { &mut handles.open } else { &mut handles.opening } -= 1;
                drop(handles);
                return progress.changed.notify_all();
            };
            if !has_handle(held) {
                // The old handle is closed before a new one is opened.
                drop(held.take());
                match self.open(cell, at) {
                    Some(handle) => *held = Some((system, handle)),
                    None => return,
                }
            }
            let (_, handle) = held.as_mut().expect("just opened");
            if let Handle::Process(session) = handle {
                self.ask(cell, at, session);
            } else if self.evaluate(cell, at, handle) {
                *held = None;
                progress.handles().open -= 1;
            }
        }
    }

    /// A handle of the cell's system, for a worker that has this article in hand.
    ///
    /// `None` if there is none for this worker: another one gets the article. If nobody else has a handle or may get one, the whole cell fails.
    fn open(&self, cell: usize, at: usize) -> Option<Handle> {
        let progress = &self.progress[cell];
        let opened = self.cells[cell].system.open(self.stop);
        let mut handles = progress.handles();
        handles.opening -= 1;
        let failure = match opened {
            Ok(handle) => {
                handles.open += 1;
                return Some(handle);
            }
            Err(failure) => failure,
        };
        handles.returned.push(at);
        let is_last = handles.open + handles.opening == 0;
        // A child that was killed while it greeted, because the program is to end, says nothing about the system.
        if is_last && !self.is_stopped() {
            handles.closed = Some(failure);
        }
        drop(handles);
        progress.changed.notify_all();
        if is_last {
            // Files the failure for every article that is left.
            let left = self.next(cell, false);
            debug_assert!(left.is_none() || self.is_stopped(), "a closed cell has nothing to be asked");
        }
        None
    }

    /// The place of the next article of a cell that has to be asked; what is kept or given up is filed on the way.
    ///
    /// `None` if there is none, or the run is to end. A worker that has a handle waits for articles that others may hand back.
    fn next(&self, cell: usize, has_handle: bool) -> Option<usize> {
        let (of, progress) = (&self.cells[cell], &self.progress[cell]);
        loop {
            if self.is_stopped() || self.fault.lock().expect("no holder of the fault panics").is_some() {
                return None;
            }
            let mut handles = progress.handles();
            let at = match handles.returned.pop() {
                Some(at) => at,
                None => {
                    let at = progress.next.fetch_add(1, Ordering::Relaxed);
                    if at >= of.articles.len() {
                        if !has_handle || handles.opening == 0 {
                            return None;
                        }
                        let _waited = progress.changed.wait_timeout(handles, LOOK);
                        continue;
                    }
                    at
                }
            };
            let closed = handles.closed.clone();
            drop(handles);
            let text = &of.corpus.articles[of.articles[at]].text;
            if let Some(failure) = closed.or_else(|| progress.given_up(of, at)) {
                self.file(cell, at, Err(failure));
            } else if let Some(answer) = of.kept.as_ref().and_then(|kept| kept.find(text)) {
                self.file(cell, at, Ok(answer));
            } else {
                return Some(at);
            }
        }
    }

    /// Asks a child for this article and for all that follow, as long as there are any.
    fn ask(&self, cell: usize, first: usize, session: &mut Session) {
        let of = &self.cells[cell];
        let article = |at: usize| &of.corpus.articles[of.articles[at]];
        let request = |at: usize| (at, Request { id: format!("{}/{}", of.corpus.name, article(at).id), text: &article(at).text });
        let greeting = session.greeting().clone();
        let mut first = Some(first);
        let progress = &self.progress[cell];
        let mut next = || first.take().or_else(|| self.next(cell, false)).map(request);
        session.answer_all(&mut next, &|&at| progress.given_up(of, at).is_none(), &mut |at, said| {
            let text = &article(at).text;
            let said = match progress.given_up(of, at) {
                Some(failure) => Err(failure),
                None => said,
            };
            if let (Ok(replied), Some(kept)) = (&said, &of.kept)
                && let Err(error) = kept.keep(text, &greeting, replied)
            {
                self.fault.lock().expect("no holder of the fault panics").get_or_insert(error);
            }
            self.file(cell, at, said.map(Replied::into_answer));
        });
    }

    /// Asks a system of this program, and answers whether its handle must not be used again.
    fn evaluate(&self, cell: usize, at: usize, handle: &mut Handle) -> bool {
        let of = &self.cells[cell];
        let text = &of.corpus.articles[of.articles[at]].text;
        let types = match of.system.task {
            Task::Subwords => Measured::new(text, of.words(of.articles[at])).types(),
            _ => BTreeSet::new(),
        };
        // A system that panics is a failed system, not a failed run.
        let (answer, broken) = match catch_unwind(AssertUnwindSafe(|| handle.answer_with(text, &types))) {
            Ok(answer) => (answer, false),
            Err(panic) => (Err(Failure::Error(format!("panicked: {}", panic_message(&*panic)))), true),
        };
        self.file(cell, at, answer);
        broken
    }

    /// The share of an article, with its counts by the numbers that layers have in the run.
    fn scored(&self, cell: &Cell, at: usize, labels: &CellLabels, answer: Result<(Verified, u64), Failure>) -> Share {
        let mut desk = self.desks.lock().expect("no holder of the desks panics").pop().unwrap_or_default();
        desk.filed.rows.clear();
        let share = score(cell, at, labels, answer, &mut desk.filed);
        let new = desk.filed.layers.all().iter().skip(desk.numbers.len());
        if new.len() > 0 {
            let mut layers = self.layers.lock().expect("no holder of the layers panics");
            desk.numbers.extend(new.map(|layer| layers.number(layer.into())));
        }
        let counts = desk.filed.rows.iter().map(|(layer, count)| (desk.numbers[*layer as usize], *count)).collect();
        self.desks.lock().expect("no holder of the desks panics").push(desk);
        Share { counts, ..share }
    }

    /// Scores an answer; with the last one of a cell, its outcome is there.
    fn file(&self, cell: usize, at: usize, answer: Result<Verified, Failure>) {
        let (of, progress) = (&self.cells[cell], &self.progress[cell]);
        if answer.as_ref().is_err_and(Failure::is_crash) {
            progress.crashed(at);
        }
        let answer = answer.and_then(|answer| progress.labels.known(of.system, answer));
        let share = self.scored(of, at, &progress.labels, answer);
        progress.shares.lock().expect("no holder of the shares panics").push(share);
        self.watch.article(cell);
        if progress.left.fetch_sub(1, Ordering::AcqRel) == 1 {
            let layers = self.layers.lock().expect("no holder of the layers panics").clone();
            let outcome = progress.outcome(of, layers);
            if let Err(error) = self.watch.cell(cell, &outcome) {
                self.fault.lock().expect("no holder of the fault panics").get_or_insert(error);
            }
            self.outcomes.lock().expect("no holder of the outcomes panics")[cell] = Some(outcome);
        }
    }
}

pub(super) fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let said = panic.downcast_ref::<&str>().map(|said| said.to_string());
    said.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "without a message".into())
}
