//! Tables of text and whole numbers in Parquet files, for results that are too many for CSV: written and read a group of rows at a time.

use std::fs::File;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, Repetition, Type as Physical, ZstdLevel};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::reader::{ChunkReader, FileReader, Length, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use crate::error::{Because, Error, ErrorKind, Result};

/// How the files end.
pub const ENDING: &str = ".parquet";

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Text.
    Text,
    /// Whole numbers.
    Number,
    /// Whole numbers, of which some are not there.
    Optional,
}

/// The cells of a column in a group of rows.
#[derive(Debug)]
pub enum Cells {
    /// Text.
    Text(Vec<ByteArray>),
    /// Whole numbers.
    Number(Vec<i64>),
    /// Whole numbers, of which some are not there.
    Optional(Vec<Option<i64>>),
}

/// A text as a cell.
pub fn text(text: &str) -> ByteArray {
    ByteArray::from(text)
}

/// Writes a table, a group of rows at a time.
pub struct TableWriter<W: Write + Send> {
    writer: SerializedFileWriter<W>,
}

/// A column of a schema.
fn leaf(&(name, kind): &(&str, Kind)) -> Arc<Type> {
    let physical = if kind == Kind::Text { Physical::BYTE_ARRAY } else { Physical::INT64 };
    let repetition = if kind == Kind::Optional { Repetition::OPTIONAL } else { Repetition::REQUIRED };
    let logical = (kind == Kind::Text).then_some(parquet::basic::LogicalType::String);
    let column = Type::primitive_type_builder(name, physical).with_repetition(repetition).with_logical_type(logical).build();
    Arc::new(column.expect("a column of text or whole numbers is one"))
}

fn not_written() -> Error {
    Error::new(ErrorKind::Unsupported, "cannot write a table")
}

impl<W: Write + Send> TableWriter<W> {
    /// A table with these columns.
    ///
    /// `Err` if `to` cannot be written.
    pub fn new(to: W, columns: &[(&str, Kind)]) -> Result<TableWriter<W>> {
        let schema = Type::group_type_builder("rows").with_fields(columns.iter().map(leaf).collect()).build();
        let properties = WriterProperties::builder()
            .set_created_by("mihak".into())
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_statistics_enabled(EnabledStatistics::None)
            .set_offset_index_disabled(true)
            .build();
        let schema = Arc::new(schema.expect("columns with names are a schema"));
        Ok(TableWriter { writer: SerializedFileWriter::new(to, schema, Arc::new(properties)).because(not_written)? })
    }

    /// Writes a group of rows, column by column.
    ///
    /// `Err` if it cannot be written.
    ///
    /// # Panics
    ///
    /// If the columns are not of the kinds that the table was made with.
    pub fn group(&mut self, columns: &[Cells]) -> Result<()> {
        self.written(columns).because(not_written)
    }

    fn written(&mut self, columns: &[Cells]) -> parquet::errors::Result<()> {
        let mut group = self.writer.next_row_group()?;
        for cells in columns {
            let mut column = group.next_column()?.expect("a group has as many columns as its table");
            match cells {
                Cells::Text(values) => column.typed::<ByteArrayType>().write_batch(values, None, None)?,
                Cells::Number(values) => column.typed::<Int64Type>().write_batch(values, None, None)?,
                Cells::Optional(values) => {
                    let levels: Vec<i16> = values.iter().map(|value| i16::from(value.is_some())).collect();
                    let there: Vec<i64> = values.iter().copied().flatten().collect();
                    column.typed::<Int64Type>().write_batch(&there, Some(&levels), None)?
                }
            };
            column.close()?;
        }
        group.close()?;
        Ok(())
    }

    /// Ends the table, and writes beside its columns what stands under these keys.
    ///
    /// `Err` if it cannot be written.
    pub fn finish(mut self, notes: &[(&str, String)]) -> Result<W> {
        for (key, value) in notes {
            self.writer.append_key_value_metadata(KeyValue::new(key.to_string(), value.clone()));
        }
        self.writer.into_inner().because(not_written)
    }
}

/// A table in a file or in memory, of which a group of rows is read at a time.
pub struct Table {
    shown: String,
    reader: SerializedFileReader<Stored>,
}

/// Where a table is.
enum Stored {
    File(File),
    Memory(Bytes),
}

impl Length for Stored {
    fn len(&self) -> u64 {
        match self {
            Stored::File(file) => file.len(),
            Stored::Memory(bytes) => bytes.len() as u64,
        }
    }
}

impl ChunkReader for Stored {
    type T = Box<dyn std::io::Read>;

    fn get_read(&self, start: u64) -> parquet::errors::Result<Self::T> {
        Ok(match self {
            Stored::File(file) => Box::new(file.get_read(start)?),
            Stored::Memory(bytes) => Box::new(bytes.get_read(start)?),
        })
    }

