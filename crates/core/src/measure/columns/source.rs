//! Bytes that are read in large pieces, cut after complete sentences, and hashed as they pass.

use std::fmt::Display;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Arc, Mutex};

use memchr::memmem::{Finder, find};

use crate::error::{Error, ErrorKind, Result};
use crate::format::conll::layout::BOM;

/// How much is read at once, unless told otherwise.
const PIECE: usize = 1 << 20;

/// The first eight hexadecimal digits of the BLAKE3 hash of contents, one after the other.
///
/// Files that are scored may have gigabytes: SHA-256, which names corpora, would take a fifth of the time.
pub fn hash<'a>(contents: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = blake3::Hasher::new();
    for content in contents {
        hash.update(content);
    }
    digits(&hash)
}

/// The error of a file that cannot be read.
pub(super) fn unreadable(shown: impl Display, error: io::Error) -> Error {
    Error::new(ErrorKind::Unreadable, format!("cannot read `{shown}`")).because(error)
}

fn digits(hash: &blake3::Hasher) -> String {
    hash.finalize().to_hex()[..8].to_string()
}

/// Where a file may be cut: after the first bytes of a needle.
struct Ends {
    needle: Finder<'static>,
    keep: usize,
}

impl Ends {
    fn new(needle: &'static str, keep: usize) -> Ends {
        Ends { needle: Finder::new(needle), keep }
    }
}

/// A tag file that is being read.
pub struct Source {
    shown: String,
    from: Box<dyn Read + Send>,
    /// What was read and not handed out.
    kept: Vec<u8>,
    piece: usize,
    ends: Ends,
    is_done: bool,
    hash: blake3::Hasher,
    done: Arc<Mutex<Option<String>>>,
}

impl Source {
    /// What `from` gives; `shown` names it in errors.
    pub fn new(shown: &str, from: Box<dyn Read + Send>) -> Source {
        Source {
            shown: shown.into(),
            from,
            kept: Vec::new(),
            piece: PIECE,
            ends: Ends::new("\n\n", 2),
            is_done: false,
            hash: blake3::Hasher::new(),
            done: Arc::default(),
        }
    }

    /// The source, read in pieces of so many bytes; at least 64, so that the first holds the mark of a document that it begins with.
    pub fn in_pieces(self, bytes: usize) -> Source {
        Source { piece: bytes.max(64), ..self }
    }

    /// The file at a path.
    pub fn open(path: &Path) -> Result<Source> {
        let file = File::open(path).map_err(|error| unreadable(path.display(), error))?;
        Ok(Source::new(&path.display().to_string(), Box::new(file)))
    }

    /// Reads the beginning and drops a byte order mark; true if it holds a line that begins with `mark`.
    pub(super) fn begin(&mut self, mark: &[u8]) -> Result<bool> {
        self.fill()?;
        if self.kept.starts_with(BOM) {
            self.take(BOM.len());
        }
        Ok(self.kept.starts_with(mark) || memchr::memmem::find_iter(&self.kept, mark).any(|at| self.kept[at - 1] == b'\n'))
    }

    /// Drops the lines that begin with `mark` from what was read.
    pub(super) fn drop_lines(&mut self, mark: &[u8]) {
        self.kept = self.kept.split_inclusive(|&byte| byte == b'\n').filter(|line| !line.starts_with(mark)).flatten().copied().collect();
    }

    /// Says that parts end in front of the marks of documents, or else after an empty line, as the beginning writes it.
    pub(super) fn part(&mut self, is_marked: bool) {
        let first = |needle: &str| find(&self.kept, needle.as_bytes()).unwrap_or(usize::MAX);
        self.ends = match is_marked {
            true => Ends::new("\n-DOCSTART-", 1),
            false if first("\n\r\n") < first("\n\n") => Ends::new("\n\r\n", 3),
            false => Ends::new("\n\n", 2),
        };
    }

    /// Where the hash of the content, see [`hash`], will stand when all was read.
    pub fn hash(&self) -> Arc<Mutex<Option<String>>> {
        self.done.clone()
    }

    /// Reads another piece; false at the end of the file.
    fn fill(&mut self) -> Result<bool> {
        if self.is_done {
            return Ok(false);
        }
        let from = self.kept.len();
        // Once for all, instead of as the vector grows.
        self.kept.reserve(self.piece);
        let read = Read::take(&mut self.from, self.piece as u64).read_to_end(&mut self.kept).map_err(|error| unreadable(&self.shown, error))?;
        self.hash.update(&self.kept[from..]);
        if read == 0 {
            self.is_done = true;
            *self.done.lock().expect("no holder of the hash panics") = Some(digits(&self.hash));
        }
        Ok(read > 0)
    }

    /// Hands out the first bytes of what was read.
    fn take(&mut self, len: usize) -> Vec<u8> {
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

    /// Reads until a piece holds `wanted` ends of parts and hands it out up to the last of them; also how many there were.
    /// Everything that is left if the file ends before.
    pub(super) fn parts(&mut self, wanted: Option<usize>) -> Result<(Vec<u8>, usize)> {
        let (mut found, mut end, mut searched) = (0, 0, 0);
        loop {
            // A part may begin with the needle itself: the first byte belongs to what was handed out.
            for at in self.ends.needle.find_iter(&self.kept[searched..]) {
                if searched + at == 0 {
                    continue;
                }
                found += 1;
                end = searched + at + self.ends.keep;
                if Some(found) == wanted {
                    return Ok((self.take(end), found));
                }
            }
            if wanted.is_none() && found > 0 && end * 2 > self.piece {
                return Ok((self.take(end), found));
            }
            // What follows the last needle is searched again, because a needle may lie across two pieces.
            searched = end.max((self.kept.len() + 1).saturating_sub(self.ends.needle.needle().len()));
            if !self.fill()? {
                return Ok((self.take(self.kept.len()), found));
            }
        }
    }
}
