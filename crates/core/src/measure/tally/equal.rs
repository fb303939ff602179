//! The counts of mentions that are the same under a bound and an orthography, by label.
//!
//! Mentions that only overlap do not matter here, so only spans that may count as the same are compared.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::annotation::Mention;
use crate::measure::assignment::Assignment;
use crate::measure::matching::MOST_OVERLAPS;
use crate::measure::tally::labels::{ByLabel, tick};
use crate::statistics::Count;
use crate::text::Span;

/// The weights of two equal spans with one label, and with two: no number of the second reaches the first.
const WEIGHTS: [i128; 2] = [1 << 60, 1];

/// Mentions of both sides, sorted, whose spans hang together by links.
#[derive(Default)]
struct Part {
    gold: Vec<Mention>,
    predicted: Vec<Mention>,
    links: Vec<(Span, Span)>,
}

/// Spans of which links join some to others.
struct Joined {
    spans: Vec<Span>,
    /// For each another one that it is joined to, nearer to the root of all that hang together; a root has itself.
    up: Vec<usize>,
}

impl Joined {
    fn of(links: &[(Span, Span)]) -> Joined {
        let mut spans: Vec<Span> = links.iter().flat_map(|(gold, predicted)| [*gold, *predicted]).collect();
        spans.sort_unstable();
        spans.dedup();
        let mut joined = Joined { up: (0..spans.len()).collect(), spans };
        for (gold, predicted) in links {
            let (a, b) = (joined.root(*gold), joined.root(*predicted));
            joined.up[a.max(b)] = a.min(b);
        }
        joined
    }

    /// The place of the root of a span that a link has.
    fn root(&mut self, span: Span) -> usize {
        let mut at = self.spans.binary_search(&span).expect("a link has the span");
        while self.up[at] != at {
            self.up[at] = self.up[self.up[at]];
            at = self.up[at];
        }
        at
    }
}

/// What is counted of equal spans: with their labels, and without.
pub(super) struct Equal<'a> {
    pub exact: &'a mut ByLabel,
    pub untyped: &'a mut Count,
}

