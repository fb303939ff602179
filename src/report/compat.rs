//! The reports of other scorers, made of our counts. They are equal byte for byte, except for characters that are not safe to show.

use std::collections::BTreeMap;

use mihak_core::annotation::AVERAGES;
use mihak_core::measure::tally::SemEval;
use mihak_core::safe::{Terminal, line, terminal};
use mihak_core::statistics::Count;

/// Counts by label; `str` orders as code points do.
pub type Labels<'a> = BTreeMap<&'a str, Count>;

/// What seqeval's functions let their caller choose.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Ratios {
    /// How much recall weighs against precision in the F score: 1 for F1.
    pub beta: f64,
    /// What precision and recall are where there is nothing to divide by: 0 or 1.
    pub undefined: f64,
}

impl Default for Ratios {
    /// F1, and 0 where there is nothing to divide by.
    fn default() -> Ratios {
        Ratios { beta: 1.0, undefined: 0.0 }
    }
}

impl Ratios {
    /// Precision, recall and F score as seqeval computes them of counts.
    pub fn of(self, count: Count) -> [f64; 3] {
        let ratio = |whole: u64| if whole == 0 { self.undefined } else { count.tp as f64 / whole as f64 };
        let (precision, recall) = (ratio(count.tp + count.fp), ratio(count.support()));
        if self.beta == f64::INFINITY {
            return [precision, recall, recall];
        }
        let square = self.beta * self.beta;
        let sum = square * precision + recall;
        [precision, recall, (1.0 + square) * precision * recall / if sum == 0.0 { 1.0 } else { sum }]
    }

    /// Precision, recall and F score of every one of [`AVERAGES`], to the last bit those of seqeval; NaN of macro where there is no label.
    pub fn averages(self, labels: &Labels) -> [[f64; 3]; 3] {
        let mut all = Count::default();
        labels.values().for_each(|count| all += *count);
        let (gold, found) = (all.support(), all.tp + all.fp);
        let mean = |measure: usize| sum(&labels.values().map(|count| self.of(*count)[measure]).collect::<Vec<_>>()) / labels.len() as f64;
        let weighted = |measure: usize| match gold {
            // Nothing weighs: recall is undefined, the others only if nothing was predicted either.
            0 if measure == 1 || found == 0 => self.undefined,
            0 => 0.0,
            _ => sum(&labels.values().map(|count| self.of(*count)[measure] * count.support() as f64).collect::<Vec<_>>()) / gold as f64,
        };
        [self.of(all), std::array::from_fn(mean), std::array::from_fn(weighted)]
    }
}

/// Precision, recall and F1 of every one of [`AVERAGES`], to the last bit those of seqeval; NaN of macro where there is no label.
pub fn averages(labels: &Labels) -> [[f64; 3]; 3] {
    Ratios::default().averages(labels)
}

/// The sum in the order in which numpy adds: from left to right, from eight numbers on in eight strands, of more than 128 by halves.
fn sum(numbers: &[f64]) -> f64 {
    match numbers.len() {
        ..8 => numbers.iter().fold(0.0, |sum, number| sum + number),
        8..=128 => {
            let (strands, rest) = numbers.as_chunks::<8>();
            let mut r = strands[0];
            strands[1..].iter().for_each(|strand| r.iter_mut().zip(strand).for_each(|(sum, number)| *sum += number));
            let all = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
            rest.iter().fold(all, |sum, number| sum + number)
        }
        len => {
            let (left, right) = numbers.split_at(len / 2 - len / 2 % 8);
            sum(left) + sum(right)
        }
    }
}

/// The text of seqeval's `classification_report`; `None` where there is no label, at which seqeval stops with an error.
pub fn seqeval(labels: &Labels) -> Option<Terminal<'static>> {
    let width = labels.keys().map(|label| line(label).as_str().chars().count()).max()?.max("weighted avg".len());
    let mut out = format!("{:>width$}  {:>9} {:>9} {:>9} {:>9}\n\n", "", "precision", "recall", "f1-score", "support");
    let mut row = |name: &str, [p, r, f]: [f64; 3], support: u64| {
        out.push_str(&format!("{:>width$}  {p:>9.2} {r:>9.2} {f:>9.2} {support:>9}\n", line(name)));
    };
    labels.iter().for_each(|(label, count)| row(label, Ratios::default().of(*count), count.support()));
    let all: u64 = labels.values().map(|count| count.support()).sum();
    let mut ends = String::from("\n");
    for (name, [p, r, f]) in AVERAGES.into_iter().zip(averages(labels)) {
        ends.push_str(&format!("{:>width$}  {p:>9.2} {r:>9.2} {f:>9.2} {all:>9}\n", format!("{name} avg")));
    }
    Some(terminal(&(out + &ends)).into_owned())
}

