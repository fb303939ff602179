//! The measures of mentions. Those that are made of pairs of mentions are counted here; the others are counted in a tally.

use crate::annotation::{Mention, Task};
use crate::measure::buckets;
use crate::measure::column::{Column, Table};
use crate::measure::declared::{Bound, Orth};
use crate::measure::definition::{
    AVERAGED_PRF, Better, HALF_PRF, LabelKind, Match, Measure, NAMED_AVERAGED_PRF, Of, PRF, PairCount, ViewKind, count, each,
};
use crate::measure::ratio::{Ratio, Support};
use crate::statistics::Count;

/// What all matches of mentions share.
const MENTIONS: Match = Match {
    tasks: &[Task::Entities],
    view: ViewKind::Labels,
    labels: LabelKind::Types,
    integers: ["right mentions", "spurious mentions", "missed mentions", ""],
    measures: AVERAGED_PRF,
    compared: &["f1"],
    ..Match::BLANK
};

/// What all matches share that are counted only with exact ends and raw characters.
const STRICT: Match = Match { bounds: &[Bound::Char], orths: &[Orth::Raw], ..MENTIONS };

/// A column with exact ends and raw characters.
const fn strict(table: Table, place: u8, heading: &'static str, row: &'static str, measure: &'static str) -> Column {
    Column::mentions(table, place, heading, Bound::Char, Orth::Raw, row, measure)
}

/// The distinct names of an article.
pub static ARTICLE: Match = Match {
    name: "article",
    about: "the different names of each article, wherever they stand in it",
    definition: "The distinct texts of mentions in an article, each with its label and each counted once. Under `orth:folded` the texts are folded. There is no bound, because places do not count.",
    orths: Orth::ALL,
    orths_about: Some(["names are one that differ in marks, tatweel, hamza, ى or ة only", "the characters as they stand"]),
    integers: ["names on both sides", "names that are predicted alone", "names of gold alone", ""],
    columns: &[Column { orth: Some(Orth::Raw), ..Column::plain(Table::Files, 80, "names of an article", "micro", "f1") }],
    explained_by: Some(&ARTICLE),
    cases: "entities-article",
    ..MENTIONS
};

/// Mentions by a property.
pub static BUCKET: Match = Match {
    name: "bucket",
    about: "exact, by a property of the mention: length, depth, proclitic, seen",
    definition: "Span and label, by a property of the mention: the number of its words between white space; the number of longer mentions of its side around it; whether it begins \
                 inside of a word or after a word that is one proclitic; and whether its folded text could be learned. A right or missed mention counts in the bucket of the gold \
                 mention, a spurious one in that of the prediction.",
    labels: LabelKind::Fixed(&buckets::NAMES),
    measures: PRF,
    compared: &[],
    explained_by: Some(&EXACT),
    cases: "entities-buckets",
    ..STRICT
};

/// Which label was taken for which.
pub static CONFUSION: Match = Match {
    name: "confusion",
    about: "pairs of gold type and predicted type, counted",
    definition: "Every pair of the matching, by both labels: `GPE→ORG`. `∅` stands for no mention.",
    labels: LabelKind::Other,
    integers: ["pairs", "", "", ""],
    measures: &[count("the number of pairs")],
    compared: &[],
    explained_by: Some(&EXACT),
    cases: "entities-semeval",
    ..STRICT
};

/// Mentions that a view or the suite drops.
pub static DROPPED: Match = Match {
    name: "dropped",
    about: "mentions whose label the view drops, counted",
    definition: "The mentions whose label the view or the suite drops. No other measure sees them.",
    labels: LabelKind::Fixed(&["*"]),
    integers: ["", "predicted mentions that are dropped", "gold mentions that are dropped", ""],
    measures: &[Measure {
        support: Support::GOLD,
        ..each("dropped", Ratio::Number([0, 1, 0, 0]), Better::Neither, "the number of predicted mentions that are dropped")
    }],
    compared: &[],
    cases: "entities-views",
    ..MENTIONS
};

