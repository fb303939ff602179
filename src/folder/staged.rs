//! A folder that is written beside another and takes its place as a whole: whoever looks sees the old one or the new one.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::folder::lock::Lock;
use crate::folder::written::{UNFINISHED, create_folder, place};

/// A folder that takes the place of another when it is whole. Until then it holds the same files.
#[derive(Debug)]
pub struct Staged {
    new: TempDir,
    /// The folder whose place it takes, without links.
    of: PathBuf,
    /// `None` if there is no such folder yet.
    lock: Option<Lock>,
}

impl Staged {
    /// A folder beside this one, with the same files. What a killed program left beside it is removed.
    ///
    /// `Err` if it cannot be made, if the working folder would be replaced, or if another program is about to replace it.
    pub fn of(folder: &Path) -> Result<Staged> {
        let of =
            fs::canonicalize(folder).or_else(|_| std::path::absolute(folder)).with_context(|| format!("`{}` cannot be found", folder.display()))?;
        let (Some(parent), Some(name)) = (of.parent(), of.file_name()) else { bail!("`{}` cannot be replaced as a whole", folder.display()) };
        if env::current_dir().is_ok_and(|here| here.starts_with(&of)) {
            bail!("`{}` is replaced as a whole, so it cannot be the working folder: start in the folder above it", folder.display());
        }
        create_folder(parent)?;
        let mut prefix = OsString::from(format!("{UNFINISHED}new-"));
        prefix.push(name);
        prefix.push("-");
        let lock = of.is_dir().then(|| Lock::to_replace(&of)).transpose()?;
        sweep(parent, &prefix, &of)?;
        let said = || format!("cannot write beside `{}`; it is replaced as a whole, so the folder above it must be writable", folder.display());
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
        let new = builder.prefix(&prefix).tempdir_in(parent).with_context(said)?;
        if of.is_dir() {
            copy(&of, new.path())?;
        }
        Ok(Staged { new, of, lock })
    }

    /// Where it stands until it is put in its place.
    pub fn path(&self) -> &Path {
        self.new.path()
    }

    /// Puts it in its place, and removes what stood there.
    ///
    /// `Err` if that cannot be done; then the old one stands where it stood.
    pub fn put(self) -> Result<()> {
        let Staged { new, of, lock } = self;
        let exchanged = if lock.is_some() { exchange(new.path(), &of) } else { fs::rename(new.path(), &of) };
        exchanged.with_context(|| format!("cannot replace `{}` as a whole; it is as it was", of.display()))?;
        // What stood there has the name of the new one now; the next time removes it if this does not.
        drop(new.close());
        Ok(())
    }
}

/// The name of the old folder while two renames put the new one in its place, where folders cannot change places at once.
const OLD: &str = "old";

/// Removes what was left beside a folder; an old one that was moved away for one that never came is put back.
fn sweep(parent: &Path, prefix: &OsString, of: &Path) -> Result<()> {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        if !entry.file_name().as_encoded_bytes().starts_with(prefix.as_encoded_bytes()) {
            continue;
        }
        let left = entry.path();
        if left.extension().is_some_and(|end| end == OLD) && fs::symlink_metadata(of).is_err() {
            fs::rename(&left, of).with_context(|| format!("cannot put `{}` back as `{}`", left.display(), of.display()))?;
        } else {
            fs::remove_dir_all(&left).with_context(|| format!("cannot remove `{}`, which a program that was killed left", left.display()))?;
        }
    }
    Ok(())
}

