//! The fast way to score files of tags: one pass over both files, in pieces that workers take in turn, without making a string for a token.
//!
//! It scores regular files only: the same tokens on both sides, and tags of a known form. All others are scored as whole documents, which is slower
//! and can explain what is wrong.

mod articles;
mod lines;
mod met;
mod piece;
mod plan;
mod same;
mod sentence;
mod source;
mod worker;

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

use piece::Pieces;
use source::unreadable;
use worker::Worker;

use crate::error::{Error, Result};
use crate::parallel;
use crate::tags::{self, Table};

pub use plan::{Articles, ColumnCounts, Plan};
pub use source::{Source, hash};

/// The counts of a prediction against gold, made in the threads of the caller. `None` if the files are not regular.
///
/// Memory is bounded by a few pieces for each worker or, if documents are marked, by the longest document. `Err` if a file cannot be read.
pub fn score(plan: &Plan, gold: Source, predicted: Option<Source>) -> Result<Option<ColumnCounts>> {
    score_by(plan, Articles::Marked, gold, predicted)
}

/// The same as [`score`], with a choice of what an article is.
///
/// `Err` if a file cannot be read.
pub fn score_by(plan: &Plan, articles: Articles, gold: Source, predicted: Option<Source>) -> Result<Option<ColumnCounts>> {
    let table = Table::new(plan.reading);
    let pieces = Pieces::new(plan.gold, gold, predicted, articles)?;
    let marked = pieces.is_marked();
    let scored = parallel::try_fold(
        pieces,
        || Worker::new(plan, &table, marked),
        |mut worker, piece| match piece {
            Err(error) => Err(Stop::Failed(error)),
            Ok(piece) => match worker.run(&piece) {
                Some(()) => Ok(worker),
                None => Err(Stop::Irregular),
            },
        },
        Worker::finish,
        ColumnCounts::default,
        |mut left, right| {
            left.merge(right);
            left
        },
    );
    match scored {
        // Every worker has an inventory of its own: together they must not hold more than one may.
        Ok(scored) if scored.tags.len() > tags::MOST => Ok(None),
        Ok(scored) => Ok(Some(ColumnCounts { tally: scored.runs.total(), ..scored })),
        Err(Stop::Irregular) => Ok(None),
        Err(Stop::Failed(error)) => Err(error),
    }
}

enum Stop {
    Irregular,
    Failed(Error),
}

/// The beginning of a file, enough to tell how its lines are cut: whole lines, at least one.
pub fn beginning(path: &Path) -> Result<Vec<u8>> {
    const ENOUGH: u64 = 1 << 16;
    let mut head = Vec::new();
    let cannot = |error| unreadable(path.display(), error);
    let mut file = File::open(path).map_err(cannot)?;
    loop {
        let from = head.len();
        let read = Read::take(&mut file, ENOUGH).read_to_end(&mut head).map_err(cannot)? as u64;
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
