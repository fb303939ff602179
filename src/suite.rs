//! The suite: which systems are run on which corpora, how they are scored, and what is gated.

mod gate;
mod reading;
mod validated;
mod wire;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::folder::Root;
use crate::suite::wire::SuiteFile;

pub use validated::{Gate, Suite};

impl Suite {
    /// The suite of a file, or `./suite.toml`, or the embedded one where there is no such file.
    pub fn find(file: Option<&Path>) -> Result<Suite> {
        let file = match file {
            Some(file) => file.to_path_buf(),
            None if Path::new("suite.toml").is_file() => PathBuf::from("suite.toml"),
            None => return Suite::shipped(),
        };
        let (folder, name) = (file.parent().unwrap_or(Path::new("")), file.file_name().and_then(|name| name.to_str()));
        let Some(name) = name else { bail!("`{}` is no suite file", file.display()) };
        Suite::parse(Root::Disk(folder.to_path_buf()), name)
    }

    /// The suite that is inside of the program.
    pub fn shipped() -> Result<Suite> {
        Suite::parse(Root::Embedded, "suite.toml")
    }

    fn parse(root: Root, name: &str) -> Result<Suite> {
        let shown = root.shown(name);
        let read = || toml::from_str(&root.read_text(name)?).with_context(|| format!("suite `{shown}`"));
        let wire: SuiteFile = root.unquoted(&[name], read())?;
        wire.validate(root, shown.clone()).with_context(|| format!("suite `{shown}`"))
    }
}
