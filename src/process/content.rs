//! What the files of a system hold: a hash of their content, so that answers are kept only as long as nothing of it changes.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use mihak_core::wording::grouped;

use crate::process::hashes::Hashes;

/// The files that `files` of a system may name, those in folders among them.
pub const MOST_FILES: usize = 10_000;

/// The bytes that they may hold.
pub const MOST_BYTES: u64 = 256 << 30;

/// What the files of a system hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// A hash of the names and contents, in hexadecimal digits.
    pub hash: String,
    /// What counts for nothing, each with why: what is not there, hidden files, caches, what is no file.
    pub left_out: Vec<String>,
}

/// A file that counts.
struct Counted {
    /// The name that the stanza gives it, or that of its folder and what follows.
    name: String,
    path: PathBuf,
}

/// A walk through files and folders. Links are followed.
#[derive(Default)]
struct Walk {
    files: Vec<Counted>,
    bytes: u64,
    left_out: BTreeSet<String>,
    /// The folders around the place of the walk, without links.
    around: Vec<PathBuf>,
}

impl Content {
    /// The content of these programs and files below a folder; what is named twice counts twice.
    ///
    /// `Err` if something cannot be read, if a link leads back to a folder around it, or if there is more than anybody's model holds.
    pub fn read(folder: &Path, programs: &[String], files: &[String], hashes: &Hashes) -> Result<Content> {
        let mut walk = Walk::default();
        for program in programs.iter().filter(|name| folder.join(name).is_file()) {
            walk.visit(&folder.join(program), program)?;
        }
        for name in files {
            let path = folder.join(name);
            match fs::symlink_metadata(&path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => drop(walk.left_out.insert(format!("`{name}`, which is not there"))),
                _ => walk.visit(&path, name)?,
            }
        }
        let mut hasher = blake3::Hasher::new();
        for Counted { name, path } in &walk.files {
            hash(name, path, hashes, &mut hasher).with_context(|| format!("cannot read `{}`", path.display()))?;
        }
        Ok(Content { hash: hasher.finalize().to_hex()[..16].into(), left_out: walk.left_out.into_iter().collect() })
    }
}

impl Walk {
    fn visit(&mut self, path: &Path, name: &str) -> Result<()> {
        let about = match fs::metadata(path) {
            Ok(about) => about,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.left_out.insert(format!("`{name}`, a link to what is not there"));
                return Ok(());
            }
            Err(error) => return Err(error).with_context(|| format!("cannot read `{}`", path.display())),
        };
        if about.is_dir() {
            return self.folder(path, name);
        }
        if !about.is_file() {
            self.left_out.insert(format!("`{name}`, which is no file"));
            return Ok(());
        }
        self.bytes = self.bytes.saturating_add(about.len());
        self.files.push(Counted { name: name.into(), path: path.into() });
        if self.files.len() > MOST_FILES {
            bail!("more than {} files are named, up to `{}`; name only those that answers depend on", grouped(MOST_FILES as u64), path.display());
        }
        if self.bytes > MOST_BYTES {
            bail!("more than {} GB are named, up to `{}`; name only the files that answers depend on", MOST_BYTES >> 30, path.display());
        }
        Ok(())
    }

    fn folder(&mut self, path: &Path, name: &str) -> Result<()> {
        let said = || format!("cannot read folder `{}`", path.display());
        let real = fs::canonicalize(path).with_context(said)?;
        if self.around.contains(&real) {
            bail!("`{}`: the link leads back to folder `{}`, in which it stands; remove it", path.display(), real.display());
        }
        let entries = fs::read_dir(path).and_then(Iterator::collect::<io::Result<Vec<_>>>).with_context(said)?;
        let mut names: Vec<_> = entries.into_iter().map(|entry| entry.file_name()).collect();
        names.sort();
        self.around.push(real);
        for inner in names {
            let Some(inner) = inner.to_str() else { bail!("folder `{}`: file name {inner:?} is not UTF-8; rename it", path.display()) };
            let full = format!("{}/{inner}", name.trim_end_matches('/'));
            // Environments and caches are no part of a system.
            if inner.starts_with('.') {
                self.left_out.insert(format!("`{full}`, which is hidden"));
            } else if inner == "__pycache__" {
                self.left_out.insert(format!("`{full}`, a cache"));
            } else {
                self.visit(&path.join(inner), &full)?;
            }
        }
        self.around.pop();
        Ok(())
    }
}

