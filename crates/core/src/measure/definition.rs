//! What defines a measure: what is counted, what the integers are called, which ratio is made of them, and where it stands in files and tables.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use crate::annotation::{Mention, Task};
use crate::measure::column::{Column, Table};
use crate::measure::declared::{Bound, Orth};
use crate::measure::ratio::{Ratio, Support};
use crate::statistics::Count;

/// One way of counting, with all measures that are made of its integers. Files call it the match: it says when a prediction is right.
///
/// All of them stand in one list, [`crate::measure::registry::ALL`]. They are compared and sorted by their names.
pub struct Match {
    /// The name in files and signatures.
    pub name: &'static str,
    /// What counts as right, as a part of a sentence. `mihak signature` shows it.
    pub about: &'static str,
    /// What exactly is counted, in whole sentences, with the source of the definition where there is one.
    pub definition: &'static str,
    /// The tasks for which it is counted.
    pub tasks: &'static [Task],
    /// The bounds under which it is counted; empty if it has none.
    pub bounds: &'static [Bound],
    /// The orthographies under which it is counted; empty if it has none.
    pub orths: &'static [Orth],
    /// What `folded` and `raw` mean for it, in this order; `None` if they mean what they always do.
    pub orths_about: Option<[&'static str; 2]>,
    /// What the field `view` says for it.
    pub view: ViewKind,
    /// What its labels are.
    pub labels: LabelKind,
    /// What its integers are called, in the order tp, fp, fn, tn. The name of an integer that is always 0 is empty.
    pub integers: [&'static str; 4],
    /// Its measures, in the order of scores.csv.
    pub measures: &'static [Measure],
    /// The columns of tables that show its measures.
    pub columns: &'static [Column],
    /// The names of the measures that `mihak cmp` shows if nobody asks for others.
    pub compared: &'static [&'static str],
    /// How it is counted from the pairs of mentions that the raw matching makes; `None` if it is counted in another way.
    pub pairs: Option<PairCount>,
    /// The error classes that are no errors for it.
    pub forgives: &'static [&'static str],
    /// The match whose labels show where a loss of this one comes from; `None` if there is none.
    pub explained_by: Option<&'static Match>,
    /// Whether `mihak run` counts it. If not, only `mihak score` does, from files.
    pub is_of_runs: bool,
    /// Whether the number of its gold items depends on gold alone, whatever the system answers.
    pub is_of_gold: bool,
    /// The file of `gold/cases` with its hand-counted cases, without `.toml`.
    pub cases: &'static str,
}

impl Match {
    /// The match from which all others are made: each family, and each match, says only what differs from it.
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

    /// Whether `mihak cmp` shows this measure under this bound, orthography and label if nobody asks for others.
    pub fn is_compared(&self, bound: Option<Bound>, orth: Option<Orth>, label: &str, measure: &str) -> bool {
        let is_strict = bound.is_none_or(|bound| bound == Bound::Char) && orth.is_none_or(|orth| orth == Orth::Raw);
        let has_column = || self.columns.iter().any(|column| column.table != Table::Files && column.is_of(bound, orth, label, measure));
        let is_of_all =
            label == "*" || self.measures.iter().any(|measure| matches!(measure.of, Of::One { row, .. } | Of::Sum { row, .. } if row == label));
        is_of_all && self.compared.contains(&measure) && (is_strict || has_column())
    }

    /// The measure of that name for a label, or `None` if the match has none.
    pub fn measure(&self, label: &str, name: &str) -> Option<&'static Measure> {
        let named = || self.measures.iter().filter(|measure| measure.name == name);
        // A label of a file may be named like a row of sums or averages; the row is meant.
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

/// What the field `view` says for a match.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ViewKind {
    /// Nothing.
    None,
    /// The view of labels.
    Labels,
    /// The scheme that the tokenizer declares.
    Declared,
    /// Each scheme in turn, whatever the tokenizer declares.
    Scheme,
    /// The words by which subwords are counted; the name has one of these endings.
    Words(&'static [&'static str]),
    /// One of these names.
    Fixed(&'static [&'static str]),
}

/// What the labels of a match are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LabelKind {
    /// One of these names.
    Fixed(&'static [&'static str]),
    /// The types of mentions that the view shows; `*` stands for all tokens.
    Types,
    /// Classes of clitics (`PREP`), and spellings after a class and a colon (`PREP:ب`).
    Clitics,
    /// Other names, of which there is no list.
    Other,
}

