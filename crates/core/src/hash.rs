//! Short hashes, by which signatures and receipts tell contents apart, and mixed numbers, by which things are drawn.

use sha2::{Digest, Sha256};

/// What [`mixed`] adds to a number first; a counter that goes on by it gives the numbers of SplitMix64.
pub const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// A number whose every bit depends on every bit of `number`: the function of SplitMix64 (Steele, Lea and Flood 2014).
pub fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(STEP);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

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
