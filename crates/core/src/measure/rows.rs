//! The rows that a group of counts has in scores.csv, by the list of measures, and how the value of each comes from the counts of its labels.

use crate::measure::declared::Undefined;
use crate::measure::definition::{Labels, Measure, Of};
use crate::measure::key::Key;
use crate::measure::ratio::{Ratio, Support};
use crate::statistics::Count;

/// How a value comes from the counts of a group's labels, which it names by their places.
#[derive(Clone, Debug)]
pub enum Formula {
    /// A ratio of the count of one label.
    Of(usize, Ratio),
    /// A ratio of the sum over the labels of that kind, which stand at these places; of none where a label was not counted.
    Total(Option<Labels>, Vec<usize>, Ratio),
    /// A mean over labels.
    Mean(Mean),
    /// A ratio of a whole without a part: what gold has of the part is fn, of the rest tp.
    Rest(usize, Option<usize>, Ratio),
}

/// A mean over labels of a ratio.
#[derive(Clone, Debug)]
pub struct Mean {
    /// The places of the labels: all that occur in gold or prediction anywhere in the sample. Replicates keep them.
    pub labels: Vec<usize>,
    /// The ratio.
    pub ratio: Ratio,
    /// How much a label weighs; all weigh the same without it.
    pub weight: Option<Support>,
    /// What the ratio is where it is undefined.
    pub undefined: Undefined,
}

impl Mean {
    /// The mean of the ratios of these labels, each with its count; `None` if nothing weighs.
    pub fn of(&self, ratios: impl Iterator<Item = (Option<f64>, Count)>) -> Option<f64> {
        let (mut sum, mut weights) = (0.0, 0.0);
        for (ratio, count) in ratios {
            let ratio = match (ratio, self.undefined) {
                (Some(ratio), _) => ratio,
                (None, Undefined::Zero) => 0.0,
                (None, Undefined::Skip) => continue,
            };
            let weight = self.weight.map_or(1.0, |support| support.of(count) as f64);
            sum += ratio * weight;
            weights += weight;
        }
        (weights > 0.0).then(|| sum / weights)
    }
}

impl Formula {
    /// The value for the counts of all labels.
    pub fn at(&self, of: impl Fn(usize) -> Count) -> Option<f64> {
        match self {
            Formula::Of(label, ratio) => ratio.of(of(*label)),
            Formula::Total(_, labels, ratio) => ratio.of(sum_of(labels.iter().map(|&label| of(label)))),
            Formula::Mean(mean) => mean.of(mean.labels.iter().map(|&label| of(label)).map(|count| (mean.ratio.of(count), count))),
            Formula::Rest(whole, part, ratio) => ratio.of(rest(of(*whole), part.map(of).unwrap_or_default())),
        }
    }

    /// Whether it has a value for an article that holds these counts of its labels, each with its place.
    pub fn is_defined(&self, counts: &[(usize, Count)]) -> bool {
        let of = |label: usize| counts.iter().find(|(at, _)| *at == label).map_or(Count::default(), |(_, count)| *count);
        match self {
            // What an article does not hold adds nothing, and there may be thousands of labels.
            Formula::Total(_, _, ratio) => ratio.of(sum_of(counts.iter().map(|(_, count)| *count))).is_some(),
            Formula::Mean(mean) => counts.iter().any(|(_, count)| mean.ratio.of(*count).is_some()),
            _ => self.at(of).is_some(),
        }
    }

    /// The labels whose counts it needs.
    pub fn labels(&self) -> Vec<usize> {
        match self {
            Formula::Of(label, _) => vec![*label],
            Formula::Total(_, labels, _) => labels.clone(),
            Formula::Mean(mean) => mean.labels.clone(),
            Formula::Rest(whole, part, _) => std::iter::once(*whole).chain(*part).collect(),
        }
    }
}

/// The gold of a whole without that of a part as tp, the part as fn.
fn rest(whole: Count, part: Count) -> Count {
    let (whole, part) = (whole.support(), part.support());
    Count { tp: whole.saturating_sub(part), r#fn: part, ..Count::default() }
}

/// One row of a group before it has a value.
#[derive(Clone, Debug)]
pub struct Row {
    /// The label, or the name of an average.
    pub label: String,
    /// The measure.
    pub measure: &'static Measure,
    /// How its value comes from counts.
    pub value: Formula,
    /// The number of items on which it rests.
    pub support: u64,
}

/// The rows of a group: counts that differ in the label only, sorted by label.
pub fn rows(group: &[(&Key, Count)], undefined: Undefined) -> Vec<Row> {
    let mut rows = Vec::new();
    let labels = |kind: Labels| (0..group.len()).filter(move |&at| kind.hold(&group[at].0.layer.label));
    let find = |label: &str| group.iter().position(|(key, _)| key.layer.label == label);
    // Measures of every label stand together, label by label.
    for same in group[0].0.layer.matching.measures.chunk_by(|a, b| a.of == b.of) {
        let of = same[0].of;
        let places: Vec<usize> = match of {
            Of::Each(kind) => labels(kind).collect(),
            _ => vec![0],
        };
        for place in places {
            for measure in same {
                let Some((value, used)) = formula(of, measure.ratio, place, &labels, &find, undefined) else { continue };
                let support = used.iter().map(|&at| measure.support.of(group[at].1)).sum();
                let label = of.row().map_or_else(|| group[place].0.layer.label.clone(), String::from);
                rows.push(Row { label, measure, value, support });
            }
        }
    }
    rows
}

/// How a value is made, and the labels that are its support; `None` if there is no such row.
fn formula<L: Iterator<Item = usize>>(
    of: Of,
    ratio: Ratio,
    place: usize,
    labels: &impl Fn(Labels) -> L,
    find: &impl Fn(&str) -> Option<usize>,
    undefined: Undefined,
) -> Option<(Formula, Vec<usize>)> {
    let mean = |kind: Labels, weight: Option<Support>| {
        let labels: Vec<usize> = labels(kind).collect();
        (Formula::Mean(Mean { labels: labels.clone(), ratio, weight, undefined }), labels)
    };
    Some(match of {
        Of::Each(_) => (Formula::Of(place, ratio), vec![place]),
        Of::One { label, .. } => match find(label) {
            Some(at) => (Formula::Of(at, ratio), vec![at]),
            // Without an item there is nothing to be right about.
            None => (Formula::Total(None, Vec::new(), ratio), Vec::new()),
        },
        Of::Sum { labels: kind, .. } => {
            let labels: Vec<usize> = labels(kind).collect();
            (Formula::Total(Some(kind), labels.clone(), ratio), labels)
        }
        Of::Macro(kind) => mean(kind, None),
        Of::Weighted(kind) => mean(kind, Some(Support::GOLD)),
        Of::Rest { whole, part } => {
            let whole = find(whole)?;
            (Formula::Rest(whole, find(part), ratio), vec![whole])
        }
    })
}

/// All counts, added up.
pub fn sum_of(counts: impl Iterator<Item = Count>) -> Count {
    let mut total = Count::default();
    counts.for_each(|count| total += count);
    total
}
