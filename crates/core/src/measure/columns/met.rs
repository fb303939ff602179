//! The types that one worker met, and the labels by which it counts them.

use crate::annotation::{Label, Labels, Mention};
use crate::tags::{Chunk as Place, Inventory};
use crate::text::Span;
use crate::view::View;

/// The labels of one worker, in the order in which it met their types: every worker reads on its own, and their tables are joined at the end.
pub(super) struct Met {
    names: Vec<Box<str>>,
    /// By type in the inventory: the label that the view shows, or `None` if it drops the type. The first type is the empty one of `O`.
    shown: Vec<Option<Label>>,
}

impl Default for Met {
    fn default() -> Met {
        Met { names: Vec::new(), shown: vec![None] }
    }
}

impl Met {
    /// Gives labels to the types that are new in the inventory.
    pub fn learn(&mut self, inventory: &Inventory, view: Option<&View>) {
        for name in &inventory.labels()[self.shown.len()..] {
            let shown = view.map_or(Some(&**name), |view| view.label(name));
            let label = shown.map(|shown| Label::at(self.place(shown)));
            self.shown.push(label);
        }
    }

    fn place(&mut self, name: &str) -> usize {
        self.names.iter().position(|known| **known == *name).unwrap_or_else(|| {
            self.names.push(name.into());
            self.names.len() - 1
        })
    }

    /// The label that the view shows for a type that was learned, or `None` if it drops it.
    pub fn shown(&self, kind: u16) -> Option<Label> {
        self.shown[usize::from(kind)]
    }

    /// The mentions of a sentence with these tokens, whose types were learned, as the view shows them; also the number of those that it drops.
    ///
    /// Mentions of one column of tags are sorted and share no text: a view only renames and drops them.
    pub fn mentions(&self, places: &[Place], tokens: &[Span]) -> (Vec<Mention>, usize) {
        let mention = |place: &Place| {
            let span = tokens[place.start as usize].to(tokens[place.end as usize - 1]);
            Some(Mention { span, label: self.shown(place.label)? })
        };
        let mentions: Vec<Mention> = places.iter().filter_map(mention).collect();
        let dropped = places.len() - mentions.len();
        (mentions, dropped)
    }

    /// The table of all labels, and the place in it of each label of the worker.
    pub fn sorted(&self) -> (Labels, Vec<Label>) {
        let labels = Labels::of(self.names.iter().map(|name| &**name));
        let places = self.names.iter().filter_map(|name| labels.get(name)).collect();
        (labels, places)
    }
}
