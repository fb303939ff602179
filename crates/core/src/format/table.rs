//! Tables with a header, as spreadsheets and data frames export them: one token per row with its tag, and perhaps with the tag of a prediction.

use crate::error::{Error, ErrorKind, Problems, Result};
use crate::format::conll::layout::{BOM, looks_like_tag};
use crate::format::conll::write::tagged;
use crate::format::contract::{Fit, Format, Offsets, Output, Reading};
use crate::format::document::Document;
use crate::format::input::{File, Input};
use crate::format::losses::Losses;
use crate::format::options::Options;
use crate::format::sentences::Sentences;
use crate::format::sides::PREDICTED;
use crate::records;
use crate::tags::TagScheme;

/// CSV and TSV with a header.
pub struct Table;

const TOKENS: [&str; 6] = ["token", "tokens", "word", "words", "form", "text"];
const TAGS: [&str; 15] =
    ["tag", "tags", "ner", "ner_tag", "ner_tags", "label", "labels", "iob", "bio", "entity", "ne", "gold", "gold_tag", "y_true", "reference"];
const SENTENCES: [&str; 9] = ["sentence", "sentence #", "sentence_id", "sentence id", "sentenceid", "sent", "sent_id", "sentence_idx", "sid"];
const DOCUMENTS: [&str; 6] = ["document", "document_id", "doc", "doc_id", "article", "article_id"];

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Role {
    Document,
    Sentence,
    Token,
    Gold,
    Predicted,
    /// Nothing that is read.
    Other,
}

/// Which column is what.
struct Roles {
    token: usize,
    gold: usize,
    predicted: Option<usize>,
    sentence: Option<usize>,
    document: Option<usize>,
    columns: usize,
}

impl Roles {
    /// The columns that are not read, with their names.
    fn others(&self, header: &[String]) -> Vec<(usize, String)> {
        let read = [Some(self.token), Some(self.gold), self.predicted, self.sentence, self.document];
        let name = |at: usize| header.get(at).filter(|name| !name.is_empty()).map_or((at + 1).to_string(), |name| name.replace(',', " "));
        (0..self.columns).filter(|at| !read.contains(&Some(*at))).map(|at| (at, name(at))).collect()
    }
}

impl Format for Table {
    fn name(&self) -> &'static str {
        "table"
    }

    fn about(&self) -> &'static str {
        "CSV or TSV with a header: one token per row with its tag, and perhaps the tag of a prediction"
    }

    fn fits(&self, input: &Input) -> Fit {
        let Ok(file) = input.single() else { return Fit::No };
        let Ok(text) = std::str::from_utf8(first_line(&file.content)) else { return Fit::No };
        let Some(separator) = separator(text) else { return Fit::No };
        let names: Vec<String> = fields(text, separator);
        // Offsets are of no token in a row.
        let is_standoff = names.iter().any(|name| ["start", "end"].contains(&name.trim().to_lowercase().as_str()));
        if !is_standoff && by_names(&names).is_ok() { Fit::Surely } else { Fit::No }
    }

    fn offsets(&self) -> Offsets {
        Offsets::None
    }

    fn read(&self, input: &Input, options: &Options) -> Result<Reading> {
        let file = input.single()?;
        let text = file.text()?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let first = text.lines().next().unwrap_or_default();
        let malformed = |said: String| Error::new(ErrorKind::Malformed, said).of_file(&file.shown).at_line(1);
        let separator = separator(first)
            .ok_or_else(|| malformed("the header has one column; expected columns with a comma, a semicolon or a tab between".into()))?;
        let header = fields(first, separator);
        let (roles, has_header) = match options.columns.is_empty() {
            true => (
                by_names(&header)
                    .map_err(|said| malformed(said).remedy("say what the columns hold with --columns, such as --columns sentence,token,gold,pred"))?,
                true,
            ),
            false => {
                let roles = by_order(&options.columns).map_err(|said| Error::new(ErrorKind::Unknown, said).of_file(&file.shown))?;
                let has_header = !header.get(roles.gold).is_some_and(|tag| looks_like_tag(tag.as_bytes()));
                (roles, has_header)
            }
        };
        let mut problems = Problems::default();
        let mut left_out = Losses::default();
        // What the user lists as of no use is left out with leave.
        let others = if options.columns.is_empty() { roles.others(&header) } else { Vec::new() };
        let sentences = rows(file, text, separator, &roles, has_header, (&others, &mut left_out), &mut problems)?;
        problems.into_result()?;
        let mut sides = sentences.documents(file, if roles.predicted.is_some() { 2 } else { 1 }, options)?;
        let predicted = if roles.predicted.is_some() { sides.pop().map(|documents| Reading::of_file(file, documents).documents) } else { None };
        Ok(Reading { predicted, left_out, ..Reading::of_file(file, sides.pop().unwrap_or_default()) })
    }

    fn write(&self, documents: &[Document], options: &Options) -> Result<Output> {
        let mut losses = Losses::default();
        let (mut rows, mut number) = (Vec::new(), 0);
        tagged(documents, options.scheme.unwrap_or(TagScheme::Iob2), &mut losses, |at, tokens, tags, _| {
            number += 1;
            let row = |(token, tag): (&&str, &String)| [documents[at].id.clone(), number.to_string(), (*token).to_string(), tag.clone()];
            rows.extend(tokens.iter().zip(tags).map(row));
        });
        losses.note("names of documents", documents.iter().filter(|document| document.id.trim().is_empty()).count());
        let content = records::bytes(["document", "sentence", "token", "tag"], |writer| rows.iter().try_for_each(|row| writer.write_record(row)));
        Ok(Output { files: vec![(String::new(), content)], losses })
    }
}

