//! Subword tokenizers: the trait that they implement, what they are asked for, and how their answers are verified.

use std::collections::BTreeSet;
use std::ops::Range;

use mihak_core::annotation::subword::touches;
use mihak_core::annotation::{Alone, Known, Subword, Subwording};
use mihak_core::hash::short_hash;
use mihak_core::text::fold::{is_tashkeel, without_tashkeel};

use crate::failure::Failure;

/// The size, the unknown token and the hash of a vocabulary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The number of its tokens.
    pub size: usize,
    /// The number of the token that stands for all text which the vocabulary does not have. `None` if there is no such token, for example if
    /// every byte is a token.
    pub unknown: Option<u32>,
    /// The first 8 hexadecimal digits of a SHA-256 over all tokens, in the order of their numbers.
    pub hash: String,
}

impl Facts {
    /// The facts of a vocabulary with these tokens, which may come in any order. Two vocabularies of one name may differ; then their hashes do.
    pub fn of(mut tokens: Vec<(u32, Vec<u8>)>, unknown: Option<u32>) -> Facts {
        tokens.sort_unstable();
        let numbers: Vec<[u8; 4]> = tokens.iter().map(|(id, _)| id.to_le_bytes()).collect();
        let parts: Vec<&[u8]> = numbers.iter().zip(&tokens).flat_map(|(id, (_, bytes))| [id.as_slice(), bytes.as_slice()]).collect();
        Facts { size: tokens.len(), unknown, hash: short_hash(&parts) }
    }
}

/// A system that cuts text into the tokens of a closed vocabulary.
///
/// Tokens must lie in the text and stand in its order: a token neither begins nor ends before the one in front of it does. They may overlap,
/// and may split characters. Every answer is verified.
pub trait Subwords: Send {
    /// Appends the tokens of `text` to `out`, which is empty before the call. Tokens that a model wants around a text, such as `[CLS]`, are left
    /// out.
    fn encode(&mut self, text: &str, out: &mut Vec<Subword>) -> Result<(), Failure>;

    /// The text that these tokens stand for. Bytes that are not UTF-8 become U+FFFD.
    fn decode(&mut self, ids: &[u32]) -> Result<String, Failure>;

    /// The facts of the vocabulary; `None` for a system that only cuts. Such a system is asked for whole articles only, and measures that need
    /// the numbers of tokens or single words are undefined for it.
    fn facts(&self) -> Option<&Facts>;
}

/// The verified answer of `system` for a text and, if it has a vocabulary, for each of the distinct words `types` alone.
pub fn subwording(system: &mut dyn Subwords, text: &str, types: &BTreeSet<&str>) -> Result<Subwording, Failure> {
    let tokens = encoded(system, text, text.len() / 4)?;
    let Some(facts) = system.facts() else { return Ok(Subwording { tokens, known: None }) };
    let unknown = facts.unknown.map_or(0, |unknown| tokens.iter().filter(|token| token.id == Some(unknown)).count());
    let decoded = decoded(system, &tokens)?;
    let unmarked = match text.contains(is_tashkeel) {
        true => Some(encoded(system, &without_tashkeel(text), text.len() / 4)?.len()),
        false => None,
    };
    let types = types.iter().map(|word| alone(system, word)).collect::<Result<Vec<_>, _>>()?;
    Ok(Subwording { tokens, known: Some(Known { unknown, decoded, unmarked, types }) })
}

fn alone(system: &mut dyn Subwords, word: &str) -> Result<Alone, Failure> {
    let bare = encoded(system, word, 4)?;
    let decoded = decoded(system, &bare)?;
    // The space must not count, whether it is a token of its own or a part of the first one.
    let touching = |tokens: &[Subword], word: Range<usize>| tokens.iter().filter(|token| touches(token, &word)).count();
    let spaced = encoded(system, &format!(" {word}"), 4)?;
    Ok(Alone { bare: touching(&bare, 0..word.len()), spaced: touching(&spaced, 1..word.len() + 1), decoded })
}

fn decoded(system: &mut dyn Subwords, tokens: &[Subword]) -> Result<String, Failure> {
    let ids: Option<Vec<u32>> = tokens.iter().map(|token| token.id).collect();
    let ids = ids.ok_or_else(|| Failure::Malformed("a token has no number, but the vocabulary is known".into()))?;
    system.decode(&ids)
}

fn encoded(system: &mut dyn Subwords, text: &str, expected: usize) -> Result<Vec<Subword>, Failure> {
    let mut out = Vec::with_capacity(expected);
    system.encode(text, &mut out)?;
    verify(text, &out)?;
    Ok(out)
}

/// `Err` unless all bytes are of the text, and neither starts nor ends go back.
pub(crate) fn verify(text: &str, tokens: &[Subword]) -> Result<(), Failure> {
    let mut before = 0..0;
    for (at, Subword { bytes, .. }) in tokens.iter().enumerate() {
        if bytes.start > bytes.end || bytes.end > text.len() {
            return Err(Failure::Malformed(format!("token {} ({bytes:?}) is not in the {} bytes of the article", at + 1, text.len())));
        }
        if bytes.start < before.start || bytes.end < before.end {
            return Err(Failure::Malformed(format!("token {} ({bytes:?}) begins or ends before the one in front of it ({before:?}) does", at + 1)));
        }
        before = bytes.clone();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(Vec<Range<usize>>);
    impl Subwords for Fixed {
        fn encode(&mut self, _: &str, out: &mut Vec<Subword>) -> Result<(), Failure> {
            out.extend(self.0.iter().map(|bytes| Subword { bytes: bytes.clone(), id: None }));
            Ok(())
        }
        fn decode(&mut self, _: &[u32]) -> Result<String, Failure> {
            panic!("a system without a vocabulary is not asked to decode")
        }
        fn facts(&self) -> Option<&Facts> {
            None
        }
    }

    #[test]
    fn answers_out_of_contract_are_failures_that_say_which_token() {
        let answer = |ranges: &[Range<usize>]| subwording(&mut Fixed(ranges.to_vec()), "و ab", &BTreeSet::new());
        for good in [&[0..1, 1..2, 2..5][..], &[0..2, 0..2, 2..5], &[0..0, 0..4, 5..5], &[]] {
            assert!(answer(good).is_ok(), "{good:?}");
        }
        for (ranges, said) in [
            (&[0..2, 2..6][..], "token 2 (2..6) is not in the 5 bytes"),
            (&[0..2, 4..4, 3..5], "token 3 (3..5) begins or ends before the one in front of it (4..4)"),
            (&[0..4, 2..3], "token 2 (2..3) begins or ends before the one in front of it (0..4)"),
        ] {
            let failure = answer(ranges).unwrap_err().to_string();
            assert!(failure.contains(said), "{failure}");
        }
    }

    #[test]
    fn the_hash_of_a_vocabulary_is_that_of_its_tokens_whatever_their_order() {
        let facts = |tokens: &[(u32, &str)]| Facts::of(tokens.iter().map(|&(id, token)| (id, token.into())).collect(), None).hash;
        assert_eq!(facts(&[(0, "a"), (1, "b")]), facts(&[(1, "b"), (0, "a")]));
        assert_ne!(facts(&[(0, "a"), (1, "b")]), facts(&[(0, "b"), (1, "a")]));
        assert_ne!(facts(&[(0, "ab"), (1, "c")]), facts(&[(0, "a"), (1, "bc")]));
    }
}
