//! The matching of an article: the best pairing of gold and predicted mentions. All measures of pairs and all error classes come from it.

use std::cmp::Ordering;

use crate::annotation::Mention;
use crate::measure::assignment::Assignment;
use crate::text::Span;

/// A gold mention with its prediction, or either alone. Numbers are places in the given slices.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Pair {
    /// The place of the gold mention.
    pub gold: Option<usize>,
    /// The place of the predicted mention.
    pub predicted: Option<usize>,
}

/// The bits between two tiers of weight. From the heaviest, the tiers are: same span and label, same span, shared text and same label, shared
/// text. They are so far apart that no number of pairs of one tier weighs as much as one pair of the next. Within the last two, the weight is
/// intersection over union in units of 2^-20.
const TIER: u32 = 40;

/// The pairs of both sides.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Matched {
    /// Every mention of both sides, paired or alone; sorted.
    pub pairs: Vec<Pair>,
    /// The number of mentions in crowded groups, in which only mentions with the same span were paired, see [`matched`].
    pub crowded: u64,
}

/// How many others a mention of a group may share text with on average for the group to be paired by weight.
pub(super) const MOST_OVERLAPS: u64 = 64;

/// The pairs of [`matched`].
pub fn pairs(gold: &[Mention], predicted: &[Mention]) -> Vec<Pair> {
    matched(gold, predicted).pairs
}

/// The pairs of mentions with the greatest total weight. Every mention is in one pair at most. Only mentions that share text are paired.
///
/// Most weight has a pair with the same span and label, then one with the same span, then one that shares text and has one label, then one that
/// shares text. The number of pairs of each kind does not depend on the order of the inputs. Time grows with the mentions and with the pairs of
/// different ones that share text. In long chains of overlaps it also grows with how far one choice moves the others.
///
/// A group whose mentions share text with more than 64 others on average, or whose matching takes seconds, is crowded: there only the same
/// spans are paired, and the rest stays alone. Up to 128 mentions on both sides are never crowded by their number. That too does not depend on the
/// order of the inputs.
pub fn matched(gold: &[Mention], predicted: &[Mention]) -> Matched {
    matched_where(gold, predicted, &|_, _| true)
}

/// The same as [`matched`], but two mentions are paired only if `enough` holds for them. It must hold for equal mentions.
pub fn matched_where(gold: &[Mention], predicted: &[Mention], enough: &dyn Fn(Mention, Mention) -> bool) -> Matched {
    let alone = |side: &[Mention], pair: fn(usize) -> Pair| Matched { pairs: (0..side.len()).map(pair).collect(), crowded: 0 };
    match (gold, predicted) {
        (_, []) => return alone(gold, |at| Pair { gold: Some(at), predicted: None }),
        ([], _) => return alone(predicted, |at| Pair { gold: None, predicted: Some(at) }),
        _ => {}
    }
    let mut matching = Matching { gold, predicted, enough, pairs: Vec::with_capacity(gold.len().max(predicted.len())), crowded: 0 };
    let (gold_left, predicted_left) = matching.identical();
    let (gold_left, predicted_left) = matching.same_spans(gold_left, predicted_left);
    matching.rest(gold_left, predicted_left)
}

struct Matching<'a> {
    gold: &'a [Mention],
    predicted: &'a [Mention],
    /// Whether two mentions that share text may be paired.
    enough: &'a dyn Fn(Mention, Mention) -> bool,
    pairs: Vec<Pair>,
    crowded: u64,
}

/// The places of mentions, in the order of the mentions themselves, so that nothing depends on the order of the input.
fn sorted(mentions: &[Mention]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..mentions.len()).collect();
    places.sort_by_key(|&at| (mentions[at], at));
    places
}

