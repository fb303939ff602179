//! The counts of a system in several shards as those of one run: their articles in one order, dealt to batches anew.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Result, bail};
use mihak_core::measure::counts::{BATCH, CountsFile, SystemCounts};
use mihak_core::measure::key::Layer;

use crate::results::growing::GrowingCounts;
use crate::results::stored::StoredCounts;

/// An article by corpus, split and name.
type Place = (String, String, String);

/// The counts of one shard, of which a batch is taken at a time.
struct Shelf {
    folder: String,
    ready: VecDeque<SystemCounts>,
    file: Option<(Arc<CountsFile>, usize)>,
}

impl Shelf {
    fn new((folder, counts): (String, StoredCounts)) -> Shelf {
        match counts {
            StoredCounts::Memory(counts) => Shelf { folder, ready: counts.batches(BATCH).into(), file: None },
            StoredCounts::File(file) => Shelf { folder, ready: VecDeque::new(), file: Some((file.counts, 0)) },
        }
    }

    /// The next batch; `None` behind the last. `Err` if one of its articles is not covered, or the file is damaged.
    fn next(&mut self) -> Result<Option<SystemCounts>> {
        let batch = match &mut self.file {
            None => self.ready.pop_front(),
            Some((file, at)) if *at < file.batches() => {
                *at += 1;
                Some(file.whole_batch(*at - 1)?)
            }
            Some(_) => None,
        };
        if let Some(batch) = &batch {
            let covered: usize = batch.units().filter(|unit| *unit.layer == Layer::coverage()).map(|unit| unit.counts.len()).sum();
            if covered < batch.places().len() {
                bail!("`{}`: an article of the counts has no row of coverage: they are damaged; run the shard again", self.folder);
            }
        }
        Ok(batch)
    }
}

/// The counts of a system in these shards, each with the folder that messages name; `spill` is where a file goes if they are many.
///
/// `Err` if a file of a shard cannot be read or is damaged, or if the new one cannot be written.
pub(super) fn merged(parts: Vec<(String, StoredCounts)>, spill: PathBuf) -> Result<StoredCounts> {
    let head = parts.last().map(|(_, counts)| counts.head()).unwrap_or_default();
    let mut merged = GrowingCounts::new(head, Some(spill));
    let mut shelves: Vec<Shelf> = parts.into_iter().map(Shelf::new).collect();
    // For each shard the last article that was taken from it; `None` behind its end.
    let mut reached: Vec<Option<Place>> = vec![Some(Place::default()); shelves.len()];
    let mut pool: Vec<SystemCounts> = Vec::new();
    loop {
        // Behind this article a shard may still hold others.
        let frontier = reached.iter().flatten().min().cloned();
        for (shelf, reached) in shelves.iter_mut().zip(&mut reached).filter(|(_, reached)| reached.is_some() && **reached == frontier) {
            *reached = match shelf.next()? {
                Some(batch) => {
                    let last = batch.places().last().map(|(corpus, split, article)| (corpus.to_string(), split.to_string(), article.to_string()));
                    pool.push(batch);
                    last
                }
                None => None,
            };
        }
        let frontier = reached.iter().flatten().min().cloned();
        let batches = SystemCounts::joined(std::mem::take(&mut pool)).batches(BATCH);
        let all = batches.len();
        for (at, batch) in batches.into_iter().enumerate() {
            let places = batch.places();
            let is_whole = match (&frontier, places.last()) {
                (Some((corpus, split, article)), Some(&last)) => {
                    let is_behind = last <= (corpus, split, article);
                    let is_full = places.len() == BATCH || (at + 1 < all && last.0 < corpus.as_str());
                    is_behind && is_full
                }
                _ => true,
            };
            match is_whole && pool.is_empty() {
                true => merged.add(batch)?,
                false => pool.push(batch),
            }
        }
        if frontier.is_none() {
            return merged.finish();
        }
    }
}

#[cfg(test)]
mod tests {
    use mihak_core::annotation::Task;
    use mihak_core::measure::counts::CountsWriter;
    use mihak_core::measure::key::Key;
    use mihak_core::statistics::Count;

    use super::*;
    use crate::results::stored::CountsInFile;

    /// The counts of the articles for which `held` holds.
    fn counts(articles: usize, held: impl Fn(usize) -> bool) -> SystemCounts {
        let mut counts = SystemCounts::of("v 1");
        let key = |at: usize| {
            let (corpus, split) = (format!("c{}@1#0", at % 2), if at.is_multiple_of(3) { "dev" } else { "test" });
            Key { corpus, split: split.into(), article: format!("{at:05}"), task: Task::Entities, layer: Layer::coverage() }
        };
        counts.extend((0..articles).filter(|at| held(*at)).map(|at| (key(at), Count { tp: 1, ..Count::default() })));
        counts
    }

    fn in_file(counts: &SystemCounts) -> StoredCounts {
        let mut writer = CountsWriter::new(Vec::new(), counts).unwrap();
        counts.batches(BATCH).iter().for_each(|batch| writer.batch(batch).unwrap());
        let counts = Arc::new(CountsFile::of_bytes("c", writer.finish().unwrap()).unwrap());
        StoredCounts::File(CountsInFile { counts, path: PathBuf::new(), scores: None })
    }

    #[test]
    fn shards_in_files_and_in_memory_have_the_batches_of_one_run() {
        const ARTICLES: usize = 7_000;
        let whole = counts(ARTICLES, |_| true);
        let folder = tempfile::tempdir().unwrap();
        for (shards, of) in [(3, (|at| at % 3) as fn(usize) -> usize), (2, |at| usize::from(at > 6_000)), (4, |at| at / 7 % 4)] {
            let part = |shard: usize| {
                let counts = counts(ARTICLES, |at| of(at) == shard);
                (shard.to_string(), if shard == 1 { counts.into() } else { in_file(&counts) })
            };
            let merged = merged((0..shards).map(part).collect(), folder.path().join("counts")).unwrap();
            let StoredCounts::Memory(found) = &merged else { panic!("{ARTICLES} rows are few") };
            assert!(**found == whole, "{shards} shards");
        }
    }
}
