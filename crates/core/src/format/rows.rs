//! The rows of segments.csv and entities.csv, checked against the characters of the articles.

use std::collections::HashSet;
use std::io::Read;

use rustc_hash::FxHashMap;

use crate::annotation::{Article, Class, GoldMention, Labels, Mention, Segment, Word};
use crate::error::{Error, ErrorKind, Problems, Result};
use crate::hash::short_hash;
use crate::text::offsets::{Unit, UnitIndex};
use crate::text::{Span, SpanError};

/// The columns of segments.csv.
pub const SEGMENTS: [&str; 7] = ["article", "word", "start", "end", "text", "class", "form"];
/// The columns of entities.csv.
pub const ENTITIES: [&str; 6] = ["article", "start", "end", "text", "label", "ref"];
/// The place of the label among them.
const LABEL: usize = 4;

/// What annotation files say of articles. Each layer has one entry per article, in the order of the articles, or is absent.
#[derive(Debug, Default)]
pub struct Annotations {
    /// Words with their segments.
    pub words: Option<Vec<Vec<Word>>>,
    /// Entity mentions, sorted by start, longest first.
    pub mentions: Option<Vec<Vec<GoldMention>>>,
    /// The labels of the mentions.
    pub labels: Labels,
    /// The hash of the annotation files.
    pub hash: String,
}

impl Annotations {
    /// The gold of the files themselves: each as messages show it, with its text.
    ///
    /// Faults of rows are noted in `problems`; `Err` if a file is not CSV of these columns at all.
    pub fn read(
        segments: Option<(&str, &str)>,
        entities: Option<(&str, &str)>,
        articles: &[Article],
        problems: &mut Problems,
    ) -> Result<Annotations> {
        let shelf = Shelf::new(articles);
        let mut gold = Annotations::default();
        if let Some((file, text)) = segments {
            let mut rows = Rows { file: file.into(), place: "line", shelf: &shelf, problems, is_unit_told: &mut false };
            let records = records(file, text, &SEGMENTS)?;
            gold.words = Some(rows.words(&records));
        }
        if let Some((file, text)) = entities {
            let mut rows = Rows { file: file.into(), place: "line", shelf: &shelf, problems, is_unit_told: &mut false };
            let records = records(file, text, &ENTITIES)?;
            let (mentions, labels) = rows.mentions(&records);
            (gold.mentions, gold.labels) = (Some(mentions), labels);
        }
        let content: Vec<&[u8]> = segments.iter().chain(&entities).map(|(_, text)| text.as_bytes()).collect();
        gold.hash = short_hash(&content);
        Ok(gold)
    }
}

/// The mentions of every article with their labels, of rows with the fields of [`ENTITIES`] that stand in a file without lines; 1 is the first row.
///
/// Faults of rows are noted in `problems`.
pub fn mentions_of_rows(file: &str, rows: Vec<csv::StringRecord>, articles: &[Article], problems: &mut Problems) -> (Vec<Vec<GoldMention>>, Labels) {
    let shelf = Shelf::new(articles);
    let rows: Vec<_> = (1..).zip(rows).collect();
    Rows { file: file.into(), place: "row", shelf: &shelf, problems, is_unit_told: &mut false }.mentions(&rows)
}

/// The articles by id, with their code-point indexes.
struct Shelf<'a> {
    articles: &'a [Article],
    places: FxHashMap<&'a str, usize>,
    indexes: Vec<UnitIndex>,
}

impl<'a> Shelf<'a> {
    fn new(articles: &'a [Article]) -> Shelf<'a> {
        Shelf {
            articles,
            places: articles.iter().enumerate().map(|(at, article)| (article.id.as_str(), at)).collect(),
            indexes: articles.iter().map(|article| UnitIndex::chars(&article.text)).collect(),
        }
    }
}

/// The reader of one annotation file.
struct Rows<'a> {
    file: String,
    /// What a record stands in: a line, or a row of a file without lines.
    place: &'static str,
    shelf: &'a Shelf<'a>,
    problems: &'a mut Problems,
    /// Whether a fault said that the offsets count something else: once is enough, and it costs passes over the text.
    is_unit_told: &'a mut bool,
}

/// The span of a row, with the place of its article.
struct Placed {
    article: usize,
    span: Span,
}

/// A row with the line on which it begins.
type Numbered = (u64, csv::StringRecord);

/// The rows of a file.
fn records(file: &str, text: &str, header: &[&str]) -> Result<Vec<Numbered>> {
    let mut reader = reader(file, text.trim_start_matches('\u{feff}').as_bytes(), header)?;
    let columns = header.len();
    reader.records().map(|record| numbered(file, record, columns)).collect()
}