fn first_line(content: &[u8]) -> &[u8] {
    let content = content.strip_prefix(BOM).unwrap_or(content);
    let line = content.split(|&byte| byte == b'\n').next().unwrap_or_default();
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// What separates the columns of a header.
fn separator(header: &str) -> Option<u8> {
    [b'\t', b',', b';'].into_iter().find(|&byte| header.as_bytes().contains(&byte))
}

/// A reader of rows. Quotes are signs of a token in tables with tabs, unless they stand around a whole field.
fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(separator).quoting(separator != b'\t').flexible(true).has_headers(false).from_reader(text.as_bytes())
}

fn fields(line: &str, separator: u8) -> Vec<String> {
    let record = reader(line, separator).into_records().next().and_then(Result::ok).unwrap_or_default();
    record.iter().map(|field| unquoted(field).trim().to_string()).collect()
}

/// The field without the quotes that a writer put around it.
fn unquoted(field: &str) -> String {
    let inner = field.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).filter(|inner| !inner.is_empty());
    inner.map_or_else(|| field.to_string(), |inner| inner.replace("\"\"", "\""))
}

/// The roles of columns by the names of a header. `Err` says what is missing, or what several columns could be.
fn by_names(names: &[String]) -> Result<Roles, String> {
    let role = |name: &String| match name.trim().to_lowercase().as_str() {
        name if TOKENS.contains(&name) => Role::Token,
        name if TAGS.contains(&name) => Role::Gold,
        name if PREDICTED.contains(&name) => Role::Predicted,
        name if SENTENCES.contains(&name) => Role::Sentence,
        name if DOCUMENTS.contains(&name) => Role::Document,
        _ => Role::Other,
    };
    roles(&names.iter().map(role).collect::<Vec<_>>())
}

/// The roles of columns as a user lists them.
fn by_order(columns: &[String]) -> Result<Roles, String> {
    let role = |name: &String| match name.as_str() {
        "token" => Ok(Role::Token),
        "gold" | "tag" => Ok(Role::Gold),
        "pred" => Ok(Role::Predicted),
        "sentence" => Ok(Role::Sentence),
        "document" => Ok(Role::Document),
        "_" => Ok(Role::Other),
        other => Err(format!("--columns: `{other}` is nothing that a column holds; expected document, sentence, token, tag, gold, pred or `_`")),
    };
    roles(&columns.iter().map(role).collect::<Result<Vec<_>, _>>()?)
}

fn roles(all: &[Role]) -> Result<Roles, String> {
    let one = |role: Role, noun: &str| {
        let mut places = (0..all.len()).filter(|&at| all[at] == role);
        match (places.next(), places.next()) {
            (Some(first), Some(second)) => Err(format!("columns {} and {} could both be the {noun}", first + 1, second + 1)),
            (place, _) => Ok(place),
        }
    };
    let (token, gold, predicted) = (one(Role::Token, "token")?, one(Role::Gold, "tag")?, one(Role::Predicted, "prediction")?);
    let (sentence, document) = (one(Role::Sentence, "sentence")?, one(Role::Document, "document")?);
    let token = token.ok_or("no column is named as one of tokens")?;
    // The only column of tags is read as gold, whatever its name.
    let (gold, predicted) = match (gold, predicted) {
        (Some(gold), predicted) => (gold, predicted),
        (None, Some(only)) => (only, None),
        (None, None) => return Err("no column is named as one of tags".into()),
    };
    Ok(Roles { token, gold, predicted, sentence, document, columns: all.len() })
}

