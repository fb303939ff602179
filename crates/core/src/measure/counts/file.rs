//! Counts as compressed columns: `counts/<system>.parquet`, of which a batch of articles is in memory at a time.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::annotation::Task;
use crate::error::Result;
use crate::measure::counts::batched::Batched;
use crate::measure::counts::builder::CountsBuilder;
use crate::measure::counts::csv::given;
use crate::measure::counts::digest::{CellDigests, Digested};
use crate::measure::counts::system::{SystemCounts, Unit};
use crate::measure::key::{Key, KeyRef, Layer};
use crate::measure::registry;
use crate::statistics::Count;
use crate::tables::{Cells, Kind, Table, TableWriter, Turns, text};

/// The columns: those of `counts/<system>.csv` but what all rows have in common, and the number by which a row's names stand in the head.
const COLUMNS: [(&str, Kind); 14] = [
    ("corpus", Kind::Text),
    ("split", Kind::Text),
    ("article", Kind::Text),
    ("task", Kind::Text),
    ("match", Kind::Text),
    ("bound", Kind::Text),
    ("orth", Kind::Text),
    ("view", Kind::Text),
    ("label", Kind::Text),
    ("tp", Kind::Number),
    ("fp", Kind::Number),
    ("fn", Kind::Number),
    ("tn", Kind::Number),
    ("unit", Kind::Number),
];

const ARTICLE: usize = 2;
const TP: usize = 9;
const UNIT: usize = 13;

/// The key under which the head stands.
const HEAD: &str = "mihak.counts";

/// So many articles of a corpus stand in one batch.
pub const BATCH: usize = 1024;

/// What stands beside the rows.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    scorer: u32,
    version: String,
    /// How files were read, by task.
    readings: BTreeMap<String, String>,
    /// The names for which the numbers of units stand: corpus, split, task, match, bound, orth, view, label.
    units: Vec<[String; 8]>,
    /// tp, fp, fn and tn of each, added up over articles.
    sums: Vec<[u64; 4]>,
    /// What tells whether two files hold the same counts of a cell: corpus, split, task, hash.
    cells: Vec<[String; 4]>,
}

/// Writes a file of counts, a batch at a time.
pub struct CountsWriter<W: Write + Send> {
    table: TableWriter<W>,
    head: Head,
    numbers: FxHashMap<Key, usize>,
    digests: CellDigests,
}

impl<W: Write + Send> CountsWriter<W> {
    /// A file of counts with the receipt, the revision and the readings of these.
    ///
    /// `Err` if `to` cannot be written.
    pub fn new(to: W, of: &SystemCounts) -> Result<CountsWriter<W>> {
        let readings = of.readings.iter().map(|(task, reading)| (task.name().to_string(), reading.clone())).collect();
        let (scorer, version) = (of.scorer, of.version.clone());
        let head = Head { scorer, version, readings, units: Vec::new(), sums: Vec::new(), cells: Vec::new() };
        Ok(CountsWriter { table: TableWriter::new(to, &COLUMNS)?, head, numbers: FxHashMap::default(), digests: CellDigests::default() })
    }

