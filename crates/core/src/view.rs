//! Views: which labels count, what they are called, and whether nesting is kept.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::annotation::{Label, Mention, names_all, unusable};
use crate::error::{Error, ErrorKind, Result};
use crate::safe::terminal;
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
    labels: BTreeMap<String, Option<Label>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    name: String,
    #[serde(default)]
    #[allow(dead_code)]
    about: String,
    nesting: Nesting,
    labels: BTreeMap<String, String>,
}

impl View {
    /// The view that a file declares, under the name that the file gives it.
    ///
    /// `Err` names what cannot be a view: TOML of other keys, a name or label that results cannot hold.
    pub fn parse(text: &str) -> Result<View> {
        let wire: Wire = toml::from_str(text).map_err(|error| Error::lines(ErrorKind::Malformed, &terminal(&error.to_string())))?;
        let plain = |name: &str| !name.contains(|c: char| c.is_control() || "|#".contains(c));
        if wire.name.is_empty() || !plain(&wire.name) {
            return Err(malformed(format!("name `{}`: expected one without `|`, `#` and control characters", wire.name)));
        }
        for label in wire.labels.keys().chain(wire.labels.values()) {
            if names_all(label) || !plain(label) {
                let reserved = "`*`, `micro`, `macro` and `weighted` name averages, and `|`, `#` and control characters are not allowed";
                return Err(malformed(format!("label `{label}` cannot be used: {reserved}")));
            }
        }
        // What is mapped to nothing is dropped.
        for label in wire.labels.keys().chain(wire.labels.values().filter(|label| !label.is_empty())) {
            if let Some(why) = unusable(label) {
                return Err(malformed(format!("label `{label}` cannot be used: {why}")));
            }
        }
        let labels = wire.labels.into_iter().map(|(from, to)| (from, (!to.is_empty()).then(|| Label::new(&to)))).collect();
        Ok(View { name: wire.name, nesting: wire.nesting, labels })
    }

    /// Whether the view says what becomes of the label.
    pub fn knows(&self, label: Label) -> bool {
        self.labels.contains_key(label.name())
    }

    /// What the view calls a label, or `None` if it drops it; one that it does not know is kept.
    pub fn label(&self, label: Label) -> Option<Label> {
        self.labels.get(label.name()).copied().unwrap_or(Some(label))
    }

    /// The labels that the view maps or drops.
    pub fn known(&self) -> impl Iterator<Item = &str> {
        self.labels.keys().map(String::as_str)
    }

    /// The mentions as the view shows them, sorted by start, longest first; also the number of those whose label it drops.
    ///
    /// A label that the view does not know is kept as it is: callers refuse it before, see [`View::knows`].
    pub fn apply(&self, mentions: impl Iterator<Item = Mention>) -> (Vec<Mention>, usize) {
        let mut dropped = 0;
        let mut mapped: Vec<(Mention, Label)> = mentions
            .filter_map(|mention| match self.labels.get(mention.label.name()) {
                Some(None) => {
                    dropped += 1;
                    None
                }
                Some(&Some(label)) => Some((Mention { span: mention.span, label }, mention.label)),
                None => Some((mention, mention.label)),
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
