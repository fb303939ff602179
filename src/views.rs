//! Views by name: the shipped ones, and files of the user.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use mihak_core::hash::short_hash;
use mihak_core::view::{Nesting, View};
use serde::Deserialize;

use crate::folder::Root;

/// The views that are part of the program.
const SHIPPED: [&str; 4] = ["flat", "conll4", "names", "wojood"];

/// The shipped view of that name, or the one of a file that ends in `.toml`, below `root`.
pub fn load(root: &Root, name: &str) -> Result<View> {
    let (root, path) = match name.ends_with(".toml") {
        true => (root, name.to_string()),
        false if SHIPPED.contains(&name) => (&Root::Embedded, format!("gold/views/{name}.toml")),
        false => bail!("no view `{name}`; the shipped ones are {}, and a file that ends in .toml names your own", SHIPPED.join(", ")),
    };
    let text = root.read_text(&path)?;
    let mut view = root.unquoted(&[&path], parse(&text).with_context(|| format!("view `{}`", root.shown(&path))))?;
    if *root != Root::Embedded {
        if SHIPPED.contains(&view.name.as_str()) {
            bail!("view `{}`: `{}` is the name of a shipped view; choose another", root.shown(&path), view.name);
        }
        // What a view says is part of what a number measures.
        view.name = format!("{}#{}", view.name, short_hash(&[text.as_bytes()]));
    }
    Ok(view)
}

/// A view as a file declares it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ViewFile {
    name: String,
    #[serde(default)]
    #[allow(dead_code)]
    about: String,
    nesting: Nesting,
    labels: BTreeMap<String, String>,
}

fn parse(text: &str) -> Result<View> {
    let ViewFile { name, nesting, labels, .. } = toml::from_str(text)?;
    Ok(View::new(name, nesting, labels)?)
}

#[cfg(test)]
mod tests {
    use mihak_core::annotation::{Labels, Mention};
    use mihak_core::text::Span;

    use super::*;

    /// What the views of these tests show.
    const NAMES: [&str; 7] = ["EVENT", "GPE", "LOC", "OCC", "ORG", "PER", "PERS"];

    fn seen(name: &str, mentions: &[(usize, usize, &str)]) -> (Vec<(usize, usize, &'static str)>, usize) {
        let text = "abcdefghij";
        let labels = Labels::of(mentions.iter().map(|(_, _, label)| *label));
        let view = load(&Root::Embedded, name).unwrap().over(&labels);
        let mentions = mentions.iter().map(|&(a, b, label)| Mention { span: Span::new(text, a, b).unwrap(), label: labels.get(label).unwrap() });
        let (seen, dropped) = view.apply(mentions);
        let name = |mention: &Mention| NAMES.into_iter().find(|name| *name == view.labels.name(mention.label)).unwrap();
        (seen.iter().map(|mention| (mention.span.start(), mention.span.end(), name(mention))).collect(), dropped)
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