/// The same files in another folder: each is one file at two paths where that can be. Links stay links.
fn copy(from: &Path, to: &Path) -> Result<()> {
    let said = || format!("cannot read folder `{}`", from.display());
    for entry in fs::read_dir(from).with_context(said)? {
        let entry = entry.with_context(said)?;
        let (name, kind) = (entry.file_name(), entry.file_type().with_context(said)?);
        let new = to.join(&name);
        if name.as_encoded_bytes().starts_with(UNFINISHED.as_bytes()) {
            continue;
        }
        if kind.is_dir() {
            fs::create_dir(&new).with_context(|| format!("cannot make folder `{}`", new.display()))?;
            copy(&entry.path(), &new)?;
        } else if kind.is_symlink() && fs::hard_link(entry.path(), &new).is_err() {
            bail!("`{}` is a link, which cannot stand in a copy of its folder; remove it", entry.path().display());
        } else if !kind.is_symlink() {
            place(&entry.path(), &new)?;
        }
    }
    let mode = fs::metadata(from).with_context(said)?.permissions();
    fs::set_permissions(to, mode).with_context(|| format!("cannot set the mode of `{}`", to.display()))
}

/// Lets two folders change places: at once where the system can, else by two renames, of which the first is taken back if the second fails.
fn exchange(new: &Path, of: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    if at_once(new, of)? {
        return Ok(());
    }
    let mut old = new.as_os_str().to_os_string();
    old.push(".");
    old.push(OLD);
    fs::rename(of, &old)?;
    if let Err(error) = fs::rename(new, of) {
        fs::rename(&old, of)?;
        return Err(error);
    }
    fs::remove_dir_all(&old)
}

/// Whether two folders have changed places; `false` where the system cannot do that.
#[cfg(target_os = "linux")]
fn at_once(new: &Path, of: &Path) -> io::Result<bool> {
    use std::ffi::CString;
    use std::os::unix::ffi::OsStrExt;
    let [new, of] = [new, of].map(|path| CString::new(path.as_os_str().as_bytes()));
    let (new, of) = (new?, of?);
    // SAFETY: a plain system call. Both strings end in a zero and live through it.
    let done = unsafe { libc::syscall(libc::SYS_renameat2, libc::AT_FDCWD, new.as_ptr(), libc::AT_FDCWD, of.as_ptr(), libc::RENAME_EXCHANGE) };
    match (done, io::Error::last_os_error()) {
        (0, _) => Ok(true),
        (_, error) if [Some(libc::EINVAL), Some(libc::ENOSYS)].contains(&error.raw_os_error()) => Ok(false),
        (_, error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_staged_folder_takes_the_place_of_the_old_one_with_what_was_not_changed() {
        let above = tempfile::tempdir().unwrap();
        let folder = above.path().join("results");
        fs::create_dir_all(folder.join("counts")).unwrap();
        fs::write(folder.join("README.md"), "mine").unwrap();
        fs::write(folder.join("counts/s.csv"), "old").unwrap();
        fs::write(folder.join(".mihak-left"), "part").unwrap();
        fs::create_dir(above.path().join(".mihak-new-results-left")).unwrap();
        let staged = Staged::of(&folder).unwrap();
        assert!(Staged::of(&folder).unwrap_err().to_string().contains("another program writes in"));
        crate::folder::written::write_inside(staged.path(), "counts/s.csv", b"new").unwrap();
        assert_eq!(fs::read_to_string(folder.join("counts/s.csv")).unwrap(), "old");
        staged.put().unwrap();
        assert_eq!(fs::read_to_string(folder.join("counts/s.csv")).unwrap(), "new");
        assert_eq!((names(above.path()), names(&folder)), (vec!["results".into()], vec!["README.md".into(), "counts".into()]));
        drop(Staged::of(&folder).unwrap());
        assert_eq!((names(above.path()), names(&folder).len()), (vec!["results".into()], 2), "what is given up leaves nothing");
    }

    #[test]
    fn an_old_folder_that_was_moved_away_is_put_back() {
        let above = tempfile::tempdir().unwrap();
        let left = above.path().join(".mihak-new-results-x.old");
        fs::create_dir(&left).unwrap();
        fs::write(left.join("scores.csv"), "old").unwrap();
        let folder = above.path().join("results");
        drop(Staged::of(&folder).unwrap());
        assert_eq!((names(above.path()), names(&folder)), (vec!["results".into()], vec!["scores.csv".into()]));
    }
}
