//! What is scored, where it can be read only once: standard input and pipes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use mihak_core::format::{File, Input};
use mihak_core::measure::columns;

/// The inputs that are neither files nor folders on disk.
#[derive(Default)]
pub(super) struct HeldInputs(BTreeMap<PathBuf, Input>);

impl HeldInputs {
    /// Reads those of the paths that can be read only once; `Err` if one is asked for twice.
    pub fn read(paths: [Option<&Path>; 2]) -> Result<HeldInputs> {
        let mut held = HeldInputs::default();
        for path in paths.into_iter().flatten().filter(|path| *path == Path::new("-") || (path.exists() && !path.is_file() && !path.is_dir())) {
            if held.0.contains_key(path) {
                bail!("`{}` is gold and prediction, and can be read only once; write one of them to a file", path.display());
            }
            held.0.insert(path.to_path_buf(), Input::read(path)?);
        }
        Ok(held)
    }

    /// What stands at a path.
    pub fn input(&self, path: &Path) -> Result<Input> {
        Ok(self.0.get(path).cloned().map_or_else(|| Input::read(path), Ok)?)
    }

    /// The beginning of a file on disk; `None` for anything else.
    pub fn head(&self, path: &Path) -> Result<Option<Input>> {
        if self.0.contains_key(path) || !path.is_file() {
            return Ok(None);
        }
        let shown = path.display().to_string();
        let content = columns::beginning(path)?;
        let name = path.file_name().map_or(shown.clone(), |name| name.to_string_lossy().into_owned());
        Ok(Some(Input { shown: shown.clone(), files: vec![File { name, shown, content }], ..Input::default() }))
    }
}
