//! Which column of a file with one word per row is what: the word, its segments, their tags, the sentence; and what stands between columns.

use crate::error::{Error, ErrorKind, Result};
use crate::format::conll::layout::Separator;
use crate::format::options::Options;
use crate::format::segmented::Marker;
use crate::wording::count;

/// How many rows are looked at to tell what a file is.
const LOOKED_AT: usize = 20_000;

/// The most columns of a file, and the most that spaces may part.
const MOST: usize = 64;
const MOST_PARTED: usize = 8;

/// How the rows of a file are read; 0 is the first column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// What stands between columns.
    pub separator: Separator,
    /// The number of columns.
    pub columns: usize,
    /// The word as the text has it, if there is such a column.
    pub word: Option<usize>,
    /// The segments of the word, with a marker between them.
    pub segments: usize,
    /// The tags of the segments, as many as those.
    pub tags: Option<usize>,
    /// What changes where a sentence begins.
    pub sentence: Option<usize>,
    /// Whether the first row names the columns.
    pub has_header: bool,
    /// What stands between segments.
    pub marker: Marker,
}

/// The cells of a row.
fn cells(line: &str, separator: Separator) -> impl Iterator<Item = &str> {
    let (tabs, spaces) = match separator {
        Separator::Tab => (Some(line.split('\t')), None),
        Separator::Space => (None, Some(line.split_whitespace())),
    };
    tabs.into_iter().flatten().chain(spaces.into_iter().flatten()).map(str::trim)
}

/// The tags of a cell.
pub(super) fn tags(cell: &str) -> Vec<&str> {
    cell.split(['+', ' ']).filter(|tag| !tag.is_empty()).collect()
}

/// Whether a line is a row: it holds something, and is no comment.
pub(super) fn is_row(line: &str, options: &Options) -> bool {
    !line.trim().is_empty() && !options.comment.as_deref().is_some_and(|comment| line.starts_with(comment))
}

impl Layout {
    /// The layout of a text: what the options name, else what its first rows show; `None` if no column holds segments.
    ///
    /// Columns are parted by tabs. Where no row has one, spaces part them, if all rows have as many columns, of which one holds the words or the tags.
    ///
    /// `Err` if it lacks a column that is named, or if what is named can be no marker.
    pub fn of(shown: &str, text: &str, options: &Options) -> Result<Option<Layout>> {
        let rows: Vec<&str> = text.lines().filter(|line| is_row(line, options) && !line.starts_with("# newdoc")).take(LOOKED_AT).collect();
        if !rows.iter().any(|row| row.contains('\t')) {
            let columns = |row: &&str| cells(row, Separator::Space).count();
            let first = rows.first().map_or(0, columns);
            if (2..=MOST_PARTED).contains(&first) && rows.iter().all(|row| columns(row) == first) {
                let layout = Layout::parted(shown, &rows, Separator::Space, options)?;
                if let Some(layout) = layout.filter(|layout| layout.word.is_some() || layout.tags.is_some()) {
                    return Ok(Some(layout));
                }
            }
        }
        Layout::parted(shown, &rows, Separator::Tab, options)
    }

    /// The layout of rows whose columns are parted so.
    fn parted(shown: &str, rows: &[&str], separator: Separator, options: &Options) -> Result<Option<Layout>> {
        let columns = rows.iter().map(|row| cells(row, separator).count()).max().unwrap_or_default();
        // A line of so many cells is no word with what is said of it, and every column is looked at in every row.
        if columns > MOST {
            return Ok(None);
        }
        let given = |given: Option<usize>, name: &str| match given {
            Some(at) if at == 0 || at > columns => {
                let said = format!("`{shown}` has {columns} columns: --{name} {at} is none of them");
                Err(Error::new(ErrorKind::Unknown, said).about(shown))
            }
            given => Ok(given.map(|at| at - 1)),
        };
        let [word, segments, tags] = [
            given(options.token_column, "token-column")?,
            given(options.segment_column, "segment-column")?,
            given(options.tag_column, "tag-column")?,
        ];
        let marker = options.marker.as_deref().map(Marker::new).transpose().map_err(|said| Error::new(ErrorKind::Unsupported, said))?;
        let column = |at: usize| rows.iter().map(move |row| cells(row, separator).nth(at).unwrap_or_default());
        let marked = |at: usize| marker.clone().or_else(|| Marker::detect(column(at)));
        let cuts = |marker: &Marker, at: usize| column(at).filter(|cell| marker.pieces(cell).len() > 1).count();
        let found = match segments {
            Some(at) => Some((at, marked(at).unwrap_or_default())),
            None => {
                let candidates = (0..columns).filter_map(|at| marked(at).map(|marker| (cuts(&marker, at), at, marker)));
                candidates
                    .filter(|(times, ..)| *times > 0)
                    .reduce(|best, next| if next.0 > best.0 { next } else { best })
                    .map(|(_, at, marker)| (at, marker))
            }
        };
        // Where no word is cut, the name of the column tells.
        let by_name = || {
            let header = rows.first().filter(|row| row.is_ascii())?;
            let at = cells(header, separator).position(|name| name.to_lowercase().starts_with("seg"))?;
            Some((at, marker.clone().unwrap_or_default()))
        };
        let Some((segments, marker)) = found.or_else(by_name) else { return Ok(None) };
        let look = Look { rows, separator, columns, segments, marker: &marker };
        let word = word.or_else(|| look.word());
        let tags = tags.or_else(|| look.tags(word));
        let header = rows.first().copied().filter(|row| is_header(row, separator, segments));
        let is_sentence = |name: &str| name.to_lowercase().contains("sent");
        let sentence = header.and_then(|header| cells(header, separator).position(is_sentence));
        Ok(Some(Layout { separator, columns, word, segments, tags, sentence, has_header: header.is_some(), marker }))
    }

