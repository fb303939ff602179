//! The counts of a system as columns: layer by layer, and within a layer by article.

use std::collections::BTreeMap;

use crate::annotation::Task;
use crate::measure::key::{Key, KeyRef, Layer, SCORER};
use crate::statistics::Count;

/// The counts of one system: each key once, none of them zero.
///
/// Rows stand by corpus, split, task and layer, and within these by article: what is added up stands together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SystemCounts {
    /// The revision of the definitions by which it was counted, see [`SCORER`].
    pub scorer: u32,
    /// The receipt of the system: what its answers were made with.
    pub version: String,
    /// How files were read, by task, as fields of a signature (`tags:IOB2|repair:none|unit:sentence`); empty if the system was run.
    pub readings: BTreeMap<Task, String>,
    pub(super) names: Names,
    pub(super) units: Vec<UnitPlace>,
    /// The place of an article with its count, unit by unit.
    pub(super) counts: Vec<(u32, Count)>,
}

/// The names for which numbers stand; each list is sorted, and holds what occurs.
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
    pub(super) cell: CellPlace,
    pub(super) article: u32,
}

/// A cell of a system: the places of its names.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct CellPlace {
    pub corpus: u16,
    pub split: u16,
    pub task: Task,
}

impl CellPlace {
    /// What cells are sorted by: tasks stand in the order of their names.
    pub fn order(self) -> (u16, u16, u8) {
        let task = match self.task {
            Task::Entities => 0,
            Task::Segments => 1,
            Task::Subwords => 2,
            Task::Tokens => 3,
            Task::Words => 4,
        };
        (self.corpus, self.split, task)
    }
}

/// A layer of a cell, and where its rows end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct UnitPlace {
    pub cell: CellPlace,
    pub layer: u32,
    pub end: usize,
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

impl Default for SystemCounts {
    fn default() -> SystemCounts {
        SystemCounts {
            scorer: SCORER,
            version: String::new(),
            readings: BTreeMap::new(),
            names: Names::default(),
            units: Vec::new(),
            counts: Vec::new(),
        }
    }
}

impl SystemCounts {
    /// No counts yet, for a system with this receipt.
    pub fn of(version: &str) -> SystemCounts {
        SystemCounts { version: version.into(), ..SystemCounts::default() }
    }

    /// Receipt, revision and readings, without any row.
    pub fn head(&self) -> SystemCounts {
        SystemCounts { scorer: self.scorer, readings: self.readings.clone(), ..SystemCounts::of(&self.version) }
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// The names of articles, sorted; articles of several corpora may share one.
    pub fn articles(&self) -> impl ExactSizeIterator<Item = &str> {
        self.names.articles.iter().map(|name| &**name)
    }

    /// The layers of all cells, by corpus, split, task and layer.
    pub fn units(&self) -> impl ExactSizeIterator<Item = Unit<'_>> {
        (0..self.units.len()).map(|at| self.unit(at))
    }

    fn unit(&self, at: usize) -> Unit<'_> {
        let UnitPlace { cell: CellPlace { corpus, split, task }, layer, end } = self.units[at];
        let Names { corpora, splits, layers, .. } = &self.names;
        let start = at.checked_sub(1).map_or(0, |before| self.units[before].end);
        let counts = &self.counts[start..end];
        Unit { corpus: &corpora[usize::from(corpus)], split: &splits[usize::from(split)], task, layer: &layers[layer as usize], counts }
    }

    /// The rows, unit by unit.
    pub fn rows(&self) -> impl Iterator<Item = (KeyRef<'_>, Count)> {
        self.units().flat_map(move |unit| unit.counts.iter().map(move |&(article, count)| (unit.of(&self.names.articles[article as usize]), count)))
    }

    /// The count of a key; `None` if nothing was counted.
    pub fn get(&self, key: KeyRef) -> Option<Count> {
        let names = |list: &[Box<str>], name: &str| list.binary_search_by(|other| (**other).cmp(name)).ok();
        let article = names(&self.names.articles, key.article)? as u32;
        let corpus = names(&self.names.corpora, key.corpus)? as u16;
        let split = names(&self.names.splits, key.split)? as u16;
        let layer = self.names.layers.binary_search(key.layer).ok()? as u32;
        let cell = CellPlace { corpus, split, task: key.task };
        let at = self.units.binary_search_by_key(&(cell.order(), layer), |unit| (unit.cell.order(), unit.layer)).ok()?;
        let counts = self.unit(at).counts;
        counts.binary_search_by_key(&article, |(article, _)| *article).ok().map(|at| counts[at].1)
    }

    /// The articles, by corpus, split and name.
    pub fn places(&self) -> Vec<(&str, &str, &str)> {
        let mut places: Vec<(u16, u16, u32)> = Vec::new();
        let mut start = 0;
        for unit in &self.units {
            let CellPlace { corpus, split, .. } = unit.cell;
            places.extend(self.counts[start..unit.end].iter().map(|(article, _)| (corpus, split, *article)));
            start = unit.end;
        }
        places.sort_unstable();
        places.dedup();
        let Names { corpora, splits, articles, .. } = &self.names;
        let named =
            |(corpus, split, article): (u16, u16, u32)| (&*corpora[usize::from(corpus)], &*splits[usize::from(split)], &*articles[article as usize]);
        places.into_iter().map(named).collect()
    }

    /// The places of all rows by corpus, split, article, task and layer, as files of counts have them: that of the unit, and that of the count.
    pub(super) fn by_article(&self) -> Vec<(u32, u32)> {
        let mut order = Vec::with_capacity(self.counts.len());
        let starts: Vec<usize> = [0].into_iter().chain(self.units.iter().map(|unit| unit.end)).collect();
        let units: Vec<usize> = (0..self.units.len()).collect();
        let group = |at: usize| (self.units[at].cell.corpus, self.units[at].cell.split);
        for units in units.chunk_by(|&a, &b| group(a) == group(b)) {
            // Within an article units keep their order: that of task and layer.
            let rows = || units.iter().flat_map(|&unit| (starts[unit]..starts[unit + 1]).map(move |row| (unit as u32, row as u32)));
            let mut next = vec![0u32; self.names.articles.len() + 1];
            rows().for_each(|(_, row)| next[self.counts[row as usize].0 as usize + 1] += 1);
            (1..next.len()).for_each(|at| next[at] += next[at - 1]);
            let first = order.len();
            order.resize(first + rows().count(), (0, 0));
            for (unit, row) in rows() {
                let place = &mut next[self.counts[row as usize].0 as usize];
                order[first + *place as usize] = (unit, row);
                *place += 1;
            }
        }
        order
    }
}

impl<'a> Unit<'a> {
    /// The sum over all articles.
    pub fn sum(&self) -> Count {
        let mut sum = Count::default();
        self.counts.iter().for_each(|(_, count)| sum += *count);
        sum
    }

    /// The key without an article.
    pub fn key(&self) -> Key {
        self.of("").to_key()
    }

    /// The key of an article.
    pub fn of(&self, article: &'a str) -> KeyRef<'a> {
        let Unit { corpus, split, task, layer, .. } = *self;
        KeyRef { corpus, split, article, task, layer }
    }
}
