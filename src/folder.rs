//! Where inputs come from: a folder on disk, or the files inside the program.

mod embedded;
mod lock;
mod staged;
mod written;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use mihak_core::error::{self, Error, ErrorKind};
use mihak_core::files::{self, Hidden};

pub use lock::{Lock, Locked};
pub use staged::Staged;
pub use written::{Unfinished, create_folder, inside, is_no_link, place, put, replace, sweep, unfinished, write_atomically, write_inside};

/// A root below which relative paths are read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Root {
    /// A folder on disk.
    Disk(PathBuf),
    /// `suite.toml`, `corpora`, `gold` and `results` as they were when the program was built.
    Embedded,
}

impl Root {
    /// The working folder: paths are read as they are given.
    pub fn here() -> Root {
        Root::Disk(PathBuf::new())
    }

    /// The bytes of a file. The error names the file and says what to do.
    pub fn read(&self, path: &str) -> Result<Vec<u8>> {
        match self {
            Root::Disk(root) => {
                let full = root.join(path);
                fs::read(&full).with_context(|| format!("cannot read `{}`", full.display()))
            }
            Root::Embedded => embedded::read(path).with_context(|| format!("`{path}` is not among the embedded files")),
        }
    }

    /// The text of a file; its characters are kept as they stand, byte order mark and line ends included.
    ///
    /// `Err` names the byte and line that are not UTF-8.
    pub fn read_text(&self, path: &str) -> Result<String> {
        String::from_utf8(self.read(path)?).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            let bytes = error.as_bytes();
            let line = 1 + bytes[..at].iter().filter(|&&byte| byte == b'\n').count();
            anyhow::anyhow!("`{}` line {line}: byte {at} is 0x{:02x}, which is not UTF-8; convert the file to UTF-8", self.shown(path), bytes[at])
        })
    }

    /// Whether the file exists.
    pub fn has(&self, path: &str) -> bool {
        match self {
            Root::Disk(root) => root.join(path).is_file(),
            Root::Embedded => embedded::has(path),
        }
    }

    /// The names of the files directly inside a folder, sorted; a folder in it is a name that ends in `/`.
    pub fn files(&self, path: &str) -> Result<Vec<String>> {
        let mut names = Vec::new();
        match self {
            Root::Disk(root) => {
                let full = root.join(path);
                for entry in fs::read_dir(&full).with_context(|| format!("cannot read folder `{}`", full.display()))? {
                    let entry = entry.with_context(|| format!("cannot read folder `{}`", full.display()))?;
                    let end = if entry.path().is_dir() { "/" } else { "" };
                    match entry.file_name().into_string() {
                        Ok(name) => names.push(name + end),
                        Err(name) => bail!("folder `{}`: file name {name:?} is not UTF-8; rename it", full.display()),
                    }
                }
            }
            Root::Embedded => {
                names.extend(embedded::below(path).filter(|name| !name.contains('/')).map(String::from));
                if names.is_empty() {
                    bail!("folder `{path}` is not among the embedded files");
                }
            }
        }
        names.sort();
        Ok(names)
    }

    /// The paths, relative to a folder, of all files with this ending in it and below it, sorted. Empty if there is no folder.
    ///
    /// `Err` names a folder that cannot be read, a name that is not UTF-8, and a link that leads back to a folder around it.
    pub fn tree(&self, path: &str, ending: &str) -> Result<Vec<String>> {
        let mut found = Vec::new();
        match self {
            Root::Disk(root) => {
                let folder = root.join(path);
                if folder.is_dir() {
                    found.extend(files::below(&folder, Hidden::Listed)?.into_iter().map(|file| file.name));
                }
            }
            Root::Embedded => found.extend(embedded::below(path).map(String::from)),
        }
        found.retain(|name| name.ends_with(ending));
        found.sort();
        Ok(found)
    }

    /// The result of reading these files, of which an error may quote what stands there. If one of them is a link that leads out of the root and of
    /// its own folder, the error quotes nothing: nobody declared what the link leads to as an input.
    pub fn unquoted<T>(&self, paths: &[&str], read: Result<T>) -> Result<T> {
        match paths.iter().find(|path| read.is_err() && self.leads_out(path)) {
            Some(path) => {
                let shown = self.shown(path);
                bail!("`{shown}` is a link that leads elsewhere, and cannot be read as what it stands for; put the file itself there to see why")
            }
            None => read,
        }
    }

    fn leads_out(&self, path: &str) -> bool {
        let Root::Disk(root) = self else { return false };
        let full = root.join(path);
        let is_link = fs::symlink_metadata(&full).is_ok_and(|found| found.is_symlink());
        let real = |path: &Path| fs::canonicalize(if path.as_os_str().is_empty() { Path::new(".") } else { path }).ok();
        let is_around = |folder: Option<PathBuf>, file: &Path| folder.is_some_and(|folder| file.starts_with(folder));
        is_link && real(&full).is_some_and(|file| !is_around(real(root), &file) && !is_around(full.parent().and_then(real), &file))
    }

    /// The path as messages show it.
    pub fn shown(&self, path: &str) -> String {
        match self {
            Root::Disk(root) if root == Path::new("") || root == Path::new(".") => path.to_string(),
            Root::Disk(root) => root.join(path).display().to_string(),
            Root::Embedded => format!("(embedded) {path}"),
        }
    }
}

impl mihak_systems::source::Files for Root {
    fn has(&self, path: &str) -> bool {
        Root::has(self, path)
    }

    fn read(&self, path: &str) -> error::Result<Vec<u8>> {
        Root::read(self, path).map_err(|error| Error::new(ErrorKind::Unreadable, format!("{error:#}")))
    }

    fn shown(&self, path: &str) -> String {
        Root::shown(self, path)
    }
}

/// Whether a name can be that of a file of results on every system: letters, digits, `.`, `_` and `-`, no `.` in front or at the end, and none
/// that Windows keeps for devices.
pub fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && is_portable(name) && name.chars().all(|c| c.is_alphanumeric() || "._-".contains(c))
}

/// Whether Windows can hold a file of this name.
pub fn is_portable(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let is_numbered = |device: &str| stem.strip_prefix(device).is_some_and(|number| number.len() == 1 && number.as_bytes()[0].is_ascii_digit());
    let is_device = ["CON", "PRN", "AUX", "NUL"].contains(&stem.as_str()) || is_numbered("COM") || is_numbered("LPT");
    !is_device && !name.ends_with(['.', ' ']) && !name.contains(|c: char| c.is_control() || "<>:\"|?*\\".contains(c))
}

/// `Err` if a value cannot stand in a signature.
pub fn signable<'a>(shown: &str, field: &str, values: impl Iterator<Item = &'a String>) -> Result<()> {
    let good = |value: &str| !value.is_empty() && value.chars().all(|c| c.is_alphanumeric() || "._+-".contains(c));
    match values.into_iter().find(|value| !good(value)) {
        Some(value) => bail!("`{shown}`: {field} is `{value}`; only letters, digits, `.`, `_`, `+` and `-`, because signatures hold it"),
        None => Ok(()),
    }
}
