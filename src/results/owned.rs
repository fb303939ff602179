//! The files of a folder of results that are ours, and may be replaced or removed when results are written.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, Result, bail};
use mihak_core::measure::counts;

use crate::folder::{Root, write_atomically};
use crate::results::errors::{ErrorRecord, error_header, write_errors};

/// The files below `folder/counts`, relative to it.
///
/// `Err` if one of them holds no counts: it is not ours, and writing results would remove it.
pub fn own_counts(folder: &Path) -> Result<Vec<String>> {
    own(&folder.join("counts"), "counts", &counts::HEADER)
}

/// The files below `folder/errors`, relative to it.
///
/// `Err` if one of them holds no errors: it is not ours, and [`keep_errors`] would remove it.
pub fn own_errors(folder: &Path) -> Result<Vec<String>> {
    own(&folder.join("errors"), "errors", &error_header().collect::<Vec<_>>())
}

/// Writes `errors/<system>.csv` below a folder for each of these systems, and removes those of other systems.
pub fn keep_errors(folder: &Path, systems: &BTreeMap<String, Vec<ErrorRecord>>) -> Result<()> {
    let old = own_errors(folder)?;
    let errors_folder = folder.join("errors");
    let file = |system: &str| format!("{system}.csv");
    for (system, records) in systems {
        write_atomically(&errors_folder.join(file(system)), &write_errors(records))?;
    }
    for stale in old.iter().filter(|old| !systems.keys().any(|system| file(system) == **old)) {
        let path = errors_folder.join(stale);
        fs::remove_file(&path).with_context(|| format!("cannot remove `{}`, which is of an earlier baseline", path.display()))?;
    }
    Ok(())
}

/// The files of a folder, relative to it; `Err` if one does not begin with the header of what it should hold.
fn own(folder: &Path, what: &str, header: &[&str]) -> Result<Vec<String>> {
    let files = Root::Disk(folder.to_path_buf()).tree("", ".csv")?;
    for file in &files {
        let path = folder.join(file);
        let mut head = String::new();
        let read = fs::File::open(&path).and_then(|file| BufReader::new(file).read_line(&mut head));
        if read.is_err() || head.trim_end() != header.join(",") {
            bail!("`{}` holds no {what}, and writing results would remove it; move it or choose another folder", path.display());
        }
    }
    Ok(files)
}
