//! The measures of tokens, with what each counts.

use crate::annotation::Task;
use crate::measure::column::{Column, Table};
use crate::measure::definition::{Better, CLASSES_PRF, LabelKind, Match, Measure, Of, PRF, ViewKind, count, each};
use crate::measure::ratio::Ratio;

/// What all matches of tokens share.
const TOKENS: Match = Match {
    tasks: &[Task::Words, Task::Segments],
    view: ViewKind::Declared,
    integers: ["right tokens", "spurious tokens", "missed gold segments", ""],
    measures: PRF,
    compared: &["precision", "recall", "f1"],
    is_of_gold: true,
    ..Match::BLANK
};

/// Cuts inside of words.
pub static BOUNDARY: Match = Match {
    name: "boundary",
    about: "cuts inside words",
    definition: "Cuts strictly inside of gold words. A cut is where a token or a gold segment begins or ends. A place is in front of every letter of a word except its first. Marks and tatweel make \
                 no places, but a cut in front of one counts as a cut. Places that neither side cuts are counted too.",
    integers: ["right cuts", "false cuts", "missed cuts", "places that neither side cuts"],
    measures: &[
        PRF[0],
        PRF[1],
        PRF[2],
        each("above_chance", Ratio::AboveChance, Better::More, "F1 minus the F1 that as many cuts at random places would be expected to reach"),
    ],
    columns: &[
        Column::plain(Table::Tokens, 6, "bound F1", "*", "f1").ranked(4),
        Column::plain(Table::Tokens, 7, "chance+", "*", "above_chance").ranked(6),
    ],
    compared: &["precision", "recall", "f1", "above_chance"],
    explained_by: Some(&CLITIC),
    cases: "tokens-boundary",
    ..TOKENS
};

/// Letters that a tokenizer changed, by rule.
pub static CHANGED: Match = Match {
    name: "changed",
    about: "letters that a tokenizer changed, by the rule that placed them, and pieces that no rule could place, counted",
    definition: "If a program sends pieces of a changed text: how often each rule was used to place them in the text. `unplaced` counts pieces that stand nowhere in it. They are \
                 spurious tokens.",
    tasks: &[Task::Words, Task::Segments, Task::Subwords],
    labels: LabelKind::Other,
    integers: ["uses", "", "", ""],
    measures: &[count("the number of uses")],
    compared: &[],
    is_of_gold: false,
    cases: "tokens-changed",
    ..TOKENS
};

/// The classes of segments.
pub static CLASS: Match = Match {
    name: "class",
    about: "the classes of segments that are tokens, where the system tells classes",
    definition: "Every token that has a class and the span of a gold segment in the declared scheme: its class is that of the segment, or not. What a scheme joins is a stem. Tokens \
                 without a class, and tokens that have the span of no segment, are not counted.",
    integers: ["segments with the class of gold", "", "segments with another class", ""],
    measures: &[Measure {
        of: Of::One { row: "*", label: "*" },
        ..each("accuracy", Ratio::RECALL, Better::More, "the share of these segments whose class is that of gold")
    }],
    compared: &["accuracy"],
    is_of_gold: false,
    cases: "tokens-class",
    ..TOKENS
};

/// Clitics, by class and spelling.
pub static CLITIC: Match = Match {
    name: "clitic",
    about: "clitics that are tokens of their own, by class and form",
    definition: "A gold segment that the scheme cuts off is found if a token has its span. A token inside a word, in the place and with the letters of a clitic, that is no gold segment \
                 is a false clitic. By class, and by class and folded surface.",
    labels: LabelKind::Clitics,
    integers: ["right clitics", "false clitics", "missed clitics", ""],
    measures: CLASSES_PRF,
    columns: &[Column::plain(Table::Tokens, 8, "clitic F1", "micro", "f1").ranked(5)],
    explained_by: Some(&CLITIC),
    cases: "tokens-clitic",
    ..TOKENS
};

/// Equal spans, in each scheme.
pub static FIT: Match = Match {
    name: "fit",
    about: "a token is right if both its ends are, in the scheme of the view, whatever the system declares",
    definition: "Equal spans as in `span`, with the gold in every scheme in turn. The scheme with the best F1 is the one that the tokens look like.",
    view: ViewKind::Scheme,
    compared: &["f1"],
    is_of_gold: false,
    explained_by: Some(&CLITIC),
    cases: "tokens-scheme",
    ..TOKENS
};

/// Stems that begin like a clitic.
pub static LOOKALIKE: Match = Match {
    name: "lookalike",
    about: "stems that begin like a clitic and must stay whole",
    definition: "Stems of three letters or more that begin with و ف ب ل ك س, ال or أل: left whole, or cut after one of these letters. Words that no token touches are not counted.",
    integers: ["stems left whole", "", "stems cut there", ""],
    measures: &[each("false_clitic_rate", Ratio::MISSED, Better::Less, "the share of these stems that are cut there")],
    columns: &[Column::plain(Table::Tokens, 9, "false cl", "*", "false_clitic_rate")],
    compared: &["false_clitic_rate"],
    is_of_gold: false,
    explained_by: Some(&CLITIC),
    cases: "tokens-lookalike",
    ..TOKENS
};

/// Equal spans, in the declared scheme.
pub static SPAN: Match = Match {
    name: "span",
    about: "a token is right if both its ends are",
    definition: "A token is right if a gold segment of the declared scheme has its two ends. Punctuation counts; white space does not.",
    columns: &[Column::plain(Table::Tokens, 5, "span F1", "*", "f1").ranked(3)],
    explained_by: Some(&CLITIC),
    cases: "tokens-span",
    ..TOKENS
};

/// Words that are cut rightly as a whole.
pub static WORD: Match = Match {
    name: "word",
    about: "a word is right if exactly its gold segments are tokens",
    definition: "A word that is no punctuation is right if the tokens that touch it are exactly its gold segments. `*` counts all words, `cut` those that the scheme cuts.",
    labels: LabelKind::Fixed(&["*", "cut"]),
    integers: ["right words", "", "wrong words", ""],
    measures: &[
        Measure { of: Of::One { row: "*", label: "*" }, ..each("accuracy", Ratio::RECALL, Better::More, "the share of words that are right") },
        Measure { of: Of::One { row: "cut", label: "cut" }, ..each("accuracy", Ratio::RECALL, Better::More, "the share of words that are right") },
        Measure {
            of: Of::Rest { whole: "*", part: "cut" },
            ..each("floor", Ratio::RECALL, Better::Neither, "the share of words that gold leaves whole, which is the accuracy of cutting nothing")
        },
    ],
    columns: &[
        Column::plain(Table::Tokens, 2, "word acc", "*", "accuracy").main(),
        Column::plain(Table::Tokens, 3, "floor", "*", "floor").ranked(1),
        Column::plain(Table::Tokens, 4, "cut acc", "cut", "accuracy").ranked(2),
    ],
    compared: &["accuracy"],
    explained_by: Some(&CLITIC),
    cases: "tokens-word",
    ..TOKENS
};
