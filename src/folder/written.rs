//! Files as they are written: a reader sees the old content or the new one, and below a folder of ours no link is followed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use tempfile::TempPath;

/// What the names of files begin with that are not whole yet.
pub(super) const UNFINISHED: &str = ".mihak-";

/// Makes a folder and those above it; the error names it.
pub fn create_folder(path: &Path) -> Result<()> {
    fs::create_dir_all(path).with_context(|| format!("cannot make folder `{}`; choose a writable one", path.display()))
}

/// Writes a file that the user named, so that a reader sees the old content or the new one, never a part, and makes its folders.
///
/// The file behind a link is written, not the link; what is no file, such as a pipe or a device, is written into. A file that stands at several
/// paths is written where it is, so that it still stands at all of them. The mode of a file stays, that of a new one is by the umask. The error
/// names the path and says what could not be done.
pub fn write_atomically(path: &Path, content: &[u8]) -> Result<()> {
    let is_link = fs::symlink_metadata(path).is_ok_and(|target| target.is_symlink());
    let real = is_link.then(|| fs::canonicalize(path).ok()).flatten();
    let path = real.as_deref().unwrap_or(path);
    let said = || format!("cannot write `{}`", path.display());
    let old = fs::metadata(path).ok().filter(|old| !old.is_dir());
    if old.as_ref().is_some_and(|old| !old.is_file() || has_several_paths(old)) {
        return OpenOptions::new().write(true).truncate(true).open(path).and_then(|mut file| file.write_all(content)).with_context(said);
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    create_folder(parent)?;
    let (mut file, unfinished) = unfinished(parent)?;
    file.write_all(content).with_context(said)?;
    if let Some(old) = old {
        file.set_permissions(old.permissions()).with_context(said)?;
    }
    put(file, unfinished, path)
}

#[cfg(unix)]
fn has_several_paths(file: &fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(file) > 1
}

#[cfg(not(unix))]
fn has_several_paths(_: &fs::Metadata) -> bool {
    false
}

/// The path of a file below a folder of ours, whose own folders are made.
///
/// The folder may be reached by links. Below it no link is followed: `Err` names one that stands where a folder should. A link at the path itself
/// is replaced when the file is put there.
pub fn inside(folder: &Path, name: &str) -> Result<PathBuf> {
    create_folder(folder)?;
    let mut path = folder.to_path_buf();
    let mut parts = name.split('/').peekable();
    while let Some(part) = parts.next() {
        path.push(part);
        if parts.peek().is_some() {
            is_no_link(&path)?;
            match fs::create_dir(&path) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                    return Err(error).with_context(|| format!("cannot make folder `{}`; choose a writable one", path.display()));
                }
                _ => {}
            }
        }
    }
    Ok(path)
}

/// `Err` if a link stands at a path below a folder of ours: what is written there would go elsewhere.
pub fn is_no_link(path: &Path) -> Result<()> {
    if fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink()) {
        bail!("`{}` is a link, and nothing is written through links in a folder of results; remove it, or choose another folder", path.display());
    }
    Ok(())
}

/// Writes a file below a folder of ours, at the path that [`inside`] gives: a reader sees the old content or the new one.
pub fn write_inside(folder: &Path, name: &str, content: &[u8]) -> Result<()> {
    let path = inside(folder, name)?;
    replace(&path, content, path.parent().unwrap_or(folder))
}

/// Lets a file stand at a second path too, where it takes the place of what stood there; where one file cannot stand at two paths, it is copied.
pub fn place(file: &Path, path: &Path) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let said = || format!("cannot write `{}`", path.display());
    match named(folder, |new| fs::hard_link(file, new)) {
        Ok(new) => new.persist(path).with_context(said),
        Err(_) => {
            let (mut copy, unfinished) = unfinished(folder)?;
            File::open(file).and_then(|mut file| io::copy(&mut file, &mut copy)).with_context(said)?;
            put(copy, unfinished, path)
        }
    }
}

/// Writes a file that takes the place of another at once; until then it stands in a folder of the same file system, where a killed program may
/// leave it.
pub fn replace(path: &Path, content: &[u8], unfinished: &Path) -> Result<()> {
    let (mut file, unfinished) = self::unfinished(unfinished)?;
    file.write_all(content).with_context(|| format!("cannot write `{}`", path.display()))?;
    put(file, unfinished, path)
}

/// A file that will stand elsewhere when it is whole. On Linux it has no name until then, so that nothing is left of a program that is killed.
pub struct Unfinished(Option<TempPath>);

/// A new file in a folder, for what will stand elsewhere when it is whole. Its mode is by the umask.
pub fn unfinished(folder: &Path) -> Result<(File, Unfinished)> {
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // Some file systems have no files without a name, and without /proc none could get one.
        if Path::new("/proc/self/fd").is_dir()
            && let Ok(file) = OpenOptions::new().read(true).write(true).mode(0o666).custom_flags(libc::O_TMPFILE).open(folder)
        {
            return Ok((file, Unfinished(None)));
        }
    }
    let said = || format!("cannot write in folder `{}`; choose a writable one", folder.display());
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let (file, path) = builder.prefix(UNFINISHED).tempfile_in(folder).with_context(said)?.into_parts();
    Ok((file, Unfinished(Some(path))))
}

/// Puts a file that was written in its place.
pub fn put(file: File, unfinished: Unfinished, path: &Path) -> Result<()> {
    let said = || format!("cannot write `{}`", path.display());
    let unfinished = match unfinished.0 {
        Some(unfinished) => unfinished,
        None => match link(&file, path) {
            Ok(()) => return Ok(()),
            // What stands there is replaced by a second name, at once.
            Err(_) => named(path.parent().unwrap_or(Path::new(".")), |new| link(&file, new)).with_context(said)?,
        },
    };
    drop(file);
    unfinished.persist(path).with_context(said)
}

/// A path in a folder at which `make` made a file, removed unless it is given another.
fn named(folder: &Path, make: impl FnMut(&Path) -> io::Result<()>) -> io::Result<TempPath> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    Ok(tempfile::Builder::new().prefix(UNFINISHED).make_in(folder, make)?.into_temp_path())
}

/// Gives a file without a name one.
#[cfg(target_os = "linux")]
fn link(file: &File, path: &Path) -> io::Result<()> {
    use std::ffi::CString;
    use std::os::fd::AsRawFd;
    use std::os::unix::ffi::OsStrExt;
    let from = CString::new(format!("/proc/self/fd/{}", file.as_raw_fd()))?;
    let to = CString::new(path.as_os_str().as_bytes())?;
    // SAFETY: a plain system call. Both strings end in a zero and live through it.
    match unsafe { libc::linkat(libc::AT_FDCWD, from.as_ptr(), libc::AT_FDCWD, to.as_ptr(), libc::AT_SYMLINK_FOLLOW) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

#[cfg(not(target_os = "linux"))]
fn link(_: &File, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Removes what killed programs left unfinished in a folder and in these folders below it. Links are not followed.
///
/// It is in nobody's way, so that what cannot be removed stays.
pub fn sweep(folder: &Path, below: &[&str]) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if name.as_encoded_bytes().starts_with(UNFINISHED.as_bytes()) && !is_folder {
            let _ = fs::remove_file(entry.path());
        } else if is_folder && below.iter().any(|known| name == *known) {
            sweep(&entry.path(), &[]);
        }
    }
}