    fn get_bytes(&self, start: u64, length: usize) -> parquet::errors::Result<Bytes> {
        match self {
            Stored::File(file) => file.get_bytes(start, length),
            Stored::Memory(bytes) => bytes.get_bytes(start, length),
        }
    }
}

/// Rows of a group: how many are left out, then how many are taken, by turns.
pub type Turns = Vec<(usize, usize)>;

impl Table {
    /// The table in a file.
    ///
    /// `Err` if the file cannot be opened, is no table of these columns, or is cut off.
    pub fn open(path: &Path, columns: &[(&str, Kind)]) -> Result<Table> {
        let shown = path.display().to_string();
        let file = File::open(path).because(|| Error::new(ErrorKind::Unreadable, format!("cannot read `{shown}`")).about(&shown))?;
        Table::of(shown, Stored::File(file), columns)
    }

    /// The table in these bytes, which errors call `shown`; `Err` as [`Table::open`] has it.
    pub fn of_bytes(shown: &str, content: Vec<u8>, columns: &[(&str, Kind)]) -> Result<Table> {
        Table::of(shown.into(), Stored::Memory(content.into()), columns)
    }

    fn of(shown: String, stored: Stored, columns: &[(&str, Kind)]) -> Result<Table> {
        let reader = sound(|| SerializedFileReader::new(stored)).map_err(|said| damaged(&shown, &said))?;
        let fields = reader.metadata().file_metadata().schema_descr().root_schema().get_fields().to_vec();
        let wanted: Vec<Arc<Type>> = columns.iter().map(leaf).collect();
        let is_same = |(found, wanted): (&Arc<Type>, &Arc<Type>)| {
            let kind = |column: &Type| (column.is_primitive().then(|| column.get_physical_type()), column.get_basic_info().repetition());
            found.name() == wanted.name() && kind(found) == kind(wanted)
        };
        if fields.len() != wanted.len() || !fields.iter().zip(&wanted).all(is_same) {
            let names = |columns: &mut dyn Iterator<Item = &str>| columns.collect::<Vec<_>>().join(",");
            let (found, wanted) = (names(&mut fields.iter().map(|field| field.name())), names(&mut columns.iter().map(|(name, _)| *name)));
            let said = format!("its columns are `{found}`, expected `{wanted}`");
            return Err(Error::new(ErrorKind::Malformed, said).of_file(&shown));
        }
        Ok(Table { shown, reader })
    }

    /// The path as errors show it.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// What stands beside the columns under a key.
    pub fn note(&self, key: &str) -> Option<&str> {
        let notes = self.reader.metadata().file_metadata().key_value_metadata()?;
        notes.iter().find(|note| note.key == key)?.value.as_deref()
    }

    /// The number of groups of rows.
    pub fn groups(&self) -> usize {
        self.reader.num_row_groups()
    }

    /// The number of rows of a group.
    pub fn rows(&self, group: usize) -> usize {
        usize::try_from(self.reader.metadata().row_group(group).num_rows()).unwrap_or_default()
    }

    /// The numbers of a column in some rows of a group.
    ///
    /// `Err` if the file is damaged.
    pub fn numbers(&self, group: usize, column: usize, turns: &[(usize, usize)]) -> Result<Vec<i64>> {
        self.read(group, column, turns, |reader, turns| match reader {
            ColumnReader::Int64ColumnReader(mut reader) => taken(&mut reader, turns, false).map(|(values, _)| values),
            _ => Err(ParquetError::General("a column holds no numbers".into())),
        })
    }

    /// The numbers of a column of which some are not there.
    ///
    /// `Err` if the file is damaged.
    pub fn optional(&self, group: usize, column: usize, turns: &[(usize, usize)]) -> Result<Vec<Option<i64>>> {
        self.read(group, column, turns, |reader, turns| {
            let ColumnReader::Int64ColumnReader(mut reader) = reader else {
                return Err(ParquetError::General("a column holds no numbers".into()));
            };
            let (values, levels) = taken(&mut reader, turns, true)?;
            let mut values = values.into_iter();
            Ok(levels.into_iter().map(|level| if level > 0 { values.next() } else { None }).collect())
        })
    }

    /// The texts of a column in some rows of a group.
    ///
    /// `Err` if the file is damaged.
    pub fn texts(&self, group: usize, column: usize, turns: &[(usize, usize)]) -> Result<Vec<ByteArray>> {
        self.read(group, column, turns, |reader, turns| match reader {
            ColumnReader::ByteArrayColumnReader(mut reader) => taken(&mut reader, turns, false).map(|(values, _)| values),
            _ => Err(ParquetError::General("a column holds no text".into())),
        })
    }

