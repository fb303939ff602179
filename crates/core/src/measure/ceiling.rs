//! The ceiling of tokens: which gold mentions a tagger over these tokens could find at best.

use std::ops::Range;

use crate::annotation::subword::trimmed;
use crate::annotation::{Mention, Task};
use crate::measure::column::{Column, Table};
use crate::measure::definition::{Better, LabelKind, Labels, Match, Measure, Of, ViewKind, each};
use crate::measure::layers::{Filing, LayerRef};
use crate::measure::ratio::Ratio;
use crate::statistics::Count;
use crate::view::TableView;

/// What both ceilings share.
const CEILINGS: Match = Match {
    tasks: &[Task::Words, Task::Segments, Task::Subwords],
    view: ViewKind::Labels,
    labels: LabelKind::Types,
    compared: &["recall"],
    cases: "ceilings",
    ..Match::BLANK
};

const RECALL: Measure = each("recall", Ratio::RECALL, Better::More, "the share of gold mentions that can be found");

/// Gold mentions that a tagger over the tokens could find.
pub static CEILING: Match = Match {
    name: "ceiling",
    about: "gold mentions with both ends on token boundaries: what a tagger over the tokens can find at best",
    definition: "Gold mentions that begin where a token begins and end where one ends. Both ends must be boundaries: places where a token begins or ends, without the white space at its ends, if no other token \
                 reaches over them. The recall is the highest exact recall of any tagger that has a column of tags for every level and label.",
    integers: ["mentions with both ends on boundaries", "", "other mentions", ""],
    measures: &[RECALL, Measure { of: Of::Sum { row: "micro", labels: Labels::All }, ..RECALL }],
    columns: &[Column::plain(Table::Tokens, 10, "ceiling", "micro", "recall"), Column::plain(Table::Subwords, 13, "ceiling", "micro", "recall")],
    explained_by: Some(&CEILING),
    ..CEILINGS
};

/// Gold mentions that a tagger over the tokens could find together, if mentions may share no text.
pub static CEILING_FLAT: Match = Match {
    name: "ceiling-flat",
    about: "the most of them that share no text: what a tagger with one column of tags can find at best",
    definition: "The largest number of mentions of `ceiling` of which no two share text: a tagger with one column of tags can find no more.",
    labels: LabelKind::Fixed(&["*"]),
    integers: ["mentions that can be found together", "", "other mentions", ""],
    measures: &[RECALL],
    explained_by: Some(&CEILING),
    ..CEILINGS
};

