//! Articles with and without an answer.

use crate::annotation::Task;
use crate::measure::definition::{Better, LabelKind, Match, ViewKind, each};
use crate::measure::ratio::Ratio;

/// Articles with an answer.
pub static COVERAGE: Match = Match {
    name: "coverage",
    about: "articles with an answer",
    definition: "Every article that was run: answered, or not. An article without an answer still owes its gold, which is missed in every other measure.",
    tasks: &[Task::Words, Task::Segments, Task::Subwords, Task::Entities, Task::Tokens],
    bounds: &[],
    orths: &[],
    orths_about: None,
    view: ViewKind::None,
    labels: LabelKind::Fixed(&["*"]),
    integers: ["articles with an answer", "", "articles without", ""],
    measures: &[each("answered", Ratio::RECALL, Better::More, "the share of articles with an answer")],
    columns: &[],
    compared: &[],
    pairs: None,
    forgives: &[],
    is_of_runs: true,
    explained_by: None,
    is_of_gold: false,
    cases: "coverage",
};
