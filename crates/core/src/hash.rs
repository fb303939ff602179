//! Short hashes, by which signatures and receipts tell contents apart.

use sha2::{Digest, Sha256};

/// The first 8 hexadecimal digits of a SHA-256 over all parts. In front of each part stands its length, 8 bytes, little end first.
pub fn short_hash(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize()[..4].iter().map(|byte| format!("{byte:02x}")).collect()
}
