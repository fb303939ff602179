//! The ratios that are made of counts, and how averages over labels are taken.

use crate::measure::key::{Key, Match};
use crate::statistics::Count;

/// How a value comes from one count.
pub type Ratio = fn(Count) -> Option<f64>;

/// How much a label weighs in a mean.
pub type Weight = fn(Count) -> f64;

/// The count of a label among those of an article.
fn of(counts: &[(usize, Count)], label: usize) -> Count {
    counts.iter().find(|(at, _)| *at == label).map_or(Count::default(), |(_, count)| *count)
}

/// How a value comes from the counts of a group's labels.
pub enum Formula {
    /// A ratio of the count of one label, by its place.
    Of(usize, Ratio),
    /// A ratio of the sum over some labels.
    Total(Vec<usize>, Ratio),
    /// The mean over labels of a ratio where it is defined, by a weight, among those that take part.
    Mean {
        /// The ratio.
        ratio: Ratio,
        /// What a label weighs.
        weight: Weight,
        /// Whether a label takes part.
        takes_part: fn(Count) -> bool,
    },
    /// The share of words that gold leaves whole, by the places of all words and of those that it cuts.
    Floor(usize, Option<usize>),
    /// A number of things, which says nothing about other articles.
    Number(f64),
}

impl Formula {
    /// The value for the counts of all labels.
    pub fn at(&self, of: impl Fn(usize) -> Count, labels: usize) -> Option<f64> {
        match self {
            Formula::Of(label, ratio) => ratio(of(*label)),
            Formula::Total(labels, ratio) => ratio(sum_of(labels.iter().map(|&label| of(label)))),
            Formula::Mean { ratio, weight, takes_part } => {
                let counts = (0..labels).map(of).filter(|count| takes_part(*count));
                mean(counts.filter_map(|count| Some((ratio(count)?, weight(count)))))
            }
            Formula::Floor(all, cut) => {
                let (all, cut) = (of(*all).support(), cut.map_or(0, |cut| of(cut).support()));
                Count { tp: all - cut, r#fn: cut, ..Count::default() }.recall()
            }
            Formula::Number(number) => Some(*number),
        }
    }

    /// Whether it has a value for an article that holds these counts of its labels, each with its place.
    pub fn is_defined(&self, counts: &[(usize, Count)]) -> bool {
        match self {
            // What an article does not hold adds nothing, and there may be thousands of labels.
            Formula::Total(_, ratio) => ratio(sum_of(counts.iter().map(|(_, count)| *count))).is_some(),
            Formula::Mean { .. } => self.at(|at| counts[at].1, counts.len()).is_some(),
            _ => self.at(|label| of(counts, label), 0).is_some(),
        }
    }

    /// The labels whose counts it needs.
    pub fn labels(&self, all: usize) -> Vec<usize> {
        match self {
            Formula::Of(label, _) => vec![*label],
            Formula::Total(labels, _) => labels.clone(),
            Formula::Mean { .. } => (0..all).collect(),
            Formula::Floor(all, cut) => std::iter::once(*all).chain(*cut).collect(),
            Formula::Number(_) => Vec::new(),
        }
    }
}

/// A measure before it is evaluated.
pub struct Definition {
    /// The label, or the name of an average.
    pub label: String,
    /// The name of the measure.
    pub measure: &'static str,
    /// How its value comes from counts.
    pub value: Formula,
    /// The number of gold items.
    pub support: u64,
}

const PRF: [(&str, Ratio); 3] = [("precision", Count::precision), ("recall", Count::recall), ("f1", Count::f1)];

/// The measures of all labels of one group.
pub fn definitions(matching: Match, group: &[(&Key, Count)]) -> Vec<Definition> {
    let mut list = Vec::new();
    let mut push = |label: &str, measure: &'static str, value: Formula, support: u64| {
        list.push(Definition { label: label.into(), measure, value, support });
    };
    let labels = || group.iter().enumerate().map(|(at, (key, count))| (at, key.layer.label.as_str(), *count));
    let everything: Vec<usize> = (0..group.len()).collect();
    let total = sum_of(group.iter().map(|(_, count)| *count));
    match matching {
        Match::Exact | Match::Article | Match::Type => {
            for (at, label, count) in labels() {
                PRF.iter().for_each(|(measure, ratio)| push(label, measure, Formula::Of(at, *ratio), count.support()));
            }
            PRF.iter().for_each(|(measure, ratio)| push("micro", measure, Formula::Total(everything.clone(), *ratio), total.support()));
            let weights: [(&str, Weight); 2] = [("macro", |_| 1.0), ("weighted", |count| count.support() as f64)];
            for (label, weight) in weights {
                for (measure, ratio) in PRF {
                    // Recall and F1 over the labels that gold has, precision over those that were predicted.
                    let takes_part = if measure == "precision" { |_| true } else { |count: Count| count.support() > 0 };
                    push(label, measure, Formula::Mean { ratio, weight, takes_part }, total.support());
                }
            }
        }
        Match::Partial => {
            // Counted in half points.
            PRF.iter().for_each(|(measure, ratio)| push("*", measure, Formula::Total(everything.clone(), *ratio), total.support() / 2));
        }
        Match::Confusion | Match::Error | Match::Changed => {
            labels().for_each(|(_, label, count)| push(label, "count", Formula::Number(count.tp as f64), count.tp))
        }
        Match::Clitic => {
            for (at, label, count) in labels() {
                PRF.iter().for_each(|(measure, ratio)| push(label, measure, Formula::Of(at, *ratio), count.support()));
            }
            let classes: Vec<usize> = labels().filter(|(_, label, _)| !label.contains(':')).map(|(at, ..)| at).collect();
            let support = sum_of(classes.iter().map(|&at| group[at].1)).support();
            PRF.iter().for_each(|(measure, ratio)| push("micro", measure, Formula::Total(classes.clone(), *ratio), support));
        }
        Match::Word => {
            let find = |wanted: &str| labels().find(|(_, label, _)| *label == wanted).map(|(at, _, count)| (at, count.support()));
            let (all, cut) = (find("*"), find("cut"));
            // Without a word there is nothing to be right about.
            let accuracy =
                |found: Option<(usize, u64)>| found.map_or(Formula::Total(Vec::new(), Count::recall), |(at, _)| Formula::Of(at, Count::recall));
            let support = |found: Option<(usize, u64)>| found.map_or(0, |(_, support)| support);
            push("*", "accuracy", accuracy(all), support(all));
            push("cut", "accuracy", accuracy(cut), support(cut));
            if let Some((at, support)) = all {
                push("*", "floor", Formula::Floor(at, cut.map(|(at, _)| at)), support);
            }
        }
        Match::Marks => labels().for_each(|(at, label, count)| push(label, "cost", Formula::Of(at, Count::per), count.r#fn)),
        Match::Ceiling => {
            labels().for_each(|(at, label, count)| push(label, "recall", Formula::Of(at, Count::recall), count.support()));
            push("micro", "recall", Formula::Total(everything, Count::recall), total.support());
        }
        Match::Whole => labels().for_each(|(at, label, count)| {
            push(label, "accuracy", Formula::Of(at, Count::whole), count.words());
            push(label, "fertility", Formula::Of(at, Count::fertility), count.support());
            push(label, "cut", Formula::Of(at, Count::missed), count.support());
        }),
        Match::Length => {
            labels().for_each(|(at, label, count)| push(label, "per_token", Formula::Of(at, Count::per), count.r#fn));
            // Both labels have the same tokens.
            let tokens = group[0].1.r#fn;
            push("*", "tokens", Formula::Number(tokens as f64), tokens);
        }
        _ => {
            for (at, label, count) in labels() {
                let mut one = |measure, value| push(label, measure, value, count.support());
                match matching {
                    Match::Coverage => one("answered", Formula::Of(at, Count::recall)),
                    Match::Dropped => one("dropped", Formula::Number(count.fp as f64)),
                    Match::Letter => one("cut", Formula::Of(at, Count::missed)),
                    Match::Known => one("unknown", Formula::Of(at, Count::missed)),
                    Match::Kept | Match::Back => one("accuracy", Formula::Of(at, Count::recall)),
                    Match::CeilingFlat => one("recall", Formula::Of(at, Count::recall)),
                    Match::Lookalike => one("false_clitic_rate", Formula::Of(at, |count| count.recall().map(|kept| 1.0 - kept))),
                    _ => PRF.iter().for_each(|(measure, ratio)| one(measure, Formula::Of(at, *ratio))),
                }
                if matching == Match::Boundary {
                    one("above_chance", Formula::Of(at, Count::above_chance));
                }
            }
        }
    }
    list
}

/// All counts, added up.
pub fn sum_of(counts: impl Iterator<Item = Count>) -> Count {
    let mut total = Count::default();
    counts.for_each(|count| total += count);
    total
}

/// The mean of values with weights, or `None` if nothing weighs.
fn mean(values: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
    let (sum, weights) = values.fold((0.0, 0.0), |(sum, weights), (value, weight)| (sum + value * weight, weights + weight));
    (weights > 0.0).then(|| sum / weights)
}
