//! A Parquet file as rows of cells, a batch of a row group at a time: the part that knows how columns are stored.

use std::ops::Range;

use bytes::Bytes;
use parquet::basic::{Compression, ConvertedType, Type as Physical};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;

use crate::error::{Error, ErrorKind, Result};
use crate::format::input::{File, PARQUET};
use crate::tables;

/// How many rows are decoded at once.
const BATCH: usize = 4096;

/// A file whose footer was read.
pub(super) struct Table {
    /// The path as errors show it.
    pub(super) shown: String,
    reader: SerializedFileReader<Bytes>,
}

/// A column of the table.
pub(super) struct Column {
    /// The name.
    pub(super) name: String,
    /// Whether its cells are lists.
    pub(super) is_list: bool,
    /// Whether values are numbers; else they are text.
    pub(super) is_number: bool,
    /// The place among the leaves of the schema.
    leaf: usize,
    /// The definition level of values that are not null.
    defined: i16,
    /// The definition level from which a list has an element.
    element: i16,
}

/// A value.
pub(super) enum Value {
    /// There is none.
    Null,
    /// A whole number.
    Number(i64),
    /// Bytes that should be UTF-8.
    Text(ByteArray),
}

/// The cells of a column in some rows.
#[derive(Default)]
pub(super) struct Cells {
    /// The values of every row; `None` for a list that is null. A row of a column without lists has one value.
    pub(super) rows: Vec<Option<Range<usize>>>,
    /// The values of all rows.
    pub(super) values: Vec<Value>,
}

impl Table {
    /// The table in a file.
    ///
    /// `Err` if it is no Parquet file, or is cut off.
    pub(super) fn open(file: &File) -> Result<Table> {
        let shown = file.shown.clone();
        if !file.content.starts_with(PARQUET) {
            let error = Error::new(ErrorKind::Malformed, format!("`{shown}` is no Parquet file: it does not begin with `PAR1`")).about(shown);
            return Err(error.remedy("name its format with --format"));
        }
        if !file.content.ends_with(PARQUET) || file.content.len() < 3 * PARQUET.len() {
            let said = format!("`{shown}` begins as a Parquet file and does not end as one: it is cut off");
            return Err(Error::new(ErrorKind::Malformed, said).about(shown).remedy("fetch or write it again"));
        }
        let content = Bytes::copy_from_slice(&file.content);
        let reader = sound(&shown, "its footer", || SerializedFileReader::new(content))?;
        Ok(Table { shown, reader })
    }

    /// The names of the columns, in order.
    pub(super) fn names(&self) -> Vec<&str> {
        let schema = self.reader.metadata().file_metadata().schema_descr();
        schema.root_schema().get_fields().iter().map(|field| field.name()).collect()
    }

    /// The place of the column of that name; `None` if there is none.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.names().iter().position(|&other| other == name)
    }

    /// The text that the file holds beside its columns under a key.
    pub(super) fn note(&self, key: &str) -> Option<&str> {
        let notes = self.reader.metadata().file_metadata().key_value_metadata()?;
        notes.iter().find(|note| note.key == key)?.value.as_deref()
    }

    /// The column at a place.
    ///
    /// `Err` if it is neither of text or whole numbers nor of lists of them, or compressed in a way that is not read.
    pub(super) fn column(&self, at: usize) -> Result<Column> {
        let schema = self.reader.metadata().file_metadata().schema_descr();
        let name = schema.root_schema().get_fields()[at].name().to_string();
        let leaves: Vec<usize> = (0..schema.num_columns()).filter(|&leaf| schema.get_column_root_idx(leaf) == at).collect();
        let column = match leaves[..] {
            [leaf] => column(&name, leaf, &schema.column(leaf)),
            _ => None,
        };
        let Some(column) = column else {
            let said = format!("column `{name}` holds neither text nor whole numbers, nor lists of them");
            return Err(Error::new(ErrorKind::Unsupported, said).of_file(&self.shown).remedy("is it the right one?"));
        };
        for group in self.reader.metadata().row_groups() {
            let compression = group.column(column.leaf).compression();
            // Some are shown with their level: `GZIP(GzipLevel(6))`.
            let shown = compression.to_string();
            let method = shown.split('(').next().unwrap_or_default();
            if !matches!(compression, Compression::UNCOMPRESSED | Compression::SNAPPY | Compression::ZSTD(_)) {
                let error = Error::new(ErrorKind::Unsupported, format!("column `{name}` is compressed with {method}")).of_file(&self.shown);
                return Err(error.remedy("none, Snappy and Zstandard are read: write it with one of them"));
            }
        }
        Ok(column)
    }

    /// Gives `take` the cells of these columns, in batches of the same rows of every column.
    ///
    /// `Err` if a page cannot be decoded, or columns differ in their number of rows.
    pub(super) fn each_batch(&self, columns: &[&Column], take: &mut dyn FnMut(&[Cells])) -> Result<()> {
        for at in 0..self.reader.num_row_groups() {
            let place = format!("row group {}", at + 1);
            let group = sound(&self.shown, &place, || self.reader.get_row_group(at))?;
            let readers = || columns.iter().map(|column| group.get_column_reader(column.leaf)).collect::<Result<Vec<_>, _>>();
            let mut readers = sound(&self.shown, &place, readers)?;
            let rows = usize::try_from(group.metadata().num_rows()).unwrap_or_default();
            let mut read = 0;
            loop {
                let cells = || columns.iter().zip(&mut readers).map(|(column, reader)| column.cells(reader)).collect::<Result<Vec<_>, _>>();
                let cells = sound(&self.shown, &place, cells)?;
                let count = cells.first().map_or(0, |cells| cells.rows.len());
                read += count;
                let is_over = count == 0;
                if cells.iter().any(|cells| cells.rows.len() != count) || read > rows || (is_over && read != rows) {
                    let said = format!("`{}` {place}: its columns do not have the {rows} rows that it tells", self.shown);
                    let error = Error::new(ErrorKind::Malformed, said).about(&self.shown);
                    return Err(error.remedy("the file is damaged: fetch or write it again"));
                }
                if is_over {
                    break;
                }
                take(&cells);
            }
        }
        Ok(())
    }
}

