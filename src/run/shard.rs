//! Shards: disjoint parts of a run that machines may share.

use std::fmt;
use std::str::FromStr;

/// One of several disjoint parts of a run, which together are the whole: `2/8` is the second of eight.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shard {
    /// Which one, from 1 to `of`.
    pub number: usize,
    /// How many there are.
    pub of: usize,
}

impl Shard {
    /// The articles of a cell that are in this shard: they are dealt in their order, so that no shard has more than one article more than
    /// another. Every article is in exactly one shard.
    pub fn articles(self, all: &[usize]) -> Vec<usize> {
        all.iter().copied().skip(self.number - 1).step_by(self.of).collect()
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Shard, String> {
        let whole = |digits: &str| digits.parse::<u32>().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()));
        let numbers = text.split_once('/').and_then(|(number, of)| Some((whole(number)?, whole(of)?)));
        match numbers {
            Some((_, 0)) | None => Err("expected K/N, such as 2/8 for the second of eight shards".into()),
            Some((number, of)) if 1 <= number && number <= of => Ok(Shard { number: number as usize, of: of as usize }),
            Some((number, of)) => Err(format!("there is no shard {number} of {of}; the first is 1, the last {of}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_article_is_in_exactly_one_shard_and_shards_differ_by_one_article_at_most() {
        for (articles, of) in [(0, 3), (1, 1), (5, 2), (20, 8), (7, 9), (64, 64)] {
            let all: Vec<usize> = (100..100 + articles).collect();
            let shards: Vec<Vec<usize>> = (1..=of).map(|number| Shard { number, of }.articles(&all)).collect();
            let mut together = shards.concat();
            together.sort_unstable();
            assert_eq!(together, all, "{articles} articles in {of} shards");
            let sizes = || shards.iter().map(Vec::len);
            assert!(sizes().max().unwrap() - sizes().min().unwrap() <= 1, "{articles} articles in {of} shards: {shards:?}");
        }
    }

    #[test]
    fn a_shard_is_a_number_from_one_to_how_many_there_are() {
        assert_eq!("2/8".parse(), Ok(Shard { number: 2, of: 8 }));
        assert_eq!(Shard { number: 2, of: 8 }.to_string(), "2/8");
        for (text, said) in [
            ("0/3", "there is no shard 0 of 3; the first is 1, the last 3"),
            ("4/3", "there is no shard 4 of 3; the first is 1, the last 3"),
            ("0/0", "expected K/N"),
            ("3", "expected K/N"),
            ("+1/3", "expected K/N"),
            ("1/3/4", "expected K/N"),
            ("a/b", "expected K/N"),
            ("1/", "expected K/N"),
            ("١/٣", "expected K/N"),
            ("1/99999999999", "expected K/N"),
        ] {
            assert!(text.parse::<Shard>().unwrap_err().contains(said), "{text}");
        }
    }
}