impl Matching<'_> {
    /// Pairs the mentions at these places.
    fn rest(mut self, gold: Vec<usize>, predicted: Vec<usize>) -> Matched {
        for (gold, predicted) in groups(self.gold, self.predicted, gold, predicted) {
            self.group(&gold, &predicted);
        }
        self.pairs.sort_unstable();
        Matched { pairs: self.pairs, crowded: self.crowded }
    }

    /// Pairs mentions that agree in span and label, which no better matching can gain from parting, and returns the others.
    fn identical(&mut self) -> (Vec<usize>, Vec<usize>) {
        let (gold, predicted) = (sorted(self.gold), sorted(self.predicted));
        let (mut gold_left, mut predicted_left) = (Vec::new(), Vec::new());
        let (mut g, mut p) = (0, 0);
        while g < gold.len() && p < predicted.len() {
            match self.gold[gold[g]].cmp(&self.predicted[predicted[p]]) {
                Ordering::Equal => {
                    self.pairs.push(Pair { gold: Some(gold[g]), predicted: Some(predicted[p]) });
                    g += 1;
                    p += 1;
                }
                Ordering::Less => {
                    gold_left.push(gold[g]);
                    g += 1;
                }
                Ordering::Greater => {
                    predicted_left.push(predicted[p]);
                    p += 1;
                }
            }
        }
        gold_left.extend(&gold[g..]);
        predicted_left.extend(&predicted[p..]);
        (gold_left, predicted_left)
    }

    /// Pairs what is left of spans that both sides have equally often, of which no better matching can leave one to others; returns what is left then.
    fn same_spans(&mut self, gold: Vec<usize>, predicted: Vec<usize>) -> (Vec<usize>, Vec<usize>) {
        let (mut gold_left, mut predicted_left) = (Vec::new(), Vec::new());
        let (mut g, mut p) = (0, 0);
        while g < gold.len() || p < predicted.len() {
            let spans = (gold.get(g).map(|&at| self.gold[at].span), predicted.get(p).map(|&at| self.predicted[at].span));
            let Some(span) = spans.0.into_iter().chain(spans.1).min() else { break };
            let g_end = g + gold[g..].iter().take_while(|at| self.gold[**at].span == span).count();
            let p_end = p + predicted[p..].iter().take_while(|at| self.predicted[**at].span == span).count();
            if g_end - g == p_end - p {
                let pairs = gold[g..g_end].iter().zip(&predicted[p..p_end]);
                self.pairs.extend(pairs.map(|(&gold, &predicted)| Pair { gold: Some(gold), predicted: Some(predicted) }));
            } else {
                gold_left.extend(&gold[g..g_end]);
                predicted_left.extend(&predicted[p..p_end]);
            }
            (g, p) = (g_end, p_end);
        }
        (gold_left, predicted_left)
    }

    fn group(&mut self, gold: &[usize], predicted: &[usize]) {
        let best = match (gold, predicted) {
            (&[g], &[p]) => vec![(self.weight(g, p) > 0).then_some(0)],
            _ if gold.is_empty() || predicted.is_empty() => vec![None; gold.len()],
            _ => self.best(gold, predicted).unwrap_or_else(|| {
                self.crowded += (gold.len() + predicted.len()) as u64;
                self.same(gold, predicted)
            }),
        };
        let mut free = vec![true; predicted.len()];
        for (&g, choice) in gold.iter().zip(&best) {
            if let Some(p) = *choice {
                free[p] = false;
            }
            self.pairs.push(Pair { gold: Some(g), predicted: choice.map(|p| predicted[p]) });
        }
        self.pairs.extend(predicted.iter().zip(free).filter(|(_, free)| *free).map(|(&p, _)| Pair { gold: None, predicted: Some(p) }));
    }

    /// For every gold mention of a group the prediction that the best matching gives it; `None` if the group is crowded.
    fn best(&self, gold: &[usize], predicted: &[usize]) -> Option<Vec<Option<usize>>> {
        let spans = |mentions: &[Mention], places: &[usize]| places.iter().map(|&at| mentions[at].span).collect::<Vec<_>>();
        let edges = overlaps(&spans(self.gold, gold), &spans(self.predicted, predicted))?;
        let weighed = edges.into_iter().map(|(g, p)| (g, p, self.weight(gold[g as usize], predicted[p as usize])));
        Assignment::new(gold.len(), predicted.len(), weighed.filter(|(.., weight)| *weight > 0)).solve()
    }

    /// The weight of a pair; 0 if it may not be one.
    fn weight(&self, g: usize, p: usize) -> i128 {
        let (gold, predicted) = (self.gold[g], self.predicted[p]);
        match weight(gold, predicted) {
            0 => 0,
            weight if (self.enough)(gold, predicted) => weight,
            _ => 0,
        }
    }

    /// For every gold mention of a crowded group the prediction of the same span, of the same label first.
    fn same(&self, gold: &[usize], predicted: &[usize]) -> Vec<Option<usize>> {
        let mut choice = vec![None; gold.len()];
        let mut free = vec![true; predicted.len()];
        let rounds: [fn(Mention, Mention) -> Ordering; 2] = [|g, p| g.cmp(&p), |g, p| g.span.cmp(&p.span)];
        for order in rounds {
            let (mut g, mut p) = (0, 0);
            while g < gold.len() && p < predicted.len() {
                let turn = match (choice[g].is_none(), free[p]) {
                    (true, true) => order(self.gold[gold[g]], self.predicted[predicted[p]]),
                    (false, _) => Ordering::Less,
                    _ => Ordering::Greater,
                };
                if turn == Ordering::Equal {
                    (choice[g], free[p]) = (Some(p), false);
                }
                g += usize::from(turn != Ordering::Greater);
                p += usize::from(turn != Ordering::Less);
            }
        }
        choice
    }
}

