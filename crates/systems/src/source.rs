//! Sources: what opens handles of a system, and where it finds its files.

use std::fs;
use std::path::PathBuf;

use mihak_core::error::{self, Error, ErrorKind};

use crate::failure::Failure;
use crate::handle::Handle;

/// A system that can be opened. It is made of code of this program, or of the file of a model.
pub trait Source: Send + Sync {
    /// What the system is, in a few words: crate, version, file. Nothing is loaded.
    fn about(&self) -> String;

    /// The receipt that stands in every result: crates, versions, hashes of files. Files are loaded if that is needed.
    ///
    /// `Err` is [`Failure::Missing`] if something that the system needs is not there. Otherwise it says why the system cannot be opened.
    fn version(&self) -> Result<String, Failure>;

    /// A new handle, for one worker. Models and word lists are loaded once, and all handles share them.
    fn open(&self) -> Result<Handle, Failure>;
}

/// A source whose version is known without opening anything.
pub struct Fixed<F> {
    version: String,
    open: F,
}

impl<F: Fn() -> Result<Handle, Failure> + Send + Sync> Fixed<F> {
    /// The source with this version, whose handles `open` makes.
    pub fn new(version: impl Into<String>, open: F) -> Fixed<F> {
        Fixed { version: version.into(), open }
    }
}

impl<F: Fn() -> Result<Handle, Failure> + Send + Sync> Source for Fixed<F> {
    fn about(&self) -> String {
        self.version.clone()
    }

    fn version(&self) -> Result<String, Failure> {
        Ok(self.version.clone())
    }

    fn open(&self) -> Result<Handle, Failure> {
        (self.open)()
    }
}

/// The files of models, by the paths that options name.
pub trait Files: Send + Sync {
    /// Whether the file exists.
    fn has(&self, path: &str) -> bool;

    /// The bytes of a file. The error names the file.
    fn read(&self, path: &str) -> error::Result<Vec<u8>>;

    /// The path as messages show it.
    fn shown(&self, path: &str) -> String;
}

/// The files in a folder and below it.
pub struct Below(pub PathBuf);

impl Files for Below {
    fn has(&self, path: &str) -> bool {
        self.0.join(path).is_file()
    }

    fn read(&self, path: &str) -> error::Result<Vec<u8>> {
        let full = self.0.join(path);
        fs::read(&full).map_err(|error| Error::new(ErrorKind::Unreadable, format!("cannot read `{}`", full.display())).because(error))
    }

    fn shown(&self, path: &str) -> String {
        self.0.join(path).display().to_string()
    }
}
