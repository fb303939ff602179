//! Labels: the types of mentions, and the names that results keep for themselves.

use std::collections::HashSet;
use std::fmt;
use std::sync::{LazyLock, Mutex};

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

/// The type of a mention, as its source writes it. Equal names are one label; copying and comparing for equality cost nothing.
#[derive(Clone, Copy, Debug)]
pub struct Label(&'static str);

// Every name is kept once, so that its address stands for it.
impl PartialEq for Label {
    fn eq(&self, other: &Label) -> bool {
        std::ptr::eq(self.0.as_ptr(), other.0.as_ptr())
    }
}

impl Eq for Label {}

impl std::hash::Hash for Label {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.as_ptr().hash(state);
    }
}

impl PartialOrd for Label {
    fn partial_cmp(&self, other: &Label) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Label {
    fn cmp(&self, other: &Label) -> std::cmp::Ordering {
        if self == other { std::cmp::Ordering::Equal } else { self.0.cmp(other.0) }
    }
}

impl Label {
    /// The label of that name.
    pub fn new(name: &str) -> Label {
        static KNOWN: LazyLock<Mutex<HashSet<&'static str>>> = LazyLock::new(Mutex::default);
        let mut known = KNOWN.lock().expect("no holder of the label table panics");
        match known.get(name) {
            Some(&name) => Label(name),
            None => {
                // Inventories are small and closed: a label lives as long as the program.
                let name: &'static str = Box::leak(name.into());
                known.insert(name);
                Label(name)
            }
        }
    }

    /// The name.
    pub fn name(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.0)
    }
}
