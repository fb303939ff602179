//! The place in a file that a message names.

use std::fmt;

use crate::error::Problems;

/// Where a fault stands: a line of a file, or a record of one that has no lines of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Location<'a> {
    /// The path as errors show it.
    pub file: &'a str,
    /// The line, counted from 1; 0 where there is none.
    pub line: u64,
    /// The record, counted from 1; messages name it where there is no line.
    pub record: usize,
}

impl<'a> Location<'a> {
    /// A line of a file.
    pub fn line(file: &'a str, line: u64) -> Location<'a> {
        Location { file, line, record: 0 }
    }

    /// Notes what is wrong there.
    pub(super) fn note(self, said: impl Into<String>, problems: &mut Problems) {
        match self.line {
            0 => problems.place(self.file, "record", self.record as u64, said),
            line => problems.line(self.file, line, said),
        }
    }
}

impl fmt::Display for Location<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self.line {
            0 => write!(f, "`{}` record {}", self.file, self.record),
            line => write!(f, "`{}` line {line}", self.file),
        }
    }
}
