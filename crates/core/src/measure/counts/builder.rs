//! Counts while they are collected, in any order.

use std::cmp::Ordering;

use rustc_hash::FxHashMap;

use crate::annotation::Task;
use crate::measure::counts::system::{Names, Place, Row, SystemCounts};
use crate::measure::key::{Key, KeyRef};
use crate::measure::layers::{LayerRef, Layers};
use crate::statistics::Count;

/// A table of names by number. 0 is the one that was met first.
#[derive(Debug, Default)]
struct Interner {
    all: Vec<Box<str>>,
    numbers: FxHashMap<Box<str>, u32>,
}

impl Interner {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let number = self.all.len() as u32;
        self.all.push(name.into());
        self.numbers.insert(name.into(), number);
        number
    }
}

/// Counts of one system while they are collected. Counts of one key are added up at the end.
#[derive(Debug, Default)]
pub struct CountsBuilder {
    corpora: Interner,
    splits: Interner,
    articles: Interner,
    layers: Layers,
    rows: Vec<Row>,
}

impl CountsBuilder {
    /// An empty builder with this table of layers.
    pub fn with_layers(layers: Layers) -> CountsBuilder {
        CountsBuilder { layers, ..CountsBuilder::default() }
    }

    /// The article as a place, by which its counts are added.
    ///
    /// # Panics
    ///
    /// If there are more than 65,536 corpora or splits.
    pub fn place(&mut self, corpus: &str, split: &str, article: &str, task: Task) -> Place {
        let few = |number: u32| u16::try_from(number).expect("a system is run on few corpora, which have few splits");
        let (corpus, split) = (few(self.corpora.number(corpus)), few(self.splits.number(split)));
        Place { corpus, split, article: self.articles.number(article), task }
    }

    /// Adds the counts of an article. Their layers are numbers of another table; `numbers` has the numbers here, see
    /// [`CountsBuilder::numbers`].
    pub fn push_all(&mut self, place: Place, rows: &[(u32, Count)], numbers: &[u32]) {
        self.rows.extend(rows.iter().map(|&(layer, count)| Row { place, layer: numbers[layer as usize], count }));
    }

    /// The numbers that the layers of another table have here, in the order of that table. New layers are added.
    pub fn numbers(&mut self, layers: &Layers) -> Vec<u32> {
        layers.all().iter().map(|layer| self.layers.number(layer.into())).collect()
    }

    /// Adds a count of an article for a layer, which is given by its number.
    pub fn push(&mut self, place: Place, layer: u32, count: Count) {
        self.rows.push(Row { place, layer, count });
    }

    /// Adds a count of a key.
    pub fn add(&mut self, key: KeyRef, count: Count) {
        self.add_new(key.corpus, key.split, key.article, key.task, key.layer.into(), count);
    }

    /// Adds a count of an article for a layer.
    pub fn add_new(&mut self, corpus: &str, split: &str, article: &str, task: Task, layer: LayerRef, count: Count) {
        let place = self.place(corpus, split, article, task);
        let layer = self.layers.number(layer);
        self.push(place, layer, count);
    }

    /// Adds all counts of a system.
    pub fn append(&mut self, counts: &SystemCounts) {
        let Names { corpora, splits, articles, layers } = &counts.names;
        let numbers = |interner: &mut Interner, names: &[Box<str>]| names.iter().map(|name| interner.number(name)).collect::<Vec<u32>>();
        let corpora = numbers(&mut self.corpora, corpora);
        let splits = numbers(&mut self.splits, splits);
        let articles = numbers(&mut self.articles, articles);
        let layers: Vec<u32> = layers.iter().map(|layer| self.layers.number(layer.into())).collect();
        self.rows.extend(counts.rows.iter().map(|row| {
            let Place { corpus, split, article, task } = row.place;
            let (corpus, split) = (corpora[usize::from(corpus)] as u16, splits[usize::from(split)] as u16);
            Row { place: Place { corpus, split, article: articles[article as usize], task }, layer: layers[row.layer as usize], count: row.count }
        }));
    }

    /// The names that occur, and the rows. Rows are sorted; those of one key are added up.
    fn finish(self) -> (Names, Vec<Row>) {
        let CountsBuilder { corpora, splits, articles, layers, mut rows } = self;
        rows.retain(|row| !row.count.is_zero());
        let used = |number: fn(&Row) -> usize, all: usize| {
            let mut used = vec![false; all];
            rows.iter().for_each(|row| used[number(row)] = true);
            used
        };
        let (corpora, corpus_ranks) = ranked(corpora.all, &used(|row| row.place.corpus.into(), 1 << 16), Ord::cmp);
        let (splits, split_ranks) = ranked(splits.all, &used(|row| row.place.split.into(), 1 << 16), Ord::cmp);
        let all = articles.all.len();
        let (articles, article_ranks) = ranked(articles.all, &used(|row| row.place.article as usize, all), Ord::cmp);
        let layers = layers.into_all();
        let all = layers.len();
        let (layers, layer_ranks) = ranked(layers, &used(|row| row.layer as usize, all), Ord::cmp);
        for Row { place, layer, .. } in &mut rows {
            place.corpus = corpus_ranks[usize::from(place.corpus)] as u16;
            place.split = split_ranks[usize::from(place.split)] as u16;
            place.article = article_ranks[place.article as usize];
            *layer = layer_ranks[*layer as usize];
        }
        let order = |row: &Row| (row.place.corpus, row.place.split, row.place.article, row.place.task_rank(), row.layer);
        // Runs that are sorted already, as those of articles are, are found by a stable sort.
        rows.sort_by_key(order);
        rows.dedup_by(|row, kept| {
            let is_same = order(row) == order(kept);
            if is_same {
                kept.count += row.count;
            }
            is_same
        });
        (Names { corpora, splits, articles, layers }, rows)
    }
}

impl SystemCounts {
    /// Adds counts. Counts of one key are added up. Every call sorts all rows, so many counts go through a [`CountsBuilder`].
    pub fn extend(&mut self, rows: impl IntoIterator<Item = (Key, Count)>) {
        let mut builder = CountsBuilder::default();
        builder.append(self);
        rows.into_iter().for_each(|(key, count)| builder.add(key.by_ref(), count));
        self.take(builder);
    }

    /// The counts of several parts as the counts of one system. Receipt and revision are those of the last part.
    pub fn joined(mut parts: Vec<SystemCounts>) -> SystemCounts {
        if parts.len() == 1 {
            return parts.pop().unwrap_or_default();
        }
        let mut builder = CountsBuilder::default();
        let mut all = SystemCounts::default();
        for mut part in parts {
            builder.append(&part);
            (all.scorer, all.version) = (part.scorer, part.version);
            all.readings.append(&mut part.readings);
        }
        all.take(builder);
        all
    }

    /// Replaces all rows by those of a builder.
    pub fn take(&mut self, builder: CountsBuilder) {
        (self.names, self.rows) = builder.finish();
    }
}

/// The used items of a list, sorted, and the new place of every item by its old one. The place of an unused item has no meaning.
fn ranked<T>(all: Vec<T>, used: &[bool], order: fn(&T, &T) -> Ordering) -> (Vec<T>, Vec<u32>) {
    let mut ranks = vec![0; all.len()];
    let mut kept: Vec<(T, usize)> = all.into_iter().zip(0..).filter(|(_, number)| used[*number]).collect();
    kept.sort_by(|a, b| order(&a.0, &b.0));
    kept.iter().enumerate().for_each(|(rank, (_, number))| ranks[*number] = rank as u32);
    (kept.into_iter().map(|(name, _)| name).collect(), ranks)
}
