//! Labels: the types of mentions as places in the table of their names, and the names that results keep for themselves.

use std::collections::BTreeSet;

/// The labels of averages over labels.
pub const AVERAGES: [&str; 3] = ["micro", "macro", "weighted"];

/// Whether a label of results stands for all labels: `*` or an average.
pub fn names_all(label: &str) -> bool {
    label == "*" || AVERAGES.contains(&label)
}

/// Why a label would be taken for something else where labels are scored; `None` if it would not.
///
/// Whatever scores labels or names them for scoring refuses the same ones: runs, `score`, `agree`, views, suites, and what children answer.
/// Files may hold any: formats read and write them, so that they can be looked at and corrected.
///
/// ```
/// use mihak_core::annotation::unusable;
///
/// assert_eq!(unusable("geo/loc"), None);
/// assert_eq!(unusable("micro"), Some("results name averages so"));
/// ```
pub fn unusable(label: &str) -> Option<&'static str> {
    match () {
        _ if names_all(label) => Some("results name averages so"),
        _ if label.contains(['→', '∅']) => Some("results write confusions with `→` and `∅`"),
        _ if label.contains(char::is_control) => Some("it holds a control character"),
        _ if label.trim().is_empty() => Some("it is empty"),
        _ => None,
    }
}

/// The type of a mention: a place in the [`Labels`] of whoever holds the mention.
///
/// The order of the labels of one table is that of their names. Labels of two tables have nothing in common: they can be compared only after
/// [`Labels::places_in`] has renumbered one of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Label(u32);

impl Label {
    /// The label at this place of a table; 0 is the first.
    pub(crate) fn at(place: usize) -> Label {
        Label(u32::try_from(place).expect("a table holds names of a text of less than 4 GB"))
    }

    /// The place in the table; 0 is the first.
    pub fn place(self) -> usize {
        self.0 as usize
    }
}

/// The names of labels: sorted, each there once. A table does not change; names that come later make another one.
/// ```
/// use mihak_core::annotation::Labels;
/// let labels = Labels::of(["PERS", "GPE", "PERS"]);
/// let (gpe, pers) = (labels.get("GPE").unwrap(), labels.get("PERS").unwrap());
/// assert!(gpe < pers && labels.name(pers) == "PERS" && labels.len() == 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels(Box<[Box<str>]>);

impl Labels {
    /// The table of these names, in whatever order they come.
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Labels {
        let names: BTreeSet<&str> = names.into_iter().collect();
        Labels(names.into_iter().map(Box::from).collect())
    }

    /// The label of a name, or `None` if the table does not have it.
    pub fn get(&self, name: &str) -> Option<Label> {
        self.0.binary_search_by(|known| (**known).cmp(name)).ok().map(Label::at)
    }

    /// The name of a label of this table. One of another table has no meaning here, and panics if its place is behind the last.
    pub fn name(&self, label: Label) -> &str {
        &self.0[label.place()]
    }

    /// The labels with their names, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Label, &str)> {
        self.0.iter().enumerate().map(|(place, name)| (Label::at(place), &**name))
    }

    /// The names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|name| &**name)
    }

    /// The number of labels.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no label.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// For every label of this table that of the same name in the other one, or `None` if the other one lacks the name.
    pub fn places_in(&self, other: &Labels) -> Vec<Option<Label>> {
        self.names().map(|name| other.get(name)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_in_the_order_of_their_names_and_each_is_there_once() {
        let labels = Labels::of(["ORG", "GPE", "شخص", "ORG", ""]);
        assert_eq!(labels.names().collect::<Vec<_>>(), ["", "GPE", "ORG", "شخص"]);
        for (label, name) in labels.iter() {
            assert_eq!((labels.get(name), labels.name(label)), (Some(label), name));
        }
        assert_eq!(labels.get("org"), None);
    }

    #[test]
    fn labels_of_another_table_are_found_by_name() {
        let (ours, theirs) = (Labels::of(["A", "B", "C"]), Labels::of(["B", "C", "D"]));
        assert_eq!(ours.places_in(&theirs), [None, theirs.get("B"), theirs.get("C")]);
        assert_eq!(theirs.places_in(&theirs), theirs.iter().map(|(label, _)| Some(label)).collect::<Vec<_>>());
    }
}