/// One measure of a match.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Measure {
    /// The name in files.
    pub name: &'static str,
    /// The labels that it is made of, and the name of its row.
    pub of: Of,
    /// How the value is made of integers.
    pub ratio: Ratio,
    /// Whether more of it is better.
    pub better: Better,
    /// How its support, the number of items behind the value, is made of integers.
    pub support: Support,
    /// What the value is, as a part of a sentence.
    pub about: &'static str,
}

impl Measure {
    /// Whether the value is a number of things. If not, it is a ratio.
    pub fn is_number(&self) -> bool {
        matches!(self.ratio, Ratio::Number(_))
    }
}

/// Whether more of a measure is better.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Better {
    /// More is better.
    More,
    /// Less is better.
    Less,
    /// Neither: the value only informs.
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

/// A choice among the labels of a match.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Labels {
    /// All of them.
    All,
    /// All but `*`.
    Named,
    /// All but the spellings of clitics: labels without a colon.
    Classes,
}

impl Labels {
    /// All choices.
    pub const ALL: [Labels; 3] = [Labels::All, Labels::Named, Labels::Classes];

    /// The place among all choices; 0 is the first.
    pub fn place(self) -> usize {
        self as usize
    }

    /// Whether the choice holds a label.
    pub fn hold(self, label: &str) -> bool {
        match self {
            Labels::All => true,
            Labels::Named => label != "*",
            Labels::Classes => !label.contains(':'),
        }
    }
}

/// The labels that a measure is made of, and the name of its row in scores.csv.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Of {
    /// One value for each of these labels, under the name of the label.
    Each(Labels),
    /// One value for one label. The row is there even if nothing was counted for it.
    One {
        /// The name of the row.
        row: &'static str,
        /// The label.
        label: &'static str,
    },
    /// One value for the counts of these labels, added up.
    Sum {
        /// The name of the row.
        row: &'static str,
        /// The labels.
        labels: Labels,
    },
    /// The mean of the values of these labels, in which all weigh the same. The row is `macro`. See [`crate::measure::declared::Undefined`].
    Macro(Labels),
    /// The mean of the values of these labels, in which each weighs as much as it has gold items. The row is `weighted`.
    Weighted(Labels),
    /// The share of gold items of the whole that are not of a part. tp are the gold items outside of the part, fn those of the part. If the
    /// whole was not counted there is no row.
    Rest {
        /// The name of the row, and the label of the whole.
        whole: &'static str,
        /// The label of the part.
        part: &'static str,
    },
}

impl Of {
    /// The name of the row; `None` if every label has a row.
    pub fn row(self) -> Option<&'static str> {
        match self {
            Of::Each(_) => None,
            Of::One { row, .. } | Of::Sum { row, .. } | Of::Rest { whole: row, .. } => Some(row),
            Of::Macro(_) => Some("macro"),
            Of::Weighted(_) => Some("weighted"),
        }
    }

    /// Whether a row may have this name.
    pub fn is_row(self, label: &str) -> bool {
        match self {
            Of::Each(labels) => labels.hold(label),
            _ => self.row() == Some(label),
        }
    }
}

/// How a match is counted from the pairs of mentions that the raw matching makes.
#[derive(Clone, Copy, Debug)]
pub enum PairCount {
    /// By label: a pair for which the function holds is right. Of any other pair, the gold mention is missed and the predicted one spurious.
    Right(fn(Mention, Mention) -> bool),
    /// In points, under the label `*`.
    Points {
        /// The points of a pair, or of a mention without a pair: the function gets gold and prediction.
        points: fn(Option<Mention>, Option<Mention>) -> Count,
        /// The points (tp) of two equal mentions.
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

/// The same as [`AVERAGED_PRF`], for every label but `*`.
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

/// Precision, recall and F1 of every label, and of all classes of clitics added up.
pub const CLASSES_PRF: &[Measure] = &{
    let [p, r, f] = precision_recall_f1(Of::Each(Labels::All), Support::GOLD);
    let sum = Of::Sum { row: "micro", labels: Labels::Classes };
    [p, r, f, Measure { of: sum, ..p }, Measure { of: sum, ..r }, Measure { of: sum, ..f }]
};

/// The measure `count`: the number of things in tp.
pub(crate) const fn count(about: &'static str) -> Measure {
    let support = Support { weights: [1, 0, 0, 0], per: 1 };
    Measure { support, ..each("count", Ratio::Number([1, 0, 0, 0]), Better::Neither, about) }
}

/// A measure with one value for each label, whose support is the number of gold items.
pub const fn each(name: &'static str, ratio: Ratio, better: Better, about: &'static str) -> Measure {
    Measure { name, of: Of::Each(Labels::All), ratio, better, support: Support::GOLD, about }
}