/// The text of conlleval.pl, for so many tokens of which so many have the same tag on both sides.
pub fn conlleval(labels: &Labels, tokens: u64, agreeing: u64) -> Terminal<'static> {
    let mut all = Count::default();
    labels.values().for_each(|count| all += *count);
    let (gold, found) = (all.support(), all.tp + all.fp);
    let mut out = format!("processed {tokens} tokens with {gold} phrases; found: {found} phrases; correct: {}.\n", all.tp);
    if tokens > 0 {
        out.push_str(&format!("accuracy: {:6.2}%; {}\n", (100 * agreeing) as f64 / tokens as f64, percentages(all)));
    }
    for (label, count) in labels {
        // Perl pads to bytes.
        let label = line(label);
        let pad = " ".repeat(17usize.saturating_sub(label.as_str().len()));
        out.push_str(&format!("{pad}{label}: {}  {}\n", percentages(*count), count.tp + count.fp));
    }
    terminal(&out).into_owned()
}

fn percentages(count: Count) -> String {
    let share = |whole: u64| if whole == 0 { 0.0 } else { (100 * count.tp) as f64 / whole as f64 };
    let (precision, recall) = (share(count.tp + count.fp), share(count.support()));
    let f1 = if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 };
    format!("precision: {precision:6.2}%; recall: {recall:6.2}%; FB1: {f1:6.2}")
}

/// The text of nervaluate's `summary_report` over all labels.
pub fn nervaluate(scenarios: &[(&str, SemEval)]) -> Terminal<'static> {
    let width = scenarios.iter().map(|(name, _)| name.len()).max().unwrap_or_default().max("correct".len());
    let head = ["correct", "incorrect", "partial", "missed", "spurious", "precision", "recall", "f1-score"];
    let mut out = format!("Scenario: all\n\n{:width$} ", "");
    head.iter().for_each(|name| out.push_str(&format!(" {name:>11}")));
    out.push_str("\n\n");
    for (name, all) in scenarios {
        out.push_str(&format!("{name:>width$} "));
        let numbers = [all.correct, all.incorrect, all.partial, all.missed, all.spurious];
        numbers.iter().for_each(|number| out.push_str(&format!(" {number:>11}")));
        semeval(name, *all).iter().for_each(|ratio| out.push_str(&format!(" {ratio:>11.2}")));
        out.push('\n');
    }
    terminal(&out).into_owned()
}

/// Precision, recall and F1 of a scenario as nervaluate computes them.
pub fn semeval(name: &str, all: SemEval) -> [f64; 3] {
    let half = if matches!(name, "partial" | "ent_type") { 0.5 * all.partial as f64 } else { 0.0 };
    let paired = all.correct + all.incorrect + all.partial;
    let share = |whole: u64| if whole == 0 { 0.0 } else { (all.correct as f64 + half) / whole as f64 };
    let (precision, recall) = (share(paired + all.spurious), share(paired + all.missed));
    [precision, recall, if precision + recall > 0.0 { 2.0 * (precision * recall) / (precision + recall) } else { 0.0 }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn averages_over_many_labels_are_summed_in_the_order_of_numpy() {
        // As numpy 2.4.6 averages the ratios of these counts.
        let expected = [
            (7, [0.42059131344845635, 0.4783502212073641, 0.4340648723257419], [0.5439983093829248, 0.5692307692307692, 0.5490241545893719]),
            (8, [0.4126602564102564, 0.5227231102231102, 0.44230676328502416], [0.5282077077851726, 0.5915492957746479, 0.5448812682860448]),
            (9, [0.42236467236467234, 0.4868649868649869, 0.42490759911049764], [0.5263519375361481, 0.5657894736842105, 0.5278308089063238]),
            (130, [0.4600877190008531, 0.5098759140557784, 0.4573235603326225], [0.5198389212693176, 0.5552699228791774, 0.5141632667267168]),
            (300, [0.46080997436802384, 0.5102223737591385, 0.4589345611380759], [0.522928746867048, 0.5549368968077208, 0.5162086243151395]),
        ];
        for (number, macro_average, weighted) in expected {
            let names: Vec<String> = (0..number).map(|at| format!("{at:03}")).collect();
            let count = |at: u64| Count { tp: at * 7 % 11, fp: at * 5 % 13, r#fn: at * 3 % 7 + 1, tn: 0 };
            let labels: Labels = names.iter().map(String::as_str).zip((0..).map(count)).collect();
            assert_eq!(averages(&labels)[1..], [macro_average, weighted], "{number} labels");
        }
    }

    #[test]
    fn ties_round_to_even_as_in_python_and_perl() {
        let labels: Labels = [("A", Count { tp: 1, fp: 7, r#fn: 31, tn: 0 })].into();
        assert!(seqeval(&labels).unwrap().as_str().contains("A       0.12      0.03 "));
        assert!(conlleval(&labels, 32, 1).as_str().contains("accuracy:   3.12%; precision:  12.50%; recall:   3.12%"));
    }
}
