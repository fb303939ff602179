//! The counts of one system wherever they are: in memory, or in a file of which a batch is read at a time.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use mihak_core::annotation::Task;
use mihak_core::error;
use mihak_core::measure::counts::{self, BATCH, Batched, CountsFile, CountsWriter, Digested, SystemCounts};
use mihak_core::measure::key::{Key, KeyRef};
use mihak_core::statistics::Count;
use mihak_core::tables::ENDING;

use crate::folder::{Root, Unfinished, create_folder, inside, place, put, unfinished, write_inside};
use crate::results::form::Form;
use crate::results::written::WrittenScores;

/// Counts of more rows than this stay in their file: in memory they would take ten megabytes.
pub const HELD: usize = 1 << 18;

/// The counts of one system.
#[derive(Clone)]
pub enum StoredCounts {
    /// In memory.
    Memory(Arc<SystemCounts>),
    /// In a file.
    File(CountsInFile),
}

/// Counts in a file.
#[derive(Clone)]
pub struct CountsInFile {
    /// The file.
    pub counts: Arc<CountsFile>,
    /// Its path.
    pub path: PathBuf,
    /// The scores that were written beside it, if it is among results.
    pub scores: Option<Arc<WrittenScores>>,
}

impl StoredCounts {
    /// The counts in a file below a root: CSV, or columns.
    ///
    /// `Err` if it holds no counts.
    pub fn load(root: &Root, path: &str) -> Result<StoredCounts> {
        if !path.ends_with(ENDING) {
            return Ok(counts::read(&root.shown(path), &root.read(path)?)?.into());
        }
        match root {
            Root::Disk(folder) => StoredCounts::open(&folder.join(path)),
            Root::Embedded => held(CountsFile::of_bytes(&root.shown(path), root.read(path)?)?, &root.shown(path)).map(Into::into),
        }
    }

    /// The counts in a file of columns.
    ///
    /// `Err` if it holds no counts.
    pub fn open(path: &Path) -> Result<StoredCounts> {
        let file = CountsFile::open(path)?;
        match file.len() <= HELD {
            true => held(file, &path.display().to_string()).map(Into::into),
            false => Ok(StoredCounts::File(CountsInFile { counts: Arc::new(file), path: path.into(), scores: None })),
        }
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        match self {
            StoredCounts::Memory(counts) => counts.len(),
            StoredCounts::File(CountsInFile { counts: file, .. }) => file.len(),
        }
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Receipt, revision and readings, without any row.
    pub fn head(&self) -> SystemCounts {
        match self {
            StoredCounts::Memory(counts) => counts.head(),
            StoredCounts::File(CountsInFile { counts: file, .. }) => file.head(),
        }
    }

    /// All rows in memory.
    ///
    /// `Err` if a file cannot be read.
    pub fn into_memory(self) -> Result<SystemCounts> {
        match self {
            StoredCounts::Memory(counts) => Ok(Arc::unwrap_or_clone(counts)),
            StoredCounts::File(CountsInFile { counts: file, .. }) => Ok(file.whole()?),
        }
    }

    /// Gives `take` all counts, in batches of [`BATCH`] articles of a corpus.
    ///
    /// `Err` is that of `take`, or a file that cannot be read.
    pub fn each_whole_batch(&self, take: &mut dyn FnMut(&SystemCounts) -> error::Result<()>) -> error::Result<()> {
        match self {
            StoredCounts::Memory(counts) => counts.batches(BATCH).iter().try_for_each(take),
            StoredCounts::File(CountsInFile { counts: file, .. }) => file.each_batch(&|_| true, take),
        }
    }

    /// The counts of these parts, each of other articles: one as it is, several in memory.
    ///
    /// `Err` if a file cannot be read.
    pub fn joined(mut parts: Vec<StoredCounts>) -> Result<StoredCounts> {
        if parts.len() == 1 {
            return Ok(parts.remove(0));
        }
        let parts = parts.into_iter().map(StoredCounts::into_memory).collect::<Result<_>>()?;
        Ok(SystemCounts::joined(parts).into())
    }

    /// Writes the counts of a system, of which these are the parts, each of other articles, below a folder as `<name>.csv` or `<name>.parquet`,
    /// and returns the name of the file.
    ///
    /// `Err` if it cannot be written.
    pub fn write(parts: &[StoredCounts], folder: &Path, name: &str, form: Form) -> Result<String> {
        let rows = parts.iter().map(StoredCounts::len).sum();
        if form.is_csv(rows) {
            let file = format!("{name}.csv");
            let content = match parts {
                [StoredCounts::Memory(counts)] => counts::write(counts),
                parts => counts::write(&StoredCounts::joined(parts.to_vec())?.into_memory()?),
            };
            write_inside(folder, &file, &content)?;
            return Ok(file);
        }
        let file = format!("{name}{ENDING}");
        let path = inside(folder, &file)?;
        if let [StoredCounts::File(CountsInFile { path: own, .. })] = parts {
            place(own, &path)?;
            return Ok(file);
        }
        // By corpus, as their articles are.
        let mut parts: Vec<(Option<Key>, &StoredCounts)> =
            parts.iter().map(|part| (part.sums().into_iter().next().map(|(key, _)| key), part)).collect();
        parts.sort_by(|a, b| a.0.cmp(&b.0));
        let mut writer = CountsFileWriter::new(&path, &parts.first().map(|(_, part)| part.head()).unwrap_or_default())?;
        for (_, part) in parts {
            part.each_whole_batch(&mut |batch| writer.counts.batch(batch))?;
        }
        writer.finish(&path)?;
        Ok(file)
    }
}

/// The counts of a small file, in memory.
///
/// `Err` if its sums are not those of its rows: it was changed by hand.
fn held(file: CountsFile, shown: &str) -> Result<SystemCounts> {
    let counts = file.whole()?;
    if counts.sums() != file.sums() || counts.digests() != file.digests() {
        bail!("`{shown}`: the sums in its head are not those of its rows; the file is damaged: make it again");
    }
    Ok(counts)
}

impl From<SystemCounts> for StoredCounts {
    fn from(counts: SystemCounts) -> StoredCounts {
        StoredCounts::Memory(Arc::new(counts))
    }
}

impl Default for StoredCounts {
    fn default() -> StoredCounts {
        SystemCounts::default().into()
    }
}

impl fmt::Debug for StoredCounts {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} counts of `{}`", self.len(), self.version())
    }
}

