//! The columns of tables that show measures.

use crate::measure::declared::{Bound, Orth};

/// A table with columns of measures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Table {
    /// The table of tokenizers of a run.
    Tokens,
    /// The table of subword tokenizers of a run.
    Subwords,
    /// The table of extractors of a run.
    Entities,
    /// The table of two scored files. There every column is a row, with precision, recall and F1.
    Files,
}

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The table.
    pub table: Table,
    /// Its place. Columns are sorted by it.
    pub place: u8,
    /// Its heading.
    pub heading: &'static str,
    /// The bound of what it shows; `None` if the match has none.
    pub bound: Option<Bound>,
    /// The orthography of what it shows; `None` if the match has none.
    pub orth: Option<Orth>,
    /// The ending of the view of what it shows; empty for any view.
    pub ending: &'static str,
    /// The label or the name of the row in scores.csv that it shows.
    pub row: &'static str,
    /// The name of the measure.
    pub measure: &'static str,
    /// Whether the interval stands beside the value.
    pub has_interval: bool,
    /// How important it is: 1 is the most important. Where a table is too wide, the greatest number leaves first. `mihak cmp` shows the five most
    /// important ones.
    pub rank: u8,
    /// Whether it is the main column, by which systems are compared first. Tables of other views and the log of the baseline show it.
    pub is_main: bool,
}

impl Column {
    /// A column of a match without bound and orthography.
    pub const fn plain(table: Table, place: u8, heading: &'static str, row: &'static str, measure: &'static str) -> Column {
        Column { table, place, heading, bound: None, orth: None, ending: "", row, measure, has_interval: false, rank: 5, is_main: false }
    }

    /// A column of a match of mentions.
    pub const fn mentions(
        table: Table,
        place: u8,
        heading: &'static str,
        bound: Bound,
        orth: Orth,
        row: &'static str,
        measure: &'static str,
    ) -> Column {
        Column { bound: Some(bound), orth: Some(orth), ..Column::plain(table, place, heading, row, measure) }
    }

    /// The same column as the main one of its table, with its interval.
    pub const fn main(self) -> Column {
        Column { has_interval: true, is_main: true, rank: 1, ..self }
    }

    /// The same column, of this importance.
    pub const fn ranked(self, rank: u8) -> Column {
        Column { rank, ..self }
    }

    /// Whether it shows this measure under this bound, orthography and row.
    pub fn is_of(&self, bound: Option<Bound>, orth: Option<Orth>, row: &str, measure: &str) -> bool {
        (self.bound, self.orth) == (bound, orth) && (self.row, self.measure) == (row, measure)
    }
}
