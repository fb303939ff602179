//! Alignment: where the pieces of a tokenizer stand in the article, though the tokenizer changed the text. A closed list of Arabic spelling
//! rules says which changes are known.
//!
//! Text and pieces both become letters with marks between them. Presentation forms and composed characters are taken apart. White space
//! separates. Tashkeel, tatweel and invisible characters are marks; each side may have or lack them. A piece is placed where each of its
//! letters is a letter of the text, or becomes one by a rule. It never reaches over white space that it does not have.
//!
//! The next piece is placed where the last one ended, if it fits there. If it does not, a window of 64 letters of both sides is solved as a
//! whole, and then one of 256. The best solution leaves out the fewest letters, and whole words rather than parts of words; of equal
//! solutions the first is taken. If even that fails, the place is found again by ten consonants in a row that occur once on each side, up to
//! 16,384 letters ahead. Every bound is a constant, so time is linear in text and pieces.

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

/// The spans of `text` that the pieces stand for. The pieces must be in the order of the text.
///
/// - A piece that the text does not have is `None`; the pieces after it are placed all the same.
/// - Text that no piece stands for is in no span.
/// - Pieces that are slices of the text get exactly their own spans, and no rule is used.
/// - A mark that no piece has belongs to the letter in front of it. At the start of a word it belongs to the word's first piece.
/// - Two pieces may share one character (ﻻ cut in two). The first piece has it; the second is `None` if it has nothing else.
/// - A text of 4 GB or more has no spans: every piece is `None`, unless the pieces are the text as it stands.
///
/// Marks of tokenizers such as the `+` of `+ها` or the `##` of `##ها` are not known here; the caller takes them off.
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

/// The spans of pieces that are the text as it stands, with only white space left out; `None` if they are not.
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
