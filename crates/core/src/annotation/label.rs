//! Labels: the types of mentions, kept as places in a table of names; and the names that no label may have.

use std::collections::BTreeSet;

/// The names of averages over labels. Results have them where a label stands otherwise.
pub const AVERAGES: [&str; 3] = ["micro", "macro", "weighted"];

/// Whether the name stands for all labels in results: it is `*` or the name of an average.
pub fn names_all(label: &str) -> bool {
    label == "*" || AVERAGES.contains(&label)
}

/// Why no mention may be scored under this label: results would take it for something else. `None` if it may be.
///
/// Everything that scores labels, or names them for scoring, refuses the same ones: runs, `score`, `agree`, views, suites, and the answers of
/// systems in other programs. Files may hold any label. They are read and written, so that people can look at them and correct them.
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

/// The type of a mention, such as `PERS`: a place in a table of names. Whoever holds the mention holds its table, [`Labels`].
///
/// Labels of one table are ordered as their names are. Labels of two tables cannot be compared until one of them is renumbered with
/// [`Labels::places_in`].
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

/// A table of the names of labels. Names are sorted, and each stands there once. A table never changes; more names need another table.
///
/// ```
/// use mihak_core::annotation::Labels;
/// let labels = Labels::of(["PERS", "GPE", "PERS"]);
/// let (gpe, pers) = (labels.get("GPE").unwrap(), labels.get("PERS").unwrap());
/// assert!(gpe < pers && labels.name(pers) == "PERS" && labels.len() == 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels(Box<[Box<str>]>);

impl Labels {
    /// The table of these names. They may come in any order, and more than once.
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Labels {
        let names: BTreeSet<&str> = names.into_iter().collect();
        Labels(names.into_iter().map(Box::from).collect())
    }

    /// The label of a name, or `None` if the table does not have it.
    pub fn get(&self, name: &str) -> Option<Label> {
        self.0.binary_search_by(|known| (**known).cmp(name)).ok().map(Label::at)
    }

    /// The name of a label of this table.
    ///
    /// A label of another table gives a wrong name, or panics if this table has no such place.
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

    /// The labels of the other table that have the names of this one, in the order of this one. An entry is `None` if the other table lacks
    /// the name.
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
