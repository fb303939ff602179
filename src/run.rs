//! The run: every article of every cell, in parallel, each worker with a handle of its own; gold × prediction becomes counts.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::corpus::Corpus;
use crate::gold::Word;
use crate::kept::Kept;
use crate::scheme::Scheme;
use crate::score::buckets::Surfaces;
use crate::score::counts::SystemCounts;
use crate::score::entity::{self, Scene};
use crate::score::segment::{self, Counts};
use crate::score::subword::Measured;
use crate::score::{Count, ErrorRow, Key, Layer, ceiling};
use crate::suite::Task;
use crate::systems::process::child::STOP;
use crate::systems::protocol::Request;
use crate::systems::{Answer, Changed, Failure, Handle, Mention, Prediction, Session, System};
use crate::view::View;

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

    /// What a tagger over these tokens could find of the gold mentions of an article; nothing where there are none.
    fn ceiling(&self, at: usize, tokens: impl Iterator<Item = Range<usize>>, views: &[View]) -> Counts {
        let Some(gold) = &self.corpus.gold.mentions else { return Counts::new() };
        let gold: Vec<Mention> = gold[at].iter().map(|gold| gold.mention).collect();
        ceiling::score(&self.corpus.articles[at].text, &gold, tokens, views)
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

/// The columns of errors.csv in front of [`ErrorRow::HEADER`].
pub const ERROR_KEY: [&str; 5] = ["system", "corpus", "split", "article", "task"];

/// Who is told how far the run is.
pub trait Watch: Sync {
    /// An article of the cell was scored.
    fn article(&self, cell: usize);
    /// The last article of the cell was scored.
    fn cell(&self, cell: usize, outcome: &Outcome) -> Result<()>;
}

/// One article's share of an outcome.
struct Part {
    /// The place of the article in the cell.
    at: usize,
    counts: Vec<(Key, Count)>,
    errors: Vec<Vec<String>>,
    failed: bool,
}

/// How far one cell is.
struct Progress {
    /// The place of the article that is handed out next.
    next: AtomicUsize,
    left: AtomicUsize,
    parts: Mutex<Vec<Part>>,
    /// The places of the articles on which the program of the system had to be started anew.
    crashes: Mutex<BTreeSet<usize>>,
    /// The place behind which nothing is asked any more.
    end: AtomicUsize,
    handles: Mutex<Handles>,
    /// Told when [`Progress::handles`] change.
    changed: Condvar,
    views: Vec<View>,
}

/// Which workers of a cell have a handle of its system.
#[derive(Default)]
struct Handles {
    /// The workers that are opening one, with an article in hand.
    opening: usize,
    /// The workers that have one.
    open: usize,
    /// The places of articles that workers without one handed back to those that have one.
    returned: Vec<usize>,
    /// Why nobody could get one.
    closed: Option<Failure>,
}

impl Progress {
    fn handles(&self) -> MutexGuard<'_, Handles> {
        self.handles.lock().expect("no holder of the handles panics")
    }

    fn new(cell: &Cell, views: &[View]) -> Progress {
        Progress {
            next: AtomicUsize::new(0),
            left: AtomicUsize::new(cell.articles.len()),
            parts: Mutex::default(),
            crashes: Mutex::default(),
            end: AtomicUsize::new(usize::MAX),
            handles: Mutex::default(),
            changed: Condvar::new(),
            views: views.iter().filter(|view| cell.system.is_seen_by(&view.name)).cloned().collect(),
        }
    }

    /// Two crashes in a row end the cell. A row is one of articles, so that the end does not depend on the number of workers.
    fn crashed(&self, at: usize) {
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
    fn given_up(&self, cell: &Cell, at: usize) -> Option<Failure> {
        let end = self.end.load(Ordering::Acquire);
        (at > end).then(|| {
            let [first, second] = [end - 1, end].map(|at| &cell.corpus.articles[cell.articles[at]].id);
            Failure::GivenUp(format!("its program had to be started anew for `{first}` and for `{second}`, one after the other"))
        })
    }
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

/// How often a worker that waits for others looks whether the run is to end.
const LOOK: Duration = Duration::from_millis(50);

/// What the workers share.
struct Run<'a> {
    cells: &'a [Cell<'a>],
    progress: Vec<Progress>,
    outcomes: Mutex<Vec<Option<Outcome>>>,
    /// What ends the run.
    fault: Mutex<Option<anyhow::Error>>,
    watch: &'a dyn Watch,
    stop: &'a AtomicBool,
}