impl Equal<'_> {
    /// Counts the mentions of both sides, where the same spans are equal, and those that are linked. Returns how many could not be paired in the
    /// best way, because they hang together in too many ways.
    pub fn count(mut self, gold: &[Mention], predicted: &[Mention], links: &[(Span, Span)]) -> u64 {
        let linked: FxHashSet<Span> = links.iter().flat_map(|(gold, predicted)| [*gold, *predicted]).collect();
        let parted = |mentions: &[Mention]| {
            let mut sorted = mentions.to_vec();
            sorted.sort_unstable();
            sorted.into_iter().partition::<Vec<Mention>, _>(|mention| linked.contains(&mention.span))
        };
        let ((gold_linked, gold), (predicted_linked, predicted)) = (parted(gold), parted(predicted));
        self.same(&gold, &predicted);
        self.linked(&gold_linked, &predicted_linked, links)
    }

    /// Counts sorted mentions of which only the same spans are equal.
    fn same(&mut self, gold: &[Mention], predicted: &[Mention]) {
        let (mut g, mut p) = (0, 0);
        while g < gold.len() || p < predicted.len() {
            let span = match (gold.get(g), predicted.get(p)) {
                (Some(a), Some(b)) => a.span.min(b.span),
                (Some(mention), None) | (None, Some(mention)) => mention.span,
                (None, None) => break,
            };
            let end = |side: &[Mention], from: usize| from + side[from..].iter().take_while(|mention| mention.span == span).count();
            let (g_end, p_end) = (end(gold, g), end(predicted, p));
            self.same_span(&gold[g..g_end], &predicted[p..p_end]);
            (g, p) = (g_end, p_end);
        }
    }

    /// Counts mentions of one span, sorted by label.
    fn same_span(&mut self, gold: &[Mention], predicted: &[Mention]) {
        let both = gold.len().min(predicted.len()) as u64;
        *self.untyped += Count { tp: both, fp: predicted.len() as u64 - both, r#fn: gold.len() as u64 - both, tn: 0 };
        let (mut g, mut p) = (0, 0);
        while g < gold.len() || p < predicted.len() {
            let (mine, theirs) = (gold.get(g).copied(), predicted.get(p).copied());
            let (mine, theirs) = match (mine, theirs) {
                (Some(a), Some(b)) if a.label < b.label => (Some(a), None),
                (Some(a), Some(b)) if b.label < a.label => (None, Some(b)),
                both => both,
            };
            tick(self.exact, mine, theirs, mine.is_some() && theirs.is_some());
            g += usize::from(mine.is_some());
            p += usize::from(theirs.is_some());
        }
    }

    /// Counts sorted mentions of which also linked spans are equal, those apart that no link joins.
    fn linked(&mut self, gold: &[Mention], predicted: &[Mention], links: &[(Span, Span)]) -> u64 {
        let mut joined = Joined::of(links);
        let mut parts: Vec<Part> = Vec::new();
        parts.resize_with(joined.spans.len(), Part::default);
        gold.iter().for_each(|mention| parts[joined.root(mention.span)].gold.push(*mention));
        predicted.iter().for_each(|mention| parts[joined.root(mention.span)].predicted.push(*mention));
        links.iter().for_each(|link| parts[joined.root(link.0)].links.push(*link));
        parts.iter().filter(|part| !part.links.is_empty()).map(|part| self.part(part)).sum()
    }

    fn part(&mut self, Part { gold, predicted, links }: &Part) -> u64 {
        let ranges = |side: &[Mention]| {
            let mut ranges: FxHashMap<Span, Range<usize>> = FxHashMap::default();
            side.iter().enumerate().for_each(|(at, mention)| ranges.entry(mention.span).or_insert(at..at).end = at + 1);
            ranges
        };
        let (of_gold, of_predicted) = (ranges(gold), ranges(predicted));
        let same = of_gold.keys().map(|span| (*span, *span));
        let alike = || same.clone().chain(links.iter().copied()).filter_map(|(mine, theirs)| Some((of_gold.get(&mine)?, of_predicted.get(&theirs)?)));
        let all = (gold.len() + predicted.len()) as u64;
        if all > 2 * MOST_OVERLAPS && alike().map(|(rows, columns)| rows.len() as u64 * columns.len() as u64).sum::<u64>() > MOST_OVERLAPS * all {
            self.same(gold, predicted);
            return all;
        }
        let mut edges: Vec<(u32, u32, i128)> = Vec::new();
        for (rows, columns) in alike() {
            for row in rows.clone() {
                let weight = |column: usize| WEIGHTS[usize::from(gold[row].label != predicted[column].label)];
                edges.extend(columns.clone().map(|column| (row as u32, column as u32, weight(column))));
            }
        }
        // Whatever the labels: a matching of its own.
        let unlabelled = edges.iter().map(|&(row, column, _)| (row, column, 1));
        let untyped = Assignment::new(gold.len(), predicted.len(), unlabelled).solve();
        let (Some(untyped), Some(choice)) = (untyped, Assignment::new(gold.len(), predicted.len(), edges.into_iter()).solve()) else {
            self.same(gold, predicted);
            return all;
        };
        let both = untyped.iter().flatten().count() as u64;
        *self.untyped += Count { tp: both, fp: predicted.len() as u64 - both, r#fn: gold.len() as u64 - both, tn: 0 };
        let mut free = vec![true; predicted.len()];
        for (mention, chosen) in gold.iter().zip(choice) {
            let other = chosen.map(|at| {
                free[at] = false;
                predicted[at]
            });
            tick(self.exact, Some(*mention), other, other.is_some_and(|other| other.label == mention.label));
        }
        for (mention, _) in predicted.iter().zip(free).filter(|(_, free)| *free) {
            tick(self.exact, None, Some(*mention), false);
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::annotation::Labels;
    use crate::measure::declared::Bound;
    use crate::measure::overlap::Overlap;
    use crate::measure::scene::Scene;
    use crate::measure::tally::links::Links;

    /// The most equal pairs with one label, and the most of all, by trying everything.
    fn brute(scene: &Scene, gold: &[Mention], predicted: &[Mention], used: &mut Vec<bool>) -> (u64, u64) {
        let Some((first, rest)) = gold.split_first() else { return (0, 0) };
        let mut best = brute(scene, rest, predicted, used);
        for at in 0..predicted.len() {
            if !used[at] && scene.equal(first.span, predicted[at].span, Bound::Clitic) {
                used[at] = true;
                let (labelled, all) = brute(scene, rest, predicted, used);
                best = (best.0.max(labelled + u64::from(first.label == predicted[at].label)), best.1.max(all + 1));
                used[at] = false;
            }
        }
        best
    }

    proptest! {
        #[test]
        fn as_many_count_as_the_same_as_can(
            text in "[وبال هن]{12}", gold in proptest::collection::vec((0usize..11, 1usize..7, 0usize..2), 0..6),
            predicted in proptest::collection::vec((0usize..11, 1usize..7, 0usize..2), 0..6),
        ) {
            let labels = Labels::of(["A", "B"]);
            let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let mention = |&(from, len, label): &(usize, usize, usize)| {
                let span = Span::new(&text, starts[from], starts[(from + len).min(12)]).ok()?;
                Some(Mention { span, label: labels.get(["A", "B"][label])? })
            };
            let [gold, predicted] = [gold, predicted].map(|side| side.iter().filter_map(mention).collect::<Vec<_>>());
            let scene = Scene { text: &text, words: None, seen: None, overlap: Overlap::default() };
            let links = Links::of(&scene, &gold, &predicted).pairs;
            // No two that count as the same are missed.
            for (a, b) in gold.iter().flat_map(|a| predicted.iter().map(move |b| (a.span, b.span))) {
                prop_assert_eq!(a != b && scene.equal(a, b, Bound::Clitic), links.contains(&(a, b)), "{:?} {:?}", a, b);
            }
            let (mut exact, mut untyped) = (ByLabel::default(), Count::default());
            let crowded = Equal { exact: &mut exact, untyped: &mut untyped }.count(&gold, &predicted, &links);
            let (labelled, all) = brute(&scene, &gold, &predicted, &mut vec![false; predicted.len()]);
            let found: Count = exact.into_rows().fold(Count::default(), |mut sum, (_, count)| { sum += count; sum });
            prop_assert_eq!((crowded, found.tp, untyped.tp), (0, labelled, all));
            prop_assert_eq!((found.support(), untyped.support()), (gold.len() as u64, gold.len() as u64));
            prop_assert_eq!((found.tp + found.fp, untyped.tp + untyped.fp), (predicted.len() as u64, predicted.len() as u64));
        }
    }
}
