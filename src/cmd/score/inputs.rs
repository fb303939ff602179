//! Inputs that must be read as a whole: standard input, pipes, and files in UTF-16.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use mihak_core::format::{self, Input};
use mihak_core::measure::columns;

/// Whether a file begins with the byte order mark of UTF-16, and is read as a whole.
fn is_utf16(path: &Path) -> bool {
    let mut mark = [0; 2];
    let mut begins = |file: io::Result<File>| file.and_then(|mut file| file.read_exact(&mut mark)).is_ok();
    path.is_file() && begins(File::open(path)) && [*b"\xff\xfe", *b"\xfe\xff"].contains(&mark)
}

/// The inputs that are neither files nor folders on disk, and those in UTF-16.
#[derive(Default)]
pub(super) struct HeldInputs(BTreeMap<PathBuf, Input>);

impl HeldInputs {
    /// Reads those of the paths that can be read only once; `Err` if one is asked for twice.
    pub fn read(paths: [Option<&Path>; 2]) -> Result<HeldInputs> {
        let mut held = HeldInputs::default();
        for path in paths
            .into_iter()
            .flatten()
            .filter(|path| *path == Path::new("-") || (path.exists() && !path.is_file() && !path.is_dir()) || is_utf16(path))
        {
            if held.0.contains_key(path) && !path.is_file() {
                bail!("`{}` is gold and prediction, and can be read only once; write one of them to a file", path.display());
            }
            held.0.insert(path.to_path_buf(), Input::read(path)?);
        }
        Ok(held)
    }

    /// Inputs that stand in memory alone, each at the path as which it is shown.
    pub fn of(inputs: impl IntoIterator<Item = Input>) -> HeldInputs {
        HeldInputs(inputs.into_iter().map(|input| (PathBuf::from(&input.shown), input)).collect())
    }

    /// What stands at a path.
    pub fn input(&self, path: &Path) -> Result<Input> {
        Ok(self.0.get(path).cloned().map_or_else(|| Input::read(path), Ok)?)
    }

    /// Whether the path is held.
    pub fn has(&self, path: &Path) -> bool {
        self.0.contains_key(path)
    }

    /// The beginning of a file on disk; `None` for anything else.
    pub fn head(&self, path: &Path) -> Result<Option<Input>> {
        if self.0.contains_key(path) || !path.is_file() {
            return Ok(None);
        }
        let shown = path.display().to_string();
        let content = columns::beginning(path)?;
        let name = path.file_name().map_or(shown.clone(), |name| name.to_string_lossy().into_owned());
        Ok(Some(Input { shown: shown.clone(), files: vec![format::File { name, shown, content }], ..Input::default() }))
    }
}
