//! Spans carried from one text into another, if both differ only in white space or in what the caller tolerates.

use crate::format::Document;
use crate::measure::pairing::{Tolerance, is_invisible};
use crate::text::Span;

/// The way from one text into another, by which spans are carried over. Both texts differ in white space at most, or in what the caller
/// tolerates.
pub struct Move<'a> {
    to: &'a str,
    /// The compared characters that both texts have, those of the target first; `None` if the texts are equal.
    both: Option<[Vec<(u32, char)>; 2]>,
}

impl<'a> Move<'a> {
    /// The way from the text `from` into the text `to`. `Err` if they differ in more than white space; it says where.
    ///
    /// ```
    /// use mihak_core::measure::way::Move;
    /// use mihak_core::text::Span;
    ///
    /// let (gold, tokens) = ("قال: نعم", "قال : نعم");
    /// let way = Move::new(gold, tokens).unwrap();
    /// let span = Span::new(tokens, 9, 15).unwrap();
    /// assert_eq!(way.span(span).unwrap().slice(gold), "نعم");
    /// ```
    pub fn new(to: &'a str, from: &str) -> Result<Move<'a>, String> {
        Move::with(to, from, Tolerance::default())
    }

    fn with(to: &'a str, from: &str, tolerance: Tolerance) -> Result<Move<'a>, String> {
        if to == from {
            return Ok(Move { to, both: None });
        }
        let (left, right) = (tolerance.compared(to), tolerance.compared(from));
        let shared = left.iter().zip(&right).take_while(|(a, b)| a.1 == b.1).count();
        match shared < left.len() || shared < right.len() {
            true => Err(parted([to, from], [&left, &right], shared)),
            false => Ok(Move { to, both: Some([left, right]) }),
        }
    }

    /// The way from the text of a prediction into that of gold, and the number of characters of gold that the prediction lacks.
    ///
    /// `Err` if the texts differ in something that is not tolerated; it says where.
    pub(super) fn tolerant(gold: &'a Document, predicted: &Document, tolerance: Tolerance) -> Result<(Move<'a>, usize), String> {
        let whole = Move::with(&gold.text, &predicted.text, tolerance);
        match whole {
            Err(_) if tolerance.missing => {}
            whole => return Ok((whole?, 0)),
        }
        let (left, right) = (tolerance.compared(&gold.text), tolerance.compared(&predicted.text));
        let kept = shortened(gold, predicted, [&left, &right]).ok_or_else(|| {
            let shared = left.iter().zip(&right).take_while(|(a, b)| a.1 == b.1).count();
            parted([&gold.text, &predicted.text], [&left, &right], shared)
        })?;
        let missing = left.len() - kept.len();
        Ok((Move { to: &gold.text, both: Some([kept, right]) }, missing))
    }

    /// The span in the other text. `None` if the span holds nothing but white space.
    pub fn span(&self, span: Span) -> Option<Span> {
        let Some([left, right]) = &self.both else { return Some(span) };
        // The number of visible characters in front of a byte is the same number in the other text.
        let place = |byte: usize| right.partition_point(|&(at, _)| (at as usize) < byte);
        let (first, end) = (place(span.start()), place(span.end()));
        let last = end.checked_sub(1).filter(|last| first <= *last)?;
        let (start, (last, c)) = (left[first].0 as usize, left[last]);
        Some(Span::new(self.to, start, last as usize + c.len_utf8()).expect("visible characters have text"))
    }
}

/// The characters of gold that the prediction has, if it only ends early, in some sentences or as a whole. `None` if it differs in another way.
fn shortened(gold: &Document, predicted: &Document, [left, right]: [&[(u32, char)]; 2]) -> Option<Vec<(u32, char)>> {
    let begins = |left: &[(u32, char)], right: &[(u32, char)]| right.len() <= left.len() && left.iter().zip(right).all(|(a, b)| a.1 == b.1);
    if begins(left, right) {
        return Some(left[..right.len()].to_vec());
    }
    if predicted.sentences.len() > gold.sentences.len() {
        return None;
    }
    let within = |of: &[(u32, char)], span: Span| {
        let place = |byte: usize| of.partition_point(|&(at, _)| (at as usize) < byte);
        place(span.start())..place(span.end())
    };
    let mut kept = Vec::with_capacity(right.len());
    for (ours, theirs) in gold.sentences.iter().zip(&predicted.sentences) {
        let (ours, theirs) = (&left[within(left, *ours)], &right[within(right, *theirs)]);
        if !begins(ours, theirs) {
            return None;
        }
        kept.extend_from_slice(&ours[..theirs.len()]);
    }
    (kept.len() == right.len()).then_some(kept)
}

/// The message about two texts that differ after so many equal characters.
fn parted([to, from]: [&str; 2], [left, right]: [&[(u32, char)]; 2], shared: usize) -> String {
    let around = |text: &str, at: Option<&(u32, char)>| -> String {
        at.map_or("its end".into(), |&(at, c)| {
            let (line, shown) = (text[..at as usize].matches('\n').count() + 1, text[at as usize..].chars().take(20).collect::<String>());
            format!("«{}» (U+{:04X}, line {line} of its text)", shown.replace('\n', " "), u32::from(c))
        })
    };
    let (ours, theirs) = (around(to, left.get(shared)), around(from, right.get(shared)));
    let unseen = [left.get(shared), right.get(shared)].into_iter().flatten().any(|&(_, c)| is_invisible(c));
    let advice = match (unseen, shared == right.len()) {
        (true, _) => "; --ignore-invisible compares without marks that are not seen",
        (false, true) => "; --missing count counts what the prediction lacks as missed",
        _ => "",
    };
    format!(
        "the texts part behind {shared} visible characters: gold has {ours}, the prediction {theirs}; both must be of one text, white space aside{advice}"
    )
}