impl PartialEq for StoredCounts {
    /// Whether both hold the same rows of the same receipt.
    fn eq(&self, other: &StoredCounts) -> bool {
        let (own, others) = (self.head(), other.head());
        (own, self.len(), self.digests()) == (others, other.len(), other.digests())
    }
}

impl Eq for StoredCounts {}

impl Digested for StoredCounts {
    fn digests(&self) -> BTreeMap<(String, String, Task), u128> {
        match self {
            StoredCounts::Memory(counts) => counts.digests(),
            StoredCounts::File(CountsInFile { counts: file, .. }) => file.digests(),
        }
    }
}

impl Batched for StoredCounts {
    fn scorer(&self) -> u32 {
        match self {
            StoredCounts::Memory(counts) => counts.scorer(),
            StoredCounts::File(CountsInFile { counts: file, .. }) => file.scorer(),
        }
    }

    fn version(&self) -> &str {
        match self {
            StoredCounts::Memory(counts) => &counts.version,
            StoredCounts::File(CountsInFile { counts: file, .. }) => file.version(),
        }
    }

    fn reading(&self, task: Task) -> &str {
        match self {
            StoredCounts::Memory(counts) => counts.reading(task),
            StoredCounts::File(CountsInFile { counts: file, .. }) => file.reading(task),
        }
    }

    fn sums(&self) -> Vec<(Key, Count)> {
        match self {
            StoredCounts::Memory(counts) => counts.sums(),
            StoredCounts::File(CountsInFile { counts: file, .. }) => file.sums(),
        }
    }

    fn each_batch(&self, wanted: &dyn Fn(KeyRef) -> bool, take: &mut dyn FnMut(&SystemCounts) -> error::Result<()>) -> error::Result<()> {
        match self {
            StoredCounts::Memory(counts) => counts.each_batch(wanted, take),
            StoredCounts::File(CountsInFile { counts: file, .. }) => file.each_batch(wanted, take),
        }
    }
}

/// A file of counts that takes its place when it is whole.
pub struct CountsFileWriter {
    /// Takes the batches.
    pub counts: CountsWriter<BufWriter<File>>,
    unfinished: Unfinished,
}

impl CountsFileWriter {
    /// A file that will stand at a path, of counts with this head.
    ///
    /// `Err` if the folder cannot be written.
    pub fn new(path: &Path, head: &SystemCounts) -> Result<CountsFileWriter> {
        let (file, unfinished) = beside(path)?;
        Ok(CountsFileWriter { counts: CountsWriter::new(file, head)?, unfinished })
    }

    /// Ends the file, which stands at the path from now on.
    ///
    /// `Err` if it cannot be written.
    pub fn finish(self, path: &Path) -> Result<()> {
        put_written(self.counts.finish()?, self.unfinished, path)
    }
}

/// A new file beside a path, for what will stand there.
pub fn beside(path: &Path) -> Result<(BufWriter<File>, Unfinished)> {
    let folder = path.parent().unwrap_or(Path::new("."));
    create_folder(folder)?;
    let (file, unfinished) = unfinished(folder)?;
    Ok((BufWriter::new(file), unfinished))
}

/// Puts a file that was written in its place.
pub fn put_written(file: BufWriter<File>, unfinished: Unfinished, path: &Path) -> Result<()> {
    let file = file.into_inner().map_err(|error| error.into_error()).with_context(|| format!("cannot write `{}`", path.display()))?;
    put(file, unfinished, path)
}
