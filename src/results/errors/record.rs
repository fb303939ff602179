//! Single errors, each with the article in which it was found, and errors.csv.

use std::cmp::Ordering;
use std::io::Read;

use anyhow::{Context, Result, anyhow, bail};
use csv::{Position, Reader, StringRecord};
use mihak_core::measure::errors::ErrorRow;
use mihak_core::records::{self, Writer};
use mihak_core::safe::Guard;

use crate::results::cell::CellArticle;

/// One error of one cell: a row of errors.csv.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ErrorRecord {
    /// The article in which it was found.
    pub of: CellArticle,
    /// What is wrong there.
    pub row: ErrorRow,
}

impl ErrorRecord {
    /// The record of a line of errors.csv, which has its columns.
    ///
    /// `Err` names the column whose number is none, or stands without the other end of its span.
    pub(in crate::results) fn read(record: &StringRecord) -> Result<ErrorRecord, String> {
        let text = |at: usize| Guard::read(&record[at]).to_string();
        let [system, corpus, split, article, task, view, class] = std::array::from_fn(text);
        let row = ErrorRow {
            view,
            class,
            gold: span(record, 7)?,
            gold_text: text(9),
            gold_label: text(10),
            predicted: span(record, 11)?,
            predicted_text: text(13),
            predicted_label: text(14),
            iou: field(record, 15, "a share such as 0.560", thousandths)?,
            residue: text(16),
            context: String::new(),
        };
        Ok(ErrorRecord { of: CellArticle { system, corpus, split, article, task }, row })
    }

    /// Writes the record behind those that the writer has.
    pub(in crate::results) fn write(&self, writer: &mut Writer, guard: Guard) -> csv::Result<()> {
        self.of.fields().into_iter().try_for_each(|name| writer.write_field(&*guard.text(name)))?;
        writer.write_record(self.row.guarded(guard))
    }
}

/// Start and end in this column and the one behind it; `None` where both are empty.
fn span(record: &StringRecord, at: usize) -> Result<Option<(usize, usize)>, String> {
    let number = |at: usize| field(record, at, "a whole number", whole);
    match (number(at)?, number(at + 1)?) {
        (Some(start), Some(end)) => Ok(Some((start, end))),
        (None, None) => Ok(None),
        (Some(_), None) => Err(format!("{} is empty, but {} is not", column(at + 1), column(at))),
        (None, Some(_)) => Err(format!("{} is empty, but {} is not", column(at), column(at + 1))),
    }
}

/// What a column holds, as `read` reads it; `None` where it is empty.
fn field<T>(record: &StringRecord, at: usize, expected: &str, read: fn(&str) -> Option<T>) -> Result<Option<T>, String> {
    match &record[at] {
        "" => Ok(None),
        text => read(text).map(Some).ok_or_else(|| format!("{} is `{text}`, expected {expected}", column(at))),
    }
}

fn column(at: usize) -> &'static str {
    error_header().nth(at).unwrap_or_default()
}

/// A number in the one form in which it is written.
fn whole(text: &str) -> Option<usize> {
    let number: usize = text.parse().ok()?;
    (!text.starts_with('+') && (text.len() == 1 || !text.starts_with('0'))).then_some(number)
}

fn thousandths(text: &str) -> Option<u64> {
    let (ones, rest) = text.split_once('.')?;
    let rest = rest.parse::<u64>().ok().filter(|_| rest.len() == 3 && rest.bytes().all(|byte| byte.is_ascii_digit()))?;
    (whole(ones)? as u64).checked_mul(1000)?.checked_add(rest)
}

/// The order of errors.csv: by cell and article, then by view and place in the text; what is alike in these, by the fields as they are written.
impl Ord for ErrorRecord {
    fn cmp(&self, other: &ErrorRecord) -> Ordering {
        let place = |row: &ErrorRow| row.gold.or(row.predicted).unwrap_or_default();
        // As text: 10 stands in front of 9.
        let written = |span: Option<(usize, usize)>| span.map(|(start, end)| (start.to_string(), end.to_string()));
        let (a, b) = (&self.row, &other.row);
        self.of
            .cmp(&other.of)
            .then_with(|| (&a.view, place(a), &a.class, a.gold.is_some()).cmp(&(&b.view, place(b), &b.class, b.gold.is_some())))
            .then_with(|| (&a.gold_text, &a.gold_label).cmp(&(&b.gold_text, &b.gold_label)))
            .then_with(|| written(a.predicted).cmp(&written(b.predicted)))
            .then_with(|| (&a.predicted_text, &a.predicted_label, a.iou, &a.residue).cmp(&(&b.predicted_text, &b.predicted_label, b.iou, &b.residue)))
    }
}

