//! Counts of the distinct names in an article, each with its label.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::annotation::{Label, Mention};
use crate::measure::declared::Orth;
use crate::measure::tally::labels::ByLabel;
use crate::measure::tally::prints::Prints;
use crate::measure::tally::sides::are_long;
use crate::text::Span;
use crate::text::fold::{Folded, fold, may_be_alike};

/// How many comparisons of mentions are faster than sorting them.
const FEW: usize = 48;

/// Adds the distinct surfaces and labels of both sides of an article, under an orthography.
pub(super) fn count(text: &str, gold: &[Mention], predicted: &[Mention], orth: Orth, article: &mut ByLabel) {
    if gold.len() * predicted.len() + gold.len() + predicted.len() <= FEW {
        return count_few(text, gold, predicted, orth, article);
    }
    if !are_long(text, [gold, predicted]) {
        return compare(distinct(text, gold, orth), distinct(text, predicted, orth), article);
    }
    let folded = (orth == Orth::Folded).then(|| Folded::new(text));
    let prints = Prints::new(folded.as_ref().map_or(text, |folded| &folded.text));
    let distinct = |mentions: &[Mention]| {
        let bytes = |span: Span| folded.as_ref().map_or(span.range(), |folded| folded.range(span));
        sorted(mentions.iter().map(|mention| (mention.label, prints.of(bytes(mention.span)))).collect())
    };
    compare(distinct(gold), distinct(predicted), article);
}

/// Counts the distinct surfaces and labels of both sides, sorted.
fn compare<T: Ord>(ours: Vec<(Label, T)>, theirs: Vec<(Label, T)>, article: &mut ByLabel) {
    let (mut g, mut p) = (0, 0);
    while g < ours.len() || p < theirs.len() {
        let order = match (ours.get(g), theirs.get(p)) {
            (Some(a), Some(b)) => order(a, b),
            (Some(_), None) => Ordering::Less,
            _ => Ordering::Greater,
        };
        match order {
            Ordering::Equal => article.of(ours[g].0).tp += 1,
            Ordering::Less => article.of(ours[g].0).r#fn += 1,
            Ordering::Greater => article.of(theirs[p].0).fp += 1,
        }
        g += usize::from(order != Ordering::Greater);
        p += usize::from(order != Ordering::Less);
    }
}

/// Counts the distinct surfaces and labels by comparing every two.
fn count_few(text: &str, gold: &[Mention], predicted: &[Mention], orth: Orth, article: &mut ByLabel) {
    let same = |a: &Mention, b: &Mention| {
        let (left, right) = (a.span.slice(text), b.span.slice(text));
        a.label == b.label && (left == right || (orth == Orth::Folded && may_be_alike(left, right) && fold(left) == fold(right)))
    };
    let first = |mentions: &[Mention], at: usize| !mentions[..at].iter().any(|earlier| same(earlier, &mentions[at]));
    for (at, mention) in gold.iter().enumerate().filter(|(at, _)| first(gold, *at)) {
        let found = predicted.get(at).is_some_and(|other| other == mention) || predicted.iter().any(|other| same(mention, other));
        let count = article.of(mention.label);
        if found { count.tp += 1 } else { count.r#fn += 1 }
    }
    for (_, mention) in predicted.iter().enumerate().filter(|(at, _)| first(predicted, *at)) {
        if !gold.iter().any(|other| same(mention, other)) {
            article.of(mention.label).fp += 1;
        }
    }
}

/// The distinct surfaces and labels of mentions, sorted.
fn distinct<'a>(text: &'a str, mentions: &[Mention], orth: Orth) -> Vec<(Label, Cow<'a, str>)> {
    let surface = |mention: &Mention| match orth {
        Orth::Raw => Cow::Borrowed(mention.span.slice(text)),
        Orth::Folded => fold(mention.span.slice(text)),
    };
    sorted(mentions.iter().map(|mention| (mention.label, surface(mention))).collect())
}

fn sorted<T: Ord>(mut surfaces: Vec<(Label, T)>) -> Vec<(Label, T)> {
    surfaces.sort_unstable_by(order);
    surfaces.dedup();
    surfaces
}

/// Surfaces first: they differ sooner than labels.
fn order<T: Ord>(a: &(Label, T), b: &(Label, T)) -> Ordering {
    a.1.cmp(&b.1).then_with(|| a.0.cmp(&b.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::Labels;

    /// Mentions in which one letter is written in two ways.
    #[test]
    fn surfaces_that_are_not_read_one_by_one_are_counted_as_those_that_are() {
        let text = "أحمدُ وأحمد واحمد ".repeat(20);
        let labels = Labels::of(["A", "B"]);
        let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let mentions = |shift: usize| -> Vec<Mention> {
            let span = |at: usize| Span::new(&text, starts[at], starts[starts.len() - 1 - at / 2 - (at * shift) % 7]);
            (0..200).map(|at| Mention { span: span(at).unwrap(), label: labels.get(["A", "B"][at % 2]).unwrap() }).collect()
        };
        let (gold, predicted) = (mentions(0), mentions(1));
        assert!(are_long(&text, [&gold, &predicted]));
        for orth in [Orth::Raw, Orth::Folded] {
            let (mut all, mut each) = (ByLabel::default(), ByLabel::default());
            count(&text, &gold, &predicted, orth, &mut all);
            compare(distinct(&text, &gold, orth), distinct(&text, &predicted, orth), &mut each);
            let rows = |of: ByLabel| of.into_rows().collect::<std::collections::BTreeMap<_, _>>();
            assert_eq!(rows(all), rows(each), "{}", orth.name());
        }
    }
}
