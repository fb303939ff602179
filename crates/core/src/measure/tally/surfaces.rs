//! Counts of the distinct names in an article, each with its label.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::annotation::{Label, Mention};
use crate::measure::declared::Orth;
use crate::measure::tally::labels::ByLabel;
use crate::text::fold::{fold, may_be_alike};

/// How many comparisons of mentions are faster than sorting them.
const FEW: usize = 48;

/// Adds the distinct surfaces and labels of both sides of an article, under an orthography.
pub(super) fn count(text: &str, gold: &[Mention], predicted: &[Mention], orth: Orth, article: &mut ByLabel) {
    if gold.len() * predicted.len() + gold.len() + predicted.len() <= FEW {
        return count_few(text, gold, predicted, orth, article);
    }
    let (ours, theirs) = (distinct(text, gold, orth), distinct(text, predicted, orth));
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
    let mut surfaces: Vec<(Label, Cow<str>)> = mentions.iter().map(|mention| (mention.label, surface(mention))).collect();
    surfaces.sort_unstable_by(order);
    surfaces.dedup();
    surfaces
}

/// Surfaces first: they differ sooner than labels.
fn order(a: &(Label, Cow<str>), b: &(Label, Cow<str>)) -> Ordering {
    a.1.cmp(&b.1).then_with(|| a.0.cmp(&b.0))
}
