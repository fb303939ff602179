//! The run: every article of every cell, in parallel, each worker with a handle of its own; gold × prediction becomes counts.

pub mod kept;
mod progress;
mod scored;
mod worker;

use std::fmt;
use std::str::FromStr;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use anyhow::{Context, Result};
use mihak_core::annotation::{Task, Word};
use mihak_core::measure::counts::SystemCounts;
use mihak_core::measure::surfaces::Surfaces;
use mihak_core::view::View;

use crate::corpus::Corpus;
use crate::run::kept::Kept;
use crate::run::progress::Progress;
use crate::run::worker::Run;
use crate::system::System;

/// One system on one corpus.
pub struct Cell<'a> {
    /// The system.
    pub system: &'a System,
    /// The corpus.
    pub corpus: &'a Corpus,
    /// The places of the articles that are run, in order.
    pub articles: Vec<usize>,
    /// The names of the split [`LEARNED`], if the corpus has one and the system's task is entities.
    pub seen: Option<Surfaces>,
    /// Answers of earlier runs, to which new ones are added.
    pub kept: Option<Kept>,
}

/// The split from which systems may learn: mentions elsewhere are told apart by whether they occur in it.
pub const LEARNED: &str = "dev";

impl<'a> Cell<'a> {
    /// The cell of these articles.
    pub fn new(system: &'a System, corpus: &'a Corpus, articles: Vec<usize>) -> Cell<'a> {
        let mut seen = Surfaces::default();
        let gold = corpus.gold.mentions.iter().flatten().zip(&corpus.articles);
        for (mentions, article) in gold.filter(|(_, article)| system.task == Task::Entities && article.split == LEARNED) {
            mentions.iter().for_each(|gold| seen.add(gold.mention.span.slice(&article.text)));
        }
        Cell { system, corpus, articles, seen: (!seen.is_empty()).then_some(seen), kept: None }
    }

    /// The same cell, whose answers are kept.
    pub fn keeping(self, kept: Option<Kept>) -> Cell<'a> {
        Cell { kept, ..self }
    }

    /// The gold words of an article, if the corpus has them.
    fn words(&self, at: usize) -> Option<&'a [Word]> {
        self.corpus.gold.words.as_ref().map(|words| words[at].as_slice())
    }

    /// `clitics-atb × news`.
    pub fn name(&self) -> String {
        format!("{} × {}", self.system.name, self.corpus.name)
    }
}

/// One of several disjoint parts of a run, which together are the whole: `2/8` is the second of eight.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shard {
    /// Which one, from 1 to `of`.
    pub number: usize,
    /// How many there are.
    pub of: usize,
}

impl Shard {
    /// The articles of a cell that are in this shard: they are dealt in their order, so that no shard has more than one article more than
    /// another. Every article is in exactly one shard.
    pub fn articles(self, all: &[usize]) -> Vec<usize> {
        all.iter().copied().skip(self.number - 1).step_by(self.of).collect()
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Shard, String> {
        let whole = |digits: &str| digits.parse::<u32>().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()));
        let numbers = text.split_once('/').and_then(|(number, of)| Some((whole(number)?, whole(of)?)));
        match numbers {
            Some((_, 0)) | None => Err("expected K/N, such as 2/8 for the second of eight shards".into()),
            Some((number, of)) if 1 <= number && number <= of => Ok(Shard { number: number as usize, of: of as usize }),
            Some((number, of)) => Err(format!("there is no shard {number} of {of}; the first is 1, the last {of}")),
        }
    }
}

/// What came out of one cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The counts of all its articles.
    pub counts: SystemCounts,
    /// One record for every error, as errors.csv has them.
    pub errors: Vec<Vec<String>>,
    /// The number of articles without an answer.
    pub failures: usize,
}

/// The columns of errors.csv in front of [`mihak_core::measure::errors::ErrorRow::HEADER`].
pub const ERROR_KEY: [&str; 5] = ["system", "corpus", "split", "article", "task"];

/// Who is told how far the run is.
pub trait Watch: Sync {
    /// An article of the cell was scored.
    fn article(&self, cell: usize);
    /// The last article of the cell was scored.
    fn cell(&self, cell: usize, outcome: &Outcome) -> Result<()>;
}

