//! Where the handles of a system come from.

use std::fs;
use std::path::PathBuf;

use mihak_core::error::{self, Error, ErrorKind};

use crate::failure::Failure;
use crate::handle::Handle;

/// Where the handles of a system come from: code of this program, or the file of a model.
pub trait Source: Send + Sync {
    /// What the system is, told without loading it: crate and version, file.
    fn about(&self) -> String;

    /// What the system says it is, with versions: the receipt in every result. Loads what has to be.
    ///
    /// `Err` is [`Failure::Missing`] if something that it needs is not there, else why it cannot be opened.
    fn version(&self) -> Result<String, Failure>;

    /// A new handle, for one worker. What is heavy and does not change is loaded once, and shared by all handles.
    fn open(&self) -> Result<Handle, Failure>;
}

/// A source whose version is known without opening anything.
pub struct Fixed<F> {
    version: String,
    open: F,
}

impl<F: Fn() -> Result<Handle, Failure> + Send + Sync> Fixed<F> {
    /// The source of this version whose handles come from `open`.
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

/// Where the files of models stand, by the paths that options name.
pub trait Files: Send + Sync {
    /// Whether the file exists.
    fn has(&self, path: &str) -> bool;

    /// The bytes of a file. The error names the file.
    fn read(&self, path: &str) -> error::Result<Vec<u8>>;

    /// The path as messages show it.
    fn shown(&self, path: &str) -> String;
}

/// Files below a folder.
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
