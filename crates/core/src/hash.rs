//! Short hashes, by which signatures and receipts tell contents apart.

use sha2::{Digest, Sha256};

/// The first 8 hexadecimal digits of a SHA-256 over all parts. In front of each part stands its length, 8 bytes, little end first.
pub fn short_hash(parts: &[&[u8]]) -> String {
    let mut hasher = ShortHasher::default();
    parts.iter().for_each(|part| hasher.part(part));
    hasher.finish()
}

/// Makes the hash of parts that come one after another, see [`short_hash`].
#[derive(Clone, Default)]
pub struct ShortHasher(Sha256);

impl ShortHasher {
    /// Adds a part.
    pub fn part(&mut self, part: &[u8]) {
        self.begin(part.len() as u64);
        self.update(part);
    }

    /// Begins a part of so many bytes, which follow.
    pub fn begin(&mut self, length: u64) {
        self.0.update(length.to_le_bytes());
    }

    /// Adds bytes of the part that was begun.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash.
    pub fn finish(self) -> String {
        self.0.finalize()[..4].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