    /// The cell of a row at this column; empty if it has none.
    pub fn cell<'a>(&self, line: &'a str, column: usize) -> &'a str {
        cells(line, self.separator).nth(column).unwrap_or_default()
    }

    /// What is read, for people; `map` is the name of the map of the tags.
    pub fn about(&self, map: Option<&str>) -> String {
        let mut said = count(self.columns, "column");
        let parted = if self.separator == Separator::Space { " parted by spaces" } else { "" };
        let word = self.word.map_or(String::from("no word"), |at| format!("word in {}", at + 1));
        let tags = match (self.tags, map) {
            (Some(at), Some(map)) => format!("tags of the map `{map}` in {}", at + 1),
            _ => "no tags, so that classes follow from the cuts".into(),
        };
        said.push_str(&format!("{parted}, {word}, segments in {} with the marker `{}`, {tags}", self.segments + 1, self.marker.text()));
        self.sentence.into_iter().for_each(|at| said.push_str(&format!(", sentence in {}", at + 1)));
        let read = [self.word, Some(self.segments), self.tags, self.sentence];
        let others: Vec<String> = (0..self.columns).filter(|at| !read.contains(&Some(*at))).map(|at| (at + 1).to_string()).collect();
        match &others[..] {
            [] => {}
            [only] => said.push_str(&format!("; column {only} is left out")),
            several => said.push_str(&format!("; columns {} are left out", several.join(", "))),
        }
        said
    }
}

/// The first rows, of which one column holds the segments.
struct Look<'a> {
    rows: &'a [&'a str],
    separator: Separator,
    columns: usize,
    segments: usize,
    marker: &'a Marker,
}

impl<'a> Look<'a> {
    fn cell(&self, row: &'a str, column: usize) -> &'a str {
        cells(row, self.separator).nth(column).unwrap_or_default()
    }

    /// The column, other than the segments, of which the most rows are as wanted, if at least this share of ten is.
    fn best(&self, share: usize, but: Option<usize>, wanted: impl Fn(&[std::borrow::Cow<str>], &str) -> bool) -> Option<usize> {
        let times = |at: usize| self.rows.iter().filter(|row| wanted(&self.marker.pieces(self.cell(row, self.segments)), self.cell(row, at))).count();
        let columns = (0..self.columns).filter(|&at| at != self.segments && Some(at) != but);
        let best = columns.map(|at| (times(at), at)).reduce(|best, next| if next.0 > best.0 { next } else { best })?;
        (best.0 > 0 && best.0 * 10 >= self.rows.len() * share).then_some(best.1)
    }

    /// The column whose cells are, as a rule, the segments without their markers.
    fn word(&self) -> Option<usize> {
        self.best(6, None, |pieces, cell| pieces.concat() == cell)
    }

    /// The column of tags of which most rows have as many as segments: rows that have not are read without them, and counted.
    fn tags(&self, word: Option<usize>) -> Option<usize> {
        let is_tag = |tag: &&str| tag.starts_with(|c: char| c.is_ascii_alphabetic()) && (self.separator == Separator::Tab || is_upper(tag));
        self.best(5, word, |pieces, cell| {
            let tags = tags(cell);
            tags.len() == pieces.len() && tags.iter().all(is_tag)
        })
    }
}

/// Whether a tag is written in capitals, as those of all maps but one are.
fn is_upper(tag: &str) -> bool {
    !tag.contains(|c: char| c.is_ascii_lowercase())
}

/// Whether a row names columns: a word for one of them stands in it, and no Arabic where the segments are.
fn is_header(row: &str, separator: Separator, segments: usize) -> bool {
    const NAMES: [&str; 7] = ["word", "tok", "form", "seg", "pos", "tag", "class"];
    cells(row, separator).nth(segments).unwrap_or_default().is_ascii()
        && cells(row, separator).any(|name| NAMES.iter().any(|known| name.len() > 2 && name.to_lowercase().contains(known)))
}