impl PartialOrd for ErrorRecord {
    fn partial_cmp(&self, other: &ErrorRecord) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The columns of errors.csv.
pub(in crate::results) fn error_header() -> impl Iterator<Item = &'static str> {
    CellArticle::HEADER.into_iter().chain(ErrorRow::HEADER)
}

/// The bytes of an errors.csv with these records, sorted; text is guarded so.
pub fn write_errors<'a>(records: impl IntoIterator<Item = &'a ErrorRecord>, guard: Guard) -> Vec<u8> {
    let mut records: Vec<&ErrorRecord> = records.into_iter().collect();
    records.sort();
    records::bytes(error_header(), |writer| records.into_iter().try_for_each(|record| record.write(writer, guard)))
}

/// A reader of an errors.csv; `Err` if its columns are others. `shown` names it in errors.
pub(in crate::results) fn errors_reader<R: Read>(shown: &str, from: R) -> Result<Reader<R>> {
    let mut reader = Reader::from_reader(from);
    if !reader.headers().with_context(|| format!("`{shown}` is not CSV"))?.iter().eq(error_header()) {
        bail!("`{shown}` line 1: expected the columns `{}`", error_header().collect::<Vec<_>>().join(","));
    }
    Ok(reader)
}

/// The number of the line on which a record begins.
pub(in crate::results) fn line_of(record: &StringRecord) -> u64 {
    record.position().map_or(0, Position::line)
}

/// The records of an errors.csv that is read from somewhere; `shown` names it in errors.
pub fn parse_errors(shown: &str, from: impl Read) -> Result<Vec<ErrorRecord>> {
    let records = errors_reader(shown, from)?.into_records().map(|record| {
        let record = record.with_context(|| format!("`{shown}` is not CSV"))?;
        ErrorRecord::read(&record).map_err(|said| anyhow!("`{shown}` line {}: {said}", line_of(&record)))
    });
    records.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "s,c,all,a,entities,flat,boundary-end,4,9,بوتين,PERS,4,7,بوت,PERS,0.600,ين";

    fn parsed(lines: &[&str]) -> Result<Vec<ErrorRecord>> {
        let header = error_header().collect::<Vec<_>>().join(",");
        parse_errors("e.csv", format!("{header}\n{}\n", lines.join("\n")).as_bytes())
    }

    #[test]
    fn numbers_are_read_and_what_is_none_is_named_with_its_line_and_column() {
        let record = parsed(&[LINE]).unwrap().remove(0);
        assert_eq!((record.row.gold, record.row.predicted, record.row.iou), (Some((4, 9)), Some((4, 7)), Some(600)));
        for (wrong, said) in [
            (LINE.replace(",4,9,", ",04,9,"), "`e.csv` line 3: gold_start is `04`, expected a whole number"),
            (LINE.replace(",4,7,", ",4,-7,"), "pred_end is `-7`"),
            (LINE.replace(",4,7,", ",,7,"), "pred_start is empty, but pred_end is not"),
            (LINE.replace(",4,9,", ",4,,"), "gold_end is empty, but gold_start is not"),
            (LINE.replace("0.600", "0.6"), "iou is `0.6`, expected a share such as 0.560"),
            (LINE.replace("0.600", ".600"), "iou is `.600`"),
        ] {
            let error = format!("{:#}", parsed(&[LINE, &wrong]).unwrap_err());
            assert!(error.contains(said), "{error}");
        }
    }

    #[test]
    fn errors_stand_by_article_view_and_place_and_those_of_one_place_as_they_are_written() {
        let sorted = [
            "s,c,all,a,entities,flat,failure,,,,,,,why,,,",
            "s,c,all,a,entities,flat,spurious,,,,,4,9,ب,PERS,,",
            "s,c,all,a,entities,flat,boundary,10,12,ب,PERS,10,14,ب,PERS,0.500,",
            "s,c,all,a,entities,flat,boundary,10,12,ب,PERS,9,12,ب,PERS,0.667,",
            "s,c,all,a,entities,flat,missed,10,12,ب,PERS,,,,,,",
            "s,c,all,a,entities,flat,spurious,,,,,10,12,ب,PERS,,",
            "s,c,all,a,entities,names,missed,0,2,ب,PERS,,,,,,",
            "s,c,all,b,entities,flat,missed,0,2,ب,PERS,,,,,,",
        ];
        let records = parsed(&sorted).unwrap();
        let mut turned = records.clone();
        turned.reverse();
        turned.sort();
        assert_eq!(turned, records);
    }
}
