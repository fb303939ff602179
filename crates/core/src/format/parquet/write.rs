//! Documents as rows of tokens and tags, as `datasets` loads them.

use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use crate::error::{Because, Error, ErrorKind, Result};
use crate::format::conll::write::{each_sentence, flat_tags, note_borders};
use crate::format::contract::Output;
use crate::format::document::Document;
use crate::tags::TagScheme;

/// Everything may be null, as in the files of other writers: a schema that forbids it does not mix with theirs.
const SCHEMA: &str = "message sentences {
    optional binary id (STRING);
    optional group tokens (LIST) { repeated group list { optional binary element (STRING); } }
    optional group ner_tags (LIST) { repeated group list { optional binary element (STRING); } }
}";

/// How many rows stand in a row group.
const GROUP: usize = 50_000;

/// One file with one row per sentence.
///
/// `Err` if no document holds a token.
pub(super) fn write(documents: &[Document], scheme: TagScheme) -> Result<Output> {
    let schema = Arc::new(parse_message_type(SCHEMA).expect("our own schema is one"));
    let properties = Arc::new(WriterProperties::builder().set_compression(Compression::SNAPPY).build());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties).because(not_written)?;
    let mut output = Output::default();
    let (mut rows, mut fault, mut any) = (Rows::default(), None, false);
    for document in documents {
        let mut number = 0;
        each_sentence(document, &mut output.losses, |spans, placed, losses| {
            number += 1;
            any = true;
            rows.ids.add(0, &format!("{}-{number}", document.id));
            for (at, (span, tag)) in spans.iter().zip(flat_tags(scheme, spans.len(), placed, losses)).enumerate() {
                rows.tokens.add(i16::from(at > 0), span.slice(&document.text));
                rows.tags.add(i16::from(at > 0), &tag);
            }
            if rows.ids.values.len() == GROUP {
                fault = fault.take().or(std::mem::take(&mut rows).flush(&mut writer).err());
            }
        });
    }
    if !any {
        return Err(Error::new(ErrorKind::Unsupported, "the documents hold no token: there is no row to write"));
    }
    note_borders(documents, &mut output.losses);
    if !rows.ids.values.is_empty() {
        fault = fault.or(rows.flush(&mut writer).err());
    }
    match fault {
        Some(fault) => Err(fault).because(not_written),
        None => {
            output.files.push((String::new(), writer.into_inner().because(not_written)?));
            Ok(output)
        }
    }
}

fn not_written() -> Error {
    Error::new(ErrorKind::Unsupported, "cannot write Parquet")
}

/// The rows of a row group.
#[derive(Default)]
struct Rows {
    ids: Texts,
    tokens: Texts,
    tags: Texts,
}

/// The values of a column, with the levels at which they go on with a list.
#[derive(Default)]
struct Texts {
    values: Vec<ByteArray>,
    repeated: Vec<i16>,
}

impl Texts {
    /// Adds a text, to the list of the row for level 1.
    fn add(&mut self, level: i16, text: &str) {
        self.values.push(text.into());
        self.repeated.push(level);
    }
}

impl Rows {
    fn flush(self, writer: &mut SerializedFileWriter<Vec<u8>>) -> parquet::errors::Result<()> {
        let mut group = writer.next_row_group()?;
        // No value is null, so all stand at the highest level: 1 for a value, 3 for one in a list.
        for (texts, defined) in [(self.ids, 1), (self.tokens, 3), (self.tags, 3)] {
            let mut column = group.next_column()?.expect("the schema has three columns");
            let levels = vec![defined; texts.values.len()];
            let repeated = (defined > 1).then_some(&texts.repeated[..]);
            column.typed::<ByteArrayType>().write_batch(&texts.values, Some(&levels), repeated)?;
            column.close()?;
        }
        group.close()?;
        Ok(())
    }
}