    /// Writes a batch: all counts of some articles, of which no other batch holds any.
    ///
    /// `Err` if it cannot be written.
    pub fn batch(&mut self, counts: &SystemCounts) -> Result<()> {
        if counts.is_empty() {
            return Ok(());
        }
        self.digests.add(counts);
        let articles: Vec<_> = counts.articles().map(text).collect();
        let mut texts: [Vec<_>; 9] = std::array::from_fn(|_| Vec::with_capacity(counts.len()));
        let mut numbers: [Vec<i64>; 5] = std::array::from_fn(|_| Vec::with_capacity(counts.len()));
        for unit in counts.units() {
            let number = self.number(unit);
            let sum = unit.sum();
            for (whole, part) in self.head.sums[number].iter_mut().zip([sum.tp, sum.fp, sum.r#fn, sum.tn]) {
                *whole += part;
            }
            let [corpus, split, task, fields @ ..] = names(unit).map(text);
            let [matching, bound, orth, view, label] = fields;
            for &(article, Count { tp, fp, r#fn, tn }) in unit.counts {
                let row = [&corpus, &split, &articles[article as usize], &task, &matching, &bound, &orth, &view, &label];
                texts.iter_mut().zip(row).for_each(|(column, value)| column.push(value.clone()));
                let row = [tp, fp, r#fn, tn, number as u64];
                numbers.iter_mut().zip(row).for_each(|(column, value)| column.push(value as i64));
            }
        }
        let cells: Vec<Cells> = texts.into_iter().map(Cells::Text).chain(numbers.into_iter().map(Cells::Number)).collect();
        self.table.group(&cells)
    }

    /// The number of a unit in the head.
    fn number(&mut self, unit: Unit) -> usize {
        let key = unit.key();
        if let Some(&number) = self.numbers.get(&key) {
            return number;
        }
        self.head.units.push(names(unit).map(String::from));
        self.head.sums.push([0; 4]);
        self.numbers.insert(key, self.head.units.len() - 1);
        self.head.units.len() - 1
    }

    /// Ends the file.
    ///
    /// `Err` if it cannot be written.
    pub fn finish(mut self) -> Result<W> {
        let cell = |((corpus, split, task), hash): ((String, String, Task), u128)| [corpus, split, task.name().into(), format!("{hash:032x}")];
        self.head.cells = self.digests.into_all().into_iter().map(cell).collect();
        let head = serde_json::to_string(&self.head).expect("text and numbers are JSON");
        self.table.finish(&[(HEAD, head)])
    }
}

/// The fields of a unit in the order of the columns, without the article.
fn names<'a>(unit: Unit<'a>) -> [&'a str; 8] {
    let [matching, bound, orth, view, label] = unit.layer.fields();
    [unit.corpus, unit.split, unit.task.name(), matching, bound, orth, view, label]
}

/// A file of counts that is read a batch at a time.
pub struct CountsFile {
    table: Table,
    /// What stands above the rows, without any.
    head: SystemCounts,
    /// By number.
    units: Vec<(Key, Count)>,
    digests: BTreeMap<(String, String, Task), u128>,
}

impl CountsFile {
    /// The file at this path.
    ///
    /// `Err` if it cannot be opened, or holds no counts.
    pub fn open(path: &Path) -> Result<CountsFile> {
        CountsFile::of(Table::open(path, &COLUMNS)?)
    }

    /// A file in memory, which errors call `shown`; `Err` as [`CountsFile::open`] has it.
    pub fn of_bytes(shown: &str, content: Vec<u8>) -> Result<CountsFile> {
        CountsFile::of(Table::of_bytes(shown, content, &COLUMNS)?)
    }

    fn of(table: Table) -> Result<CountsFile> {
        let head: Head = match table.note(HEAD).map(serde_json::from_str) {
            Some(Ok(head)) => head,
            Some(Err(error)) => return Err(table.damaged(&format!("what stands under `{HEAD}` is no head of counts: {error}"))),
            None => return Err(table.damaged(&format!("nothing stands under `{HEAD}`"))),
        };
        let bad = |said: String| table.damaged(&said);
        if head.units.len() != head.sums.len() {
            return Err(bad("its head has units without sums".into()));
        }
        let unit = |([corpus, split, task, matching, bound, orth, view, label], [tp, fp, r#fn, tn]): ([String; 8], [u64; 4])| {
            let layer = Layer {
                matching: registry::matching(&matching)?,
                bound: given(&bound).map(str::parse).transpose()?,
                orth: given(&orth).map(str::parse).transpose()?,
                view,
                label,
            };
            let key = Key { corpus, split, article: String::new(), task: Task::of_counts(&task)?, layer };
            Ok((key, Count { tp, fp, r#fn, tn }))
        };
        let units = head.units.into_iter().zip(head.sums).map(unit).collect::<Result<_, String>>().map_err(bad)?;
        let cell = |[corpus, split, task, hash]: [String; 4]| {
            let hash = u128::from_str_radix(&hash, 16).map_err(|_| format!("`{hash}` is no hash"))?;
            Ok(((corpus, split, Task::of_counts(&task)?), hash))
        };
        let digests = head.cells.into_iter().map(cell).collect::<Result<_, String>>().map_err(bad)?;
        let reading = |(task, reading): (String, String)| Ok((Task::of_counts(&task)?, reading));
        let readings = head.readings.into_iter().map(reading).collect::<Result<_, String>>().map_err(bad)?;
        let head = SystemCounts { scorer: head.scorer, readings, ..SystemCounts::of(&head.version) };
        Ok(CountsFile { head, units, digests, table })
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        (0..self.table.groups()).map(|group| self.table.rows(group)).sum()
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What stands above the rows, without any.
    pub fn head(&self) -> SystemCounts {
        self.head.clone()
    }

    /// All counts, in memory.
    ///
    /// `Err` if the file is damaged.
    pub fn whole(&self) -> Result<SystemCounts> {
        let (mut parts, all) = (vec![self.head()], vec![true; self.units.len()]);
        for group in 0..self.batches() {
            parts.extend(self.batch(group, &all)?);
        }
        Ok(SystemCounts::joined(parts))
    }

    /// The number of batches.
    pub fn batches(&self) -> usize {
        self.table.groups()
    }

    /// All counts of a batch, by its place.
    ///
    /// `Err` if the file is damaged.
    pub fn whole_batch(&self, at: usize) -> Result<SystemCounts> {
        let counts = self.batch(at, &vec![true; self.units.len()])?;
        counts.ok_or_else(|| self.table.damaged("a batch holds nothing"))
    }

    /// The counts of a group of rows, of these units.
    fn batch(&self, group: usize, is_wanted: &[bool]) -> Result<Option<SystemCounts>> {
        let all = [(0, self.table.rows(group))];
        let numbers = self.table.numbers(group, UNIT, &all)?;
        let (mut turns, mut runs): (Turns, Vec<(usize, usize)>) = Default::default();
        let mut skipped = 0;
        for run in numbers.chunk_by(|a, b| a == b) {
            let number = usize::try_from(run[0]).ok().filter(|number| *number < self.units.len());
            let number = number.ok_or_else(|| self.table.damaged(&format!("unit {} is not in its head", run[0])))?;
            if is_wanted[number] {
                turns.push((std::mem::take(&mut skipped), run.len()));
                runs.push((number, run.len()));
            } else {
                skipped += run.len();
            }
        }
        if runs.is_empty() {
            return Ok(None);
        }
        let articles = self.table.texts(group, ARTICLE, &turns)?;
        let integers = (TP..UNIT).map(|column| self.table.numbers(group, column, &turns)).collect::<Result<Vec<_>>>()?;
        let mut builder = CountsBuilder::default();
        let mut row = 0;
        for (number, rows) in runs {
            let (Key { corpus, split, task, layer, .. }, _) = &self.units[number];
            let (cell, layer) = (builder.cell(corpus, split, *task), builder.layer(layer.into()));
            for at in row..row + rows {
                let article = articles[at].as_utf8().map_err(|_| self.table.damaged("the name of an article is not UTF-8"))?;
                let [tp, fp, r#fn, tn] = std::array::from_fn(|integer| integers[integer][at] as u64);
                builder.push_row(cell, article, layer, Count { tp, fp, r#fn, tn });
            }
            row += rows;
        }
        let mut counts = self.head();
        counts.take(builder);
        match counts.len() == row {
            true => Ok(Some(counts)),
            false => Err(self.table.damaged("a row is there twice, or holds nothing")),
        }
    }
}

impl Digested for CountsFile {
    fn digests(&self) -> BTreeMap<(String, String, Task), u128> {
        self.digests.clone()
    }
}

impl Batched for CountsFile {
    fn scorer(&self) -> u32 {
        self.head.scorer
    }

    fn version(&self) -> &str {
        &self.head.version
    }

    fn reading(&self, task: Task) -> &str {
        self.head.reading(task)
    }

    fn sums(&self) -> Vec<(Key, Count)> {
        let mut sums = self.units.clone();
        sums.sort_by(|a, b| a.0.cmp(&b.0));
        sums
    }

    fn each_batch(&self, wanted: &dyn Fn(KeyRef) -> bool, take: &mut dyn FnMut(&SystemCounts) -> Result<()>) -> Result<()> {
        let is_wanted: Vec<bool> = self.units.iter().map(|(key, _)| wanted(key.by_ref())).collect();
        for group in 0..self.table.groups() {
            if let Some(counts) = self.batch(group, &is_wanted)? {
                take(&counts)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::mentions::EXACT;

    fn counts(articles: std::ops::Range<usize>) -> SystemCounts {
        let mut counts = SystemCounts::of("v 1");
        counts.readings.insert(Task::Entities, "unit:sentence".into());
        let rows = articles.flat_map(|at| {
            ["PERS", "GPE"].into_iter().enumerate().filter(move |(label, _)| label + at > 0).map(move |(label, name)| {
                let layer = Layer { label: name.into(), ..Layer::tokens(&EXACT, "flat", "") };
                let (corpus, split) = ("c@1#0".into(), if at % 2 == 0 { "dev" } else { "test" }.into());
                let count = Count { tp: at as u64, fp: label as u64, ..Count::default() };
                (Key { corpus, split, article: format!("مقال {at}"), task: Task::Entities, layer }, count)
            })
        });
        counts.extend(rows);
        counts
    }

    fn written(batches: &[SystemCounts]) -> Vec<u8> {
        let mut writer = CountsWriter::new(Vec::new(), &batches[0]).unwrap();
        batches.iter().for_each(|batch| writer.batch(batch).unwrap());
        writer.finish().unwrap()
    }

    #[test]
    fn batches_are_read_as_they_were_written_and_their_sums_and_hashes_are_those_of_the_whole() {
        let (parts, whole) = ([counts(0..5), counts(5..9)], counts(0..9));
        let file = CountsFile::of_bytes("c", written(&parts)).unwrap();
        let mut read = Vec::new();
        file.each_batch(&|_| true, &mut |batch| {
            read.push(batch.clone());
            Ok(())
        })
        .unwrap();
        assert_eq!(read, parts);
        assert_eq!((file.sums(), file.len(), file.digests()), (whole.sums(), whole.len(), whole.digests()));
        assert_ne!(file.digests(), counts(0..8).digests());
    }

    #[test]
    fn of_layers_that_are_not_wanted_nothing_is_read() {
        let (parts, whole) = ([counts(0..5), counts(5..9)], counts(0..9));
        let file = CountsFile::of_bytes("c", written(&parts)).unwrap();
        let mut read = Vec::new();
        let wanted = |key: KeyRef| key.layer.label == "GPE" && key.split == "test";
        file.each_batch(&wanted, &mut |batch| {
            read.extend(batch.rows().map(|(key, count)| (key.to_key(), count)));
            Ok(())
        })
        .unwrap();
        let expected: Vec<(Key, Count)> = whole.rows().filter(|(key, _)| wanted(*key)).map(|(key, count)| (key.to_key(), count)).collect();
        assert_eq!((read.len(), read), (4, expected));
    }

    #[test]
    fn a_table_without_a_head_is_no_counts() {
        let cells: Vec<Cells> =
            COLUMNS.iter().map(|(_, kind)| if *kind == Kind::Text { Cells::Text(vec![]) } else { Cells::Number(vec![]) }).collect();
        let mut table = TableWriter::new(Vec::new(), &COLUMNS).unwrap();
        table.group(&cells).unwrap();
        let error = CountsFile::of_bytes("c", table.finish(&[]).unwrap()).err().unwrap().to_string();
        assert!(error.contains("nothing stands under `mihak.counts`"), "{error}");
    }
}
