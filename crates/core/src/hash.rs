//! Short hashes, which tell contents apart in signatures and receipts.

use sha2::{Digest, Sha256};

/// The first 8 hexadecimal digits of the SHA-256 of the parts, each behind its length.
pub fn short_hash(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize()[..4].iter().map(|byte| format!("{byte:02x}")).collect()
}
