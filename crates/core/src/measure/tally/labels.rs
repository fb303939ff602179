//! Counts by label.

use crate::annotation::{Label, Mention};
use crate::statistics::Count;

/// Counts by label. Inventories are small: a search from the front is the fastest map.
#[derive(Clone, Debug, Default)]
pub(super) struct ByLabel(pub(super) Vec<(Label, Count)>);

impl ByLabel {
    /// The count of a label.
    pub fn of(&mut self, label: Label) -> &mut Count {
        let at = self.0.iter().position(|(known, _)| *known == label).unwrap_or_else(|| {
            self.0.push((label, Count::default()));
            self.0.len() - 1
        });
        &mut self.0[at].1
    }

    /// Gives every label the one that stands at its place in `places`.
    pub(super) fn renumber(&mut self, places: &[Label]) {
        self.0.iter_mut().for_each(|(label, _)| *label = places[label.place()]);
    }

    pub(super) fn merge(&mut self, other: ByLabel) {
        other.0.into_iter().for_each(|(label, count)| *self.of(label) += count);
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
