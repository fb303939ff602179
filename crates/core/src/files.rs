//! Files on disk: the bytes of one, and the list of all in a folder.

use std::path::{Path, PathBuf};
use std::{fs, io};

use walkdir::WalkDir;

use crate::error::{Because, Error, ErrorKind, Result};

/// A file in a folder, or in a folder below it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listed {
    /// The name relative to the folder, with `/` between its parts.
    pub name: String,
    /// The path of the folder with the name appended.
    pub path: PathBuf,
}

/// Whether names that begin with `.` are listed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hidden {
    /// They are listed, and everything below them.
    Listed,
    /// They are left out, and folders of such names are not looked into.
    LeftOut,
}

/// The bytes of a file.
///
/// `Err` names the file. Its cause is what the operating system says.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).because(|| unreadable(path))
}

/// The error of a file or folder that cannot be read.
pub fn unreadable(path: &Path) -> Error {
    let shown = path.display().to_string();
    Error::new(ErrorKind::Unreadable, format!("cannot read `{shown}`")).about(shown)
}

/// Every file in a folder and below it, sorted by name.
///
/// Links are followed. A link that leads nowhere is listed, so that reading it fails and nobody misses it in silence.
///
/// `Err` if a folder cannot be read, if a name is not UTF-8, or if a link leads back to a folder that it stands in. It names which.
pub fn below(folder: &Path, hidden: Hidden) -> Result<Vec<Listed>> {
    let is_wanted = |path: &Path| {
        let is_hidden = || path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        hidden == Hidden::Listed || path == folder || !is_hidden()
    };
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).follow_links(true).into_iter().filter_entry(|entry| is_wanted(entry.path())) {
        let path = match entry {
            Ok(entry) if entry.file_type().is_dir() => {
                name(folder, entry.path())?;
                continue;
            }
            Ok(entry) => entry.into_path(),
            Err(error) => match error.path() {
                Some(path) if !is_wanted(path) => continue,
                Some(path) if is_broken_link(&error, path) => path.into(),
                _ => return Err(refused(folder, error)),
            },
        };
        files.push(Listed { name: name(folder, &path)?, path });
    }
    files.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(files)
}

/// Whether the walk stopped at a link whose target is not there or may not be looked at.
fn is_broken_link(error: &walkdir::Error, path: &Path) -> bool {
    error.loop_ancestor().is_none() && fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink()) && fs::metadata(path).is_err()
}

/// The error of a walk that cannot go on.
fn refused(folder: &Path, error: walkdir::Error) -> Error {
    let path = error.path().unwrap_or(folder).display().to_string();
    if let Some(around) = error.loop_ancestor() {
        let said = format!("the link leads back to folder `{}`, in which it stands", around.display());
        return Error::new(ErrorKind::Unreadable, said).of_file(path).remedy("remove it");
    }
    let cause = error.into_io_error().unwrap_or_else(|| io::Error::other("the walk cannot go on"));
    Error::new(ErrorKind::Unreadable, format!("cannot read folder `{path}`")).about(path).because(cause)
}

/// The name of a path relative to a folder.
fn name(folder: &Path, path: &Path) -> Result<String> {
    let mut name = String::new();
    for part in path.strip_prefix(folder).unwrap_or(path) {
        let Some(part) = part.to_str() else {
            let parent = path.parent().unwrap_or(folder).display().to_string();
            let said = format!("folder `{parent}`: file name {part:?} is not UTF-8");
            return Err(Error::new(ErrorKind::Unreadable, said).about(path.display().to_string()).remedy("rename it"));
        };
        name.push_str(if name.is_empty() { "" } else { "/" });
        name.push_str(part);
    }
    Ok(name)
}

#[cfg(all(test, unix))]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    use super::*;

    fn names(folder: &Path, hidden: Hidden) -> Vec<String> {
        below(folder, hidden).unwrap().into_iter().map(|file| file.name).collect()
    }

    fn said(folder: &Path) -> String {
        format!("{:#}", below(folder, Hidden::LeftOut).unwrap_err()).replace(&folder.display().to_string(), "in")
    }

    #[test]
    fn files_are_sorted_by_their_whole_names_and_links_are_followed() {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let at = |name: &str| folder.path().join(name);
        fs::create_dir_all(at("b/.hidden")).unwrap();
        for name in ["b/x.txt", "b.txt", "a.txt", ".hidden", "b/.hidden/x.txt"] {
            fs::write(at(name), "").unwrap();
        }
        fs::write(other.path().join("y.txt"), "").unwrap();
        symlink(other.path(), at("c")).unwrap();
        symlink(other.path().join("none"), at("d")).unwrap();
        symlink(other.path().join("none"), at(".lock")).unwrap();
        assert_eq!(names(folder.path(), Hidden::LeftOut), ["a.txt", "b.txt", "b/x.txt", "c/y.txt", "d"]);
        assert_eq!(names(folder.path(), Hidden::Listed), [".hidden", ".lock", "a.txt", "b.txt", "b/.hidden/x.txt", "b/x.txt", "c/y.txt", "d"]);
        assert!(format!("{:#}", read(&at("d")).unwrap_err()).contains("/d`: No such file"));
    }

    #[test]
    fn a_link_that_leads_back_is_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("a")).unwrap();
        symlink(folder.path(), folder.path().join("a/loop")).unwrap();
        assert_eq!(said(folder.path()), "`in/a/loop`: the link leads back to folder `in`, in which it stands; remove it");
    }

    #[test]
    fn a_name_that_is_not_utf_8_is_named_and_not_skipped() {
        let folder = tempfile::tempdir().unwrap();
        let name = OsStr::from_bytes(b"\xff.txt");
        if fs::write(folder.path().join(name), "").is_ok() {
            assert_eq!(said(folder.path()), "folder `in`: file name \"\\xFF.txt\" is not UTF-8; rename it");
        }
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let folder = tempfile::tempdir().unwrap().path().join("none");
        assert_eq!(said(&folder), "cannot read folder `in`: No such file or directory (os error 2)");
    }
}
