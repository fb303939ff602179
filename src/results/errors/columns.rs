//! Errors as compressed columns: `errors/<system>.parquet`, of which a group is in memory at a time.

use std::io::Write;
use std::path::Path;

use anyhow::{Result, bail};
use mihak_core::error::Error;
use mihak_core::measure::errors::ErrorRow;
use mihak_core::tables::{Cells, Kind, Table, TableWriter, text};

use crate::results::cell::CellArticle;
use crate::results::errors::record::ErrorRecord;

/// The columns, which are those of errors.csv; `iou` is in thousandths.
const COLUMNS: [(&str, Kind); 17] = [
    ("system", Kind::Text),
    ("corpus", Kind::Text),
    ("split", Kind::Text),
    ("article", Kind::Text),
    ("task", Kind::Text),
    ("view", Kind::Text),
    ("error", Kind::Text),
    ("gold_start", Kind::Optional),
    ("gold_end", Kind::Optional),
    ("gold_text", Kind::Text),
    ("gold_label", Kind::Text),
    ("pred_start", Kind::Optional),
    ("pred_end", Kind::Optional),
    ("pred_text", Kind::Text),
    ("pred_label", Kind::Text),
    ("iou", Kind::Optional),
    ("residue", Kind::Text),
];

/// So many errors stand in a group.
const GROUP: usize = 20_000;

/// Writes a file of errors, which come in their order.
pub struct ErrorsWriter<W: Write + Send> {
    table: TableWriter<W>,
    open: Vec<ErrorRecord>,
}

impl<W: Write + Send> ErrorsWriter<W> {
    /// A file of errors.
    ///
    /// `Err` if `to` cannot be written.
    pub fn new(to: W) -> Result<ErrorsWriter<W>> {
        Ok(ErrorsWriter { table: TableWriter::new(to, &COLUMNS)?, open: Vec::new() })
    }

    /// Adds an error.
    ///
    /// `Err` if it cannot be written.
    pub fn push(&mut self, record: ErrorRecord) -> Result<()> {
        self.open.push(record);
        if self.open.len() == GROUP { self.group() } else { Ok(()) }
    }

    fn group(&mut self) -> Result<()> {
        let records = std::mem::take(&mut self.open);
        let texts = |field: &dyn Fn(&ErrorRecord) -> &str| Cells::Text(records.iter().map(|record| text(field(record))).collect());
        let numbers = |field: &dyn Fn(&ErrorRow) -> Option<u64>| {
            Cells::Optional(records.iter().map(|record| field(&record.row).map(|number| number as i64)).collect())
        };
        let offset = |side: Option<(usize, usize)>, end: bool| side.map(|(from, to)| if end { to as u64 } else { from as u64 });
        let cells = [
            texts(&|record| &record.of.system),
            texts(&|record| &record.of.corpus),
            texts(&|record| &record.of.split),
            texts(&|record| &record.of.article),
            texts(&|record| &record.of.task),
            texts(&|record| &record.row.view),
            texts(&|record| &record.row.class),
            numbers(&|row| offset(row.gold, false)),
            numbers(&|row| offset(row.gold, true)),
            texts(&|record| &record.row.gold_text),
            texts(&|record| &record.row.gold_label),
            numbers(&|row| offset(row.predicted, false)),
            numbers(&|row| offset(row.predicted, true)),
            texts(&|record| &record.row.predicted_text),
            texts(&|record| &record.row.predicted_label),
            numbers(&|row| row.iou),
            texts(&|record| &record.row.residue),
        ];
        Ok(self.table.group(&cells)?)
    }

    /// Ends the file.
    ///
    /// `Err` if it cannot be written.
    pub fn finish(mut self) -> Result<W> {
        if !self.open.is_empty() {
            self.group()?;
        }
        Ok(self.table.finish(&[])?)
    }
}

/// A file of errors that is read a group at a time.
pub struct ErrorsFile(Table);

impl ErrorsFile {
    /// The file at a path.
    ///
    /// `Err` if it cannot be opened, or holds no errors.
    pub fn open(path: &Path) -> Result<ErrorsFile> {
        Ok(ErrorsFile(Table::open(path, &COLUMNS)?))
    }

    /// A file in memory, which errors call `shown`; `Err` as [`ErrorsFile::open`] has it.
    pub fn of_bytes(shown: &str, content: Vec<u8>) -> Result<ErrorsFile> {
        Ok(ErrorsFile(Table::of_bytes(shown, content, &COLUMNS)?))
    }

    /// The number of errors.
    pub fn len(&self) -> usize {
        self.groups().map(|group| self.0.rows(group)).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The groups of errors, in their order.
    pub fn groups(&self) -> std::ops::Range<usize> {
        0..self.0.groups()
    }

    /// The errors of a group, one after another; or what is wrong with the file, alone.
    pub fn records(&self, group: usize) -> impl Iterator<Item = Result<ErrorRecord>> + use<> {
        let (records, damage) = match self.group(group) {
            Ok(records) => (records, None),
            Err(error) => (Vec::new(), Some(Err(error))),
        };
        records.into_iter().map(Ok).chain(damage)
    }

    /// The errors of a group.
    ///
    /// `Err` if the file is damaged.
    pub fn group(&self, group: usize) -> Result<Vec<ErrorRecord>> {
        let rows = self.0.rows(group);
        let all = [(0, rows)];
        let mut texts = Vec::new();
        let mut numbers = Vec::new();
        for (at, (_, kind)) in COLUMNS.iter().enumerate() {
            match kind {
                Kind::Text => texts.push(self.0.texts(group, at, &all)?.into_iter()),
                _ => numbers.push(self.0.optional(group, at, &all)?.into_iter()),
            }
        }
        let bad = |said: &str| -> Error { self.0.damaged(said) };
        let mut records = Vec::with_capacity(rows);
        for _ in 0..rows {
            let mut fields: Vec<String> = Vec::with_capacity(texts.len());
            for column in &mut texts {
                let value = column.next().ok_or_else(|| bad("a column is too short"))?;
                fields.push(String::from_utf8(value.data().to_vec()).map_err(|_| bad("a text is not UTF-8"))?);
            }
            let mut offsets = [None; 5];
            for (offset, column) in offsets.iter_mut().zip(&mut numbers) {
                let number = column.next().ok_or_else(|| bad("a column is too short"))?;
                *offset = number.map(usize::try_from).transpose().map_err(|_| bad("an offset is below zero"))?;
            }
            let Ok([system, corpus, split, article, task, view, class, gold_text, gold_label, predicted_text, predicted_label, residue]) =
                <[String; 12]>::try_from(fields)
            else {
                bail!(bad("columns are missing"));
            };
            let [gold_start, gold_end, start, end, iou] = offsets;
            if gold_start.is_some() != gold_end.is_some() || start.is_some() != end.is_some() {
                bail!(bad("a span has one end only"));
            }
            let row = ErrorRow {
                view,
                class,
                gold: gold_start.zip(gold_end),
                gold_text,
                gold_label,
                predicted: start.zip(end),
                predicted_text,
                predicted_label,
                iou: iou.map(|iou| iou as u64),
                residue,
                context: String::new(),
            };
            records.push(ErrorRecord { of: CellArticle { system, corpus, split, article, task }, row });
        }
        Ok(records)
    }
}
