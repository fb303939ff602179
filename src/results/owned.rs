//! The files of a folder of results that are ours, and may be replaced or removed when results are written.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, Result, bail};
use mihak_core::measure::counts::{self, CountsFile};
use mihak_core::tables::ENDING;

use crate::folder::Root;
use crate::results::errors::{ErrorsFile, error_header};

/// The files below `folder/counts`, relative to it.
///
/// `Err` if one of them holds no counts: it is not ours, and writing results would remove it.
pub fn own_counts(folder: &Path) -> Result<Vec<String>> {
    own(&folder.join("counts"), "counts", &counts::HEADER, &|path| CountsFile::open(path).is_ok())
}

/// The files below `folder/errors`, relative to it.
///
/// `Err` if one of them holds no errors: it is not ours, and writing errors would remove it.
pub fn own_errors(folder: &Path) -> Result<Vec<String>> {
    own(&folder.join("errors"), "errors", &error_header().collect::<Vec<_>>(), &|path| ErrorsFile::open(path).is_ok())
}

/// Removes those of the files below a folder that are not among what was written there.
pub fn remove_stale(folder: &Path, old: &[String], written: &BTreeSet<String>) -> Result<()> {
    for stale in old.iter().filter(|file| !written.contains(*file)) {
        let path = folder.join(stale);
        fs::remove_file(&path).with_context(|| format!("cannot remove `{}`, which is of an earlier run", path.display()))?;
    }
    Ok(())
}

/// The files of a folder, relative to it; `Err` if a CSV does not begin with this header, or if `is_ours` does not know a file of columns.
fn own(folder: &Path, what: &str, header: &[&str], is_ours: &dyn Fn(&Path) -> bool) -> Result<Vec<String>> {
    let root = Root::Disk(folder.to_path_buf());
    let (mut files, columns) = (root.tree("", ".csv")?, root.tree("", ENDING)?);
    let begins = |path: &Path| {
        let mut head = String::new();
        let read = fs::File::open(path).and_then(|file| BufReader::new(file).read_line(&mut head));
        read.is_ok() && head.trim_end() == header.join(",")
    };
    // A run that was killed, or a full disk, leaves a beginning.
    let is_torn = |path: &Path| fs::read(path).is_ok_and(|content| content.starts_with(b"PAR1") && !content.ends_with(b"PAR1"));
    let is_known = |path: &Path| is_ours(path) || is_torn(path);
    let other = files.iter().find(|file| !begins(&folder.join(file))).or_else(|| columns.iter().find(|file| !is_known(&folder.join(file))));
    if let Some(file) = other {
        let path = folder.join(file);
        bail!("`{}` holds no {what}, and writing results would remove it; move it or choose another folder", path.display());
    }
    files.extend(columns);
    Ok(files)
}
