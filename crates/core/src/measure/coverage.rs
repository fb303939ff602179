//! The measure of coverage: how many articles were answered.

use crate::annotation::Task;
use crate::measure::definition::{Better, Match, each};
use crate::measure::ratio::Ratio;

/// Articles with and without an answer.
pub static COVERAGE: Match = Match {
    name: "coverage",
    about: "articles with an answer",
    definition: "Every article that the system was asked about: answered, or not. The gold of an article without an answer counts as missed in every other measure.",
    tasks: &[Task::Words, Task::Segments, Task::Subwords, Task::Entities, Task::Tokens],
    integers: ["articles with an answer", "", "articles without", ""],
    measures: &[each("answered", Ratio::RECALL, Better::More, "the share of articles with an answer")],
    cases: "coverage",
    ..Match::BLANK
};
