//! Numbers by which the parts of a text are told apart without being read: two parts have the same one if they are the same.

use std::ops::Range;

/// A prime, 2⁶¹ − 1, by which remainders are taken with shifts.
const PRIME: u64 = (1 << 61) - 1;

/// The polynomial hashes of everything in front of each byte (Karp and Rabin 1987), by two bases.
///
/// The bases are made of a BLAKE3 hash of the text: nobody can write a text whose parts they confuse, and two parts of a megabyte that differ have one
/// number in less than one of 10²⁴ texts.
pub(super) struct Prints {
    bases: [u64; 2],
    before: Vec<[u64; 2]>,
}

/// The number of a part: its length, and two remainders.
pub(super) type Print = (usize, [u64; 2]);

impl Prints {
    /// The numbers of the parts of a text, in time that grows with the text.
    pub fn new(text: &str) -> Prints {
        let hash = blake3::hash(text.as_bytes());
        let base = |at: usize| {
            let eight = hash.as_bytes()[8 * at..8 * at + 8].try_into().expect("a hash has 32 bytes");
            256 + u64::from_le_bytes(eight) % (PRIME - 256)
        };
        let bases = [base(0), base(1)];
        let mut before = Vec::with_capacity(text.len() + 1);
        let mut last = [0; 2];
        before.push(last);
        for byte in text.bytes() {
            last = [0, 1].map(|at| (product(last[at], bases[at]) + u64::from(byte)) % PRIME);
            before.push(last);
        }
        Prints { bases, before }
    }

    /// The number of these bytes, in time that grows with the digits of their number.
    pub fn of(&self, bytes: Range<usize>) -> Print {
        let (start, end) = (self.before[bytes.start], self.before[bytes.end]);
        let remainder = |at: usize| (end[at] + PRIME - product(start[at], power(self.bases[at], bytes.len()))) % PRIME;
        (bytes.len(), [0, 1].map(remainder))
    }
}

fn product(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    let sum = (product as u64 & PRIME) + (product >> 61) as u64;
    if sum >= PRIME { sum - PRIME } else { sum }
}

fn power(mut base: u64, mut exponent: usize) -> u64 {
    let mut power = 1;
    while exponent > 0 {
        if exponent & 1 == 1 {
            power = product(power, base);
        }
        base = product(base, base);
        exponent >>= 1;
    }
    power
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn parts_have_one_number_if_and_only_if_they_are_the_same(text in "[ab]{1,24}", ranges in proptest::collection::vec((0usize..24, 0usize..24), 2)) {
            let prints = Prints::new(&text);
            let range = |(a, b): (usize, usize)| (a.min(b).min(text.len()))..(a.max(b).min(text.len()));
            let (one, other) = (range(ranges[0]), range(ranges[1]));
            prop_assert_eq!(prints.of(one.clone()) == prints.of(other.clone()), text[one] == text[other]);
        }
    }
}
