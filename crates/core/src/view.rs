//! Views: which labels count, what they are called, and whether nesting is kept.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::annotation::{Label, Labels, Mention, names_all, unusable};
use crate::error::{Error, ErrorKind, Result};
use crate::text::Span;

/// Which mentions of a nest are scored.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nesting {
    /// Every mention.
    Nested,
    /// Those that stand in no other mention, after labels were mapped and dropped.
    Outermost,
}

/// A label map with a name: gold and predictions are both seen through it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// The name in results; that of a user's own view ends in `#` and a hash of its file.
    pub name: String,
    /// Which mentions of a nest remain.
    pub nesting: Nesting,
    /// What it calls each label, or `None` if it drops it.
    labels: BTreeMap<String, Option<String>>,
}

impl View {
    /// The view of this name that says of each label what it is called; one that is called nothing is dropped.
    ///
    /// `Err` names what results cannot hold: a name or a label.
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

    /// Whether the view says what becomes of the label of this name.
    pub fn knows(&self, label: &str) -> bool {
        self.labels.contains_key(label)
    }

    /// What the view calls the label of this name, or `None` if it drops it; one that it does not know is kept.
    pub fn label<'a>(&'a self, label: &'a str) -> Option<&'a str> {
        self.labels.get(label).map_or(Some(label), Option::as_deref)
    }

    /// The labels that the view maps or drops.
    pub fn known(&self) -> impl Iterator<Item = &str> {
        self.labels.keys().map(String::as_str)
    }

    /// The view made fit for mentions of these labels.
    pub fn over(&self, labels: &Labels) -> TableView {
        let shown = Labels::of(labels.names().filter_map(|name| self.label(name)));
        let targets = labels.names().map(|name| self.label(name).and_then(|name| shown.get(name))).collect();
        let known = labels.names().map(|name| self.knows(name)).collect();
        TableView { name: self.name.clone(), labels: shown, nesting: self.nesting, targets, known }
    }
}

/// A view made fit for the labels of one table. What it shows are labels of a table of its own.
#[derive(Clone, Debug)]
pub struct TableView {
    /// The name of the view in results.
    pub name: String,
    /// The labels of the mentions that it shows.
    pub labels: Labels,
    nesting: Nesting,
    /// By label of the table: what is shown, or `None` if the label is dropped.
    targets: Vec<Option<Label>>,
    /// By label of the table: whether the view says what becomes of it.
    known: Vec<bool>,
}

impl TableView {
    /// Whether the view says what becomes of a label of the table.
    pub fn knows(&self, label: Label) -> bool {
        self.known[label.place()]
    }

    /// The mentions as the view shows them, sorted by start, longest first; also the number of those whose label it drops.
    ///
    /// A label that the view does not know is kept as it is: callers refuse it before, see [`TableView::knows`].
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

/// One mention where several labels of one span became one; a mention that its source repeats stays repeated. The input is sorted.
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
