//! Rows of tokens and tags as the sentences of one document.

use std::ops::Range;

use crate::error::{Error, ErrorKind, Problems, Result};
use crate::format::conll::{Sheet, TaggedToken};
use crate::format::contract::Reading;
use crate::format::document::Document;
use crate::format::input::File;
use crate::format::options::Options;
use crate::format::parquet::names::{FEATURES, class_names};
use crate::format::parquet::table::{Cells, Column, Table, Value};
use crate::tags::{TagReading, TagScheme};
use crate::wording::count;

/// The document of a file, with its mentions.
///
/// `Err` holds every row that is at fault: cells that are null, tags that are none or break their scheme.
pub(super) fn read(file: &File, table: &Table, options: &Options) -> Result<Reading> {
    let places = places(table, options)?;
    let [tokens, tags] = [table.column(places[0])?, table.column(places[1])?];
    if let Some(wrong) = [&tokens, &tags].into_iter().find(|column| !column.is_list || (column.is_number && column.name == tokens.name)) {
        let expected = if wrong.name == tokens.name { "lists of text" } else { "lists of tags" };
        let error = Error::new(ErrorKind::Malformed, format!("column `{}` does not hold {expected}", wrong.name)).of_file(&table.shown);
        return Err(error.remedy("is it the right one?"));
    }
    let mut rows = Rows { tags: &tags, names: names(table, &tags)?, sheet: Sheet::default(), texts: Vec::new(), row: 0, empty: 0 };
    rows.sheet.shown = file.shown.clone();
    let mut problems = Problems::default();
    table.each_batch(&[&tokens, &tags], &mut |cells| rows.add(cells, &mut |row, said| problems.place(&file.shown, "row", row, said)))?;
    problems.into_result()?;
    let mut reading = Reading::of_file(file, rows.documents(file, options)?);
    reading.left_out.note("rows without tokens", rows.empty);
    let known = |at: &usize| places.contains(at) || table.place("id") == Some(*at);
    reading.left_out.note("other columns", (0..table.names().len()).filter(|at| !known(at)).count());
    Ok(reading)
}

/// The places of the columns of tokens and tags: those that the options name, else those that have the usual names.
fn places(table: &Table, options: &Options) -> Result<[usize; 2]> {
    let names = table.names();
    let all = || names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let given = |at: usize, flag: &str| match at {
        at if at == 0 || at > names.len() => {
            let said = format!("`{}` has the {}: --{flag} {at} is none of them", table.shown, count(names.len(), "column"));
            Err(Error::new(ErrorKind::Unknown, said).about(&table.shown))
        }
        at => Ok(Some(at - 1)),
    };
    let tokens = options.token_column.map_or(Ok(table.place("tokens")), |at| given(at, "token-column"))?;
    let tags = match (options.tag_column, ["ner_tags", "tags", "labels"].map(|name| table.place(name))) {
        (Some(at), _) => given(at, "tag-column")?,
        (None, [None, Some(_), Some(_)]) => {
            let error = Error::new(ErrorKind::Ambiguous, "its tags could be in `tags` or in `labels`").of_file(&table.shown);
            return Err(error.remedy("say which with --tag-column and the number of the column"));
        }
        (None, [ner_tags, tags, labels]) => ner_tags.or(tags).or(labels),
    };
    match (tokens, tags) {
        (Some(tokens), Some(tags)) if tokens != tags => Ok([tokens, tags]),
        (Some(at), Some(_)) => {
            let said = format!("column {} cannot be both the tokens and the tags", at + 1);
            Err(Error::new(ErrorKind::Ambiguous, said).of_file(&table.shown))
        }
        _ => {
            let said = format!(
                "`{}` has the columns {}; expected `tokens` and `ner_tags` (or `tags`, `labels`), or those of our entities.csv",
                table.shown,
                all()
            );
            Err(Error::new(ErrorKind::Unknown, said).about(&table.shown).remedy("say with --token-column and --tag-column which they are"))
        }
    }
}

/// The names of the tags by their number; none where they are text.
///
/// `Err` if they are numbers and the file does not name them.
fn names(table: &Table, tags: &Column) -> Result<Vec<String>> {
    if !tags.is_number {
        return Ok(Vec::new());
    }
    match table.note(FEATURES).and_then(|features| class_names(features, &tags.name)) {
        Some(names) => Ok(names),
        None => {
            let said =
                format!("column `{}` holds numbers, and the file does not name them: its metadata `{FEATURES}` has no ClassLabel for it", tags.name);
            let remedy = "write it with `datasets` as a sequence of ClassLabel, or replace the numbers by tags such as `B-PERS`";
            Err(Error::new(ErrorKind::Malformed, said).of_file(&table.shown).remedy(remedy))
        }
    }
}

