//! Where a measure stands in tables, and under which heading.

use crate::measure::declared::{Bound, Orth};

/// A table in which columns of measures stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Table {
    /// The tokenizers of a run.
    Tokens,
    /// The subword tokenizers of a run.
    Subwords,
    /// The extractors of a run.
    Entities,
    /// Two files: every column is a row there, with precision, recall and F1.
    Files,
}

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The table.
    pub table: Table,
    /// Its place: columns stand in the order of places.
    pub place: u8,
    /// Its heading.
    pub heading: &'static str,
    /// The bound of its layer.
    pub bound: Option<Bound>,
    /// The orthography of its layer.
    pub orth: Option<Orth>,
    /// The ending of its view, where views of a match differ in it.
    pub ending: &'static str,
    /// The name of its row in scores.csv.
    pub row: &'static str,
    /// The measure.
    pub measure: &'static str,
    /// Whether its interval stands behind it.
    pub has_interval: bool,
    /// Whether it is the one by which the systems of its task are compared first: the other views and the log of the baseline show it.
    pub is_main: bool,
}

impl Column {
    /// A column of a match that has neither bound nor orthography.
    pub const fn plain(table: Table, place: u8, heading: &'static str, row: &'static str, measure: &'static str) -> Column {
        Column { table, place, heading, bound: None, orth: None, ending: "", row, measure, has_interval: false, is_main: false }
    }

    /// A column of mentions.
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

    /// The same with its interval behind it, and as the main one of its table.
    pub const fn main(self) -> Column {
        Column { has_interval: true, is_main: true, ..self }
    }

    /// Whether it shows a measure of this layer and row.
    pub fn is_of(&self, bound: Option<Bound>, orth: Option<Orth>, row: &str, measure: &str) -> bool {
        (self.bound, self.orth) == (bound, orth) && (self.row, self.measure) == (row, measure)
    }
}
