//! Rows of mentions with the columns of our entities.csv, over the texts of a folder.

use crate::annotation::Article;
use crate::error::{Error, ErrorKind, Problems, Result};
use crate::format::contract::Reading;
use crate::format::csv::{article, documents, texts, without_texts};
use crate::format::input::Input;
use crate::format::losses::Losses;
use crate::format::options::Options;
use crate::format::parquet::table::{Cells, Column, Table, Value};
use crate::format::rows::{Annotations, ENTITIES, mentions_of_rows};

/// The articles of the folder that the options name, with the mentions of the rows.
///
/// `Err` holds every row that is at fault.
pub(super) fn read(table: &Table, options: &Options) -> Result<Reading> {
    let Some(folder) = &options.articles else {
        let error = Error::new(ErrorKind::Mismatched, format!("`{}` holds mentions and no text", table.shown)).about(&table.shown);
        return Err(error.remedy("name the folder of the articles with --articles"));
    };
    let folder = Input::read(folder)?;
    let texts = texts(&folder, &[""]);
    if texts.is_empty() {
        return Err(without_texts(&folder.shown));
    }
    let columns = ENTITIES.iter().filter_map(|name| table.place(name)).map(|place| table.column(place)).collect::<Result<Vec<_>>>()?;
    if let Some(list) = columns.iter().find(|column| column.is_list) {
        let error = Error::new(ErrorKind::Malformed, format!("column `{}` holds lists", list.name)).of_file(&table.shown);
        return Err(error.remedy("expected one value a row"));
    }
    let mut problems = Problems::default();
    let rows = records(table, &columns, &mut problems)?;
    let articles = texts.iter().map(|(id, file)| article(id, file)).collect::<Result<Vec<Article>>>()?;
    let (mentions, labels) = mentions_of_rows(&table.shown, rows, &articles, &mut problems);
    problems.into_result()?;
    let mut left_out = Losses::default();
    left_out.note("other columns", table.names().len() - columns.len());
    Ok(Reading {
        documents: documents(articles, Annotations { mentions: Some(mentions), labels, ..Annotations::default() }),
        predicted: None,
        left_out,
    })
}

/// The rows as records of text.
///
/// `Err` if one cannot be, as its number would then be wrong for all after it.
fn records(table: &Table, columns: &[Column], problems: &mut Problems) -> Result<Vec<csv::StringRecord>> {
    let mut records: Vec<csv::StringRecord> = Vec::new();
    let wanted: Vec<&Column> = columns.iter().collect();
    table.each_batch(&wanted, &mut |cells| {
        for row in 0..cells[0].rows.len() {
            let number = records.len() as u64 + 1;
            let mut record = csv::StringRecord::new();
            for (column, cells) in columns.iter().zip(cells) {
                let field = field(column, cells, row).unwrap_or_else(|said| {
                    problems.place(&table.shown, "row", number, said);
                    String::new()
                });
                record.push_field(&field);
            }
            records.push(record);
        }
    })?;
    match problems.is_empty() {
        true => Ok(records),
        false => std::mem::take(problems).into_result().map(|()| records),
    }
}

/// A cell as text; a reference that is null is an empty one.
fn field(column: &Column, cells: &Cells, row: usize) -> Result<String, String> {
    match cells.rows[row].as_ref().map(|range| &cells.values[range.start]) {
        Some(Value::Number(number)) => Ok(number.to_string()),
        Some(Value::Text(text)) => match std::str::from_utf8(text.data()) {
            Ok(text) => Ok(text.into()),
            Err(_) => Err(format!("`{}` is not UTF-8", column.name)),
        },
        _ if column.name == "ref" => Ok(String::new()),
        _ => Err(format!("`{}` is null; expected a value", column.name)),
    }
}
