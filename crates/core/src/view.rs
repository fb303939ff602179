//! Views: which labels count, what they are called, and whether nesting is kept.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::corpus::short_hash;
use crate::folder::Root;
use crate::score::measures::names_all;
use crate::systems::{Label, Mention};
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

/// The views that are part of the program.
const SHIPPED: [&str; 4] = ["flat", "conll4", "names", "wojood"];

impl View {
    /// The shipped view of that name, or the one of a file that ends in `.toml`, below `root`.
    pub fn load(root: &Root, name: &str) -> Result<View> {
        let (root, path) = match name.ends_with(".toml") {
            true => (root, name.to_string()),
            false if SHIPPED.contains(&name) => (&Root::Embedded, format!("gold/views/{name}.toml")),
            false => bail!("no view `{name}`; the shipped ones are {}, and a file that ends in .toml names your own", SHIPPED.join(", ")),
        };
        let text = root.read_text(&path)?;
        let mut view = View::parse(&text).with_context(|| format!("view `{}`", root.shown(&path)))?;
        if *root != Root::Embedded {
            if SHIPPED.contains(&view.name.as_str()) {
                bail!("view `{}`: `{}` is the name of a shipped view; choose another", root.shown(&path), view.name);
            }
            // What a view says is part of what a number measures.
            view.name = format!("{}#{}", view.name, short_hash(&[text.as_bytes()]));
        }
        Ok(view)
    }

    fn parse(text: &str) -> Result<View> {
        let wire: Wire = toml::from_str(text)?;
        let plain = |name: &str| !name.contains(|c: char| c.is_control() || "|#".contains(c));
        if wire.name.is_empty() || !plain(&wire.name) {
            bail!("name `{}`: expected one without `|`, `#` and control characters", wire.name);
        }
        for label in wire.labels.keys().chain(wire.labels.values()) {
            if names_all(label) || !plain(label) {
                bail!(
                    "label `{label}` cannot be used: `*`, `micro`, `macro` and `weighted` name averages, and `|`, `#` and control characters are not allowed"
                );
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

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(name: &str, mentions: &[(usize, usize, &str)]) -> (Vec<(usize, usize, &'static str)>, usize) {
        let text = "abcdefghij";
        let view = View::load(&Root::Embedded, name).unwrap();
        let mentions = mentions.iter().map(|&(a, b, label)| Mention { span: Span::new(text, a, b).unwrap(), label: Label::new(label) });
        let (seen, dropped) = view.apply(mentions);
        (seen.iter().map(|mention| (mention.span.start(), mention.span.end(), mention.label.name())).collect(), dropped)
    }

    #[test]
    fn outermost_is_taken_after_labels_are_dropped() {
        let mentions = [(0, 9, "OCC"), (2, 9, "ORG"), (4, 9, "GPE")];
        assert_eq!(seen("flat", &mentions), (vec![(0, 9, "OCC")], 0));
        assert_eq!(seen("conll4", &mentions), (vec![(2, 9, "ORG")], 1));
        assert_eq!(seen("wojood", &mentions).0.len(), 3);
    }

    #[test]
    fn labels_that_become_one_are_one_mention_but_a_repeated_prediction_stays_repeated() {
        assert_eq!(seen("conll4", &[(0, 3, "GPE"), (0, 3, "LOC"), (0, 3, "FAC")]).0, [(0, 3, "LOC")]);
        assert_eq!(seen("conll4", &[(0, 3, "GPE"), (0, 3, "GPE"), (0, 3, "LOC")]).0, [(0, 3, "LOC"), (0, 3, "LOC")]);
    }

    #[test]
    fn two_labels_on_one_span_are_both_outermost() {
        assert_eq!(seen("flat", &[(0, 3, "ORG"), (0, 3, "GPE"), (1, 2, "PERS")]).0, [(0, 3, "GPE"), (0, 3, "ORG")]);
    }

    #[test]
    fn the_names_view_has_persons_places_and_organisations_only() {
        let mentions = [(0, 1, "PERS"), (2, 3, "FAC"), (4, 5, "EVENT"), (6, 7, "DATE")];
        assert_eq!(seen("names", &mentions), (vec![(0, 1, "PER"), (2, 3, "LOC")], 2));
    }
}
