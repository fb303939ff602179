//! Hashes of large files, kept from one run to the next, so that a model is read once.

use std::collections::BTreeMap;
use std::fs::{self, File, Metadata};
use std::io;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use anyhow::Result;

use crate::folder::write_inside;

/// The name of the file in the folder of kept answers.
const FILE: &str = "files.txt";

/// A file that changed so shortly before it was read may change again without another time.
const YOUNG: Duration = Duration::from_secs(3);

/// Hashes of files by what tells one content from another: device, number, length, and both times.
#[derive(Debug, Default)]
pub struct Hashes(Mutex<BTreeMap<String, blake3::Hash>>);

impl Hashes {
    /// No hash is kept.
    pub fn none() -> Hashes {
        Hashes::default()
    }

    /// Those that are kept in a folder; none where there is no such file, or where it cannot be read: files are read again then.
    pub fn kept(folder: &Path) -> Hashes {
        let content = fs::read_to_string(folder.join(FILE)).unwrap_or_default();
        let of_line = |line: &str| line.rsplit_once(' ').and_then(|(key, hash)| Some((key.to_string(), blake3::Hash::from_hex(hash).ok()?)));
        Hashes(Mutex::new(content.lines().filter_map(of_line).collect()))
    }

    /// Keeps them in a folder for the next run.
    ///
    /// `Err` if it cannot be written.
    pub fn keep(&self, folder: &Path) -> Result<()> {
        let hashes = self.0.lock().expect("no holder of the hashes panics");
        if hashes.is_empty() {
            return Ok(());
        }
        let lines: String = hashes.iter().map(|(key, hash)| format!("{key} {hash}\n")).collect();
        write_inside(folder, FILE, lines.as_bytes())
    }

    /// The hash of a file: the one that is kept, or what `read` gives, which is kept if the file is old enough to be told from another.
    pub fn of(&self, file: &File, read: impl FnOnce(&File) -> io::Result<blake3::Hash>) -> io::Result<blake3::Hash> {
        let about = file.metadata()?;
        let key = key(&about);
        if let Some(hash) = key.as_ref().and_then(|key| self.0.lock().expect("no holder of the hashes panics").get(key).copied()) {
            return Ok(hash);
        }
        let begun = SystemTime::now();
        let hash = read(file)?;
        let after = self::key(&file.metadata()?);
        if let Some(key) = key.filter(|key| after.as_ref() == Some(key) && is_old(&about, begun)) {
            self.0.lock().expect("no holder of the hashes panics").insert(key, hash);
        }
        Ok(hash)
    }
}

#[cfg(unix)]
fn key(about: &Metadata) -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let (modified, changed) = ((about.mtime(), about.mtime_nsec()), (about.ctime(), about.ctime_nsec()));
    Some(format!("{} {} {} {}.{:09} {}.{:09}", about.dev(), about.ino(), about.len(), modified.0, modified.1, changed.0, changed.1))
}

#[cfg(unix)]
fn is_old(about: &Metadata, now: SystemTime) -> bool {
    use std::os::unix::fs::MetadataExt;
    let changed = SystemTime::UNIX_EPOCH + Duration::from_secs(about.ctime().max(about.mtime()).max(0).unsigned_abs());
    now.duration_since(changed).is_ok_and(|age| age > YOUNG)
}

/// Elsewhere nothing tells a content from another of the same length and time.
#[cfg(not(unix))]
fn key(_: &Metadata) -> Option<String> {
    None
}

#[cfg(not(unix))]
fn is_old(_: &Metadata, _: SystemTime) -> bool {
    false
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn an_old_file_is_read_once_and_a_young_one_each_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model");
        fs::write(&path, "weights").unwrap();
        let (one, two) = (blake3::hash(b"1"), blake3::hash(b"2"));
        let hashes = Hashes::none();
        let file = File::open(&path).unwrap();
        assert_eq!([hashes.of(&file, |_| Ok(one)).unwrap(), hashes.of(&file, |_| Ok(two)).unwrap()], [one, two], "it was just written");
        // The time of a change cannot be set; a hash that is kept for this file stands for one of an old file.
        let key = key(&file.metadata().unwrap()).unwrap();
        fs::write(folder.path().join(FILE), format!("{key} {one}\nbroken\n")).unwrap();
        let kept = Hashes::kept(folder.path());
        assert_eq!(kept.of(&file, |_| Ok(two)).unwrap(), one);
        kept.keep(folder.path()).unwrap();
        assert_eq!(fs::read_to_string(folder.path().join(FILE)).unwrap(), format!("{key} {one}\n"));
        fs::write(&path, "WEIGHTS").unwrap();
        assert_eq!(kept.of(&File::open(&path).unwrap(), |_| Ok(two)).unwrap(), two, "of the same length");
        assert!(is_old(&file.metadata().unwrap(), SystemTime::now() + Duration::from_secs(10)));
    }
}
