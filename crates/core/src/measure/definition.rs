//! What a measure is: what its integers are called, the ratio that is made of them, its rows, its columns, and one sentence that defines it.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use crate::annotation::{Mention, Task};
use crate::measure::column::{Column, Table};
use crate::measure::declared::{Bound, Orth};
use crate::measure::ratio::{Ratio, Support};
use crate::statistics::Count;

/// One way of counting, called the match in files, with all measures that are made of its integers. The list of them is
/// [`crate::measure::registry::ALL`]. Two are the same, and sorted, by their names.
pub struct Match {
    /// The name in files and signatures.
    pub name: &'static str,
    /// What counts as right, as a part of a sentence; signatures are explained by it.
    pub about: &'static str,
    /// What exactly is counted, in whole sentences, with the source of the definition where there is one.
    pub definition: &'static str,
    /// The tasks for which it is counted.
    pub tasks: &'static [Task],
    /// The bounds under which it is counted; empty where it has none.
    pub bounds: &'static [Bound],
    /// The orthographies under which it is counted; empty where it has none.
    pub orths: &'static [Orth],
    /// What its orthographies say, in the order of their names, where they say something of their own.
    pub orths_about: Option<[&'static str; 2]>,
    /// What its view says.
    pub view: ViewKind,
    /// What its labels are.
    pub labels: LabelKind,
    /// What its integers are called, in the order tp, fp, fn, tn of counts; empty where one is always 0.
    pub integers: [&'static str; 4],
    /// Its measures, in the order of scores.csv.
    pub measures: &'static [Measure],
    /// Where they stand in tables.
    pub columns: &'static [Column],
    /// The measures that `mihak cmp` shows unasked.
    pub compared: &'static [&'static str],
    /// How it is counted where it is made of the pairs of the raw matching alone; `None` where its family counts it otherwise.
    pub pairs: Option<PairCount>,
    /// The error classes that are none for it.
    pub forgives: &'static [&'static str],
    /// The match whose labels say what accounts for a loss; `None` where nothing does.
    pub explained_by: Option<&'static Match>,
    /// Whether runs count it; else files alone, by `mihak score`.
    pub is_of_runs: bool,
    /// Whether its gold items are those of the gold alone, whatever was answered.
    pub is_of_gold: bool,
    /// The file of `gold/cases` with its hand-counted cases, without `.toml`.
    pub cases: &'static str,
}

impl Match {
    /// What a match is that says nothing of itself: each family, and each match, says what differs.
    pub(crate) const BLANK: Match = Match {
        name: "",
        about: "",
        definition: "",
        tasks: &[],
        bounds: &[],
        orths: &[],
        orths_about: None,
        view: ViewKind::None,
        labels: LabelKind::Fixed(&["*"]),
        integers: ["", "", "", ""],
        measures: &[],
        columns: &[],
        compared: &[],
        pairs: None,
        forgives: &[],
        explained_by: None,
        is_of_runs: true,
        is_of_gold: false,
        cases: "",
    };

    /// Whether `mihak cmp` shows a measure of this layer and label unasked.
    pub fn is_compared(&self, bound: Option<Bound>, orth: Option<Orth>, label: &str, measure: &str) -> bool {
        let is_strict = bound.is_none_or(|bound| bound == Bound::Char) && orth.is_none_or(|orth| orth == Orth::Raw);
        let has_column = || self.columns.iter().any(|column| column.table != Table::Files && column.is_of(bound, orth, label, measure));
        let is_of_all =
            label == "*" || self.measures.iter().any(|measure| matches!(measure.of, Of::One { row, .. } | Of::Sum { row, .. } if row == label));
        is_of_all && self.compared.contains(&measure) && (is_strict || has_column())
    }