    fn read<T>(
        &self,
        group: usize,
        column: usize,
        turns: &[(usize, usize)],
        of: impl FnOnce(ColumnReader, &[(usize, usize)]) -> Result<Vec<T>, ParquetError>,
    ) -> Result<Vec<T>> {
        let values = sound(|| of(self.reader.get_row_group(group)?.get_column_reader(column)?, turns)).map_err(|said| self.damaged(&said))?;
        let wanted: usize = turns.iter().map(|(_, taken)| taken).sum();
        match values.len() == wanted {
            true => Ok(values),
            false => Err(self.damaged(&format!("row group {} holds {} of {wanted} rows", group + 1, values.len()))),
        }
    }

    /// The error of a file that does not hold what it should.
    pub fn damaged(&self, said: &str) -> Error {
        damaged(&self.shown, said)
    }
}

/// The values of a column that are taken, and whether each place has one.
fn taken<T: DataType>(reader: &mut ColumnReaderImpl<T>, turns: &[(usize, usize)], has_levels: bool) -> Result<(Vec<T::T>, Vec<i16>), ParquetError> {
    let (mut values, mut levels) = (Vec::with_capacity(turns.iter().map(|(_, taken)| taken).sum()), Vec::new());
    for &(skipped, wanted) in turns {
        if skipped > 0 && reader.skip_records(skipped)? < skipped {
            break;
        }
        let mut left = wanted;
        while left > 0 {
            let (read, ..) = reader.read_records(left, has_levels.then_some(&mut levels), None, &mut values)?;
            if read == 0 {
                return Ok((values, levels));
            }
            left -= read;
        }
    }
    Ok((values, levels))
}

/// What the library read, or what is wrong with the file; also where the library panics, which it does on some damaged lengths.
pub(crate) fn sound<T>(read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(read) => read.map_err(|error| error.to_string()),
        Err(_) => Err("a length makes no sense".into()),
    }
}

fn damaged(shown: &str, said: &str) -> Error {
    let error = Error::new(ErrorKind::Malformed, format!("the table cannot be read ({said})")).of_file(shown);
    error.remedy("the file is damaged or cut off: make it again")
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [(&str, Kind); 3] = [("word", Kind::Text), ("count", Kind::Number), ("start", Kind::Optional)];

    fn written() -> Vec<u8> {
        let mut writer = TableWriter::new(Vec::new(), &COLUMNS).unwrap();
        let words = ["وزار", "بوتين", "القاهرة"].map(text).to_vec();
        writer.group(&[Cells::Text(words), Cells::Number(vec![1, -2, 1 << 40]), Cells::Optional(vec![None, Some(7), None])]).unwrap();
        writer.group(&[Cells::Text(vec![text("")]), Cells::Number(vec![0]), Cells::Optional(vec![Some(0)])]).unwrap();
        writer.finish(&[("mihak.test", "a note".into())]).unwrap()
    }

    #[test]
    fn what_is_written_is_read_all_of_it_or_the_rows_that_are_wanted() {
        let table = Table::of_bytes("t", written(), &COLUMNS).unwrap();
        assert_eq!((table.groups(), table.rows(0), table.rows(1), table.note("mihak.test")), (2, 3, 1, Some("a note")));
        let texts = |group, turns: &[(usize, usize)]| {
            table.texts(group, 0, turns).unwrap().iter().map(|word| word.as_utf8().unwrap().to_string()).collect::<Vec<_>>()
        };
        assert_eq!((texts(0, &[(0, 3)]), texts(1, &[(0, 1)])), (vec!["وزار".into(), "بوتين".into(), "القاهرة".into()], vec![String::new()]));
        assert_eq!((texts(0, &[(1, 1)]), texts(0, &[(0, 1), (1, 1)])), (vec!["بوتين".into()], vec!["وزار".into(), "القاهرة".into()]));
        assert_eq!(table.numbers(0, 1, &[(1, 2)]).unwrap(), [-2, 1 << 40]);
        assert_eq!(
            (table.optional(0, 2, &[(0, 3)]).unwrap(), table.optional(0, 2, &[(1, 2)]).unwrap()),
            (vec![None, Some(7), None], vec![Some(7), None])
        );
        assert!(table.numbers(0, 1, &[(0, 4)]).unwrap_err().to_string().contains("row group 1 holds 3 of 4 rows"));
    }

    #[test]
    fn a_file_that_is_cut_off_damaged_or_of_other_columns_is_refused() {
        let whole = written();
        for cut in 0..whole.len() {
            assert!(Table::of_bytes("t", whole[..cut].to_vec(), &COLUMNS).is_err(), "{cut} of {} bytes", whole.len());
        }
        let error = Table::of_bytes("t", whole.clone(), &COLUMNS[..2]).err().unwrap().to_string();
        assert!(error.contains("its columns are `word,count,start`, expected `word,count`"), "{error}");
        // No byte makes it panic.
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0xff;
            let Ok(table) = Table::of_bytes("t", damaged, &COLUMNS) else { continue };
            for group in 0..table.groups() {
                let _ = (table.texts(group, 0, &[(0, table.rows(group))]), table.optional(group, 2, &[(0, table.rows(group))]));
            }
        }
    }
}