/// Adds the name, the length and the content of a file; the content of a large one as a hash, which need not be read again.
fn hash(name: &str, path: &Path, hashes: &Hashes, hasher: &mut blake3::Hasher) -> io::Result<()> {
    const AT_ONCE: u64 = 16 << 20;
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    hasher.update(name.as_bytes());
    if length <= AT_ONCE {
        let mut content = Vec::new();
        // What grows while it is read is another file the next time.
        file.take(AT_ONCE + 1).read_to_end(&mut content)?;
        hasher.update(&(content.len() as u64).to_le_bytes()).update(&content);
        return Ok(());
    }
    let content = hashes.of(&file, |file| {
        let mut content = blake3::Hasher::new();
        content.update_reader(file)?;
        Ok(content.finalize())
    })?;
    hasher.update(&length.to_le_bytes()).update(content.as_bytes());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(folder: &Path, files: &[&str]) -> Result<Content> {
        Content::read(folder, &[], &files.iter().map(|name| name.to_string()).collect::<Vec<_>>(), &Hashes::none())
    }

    #[test]
    fn the_content_counts_and_not_the_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model.bin");
        let time = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
        let hash = |last: u8| {
            let mut bytes = vec![0; (16 << 20) + 1];
            *bytes.last_mut().unwrap() = last;
            fs::write(&path, bytes).unwrap();
            File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
            content(folder.path(), &["model.bin"]).unwrap().hash
        };
        let first = hash(1);
        assert_ne!(first, hash(2), "of the same length and time");
        assert_eq!(first, hash(1));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_what_counts_for_nothing_is_named() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["blobs", "model/__pycache__", "model/.git"] {
            fs::create_dir_all(at(name)).unwrap();
        }
        fs::write(at("blobs/1"), "one").unwrap();
        symlink("../blobs/1", at("model/weights.bin")).unwrap();
        symlink("../blobs/none", at("model/gone.bin")).unwrap();
        let read = content(folder.path(), &["model", "none"]).unwrap();
        let left_out = ["`model/.git`, which is hidden", "`model/__pycache__`, a cache", "`model/gone.bin`, a link to what is not there"];
        assert_eq!(read.left_out, left_out.into_iter().chain(["`none`, which is not there"]).map(String::from).collect::<Vec<_>>());
        fs::write(at("blobs/1"), "two").unwrap();
        assert_ne!(content(folder.path(), &["model", "none"]).unwrap().hash, read.hash, "what a link leads to counts");
        symlink("..", at("model/up")).unwrap();
        let error = content(folder.path(), &["model"]).unwrap_err().to_string();
        assert!(error.contains("model/up/model`: the link leads back to folder"), "{error}");
    }

    #[test]
    fn more_than_any_model_has_is_refused_before_it_is_read() {
        let folder = tempfile::tempdir().unwrap();
        (0..=MOST_FILES).for_each(|at| drop(File::create(folder.path().join(at.to_string())).unwrap()));
        let refused = |name: &str| content(folder.path(), &[name]).unwrap_err().to_string();
        assert!(refused(".").starts_with("more than 10,000 files are named, up to `"), "{}", refused("."));
        File::create(folder.path().join("large")).unwrap().set_len(MOST_BYTES + 1).unwrap();
        assert!(refused("large").starts_with("more than 256 GB are named, up to `"), "{}", refused("large"));
    }
}
