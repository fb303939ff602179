//! Tag files scored as they stream by: one pass, in chunks that workers take in turn, without a string for a token.
//!
//! It scores what is regular: the same tokens on both sides, tags of a known form. Anything else it leaves to the slow path,
//! which holds whole documents and explains what is wrong.

mod articles;
mod chunk;
mod source;
mod worker;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

use anyhow::{Context, Result};
use chunk::Chunks;
use worker::Worker;

use crate::format::conll::Layout;
use crate::measure::runs::Runs;
use crate::measure::surfaces::Surfaces;
use crate::measure::tally::Tally;
use crate::parallel;
use crate::tags::{self, Seen, Table, TagReading};
use crate::view::View;

pub use source::{Source, hash};

/// How tag files are read and scored.
#[derive(Clone, Copy)]
pub struct Plan<'a> {
    /// How the lines of gold are cut; of both where one file holds both.
    pub gold: &'a Layout,
    /// How the lines of the prediction are cut, if it is a file of its own.
    pub predicted: Option<&'a Layout>,
    /// How tags become mentions.
    pub reading: TagReading,
    /// The view under which mentions are scored; as they are without one.
    pub view: Option<&'a View>,
    /// The names that a system could have learned.
    pub seen: Option<&'a Surfaces>,
}

/// What came out of a pass over both files.
#[derive(Clone, Debug, Default)]
pub struct Scored {
    /// The counts.
    pub tally: Tally,
    /// The same by run of articles.
    pub runs: Runs<Tally>,
    /// The number of tokens.
    pub tokens: u64,
    /// The number of tokens with the same tag on both sides.
    pub agreeing: u64,
    /// The number of sentences.
    pub sentences: u64,
    /// The number of documents that `-DOCSTART-` begins; 0 if there is no such mark.
    pub documents: u64,
    /// The types that occur.
    pub labels: BTreeSet<String>,
    /// The tags that occur.
    tags: BTreeSet<String>,
    /// The steps between neighbouring tags of gold and of the prediction.
    pub steps: [Seen; 2],
    /// The number of sentences of gold and of the prediction that break the scheme.
    pub illegal: [u64; 2],
}

impl Scored {
    /// The number of articles: documents, or sentences where no mark begins a document.
    pub fn articles(&self) -> u64 {
        if self.documents > 0 { self.documents } else { self.sentences }
    }
}

/// Scores gold against a prediction in the pool of the caller; `None` if the files are not regular.
///
/// Memory is bounded by a few chunks a worker, where documents are marked by the longest of them. `Err` if a file cannot be read.
pub fn score(plan: &Plan, gold: Source, predicted: Option<Source>) -> Result<Option<Scored>> {
    let table = Table::new(plan.reading);
    let chunks = Chunks::new(plan.gold, gold, predicted)?;
    let marked = chunks.is_marked();
    let scored = parallel::try_fold(
        chunks,
        || Worker::new(plan, &table, marked),
        |mut worker, chunk| match chunk {
            Err(error) => Err(Stop::Failed(error)),
            Ok(chunk) => match worker.run(&chunk) {
                Some(()) => Ok(worker),
                None => Err(Stop::Irregular),
            },
        },
        Worker::finish,
        Scored::default,
        |mut left, right| {
            left.merge(right);
            left
        },
    );
    match scored {
        // Every worker has an inventory of its own: together they must not hold more than one may.
        Ok(scored) if scored.tags.len() > tags::MOST => Ok(None),
        Ok(scored) => Ok(Some(Scored { tally: scored.runs.total(), ..scored })),
        Err(Stop::Irregular) => Ok(None),
        Err(Stop::Failed(error)) => Err(error),
    }
}

enum Stop {
    Irregular,
    Failed(anyhow::Error),
}

impl Scored {
    fn merge(&mut self, other: Scored) {
        self.runs += other.runs;
        self.tokens += other.tokens;
        self.agreeing += other.agreeing;
        self.labels.extend(other.labels);
        self.tags.extend(other.tags);
        self.sentences += other.sentences;
        self.documents += other.documents;
        for side in 0..2 {
            self.steps[side] = self.steps[side].and(&other.steps[side]);
            self.illegal[side] += other.illegal[side];
        }
    }
}

/// The beginning of a file, enough to tell how its lines are cut: whole lines, at least one.
pub fn beginning(path: &Path) -> Result<Vec<u8>> {
    const ENOUGH: u64 = 1 << 16;
    let mut head = Vec::new();
    let cannot = || format!("cannot read `{}`", path.display());
    let mut file = File::open(path).with_context(cannot)?;
    loop {
        let from = head.len();
        let read = Read::take(&mut file, ENOUGH).read_to_end(&mut head).with_context(cannot)? as u64;
        // Half a line would look like one with too few columns.
        let end = memchr::memrchr(b'\n', &head[from..]).map(|at| from + at + 1);
        match end {
            _ if read < ENOUGH => return Ok(head),
            Some(end) => {
                head.truncate(end);
                return Ok(head);
            }
            None => {}
        }
    }
}

/// A source in memory.
pub fn memory(shown: &str, content: Vec<u8>) -> Source {
    Source::new(shown, Box::new(Cursor::new(content)))
}