/// What was read so far.
struct Rows<'a> {
    tags: &'a Column,
    names: Vec<String>,
    sheet: Sheet,
    /// The tokens, one after the other.
    texts: Vec<u8>,
    row: u64,
    empty: usize,
}

impl Rows<'_> {
    /// Adds the rows of a batch: tokens, then tags.
    fn add(&mut self, cells: &[Cells], tell: &mut dyn FnMut(u64, String)) {
        let [tokens, tags] = cells else { return };
        for (row, row_tags) in tokens.rows.iter().zip(&tags.rows) {
            self.row += 1;
            let (Some(row), Some(row_tags)) = (row, row_tags) else {
                let name = if row.is_none() { "the tokens" } else { &self.tags.name };
                tell(self.row, format!("{name} are null; expected a list of as many tokens as tags"));
                continue;
            };
            if row.len() != row_tags.len() {
                tell(self.row, format!("{} and {}; every token needs a tag", count(row.len(), "token"), count(row_tags.len(), "tag")));
                continue;
            }
            self.sentence(&tokens.values[row.clone()], &tags.values[row_tags.clone()], tell);
        }
    }

    fn sentence(&mut self, tokens: &[Value], tags: &[Value], tell: &mut dyn FnMut(u64, String)) {
        let first = self.sheet.tokens.len();
        for (at, (token, tag)) in (1..).zip(tokens.iter().zip(tags)) {
            if let Err(said) = self.token(token, tag) {
                tell(self.row, format!("token {at}: {said}"));
            }
        }
        match self.sheet.tokens.len() {
            last if last > first => self.sheet.sentences.push(first..last),
            _ => self.empty += 1,
        }
    }

    fn token(&mut self, token: &Value, tag: &Value) -> Result<(), String> {
        let Value::Text(token) = token else { return Err("it is null; expected text".into()) };
        let text = token.data();
        if text.is_empty() {
            return Err("it is empty; remove it and its tag, or give it its text".into());
        }
        if std::str::from_utf8(text).is_err() {
            return Err(format!("`{}` is not UTF-8", String::from_utf8_lossy(text)));
        }
        let tag = match tag {
            Value::Text(tag) => tag.data(),
            Value::Null => return Err(format!("its tag in `{}` is null; expected `O` where there is no mention", self.tags.name)),
            Value::Number(number) => match usize::try_from(*number).ok().and_then(|at| self.names.get(at)) {
                Some(name) => name.as_bytes(),
                None => return Err(format!("its tag {number} has no name; the file names 0 to {}", self.names.len() as i64 - 1)),
            },
        };
        let tag = self.sheet.inventory.number(tag).map_err(|fault| fault.to_string())?;
        let len = u32::try_from(text.len()).map_err(|_| "it is longer than 4 GB".to_string())?;
        self.sheet.tokens.push(TaggedToken { line: self.row, start: self.texts.len(), len, tags: [tag, 0] });
        self.texts.extend_from_slice(text);
        Ok(())
    }

    /// The rows as one document without an id.
    fn documents(&mut self, file: &File, options: &Options) -> Result<Vec<Document>> {
        let sheet = &mut self.sheet;
        let shown = file.shown.as_str();
        if sheet.tokens.is_empty() {
            return Err(Error::new(ErrorKind::Malformed, format!("`{shown}` is empty: no row holds a token")).about(shown));
        }
        // Spans count bytes in 32 bits, and every token has a separator behind it.
        if self.texts.len() + sheet.tokens.len() > u32::MAX as usize {
            let error = Error::new(ErrorKind::Unsupported, format!("`{shown}` has more than {} bytes of text", u32::MAX)).about(shown);
            return Err(error.remedy("split it"));
        }
        let every: Range<usize> = 0..sheet.sentences.len();
        sheet.documents.push(every);
        let mut problems = Problems::default();
        let scheme: TagScheme = sheet.scheme_with(0, options, &mut |row, said| problems.place(shown, "row", row, said));
        problems.into_result()?;
        let texts = File { name: file.name.clone(), shown: shown.into(), content: std::mem::take(&mut self.texts) };
        let mut documents = sheet.documents(&texts, 0, TagReading::Scheme(scheme, options.repair));
        // The file has no lines.
        documents.iter_mut().flat_map(|document| &mut document.mentions).for_each(|note| note.line = 0);
        Ok(documents)
    }
}
