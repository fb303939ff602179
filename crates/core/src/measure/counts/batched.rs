//! Counts that may be more than memory holds: they come in batches of whole articles.

use crate::annotation::Task;
use crate::error::Result;
use crate::measure::counts::system::SystemCounts;
use crate::measure::key::{Key, KeyRef};
use crate::statistics::Count;

/// The counts of one system, in memory or in a file.
pub trait Batched: Sync {
    /// The revision of the definitions by which it was counted.
    fn scorer(&self) -> u32;

    /// The system's receipt.
    fn version(&self) -> &str;

    /// How files were read for a task; empty for systems that were run.
    fn reading(&self, task: Task) -> &str;

    /// The sums over all articles, by key without an article, sorted.
    fn sums(&self) -> Vec<(Key, Count)>;

    /// Gives `take` the counts of the layers that are wanted, of which `wanted` sees the keys without an article; others may be among them.
    ///
    /// Every article of a cell is in one batch. Batches stand by corpus, split and article. `Err` is that of `take`, or a file that cannot be read.
    fn each_batch(&self, wanted: &dyn Fn(KeyRef) -> bool, take: &mut dyn FnMut(&SystemCounts) -> Result<()>) -> Result<()>;
}

impl Batched for SystemCounts {
    fn scorer(&self) -> u32 {
        self.scorer
    }

    fn version(&self) -> &str {
        &self.version
    }

    fn reading(&self, task: Task) -> &str {
        self.readings.get(&task).map_or("", String::as_str)
    }

    fn sums(&self) -> Vec<(Key, Count)> {
        self.units().map(|unit| (unit.key(), unit.sum())).collect()
    }

    fn each_batch(&self, _: &dyn Fn(KeyRef) -> bool, take: &mut dyn FnMut(&SystemCounts) -> Result<()>) -> Result<()> {
        take(self)
    }
}