/// What the library read at a place of the file.
fn sound<T>(shown: &str, place: &str, read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T> {
    tables::sound(read).map_err(|said| {
        let error = Error::new(ErrorKind::Malformed, format!("{place} cannot be read ({said})")).of_file(shown);
        error.remedy("the file is damaged or cut off: fetch or write it again")
    })
}

/// A leaf of the schema as a column; `None` if it is not one of text or whole numbers, or of lists of them.
fn column(name: &str, leaf: usize, stored: &ColumnDescriptor) -> Option<Column> {
    use ConvertedType::*;
    let converted = stored.converted_type();
    let is_number = match stored.physical_type() {
        Physical::BYTE_ARRAY if matches!(converted, NONE | UTF8 | ENUM) => false,
        Physical::INT32 | Physical::INT64 if matches!(converted, NONE | INT_8 | INT_16 | INT_32 | INT_64 | UINT_8 | UINT_16 | UINT_32 | UINT_64) => {
            true
        }
        _ => return None,
    };
    // A list is at most a group with a repeated group with an element; one level more is a list of records.
    let (is_list, deepest) = match stored.max_rep_level() {
        0 => (false, 1),
        1 => (true, 3),
        _ => return None,
    };
    if stored.path().parts().len() > deepest {
        return None;
    }
    let (defined, element) = (stored.max_def_level(), stored.repeated_ancestor_def_level());
    Some(Column { name: name.into(), is_list, is_number, leaf, defined, element })
}

impl Column {
    /// The cells of the next rows of a row group; none after the last.
    fn cells(&self, reader: &mut ColumnReader) -> Result<Cells, ParquetError> {
        match reader {
            ColumnReader::ByteArrayColumnReader(reader) => self.decoded(reader, Value::Text),
            ColumnReader::Int32ColumnReader(reader) => self.decoded(reader, |number| Value::Number(number.into())),
            ColumnReader::Int64ColumnReader(reader) => self.decoded(reader, Value::Number),
            _ => Err(ParquetError::General(format!("column `{}` is stored as another type than its schema tells", self.name))),
        }
    }

    /// Rows, made of values and the levels at which they stand.
    fn decoded<T: DataType>(&self, reader: &mut ColumnReaderImpl<T>, value: impl Fn(T::T) -> Value) -> Result<Cells, ParquetError> {
        let (mut defined, mut repeated, mut values) = (Vec::new(), Vec::new(), Vec::new());
        let (_, _, levels) = reader.read_records(BATCH, Some(&mut defined), Some(&mut repeated), &mut values)?;
        let mut values = values.into_iter();
        let mut cells = Cells::default();
        for level in 0..levels {
            let here = defined.get(level).copied().unwrap_or(self.defined);
            let end = cells.values.len();
            if repeated.get(level).is_none_or(|&level| level == 0) {
                cells.rows.push((!self.is_list || here + 1 >= self.element).then_some(end..end));
            }
            if here < self.element {
                continue;
            }
            match cells.rows.last_mut() {
                Some(Some(row)) => row.end = end + 1,
                _ => return Err(ParquetError::General(format!("column `{}` goes on with a row that did not begin", self.name))),
            }
            cells.values.push(match here == self.defined {
                true => value(values.next().ok_or_else(|| ParquetError::EOF(format!("column `{}` has too few values", self.name)))?),
                false => Value::Null,
            });
        }
        Ok(cells)
    }
}
