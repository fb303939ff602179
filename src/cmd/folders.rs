//! The folders of results that commands read and write.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::exit::{self, Exit};
use crate::folder::{Lock, Locked, Root, sweep};
use crate::results::Results;
use crate::suite::Suite;

/// Where `run` writes and the others read unless told otherwise.
pub const OUT: &str = "target/mihak";

/// The path as text. `Err` if it is not UTF-8.
pub fn utf8(path: &Path) -> Result<&str> {
    path.to_str().with_context(|| format!("path `{}` is not UTF-8", path.display()))
}

/// The results of a folder on disk, by default [`OUT`], and the folder; `Err` as [`load`] has it.
pub fn results(folder: Option<&Path>) -> Result<(Results, PathBuf)> {
    let folder = folder.unwrap_or(Path::new(OUT)).to_path_buf();
    Ok((load(&Root::here(), utf8(&folder)?)?, folder))
}

/// The blessed results: those of a named folder, or `results` beside the suite; also where they were read.
pub fn baseline(suite: &Suite, folder: Option<&Path>) -> Result<(Results, Root, String)> {
    let (root, path) = match folder {
        Some(folder) => (Root::here(), utf8(folder)?.to_string()),
        None => suite.baseline(),
    };
    Ok((load(&root, &path)?, root, path))
}

/// The results at a path below a root; empty if there are none. `Err` with [`exit::NOTHING_RAN`] if the run that writes them did not end.
pub fn load(root: &Root, path: &str) -> Result<Results> {
    if root.has(&format!("{path}/partial/identity")) {
        let said = format!("the last run in `{}` did not end: the same command completes it", root.shown(path));
        return Err(Exit::error(exit::NOTHING_RAN, said));
    }
    Results::load(root, path)
}

/// `Err` if there are no results where they were looked for.
pub fn some(results: &Results, shown: &str) -> Result<()> {
    match results.is_empty() {
        true => Err(Exit::error(exit::NOTHING_RAN, format!("no results in `{shown}`: run `mihak run` first"))),
        false => Ok(()),
    }
}

/// The baseline moves by `bless` only: neither that of the suite nor any folder that was ever blessed is written to.
pub fn refuse_baseline(suite: &Suite, out: &Path) -> Result<()> {
    let target = real(out);
    let own = match suite.baseline() {
        (Root::Disk(root), path) => target.starts_with(real(&root.join(path))),
        (Root::Embedded, _) => false,
    };
    if own || target.ancestors().any(|folder| folder.join("blessed.csv").exists()) {
        bail!("`{}` is a baseline, which only `mihak bless` moves; choose another --out", out.display());
    }
    Ok(())
}

/// The path without links, as far as it exists.
pub fn real(path: &Path) -> PathBuf {
    let mut missing = Vec::new();
    let mut existing = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    loop {
        if let Ok(real) = fs::canonicalize(&existing) {
            return missing.iter().rev().fold(real, |path: PathBuf, name| path.join(name));
        }
        let Some(name) = existing.file_name().map(OsStr::to_os_string) else { return path.to_path_buf() };
        missing.push(name);
        existing.pop();
    }
}

/// The lock of a folder of results; `Err` if another run holds it. What killed runs left there unfinished is removed.
pub fn hold(out: &Path) -> Result<Lock> {
    match Lock::to_write(out).context("the folder of --out")? {
        Locked::Held(lock) => {
            sweep(out, &["counts", "errors", "partial", "speed"]);
            Ok(lock)
        }
        Locked::ByAnother => bail!("another run writes in `{}`; wait for its end or choose another --out", out.display()),
    }
}
