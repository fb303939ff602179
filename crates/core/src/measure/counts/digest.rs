//! What tells whether two counts of a cell are the same, without a comparison of their rows.

use std::collections::BTreeMap;

use crate::annotation::Task;
use crate::hash::mixed;
use crate::measure::counts::system::SystemCounts;
use crate::statistics::Count;

/// Counts that know a hash of each of their cells.
pub trait Digested {
    /// By corpus, split and task, a hash of all rows; it depends neither on their order nor on how they were dealt to batches.
    fn digests(&self) -> BTreeMap<(String, String, Task), u128>;
}

/// The hashes of cells, to which batches are added.
#[derive(Clone, Debug, Default)]
pub struct CellDigests(BTreeMap<(String, String, Task), u128>);

impl CellDigests {
    /// Adds the rows of a batch.
    pub fn add(&mut self, counts: &SystemCounts) {
        let halves = |parts: &[&str]| {
            let mut hasher = blake3::Hasher::new();
            for part in parts {
                // Lengths keep names apart.
                hasher.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
            }
            let (first, rest) =
                hasher.finalize().as_bytes().split_first_chunk().map(|(first, rest)| (u64::from_le_bytes(*first), rest.to_vec())).expect("32 bytes");
            let second = rest.first_chunk().map(|second| u64::from_le_bytes(*second)).expect("24 bytes");
            [first, second]
        };
        let articles: Vec<[u64; 2]> = counts.articles().map(|article| halves(&[article])).collect();
        for unit in counts.units() {
            let layer = halves(&unit.layer.fields());
            let mut sum = 0u128;
            for &(article, Count { tp, fp, r#fn, tn }) in unit.counts {
                let [first, second] = [0, 1].map(|half| {
                    let names = mixed(layer[half]).wrapping_add(mixed(articles[article as usize][half].rotate_left(17)));
                    [tp, fp, r#fn, tn].iter().fold(names, |mix, integer| mixed(mix ^ mixed(*integer)))
                });
                sum = sum.wrapping_add(u128::from(first) << 64 | u128::from(second));
            }
            let cell = self.0.entry((unit.corpus.into(), unit.split.into(), unit.task)).or_default();
            *cell = cell.wrapping_add(sum);
        }
    }

    /// The hashes.
    pub fn into_all(self) -> BTreeMap<(String, String, Task), u128> {
        self.0
    }
}

impl Digested for SystemCounts {
    fn digests(&self) -> BTreeMap<(String, String, Task), u128> {
        let mut digests = CellDigests::default();
        digests.add(self);
        digests.0
    }
}