/// Sentences without a mention.
pub static EMPTY: Match = Match {
    name: "empty",
    about: "sentences without a mention",
    definition: "A sentence is right if neither gold nor the prediction has a mention in it. It is counted if the files mark sentences. It shows in how many sentences a system finds \
                 names although there are none.",
    labels: LabelKind::Fixed(&["*"]),
    integers: [
        "sentences without a mention on both sides",
        "sentences without a prediction, but with gold",
        "sentences without gold, but with a prediction",
        "sentences with both",
    ],
    measures: &{
        let [precision, recall, f1] = [PRF[0], PRF[1], PRF[2]];
        [
            Measure { about: "of the sentences without a prediction, the share that gold has no mention in either", ..precision },
            Measure { about: "of the sentences without gold, the share in which nothing is predicted", ..recall },
            f1,
        ]
    },
    is_of_runs: false,
    columns: &[Column::plain(Table::Files, 90, "empty sentences", "*", "f1")],
    is_of_gold: true,
    cases: "entities-tokens",
    ..MENTIONS
};

/// Pairs that are not right, by class of error.
pub static ERROR: Match = Match {
    name: "error",
    about: "errors by class, counted",
    definition: "Every pair of the matching that is not right, by its error class: `missed`, `spurious`, `label`, `boundary-start`, `boundary-end`, `boundary-both`, `clitic`, \
                 `spelling`, the last five also with `+label`; `unlocated` for quotes of a chat model that stand nowhere. `crowded` counts mentions of both sides in groups that overlap in too \
                 many ways for the best matching: more than 64 others for each on average, in more than 128 mentions, or so many that their matching would take seconds. Of these only the \
                 same spans are paired; they are counted once for each bound and orthography in which they are crowded.",
    labels: LabelKind::Other,
    integers: ["pairs", "", "", ""],
    measures: &[count("the number of pairs")],
    compared: &[],
    explained_by: Some(&EXACT),
    cases: "entities-semeval",
    ..STRICT
};

/// Span and label.
pub static EXACT: Match = Match {
    name: "exact",
    about: "a mention is right if its span and its type are",
    definition: "A mention is right if its span and label are those of a gold mention, as conlleval and seqeval count (Tjong Kim Sang and De Meulder 2003). A wrong label is a miss of the gold \
                 label and a spurious mention of the predicted one. Under `bound:clitic` one end may differ by clitics that gold cuts off. Under `orth:folded` ends may differ by marks.",
    bounds: Bound::ALL,
    orths: Orth::ALL,
    columns: &[
        strict(Table::Entities, 1, "P", "micro", "precision").ranked(2),
        strict(Table::Entities, 2, "R", "micro", "recall").ranked(2),
        strict(Table::Entities, 3, "F1", "micro", "f1").main(),
        strict(Table::Entities, 4, "macro F1", "macro", "f1").ranked(3),
        Column::mentions(Table::Entities, 6, "folded", Bound::Char, Orth::Folded, "micro", "f1"),
        Column::mentions(Table::Entities, 7, "clitic", Bound::Clitic, Orth::Raw, "micro", "f1"),
        strict(Table::Files, 10, "exact", "micro", "f1").main(),
        Column::mentions(Table::Files, 50, "exact, clitic bound", Bound::Clitic, Orth::Raw, "micro", "f1"),
        Column::mentions(Table::Files, 60, "exact, folded", Bound::Char, Orth::Folded, "micro", "f1"),
        Column::mentions(Table::Files, 70, "exact, clitic bound, folded", Bound::Clitic, Orth::Folded, "micro", "f1"),
    ],
    compared: &["precision", "recall", "f1"],
    is_of_gold: true,
    explained_by: Some(&EXACT),
    cases: "entities-exact",
    ..MENTIONS
};

