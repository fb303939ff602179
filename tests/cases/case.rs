//! One hand-counted case: what it gives the scorer, and what must come out.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use mihak::folder::Root;
use mihak_core::measure::errors::ErrorRow;
use mihak_core::measure::key::{Counts, Layer};
use mihak_core::measure::registry;
use mihak_core::statistics::Count;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::values::{Value, scores};

/// What the cases of one kind give the scorer.
pub trait Kind: Sized {
    /// The key of its cases: they stand in `[[NAME]]`.
    const NAME: &'static str;
    /// A case as its file has it, without what all kinds have.
    type Written: DeserializeOwned;

    /// The case, ready to be scored; `place` names it in panics.
    fn new(place: &str, written: Self::Written) -> Self;

    /// The counts of the scorer; `errors` receives its errors.
    fn score(&self, errors: &mut Vec<ErrorRow>) -> Counts;

    /// The counts of the scorer.
    fn counts(&self) -> Counts {
        self.score(&mut Vec::new())
    }
}

/// One case.
pub struct Case<Input> {
    /// The file and the name.
    pub place: String,
    /// The file without `.toml`.
    pub file: String,
    pub input: Input,
    pub expected: Expected,
}

/// What must come out of a case.
pub struct Expected {
    /// `tp fp fn tn` by layer.
    pub counts: Counts,
    /// What must be made of the counts.
    pub values: Vec<Value>,
    /// The error classes of each view or scheme of which the case speaks, sorted.
    errors: BTreeMap<String, Vec<String>>,
}

/// What the cases of all kinds have.
#[derive(Deserialize)]
struct Common {
    name: String,
    counts: String,
    #[serde(default)]
    values: String,
    #[serde(default)]
    errors: Vec<String>,
}

/// The keys of [`Common`].
const COMMON: [&str; 4] = ["name", "counts", "values", "errors"];

/// All files by name, sorted, each with its kinds.
static FILES: LazyLock<Vec<(String, toml::Table)>> = LazyLock::new(|| {
    // Asked at run time, so that a test which was built elsewhere reads the folder of the package that is tested.
    let root = Root::Disk(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo tells tests where their package is").into());
    let read = |file: String| {
        let text = root.read_text(&format!("gold/cases/{file}")).unwrap();
        let kinds: toml::Table = text.parse().unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(!kinds.is_empty(), "{file} has no case");
        (file, kinds)
    };
    root.tree("gold/cases", ".toml").unwrap().into_iter().map(read).collect()
});

/// The cases of one kind in all files; `kinds` are the keys that files may have.
pub fn cases<K: Kind>(kinds: &[&str]) -> Vec<Case<K>> {
    let mut cases = Vec::new();
    for (file, held) in &*FILES {
        let strange: Vec<&String> = held.keys().filter(|kind| !kinds.contains(&kind.as_str())).collect();
        assert!(strange.is_empty(), "{file}: {strange:?} are none of {kinds:?}");
        let found = held.get(K::NAME).map(|found| found.as_array().expect("cases stand in double brackets"));
        for case in found.into_iter().flatten() {
            let mut own = case.as_table().expect("cases stand in double brackets").clone();
            let common: toml::Table = COMMON.into_iter().filter_map(|key| own.remove_entry(key)).collect();
            let common: Common = common.try_into().unwrap_or_else(|error| panic!("{file}: {error} in {case}"));
            let place = format!("{file}: {}", common.name);
            let input = K::new(&place, own.try_into().unwrap_or_else(|error| panic!("{place}: {error}")));
            let expected = Expected::new(&place, &common);
            cases.push(Case { place, file: file.trim_end_matches(".toml").into(), input, expected });
        }
    }
    assert!(!cases.is_empty(), "gold/cases holds no case of {}", K::NAME);
    cases
}

/// The layers of a line, by its last columns `match bound orth view label`; `-` is an empty field, `a,b` stands for one layer each.
pub fn layers(place: &str, line: &str, fields: [&str; 5]) -> Vec<Layer> {
    let [matching, bounds, orths, views, label] = fields;
    let given = |name: &str| Some(name.trim_start_matches('-').to_string()).filter(|name| !name.is_empty());
    let matching = known(place, line, registry::matching(matching));
    let mut layers = Vec::new();
    for bound in bounds.split(',') {
        let bound = given(bound).map(|name| known(place, line, name.parse()));
        for orth in orths.split(',') {
            let orth = given(orth).map(|name| known(place, line, name.parse()));
            let views = views.split(',').map(|view| given(view).unwrap_or_default());
            layers.extend(views.map(|view| Layer { matching, bound, orth, view, label: label.into() }));
        }
    }
    layers
}

fn known<T>(place: &str, line: &str, known: Result<T, String>) -> T {
    known.unwrap_or_else(|said| panic!("{place}: «{line}»: {said}"))
}

/// The lines of a block that are not empty, each cut at white space into as many fields.
pub fn lines<'a, const FIELDS: usize>(place: &str, block: &'a str) -> Vec<(&'a str, [&'a str; FIELDS])> {
    let cut = |line: &'a str| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        (line, fields.try_into().unwrap_or_else(|_| panic!("{place}: «{line}» must have {FIELDS} fields")))
    };
    block.lines().filter(|line| !line.trim().is_empty()).map(cut).collect()
}