/// The rows of a table. A row without a value ends a sentence, as a new value of the column of sentences does; a cell without one goes on.
///
/// What stands in other columns is noted by their names.
fn rows(
    file: &File,
    text: &str,
    separator: u8,
    roles: &Roles,
    has_header: bool,
    (others, left_out): (&[(usize, String)], &mut Losses),
    problems: &mut Problems,
) -> Result<Sentences> {
    let mut filled = vec![0; others.len()];
    let mut sentences = Sentences::new(file, "line");
    let (mut sentence, mut document) = (String::new(), String::new());
    let mut last = 0;
    for record in reader(text, separator).into_records().skip(usize::from(has_header)) {
        let record = record.map_err(|error| Error::new(ErrorKind::Malformed, format!("`{}`: {error}", file.shown)).about(&file.shown))?;
        let line = record.position().map_or(0, csv::Position::line);
        // The reader of rows goes over empty lines.
        if last > 0 && line > last + 1 && separator == b'\t' {
            sentences.end_sentence();
        }
        last = line;
        if record.iter().all(|field| field.trim().is_empty()) {
            sentences.end_sentence();
            continue;
        }
        if record.len() != roles.columns {
            problems.line(&file.shown, line, format!("{} columns, expected {}", record.len(), roles.columns));
            continue;
        }
        filled.iter_mut().zip(others).for_each(|(times, (at, _))| *times += usize::from(!record[*at].trim().is_empty()));
        let field = |at: usize| if separator == b'\t' { unquoted(&record[at]) } else { record[at].to_string() };
        let value = |at: Option<usize>| at.map(field).filter(|value| !value.trim().is_empty());
        if let Some(value) = value(roles.document).filter(|value| *value != document) {
            if !document.is_empty() {
                sentences.end_document(Some(&document));
            }
            document = value;
        }
        if let Some(value) = value(roles.sentence).filter(|value| *value != sentence) {
            sentences.end_sentence();
            sentence = value;
        }
        let (gold, predicted) = (field(roles.gold), roles.predicted.map(field));
        let tags = [gold.trim(), predicted.as_deref().map_or("O", str::trim)];
        sentences.token(line, &field(roles.token), tags).unwrap_or_else(|said| problems.line(&file.shown, line, said));
    }
    if !document.is_empty() {
        sentences.end_document(Some(&document));
    }
    others.iter().zip(filled).for_each(|((_, name), times)| left_out.note(&format!("values of the column `{name}`"), times));
    Ok(sentences)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::sample::{file, shown};

    fn read(content: &str, columns: &str) -> Result<Reading, String> {
        let columns = columns.split(',').filter(|name| !name.is_empty()).map(String::from).collect();
        Table.read(&file("a.csv", content), &Options { columns, ..Options::default() }).map_err(|error| error.to_string())
    }

    #[test]
    fn tables_are_read_by_the_names_of_their_columns() {
        for content in [
            "\u{feff}Word,Tag\r\nزار,O\r\nسعد,PER\r\n",
            "Sentence #,Word,POS,Tag\nSentence: 1,زار,V,O\n,سعد,N,B-PER\n",
            "word\ttag\nزار\tO\nسعد\tB-PER\n",
            "token;label\nزار;O\nسعد;B-PER\n",
        ] {
            let reading = read(content, "").unwrap();
            assert_eq!(shown(&reading.documents[0]), ["PER «سعد»"], "{content}");
            assert_eq!(Table.fits(&file("a.csv", content)), Fit::Surely, "{content}");
        }
        let reading = read("sentence,token,gold,pred\n1,زار,O,O\n1,\"س,عد\",B-PER,O\n2,عاد,O,O\n", "").unwrap();
        assert_eq!((shown(&reading.documents[0]), reading.documents[0].sentences.len()), (vec!["PER «س,عد»".into()], 2));
        assert_eq!(shown(&reading.predicted.unwrap()[0]), [""; 0]);
        let reading = read("doc,token,tag\nأ,زار,O\nأ,سعد,B-PER\nب,عاد,O\n", "").unwrap();
        assert_eq!(reading.documents.iter().map(|document| document.id.as_str()).collect::<Vec<_>>(), ["أ", "ب"]);
    }

    #[test]
    fn what_is_written_is_read_again_with_its_documents_and_sentences() {
        let content = "document,sentence,token,tag\nأ,1,زار,O\nأ,1,\"س,عد\",B-PER\nأ,2,\"\"\"\",O\nب,3,عاد,O\n";
        let documents = read(content, "").unwrap().documents;
        let output = Table.write(&documents, &Options::default()).unwrap();
        assert_eq!((String::from_utf8(output.files[0].1.clone()).unwrap(), output.losses.is_empty()), (content.into(), true));
        let again = read(content, "").unwrap().documents;
        assert_eq!(again.iter().map(|document| document.sentences.len()).collect::<Vec<_>>(), [2, 1]);
    }

    #[test]
    fn columns_without_names_are_listed_by_the_user() {
        let content = "1,زار,O\n1,سعد,B-PER\n";
        assert_eq!(shown(&read(content, "sentence,token,tag").unwrap().documents[0]), ["PER «سعد»"]);
        assert!(read(content, "sentence,token,etikett").unwrap_err().contains("`etikett` is nothing that a column holds"));
        assert!(read(content, "").unwrap_err().contains("say what the columns hold with --columns"));
    }

    #[test]
    fn every_fault_is_named_with_its_line() {
        let said = read("token,tag\nزار,O\nسعد\n,B-PER\nعاد,B=x\n", "").unwrap_err();
        assert!(said.contains("`a.csv` line 3: 1 columns, expected 2"), "{said}");
        assert!(said.contains("line 4: the token is empty"), "{said}");
        assert!(read("token,tag\nزار,O\nعاد,B=x\n", "").unwrap_err().contains("line 3: `B=x` is no tag"));
        assert!(read("token,gold,tag\nزار,O,O\n", "").unwrap_err().contains("columns 2 and 3 could both be the tag"));
    }
}
