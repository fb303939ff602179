//! Counts by label.

use rustc_hash::FxHashMap;

use crate::annotation::{Label, Mention};
use crate::statistics::Count;

/// How many labels are searched from the front, which is the fastest map for the inventories that people have.
const FEW: usize = 32;

/// Counts by label.
#[derive(Clone, Debug, Default)]
pub(super) struct ByLabel {
    rows: Vec<(Label, Count)>,
    /// The place of every label, where there are more than a few.
    places: FxHashMap<Label, u32>,
}

impl ByLabel {
    /// The count of a label.
    pub fn of(&mut self, label: Label) -> &mut Count {
        let found = match self.rows.len() <= FEW {
            true => self.rows.iter().position(|(known, _)| *known == label),
            false => self.places.get(&label).map(|&at| at as usize),
        };
        let at = found.unwrap_or_else(|| self.push(label));
        &mut self.rows[at].1
    }

    fn push(&mut self, label: Label) -> usize {
        let at = self.rows.len();
        self.rows.push((label, Count::default()));
        if self.rows.len() == FEW + 1 {
            self.places = self.rows.iter().zip(0..).map(|((label, _), at)| (*label, at)).collect();
        } else if self.rows.len() > FEW {
            self.places.insert(label, at as u32);
        }
        at
    }

    /// The labels with their counts, in the order in which they were met.
    pub fn iter(&self) -> impl Iterator<Item = &(Label, Count)> {
        self.rows.iter()
    }

    /// The same, taken out.
    pub fn into_rows(self) -> impl Iterator<Item = (Label, Count)> {
        self.rows.into_iter()
    }

    /// Gives every label the one that stands at its place in `places`.
    pub(super) fn renumber(&mut self, places: &[Label]) {
        self.rows.iter_mut().for_each(|(label, _)| *label = places[label.place()]);
        if self.rows.len() > FEW {
            self.places = self.rows.iter().zip(0..).map(|((label, _), at)| (*label, at)).collect();
        }
    }

    pub(super) fn merge(&mut self, other: ByLabel) {
        if self.rows.is_empty() {
            *self = other;
            return;
        }
        for (at, (label, count)) in other.rows.into_iter().enumerate() {
            // As a rule labels are met in the same order.
            match self.rows.get_mut(at) {
                Some((known, sum)) if *known == label => *sum += count,
                _ => *self.of(label) += count,
            }
        }
    }
}

/// Counts a pair at its labels: right at one, or missed at the one of gold and spurious at the other.
pub(super) fn tick(labels: &mut ByLabel, gold: Option<Mention>, predicted: Option<Mention>, right: bool) {
    if let Some(gold) = gold {
        let count = labels.of(gold.label);
        if right { count.tp += 1 } else { count.r#fn += 1 }
    }
    if let Some(predicted) = predicted.filter(|_| !right) {
        labels.of(predicted.label).fp += 1;
    }
}
