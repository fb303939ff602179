//! The errors of several shards in one order.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use mihak_core::tables::ENDING;
use rustc_hash::FxHashSet;

use crate::results::cell::{CellArticle, file_of};
use crate::results::errors::{ErrorRecord, StoredErrors, errors_reader, line_of};
use crate::results::growing::GrowingErrors;

/// The errors of one shard.
pub enum ShardErrors {
    /// Its errors.csv.
    Csv(Box<dyn Read>),
    /// Its errors/*.parquet, by system.
    Columns(Vec<StoredErrors>),
}

/// Records, each with its line or row.
type Records = Box<dyn Iterator<Item = Result<(ErrorRecord, u64)>>>;

/// The errors of one shard, record by record.
pub(super) struct Source {
    /// The folder, as messages name it.
    folder: String,
    /// The records of all systems, one behind the other, each with its line, or with its row in the file of its system.
    records: Records,
    is_csv: bool,
    /// The articles that the shard has counts of.
    articles: FxHashSet<CellArticle>,
}

impl Source {
    /// The errors of a shard, which has counts of these articles.
    ///
    /// `Err` if its errors.csv has other columns.
    pub fn open(folder: &str, errors: ShardErrors, articles: FxHashSet<CellArticle>) -> Result<Source> {
        let (is_csv, records): (bool, Records) = match errors {
            ShardErrors::Csv(from) => {
                let shown = format!("{folder}/errors.csv");
                let records = errors_reader(&shown, from)?.into_records().map(move |record| {
                    let record = record.with_context(|| format!("`{shown}` is not CSV with the columns of its first line"))?;
                    let line = line_of(&record);
                    let record = ErrorRecord::read(&record).map_err(|said| anyhow!("`{shown}` line {line}: {said}; run the shard again"))?;
                    Ok((record, line))
                });
                (true, Box::new(records))
            }
            ShardErrors::Columns(systems) => {
                (false, Box::new(systems.into_iter().flat_map(|errors| errors.into_records().zip(1..).map(|(record, row)| Ok((record?, row))))))
            }
        };
        Ok(Source { folder: folder.into(), records, is_csv, articles })
    }

    /// The next record; `Err` if it is not behind the one before, or of an article that the shard does not have.
    fn next(&mut self, before: Option<&ErrorRecord>) -> Result<Option<ErrorRecord>> {
        let Source { folder, records, is_csv, articles } = self;
        let Some((record, number)) = records.next().transpose()? else { return Ok(None) };
        let CellArticle { system, corpus, split, article, task } = &record.of;
        let place = || match is_csv {
            true => format!("`{folder}/errors.csv` line {number}"),
            false => format!("`{folder}/errors/{system}{ENDING}` row {number}"),
        };
        if !articles.contains(&record.of) {
            bail!("{}: article `{article}` of {system} × {corpus} ({split}, {task}) is not in the shard's counts; run the shard again", place());
        }
        if before.is_some_and(|before| record < *before) {
            bail!("{}: the row is not in the order in which a run writes errors; run the shard again", place());
        }
        Ok(Some(record))
    }
}

/// The records of all sources by system, of which one each is in memory; where they are many, they go to files below `spill`.
pub(super) fn merged(mut sources: Vec<Source>, spill: &Path) -> Result<BTreeMap<String, StoredErrors>> {
    // The first record of each source that is not written yet.
    let mut heads: BinaryHeap<Reverse<(ErrorRecord, usize)>> = BinaryHeap::with_capacity(sources.len());
    for (at, source) in sources.iter_mut().enumerate() {
        heads.extend(source.next(None)?.map(|record| Reverse((record, at))));
    }
    let mut merged = BTreeMap::new();
    let mut open: Option<(String, GrowingErrors)> = None;
    while let Some(Reverse((record, at))) = heads.pop() {
        heads.extend(sources[at].next(Some(&record))?.map(|next| Reverse((next, at))));
        if open.as_ref().is_none_or(|(system, _)| *system != record.of.system) {
            let system = record.of.system.clone();
            let file = spill.join(file_of(&system, "errors"));
            if let Some((system, errors)) = open.replace((system, GrowingErrors::new(Some(file)))) {
                merged.insert(system, errors.finish()?);
            }
        }
        let (_, errors) = open.as_mut().expect("one is open");
        errors.add(record)?;
    }
    if let Some((system, errors)) = open {
        merged.insert(system, errors.finish()?);
    }
    Ok(merged)
}
