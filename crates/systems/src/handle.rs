//! Handles: opened systems, one for each worker.

use std::collections::BTreeSet;

use crate::answer::{Answer, Prediction, Verified};
use crate::contract::{Extractor, Tokenizer};
use crate::failure::Failure;
use crate::subwords::{Subwords, subwording};

/// A built-in system, opened for one worker.
pub enum Handle {
    /// A tokenizer.
    Tokenizer(Box<dyn Tokenizer>),
    /// An extractor.
    Extractor(Box<dyn Extractor>),
    /// A subword tokenizer.
    Subwords(Box<dyn Subwords>),
}

impl Handle {
    /// The verified answer of the system for `text`. `Err` if it gave none, or if its answer breaks the contract.
    pub fn answer(&mut self, text: &str) -> Result<Verified, Failure> {
        self.answer_with(text, &BTreeSet::new())
    }

    /// The same as [`Handle::answer`]. A subword tokenizer with a vocabulary is also asked for each of the distinct words `types` alone.
    pub fn answer_with(&mut self, text: &str, types: &BTreeSet<&str>) -> Result<Verified, Failure> {
        let prediction = match self {
            Handle::Tokenizer(tokenizer) => {
                // Arabic text under the finest scheme has a token every six bytes or so.
                let mut out = Vec::with_capacity(text.len() / 6);
                tokenizer.tokenize(text, &mut out)?;
                Prediction::Tokens(out)
            }
            Handle::Extractor(extractor) => {
                let mut out = Vec::new();
                extractor.extract(text, &mut out)?;
                Prediction::Mentions(out, extractor.labels().clone())
            }
            Handle::Subwords(system) => Prediction::Subwords(subwording(&mut **system, text, types)?),
        };
        Answer::from(prediction).verified(text)
    }
}

#[cfg(test)]
mod tests {
    use mihak_core::annotation::Token;
    use mihak_core::text::Span;

    use super::*;

    struct Fixed(Vec<Token>);
    impl Tokenizer for Fixed {
        fn tokenize(&mut self, _: &str, out: &mut Vec<Token>) -> Result<(), Failure> {
            out.extend(&self.0);
            Ok(())
        }
    }

    fn answer(made_for: &str, asked: &str, spans: &[(usize, usize)]) -> Result<Verified, Failure> {
        let tokens = spans.iter().map(|&(a, b)| Token::plain(Span::new(made_for, a, b).unwrap())).collect();
        Handle::Tokenizer(Box::new(Fixed(tokens))).answer(asked)
    }

    #[test]
    fn answers_out_of_contract_are_failures_that_say_which_token() {
        assert!(answer("ab cd", "ab cd", &[(0, 2), (3, 5)]).is_ok());
        for (asked, spans, said) in [
            ("ab cd", &[(3, 5), (0, 2)][..], "token 2 (0..2) begins before"),
            ("ab cd", &[(0, 2), (1, 2)], "token 2 (1..2) begins before"),
            ("ab", &[(0, 2), (3, 5)], "answer 2 (3..5) is no span"),
            ("aب d", &[(0, 2)], "answer 1 (0..2) is no span"),
            ("ab cd", &[(0, 3)], "white space at its edge"),
        ] {
            let failure = answer("ab cd", asked, spans).unwrap_err().to_string();
            assert!(failure.contains(said), "{failure}");
        }
    }
}
