//! The run: every system is asked about every article, in parallel, and its answers are compared with gold and counted.

mod cell;
pub mod kept;
mod labels;
mod progress;
mod scored;
mod shard;
mod watch;
mod worker;

use std::sync::Mutex;

use anyhow::{Context, Result};
use mihak_core::view::View;

use crate::results::Outcome;
use crate::run::labels::CellLabels;
use crate::run::progress::Progress;
use crate::run::worker::Run;
use crate::stop::Stop;

pub use cell::{Cell, LEARNED};
pub use shard::Shard;
pub use watch::{Silent, Watch};

/// Evaluates the cells with `jobs` workers; the outcome of a cell is `None` if `stop` was raised before its end.
///
/// Cells are worked on in their order, so that they end one after another. A worker holds one handle: at most
/// `jobs` handles of a system exist at a time. Outcomes do not depend on `jobs`. `Err` is what `watch` answers, a prediction that cannot be
/// kept, or a thread pool that cannot be made.
pub fn run(cells: &[Cell], views: &[View], jobs: usize, watch: &dyn Watch, stop: &Stop) -> Result<Vec<Option<Outcome>>> {
    let table = labels::table(cells, views);
    let run = Run {
        cells,
        progress: cells.iter().map(|cell| Progress::new(cell, CellLabels::new(cell, views, table.clone()))).collect(),
        outcomes: Mutex::new(vec![None; cells.len()]),
        fault: Mutex::default(),
        watch,
        stop,
        layers: Mutex::default(),
        desks: Mutex::default(),
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build().with_context(|| format!("cannot start {jobs} workers"))?;
    pool.broadcast(|_| run.work());
    match run.fault.into_inner().expect("no holder of the fault panics") {
        Some(error) => Err(error),
        None => Ok(run.outcomes.into_inner().expect("no holder of the outcomes panics")),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use mihak_core::annotation::{Article, Scheme, Task, Token};
    use mihak_core::text::words::words;
    use mihak_systems::contract::Tokenizer;
    use mihak_systems::failure::Failure;
    use mihak_systems::handle::Handle;

    use super::*;
    use crate::corpus::Corpus;
    use crate::gold::Gold;
    use crate::system::System;

    /// Counts its open handles and panics on one article.
    struct Counted(&'static AtomicUsize);
    impl Tokenizer for Counted {
        fn tokenize(&mut self, text: &str, out: &mut Vec<Token>) -> Result<(), Failure> {
            assert!(!text.starts_with("boom"), "asked to");
            out.extend(words(text).map(Token::plain));
            Ok(())
        }
    }
    impl Drop for Counted {
        fn drop(&mut self) {
            self.0.fetch_sub(1, Ordering::SeqCst);
        }
    }

    fn corpus(articles: usize) -> Corpus {
        let article = |at: usize| Article {
            id: format!("{at:04}"),
            text: if at == 5 { "boom".into() } else { format!("مقال {at}") },
            split: "all".into(),
            genre: None,
            hard: Vec::new(),
        };
        Corpus {
            name: "c".into(),
            version: "0".into(),
            articles: (0..articles).map(article).collect(),
            gold: Gold::default(),
            hash: "0".into(),
            allows_duplicates: false,
            left_out: Vec::new(),
        }
    }

    #[test]
    fn no_more_handles_than_jobs_are_open_and_a_panic_fails_one_article_only() {
        static OPEN: AtomicUsize = AtomicUsize::new(0);
        static MOST: AtomicUsize = AtomicUsize::new(0);
        let system = System::new("s", "v", Task::Words, Some(Scheme::Word), || {
            MOST.fetch_max(OPEN.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            Ok(Handle::Tokenizer(Box::new(Counted(&OPEN))))
        });
        let corpus = corpus(200);
        let cell = Cell::new(&system, &corpus, (0..200).collect());
        let outcomes = run(&[cell], &[], 3, &Silent, &Stop::default()).unwrap();
        let outcome = outcomes[0].as_ref().unwrap();
        assert_eq!((outcome.failures, outcome.counts.len()), (1, 200));
        assert!(outcome.errors[0].row.predicted_text.contains("panicked: asked to"), "{:?}", outcome.errors);
        assert!(MOST.load(Ordering::SeqCst) <= 3);
        assert_eq!(OPEN.load(Ordering::SeqCst), 0);
    }

    #[test]
    fn a_raised_stop_leaves_the_cell_without_an_outcome() {
        let system = System::new("s", "v", Task::Words, Some(Scheme::Word), || Err(Failure::unopened("no")));
        let corpus = corpus(3);
        let cell = Cell::new(&system, &corpus, vec![0, 1, 2]);
        let stop = Stop::default();
        stop.raise();
        assert_eq!(run(&[cell], &[], 1, &Silent, &stop).unwrap(), [None]);
    }
}