/// How many times two spans of both sides share text. Both sides are sorted by start.
fn overlap_count(gold: &[Span], predicted: &[Span]) -> u64 {
    let mut ends: Vec<usize> = gold.iter().map(|span| span.end()).collect();
    ends.sort_unstable();
    let begun = |span: &Span| gold.partition_point(|gold| gold.start() < span.end());
    let ended = |span: &Span| ends.partition_point(|&end| end <= span.start());
    predicted.iter().map(|span| (begun(span) - ended(span)) as u64).sum()
}

/// Every two spans of both sides that share text, as places; `None` if there are more than [`MOST_OVERLAPS`] for each span. Both sides are sorted by
/// start.
///
/// Takes time in the spans and the pairs that are returned: spans that ended are dropped when the next one begins.
fn overlaps(gold: &[Span], predicted: &[Span]) -> Option<Vec<(u32, u32)>> {
    let all = (gold.len() + predicted.len()) as u64;
    // As many as that share no more text with each other.
    if all > 2 * MOST_OVERLAPS && overlap_count(gold, predicted) > MOST_OVERLAPS * all {
        return None;
    }
    let mut pairs = Vec::with_capacity(gold.len() + predicted.len());
    let (mut open_gold, mut open_predicted): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
    let (mut g, mut p) = (0, 0);
    while g < gold.len() || p < predicted.len() {
        let take_gold = match (gold.get(g), predicted.get(p)) {
            (Some(a), Some(b)) => a <= b,
            (left, _) => left.is_some(),
        };
        if take_gold {
            open_predicted.retain(|&p| predicted[p as usize].end() > gold[g].start());
            pairs.extend(open_predicted.iter().map(|&p| (g as u32, p)));
            open_gold.push(g as u32);
            g += 1;
        } else {
            open_gold.retain(|&g| gold[g as usize].end() > predicted[p].start());
            pairs.extend(open_gold.iter().map(|&g| (g, p as u32)));
            open_predicted.push(p as u32);
            p += 1;
        }
    }
    Some(pairs)
}

/// Intersection over union of the bytes, in 2^-20.
fn iou(gold: Mention, predicted: Mention) -> i128 {
    let shared = gold.span.shared(predicted.span) as i128;
    let union = gold.span.len() as i128 + predicted.span.len() as i128 - shared;
    (shared << 20) / union
}

fn weight(gold: Mention, predicted: Mention) -> i128 {
    let shared = iou(gold, predicted);
    if shared == 0 {
        return 0;
    }
    match (gold.span == predicted.span, gold.label == predicted.label) {
        (true, true) => 1 << (20 + 2 * TIER),
        (true, false) => 1 << (20 + TIER + TIER / 2),
        (false, true) => shared << TIER,
        (false, false) => shared,
    }
}

