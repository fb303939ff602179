//! Views: which labels are scored, under which names, and whether mentions inside of others count.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::annotation::{Label, Labels, Mention, names_all, unusable};
use crate::error::{Error, ErrorKind, Result};
use crate::text::Span;

/// Which mentions are scored if some lie inside of others.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nesting {
    /// Every mention.
    Nested,
    /// Those that do not lie inside of a longer mention. Labels are mapped and dropped first.
    Outermost,
}

/// A map of labels, with a name. It is applied to gold and predictions alike.
///
/// ```
/// use std::collections::BTreeMap;
///
/// use mihak_core::view::{Nesting, View};
///
/// let labels = [("PERS", "PER"), ("GPE", "LOC"), ("DATE", "")].map(|(from, to)| (from.into(), to.into()));
/// let view = View::new("names".into(), Nesting::Outermost, BTreeMap::from(labels)).unwrap();
/// assert_eq!(view.label("GPE"), Some("LOC"));
/// assert_eq!(view.label("DATE"), None, "an empty name drops a label");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// The name in results. The name of a user's own view ends in `#` and a hash of its file.
    pub name: String,
    /// Which mentions count if some lie inside of others.
    pub nesting: Nesting,
    /// The new name of each label; `None` if the label is dropped.
    labels: BTreeMap<String, Option<String>>,
}

impl View {
    /// The view of this name. `labels` has the new name of each label; a label whose new name is empty is dropped.
    ///
    /// `Err` if results cannot hold the name of the view or one of the labels. It says which, and why.
    pub fn new(name: String, nesting: Nesting, labels: BTreeMap<String, String>) -> Result<View> {
        let plain = |name: &str| !name.contains(|c: char| c.is_control() || "|#".contains(c));
        if name.is_empty() || !plain(&name) {
            return Err(malformed(format!("name `{}`: expected one without `|`, `#` and control characters", name)));
        }
        for label in labels.keys().chain(labels.values()) {
            if names_all(label) || !plain(label) {
                let reserved = "`*`, `micro`, `macro` and `weighted` name averages, and `|`, `#` and control characters are not allowed";
                return Err(malformed(format!("label `{label}` cannot be used: {reserved}")));
            }
        }
        // What is mapped to nothing is dropped.
        for label in labels.keys().chain(labels.values().filter(|label| !label.is_empty())) {
            if let Some(why) = unusable(label) {
                return Err(malformed(format!("label `{label}` cannot be used: {why}")));
            }
        }
        let labels = labels.into_iter().map(|(from, to)| (from, (!to.is_empty()).then_some(to))).collect();
        Ok(View { name, nesting, labels })
    }

    /// Whether the view maps or drops the label of this name.
    pub fn knows(&self, label: &str) -> bool {
        self.labels.contains_key(label)
    }

    /// The new name of a label, or `None` if the view drops it. A label that the view does not know keeps its name.
    pub fn label<'a>(&'a self, label: &'a str) -> Option<&'a str> {
        self.labels.get(label).map_or(Some(label), Option::as_deref)
    }

    /// The labels that the view maps or drops.
    pub fn known(&self) -> impl Iterator<Item = &str> {
        self.labels.keys().map(String::as_str)
    }

    /// The view for mentions whose labels are of this table.
    pub fn over(&self, labels: &Labels) -> TableView {
        let shown = Labels::of(labels.names().filter_map(|name| self.label(name)));
        let targets = labels.names().map(|name| self.label(name).and_then(|name| shown.get(name))).collect();
        let known = labels.names().map(|name| self.knows(name)).collect();
        TableView { name: self.name.clone(), labels: shown, nesting: self.nesting, targets, known }
    }
}

/// A view for mentions of one table of labels. The mentions that it shows have labels of another table, its own.
#[derive(Clone, Debug)]
pub struct TableView {
    /// The name of the view in results.
    pub name: String,
    /// The table of the labels that it shows.
    pub labels: Labels,
    nesting: Nesting,
    /// By label of the mentions: the label that is shown, or `None` if it is dropped.
    targets: Vec<Option<Label>>,
    /// By label of the mentions: whether the view maps or drops it.
    known: Vec<bool>,
}

impl TableView {
    /// Whether the view maps or drops a label of the mentions.
    pub fn knows(&self, label: Label) -> bool {
        self.known[label.place()]
    }

    /// The label that the view shows for a label of the mentions; `None` if it drops it.
    pub fn shown(&self, label: Label) -> Option<Label> {
        self.targets[label.place()]
    }

    /// The mentions as the view shows them, and the number of mentions whose label it drops. They are sorted by start, and the longest is first.
    ///
    /// Mentions of one span whose labels become one are one mention. A label that the view does not know is kept; callers refuse such labels
    /// before, with [`TableView::knows`].
    pub fn apply(&self, mentions: impl Iterator<Item = Mention>) -> (Vec<Mention>, usize) {
        let mut dropped = 0;
        let mut mapped: Vec<(Mention, Label)> = mentions
            .filter_map(|mention| match self.targets[mention.label.place()] {
                Some(label) => Some((Mention { span: mention.span, label }, mention.label)),
                None => {
                    dropped += 1;
                    None
                }
            })
            .collect();
        mapped.sort_by_key(|(mention, source)| (mention.span.start(), usize::MAX - mention.span.end(), mention.label, *source));
        let mut seen = merged(&mapped);
        if self.nesting == Nesting::Outermost {
            let mut outer: Option<Span> = None;
            seen.retain(|mention| {
                let inside = outer.is_some_and(|outer| outer.contains(mention.span) && outer != mention.span);
                if !inside && outer.is_none_or(|outer| mention.span.end() > outer.end()) {
                    outer = Some(mention.span);
                }
                !inside
            });
        }
        (seen, dropped)
    }
}

fn malformed(said: String) -> Error {
    Error::new(ErrorKind::Malformed, said)
}

/// The mentions, of which those that became equal by the map are one. A mention that was given twice stays twice. The input is sorted.
fn merged(mapped: &[(Mention, Label)]) -> Vec<Mention> {
    let mut out = Vec::with_capacity(mapped.len());
    for group in mapped.chunk_by(|a, b| a.0 == b.0) {
        let times = group.chunk_by(|a, b| a.1 == b.1).map(<[_]>::len).max().unwrap_or_default();
        out.extend(std::iter::repeat_n(group[0].0, times));
    }
    out
}

/// The name of a view without the hash of its file.
pub fn view_name(view: &str) -> &str {
    view.split('#').next().unwrap_or_default()
}