    /// The measure of that name for a label, or `None` if it has none.
    pub fn measure(&self, label: &str, name: &str) -> Option<&'static Measure> {
        let named = || self.measures.iter().filter(|measure| measure.name == name);
        // A row of its own goes before a label of the same name.
        named().find(|measure| measure.of.row() == Some(label)).or_else(|| named().find(|measure| measure.of.is_row(label)))
    }

    /// Whether some of its measures are means over labels.
    pub fn has_means(&self) -> bool {
        self.measures.iter().any(|measure| matches!(measure.of, Of::Macro(_) | Of::Weighted(_)))
    }

    /// The names of its measures, each once.
    pub fn measure_names(&self) -> Vec<&'static str> {
        let mut names: Vec<&str> = Vec::new();
        self.measures.iter().for_each(|measure| {
            if !names.contains(&measure.name) {
                names.push(measure.name)
            }
        });
        names
    }
}

impl PartialEq for Match {
    fn eq(&self, other: &Match) -> bool {
        self.name == other.name
    }
}

impl Eq for Match {}

impl Ord for Match {
    fn cmp(&self, other: &Match) -> Ordering {
        self.name.cmp(other.name)
    }
}

impl PartialOrd for Match {
    fn partial_cmp(&self, other: &Match) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for Match {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl fmt::Debug for Match {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl fmt::Display for Match {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(self.name)
    }
}

/// What the view of a match says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ViewKind {
    /// Nothing.
    None,
    /// Which labels are shown.
    Labels,
    /// The scheme that a tokenizer declares.
    Declared,
    /// Any scheme.
    Scheme,
    /// By which words subwords are counted, with these endings.
    Words(&'static [&'static str]),
    /// These names alone.
    Fixed(&'static [&'static str]),
}

/// What the labels of a match are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LabelKind {
    /// These alone.
    Fixed(&'static [&'static str]),
    /// The types that a view shows; `*` where all tokens are meant.
    Types,
    /// Classes of clitics, and surfaces behind a class and a colon.
    Clitics,
    /// Something else of which there is no list.
    Other,
}

/// One measure of a match.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Measure {
    /// The name in files.
    pub name: &'static str,
    /// The labels that have it.
    pub of: Of,
    /// How it is made of integers.
    pub ratio: Ratio,
    /// What more of it means.
    pub better: Better,
    /// The number that stands beside it as its support.
    pub support: Support,
    /// What it says, as a part of a sentence.
    pub about: &'static str,
}

impl Measure {
    /// Whether it is a number of things; else it is a ratio.
    pub fn is_number(&self) -> bool {
        matches!(self.ratio, Ratio::Number(_))
    }
}

/// What more of a measure means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Better {
    /// More is better.
    More,
    /// Less is better.
    Less,
    /// Neither.
    Neither,
}

impl Better {
    /// The name in files: `more`, `less`, `neither`.
    pub fn name(self) -> &'static str {
        match self {
            Better::More => "more",
            Better::Less => "less",
            Better::Neither => "neither",
        }
    }
}

/// Which labels of a match.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Labels {
    /// All of them.
    All,
    /// All but `*`.
    Named,
    /// All but surfaces, which stand behind a class and a colon.
    Classes,
}

impl Labels {
    /// All of these kinds.
    pub const ALL: [Labels; 3] = [Labels::All, Labels::Named, Labels::Classes];

    /// The place among all kinds.
    pub fn place(self) -> usize {
        self as usize
    }

    /// Whether a label is one of them.
    pub fn hold(self, label: &str) -> bool {
        match self {
            Labels::All => true,
            Labels::Named => label != "*",
            Labels::Classes => !label.contains(':'),
        }
    }
}

/// Of which labels a measure is made, and by which name its row stands in scores.csv.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Of {
    /// Of each of these labels, under its own name.
    Each(Labels),
    /// Of one label; the row is there even if nothing was counted for it.
    One {
        /// The name of the row.
        row: &'static str,
        /// The label.
        label: &'static str,
    },
    /// Of these labels, added up.
    Sum {
        /// The name of the row.
        row: &'static str,
        /// The labels.
        labels: Labels,
    },
    /// The mean over these labels, of which each weighs as much: `macro`. See [`crate::measure::declared::Undefined`].
    Macro(Labels),
    /// The mean over these labels, of which each weighs as much as gold has of it: `weighted`.
    Weighted(Labels),
    /// Of the gold of all items without that of a part of them: the rest is tp, the part is fn. There is no row without the whole.
    Rest {
        /// The name of the row, and the label of the whole.
        whole: &'static str,
        /// The label of the part.
        part: &'static str,
    },
}

