//! The rows that counts have in scores.csv: the list of measures says which there are, and how the value of each is made.

use crate::measure::declared::Undefined;
use crate::measure::definition::{Labels, Measure, Of};
use crate::measure::key::Key;
use crate::measure::ratio::{Ratio, Support};
use crate::statistics::Count;

/// How a value is made of the counts of a group. A group has one count for each label; a number here is the place of a label in it.
#[derive(Clone, Debug)]
pub enum Formula {
    /// The ratio of the count of one label.
    Of(usize, Ratio),
    /// The ratio of a sum over labels: those of this kind, which stand at these places. Without a kind it is the ratio of a label that was not
    /// counted, so of nothing.
    Total(Option<Labels>, Vec<usize>, Ratio),
    /// A mean over labels.
    Mean(Mean),
    /// The ratio for the label of a whole and that of a part, see [`Of::Rest`]. The part is `None` if it was not counted.
    Rest(usize, Option<usize>, Ratio),
}

/// The mean of a ratio over labels.
#[derive(Clone, Debug)]
pub struct Mean {
    /// The places of the labels: all that occur anywhere in the sample, in gold or prediction. Replicates have the same labels.
    pub labels: Vec<usize>,
    /// The ratio.
    pub ratio: Ratio,
    /// The weight of a label, made of its count; `None` if all weigh the same.
    pub weight: Option<Support>,
    /// What an undefined ratio counts as.
    pub undefined: Undefined,
}

impl Mean {
    /// The mean of these ratios, each with the count that it is made of. `None` if the weights add up to 0.
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
    /// The value for these counts, or `None` if it is undefined. `of` gives the count of the label at a place.
    pub fn at(&self, of: impl Fn(usize) -> Count) -> Option<f64> {
        match self {
            Formula::Of(label, ratio) => ratio.of(of(*label)),
            Formula::Total(_, labels, ratio) => ratio.of(sum_of(labels.iter().map(|&label| of(label)))),
            Formula::Mean(mean) => mean.of(mean.labels.iter().map(|&label| of(label)).map(|count| (mean.ratio.of(count), count))),
            Formula::Rest(whole, part, ratio) => ratio.of(rest(of(*whole), part.map(of).unwrap_or_default())),
        }
    }

    /// Whether the value is defined for an article with these counts. Each count stands with the place of its label.
    pub fn is_defined(&self, counts: &[(usize, Count)]) -> bool {
        let of = |label: usize| counts.iter().find(|(at, _)| *at == label).map_or(Count::default(), |(_, count)| *count);
        match self {
            // What an article does not hold adds nothing, and there may be thousands of labels.
            Formula::Total(_, _, ratio) => ratio.of(sum_of(counts.iter().map(|(_, count)| *count))).is_some(),
            Formula::Mean(mean) => counts.iter().any(|(_, count)| mean.ratio.of(*count).is_some()),
            _ => self.at(of).is_some(),
        }
    }

    /// The places of the labels whose counts the value needs.
    pub fn labels(&self) -> Vec<usize> {
        match self {
            Formula::Of(label, _) => vec![*label],
            Formula::Total(_, labels, _) => labels.clone(),
            Formula::Mean(mean) => mean.labels.clone(),
            Formula::Rest(whole, part, _) => std::iter::once(*whole).chain(*part).collect(),
        }
    }
}

/// The count of a whole and its part: tp are the gold items outside of the part, fn those of the part.
fn rest(whole: Count, part: Count) -> Count {
    let (whole, part) = (whole.support(), part.support());
    Count { tp: whole.saturating_sub(part), r#fn: part, ..Count::default() }
}

/// One row of a group, before its value is computed.
#[derive(Clone, Debug)]
pub struct Row {
    /// The label, or the name of an average.
    pub label: String,
    /// The measure.
    pub measure: &'static Measure,
    /// How its value is made of counts.
    pub value: Formula,
    /// The number of items behind the value.
    pub support: u64,
}

/// The rows of a group. Its counts differ only in the label, and are sorted by it; there is at least one.
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

/// How a value is made, and the labels whose counts are its support; `None` if there is no such row.
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
