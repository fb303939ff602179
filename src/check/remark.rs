//! Remarks about a part of the results, besides the gates.

use std::fmt;

use mihak_core::safe::line;

use crate::results::CellName;

/// What kind of thing is said about a part of the results.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum RemarkKind {
    /// It is in the baseline only.
    Missing,
    /// It was answered before.
    Failed,
    /// It measures something else.
    Differs,
    /// It is not in the baseline.
    New,
    /// Its system has another receipt.
    Version,
    /// Something else that a reader should know.
    Note,
}

impl RemarkKind {
    /// The word in front of the line.
    pub fn name(self) -> &'static str {
        match self {
            RemarkKind::Missing => "missing",
            RemarkKind::Failed => "failed",
            RemarkKind::Differs => "differs",
            RemarkKind::New => "new",
            RemarkKind::Version => "version",
            RemarkKind::Note => "note",
        }
    }
}

/// Something about a cell, or about all cells of a system.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Remark {
    /// What kind of thing is said.
    pub kind: RemarkKind,
    /// The system.
    pub system: String,
    /// The cell; `None` if it is about the system everywhere.
    pub cell: Option<CellName>,
    /// What is said.
    pub said: String,
}

impl Remark {
    /// Something about a cell.
    pub fn cell(kind: RemarkKind, cell: &CellName, said: impl Into<String>) -> Remark {
        Remark { kind, system: cell.system.clone(), cell: Some(cell.clone()), said: said.into() }
    }

    /// Something about a system.
    pub fn system(kind: RemarkKind, system: &str, said: impl Into<String>) -> Remark {
        Remark { kind, system: system.into(), cell: None, said: said.into() }
    }

    /// What it is about: the cell, or the system.
    pub fn subject(&self) -> String {
        line(&self.cell.as_ref().map_or(self.system.clone(), CellName::to_string)).isolated().to_string()
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{:<8} {}: {}", self.kind.name(), self.subject(), self.said)
    }
}