/// Whether two layers differ in the label at most.
fn same_group(a: &Layer, b: &Layer) -> bool {
    (a.matching, a.bound, a.orth, &a.view) == (b.matching, b.bound, b.orth, &b.view)
}

impl Expected {
    fn new(place: &str, written: &Common) -> Expected {
        let (mut counts, mut errors) = (Counts::new(), BTreeMap::<String, Vec<String>>::new());
        for (line, [tp, fp, r#fn, tn, layer @ ..]) in lines::<9>(place, &written.counts) {
            let number = |number: &str| number.parse().unwrap_or_else(|_| panic!("{place}: «{line}»: `{number}` is no count"));
            let count = Count { tp: number(tp), fp: number(fp), r#fn: number(r#fn), tn: number(tn) };
            for layer in layers(place, line, layer) {
                assert!(counts.insert(layer, count).is_none(), "{place}: «{line}» says again what a line above says");
            }
        }
        assert!(!counts.is_empty(), "{place}: no counts are expected");
        let values = Value::read(place, &written.values);
        for value in &values {
            let is_counted = counts.keys().any(|layer| same_group(layer, &value.layer));
            assert!(is_counted, "{place}: {value} is made of integers that the case does not have");
        }
        for error in &written.errors {
            let (view, class) = error.split_once(' ').unwrap_or_else(|| panic!("{place}: error `{error}` must be a view and a class"));
            errors.entry(view.into()).or_default().extend((class != "none").then(|| class.to_string()));
        }
        errors.values_mut().for_each(|classes| classes.sort());
        Expected { counts, values, errors }
    }
}

impl<K: Kind> Case<K> {
    /// The counts that differ. A case that names one label of a layer names them all: the others must not have been counted.
    pub fn wrong_counts(&self) -> Vec<String> {
        let mut errors = Vec::new();
        let (counts, expected) = (self.input.score(&mut errors), &self.expected);
        let unnamed = |layer: &&Layer| !expected.counts.contains_key(layer) && expected.counts.keys().any(|named| same_group(named, layer));
        let mut said = Vec::new();
        for layer in expected.counts.keys().chain(counts.keys().filter(unnamed)) {
            let (expected, counted) = (at(&expected.counts, layer), at(&counts, layer));
            if expected != counted {
                said.push(format!("{}: {layer:?}: expected {expected:?}, counted {counted:?}", self.place));
            }
        }
        for (view, expected) in &expected.errors {
            let mut classes: Vec<&str> = errors.iter().filter(|row| row.view == *view).map(|row| &*row.class).collect();
            classes.sort_unstable();
            if classes != *expected {
                said.push(format!("{}: errors of {view}: expected {expected:?}, found {classes:?}", self.place));
            }
        }
        said
    }

    /// The values that differ from those of the scorer, of which the case is the only article.
    pub fn wrong_values(&self) -> Vec<String> {
        let scores = scores(&self.input.counts());
        self.expected.values.iter().filter_map(|value| value.difference(&scores)).map(|said| format!("{}: {said}", self.place)).collect()
    }
}

pub fn at(counts: &Counts, layer: &Layer) -> Count {
    counts.get(layer).copied().unwrap_or_default()
}
