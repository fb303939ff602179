//! Which column of a file with one word per row is what: the word, its segments, their tags, the sentence.

use crate::error::{Error, ErrorKind, Result};
use crate::format::options::Options;
use crate::format::segmented::Marker;

/// How many rows are looked at to tell what a file is.
const LOOKED_AT: usize = 20_000;

/// How the rows of a file are read; 0 is the first column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
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
pub(super) fn cells(line: &str) -> impl Iterator<Item = &str> {
    line.split('\t').map(str::trim)
}

/// The cell of a row at this column; empty if it has none.
pub(super) fn cell(line: &str, column: usize) -> &str {
    cells(line).nth(column).unwrap_or_default()
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
    /// `Err` if it lacks a column that is named, or if what is named can be no marker.
    pub fn of(shown: &str, text: &str, options: &Options) -> Result<Option<Layout>> {
        let rows: Vec<&str> = text.lines().filter(|line| is_row(line, options) && !line.starts_with("# newdoc")).take(LOOKED_AT).collect();
        let columns = rows.iter().map(|row| cells(row).count()).max().unwrap_or_default();
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
        let column = |at: usize| rows.iter().map(move |row| cell(row, at));
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
            let at = cells(header).position(|name| name.to_lowercase().starts_with("seg"))?;
            Some((at, marker.clone().unwrap_or_default()))
        };
        let Some((segments, marker)) = found.or_else(by_name) else { return Ok(None) };
        let look = Look { rows: &rows, columns, segments, marker: &marker };
        let word = word.or_else(|| look.word());
        let tags = tags.or_else(|| look.tags(word));
        let header = rows.first().copied().filter(|row| is_header(row, segments));
        let is_sentence = |name: &str| name.to_lowercase().contains("sent");
        let sentence = header.and_then(|header| cells(header).position(is_sentence));
        Ok(Some(Layout { word, segments, tags, sentence, has_header: header.is_some(), marker }))
    }
}

/// The first rows, of which one column holds the segments.
struct Look<'a> {
    rows: &'a [&'a str],
    columns: usize,
    segments: usize,
    marker: &'a Marker,
}

impl Look<'_> {
    /// The column, other than the segments, of which the most rows are as wanted, if at least this share of ten is.
    fn best(&self, share: usize, but: Option<usize>, wanted: impl Fn(&[std::borrow::Cow<str>], &str) -> bool) -> Option<usize> {
        let times = |at: usize| self.rows.iter().filter(|row| wanted(&self.marker.pieces(cell(row, self.segments)), cell(row, at))).count();
        let columns = (0..self.columns).filter(|&at| at != self.segments && Some(at) != but);
        let best = columns.map(|at| (times(at), at)).reduce(|best, next| if next.0 > best.0 { next } else { best })?;
        (best.0 * 10 >= self.rows.len() * share).then_some(best.1)
    }

    /// The column whose cells are, as a rule, the segments without their markers.
    fn word(&self) -> Option<usize> {
        self.best(6, None, |pieces, cell| pieces.concat() == cell)
    }

    /// The column with as many tags as there are segments.
    fn tags(&self, word: Option<usize>) -> Option<usize> {
        let is_tag = |tag: &&str| tag.starts_with(|c: char| c.is_ascii_alphabetic());
        self.best(9, word, |pieces, cell| {
            let tags = tags(cell);
            tags.len() == pieces.len() && tags.iter().all(is_tag)
        })
    }
}

/// Whether a row names columns: a word for one of them stands in it, and no Arabic where the segments are.
fn is_header(row: &str, segments: usize) -> bool {
    const NAMES: [&str; 7] = ["word", "tok", "form", "seg", "pos", "tag", "class"];
    cell(row, segments).is_ascii() && cells(row).any(|name| NAMES.iter().any(|known| name.len() > 2 && name.to_lowercase().contains(known)))
}
