//! Sentences that occur again in a file. With the same tags they weigh more; with other tags they contradict each other.

use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHasher};

/// The fewest tokens of a sentence that is compared. Shorter ones (headings, single names) may rightly occur again with other tags.
const SHORTEST: usize = 3;

/// The sentences that were met. They are compared by 64-bit hashes of their tokens and of their tags.
#[derive(Default)]
pub struct Repeats {
    known: FxHashMap<u64, (u64, u64)>,
    tokens: FxHasher,
    tags: FxHasher,
    len: usize,
    line: u64,
    /// The number of sentences that repeat an earlier one with the same tags.
    pub times: u64,
    /// The line of the first of them.
    pub first: u64,
}

impl Repeats {
    /// Adds a token to the sentence.
    #[inline]
    pub fn token(&mut self, line: u64, token: &[u8]) {
        if self.len == 0 {
            self.line = line;
        }
        self.len += 1;
        self.tokens.write(token);
        self.tokens.write_u8(0xff);
        self.tags.write_u8(0xff);
    }

    /// Adds a tag to the last token.
    #[inline]
    pub fn tag(&mut self, tag: &[u8]) {
        self.tags.write(tag);
        self.tags.write_u8(b' ');
    }

    /// Ends the sentence. If an earlier sentence has the same tokens and other tags: the line where this one begins, and that of the earlier one.
    pub fn end(&mut self) -> Option<(u64, u64)> {
        let (tokens, tags) = (std::mem::take(&mut self.tokens).finish(), std::mem::take(&mut self.tags).finish());
        if std::mem::take(&mut self.len) < SHORTEST {
            return None;
        }
        let (line, known) = *self.known.entry(tokens).or_insert((self.line, tags));
        if line == self.line {
            return None;
        }
        if known != tags {
            return Some((self.line, line));
        }
        self.times += 1;
        if self.times == 1 {
            self.first = self.line;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(repeats: &mut Repeats, line: u64, tokens: &[(&str, &str)]) -> Option<(u64, u64)> {
        for (at, (token, tag)) in (line..).zip(tokens) {
            repeats.token(at, token.as_bytes());
            repeats.tag(tag.as_bytes());
        }
        repeats.end()
    }

    #[test]
    fn the_same_tokens_with_other_tags_name_both_lines_and_with_the_same_are_counted() {
        let mut repeats = Repeats::default();
        let name = [("زار", "O"), ("سمير", "B-PER"), ("بيروت", "B-LOC")];
        assert_eq!(end(&mut repeats, 1, &name), None);
        assert_eq!(end(&mut repeats, 5, &name), None);
        assert_eq!(end(&mut repeats, 9, &[("زار", "O"), ("سمير", "B-PER"), ("بيروت", "O")]), Some((9, 1)));
        assert_eq!((repeats.times, repeats.first), (1, 5));
        assert_eq!(end(&mut repeats, 13, &[("زا", "O"), ("رسمير", "B-PER"), ("بيروت", "O")]), None, "tokens have borders");
    }
}
