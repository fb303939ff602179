//! Tables that fit the room there is: columns leave by importance and are named below, and what still does not fit is cut in its middle.

use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::report::rows::{Row, Section};

/// How many columns of characters a line may have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Room {
    /// The columns of tables.
    pub columns: usize,
    /// Whether sentences are broken into lines of as many columns too. Lines in a file stay whole, so that they can be searched for.
    pub breaks: bool,
}

impl Room {
    /// No limit: `--wide`.
    pub const ENDLESS: Room = Room { columns: usize::MAX, breaks: false };

    /// What is taken where nothing says how wide a line may be.
    pub const USUAL: Room = Room { columns: 80, breaks: false };
}

/// A table of cells that are safe lines already. The first column stands flush left and never leaves.
pub struct Grid {
    /// The headings, each with how soon its column leaves: the greatest number is the first to go, and equals go together. 0 never leaves.
    header: Vec<(String, u8)>,
    rows: Vec<Vec<String>>,
    is_text: bool,
}

impl Grid {
    /// A table whose last columns leave first.
    pub fn new<S: ToString>(header: impl IntoIterator<Item = S>) -> Grid {
        Grid::ranked(header.into_iter().enumerate().map(|(at, heading)| (heading, at.min(usize::from(u8::MAX)) as u8)))
    }

    /// A table whose columns leave in this order: the greatest number first, equals together. 0 never leaves.
    pub fn ranked<S: ToString>(header: impl IntoIterator<Item = (S, u8)>) -> Grid {
        Grid { header: header.into_iter().map(|(heading, rank)| (heading.to_string(), rank)).collect(), rows: Vec::new(), is_text: false }
    }

    /// The same table with sentences in its cells: all columns stand flush left, none leaves, and what is too long goes on in the next line.
    pub fn of_text(self) -> Grid {
        Grid { is_text: true, ..self }
    }

    /// Adds a row of as many cells as the table has columns.
    pub fn row<S: ToString>(&mut self, cells: impl IntoIterator<Item = S>) {
        self.rows.push(cells.into_iter().map(|cell| cell.to_string()).collect());
    }

    /// The lines of the table, without a line break behind the last. If columns left, a line below names them.
    pub fn text(&self, room: Room) -> String {
        let mut kept: Vec<usize> = (0..self.header.len()).collect();
        let mut left: Vec<usize> = Vec::new();
        let widths: Vec<usize> = kept.iter().map(|&at| self.width(at)).collect();
        while !self.is_text && taken(kept.iter().map(|&at| widths[at])) > room.columns {
            let Some(next) = kept.iter().skip(1).map(|&at| self.header[at].1).max().filter(|rank| *rank > 0) else { break };
            left.extend(kept.extract_if(1.., |at| self.header[*at].1 == next));
        }
        left.sort_unstable();
        let mut table = plain();
        let cell_room = |at: usize, place: usize| match place {
            // What the other columns leave.
            0 => room.columns.saturating_sub(taken(kept.iter().skip(1).map(|&other| widths[other])) + BETWEEN).max(LEAST),
            _ => room.columns.max(LEAST).min(widths[at].max(LEAST)),
        };
        let cell = |(place, &at): (usize, &usize), text: &str| if self.is_text { text.into() } else { cut(text, cell_room(at, place)) };
        table.set_header(kept.iter().enumerate().map(|kept| cell(kept, &self.header[*kept.1].0)));
        for row in &self.rows {
            table.add_row(kept.iter().enumerate().map(|kept| cell(kept, &row[*kept.1])));
        }
        align(&mut table);
        if self.is_text {
            table.column_iter_mut().for_each(|column| column.set_cell_alignment(CellAlignment::Left));
            if room.columns < usize::from(u16::MAX) {
                table.set_content_arrangement(ContentArrangement::Dynamic).set_width(room.columns as u16);
            }
        }
        // The last column has no space behind it.
        let mut text = table.to_string().lines().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n");
        if !left.is_empty() {
            let names: Vec<&str> = left.iter().map(|&at| self.header[at].0.as_str()).collect();
            let said = format!("no room for {}; --wide shows all", names.join(", "));
            text.push_str(&format!("\n{}", broken(&said, room.columns)));
        }
        text
    }

    /// The same table with a title, for Markdown and LaTeX.
    pub fn section(&self, title: &str) -> Section {
        let mut columns = self.header.iter().map(|(heading, _)| heading.clone());
        let subject = columns.next().unwrap_or_default();
        let row = |cells: &Vec<String>| Row { system: cells[0].clone(), fields: cells[1..].to_vec() };
        let ranks = self.header.iter().skip(1).map(|(_, rank)| *rank).collect();
        Section { title: title.into(), subject, columns: columns.collect(), rows: self.rows.iter().map(row).collect(), notes: Vec::new(), ranks }
    }

    fn width(&self, at: usize) -> usize {
        let cells = self.rows.iter().map(|row| row[at].as_str());
        cells.chain([self.header[at].0.as_str()]).map(UnicodeWidthStr::width).max().unwrap_or_default()
    }
}

/// The columns between two cells.
const BETWEEN: usize = 2;

/// The columns that a cell keeps, whatever the room.
const LEAST: usize = 8;

/// The columns of a table with cells of these widths. The line below its header is one column longer than its rows.
fn taken(widths: impl Iterator<Item = usize>) -> usize {
    (widths.map(|width| width + BETWEEN).sum::<usize>() + 1).saturating_sub(BETWEEN)
}

