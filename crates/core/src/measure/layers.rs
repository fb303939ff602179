//! Layers as small numbers, so that the counts of an article are kept without making strings.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

use crate::measure::declared::{Bound, Orth};
use crate::measure::definition::Match;
use crate::measure::key::{Counts, Layer};
use crate::statistics::Count;

/// A [`Layer`] whose names are borrowed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LayerRef<'a> {
    /// The match.
    pub matching: &'static Match,
    /// How far ends may differ; `None` if the match has no bound.
    pub bound: Option<Bound>,
    /// Which spellings are one; `None` if the match has no orthography.
    pub orth: Option<Orth>,
    /// The view, see [`Layer::view`].
    pub view: &'a str,
    /// The label, see [`Layer::label`].
    pub label: &'a str,
}

impl<'a> LayerRef<'a> {
    /// A layer without bound and orthography.
    pub fn plain(matching: &'static Match, view: &'a str, label: &'a str) -> LayerRef<'a> {
        LayerRef { matching, bound: None, orth: None, view, label }
    }

    /// The layer with names of its own.
    pub fn to_layer(self) -> Layer {
        let LayerRef { matching, bound, orth, view, label } = self;
        Layer { matching, bound, orth, view: view.into(), label: label.into() }
    }
}

impl<'a> From<&'a Layer> for LayerRef<'a> {
    fn from(layer: &'a Layer) -> LayerRef<'a> {
        let Layer { matching, bound, orth, view, label } = layer;
        LayerRef { matching, bound: *bound, orth: *orth, view, label }
    }
}

/// A receiver of the counts of an article, layer by layer. Counts of one layer are added up. Counts that are zero are left out.
pub trait Filing {
    /// Takes a count.
    fn file(&mut self, layer: LayerRef, count: Count);
}

impl Filing for Counts {
    fn file(&mut self, layer: LayerRef, count: Count) {
        if !count.is_zero() {
            *self.entry(layer.to_layer()).or_default() += count;
        }
    }
}

/// A table of layers by number. 0 is the one that was met first.
#[derive(Clone, Debug, Default)]
pub struct Layers {
    all: Vec<Layer>,
    /// By hash: the last layer that has it.
    last: FxHashMap<u64, u32>,
    /// By layer: the one before it with the same hash.
    before: Vec<Option<u32>>,
}

impl Layers {
    /// The layers, by number.
    pub fn all(&self) -> &[Layer] {
        &self.all
    }

    /// The layers, by number.
    pub fn into_all(self) -> Vec<Layer> {
        self.all
    }

    /// The number of a layer. A new layer is added.
    pub fn number(&mut self, layer: LayerRef) -> u32 {
        let mut hasher = FxHasher::default();
        layer.hash(&mut hasher);
        let hash = hasher.finish();
        let mut at = self.last.get(&hash).copied();
        while let Some(number) = at {
            if LayerRef::from(&self.all[number as usize]) == layer {
                return number;
            }
            at = self.before[number as usize];
        }
        let number = self.all.len() as u32;
        self.all.push(layer.to_layer());
        self.before.push(self.last.insert(hash, number));
        number
    }
}

/// The counts of one article by the numbers of their layers.
#[derive(Clone, Debug, Default)]
pub struct Filed {
    /// The table of layers. It can be kept from one article to the next.
    pub layers: Layers,
    /// Numbers of layers with their counts. A layer may stand here several times.
    pub rows: Vec<(u32, Count)>,
}

impl Filed {
    /// The counts by layer, added up.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::new();
        self.rows.iter().for_each(|&(number, count)| counts.file((&self.layers.all[number as usize]).into(), count));
        counts
    }
}

impl Filing for Filed {
    fn file(&mut self, layer: LayerRef, count: Count) {
        if !count.is_zero() {
            let number = self.layers.number(layer);
            self.rows.push((number, count));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::mentions::EXACT;

    #[test]
    fn a_layer_has_one_number() {
        let mut filed = Filed::default();
        let count = Count { tp: 1, ..Count::default() };
        for label in ["PERS", "GPE", "PERS"] {
            filed.file(LayerRef { bound: Some(Bound::Char), ..LayerRef::plain(&EXACT, "flat", label) }, count);
        }
        filed.file(LayerRef::plain(&EXACT, "flat", "PERS"), count);
        filed.file(LayerRef::plain(&EXACT, "flat", "ORG"), Count::default());
        let numbers: Vec<u32> = filed.rows.iter().map(|(number, _)| *number).collect();
        assert_eq!((numbers, filed.layers.all().len()), (vec![0, 1, 0, 2], 3));
        assert_eq!(filed.layers.all()[1].label, "GPE");
    }
}
