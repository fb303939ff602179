//! Counts while they are collected, in any order.

use std::cmp::Ordering;

use rustc_hash::FxHashMap;

use crate::annotation::Task;
use crate::measure::counts::system::{CellPlace, Names, Place, SystemCounts, UnitPlace};
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

/// One count, with the places of its names.
#[derive(Clone, Copy, Debug)]
struct Row {
    place: Place,
    layer: u32,
    count: Count,
}

/// Rows of counts while they are gathered.
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
        Place { cell: self.cell(corpus, split, task), article: self.articles.number(article) }
    }

    /// The place of a cell; see [`CountsBuilder::place`].
    pub(super) fn cell(&mut self, corpus: &str, split: &str, task: Task) -> CellPlace {
        let few = |number: u32| u16::try_from(number).expect("a system is run on few corpora, which have few splits");
        CellPlace { corpus: few(self.corpora.number(corpus)), split: few(self.splits.number(split)), task }
    }

    /// The number of a layer.
    #[cfg(feature = "parquet")]
    pub(super) fn layer(&mut self, layer: LayerRef) -> u32 {
        self.layers.number(layer)
    }

    /// Adds a count of an article of a cell.
    #[cfg(feature = "parquet")]
    pub(super) fn push_row(&mut self, cell: CellPlace, article: &str, layer: u32, count: Count) {
        let place = Place { cell, article: self.articles.number(article) };
        self.rows.push(Row { place, layer, count });
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
        let mut start = 0;
        for &UnitPlace { cell: CellPlace { corpus, split, task }, layer, end } in &counts.units {
            let (corpus, split) = (corpora[usize::from(corpus)] as u16, splits[usize::from(split)] as u16);
            let (cell, layer) = (CellPlace { corpus, split, task }, layers[layer as usize]);
            let row = |&(article, count): &(u32, Count)| Row { place: Place { cell, article: articles[article as usize] }, layer, count };
            self.rows.extend(counts.counts[start..end].iter().map(row));
            start = end;
        }
    }

    /// Puts the rows in order, those of one key added up, into counts.
    fn finish(self, into: &mut SystemCounts) {
        let CountsBuilder { corpora, splits, articles, layers, mut rows } = self;
        rows.retain(|row| !row.count.is_zero());
        let used = |number: fn(&Row) -> usize, all: usize| {
            let mut used = vec![false; all];
            rows.iter().for_each(|row| used[number(row)] = true);
            used
        };
        let (corpora, corpus_ranks) = ranked(corpora.all, &used(|row| row.place.cell.corpus.into(), 1 << 16), Ord::cmp);
        let (splits, split_ranks) = ranked(splits.all, &used(|row| row.place.cell.split.into(), 1 << 16), Ord::cmp);
        let all = articles.all.len();
        let (articles, article_ranks) = ranked(articles.all, &used(|row| row.place.article as usize, all), Ord::cmp);
        let layers = layers.into_all();
        let all = layers.len();
        let (layers, layer_ranks) = ranked(layers, &used(|row| row.layer as usize, all), Ord::cmp);
        for Row { place: Place { cell, article }, layer, .. } in &mut rows {
            cell.corpus = corpus_ranks[usize::from(cell.corpus)] as u16;
            cell.split = split_ranks[usize::from(cell.split)] as u16;
            *article = article_ranks[*article as usize];
            *layer = layer_ranks[*layer as usize];
        }
        (into.units, into.counts) = columns(&rows);
        into.names = Names { corpora, splits, articles, layers };
    }
}

/// Rows as columns: dealt to their units, and within these brought into the order of articles.
fn columns(rows: &[Row]) -> (Vec<UnitPlace>, Vec<(u32, Count)>) {
    // By cell and layer; rows of one article follow each other, and so do those of one cell.
    let mut numbers: FxHashMap<CellPlace, FxHashMap<u32, u32>> = FxHashMap::default();
    let mut found: Vec<(CellPlace, u32, usize)> = Vec::new();
    let mut unit_of = Vec::with_capacity(rows.len());
    for same in rows.chunk_by(|a, b| a.place.cell == b.place.cell) {
        let cell = same[0].place.cell;
        let numbers = numbers.entry(cell).or_default();
        for row in same {
            let number = *numbers.entry(row.layer).or_insert_with(|| {
                found.push((cell, row.layer, 0));
                found.len() as u32 - 1
            });
            found[number as usize].2 += 1;
            unit_of.push(number);
        }
    }
    let mut order: Vec<u32> = (0..found.len() as u32).collect();
    order.sort_unstable_by_key(|&number| (found[number as usize].0.order(), found[number as usize].1));
    let mut next = vec![0; found.len()];
    let mut end = 0;
    for &number in &order {
        next[number as usize] = end;
        end += found[number as usize].2;
    }
    let mut dealt = vec![(0, Count::default()); rows.len()];
    for (row, unit) in rows.iter().zip(unit_of) {
        dealt[next[unit as usize]] = (row.place.article, row.count);
        next[unit as usize] += 1;
    }
    let (mut units, mut counts) = (Vec::with_capacity(found.len()), Vec::with_capacity(rows.len()));
    let mut rest = &mut dealt[..];
    for number in order {
        let (cell, layer, size) = found[number as usize];
        let (own, behind) = rest.split_at_mut(size);
        // As a rule articles come in their order.
        if !own.is_sorted_by_key(|(article, _)| *article) {
            own.sort_by_key(|(article, _)| *article);
        }
        for same in own.chunk_by(|a, b| a.0 == b.0) {
            let mut sum = Count::default();
            same.iter().for_each(|(_, count)| sum += *count);
            counts.push((same[0].0, sum));
        }
        units.push(UnitPlace { cell, layer, end: counts.len() });
        rest = behind;
    }
    (units, counts)
}

impl SystemCounts {
    /// Adds counts. Counts of one key are added up. Every call sorts all rows, so many counts go through a [`CountsBuilder`].
    pub fn extend(&mut self, rows: impl IntoIterator<Item = (Key, Count)>) {
        let mut builder = CountsBuilder::default();
        builder.append(self);
        rows.into_iter().for_each(|(key, count)| builder.add(key.by_ref(), count));
        self.take(builder);
    }

    /// The counts in batches of so many articles of a corpus, by corpus, split and article.
    pub fn batches(&self, articles: usize) -> Vec<SystemCounts> {
        let mut batches: Vec<CountsBuilder> = Vec::new();
        // The corpus of a batch, its last article, and how many it has.
        let mut open: Option<(u16, (u16, u32), usize)> = None;
        for (unit, row) in self.by_article() {
            let UnitPlace { cell: CellPlace { corpus, split, task }, layer, .. } = self.units[unit as usize];
            let (article, count) = self.counts[row as usize];
            open = match open {
                Some((of, last, size)) if of == corpus && last == (split, article) => Some((of, last, size)),
                Some((of, _, size)) if of == corpus && size < articles => Some((of, (split, article), size + 1)),
                _ => {
                    batches.push(CountsBuilder::default());
                    Some((corpus, (split, article), 1))
                }
            };
            let Names { corpora, splits, articles, layers } = &self.names;
            let names = [&corpora[usize::from(corpus)], &splits[usize::from(split)], &articles[article as usize]];
            batches.last_mut().expect("one is open").add_new(names[0], names[1], names[2], task, (&layers[layer as usize]).into(), count);
        }
        let counts = |builder: CountsBuilder| {
            let mut counts = self.head();
            counts.take(builder);
            counts
        };
        batches.into_iter().map(counts).collect()
    }

    /// The counts of several parts as those of one system, with the receipt and the revision of the last.
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
        builder.finish(self);
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