/// Mentions that share text, in half points.
pub static PARTIAL: Match = Match {
    name: "partial",
    about: "an overlap is half right, the same span right, whatever the type (SemEval-2013)",
    definition: "SemEval-2013 task 9 (Segura-Bedmar et al. 2013), from the pairs of the matching: 2 half points for the same span, 1 for shared text, whatever the labels. Every gold mention \
                 and every prediction is worth 2. With a minimum overlap, mentions that share less of the gold mention's characters are no pair.",
    labels: LabelKind::Fixed(&["*"]),
    integers: ["half points", "half points that predictions miss", "half points that gold mentions miss", ""],
    measures: HALF_PRF,
    columns: &[strict(Table::Files, 30, "partial", "*", "f1")],
    pairs: Some(PairCount::Points { points: half_points, same: 2 }),
    forgives: &["label"],
    explained_by: Some(&EXACT),
    cases: "entities-semeval",
    ..STRICT
};

/// Single tokens, by the types of the mentions around them.
pub static TOKEN: Match = Match {
    name: "token",
    about: "the types of single tokens, whatever mentions they make",
    definition: "Every token has the types of the mentions that it shares text with, and tokens are counted by type, as scikit-learn does. Tokens outside of mentions have no type and \
                 are left out of precision, recall and F1. The tokens are those of the gold file, or the gold words of a corpus. `*` counts tokens with the same types on both sides (tp), and all others (fn).",
    integers: ["tokens of the type on both sides", "tokens of the type in the prediction alone", "tokens of the type in gold alone", ""],
    measures: &{
        let [a, b, c, d, e, f, g, h, i, j, k, l] = NAMED_AVERAGED_PRF;
        let all = Of::One { row: "*", label: "*" };
        let accuracy = Measure {
            of: all,
            ..each("accuracy", Ratio::RECALL, Better::More, "the share of all tokens that have the types of gold, or none as gold has none")
        };
        [accuracy, a, b, c, d, e, f, g, h, i, j, k, l]
    },
    columns: &[Column::plain(Table::Files, 85, "tokens of mentions", "micro", "f1")],
    explained_by: Some(&TOKEN),
    is_of_gold: true,
    cases: "entities-tokens",
    ..MENTIONS
};

/// Mentions that share text and have one label.
pub static TYPE: Match = Match {
    name: "type",
    about: "a mention is right if it overlaps one of the same type (SemEval-2013)",
    definition: "SemEval-2013 task 9 (Segura-Bedmar et al. 2013), from the pairs of the matching: a pair is right if its labels are the same. With a minimum overlap, mentions that \
                 share less of the gold mention's characters are no pair.",
    columns: &[strict(Table::Files, 40, "type", "micro", "f1")],
    pairs: Some(PairCount::Right(|gold, predicted| gold.label == predicted.label)),
    forgives: &["boundary-start", "boundary-end", "boundary-both", "clitic", "spelling"],
    explained_by: Some(&TYPE),
    cases: "entities-semeval",
    ..STRICT
};

/// The span alone.
pub static UNTYPED: Match = Match {
    name: "untyped",
    about: "a mention is right if its span is, whatever its type",
    definition: "A mention is right if its span is that of a gold mention, whatever the labels. Bounds and orthographies are those of `exact`.",
    bounds: Bound::ALL,
    orths: Orth::ALL,
    labels: LabelKind::Fixed(&["*"]),
    measures: PRF,
    columns: &[strict(Table::Entities, 5, "untyped", "*", "f1").ranked(4), strict(Table::Files, 20, "untyped", "*", "f1")],
    forgives: &["label"],
    is_of_gold: true,
    explained_by: Some(&EXACT),
    cases: "entities-exact",
    ..MENTIONS
};

/// Half points: 2 for the same span, 1 for shared text.
fn half_points(gold: Option<Mention>, predicted: Option<Mention>) -> Count {
    let points = match (gold, predicted) {
        (Some(gold), Some(predicted)) if gold.span == predicted.span => 2,
        (Some(_), Some(_)) => 1,
        _ => 0,
    };
    let missed = |side: Option<Mention>| if side.is_some() { 2 - points } else { 0 };
    Count { tp: points, fp: missed(predicted), r#fn: missed(gold), tn: 0 }
}
