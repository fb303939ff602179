//! The record of the children of one system: times, memory and notes, for people and for `speed/processes.csv`.

use std::time::Duration;

use crate::process::child::{End, Usage};

/// What the children of one system did, as far as it is known: those that still run are not in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// The children that were started and greeted.
    pub started: u64,
    /// The longest time from start to greeting.
    pub startup: Duration,
    /// The CPU time of all of them.
    pub cpu: Duration,
    /// The largest resident memory of one of them, in bytes; 0 where the system does not tell.
    pub peak: u64,
    /// The time that they say they worked, where they say it.
    pub nanos: u64,
    /// The articles that were answered.
    pub answered: u64,
    /// What the user should know, each once: stray lines, ends that were no good ones, lines of stderr that are meant for the user.
    pub notes: Vec<String>,
}

impl Record {
    /// Adds a note, unless it is there or there are many.
    pub(super) fn note(&mut self, note: String) {
        // A note a child is enough, and few are read.
        if self.notes.len() < 20 && !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Adds what a child used that has ended.
    pub(super) fn ended(&mut self, end: &End) {
        if let Some(Usage { cpu, peak }) = end.usage {
            self.cpu += cpu;
            self.peak = self.peak.max(peak);
        }
    }
}
