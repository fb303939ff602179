//! Scores: the values of measures with their intervals. They are the rows of scores.csv.

mod drawn;
pub mod evaluate;
pub mod inputs;
pub mod parts;
pub mod replicates;
pub mod tiers;
pub mod totals;
mod values;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::measure::definition::Measure;
use crate::measure::key::Key;
use crate::measure::terms::Terms;
use crate::safe::Guard;
use crate::signature::Field;
use crate::statistics::bootstrap::Interval;
use crate::{records, signature};

/// One value of one measure: a row of scores.csv.
#[derive(Clone, PartialEq, Debug)]
pub struct Score {
    /// The name of the system.
    pub system: String,
    /// The receipt of the system: what its answers were made with, such as `mihak 0.1.0`.
    pub version: String,
    /// The revision of the definitions by which it was counted.
    pub scorer: u32,
    /// How files were read; empty if none were. See [`crate::measure::counts::SystemCounts::readings`].
    pub reading: String,
    /// How replicates are drawn and what undefined ratios count as.
    pub terms: Terms,
    /// What was counted, and on what. Its `article` is empty: counts are added up over all articles.
    pub key: Key,
    /// The measure.
    pub measure: &'static Measure,
    /// The value; `None` if it is undefined. The measure says its unit, most often a share of 1.
    pub value: Option<f64>,
    /// The 95 % interval of the value; `None` if nothing says how sure it is, see [`Interval::of`].
    pub interval: Option<Interval>,
    /// The number of gold items behind the value.
    pub support: u64,
    /// The number of articles that the system was asked about.
    pub articles: u64,
}

impl Score {
    /// The line that says what the value measures and on what. Values with equal lines may be compared.
    pub fn signature(&self) -> String {
        signature::of(&self.key, &self.reading, self.terms, self.scorer)
    }
}

/// The signature that stands under a table of these scores; `None` if there is no score.
///
/// It has the fields whose values all scores share. A field that only some measures depend on stands in it too, if those that have it agree on
/// one value.
pub fn shared_signature<'a>(scores: impl Iterator<Item = &'a Score>) -> Option<String> {
    let lines: Vec<String> = scores.map(Score::signature).collect();
    shared(&lines)
}

fn shared(lines: &[String]) -> Option<String> {
    let fields = |line: &'_ str| line.split('|').map(String::from).collect::<Vec<String>>();
    let mut kept = fields(lines.first()?);
    let mut own: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in lines {
        let others = fields(line);
        for field in &others {
            if let Some((name, value)) = field.split_once(':').filter(|(name, _)| Field::OF_SOME.iter().any(|field| field.name() == *name)) {
                own.entry(name.into()).or_default().insert(value.into());
            }
        }
        kept.retain(|field| others.contains(field));
    }
    // They stand in front of how replicates were drawn.
    let at = kept.iter().position(|field| field.starts_with("boot:") || field.starts_with("scorer:")).unwrap_or(kept.len());
    let own = Field::OF_SOME.iter().rev().filter_map(|field| match own.get(field.name()) {
        Some(values) if values.len() == 1 => Some(format!("{}:{}", field.name(), values.first().expect("there is one"))),
        _ => None,
    });
    for field in own.collect::<Vec<_>>() {
        if !kept.contains(&field) {
            kept.insert(at, field);
        }
    }
    Some(kept.join("|"))
}

/// The names of the columns of scores.csv, in their order.
pub const HEADER: [&str; 17] = [
    "system",
    "version",
    "corpus",
    "split",
    "task",
    "match",
    "bound",
    "orth",
    "view",
    "label",
    "measure",
    "value",
    "lo",
    "hi",
    "support",
    "articles",
    "signature",
];

/// A value as result files write it: with six decimals, or empty if it is undefined.
pub fn decimals(value: Option<f64>) -> String {
    value.map_or(String::new(), |value| format!("{value:.6}"))
}

/// The bytes of scores.csv, in which text is as it is. Values and the ends of intervals have six decimals; those that are undefined are empty.
pub fn write(scores: &[Score]) -> Vec<u8> {
    rows(scores, None)
}

/// The same as a file that a person may open: names, versions and labels are guarded so.
pub fn write_guarded(scores: &[Score], guard: Guard) -> Vec<u8> {
    rows(scores, Some(guard))
}

fn rows(scores: &[Score], guard: Option<Guard>) -> Vec<u8> {
    records::bytes(HEADER, |writer| {
        scores.iter().try_for_each(|score| {
            let [value, lo, hi] = [score.value, score.interval.map(|interval| interval.lo), score.interval.map(|interval| interval.hi)].map(decimals);
            let (support, articles, signature) = (score.support.to_string(), score.articles.to_string(), score.signature());
            let names = [&score.system, &score.version, score.key.corpus_name(), &score.key.split, score.key.task.name()];
            let measured = [score.measure.name, &value, &lo, &hi, &support, &articles, &signature];
            let named = names.into_iter().chain(score.key.layer.fields()).map(|text| guard.map_or(Cow::Borrowed(text), |guard| guard.text(text)));
            writer.write_record(named.chain(measured.into_iter().map(Cow::Borrowed)).map(Cow::into_owned))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_on_which_some_measures_depend_is_shared_if_these_agree() {
        let line = |fields: &str| format!("mihak|task:entities|{fields}|scorer:2");
        let lines = [
            line("match:exact|undefined:zero|boot:poisson100@1"),
            line("match:partial|overlap:0.5|boot:poisson100@1"),
            line("match:untyped|boot:poisson100@1"),
        ];
        assert_eq!(shared(&lines).unwrap(), "mihak|task:entities|overlap:0.5|undefined:zero|boot:poisson100@1|scorer:2");
        assert_eq!(shared(&[line("undefined:zero"), line("undefined:skip")]).unwrap(), "mihak|task:entities|scorer:2");
        assert_eq!(shared(&[]), None);
    }

    #[test]
    fn a_field_that_differs_is_not_shared() {
        let [old, new] =
            ["news@1.0#aa", "news@1.1#bb"].map(|corpus| format!("mihak|task:words|match:span|view:word|corpus:{corpus}|split:test|scorer:1"));
        assert_eq!(shared(&[old, new]).unwrap(), "mihak|task:words|match:span|view:word|split:test|scorer:1");
    }
}