impl Of {
    /// The name of a row that is there whatever the labels are.
    pub fn row(self) -> Option<&'static str> {
        match self {
            Of::Each(_) => None,
            Of::One { row, .. } | Of::Sum { row, .. } | Of::Rest { whole: row, .. } => Some(row),
            Of::Macro(_) => Some("macro"),
            Of::Weighted(_) => Some("weighted"),
        }
    }

    /// Whether a row of that name can be one of these.
    pub fn is_row(self, label: &str) -> bool {
        match self {
            Of::Each(labels) => labels.hold(label),
            _ => self.row() == Some(label),
        }
    }
}

/// How a match is counted that is made of the pairs of the raw matching alone.
#[derive(Clone, Copy, Debug)]
pub enum PairCount {
    /// By label: a pair is right, or missed at the label of gold and spurious at that of the prediction.
    Right(fn(Mention, Mention) -> bool),
    /// Under `*`: points.
    Points {
        /// What a pair, or a mention alone, adds.
        points: fn(Option<Mention>, Option<Mention>) -> Count,
        /// The right points of two mentions that are the same.
        same: u64,
    },
}

/// Precision, recall and F1.
const fn precision_recall_f1(of: Of, support: Support) -> [Measure; 3] {
    let better = Better::More;
    [
        Measure { name: "precision", of, ratio: Ratio::PRECISION, better, support, about: "the share of what is predicted that is right" },
        Measure { name: "recall", of, ratio: Ratio::RECALL, better, support, about: "the share of gold that is found" },
        Measure { name: "f1", of, ratio: Ratio::F1, better, support, about: "the harmonic mean of precision and recall (van Rijsbergen 1979)" },
    ]
}

/// Precision, recall and F1 of every label.
pub const PRF: &[Measure] = &precision_recall_f1(Of::Each(Labels::All), Support::GOLD);

/// Precision, recall and F1 of every label, and their three averages, as scikit-learn and seqeval average.
pub const AVERAGED_PRF: &[Measure] = &averaged(Labels::All);

/// The same of every label but `*`.
pub const NAMED_AVERAGED_PRF: [Measure; 12] = averaged(Labels::Named);

/// Precision, recall and F1 of everything, counted in half points.
pub const HALF_PRF: &[Measure] = &precision_recall_f1(Of::One { row: "*", label: "*" }, Support { per: 2, ..Support::GOLD });

const fn averaged(labels: Labels) -> [Measure; 12] {
    let [p, r, f] = precision_recall_f1(Of::Each(labels), Support::GOLD);
    let sum = Of::Sum { row: "micro", labels };
    let (mean, weighted) = (Of::Macro(labels), Of::Weighted(labels));
    [
        p,
        r,
        f,
        Measure { of: sum, ..p },
        Measure { of: sum, ..r },
        Measure { of: sum, ..f },
        Measure { of: mean, ..p },
        Measure { of: mean, ..r },
        Measure { of: mean, ..f },
        Measure { of: weighted, ..p },
        Measure { of: weighted, ..r },
        Measure { of: weighted, ..f },
    ]
}

/// Precision, recall and F1 of every label, and of the classes added up.
pub const CLASSES_PRF: &[Measure] = &{
    let [p, r, f] = precision_recall_f1(Of::Each(Labels::All), Support::GOLD);
    let sum = Of::Sum { row: "micro", labels: Labels::Classes };
    [p, r, f, Measure { of: sum, ..p }, Measure { of: sum, ..r }, Measure { of: sum, ..f }]
};

/// A number of things, in tp, named `count`.
pub(crate) const fn count(about: &'static str) -> Measure {
    let support = Support { weights: [1, 0, 0, 0], per: 1 };
    Measure { support, ..each("count", Ratio::Number([1, 0, 0, 0]), Better::Neither, about) }
}

/// A measure of every label that is no mean.
pub const fn each(name: &'static str, ratio: Ratio, better: Better, about: &'static str) -> Measure {
    Measure { name, of: Of::Each(Labels::All), ratio, better, support: Support::GOLD, about }
}
