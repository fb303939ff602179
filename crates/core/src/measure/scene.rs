//! One article in which mentions are scored: when two mentions have the same place and the same spelling.

use crate::annotation::scheme::{is_proclitics, is_pronoun};
use crate::annotation::{Mention, Word};
use crate::measure::declared::Bound;
use crate::measure::overlap::Overlap;
use crate::measure::surfaces::Surfaces;
use crate::text::Span;
use crate::text::fold::{is_deleted, trim};

/// One article in which mentions are scored.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The raw text.
    pub text: &'a str,
    /// The gold words; `None` if the corpus has none. With them, two mentions may differ by clitics only if gold cuts these clitics off.
    pub words: Option<&'a [Word]>,
    /// The names that a system could have learned; `None` if mentions are not counted by whether they were seen.
    pub seen: Option<&'a Surfaces>,
    /// How much two mentions must share to overlap, for the measures `partial` and `type`.
    pub overlap: Overlap,
}

impl Scene<'_> {
    /// Whether two spans count as the same under the bound.
    pub(super) fn equal(&self, gold: Span, predicted: Span, bound: Bound) -> bool {
        gold == predicted || (bound == Bound::Clitic && self.differ_by_clitics(gold, predicted))
    }

    /// Whether exactly one end differs, and only by clitics.
    ///
    /// Clitics are never taken off a name. They are the difference between two spans whose other end agrees (وائل keeps its و).
    fn differ_by_clitics(&self, a: Span, b: Span) -> bool {
        let [(from, to)] = residue(a, b)[..] else { return false };
        let residue = &self.text[from..to];
        // Of a long residue only the beginning is read.
        let licensed = match a.end() == b.end() {
            true => may_be_proclitics(residue) && is_proclitics(residue),
            false => may_be_pronoun(residue) && is_pronoun(residue),
        };
        licensed && self.is_cut(from, to)
    }

    /// Whether gold cuts these bytes off as clitics; `true` if there are no gold words. Marks at the edges do not matter.
    fn is_cut(&self, from: usize, to: usize) -> bool {
        let Some(words) = self.words else { return true };
        let Ok(residue) = Span::new(self.text, from, to).map(|span| trim(self.text, span)) else { return false };
        let at = words.partition_point(|word| word.span.end() <= residue.start());
        let Some(word) = words.get(at) else { return false };
        let mut parts = word.segments.iter().filter(|segment| segment.span.overlaps(residue)).peekable();
        let starts = parts.peek().is_some_and(|first| trim(self.text, first.span).start() == residue.start());
        let mut end = 0;
        let clitics = parts.all(|segment| {
            end = trim(self.text, segment.span).end();
            segment.class.is_clitic()
        });
        starts && clitics && end == residue.end()
    }

    /// The error class of a pair, or `None` if it is right.
    pub(super) fn class(&self, gold: Option<Mention>, predicted: Option<Mention>) -> Option<&'static str> {
        let (gold, predicted) = match (gold, predicted) {
            (Some(gold), Some(predicted)) => (gold, predicted),
            (Some(_), None) => return Some("missed"),
            _ => return Some("spurious"),
        };
        let same_label = gold.label == predicted.label;
        let (g, p) = (gold.span, predicted.span);
        let [alone, with_label] = match (g.start() == p.start(), g.end() == p.end()) {
            (true, true) if same_label => return None,
            (true, true) => return Some("label"),
            _ if trim(self.text, g) == trim(self.text, p) => ["spelling", "spelling+label"],
            _ if self.differ_by_clitics(g, p) => ["clitic", "clitic+label"],
            (false, true) => ["boundary-start", "boundary-start+label"],
            (true, false) => ["boundary-end", "boundary-end+label"],
            (false, false) => ["boundary-both", "boundary-both+label"],
        };
        Some(if same_label { alone } else { with_label })
    }
}

/// The ranges of bytes that only one of two overlapping spans covers.
pub(super) fn residue(a: Span, b: Span) -> Vec<(usize, usize)> {
    let ends = [(a.start().min(b.start()), a.start().max(b.start())), (a.end().min(b.end()), a.end().max(b.end()))];
    ends.into_iter().filter(|(from, to)| from < to).collect()
}

/// The letters of the longest pronoun (هما).
const LONGEST_PRONOUN: usize = 3;

/// Whether a pronoun may be these characters, or begin with them.
pub(super) fn may_be_pronoun(residue: &str) -> bool {
    residue.chars().filter(|c| !is_deleted(*c) && !c.is_whitespace()).take(LONGEST_PRONOUN + 1).count() <= LONGEST_PRONOUN
}

/// Whether proclitics, with or without the article, may end with these characters.
pub(super) fn may_be_proclitics(residue: &str) -> bool {
    let is_letter = |c: char| matches!(c, 'و' | 'ف' | 'ب' | 'ل' | 'ك' | 'س' | 'أ' | 'ا' | 'ٱ' | ' ' | '\u{fb50}'..='\u{feff}');
    residue.chars().all(|c| is_deleted(c) || is_letter(c))
}
