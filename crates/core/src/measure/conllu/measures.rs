//! The measures of the CoNLL 2018 shared task, as entries of the list.

use crate::annotation::Task;
use crate::measure::definition::{Match, PRF, ViewKind};

/// What all three have in common.
const CONLLU: Match = Match {
    tasks: &[Task::Tokens],
    view: ViewKind::Fixed(&["conllu"]),
    integers: ["right ones", "spurious ones", "missed ones", ""],
    measures: PRF,
    compared: &["precision", "recall", "f1"],
    is_of_runs: false,
    is_of_gold: true,
    cases: "conllu",
    ..Match::BLANK
};

/// Sentences.
pub static SENTENCES: Match = Match {
    name: "sentences",
    about: "sentences of CoNLL-U, as CoNLL 2018 scored them",
    definition: "A sentence is right if it is the same stretch of characters on both sides, white space aside (Zeman et al. 2018).",
    ..CONLLU
};

/// Surface tokens.
pub static TOKENS: Match = Match {
    name: "tokens",
    about: "tokens of CoNLL-U, as CoNLL 2018 scored them",
    definition: "A surface token is right if it is the same stretch of characters on both sides, white space aside (Zeman et al. 2018).",
    ..CONLLU
};

/// Syntactic words.
pub static WORDS: Match = Match {
    name: "words",
    about: "words of CoNLL-U, as CoNLL 2018 scored them",
    definition: "A syntactic word outside of multiword tokens is right if it is the same stretch of characters; inside of them words are paired by a longest common subsequence of their \
                 lower-cased forms (Zeman et al. 2018).",
    ..CONLLU
};
