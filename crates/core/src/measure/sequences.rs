//! Counts of mentions in tokens, sentence by sentence, as other scorers of tag files make them.

use std::collections::BTreeMap;

use crate::measure::tally::SemEval;
use crate::statistics::Count;

/// A mention as a range of tokens of its sentence; 0 is the first token.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct TokenMention<'a> {
    /// The first token.
    pub start: u32,
    /// The token behind the last.
    pub end: u32,
    /// The type.
    pub label: &'a str,
}

/// The counts of mentions with the same span and label on both sides, by label. A mention that stands twice in a sentence counts once.
pub fn exact<'a>(gold: &[Vec<TokenMention<'a>>], predicted: &[Vec<TokenMention<'a>>]) -> BTreeMap<&'a str, Count> {
    let mut counts = BTreeMap::<&str, Count>::new();
    for (gold, predicted) in gold.iter().zip(predicted) {
        let (gold, predicted) = (distinct(gold), distinct(predicted));
        for mention in &gold {
            let count = counts.entry(mention.label).or_default();
            if predicted.binary_search(mention).is_ok() { count.tp += 1 } else { count.r#fn += 1 }
        }
        for mention in predicted.iter().filter(|mention| gold.binary_search(mention).is_err()) {
            counts.entry(mention.label).or_default().fp += 1;
        }
    }
    counts
}

fn distinct<'a>(mentions: &[TokenMention<'a>]) -> Vec<TokenMention<'a>> {
    let mut mentions = mentions.to_vec();
    mentions.sort_unstable();
    mentions.dedup();
    mentions
}

/// The four scenarios of nervaluate 1.2.1, as it counts them, in the order of its report.
///
/// The mentions of a sentence must be sorted and share no token. Here each prediction in turn takes a gold mention that is still free. The
/// measures of `mihak score` come from the best pairing of all mentions instead, so both may differ if several mentions share text.
pub fn nervaluate(gold: &[Vec<TokenMention>], predicted: &[Vec<TokenMention>]) -> [(&'static str, SemEval); 4] {
    [
        ("ent_type", scenario(gold, predicted, nearest_of_label, |all| &mut all.incorrect)),
        ("exact", scenario(gold, predicted, |free, p| equal(free, |g| (g.start, g.end) == (p.start, p.end)), |all| &mut all.incorrect)),
        ("partial", scenario(gold, predicted, |free, p| equal(free, |g| (g.start, g.end) == (p.start, p.end)), |all| &mut all.partial)),
        ("strict", scenario(gold, predicted, |free, p| equal(free, |g| *g == p), |all| &mut all.incorrect)),
    ]
}

/// The counts of one scenario. `right` chooses the right gold mention among those that overlap and are not taken yet. If none is right, the
/// prediction takes the first of them, and `otherwise` says how it counts.
fn scenario(
    gold: &[Vec<TokenMention>],
    predicted: &[Vec<TokenMention>],
    right: impl Fn(&[(usize, TokenMention)], TokenMention) -> Option<usize>,
    otherwise: impl Fn(&mut SemEval) -> &mut u64,
) -> SemEval {
    let mut all = SemEval::default();
    for (gold, predicted) in gold.iter().zip(predicted) {
        let mut taken = vec![false; gold.len()];
        let mut first = 0;
        for &p in predicted {
            // Predictions are sorted: what ends in front of this one is out of reach of all that follow.
            while gold.get(first).is_some_and(|g| g.end <= p.start) {
                first += 1;
            }
            let near = gold[first..].iter().enumerate().take_while(|(_, g)| g.start < p.end);
            let free: Vec<(usize, TokenMention)> = near.map(|(at, g)| (first + at, *g)).filter(|(at, g)| !taken[*at] && overlap(*g, p)).collect();
            let place = right(&free, p);
            match place.or(free.first().map(|(at, _)| *at)) {
                Some(at) => {
                    taken[at] = true;
                    *(if place.is_some() { &mut all.correct } else { otherwise(&mut all) }) += 1;
                }
                None => all.spurious += 1,
            }
        }
        all.missed += taken.iter().filter(|taken| !**taken).count() as u64;
    }
    all
}

fn equal(free: &[(usize, TokenMention)], is_equal: impl Fn(&TokenMention) -> bool) -> Option<usize> {
    free.iter().find(|(_, g)| is_equal(g)).map(|(at, _)| *at)
}

/// The gold mention of the same label whose ends are nearest; of equals the first.
fn nearest_of_label(free: &[(usize, TokenMention)], p: TokenMention) -> Option<usize> {
    let distance = |g: &TokenMention| g.start.abs_diff(p.start) + g.end.abs_diff(p.end);
    free.iter().filter(|(_, g)| g.label == p.label).min_by_key(|(_, g)| distance(g)).map(|(at, _)| *at)
}

/// Whether both share at least 1 % of the gold mention. It is computed in floats, as nervaluate does.
fn overlap(gold: TokenMention, predicted: TokenMention) -> bool {
    let shared = gold.end.min(predicted.end).saturating_sub(gold.start.max(predicted.start));
    f64::from(shared) / f64::from(gold.end - gold.start) * 100.0 >= 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(mentions: &[(u32, u32, &'static str)]) -> Vec<Vec<TokenMention<'static>>> {
        vec![mentions.iter().map(|&(start, end, label)| TokenMention { start, end, label }).collect()]
    }

    fn shown(gold: &[(u32, u32, &'static str)], predicted: &[(u32, u32, &'static str)]) -> [String; 4] {
        nervaluate(&places(gold), &places(predicted))
            .map(|(_, all)| format!("{}/{}/{}/{}/{}", all.correct, all.incorrect, all.partial, all.missed, all.spurious))
    }

    #[test]
    fn the_first_prediction_takes_a_gold_mention_that_a_later_one_fits_better() {
        let ours = shown(&[(0, 2, "PER"), (2, 4, "LOC")], &[(1, 3, "LOC"), (3, 4, "PER")]);
        assert_eq!(ours, ["1/0/0/1/1", "0/2/0/0/0", "0/0/2/0/0", "0/2/0/0/0"]);
    }

    #[test]
    fn one_token_of_more_than_a_hundred_is_no_overlap() {
        let ours = |len: u32| shown(&[(0, len, "PER")], &[(len - 1, len + 9, "PER")])[2].clone();
        assert_eq!([ours(100), ours(101)], ["0/0/1/0/0", "0/0/0/1/1"]);
    }

    #[test]
    fn a_mention_that_is_read_twice_counts_once() {
        let counts = exact(&places(&[(0, 1, "A"), (0, 1, "A")]), &places(&[(0, 1, "A"), (0, 1, "B")]));
        assert_eq!(counts["A"], Count { tp: 1, ..Count::default() });
        assert_eq!(counts["B"], Count { fp: 1, ..Count::default() });
    }
}
