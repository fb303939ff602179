//! The rows of errors that scoring two files finds, and the CSV of them.

use std::iter;

use mihak_core::measure::errors::ErrorRow;
use mihak_core::records;
use mihak_core::safe::Guard;

/// The rows of errors, each with the article in which it is, in the order of articles.
pub type ErrorRows = Vec<(String, ErrorRow)>;

/// The bytes of a CSV of these rows: the article, the columns of errors.csv, and the context. Text is guarded so.
pub fn csv(rows: &ErrorRows, guard: Guard) -> Vec<u8> {
    let header = iter::once("article").chain(ErrorRow::HEADER).chain([ErrorRow::CONTEXT]);
    records::bytes(header, |writer| {
        rows.iter().try_for_each(|(article, row)| {
            let [article, context] = [article, &row.context].map(|text| guard.text(text).into_owned());
            writer.write_record(iter::once(article).chain(row.guarded(guard)).chain([context]))
        })
    })
}
