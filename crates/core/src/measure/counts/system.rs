//! The counts of a system in memory, as rows of small numbers.

use std::collections::BTreeMap;

use crate::annotation::Task;
use crate::measure::key::{Key, KeyRef, Layer, SCORER};
use crate::statistics::Count;

/// The counts of one system. They are sorted by key. Each key stands once, and no count is zero.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SystemCounts {
    /// The revision of the definitions by which it was counted, see [`SCORER`].
    pub scorer: u32,
    /// The receipt of the system: what its answers were made with.
    pub version: String,
    /// How files were read, by task, as fields of a signature (`tags:IOB2|repair:none|unit:sentence`); empty if the system was run.
    pub readings: BTreeMap<Task, String>,
    pub(super) names: Names,
    pub(super) rows: Vec<Row>,
}

/// The names that the numbers of rows stand for. Each list is sorted, and has only names that occur.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Names {
    pub corpora: Vec<Box<str>>,
    pub splits: Vec<Box<str>>,
    pub articles: Vec<Box<str>>,
    pub layers: Vec<Layer>,
}

/// An article with its corpus, split and task, as small numbers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Place {
    pub(super) corpus: u16,
    pub(super) split: u16,
    pub(super) article: u32,
    pub(super) task: Task,
}

impl Place {
    /// The place of the task in the order of the names of tasks. Rows are sorted by it.
    pub(super) fn task_rank(self) -> u8 {
        match self.task {
            Task::Entities => 0,
            Task::Segments => 1,
            Task::Subwords => 2,
            Task::Tokens => 3,
            Task::Words => 4,
        }
    }
}

/// One count, with the numbers of its names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Row {
    pub place: Place,
    pub layer: u32,
    pub count: Count,
}

impl Default for SystemCounts {
    fn default() -> SystemCounts {
        SystemCounts { scorer: SCORER, version: String::new(), readings: BTreeMap::new(), names: Names::default(), rows: Vec::new() }
    }
}

/// The counts of one layer on one split, by article. They are added up for a score.
#[derive(Clone, Copy, Debug)]
pub struct Unit<'a> {
    /// The corpus as signatures name it.
    pub corpus: &'a str,
    /// The split.
    pub split: &'a str,
    /// The task.
    pub task: Task,
    /// The layer.
    pub layer: &'a Layer,
    /// The count of each article, with the place of the article in [`SystemCounts::articles`], in the order of articles.
    pub counts: &'a [(u32, Count)],
}

/// The counts of a system by layer, see [`SystemCounts::by_layer`].
#[derive(Debug)]
pub struct ByLayer<'a> {
    of: &'a SystemCounts,
    counts: Vec<(u32, Count)>,
    /// Where each unit begins, by its first row.
    starts: Vec<(usize, u32)>,
}

impl SystemCounts {
    /// No counts yet, for a system with this receipt.
    pub fn of(version: &str) -> SystemCounts {
        SystemCounts { version: version.into(), ..SystemCounts::default() }
    }

    /// How files were read for a task; empty for systems that were run.
    pub fn reading(&self, task: Task) -> &str {
        self.readings.get(&task).map_or("", String::as_str)
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The names of articles, sorted. Articles of two corpora may share a name, which then stands once.
    pub fn articles(&self) -> impl Iterator<Item = &str> {
        self.names.articles.iter().map(|name| &**name)
    }

    /// The rows in the order of their keys.
    pub fn rows(&self) -> impl Iterator<Item = (KeyRef<'_>, Count)> {
        self.rows.iter().map(|row| (self.key(row), row.count))
    }

    /// The count of a key; `None` if nothing was counted.
    pub fn get(&self, key: KeyRef) -> Option<Count> {
        self.rows.binary_search_by(|row| self.key(row).cmp(&key)).ok().map(|at| self.rows[at].count)
    }

    fn key(&self, row: &Row) -> KeyRef<'_> {
        let Names { corpora, splits, articles, layers } = &self.names;
        let Place { corpus, split, article, task } = row.place;
        KeyRef {
            corpus: &corpora[usize::from(corpus)],
            split: &splits[usize::from(split)],
            article: &articles[article as usize],
            task,
            layer: &layers[row.layer as usize],
        }
    }

    /// The rows by corpus, split, task and layer, and within these by article.
    pub fn by_layer(&self) -> ByLayer<'_> {
        let mut order: Vec<u32> = (0..self.rows.len() as u32).collect();
        let unit = |at: u32| {
            let Row { place, layer, .. } = &self.rows[at as usize];
            (place.corpus, place.split, place.task_rank(), *layer)
        };
        order.sort_by_key(|&at| unit(at));
        let counts = order.iter().map(|&at| (self.rows[at as usize].place.article, self.rows[at as usize].count)).collect();
        let mut starts: Vec<(usize, u32)> = Vec::new();
        for (number, &at) in order.iter().enumerate() {
            if number == 0 || unit(order[number - 1]) != unit(at) {
                starts.push((number, at));
            }
        }
        ByLayer { of: self, counts, starts }
    }
}

impl ByLayer<'_> {
    /// The units, in the order of keys without article.
    pub fn units(&self) -> impl Iterator<Item = Unit<'_>> {
        let ends = self.starts.iter().skip(1).map(|(start, _)| *start).chain([self.counts.len()]);
        self.starts.iter().zip(ends).map(|(&(start, row), end)| {
            let KeyRef { corpus, split, task, layer, .. } = self.of.key(&self.of.rows[row as usize]);
            Unit { corpus, split, task, layer, counts: &self.counts[start..end] }
        })
    }
}

impl Unit<'_> {
    /// The sum over all articles.
    pub fn sum(&self) -> Count {
        let mut sum = Count::default();
        self.counts.iter().for_each(|(_, count)| sum += *count);
        sum
    }

    /// The key without an article.
    pub fn key(&self) -> Key {
        let Unit { corpus, split, task, layer, .. } = *self;
        Key { corpus: corpus.into(), split: split.into(), article: String::new(), task, layer: layer.clone() }
    }
}