/// Evaluates the cells with `jobs` workers; the outcome of a cell is `None` if `stop` was raised before its end.
///
/// Cells are worked on in their order, so that they end one after another. A worker holds one handle: at most
/// `jobs` handles of a system exist at a time. Outcomes do not depend on `jobs`. `Err` is what `watch` answers, a prediction that cannot be
/// kept, or a thread pool that cannot be made.
pub fn run(cells: &[Cell], views: &[View], jobs: usize, watch: &dyn Watch, stop: &AtomicBool) -> Result<Vec<Option<Outcome>>> {
    let run = Run {
        cells,
        progress: cells.iter().map(|cell| Progress::new(cell, views)).collect(),
        outcomes: Mutex::new(vec![None; cells.len()]),
        fault: Mutex::default(),
        watch,
        stop,
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build().with_context(|| format!("cannot start {jobs} workers"))?;
    pool.broadcast(|_| run.work());
    match run.fault.into_inner().expect("no holder of the fault panics") {
        Some(error) => Err(error),
        None => Ok(run.outcomes.into_inner().expect("no holder of the outcomes panics")),
    }
}

/// The order of errors.csv: by cell and article, then by place in the text.
pub fn order(record: &[String]) -> (&[String], &str, u64, u64, &[String]) {
    let offset = |at: usize| record[at].parse::<u64>().or_else(|_| record[at + 4].parse()).unwrap_or(0);
    (&record[..5], &record[5], offset(7), offset(8), record)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use mihak_core::annotation::{Article, Scheme, Token};
    use mihak_core::text::words::words;
    use mihak_systems::contract::Tokenizer;
    use mihak_systems::failure::Failure;
    use mihak_systems::handle::Handle;

    use super::*;
    use crate::gold::Gold;

    struct Silent;
    impl Watch for Silent {
        fn article(&self, _: usize) {}
        fn cell(&self, _: usize, _: &Outcome) -> Result<()> {
            Ok(())
        }
    }

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
        let outcomes = run(&[cell], &[], 3, &Silent, &AtomicBool::new(false)).unwrap();
        let outcome = outcomes[0].as_ref().unwrap();
        assert_eq!((outcome.failures, outcome.counts.rows.len()), (1, 200));
        assert!(outcome.errors[0].iter().any(|field| field.contains("panicked: asked to")), "{:?}", outcome.errors);
        assert!(MOST.load(Ordering::SeqCst) <= 3);
        assert_eq!(OPEN.load(Ordering::SeqCst), 0);
    }

    #[test]
    fn every_article_is_in_exactly_one_shard_and_shards_differ_by_one_article_at_most() {
        for (articles, of) in [(0, 3), (1, 1), (5, 2), (20, 8), (7, 9), (64, 64)] {
            let all: Vec<usize> = (100..100 + articles).collect();
            let shards: Vec<Vec<usize>> = (1..=of).map(|number| Shard { number, of }.articles(&all)).collect();
            let mut together = shards.concat();
            together.sort_unstable();
            assert_eq!(together, all, "{articles} articles in {of} shards");
            let sizes = || shards.iter().map(Vec::len);
            assert!(sizes().max().unwrap() - sizes().min().unwrap() <= 1, "{articles} articles in {of} shards: {shards:?}");
        }
    }

    #[test]
    fn a_shard_is_a_number_from_one_to_how_many_there_are() {
        assert_eq!("2/8".parse(), Ok(Shard { number: 2, of: 8 }));
        assert_eq!(Shard { number: 2, of: 8 }.to_string(), "2/8");
        for (text, said) in [
            ("0/3", "there is no shard 0 of 3; the first is 1, the last 3"),
            ("4/3", "there is no shard 4 of 3; the first is 1, the last 3"),
            ("0/0", "expected K/N"),
            ("3", "expected K/N"),
            ("+1/3", "expected K/N"),
            ("1/3/4", "expected K/N"),
            ("a/b", "expected K/N"),
            ("1/", "expected K/N"),
            ("١/٣", "expected K/N"),
            ("1/99999999999", "expected K/N"),
        ] {
            assert!(text.parse::<Shard>().unwrap_err().contains(said), "{text}");
        }
    }

    #[test]
    fn a_raised_stop_leaves_the_cell_without_an_outcome() {
        let system = System::new("s", "v", Task::Words, Some(Scheme::Word), || Err(Failure::Open("no".into())));
        let corpus = corpus(3);
        let cell = Cell::new(&system, &corpus, vec![0, 1, 2]);
        assert_eq!(run(&[cell], &[], 1, &Silent, &AtomicBool::new(true)).unwrap(), [None]);
    }
}
