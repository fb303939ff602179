//! Spans of both sides that differ by what the bound `clitic` licenses.

use rustc_hash::FxHashSet;

use crate::annotation::Mention;
use crate::measure::declared::Bound;
use crate::measure::matching::MOST_OVERLAPS;
use crate::measure::scene::{Scene, may_be_proclitics, may_be_pronoun};
use crate::text::Span;

/// How many bytes of residues may be read of spans that share one end.
const MOST_READ: usize = 1 << 25;

/// How many comparisons of mentions are faster than sorting them.
const FEW: usize = 32;

fn shares_one_end(a: Span, b: Span) -> bool {
    (a.start() == b.start()) != (a.end() == b.end())
}

/// Every two different spans of both sides that count as the same under the bound `clitic`: one end agrees, the other differs by what is licensed.
#[derive(Default)]
pub(super) struct Links {
    /// A span of gold and one of the prediction.
    pub pairs: Vec<(Span, Span)>,
    /// Spans that share one end and would be linked in too many ways: they are not.
    crowded: FxHashSet<Span>,
}

impl Links {
    /// The links between mentions of both sides.
    ///
    /// Time grows with the mentions, and with those that share an end and differ by little.
    pub fn of(scene: &Scene, gold: &[Mention], predicted: &[Mention]) -> Links {
        // Most articles of a few mentions have no two that share one end.
        if gold.len() * predicted.len() <= FEW && !gold.iter().any(|a| predicted.iter().any(|b| shares_one_end(a.span, b.span))) {
            return Links::default();
        }
        let spans = |side: &[Mention]| {
            let mut spans: Vec<Span> = side.iter().map(|mention| mention.span).collect();
            spans.sort_unstable();
            spans.dedup();
            spans
        };
        let (mut gold, mut predicted) = (spans(gold), spans(predicted));
        let mut links = Links::default();
        let tail = |a: Span, b: Span, _: Span| may_be_pronoun(between(scene.text, a.end(), b.end()));
        links.by_end(scene, &gold, &predicted, Span::start, &tail);
        gold.sort_unstable_by_key(|span| (span.end(), span.start()));
        predicted.sort_unstable_by_key(|span| (span.end(), span.start()));
        // What is nearer was read already.
        let head = |_: Span, b: Span, nearer: Span| may_be_proclitics(between(scene.text, nearer.start(), b.start()));
        links.by_end(scene, &gold, &predicted, Span::end, &head);
        links
    }

    /// The number of these mentions whose spans are not linked because there would be too many links.
    pub fn crowded(&self, mentions: &[Mention]) -> u64 {
        match self.crowded.is_empty() {
            true => 0,
            false => mentions.iter().filter(|mention| self.crowded.contains(&mention.span)).count() as u64,
        }
    }

    /// Links spans that agree in one end and are near at the other. Both sides are sorted by the one, then by the other end; what is farther off than
    /// something that is not near is not near either. `is_near` is given the next nearer span too.
    fn by_end(&mut self, scene: &Scene, gold: &[Span], predicted: &[Span], end: fn(Span) -> usize, is_near: &dyn Fn(Span, Span, Span) -> bool) {
        let mut p = 0;
        for group in gold.chunk_by(|a, b| end(*a) == end(*b)) {
            let at = end(group[0]);
            p += predicted[p..].iter().take_while(|span| end(**span) < at).count();
            let others = &predicted[p..p + predicted[p..].iter().take_while(|span| end(**span) == at).count()];
            let mut near =
                Near { pairs: Vec::new(), read: 0, most: (group.len() + others.len()).max(2 * MOST_OVERLAPS as usize) * MOST_OVERLAPS as usize };
            let is_few = group.iter().all(|&span| {
                let (below, above) = others.split_at(others.partition_point(|other| (other.start(), other.end()) < (span.start(), span.end())));
                let above = &above[usize::from(above.first() == Some(&span))..];
                near.take(span, below.iter().rev(), is_near) && near.take(span, above.iter(), is_near)
            });
            match is_few {
                true => self.pairs.extend(near.pairs.into_iter().filter(|(a, b)| scene.equal(*a, *b, Bound::Clitic))),
                false => self.crowded.extend(group.iter().chain(others)),
            }
        }
    }
}

/// Spans that share one end and are near at the other, as far as they are few.
struct Near {
    pairs: Vec<(Span, Span)>,
    /// The bytes by which they differ.
    read: usize,
    most: usize,
}

impl Near {
    /// Takes the others that are near, nearest first; false if they are too many.
    fn take<'a>(&mut self, span: Span, others: impl Iterator<Item = &'a Span>, is_near: &dyn Fn(Span, Span, Span) -> bool) -> bool {
        let mut nearer = span;
        for &other in others {
            if !is_near(span, other, std::mem::replace(&mut nearer, other)) {
                break;
            }
            self.pairs.push((span, other));
            self.read += span.len().abs_diff(other.len());
            if self.pairs.len() > self.most || self.read > MOST_READ {
                return false;
            }
        }
        true
    }
}

/// The text between two places, in whatever order they are.
fn between(text: &str, a: usize, b: usize) -> &str {
    &text[a.min(b)..a.max(b)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::Labels;
    use crate::measure::overlap::Overlap;

    #[test]
    fn spans_that_would_be_linked_in_too_many_ways_are_crowded_in_whatever_order_they_come() {
        let text = "و".repeat(1000);
        let label = Labels::of(["A"]).get("A").unwrap();
        let from = |starts: std::ops::Range<usize>| -> Vec<Mention> {
            starts.map(|at| Mention { span: Span::new(&text, 2 * at, 2000).unwrap(), label }).collect()
        };
        let scene = Scene { text: &text, words: None, seen: None, overlap: Overlap::default() };
        let (mut gold, predicted) = (from(0..300), from(300..600));
        for _ in 0..2 {
            let links = Links::of(&scene, &gold, &predicted);
            assert_eq!((links.pairs.len(), links.crowded(&gold), links.crowded(&predicted)), (0, 300, 300));
            gold.reverse();
        }
        let links = Links::of(&scene, &from(0..64), &from(300..364));
        assert_eq!((links.pairs.len(), links.crowded.len()), (64 * 64, 0), "up to 128 are never too many");
    }
}
