//! The lock of a folder: who holds it is alone there, also if somebody removes the file of the lock.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::folder::written::{create_folder, is_no_link};

/// The lock of a folder, held as long as this value lives.
#[derive(Debug)]
pub struct Lock {
    _file: Option<File>,
    /// The folder itself, where the system can lock one: it stays locked when the file is removed.
    _folder: Option<File>,
}

/// Whether a lock was there to be taken.
#[derive(Debug)]
pub enum Locked {
    /// It is held now.
    Held(Lock),
    /// Another program holds it.
    ByAnother,
}

impl Lock {
    /// The lock of a folder in which one program at a time writes; the folder is made.
    ///
    /// `Err` if the file `.lock` in it cannot be written or is a link, or if locks do not work there.
    pub fn to_write(folder: &Path) -> Result<Locked> {
        let path = folder.join(".lock");
        create_folder(folder)?;
        is_no_link(&path)?;
        // Nothing is written into it, and nothing that stands in it is lost.
        let opened = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = opened.with_context(|| format!("cannot write `{}`; choose a writable folder", path.display()))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(Locked::ByAnother),
            Err(TryLockError::Error(error)) => return Err(error).with_context(|| format!("cannot lock `{}`", path.display())),
        }
        Ok(of_folder(folder, File::try_lock).map_or(Locked::ByAnother, |own| Locked::Held(Lock { _file: Some(file), _folder: own })))
    }

    /// The lock of a folder that is read, so that nobody writes there meanwhile. Where folders cannot be locked, it holds nothing.
    pub fn to_read(folder: &Path) -> Locked {
        let file = File::open(folder.join(".lock")).ok();
        if file.as_ref().is_some_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock))) {
            return Locked::ByAnother;
        }
        of_folder(folder, File::try_lock_shared).map_or(Locked::ByAnother, |own| Locked::Held(Lock { _file: file, _folder: own }))
    }

    /// The lock of a folder that is replaced as a whole, which gets no file for it.
    pub fn to_replace(folder: &Path) -> Result<Lock> {
        match of_folder(folder, File::try_lock) {
            Some(own) => Ok(Lock { _file: None, _folder: own }),
            None => bail!("another program writes in `{}`; wait for its end", folder.display()),
        }
    }
}

/// The folder with its lock, nothing where folders cannot be locked; `None` if another program holds it.
fn of_folder(folder: &Path, lock: fn(&File) -> Result<(), TryLockError>) -> Option<Option<File>> {
    let opened: io::Result<File> = File::open(folder);
    match opened {
        Ok(own) => match lock(&own) {
            Ok(()) => Some(Some(own)),
            Err(TryLockError::WouldBlock) => None,
            Err(TryLockError::Error(_)) => Some(None),
        },
        Err(_) => Some(None),
    }
}