/// A worker's handle of a system.
type Held<'a> = Option<(&'a System, Handle)>;

impl<'a> Run<'a> {
    /// One worker: takes articles of one cell after another until there are none.
    fn work(&self) {
        let mut held: Held<'a> = None;
        for cell in 0..self.cells.len() {
            self.work_on(cell, &mut held);
        }
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
        let opened = self.cells[cell].system.open();
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
        if is_last && !self.stop.load(Ordering::Relaxed) && !STOP.load(Ordering::Relaxed) {
            handles.closed = Some(failure);
        }
        drop(handles);
        progress.changed.notify_all();
        if is_last {
            // Files the failure for every article that is left.
            let left = self.next(cell, false);
            debug_assert!(left.is_none() || self.stop.load(Ordering::Relaxed), "a closed cell has nothing to be asked");
        }
        None
    }

    /// The place of the next article of a cell that has to be asked; what is kept or given up is filed on the way.
    ///
    /// `None` if there is none, or the run is to end. A worker that has a handle waits for articles that others may hand back.
    fn next(&self, cell: usize, has_handle: bool) -> Option<usize> {
        let (of, progress) = (&self.cells[cell], &self.progress[cell]);
        loop {
            if self.stop.load(Ordering::Relaxed)
                || STOP.load(Ordering::Relaxed)
                || self.fault.lock().expect("no holder of the fault panics").is_some()
            {
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
            let answer = match progress.given_up(of, at) {
                Some(failure) => Err(failure),
                None => said.answer.and_then(|answer| answer.verified(text)),
            };
            if let (Ok(_), Some(kept), Some(line)) = (&answer, &of.kept, said.line)
                && let Err(error) = kept.keep(text, &greeting, line)
            {
                self.fault.lock().expect("no holder of the fault panics").get_or_insert(error);
            }
            self.file(cell, at, answer);
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

    /// Scores an answer; with the last one of a cell, its outcome is there.
    fn file(&self, cell: usize, at: usize, answer: Result<Answer, Failure>) {
        let (of, progress) = (&self.cells[cell], &self.progress[cell]);
        if answer.as_ref().is_err_and(Failure::is_crash) {
            progress.crashed(at);
        }
        let answer = answer.map(|answer| of.system.relabelled(answer)).and_then(|answer| known_labels(answer, &progress.views));
        let part = score(of, at, &progress.views, answer);
        progress.parts.lock().expect("no holder of the parts panics").push(part);
        self.watch.article(cell);
        if progress.left.fetch_sub(1, Ordering::AcqRel) == 1 {
            let outcome = progress.outcome(of);
            if let Err(error) = self.watch.cell(cell, &outcome) {
                self.fault.lock().expect("no holder of the fault panics").get_or_insert(error);
            }
            self.outcomes.lock().expect("no holder of the outcomes panics")[cell] = Some(outcome);
        }
    }
}

impl Progress {
    fn outcome(&self, cell: &Cell) -> Outcome {
        let mut outcome = Outcome { counts: SystemCounts::of(cell.system.version()), ..Outcome::default() };
        for part in std::mem::take(&mut *self.parts.lock().expect("no holder of the parts panics")) {
            // Another worker may have got an answer from behind the end before it was known.
            let part = match self.given_up(cell, part.at) {
                Some(failure) => score(cell, part.at, &self.views, Err(failure)),
                None => part,
            };
            outcome.failures += usize::from(part.failed);
            part.counts.into_iter().for_each(|(key, count)| outcome.counts.add(key, count));
            outcome.errors.extend(part.errors);
        }
        outcome.errors.sort_by(|a, b| order(a).cmp(&order(b)));
        outcome
    }
}

/// The order of errors.csv: by cell and article, then by place in the text.
pub fn order(record: &[String]) -> (&[String], &str, u64, u64, &[String]) {
    let offset = |at: usize| record[at].parse::<u64>().or_else(|_| record[at + 4].parse()).unwrap_or(0);
    (&record[..5], &record[5], offset(7), offset(8), record)
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let said = panic.downcast_ref::<&str>().map(|said| said.to_string());
    said.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "without a message".into())
}

fn known_labels(answer: Answer, views: &[View]) -> Result<Answer, Failure> {
    if let Prediction::Mentions(mentions) = &answer.prediction {
        for view in views {
            if let Some(mention) = mentions.iter().find(|mention| !view.knows(mention.label)) {
                return Err(Failure::Malformed(format!("label `{}` is unknown to view `{}`", mention.label, view.name)));
            }
        }
    }
    Ok(answer)
}

/// The share of the article at this place of the cell.
fn score(cell: &Cell, place: usize, views: &[View], answer: Result<Answer, Failure>) -> Part {
    let Cell { system, corpus, articles, .. } = cell;
    let at = articles[place];
    let article = &corpus.articles[at];
    let words = cell.words(at);
    let mut rows: Vec<ErrorRow> = Vec::new();
    let failed = answer.is_err();
    if let Err(failure) = &answer {
        rows.push(ErrorRow { class: "failure".into(), predicted_text: failure.to_string(), ..ErrorRow::default() });
    }
    let dropped = answer.as_ref().map_or(0, |answer| answer.dropped);
    let changed = answer.as_ref().map_or_else(|_| Changed::default(), |answer| answer.changed.clone());
    // A failed article still owes its gold: dropping it would reward a system for crashing.
    let mut counts = match (system.task, answer.map(|answer| answer.prediction)) {
        (Task::Entities, answer) => {
            let predicted: Vec<Mention> = match answer {
                Ok(Prediction::Mentions(mentions)) => mentions,
                _ => Vec::new(),
            };
            match &corpus.gold.mentions {
                Some(gold) => {
                    let gold: Vec<Mention> = gold[at].iter().map(|gold| gold.mention).collect();
                    let seen = cell.seen.as_ref().filter(|_| article.split != LEARNED);
                    let mut counts = entity::score(&Scene { text: &article.text, words, seen }, &gold, &predicted, views, &mut rows);
                    for view in views.iter().filter(|_| dropped > 0) {
                        *counts.entry(Layer::tokens("dropped", &view.name, "*")).or_default() += Count { fp: dropped, ..Count::default() };
                    }
                    counts
                }
                None => Counts::new(),
            }
        }
        (Task::Subwords, answer) => {
            let answer = match answer {
                Ok(Prediction::Subwords(answer)) => Some(answer),
                _ => None,
            };
            let tokens = answer.iter().flat_map(|answer| &answer.tokens).map(|token| token.bytes.clone());
            let mut counts = cell.ceiling(at, tokens, views);
            // A program only cuts.
            let has_vocabulary = system.builtin.is_some();
            counts.extend(Measured::new(&article.text, words).score(answer.as_ref(), has_vocabulary));
            for (rule, times) in changed.rules.iter().copied().chain((changed.unplaced > 0).then_some(("unplaced", changed.unplaced))) {
                counts.insert(Layer::tokens("changed", "", rule), Count { tp: times, ..Count::default() });
            }
            counts
        }
        (Task::Words | Task::Segments, answer) => {
            let tokens = match answer {
                Ok(Prediction::Tokens(tokens)) => tokens,
                _ => Vec::new(),
            };
            let mut counts = cell.ceiling(at, tokens.iter().map(|token| token.span.range()), views);
            if let Some(words) = words {
                let scheme = system.scheme.unwrap_or(Scheme::Word);
                counts.extend(segment::score(&article.text, words, &tokens, scheme, &mut rows));
                segment::add_changed(&changed, scheme, &mut counts);
            }
            counts
        }
    };
    counts.insert(Layer::coverage(), Count { tp: u64::from(!failed), r#fn: u64::from(failed), ..Count::default() });
    let key = |layer: Layer| Key {
        corpus: corpus.signed(),
        split: article.split.clone(),
        article: article.id.clone(),
        task: system.task.name().into(),
        layer,
    };
    let prefix = [&system.name, &corpus.name, &article.split, &article.id, system.task.name()];
    let errors = rows.iter().map(|row| prefix.iter().map(|field| field.to_string()).chain(row.fields()).collect()).collect();
    Part { at: place, counts: counts.into_iter().map(|(layer, count)| (key(layer), count)).collect(), errors, failed }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Article;
    use crate::gold::Gold;
    use crate::systems::{Token, Tokenizer};
    use crate::text::words::words;

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