/// A reader of rows. `Err` if the columns are others.
fn reader<R: Read>(file: &str, from: R, header: &[&str]) -> Result<csv::Reader<R>> {
    let mut reader = csv::ReaderBuilder::new().from_reader(from);
    let found = reader.headers().map_err(|error| not_csv(file, "", error))?;
    if found != header {
        let said = format!("columns are `{}`, expected `{}`", found.iter().collect::<Vec<_>>().join(","), header.join(","));
        return Err(Error::new(ErrorKind::Malformed, said).of_file(file).at_line(1));
    }
    Ok(reader)
}

fn numbered(file: &str, record: csv::Result<csv::StringRecord>, columns: usize) -> Result<Numbered> {
    let record = record.map_err(|error| not_csv(file, &format!(" with {columns} columns"), error))?;
    Ok((record.position().map_or(0, csv::Position::line), record))
}

/// The error of a file that is no CSV, or not as it should be.
fn not_csv(file: &str, how: &str, cause: csv::Error) -> Error {
    let line = cause.position().map(csv::Position::line);
    let error = Error::new(ErrorKind::Malformed, format!("this is not CSV{how}")).of_file(file).because(cause);
    line.into_iter().fold(error, Error::at_line).remedy("every row has the fields of the header; quotes around a field end where it ends")
}

/// Annotation files that are read a block of articles at a time: the rows of an article stand together, in both files in the same order.
pub struct Blocks<R: Read> {
    segments: Option<RowStream<R>>,
    entities: Option<RowStream<R>>,
}

/// The rows of one file, of which the next one is held.
struct RowStream<R: Read> {
    file: String,
    records: csv::StringRecordsIntoIter<R>,
    columns: usize,
    /// Rows that were read to see of which articles they are.
    held: Vec<Numbered>,
    next: Option<Numbered>,
    is_unit_told: bool,
}

impl<R: Read> RowStream<R> {
    fn new(file: String, from: R, header: &[&str]) -> Result<RowStream<R>> {
        let records = reader(&file, from, header)?.into_records();
        let mut stream = RowStream { file, records, columns: header.len(), held: Vec::new(), next: None, is_unit_told: false };
        stream.advance()?;
        Ok(stream)
    }

    fn advance(&mut self) -> Result<Option<Numbered>> {
        let next = self.records.next().map(|record| numbered(&self.file, record, self.columns)).transpose()?;
        Ok(std::mem::replace(&mut self.next, next))
    }

    /// The ids of the next articles that have rows, at most so many, as long as they are new.
    fn ids(&mut self, most: usize, is_new: &dyn Fn(&str) -> bool) -> Result<Vec<String>> {
        let mut ids: Vec<String> = Vec::new();
        while let Some((_, record)) = &self.next {
            let id = &record[0];
            if ids.last().is_none_or(|last| last != id) {
                if ids.len() == most || !is_new(id) || ids.iter().any(|known| known == id) {
                    break;
                }
                ids.push(id.into());
            }
            let row = self.advance()?;
            self.held.extend(row);
        }
        Ok(ids)
    }

    /// The next rows, as long as they are of one of these articles.
    fn of(&mut self, shelf: &Shelf) -> Result<Vec<Numbered>> {
        let mut taken = std::mem::take(&mut self.held);
        while self.next.as_ref().is_some_and(|(_, record)| shelf.places.contains_key(&record[0])) {
            taken.extend(self.advance()?);
        }
        Ok(taken)
    }
}

impl<R: Read> Blocks<R> {
    /// The files of words and of entities, each as messages show it, without a byte order mark.
    ///
    /// `Err` if one has other columns.
    pub fn new(segments: Option<(String, R)>, entities: Option<(String, R)>) -> Result<Blocks<R>> {
        let segments = segments.map(|(file, from)| RowStream::new(file, from, &SEGMENTS)).transpose()?;
        let entities = entities.map(|(file, from)| RowStream::new(file, from, &ENTITIES)).transpose()?;
        Ok(Blocks { segments, entities })
    }

    /// The ids of the next articles that have rows, at most so many, as long as they are new; empty behind the last.
    ///
    /// `Err` if a file is not CSV.
    pub fn ids(&mut self, most: usize, is_new: &dyn Fn(&str) -> bool) -> Result<Vec<String>> {
        let first = self.segments.as_mut().or(self.entities.as_mut());
        first.map_or(Ok(Vec::new()), |stream| stream.ids(most, is_new))
    }

