//! Faults of the input, collected so that a user sees all of them at once.

use anyhow::{Result, bail};

/// How many faults a message shows; the rest are counted.
const SHOWN: usize = 20;

/// The faults that were found in input files, in the order of the files.
#[derive(Debug, Default)]
pub struct Problems(Vec<String>);

impl Problems {
    /// Notes a fault of a line (1 is the first) of a file.
    pub fn line(&mut self, file: &str, line: u64, said: impl Into<String>) {
        self.place(file, "line", line, said);
    }

    /// Notes a fault of a line, row or record (1 is the first) of a file.
    pub fn place(&mut self, file: &str, noun: &str, number: u64, said: impl Into<String>) {
        self.0.push(format!("`{file}` {noun} {number}: {}", said.into()));
    }

    /// Notes a fault that has no line.
    pub fn note(&mut self, said: impl Into<String>) {
        self.0.push(said.into());
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `Err` with the first faults and the number of the others, if there are any.
    pub fn into_result(self) -> Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        let mut said = self.0.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("\n  ");
        if self.0.len() > SHOWN {
            said.push_str(&format!("\n  … and {} more", self.0.len() - SHOWN));
        }
        bail!("{} in the input:\n  {said}", count(self.0.len(), "fault"))
    }
}
