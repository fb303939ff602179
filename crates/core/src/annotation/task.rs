//! Tasks: what systems are scored on.

use std::fmt;
use std::str::FromStr;

/// What a system is scored on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Task {
    /// Words: punctuation is split off, and no word is cut.
    Words,
    /// Segments: clitics are cut off, by the scheme that a system declares.
    Segments,
    /// Subwords: the tokens of a closed vocabulary, as language models read them.
    Subwords,
    /// Entity mentions.
    Entities,
    /// Surface tokens, sentences and words of CoNLL-U files; no system of a suite is scored on them.
    Tokens,
}

impl Task {
    /// Every task of a suite.
    pub const ALL: [Task; 4] = [Task::Words, Task::Segments, Task::Subwords, Task::Entities];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Task::Words => "words",
            Task::Segments => "segments",
            Task::Subwords => "subwords",
            Task::Entities => "entities",
            Task::Tokens => "tokens",
        }
    }
}

impl Task {
    /// The task of that name in a file of counts. It may be [`Task::Tokens`]. `Err` says which tasks a suite has.
    pub fn of_counts(name: &str) -> Result<Task, String> {
        if name == Task::Tokens.name() { Ok(Task::Tokens) } else { name.parse() }
    }
}

impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Task {
    type Err = String;

    fn from_str(name: &str) -> Result<Task, String> {
        Task::ALL
            .into_iter()
            .find(|task| task.name() == name)
            .ok_or_else(|| format!("`{name}` is no task; the tasks are words, segments, subwords, entities"))
    }
}
