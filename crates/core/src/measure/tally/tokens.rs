//! Counts of tokens by the types of the mentions that they share text with, and of sentences without a mention.

use crate::annotation::{Label, Mention};
use crate::measure::tally::labels::ByLabel;
use crate::statistics::Count;
use crate::text::Span;

/// Adds the tokens of a text, which are sorted and share no text, to the counts by type; returns how many have the same types on both sides
/// (tp), and how many do not (fn).
///
/// Time grows with the mentions and the tokens, not with the number of tokens in every mention.
pub(super) fn count(tokens: &[Span], gold: &[Mention], predicted: &[Mention], types: &mut ByLabel) -> Count {
    let (gold, predicted) = (reaches(tokens, gold), reaches(tokens, predicted));
    // Where tokens begin and cease to differ.
    let mut differing: Vec<(u32, i32)> = Vec::new();
    let (mut g, mut p) = (0, 0);
    while g < gold.len() || p < predicted.len() {
        let label = match (gold.get(g), predicted.get(p)) {
            (Some(a), Some(b)) => a.0.min(b.0),
            (Some((label, ..)), None) | (None, Some((label, ..))) => *label,
            (None, None) => break,
        };
        let (g_from, p_from) = (g, p);
        g += gold[g..].iter().take_while(|reach| reach.0 == label).count();
        p += predicted[p..].iter().take_while(|reach| reach.0 == label).count();
        *types.of(label) += compare(&gold[g_from..g], &predicted[p_from..p], &mut differing);
    }
    differing.sort_unstable();
    let (mut wrong, mut open, mut from) = (0, 0, 0);
    for (at, change) in differing {
        wrong += if open > 0 { u64::from(at - from) } else { 0 };
        (open, from) = (open + change, at);
    }
    Count { tp: tokens.len() as u64 - wrong, r#fn: wrong, ..Count::default() }
}

/// Tokens that follow each other and have a type: the type, the first of them, and the one behind the last.
type Reach = (Label, u32, u32);

/// The tokens that mentions share text with, by type and in order; what touches or overlaps of one type is one.
fn reaches(tokens: &[Span], mentions: &[Mention]) -> Vec<Reach> {
    let reach = |mention: &Mention| {
        let first = tokens.partition_point(|token| token.end() <= mention.span.start());
        let len = tokens[first..].partition_point(|token| token.start() < mention.span.end());
        (mention.label, first as u32, (first + len) as u32)
    };
    let mut all: Vec<Reach> = mentions.iter().map(reach).filter(|(_, first, end)| first < end).collect();
    all.sort_unstable();
    let mut joined: Vec<Reach> = Vec::with_capacity(all.len());
    for reach in all {
        match joined.last_mut().filter(|last| last.0 == reach.0 && reach.1 <= last.2) {
            Some(last) => last.2 = last.2.max(reach.2),
            None => joined.push(reach),
        }
    }
    joined
}

/// The tokens of one type on both sides; notes where they differ.
fn compare(gold: &[Reach], predicted: &[Reach], differing: &mut Vec<(u32, i32)>) -> Count {
    let total = |reaches: &[Reach]| reaches.iter().map(|(_, first, end)| u64::from(end - first)).sum::<u64>();
    let (mut g, mut p, mut both) = (0, 0, 0);
    let mut shared: Vec<(u32, u32)> = Vec::new();
    while g < gold.len() && p < predicted.len() {
        let (from, to) = (gold[g].1.max(predicted[p].1), gold[g].2.min(predicted[p].2));
        if from < to {
            both += u64::from(to - from);
            shared.push((from, to));
        }
        if gold[g].2 <= predicted[p].2 { g += 1 } else { p += 1 }
    }
    // What one side has without the shared part, of which no two overlap within a side.
    for side in [gold, predicted] {
        let mut next = shared.iter().copied().peekable();
        for &(_, first, end) in side {
            let mut from = first;
            while let Some((start, stop)) = next.next_if(|(start, _)| *start < end) {
                if from < start {
                    differing.extend([(from, 1), (start, -1)]);
                }
                from = stop;
            }
            if from < end {
                differing.extend([(from, 1), (end, -1)]);
            }
        }
    }
    Count { tp: both, fp: total(predicted) - both, r#fn: total(gold) - both, tn: 0 }
}

/// Adds sentences, sorted and disjoint: whether neither side has a mention in it (tp), only gold (fp), only the prediction (fn), or both (tn).
pub(super) fn sentences(sentences: &[Span], gold: &[Mention], predicted: &[Mention]) -> Count {
    let held = |mentions: &[Mention]| {
        // A mention over several sentences stands in all of them: it begins and ends to be there.
        let mut changes = vec![0i64; sentences.len() + 1];
        for mention in mentions {
            let first = sentences.partition_point(|sentence| sentence.end() <= mention.span.start());
            let end = sentences.partition_point(|sentence| sentence.start() < mention.span.end());
            if first < end {
                changes[first] += 1;
                changes[end] -= 1;
            }
        }
        changes.into_iter().scan(0, |open, change| {
            *open += change;
            Some(*open > 0)
        })
    };
    let mut count = Count::default();
    held(gold).zip(held(predicted)).take(sentences.len()).for_each(|sides| count += sentence(sides));
    count
}

/// What one sentence counts as, of which gold and the prediction have a mention or not.
pub(super) fn sentence(sides: (bool, bool)) -> Count {
    match sides {
        (false, false) => Count { tp: 1, ..Count::default() },
        (true, false) => Count { fp: 1, ..Count::default() },
        (false, true) => Count { r#fn: 1, ..Count::default() },
        (true, true) => Count { tn: 1, ..Count::default() },
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::annotation::Labels;

    const TEXT: &str = "aaaaaaaaaaaaaaaaaaaaaaaa";

    proptest! {
        /// Every token is asked for its types.
        #[test]
        fn tokens_are_counted_as_sets_of_types(
            widths in proptest::collection::vec((0usize..2, 1usize..4), 0..8),
            gold in proptest::collection::vec((0usize..20, 1usize..5, 0usize..3), 0..8),
            predicted in proptest::collection::vec((0usize..20, 1usize..5, 0usize..3), 0..8),
        ) {
            let labels = Labels::of(["A", "B", "C"]);
            let mut at = 0;
            let tokens: Vec<Span> = widths.into_iter().filter_map(|(gap, width)| {
                at += gap + width;
                Span::new(TEXT, at - width, at).ok()
            }).collect();
            let mention = |&(from, len, label): &(usize, usize, usize)| Mention {
                span: Span::new(TEXT, from, from + len).unwrap(), label: labels.get(["A", "B", "C"][label]).unwrap(),
            };
            let [gold, predicted] = [gold, predicted].map(|side| side.iter().map(mention).collect::<Vec<_>>());
            let types = |token: &Span, side: &[Mention]| side.iter().filter(|mention| mention.span.overlaps(*token)).map(|mention| mention.label).collect::<BTreeSet<_>>();
            let mut found = ByLabel::default();
            let all = count(&tokens, &gold, &predicted, &mut found);
            let same = tokens.iter().filter(|token| types(token, &gold) == types(token, &predicted)).count() as u64;
            prop_assert_eq!(all, Count { tp: same, r#fn: tokens.len() as u64 - same, ..Count::default() });
            for name in ["A", "B", "C"] {
                let label = labels.get(name).unwrap();
                let number = |in_gold: bool, in_prediction: bool| tokens.iter().filter(|token| {
                    (types(token, &gold).contains(&label), types(token, &predicted).contains(&label)) == (in_gold, in_prediction)
                }).count() as u64;
                let expected = Count { tp: number(true, true), fp: number(false, true), r#fn: number(true, false), tn: 0 };
                prop_assert_eq!(*found.of(label), expected, "{}", name);
            }
            let all = sentences(&tokens, &gold, &predicted);
            let number = |sides: (bool, bool)| tokens.iter().filter(|token| (types(token, &gold).is_empty(), types(token, &predicted).is_empty()) == sides).count() as u64;
            let expected = Count { tp: number((true, true)), fp: number((false, true)), r#fn: number((true, false)), tn: number((false, false)) };
            prop_assert_eq!(all, expected);
        }
    }
}