    /// What the files say of these articles, which [`Blocks::ids`] gave, or which have no rows; without a hash. Faults of rows are noted in
    /// `problems`; `Err` if a file is not CSV.
    pub fn next(&mut self, articles: &[Article], problems: &mut Problems) -> Result<Annotations> {
        let shelf = Shelf::new(articles);
        let mut gold = Annotations::default();
        if let Some(stream) = &mut self.segments {
            let records = stream.of(&shelf)?;
            let mut rows = Rows { file: stream.file.clone(), place: "line", shelf: &shelf, problems, is_unit_told: &mut stream.is_unit_told };
            gold.words = Some(rows.words(&records));
        }
        if let Some(stream) = &mut self.entities {
            let records = stream.of(&shelf)?;
            let mut rows = Rows { file: stream.file.clone(), place: "line", shelf: &shelf, problems, is_unit_told: &mut stream.is_unit_told };
            let (mentions, labels) = rows.mentions(&records);
            (gold.mentions, gold.labels) = (Some(mentions), labels);
        }
        Ok(gold)
    }

    /// Whether every row was read. A row that was not is of an article that does not exist, or does not stand in the order of the articles.
    pub fn is_over(&self) -> bool {
        let is_over = |stream: &Option<RowStream<R>>| stream.as_ref().is_none_or(|stream| stream.next.is_none());
        is_over(&self.segments) && is_over(&self.entities)
    }
}