/// Counts the gold mentions of one article whose two ends are boundaries of tokens, under each view.
///
/// Tokens are ranges of bytes of the text, in any order. `ceiling` counts, by label, mentions with both ends on boundaries (tp) and others (fn):
/// a tagger with one column of tags for every level and label finds the former at best. `ceiling-flat` counts the most of them that share no
/// text: a tagger with a single column of tags finds no more.
pub fn score(text: &str, gold: &[Mention], tokens: impl Iterator<Item = Range<usize>>, views: &[TableView], counts: &mut impl Filing) {
    let edges = Edges::new(text, tokens);
    for view in views {
        let (gold, _) = view.apply(gold.iter().copied());
        let mut reached: Vec<Range<usize>> = Vec::new();
        for mention in &gold {
            let span = mention.span.range();
            let is_reached = edges.are_ends(&span);
            let count = Count { tp: u64::from(is_reached), r#fn: u64::from(!is_reached), ..Count::default() };
            counts.file(LayerRef::plain(&CEILING, &view.name, view.labels.name(mention.label)), count);
            reached.extend(is_reached.then_some(span));
        }
        let most = disjoint(reached);
        let flat = Count { tp: most, r#fn: gold.len() as u64 - most, ..Count::default() };
        counts.file(LayerRef::plain(&CEILING_FLAT, &view.name, "*"), flat);
    }
}

/// Where tokens begin and end. White space at their ends is left out.
struct Edges {
    starts: Vec<usize>,
    ends: Vec<usize>,
    /// The starts of tokens, sorted. With each stands the furthest end of the tokens up to it.
    reach: Vec<(usize, usize)>,
}

impl Edges {
    fn new(text: &str, tokens: impl Iterator<Item = Range<usize>>) -> Edges {
        let mut tokens: Vec<Range<usize>> = tokens.filter_map(|bytes| trimmed(text, bytes)).collect();
        tokens.sort_unstable_by_key(|token| (token.start, token.end));
        let mut ends: Vec<usize> = tokens.iter().map(|token| token.end).collect();
        ends.sort_unstable();
        let mut furthest = 0;
        let reach = tokens.iter().map(|token| {
            furthest = furthest.max(token.end);
            (token.start, furthest)
        });
        Edges { reach: reach.collect(), starts: tokens.iter().map(|token| token.start).collect(), ends }
    }

    /// Whether a token begins where the span begins, one ends where it ends, and none reaches over either end.
    fn are_ends(&self, span: &Range<usize>) -> bool {
        self.starts.binary_search(&span.start).is_ok()
            && self.ends.binary_search(&span.end).is_ok()
            && [span.start, span.end].iter().all(|at| !self.is_inside(*at))
    }

    /// Whether a token has bytes on both sides of this one. Two tokens may share a letter; then there is no boundary where the second begins.
    fn is_inside(&self, at: usize) -> bool {
        let before = self.reach.partition_point(|(start, _)| *start < at);
        before.checked_sub(1).is_some_and(|last| self.reach[last].1 > at)
    }
}

/// The largest number of these spans of which no two share text. To always take the next one that ends first is best.
fn disjoint(mut spans: Vec<Range<usize>>) -> u64 {
    spans.sort_unstable_by_key(|span| span.end);
    let (mut number, mut end) = (0, 0);
    for span in spans {
        if number == 0 || span.start >= end {
            number += 1;
            end = span.end;
        }
    }
    number
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::annotation::Labels;
    use crate::measure::key::{Counts, Layer};
    use crate::text::Span;
    use crate::view::{Nesting, View};

    proptest! {
        /// Every sequence of tokens is tried for every mention.
        #[test]
        fn a_mention_is_reached_if_and_only_if_it_is_some_tokens_in_a_row(
            text in "[ابو a]{1,12}", cuts in proptest::collection::vec(0usize..24, 0..8), places in proptest::collection::vec((0usize..12, 1usize..5), 0..6)
        ) {
            let mut ends: Vec<usize> = cuts.iter().map(|cut| cut % (text.len() + 1)).chain([0, text.len()]).collect();
            ends.sort_unstable();
            ends.dedup();
            let tokens: Vec<Range<usize>> = ends.windows(2).map(|pair| pair[0]..pair[1]).collect();
            let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let labels = Labels::of(["GPE"]);
            let label = labels.get("GPE").unwrap();
            let span = |&(from, len): &(usize, usize)| {
                let span = Span::new(&text, *starts.get(from)?, *starts.get(from + len)?).ok()?;
                let slice = span.slice(&text);
                (!slice.starts_with(' ') && !slice.ends_with(' ')).then_some(Mention { span, label })
            };
            let mut gold: Vec<Mention> = places.iter().filter_map(span).collect();
            gold.sort_unstable();
            gold.dedup();
            let trimmed: Vec<Range<usize>> = tokens.iter().filter_map(|token| trimmed(&text, token.clone())).collect();
            let is_row = |mention: &&Mention| trimmed.iter().enumerate().any(|(at, first)| {
                trimmed[at..].iter().any(|last| mention.span.range() == (first.start..last.end))
            });
            let expected = gold.iter().filter(is_row).count() as u64;
            let views = [View::new("wojood".into(), Nesting::Nested, [("GPE".to_string(), "GPE".to_string())].into()).unwrap().over(&labels)];
            let mut counts = Counts::new();
            score(&text, &gold, tokens.into_iter(), &views, &mut counts);
            let at = |matching: &'static Match, label: &str| counts.get(&Layer::tokens(matching, "wojood", label)).copied().unwrap_or_default();
            let all = at(&CEILING, "GPE");
            prop_assert_eq!((all.tp, all.support()), (expected, gold.len() as u64));
            let flat = at(&CEILING_FLAT, "*");
            prop_assert!(flat.tp <= all.tp && (flat.tp > 0) == (all.tp > 0));
            prop_assert_eq!(flat.support(), all.support());
        }
    }
}
