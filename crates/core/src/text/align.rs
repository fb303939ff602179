//! From the pieces of a tokenizer that changed its text back to spans of the article, by a closed list of Arabic spelling rules.
//!
//! Both sides become letters with marks between them: presentation forms and composed characters are taken apart,
//! white space separates, and tashkeel, tatweel and invisible characters are marks that either side may have or lack. A piece is
//! placed where all its letters are those of the text, one for one or by a rule, and never across white space that it does not have.
//!
//! While the next piece fits where the last one ended it is placed there. Where none fits, a window of 64 letters on each side, or of 256,
//! is solved as a whole: the fewest letters of text and of pieces are left out, rather whole words than parts of words, and of equal
//! solutions the earliest. What is lost even so is found again by ten consonants that occur once on each side, up to 16,384
//! letters ahead. Every bound is a constant, so time is linear in text and pieces.

mod aligned;
mod anchor;
mod letters;
mod rule;
mod search;
mod settle;
mod streams;
#[cfg(test)]
mod tests;
mod window;

use crate::text::Span;
use crate::text::align::streams::Streams;

pub use aligned::Aligned;
pub use rule::{Rule, Uses};

/// The spans of `text` that the pieces, which are in text order, stand for.
///
/// Text that no piece stands for is left out, a piece that the text does not have is `None`, and what follows is placed all the
/// same. Pieces that are slices of the text get exactly their spans, with no rule used. Marks that no piece has belong to the
/// letter that they follow; those that open a word, to its first piece. Where two pieces share one character (ﻻ cut in
/// two) the first has it, and the second is `None` if nothing else is left. Conventions such as `+ها` or `##ها` are not known here.
///
/// ```
/// use mihak_core::text::align::{Rule, align};
/// let text = "كِتَابُهُمْ لِلنَّاسِ";
/// let aligned = align(text, &["كتاب", "هم", "ل", "ال", "ناس"]);
/// let slices: Vec<&str> = aligned.spans.iter().flatten().map(|span| span.slice(text)).collect();
/// assert_eq!(slices, ["كِتَابُ", "هُمْ", "لِ", "ل", "نَّاسِ"]);
/// assert_eq!(aligned.rules.of(Rule::LamLam), 1);
/// assert_eq!(aligned.rules.to_string(), "tashkeel 9, lam-lam 1");
/// ```
pub fn align(text: &str, pieces: &[impl AsRef<str>]) -> Aligned {
    align_counting(text, pieces).0
}

/// The alignment, and the steps that it took: letters read and compared, cells of windows.
fn align_counting(text: &str, pieces: &[impl AsRef<str>]) -> (Aligned, u64) {
    if let Some(spans) = verbatim(text, pieces) {
        return (Aligned { spans, rules: Uses::default() }, 0);
    }
    // Spans are of 32 bits; no article is longer.
    if u32::try_from(text.len()).is_err() {
        return (Aligned { spans: vec![None; pieces.len()], rules: Uses::default() }, 0);
    }
    let streams = Streams::new(text, pieces);
    let placed = search::search(&streams);
    let aligned = settle::settle(text, &streams, &placed);
    (aligned, streams.steps())
}

/// The spans of pieces that are the text as it stands, cut, with nothing but white space left out; otherwise `None`.
fn verbatim(text: &str, pieces: &[impl AsRef<str>]) -> Option<Vec<Option<Span>>> {
    let mut spans = Vec::with_capacity(pieces.len());
    let mut rest = text;
    for piece in pieces {
        let piece = piece.as_ref().trim();
        rest = rest.trim_start();
        // A byte order mark that opens the text separates, as for `words`.
        if rest.len() == text.len() && !rest.starts_with(piece) {
            rest = rest.strip_prefix('\u{feff}').unwrap_or(rest).trim_start();
        }
        let start = text.len() - rest.len();
        rest = rest.strip_prefix(piece)?;
        spans.push(if piece.is_empty() { None } else { Some(Span::new(text, start, start + piece.len()).ok()?) });
    }
    rest.trim_start().is_empty().then_some(spans)
}
