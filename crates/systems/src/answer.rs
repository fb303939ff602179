//! The answer of a system for one article, and the one place where answers are verified.

use std::sync::Arc;

use mihak_core::annotation::{Changed, Label, Labels, Mention, Quotes, Subwording, Token};
use mihak_core::text::Span;

use crate::failure::Failure;
use crate::subwords;

/// What a system found in one article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Prediction {
    /// The tokens of a tokenizer.
    Tokens(Vec<Token>),
    /// The mentions of an extractor, with the table of their labels.
    Mentions(Vec<Mention>, Arc<Labels>),
    /// The tokens of a subword tokenizer, and what else it says.
    Subwords(Subwording),
}

/// The answer of a system for one article. It is not verified yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What the system found.
    pub prediction: Prediction,
    /// How a tokenizer changed the text; empty for other systems.
    pub changed: Changed,
    /// What a chat model quoted; `None` for other systems. Those of its quotes that stand in the text are mentions.
    pub quotes: Option<Box<Quotes>>,
}

impl From<Prediction> for Answer {
    fn from(prediction: Prediction) -> Answer {
        Answer { prediction, changed: Changed::default(), quotes: None }
    }
}

impl Answer {
    /// The answer, if it keeps the contract for this text.
    ///
    /// `Err` is [`Failure::Malformed`] with the number of the first token or mention that breaks it. It must lie in the text, split no character
    /// and have no white space at its edges. A token must not begin before the token in front of it ends. Subwords have rules of their own: see
    /// [`Subwords`](crate::subwords::Subwords).
    pub fn verified(self, text: &str) -> Result<Verified, Failure> {
        match &self.prediction {
            Prediction::Tokens(tokens) => verify_tokens(text, tokens)?,
            Prediction::Mentions(mentions, _) => verify_mentions(text, mentions)?,
            Prediction::Subwords(answer) => subwords::verify(text, &answer.tokens)?,
        }
        Ok(Verified(self))
    }
}

/// An answer that keeps the contract for its text. Only [`Answer::verified`] makes one, and only such an answer can be kept or scored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified(Answer);

impl Verified {
    /// What the system found.
    pub fn prediction(&self) -> &Prediction {
        &self.0.prediction
    }

    /// How a tokenizer changed the text; empty for other systems.
    pub fn changed(&self) -> &Changed {
        &self.0.changed
    }

    /// What a chat model quoted; `None` for other systems.
    pub fn quotes(&self) -> Option<&Quotes> {
        self.0.quotes.as_deref()
    }

    /// What the system found, without a copy.
    pub fn into_prediction(self) -> Prediction {
        self.0.prediction
    }

    /// Replaces the labels of mentions by labels of another table, `labels`. `target` gives the new label; a mention without one is left out.
    /// Spans do not change, so the answer stays verified.
    pub fn relabel(&mut self, labels: Arc<Labels>, target: impl Fn(Label) -> Option<Label>) {
        if let Prediction::Mentions(mentions, own) = &mut self.0.prediction {
            if let Some(quotes) = &mut self.0.quotes {
                quotes.all.retain_mut(|quote| {
                    let label = own.get(&quote.label).and_then(&target);
                    label.map(|label| quote.label = labels.name(label).into()).is_some()
                });
            }
            mentions.retain_mut(|mention| target(mention.label).map(|label| mention.label = label).is_some());
            *own = labels;
        }
    }
}

fn verify_tokens(text: &str, tokens: &[Token]) -> Result<(), Failure> {
    let mut end = 0;
    for (at, token) in tokens.iter().enumerate() {
        verify_span(text, token.span, at)?;
        if token.span.start() < end {
            return Err(Failure::Malformed(format!("token {} ({:?}) begins before the one in front of it ends", at + 1, token.span.range())));
        }
        end = token.span.end();
    }
    Ok(())
}

fn verify_mentions(text: &str, mentions: &[Mention]) -> Result<(), Failure> {
    mentions.iter().enumerate().try_for_each(|(at, mention)| verify_span(text, mention.span, at))
}

fn verify_span(text: &str, span: Span, at: usize) -> Result<(), Failure> {
    if !span.fits(text) {
        return Err(Failure::Malformed(format!("answer {} ({:?}) is no span of the {} bytes of the article", at + 1, span.range(), text.len())));
    }
    let slice = span.slice(text);
    // No white space begins with the lead bytes of the Arabic block: most answers need no closer look.
    let arabic = |byte: u8| (0xd8..=0xdb).contains(&byte);
    let (first, last) = (slice.as_bytes()[0], slice.len().checked_sub(2).map_or(0, |at| slice.as_bytes()[at]));
    if arabic(first) && arabic(last) {
        return Ok(());
    }
    if slice.starts_with(char::is_whitespace) || slice.ends_with(char::is_whitespace) {
        return Err(Failure::Malformed(format!("answer {} ({:?}) has white space at its edge", at + 1, span.range())));
    }
    Ok(())
}
