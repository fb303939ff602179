//! Bytes that are read in large pieces, cut behind complete sentences, and hashed as they pass.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::{Arc, Mutex};

use anyhow::{Context, Result};
use memchr::memmem::Finder;

/// How much is read at once.
const PIECE: usize = 1 << 20;

/// The first eight hexadecimal digits of the BLAKE3 hash of contents, one behind the other.
///
/// Files that are scored may have gigabytes: SHA-256, which names corpora, would take a fifth of the time.
pub fn hash<'a>(contents: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = blake3::Hasher::new();
    for content in contents {
        hash.update(content);
    }
    digits(&hash)
}

fn digits(hash: &blake3::Hasher) -> String {
    hash.finalize().to_hex()[..8].to_string()
}

/// A tag file that is being read.
pub struct Source {
    shown: String,
    from: Box<dyn Read + Send>,
    /// What was read and not handed out.
    kept: Vec<u8>,
    is_done: bool,
    hash: blake3::Hasher,
    done: Arc<Mutex<Option<String>>>,
}

impl Source {
    /// What `from` gives; `shown` names it in errors.
    pub fn new(shown: &str, from: Box<dyn Read + Send>) -> Source {
        Source { shown: shown.into(), from, kept: Vec::new(), is_done: false, hash: blake3::Hasher::new(), done: Arc::default() }
    }

    /// The file at a path.
    pub fn open(path: &Path) -> Result<Source> {
        let file = File::open(path).with_context(|| format!("cannot read `{}`", path.display()))?;
        Ok(Source::new(&path.display().to_string(), Box::new(file)))
    }

    /// Where the hash of the content, see [`hash`], will stand when all was read.
    pub fn hash(&self) -> Arc<Mutex<Option<String>>> {
        self.done.clone()
    }

    /// Reads another piece; false at the end of the file.
    pub(super) fn fill(&mut self) -> Result<bool> {
        if self.is_done {
            return Ok(false);
        }
        let from = self.kept.len();
        let read = Read::take(&mut self.from, PIECE as u64).read_to_end(&mut self.kept).with_context(|| format!("cannot read `{}`", self.shown))?;
        self.hash.update(&self.kept[from..]);
        if read == 0 {
            self.is_done = true;
            *self.done.lock().expect("no holder of the hash panics") = Some(digits(&self.hash));
        }
        Ok(read > 0)
    }

    /// What was read so far.
    pub(super) fn kept(&self) -> &[u8] {
        &self.kept
    }

    /// Hands out the first bytes of what was read.
    pub(super) fn take(&mut self, len: usize) -> Vec<u8> {
        let rest = self.kept[len..].to_vec();
        let mut taken = std::mem::replace(&mut self.kept, rest);
        taken.truncate(len);
        taken
    }

    /// Whether anything is left, read or not.
    pub(super) fn has_more(&mut self) -> Result<bool> {
        Ok(!self.kept.is_empty() || self.fill()?)
    }

    /// Hands out everything that is left.
    pub(super) fn rest(&mut self) -> Result<Vec<u8>> {
        while self.fill()? {}
        Ok(std::mem::take(&mut self.kept))
    }

    /// Reads until a piece holds `wanted` ends of parts, which are places of the finder's needle, and hands it out up to the last
    /// of them; also how many there were. Everything that is left if the file ends before.
    pub(super) fn parts(&mut self, needle: &Finder, keep: usize, wanted: Option<usize>) -> Result<(Vec<u8>, usize)> {
        let (mut found, mut end, mut searched) = (0, 0, 0);
        loop {
            // A part may begin with the needle itself: the first byte belongs to what was handed out.
            for at in needle.find_iter(&self.kept[searched..]) {
                if searched + at == 0 {
                    continue;
                }
                found += 1;
                end = searched + at + keep;
                if Some(found) == wanted {
                    return Ok((self.take(end), found));
                }
            }
            if wanted.is_none() && found > 0 && end * 2 > PIECE {
                return Ok((self.take(end), found));
            }
            // What follows the last needle is searched again, because a needle may lie across two pieces.
            searched = end.max((self.kept.len() + 1).saturating_sub(needle.needle().len()));
            if !self.fill()? {
                return Ok((self.take(self.kept.len()), found));
            }
        }
    }
}