/// The groups of mentions that hang together by overlap, as places on both sides. Inputs are sorted by start.
fn groups(gold: &[Mention], predicted: &[Mention], gold_left: Vec<usize>, predicted_left: Vec<usize>) -> Vec<(Vec<usize>, Vec<usize>)> {
    let mut groups: Vec<(Vec<usize>, Vec<usize>)> = Vec::new();
    let (mut g, mut p, mut end) = (0, 0, 0);
    while g < gold_left.len() || p < predicted_left.len() {
        let next_gold = gold_left.get(g).map(|&at| gold[at].span);
        let next_predicted = predicted_left.get(p).map(|&at| predicted[at].span);
        let take_gold = match (next_gold, next_predicted) {
            (Some(a), Some(b)) => a <= b,
            (left, _) => left.is_some(),
        };
        let span = if take_gold { next_gold } else { next_predicted }.expect("one side has a mention left");
        if groups.is_empty() || span.start() >= end {
            groups.push((Vec::new(), Vec::new()));
            end = 0;
        }
        end = end.max(span.end());
        let group = groups.last_mut().expect("just pushed");
        if take_gold {
            group.0.push(gold_left[g]);
            g += 1;
        } else {
            group.1.push(predicted_left[p]);
            p += 1;
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::annotation::{Label, Labels};

    const TEXT: &str = "abcdefghijklmnopqrstuvwxyz";

    fn label_of(name: &str) -> Label {
        Labels::of(["A", "B"]).get(name).unwrap()
    }

    fn mentions(spans: &[(usize, usize, &str)]) -> Vec<Mention> {
        spans.iter().map(|&(a, b, label)| Mention { span: Span::new(TEXT, a, b).unwrap(), label: label_of(label) }).collect()
    }

    /// Pairs as "gold-place>predicted-place", `_` for nothing.
    fn shown(gold: &[(usize, usize, &str)], predicted: &[(usize, usize, &str)]) -> String {
        let show = |at: Option<usize>| at.map_or("_".into(), |at| at.to_string());
        let (gold, predicted) = (mentions(gold), mentions(predicted));
        let pairs = pairs(&gold, &predicted);
        pairs.iter().map(|pair| format!("{}>{}", show(pair.gold), show(pair.predicted))).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn exact_pairs_win_over_any_overlap() {
        assert_eq!(shown(&[(0, 4, "A")], &[(0, 5, "A"), (0, 4, "A")]), "_>0 0>1");
        assert_eq!(shown(&[(0, 4, "A"), (0, 9, "B")], &[(0, 4, "B"), (0, 9, "A")]), "0>0 1>1", "a span of its own beats a label");
    }

    #[test]
    fn the_label_decides_between_two_overlaps() {
        assert_eq!(shown(&[(0, 6, "A")], &[(0, 5, "B"), (3, 6, "A")]), "_>0 0>1");
    }

    #[test]
    fn a_matching_gives_way_where_the_greedy_choice_would_leave_gold_alone() {
        // The first gold overlaps both, the second only the second prediction.
        assert_eq!(shown(&[(0, 10, "A"), (9, 12, "A")], &[(0, 3, "A"), (8, 12, "A")]), "0>0 1>1");
    }

    #[test]
    fn mentions_that_only_touch_are_never_paired() {
        assert_eq!(shown(&[(0, 3, "A")], &[(3, 6, "A")]), "_>0 0>_");
    }

    #[test]
    fn of_a_crowded_group_only_the_same_spans_are_paired_and_its_mentions_are_told() {
        let text = "a".repeat(8000);
        let mention = |start: usize, end: usize, label: &str| Mention { span: Span::new(&text, start, end).unwrap(), label: label_of(label) };
        let mut gold: Vec<Mention> = (0..1500).map(|at| mention(at, 8000 - at, "A")).collect();
        // A half has other spans; of the other half every second has another label, and one span is predicted twice.
        let mut predicted: Vec<Mention> = (0..1500).map(|at| mention(at, 8000 - at - at % 2, ["A", "B"][at % 4 / 2])).collect();
        predicted.push(mention(2, 7998, "B"));
        let count = |matched: &Matched, gold: &[Mention], right: fn(Mention, Mention) -> bool| {
            matched.pairs.iter().filter(|pair| pair.gold.zip(pair.predicted).is_some_and(|(g, p)| right(gold[g], predicted[p]))).count()
        };
        for _ in 0..2 {
            let found = matched(&gold, &predicted);
            assert_eq!(count(&found, &gold, |g, p| g == p), 375);
            assert_eq!(count(&found, &gold, |g, p| g.span == p.span), 750);
            assert_eq!(count(&found, &gold, |g, p| g.span.overlaps(p.span)), 750);
            assert_eq!(found.crowded, 750 + 750 + 3, "all but the spans that both sides have equally often");
            gold.reverse();
        }
    }

    #[test]
    fn groups_of_up_to_128_mentions_are_never_crowded() {
        let text = "a".repeat(300);
        let nested = |shift: usize| -> Vec<Mention> {
            let label = label_of("A");
            (0..64).map(|at| Mention { span: Span::new(&text, at, 300 - at - shift).unwrap(), label }).collect()
        };
        let found = matched(&nested(0), &nested(1));
        assert_eq!(found.crowded, 0);
        assert!(found.pairs.iter().all(|pair| pair.gold.is_some() && pair.predicted.is_some()));
    }

    #[test]
    fn overlaps_are_counted_without_being_listed() {
        let spans = |spans: &[(usize, usize)]| spans.iter().map(|&(a, b)| Span::new(TEXT, a, b).unwrap()).collect::<Vec<_>>();
        let (gold, predicted) = (spans(&[(0, 3), (0, 9), (3, 4), (8, 12)]), spans(&[(0, 1), (2, 9), (3, 8), (9, 10), (20, 21)]));
        assert_eq!(overlap_count(&gold, &predicted), overlaps(&gold, &predicted).unwrap().len() as u64);
    }

    fn any_mentions() -> impl Strategy<Value = Vec<Mention>> {
        proptest::collection::vec((0usize..20, 1usize..6, 0usize..2), 0..7)
            .prop_map(|spans| mentions(&spans.iter().map(|&(a, len, label)| (a, a + len, ["A", "B"][label])).collect::<Vec<_>>()))
    }

    fn total(gold: &[Mention], predicted: &[Mention], pairs: &[Pair]) -> i128 {
        pairs.iter().filter_map(|pair| Some(weight(gold[pair.gold?], predicted[pair.predicted?]))).sum()
    }

    /// The greatest total weight, by trying everything.
    fn brute(gold: &[Mention], predicted: &[Mention], from: usize, used: &mut Vec<bool>) -> i128 {
        if from == gold.len() {
            return 0;
        }
        let mut best = brute(gold, predicted, from + 1, used);
        for at in 0..predicted.len() {
            let weight = weight(gold[from], predicted[at]);
            if !used[at] && weight > 0 {
                used[at] = true;
                best = best.max(weight + brute(gold, predicted, from + 1, used));
                used[at] = false;
            }
        }
        best
    }

    proptest! {
        #[test]
        fn no_other_matching_weighs_more(gold in any_mentions(), predicted in any_mentions()) {
            let pairs = pairs(&gold, &predicted);
            let mut used = vec![false; predicted.len()];
            prop_assert_eq!(total(&gold, &predicted, &pairs), brute(&gold, &predicted, 0, &mut used));
        }

        #[test]
        fn every_mention_is_counted_once_and_order_does_not_matter(gold in any_mentions(), predicted in any_mentions()) {
            let forward = pairs(&gold, &predicted);
            let mut seen: Vec<usize> = forward.iter().filter_map(|pair| pair.gold).collect();
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..gold.len()).collect::<Vec<_>>());
            let mut seen: Vec<usize> = forward.iter().filter_map(|pair| pair.predicted).collect();
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..predicted.len()).collect::<Vec<_>>());
            let (back_gold, back_predicted): (Vec<_>, Vec<_>) = (gold.iter().rev().copied().collect(), predicted.iter().rev().copied().collect());
            let back = pairs(&back_gold, &back_predicted);
            prop_assert_eq!(total(&gold, &predicted, &forward), total(&back_gold, &back_predicted, &back));
        }
    }
}
