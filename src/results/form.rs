//! In which form the counts and errors of articles are written.

/// In which form the counts and errors of articles are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Form {
    /// As CSV as long as they are few, see [`FEW`]; else as compressed columns.
    #[default]
    Auto,
    /// As CSV, for people.
    Csv,
    /// As compressed columns: Parquet files.
    Columns,
}

/// So many rows of counts of a system, or of errors of a run, are few: a CSV of them has ten megabytes.
pub const FEW: usize = 100_000;

impl Form {
    /// Whether so many rows are written as CSV.
    pub fn is_csv(self, rows: usize) -> bool {
        match self {
            Form::Auto => rows <= FEW,
            Form::Csv => true,
            Form::Columns => false,
        }
    }
}