/// The cell with `…` for its middle, if it has more columns than there is room for. Isolates around it stay around it.
fn cut(cell: &str, room: usize) -> String {
    if cell.width() <= room {
        return cell.into();
    }
    let (inner, is_isolated) = match cell.strip_prefix('\u{2068}').and_then(|rest| rest.strip_suffix('\u{2069}')) {
        Some(inner) => (inner, true),
        None => (cell, false),
    };
    let (mut head, mut tail) = (String::new(), Vec::new());
    let fits = |text: &mut dyn Iterator<Item = char>, room: usize| {
        let mut used = 0;
        text.take_while(|c| {
            used += c.width().unwrap_or_default();
            used <= room
        })
        .collect::<Vec<char>>()
    };
    head.extend(fits(&mut inner.chars(), (room - 1) / 2));
    tail.extend(fits(&mut inner.chars().rev(), room - 1 - (room - 1) / 2));
    let tail: String = tail.into_iter().rev().collect();
    if is_isolated { format!("\u{2068}{head}…{tail}\u{2069}") } else { format!("{head}…{tail}") }
}

/// The text with lines of no more than `columns` columns. A line is broken between words or behind `|`, `,` and `/`, and within a word if there is
/// no other way. What is broken off is indented as far as its line and two more.
pub fn broken(text: &str, columns: usize) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for whole in text.split_inclusive('\n') {
        let line = whole.strip_suffix('\n').unwrap_or(whole);
        if line.width() <= columns {
            out.push_str(whole);
            continue;
        }
        let own = line.len() - line.trim_start_matches(' ').len();
        // A signature that is broken is joined again by hand: nothing is put between its parts.
        let indent = if line.contains(' ') { " ".repeat((own + 2).min(columns / 4)) } else { String::new() };
        let mut rest = line;
        let mut lead = "";
        while lead.width() + rest.width() > columns {
            let at = place_to_break(rest, columns - lead.width());
            out.push_str(&format!("{lead}{}\n", rest[..at].trim_end_matches(' ')));
            rest = rest[at..].trim_start_matches(' ');
            lead = &indent;
        }
        out.push_str(&format!("{lead}{rest}{}", &whole[line.len()..]));
    }
    out
}

/// The byte at which a line is broken so that no more than `columns` columns stand in front.
fn place_to_break(line: &str, columns: usize) -> usize {
    let (mut used, mut last, mut between) = (0, 0, 0);
    for (at, c) in line.char_indices() {
        if c == ' ' && line[..at].contains(|c| c != ' ') {
            between = at;
        }
        used += c.width().unwrap_or_default();
        if used > columns {
            break;
        }
        last = at + c.len_utf8();
        if matches!(c, '|' | ',' | '/') {
            between = last;
        }
    }
    if between > 0 { between } else { last.max(line.chars().next().map_or(0, char::len_utf8)) }
}

/// An empty table with a line under its header and nothing between rows; it never wraps.
fn plain() -> Table {
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')));
    table.set_content_arrangement(ContentArrangement::Disabled);
    table
}

/// Sets every column but the first flush right, and the columns close together. To be called when all rows are there.
fn align(table: &mut Table) {
    for (at, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, 1));
        if at > 0 {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid() -> Grid {
        let mut grid = Grid::ranked([("system", 0), ("F1", 0), ("95 %", 1), ("P", 3), ("R", 3), ("answered", 2)]);
        grid.row(["union", "0.736", "0.720–0.753", "0.815", "0.671", "162/162"]);
        grid.row(["\u{2068}مقطّع\u{2069}", "0.1", "–", "–", "–", "9/162"]);
        grid
    }

    fn widest(text: &str) -> usize {
        text.lines().map(UnicodeWidthStr::width).max().unwrap_or_default()
    }

    #[test]
    fn columns_leave_by_rank_and_are_named() {
        for (columns, named) in [(usize::MAX, ""), (60, ""), (50, "P, R"), (30, "P, R, answered"), (20, "95 %, P, R, answered")] {
            let text = grid().text(Room { columns, breaks: false });
            let said = text
                .replace("\n  ", " ")
                .lines()
                .find_map(|line| Some(line.strip_prefix("no room for ")?.strip_suffix("; --wide shows all")?.to_string()));
            assert_eq!(said.unwrap_or_default(), named, "{columns}: {text}");
            assert!(widest(&text) <= columns, "{columns}: {text}");
            assert_eq!(text.lines().filter(|line| line.contains("0.736")).count(), 1);
        }
    }

    #[test]
    fn a_name_that_is_too_long_is_cut_in_its_middle_and_stays_isolated() {
        assert_eq!(cut("whitespace-punct", 9), "whit…unct");
        assert_eq!(cut("\u{2068}مقطّعات\u{2069}", 5), "\u{2068}مق…ات\u{2069}");
        let mut grid = Grid::new(["system", "F1"]);
        grid.row(["x".repeat(10_000), "0.5".into()]);
        assert!(widest(&grid.text(Room::USUAL)) <= 80);
    }

    #[test]
    fn lines_are_broken_between_words_and_signatures_between_fields() {
        for (text, columns, expected) in [
            ("one two three\n", 80, "one two three\n"),
            ("one two three\n", 8, "one two\n  three\n"),
            ("  - one two three four", 12, "  - one two\n   three\n   four"),
            ("mihak|task:words|view:d1", 12, "mihak|\ntask:words|\nview:d1"),
            ("aaaaaaaaaa", 4, "aaaa\naaaa\naa"),
        ] {
            assert_eq!(broken(text, columns), expected, "{text:?} at {columns}");
        }
        assert_eq!(broken("mihak|task:words|view:d1", 12).replace('\n', ""), "mihak|task:words|view:d1");
    }
}