impl Rows<'_> {
    fn fault(&mut self, line: u64, said: impl Into<String>) {
        self.problems.place(&self.file, self.place, line, said);
    }

    /// The span of a row whose fields are article, start, end (code points) and text; a fault is noted and gives `None`.
    fn place(&mut self, line: u64, fields: [&str; 4]) -> Option<Placed> {
        let [id, start, end, surface] = fields;
        let Some(&article) = self.shelf.places.get(id) else {
            self.fault(line, format!("there is no article `{id}`"));
            return None;
        };
        let (Ok(from), Ok(to)) = (start.parse::<usize>(), end.parse::<usize>()) else {
            self.fault(line, format!("start `{start}` and end `{end}` must be code-point offsets"));
            return None;
        };
        let text = &self.shelf.articles[article].text;
        let span = match self.shelf.indexes[article].span(text, from, to) {
            Ok(span) => span,
            Err(SpanError::Empty { .. }) => {
                self.fault(line, format!("span {from}..{to} is empty or reversed"));
                return None;
            }
            Err(_) => {
                let hint = self.other_unit(text, from, to, surface);
                let chars = self.shelf.indexes[article].units();
                self.fault(line, format!("span {from}..{to} ends behind article `{id}`, which has {chars} characters{hint}"));
                return None;
            }
        };
        let slice = span.slice(text);
        if slice != surface {
            let hint = self.other_unit(text, from, to, surface);
            self.fault(line, format!("text is «{surface}» but characters {from}..{to} of `{id}` are «{slice}»{hint}"));
            return None;
        }
        if slice.starts_with(char::is_whitespace) || slice.ends_with(char::is_whitespace) {
            self.fault(line, format!("span {from}..{to} («{slice}») begins or ends with white space"));
            return None;
        }
        Some(Placed { article, span })
    }

    /// A hint for the first row whose text stands at its offsets in another unit; empty for all others.
    fn other_unit(&mut self, text: &str, from: usize, to: usize, surface: &str) -> String {
        if *self.is_unit_told {
            return String::new();
        }
        *self.is_unit_told = true;
        let fits = |unit: &Unit| UnitIndex::new(text, *unit).span(text, from, to).is_ok_and(|span| span.slice(text) == surface);
        let unit = Unit::ALL.into_iter().filter(|unit| *unit != Unit::Chars).find(fits);
        unit.map_or(String::new(), |unit| format!("; it is what stands there in {}, but offsets here are code points", unit.noun()))
    }

    fn words(&mut self, records: &[Numbered]) -> Vec<Vec<Word>> {
        let mut words: Vec<Vec<Word>> = vec![Vec::new(); self.shelf.articles.len()];
        let mut open: Option<(usize, String)> = None;
        let mut closed: HashSet<(usize, String)> = HashSet::new();
        for &(line, ref record) in records {
            let Some(placed) = self.place(line, [&record[0], &record[2], &record[3], &record[4]]) else {
                open = None;
                continue;
            };
            let Ok(class) = record[5].parse::<Class>() else {
                let known = Class::known_names();
                self.fault(line, format!("unknown class `{}`; the classes are {known}", &record[5]));
                continue;
            };
            if record[4].contains(char::is_whitespace) {
                self.fault(line, format!("segment «{}» holds white space", &record[4]));
                continue;
            }
            let segment = Segment { span: placed.span, class, form: record[6].into() };
            let here = &mut words[placed.article];
            let before = here.last().map(|word| word.span.end());
            if before.is_some_and(|end| placed.span.start() < end) {
                self.fault(line, format!("segment «{}» overlaps the row in front of it, or stands before it; rows go in text order", &record[4]));
                continue;
            }
            let current = (placed.article, record[1].to_string());
            if open.as_ref() != Some(&current) {
                closed.extend(open.take());
                if closed.contains(&current) {
                    self.fault(
                        line,
                        format!(
                            "word {} of article `{}` is continued behind other rows; the segments of a word stand together",
                            &record[1], &record[0]
                        ),
                    );
                    continue;
                }
            }
            let same = open.as_ref().is_some_and(|(article, word)| *article == placed.article && *word == record[1]);
            match here.last_mut() {
                Some(word) if same => {
                    if word.span.end() != placed.span.start() {
                        self.fault(line, format!("segment «{}» leaves a gap inside word {}", &record[4], &record[1]));
                        continue;
                    }
                    word.span = word.span.to(placed.span);
                    word.segments.push(segment);
                }
                _ => here.push(Word { span: placed.span, segments: vec![segment] }),
            }
            open = Some(current);
        }
        if self.problems.is_empty() {
            words.iter().enumerate().for_each(|(article, words)| self.covered(article, words));
        }
        words
    }

    /// Notes the first text of an article that is in no word: every token on it would count as spurious.
    fn covered(&mut self, article: usize, words: &[Word]) {
        let Article { id, text, .. } = &self.shelf.articles[article];
        let mut end = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        for next in words.iter().map(|word| word.span.start()..word.span.end()).chain(std::iter::once(text.len()..text.len())) {
            let gap = &text[end..next.start];
            if let Some(at) = gap.find(|c: char| !c.is_whitespace()) {
                let char = self.shelf.indexes[article].units_before(end + at);
                let said = format!("«{}» of article `{id}`, from character {char}, is in no word; the gold covers all text", gap.trim());
                self.problems.of_file(&self.file, said);
                return;
            }
            end = next.end;
        }
    }

    fn mentions(&mut self, records: &[Numbered]) -> (Vec<Vec<GoldMention>>, Labels) {
        let labels = Labels::of(records.iter().map(|(_, record)| &record[LABEL]));
        let mut mentions: Vec<Vec<GoldMention>> = vec![Vec::new(); self.shelf.articles.len()];
        for &(line, ref record) in records {
            let Some(placed) = self.place(line, [&record[0], &record[1], &record[2], &record[3]]) else { continue };
            let Some(label) = labels.get(&record[LABEL]).filter(|_| !record[LABEL].is_empty()) else {
                self.fault(line, "label is empty");
                continue;
            };
            let mention = Mention { span: placed.span, label };
            mentions[placed.article].push(GoldMention { mention, entity: record[5].into(), line });
        }
        for (article, mentions) in mentions.iter_mut().enumerate() {
            mentions.sort_by_key(|gold| (gold.mention.span.start(), usize::MAX - gold.mention.span.end(), gold.mention.label));
            self.nesting(article, mentions, &labels);
        }
        (mentions, labels)
    }

    /// Notes mentions that cross, and mentions that are there twice. `mentions` is sorted by start, longest first.
    fn nesting(&mut self, article: usize, mentions: &[GoldMention], labels: &Labels) {
        let text = &self.shelf.articles[article].text;
        let mut open: Vec<&GoldMention> = Vec::new();
        for gold in mentions {
            let span = gold.mention.span;
            open.retain(|outer| outer.mention.span.end() > span.start());
            if let Some(outer) = open.iter().find(|outer| outer.mention.span.crosses(span)) {
                let said = format!(
                    "{} «{}» crosses {} «{}» of {} {}; entities may nest but not cross",
                    labels.name(gold.mention.label),
                    span.slice(text),
                    labels.name(outer.mention.label),
                    outer.mention.span.slice(text),
                    self.place,
                    outer.line
                );
                self.fault(gold.line, said);
            }
            if let Some(twin) = open.iter().find(|outer| outer.mention == gold.mention) {
                let said = format!("{} «{}» is already in {} {}", labels.name(gold.mention.label), span.slice(text), self.place, twin.line);
                self.fault(gold.line, said);
            }
            open.push(gold);
        }
    }
}
