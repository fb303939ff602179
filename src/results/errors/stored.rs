//! Errors wherever they are: in memory, or in a file of which a group is read at a time.

use std::fmt;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Result, bail};
use mihak_core::safe::Guard;
use mihak_core::tables::ENDING;

use crate::folder::{Root, Unfinished, inside, place, write_inside};
use crate::results::errors::columns::{ErrorsFile, ErrorsWriter};
use crate::results::errors::record::{ErrorRecord, parse_errors, write_errors};
use crate::results::form::Form;
use crate::results::stored::{beside, put_written};

/// Errors of more rows than this stay in their file.
pub const HELD: usize = 1 << 15;

/// Sorted errors.
#[derive(Clone)]
pub enum StoredErrors {
    /// In memory.
    Memory(Arc<Vec<ErrorRecord>>),
    /// In a file at a path.
    File(Arc<ErrorsFile>, PathBuf),
}

impl StoredErrors {
    /// The errors in a file below a root: CSV, or columns.
    ///
    /// `Err` if it holds no errors, or if they are not sorted.
    pub fn load(root: &Root, path: &str) -> Result<StoredErrors> {
        if !path.ends_with(ENDING) {
            return Ok(parse_errors(&root.shown(path), root.read(path)?.as_slice())?.into());
        }
        match root {
            Root::Disk(folder) => StoredErrors::open(&folder.join(path)),
            Root::Embedded => held(&ErrorsFile::of_bytes(&root.shown(path), root.read(path)?)?),
        }
    }

    /// The errors in a file of columns; `Err` as [`StoredErrors::load`] has it.
    pub fn open(path: &Path) -> Result<StoredErrors> {
        let file = ErrorsFile::open(path)?;
        match file.len() <= HELD {
            true => held(&file),
            false => Ok(StoredErrors::File(Arc::new(file), path.into())),
        }
    }

    /// The number of errors.
    pub fn len(&self) -> usize {
        match self {
            StoredErrors::Memory(records) => records.len(),
            StoredErrors::File(file, _) => file.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The errors, one after another.
    pub fn records(&self) -> Box<dyn Iterator<Item = Result<ErrorRecord>> + '_> {
        match self {
            StoredErrors::Memory(records) => Box::new(records.iter().cloned().map(Ok)),
            StoredErrors::File(file, _) => Box::new(file.groups().flat_map(|group| file.records(group))),
        }
    }

    /// The errors, one after another, which are let go with them.
    pub fn into_records(self) -> Box<dyn Iterator<Item = Result<ErrorRecord>>> {
        match self {
            StoredErrors::Memory(records) => Box::new(Arc::unwrap_or_clone(records).into_iter().map(Ok)),
            StoredErrors::File(file, _) => Box::new(file.groups().flat_map(move |group| file.records(group))),
        }
    }

    /// Writes the errors of these parts, which are sorted and stand in their order, below a folder as `<name>.csv` or `<name>.parquet`, and returns
    /// the name of the file. Text in a CSV is guarded so.
    ///
    /// `Err` if it cannot be written.
    pub fn write(parts: &[&StoredErrors], folder: &Path, name: &str, form: Form, guard: Guard) -> Result<String> {
        let rows = parts.iter().map(|part| part.len()).sum();
        let file = format!("{name}{}", if form.is_csv(rows) { ".csv" } else { ENDING });
        let path = inside(folder, &file)?;
        match parts {
            _ if form.is_csv(rows) => {
                let records = parts.iter().flat_map(|part| part.records()).collect::<Result<Vec<_>>>()?;
                write_inside(folder, &file, &write_errors(&records, guard))?;
            }
            [StoredErrors::File(_, own)] => place(own, &path)?,
            parts => {
                let mut writer = ErrorsFileWriter::new(&path)?;
                parts.iter().flat_map(|part| part.records()).try_for_each(|record| writer.errors.push(record?))?;
                writer.finish(&path)?;
            }
        }
        Ok(file)
    }
}

/// The errors of a small file, in memory.
fn held(file: &ErrorsFile) -> Result<StoredErrors> {
    let mut records = Vec::with_capacity(file.len());
    for group in file.groups() {
        records.extend(file.group(group)?);
    }
    if !records.is_sorted() {
        bail!("errors do not stand in the order in which a run writes them; run it again");
    }
    Ok(records.into())
}

impl From<Vec<ErrorRecord>> for StoredErrors {
    fn from(records: Vec<ErrorRecord>) -> StoredErrors {
        StoredErrors::Memory(Arc::new(records))
    }
}

impl Default for StoredErrors {
    fn default() -> StoredErrors {
        Vec::new().into()
    }
}

impl fmt::Debug for StoredErrors {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            StoredErrors::Memory(records) => records.fmt(f),
            StoredErrors::File(file, path) => write!(f, "{} errors in `{}`", file.len(), path.display()),
        }
    }
}

/// A file of errors that takes its place when it is whole.
pub struct ErrorsFileWriter {
    /// Takes the errors.
    pub errors: ErrorsWriter<BufWriter<File>>,
    unfinished: Unfinished,
}

impl ErrorsFileWriter {
    /// A file that will stand at a path.
    ///
    /// `Err` if the folder cannot be written.
    pub fn new(path: &Path) -> Result<ErrorsFileWriter> {
        let (file, unfinished) = beside(path)?;
        Ok(ErrorsFileWriter { errors: ErrorsWriter::new(file)?, unfinished })
    }

    /// Ends the file, which stands at the path from now on.
    ///
    /// `Err` if it cannot be written.
    pub fn finish(self, path: &Path) -> Result<()> {
        put_written(self.errors.finish()?, self.unfinished, path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_blessed_errors_are_written_in_either_form_as_they_were_read() {
        let files = Root::Embedded.tree("results/errors", ENDING).unwrap();
        assert!(!files.is_empty());
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let errors = StoredErrors::load(&Root::Embedded, &format!("results/errors/{file}")).unwrap();
            let StoredErrors::Memory(records) = &errors else { panic!("the baseline is small") };
            for form in [Form::Csv, Form::Columns] {
                let written = StoredErrors::write(&[&errors], folder.path(), "errors", form, Guard::On).unwrap();
                let read = StoredErrors::load(&Root::Disk(folder.path().into()), &written).unwrap();
                let StoredErrors::Memory(read) = read else { panic!("the baseline is small") };
                assert!(read == *records, "{file} as {form:?}");
            }
        }
    }
}
