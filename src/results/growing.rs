//! Counts and errors of a cell while they come: in memory as long as they are few, then in a file.

use std::path::PathBuf;

use anyhow::Result;
use mihak_core::measure::counts::SystemCounts;

use crate::results::errors::{self, ErrorRecord, ErrorsFileWriter, StoredErrors};
use crate::results::stored::{self, CountsFileWriter, StoredCounts};

/// Counts to which batches of other articles are added, in their order.
pub struct GrowingCounts {
    /// Receipt, revision and readings.
    head: SystemCounts,
    held: Vec<SystemCounts>,
    rows: usize,
    /// Where they go when they are many; without it they stay in memory.
    path: Option<PathBuf>,
    file: Option<CountsFileWriter>,
}

impl GrowingCounts {
    /// No counts yet, with this head.
    pub fn new(head: SystemCounts, path: Option<PathBuf>) -> GrowingCounts {
        GrowingCounts { head, held: Vec::new(), rows: 0, path, file: None }
    }

    /// Receipt, revision and readings.
    pub fn head(&self) -> &SystemCounts {
        &self.head
    }

    /// Adds a batch.
    ///
    /// `Err` if the file cannot be written.
    pub fn add(&mut self, batch: SystemCounts) -> Result<()> {
        if let Some(file) = &mut self.file {
            return Ok(file.counts.batch(&batch)?);
        }
        self.rows += batch.len();
        self.held.push(batch);
        if let Some(path) = self.path.as_ref().filter(|_| self.rows > stored::HELD) {
            let file = self.file.insert(CountsFileWriter::new(path, &self.head)?);
            self.held.drain(..).try_for_each(|batch| file.counts.batch(&batch))?;
        }
        Ok(())
    }

    /// All of them.
    ///
    /// `Err` if the file cannot be written.
    pub fn finish(self) -> Result<StoredCounts> {
        match (self.file, self.path) {
            (Some(file), Some(path)) => {
                file.finish(&path)?;
                StoredCounts::open(&path)
            }
            _ => {
                let mut all = SystemCounts::joined(self.held);
                (all.scorer, all.version, all.readings) = (self.head.scorer, self.head.version, self.head.readings);
                Ok(all.into())
            }
        }
    }
}

/// Errors to which others are added, in their order.
pub struct GrowingErrors {
    held: Vec<ErrorRecord>,
    /// Where they go when they are many; without it they stay in memory.
    path: Option<PathBuf>,
    file: Option<ErrorsFileWriter>,
}

impl GrowingErrors {
    /// No errors yet.
    pub fn new(path: Option<PathBuf>) -> GrowingErrors {
        GrowingErrors { held: Vec::new(), path, file: None }
    }

    /// Adds an error.
    ///
    /// `Err` if the file cannot be written.
    pub fn add(&mut self, record: ErrorRecord) -> Result<()> {
        if let Some(file) = &mut self.file {
            return file.errors.push(record);
        }
        self.held.push(record);
        if let Some(path) = self.path.as_ref().filter(|_| self.held.len() > errors::HELD) {
            let file = self.file.insert(ErrorsFileWriter::new(path)?);
            self.held.drain(..).try_for_each(|record| file.errors.push(record))?;
        }
        Ok(())
    }

    /// All of them.
    ///
    /// `Err` if the file cannot be written.
    pub fn finish(self) -> Result<StoredErrors> {
        match (self.file, self.path) {
            (Some(file), Some(path)) => {
                file.finish(&path)?;
                StoredErrors::open(&path)
            }
            _ => Ok(self.held.into()),
        }
    }
}
