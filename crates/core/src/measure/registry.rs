//! The one list of measures. Scores, tables, gates and pages take from it all that they know of measures.

use crate::measure::ceiling::{CEILING, CEILING_FLAT};
use crate::measure::conllu::measures::{SENTENCES, TOKENS, WORDS};
use crate::measure::coverage::COVERAGE;
use crate::measure::definition::Match;
use crate::measure::mentions::{ARTICLE, BUCKET, CONFUSION, DROPPED, EMPTY, ERROR, EXACT, PARTIAL, TOKEN, TYPE, UNTYPED};
use crate::measure::quotes::{AMBIGUOUS, RESPELLED, UNLOCATED};
use crate::measure::segment::{BOUNDARY, CHANGED, CLASS, CLITIC, FIT, LOOKALIKE, SPAN, WORD};
use crate::measure::subword::{BACK, KEPT, KNOWN, LENGTH, LETTER, MARKS, WHOLE};
use crate::wording::nearest;

/// Every match, sorted by name.
pub static ALL: [&Match; 35] = [
    &AMBIGUOUS,
    &ARTICLE,
    &BACK,
    &BOUNDARY,
    &BUCKET,
    &CEILING,
    &CEILING_FLAT,
    &CHANGED,
    &CLASS,
    &CLITIC,
    &CONFUSION,
    &COVERAGE,
    &DROPPED,
    &EMPTY,
    &ERROR,
    &EXACT,
    &FIT,
    &KEPT,
    &KNOWN,
    &LENGTH,
    &LETTER,
    &LOOKALIKE,
    &MARKS,
    &PARTIAL,
    &RESPELLED,
    &SENTENCES,
    &SPAN,
    &TOKEN,
    &TOKENS,
    &TYPE,
    &UNLOCATED,
    &UNTYPED,
    &WHOLE,
    &WORD,
    &WORDS,
];

/// The matches that are counted from pairs of mentions, see [`crate::measure::definition::PairCount`].
pub static OF_PAIRS: [&Match; 2] = [&PARTIAL, &TYPE];

/// The match of that name. `Err` names the nearest known names.
pub fn matching(name: &str) -> Result<&'static Match, String> {
    let found = ALL.binary_search_by(|known| known.name.cmp(name));
    found.map(|at| ALL[at]).map_err(|_| format!("`{name}` is no match{}", nearest(name, &ALL.map(|known| known.name))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::definition::Of;

    #[test]
    fn the_list_is_sorted_and_holds_what_is_made_of_pairs() {
        assert!(ALL.windows(2).all(|pair| pair[0].name < pair[1].name));
        let of_pairs: Vec<&str> = ALL.iter().filter(|matching| matching.pairs.is_some()).map(|matching| matching.name).collect();
        assert_eq!(of_pairs, OF_PAIRS.map(|matching| matching.name));
    }

    #[test]
    fn an_unknown_match_is_an_error_that_names_the_nearest() {
        assert_eq!(matching("exact"), Ok(&EXACT));
        assert!(matching("exat").unwrap_err().contains("exact"), "{:?}", matching("exat"));
    }

    #[test]
    fn every_entry_says_what_it_is_and_its_columns_show_measures_that_it_has() {
        for matching in ALL {
            let name = matching.name;
            assert!(!matching.measures.is_empty() && !matching.cases.is_empty() && !matching.tasks.is_empty(), "{name}");
            assert!(matching.about.len() > 5 && matching.definition.ends_with('.') && !matching.about.ends_with('.'), "{name}");
            assert!(matching.measures.iter().all(|measure| !measure.about.is_empty() && !measure.about.ends_with('.')), "{name}");
            for column in matching.columns {
                assert!(matching.measure(column.row, column.measure).is_some(), "{name} has no {} {}", column.row, column.measure);
                assert_eq!(matching.bounds.is_empty(), column.bound.is_none(), "{name} {}", column.heading);
                assert_eq!(matching.orths.is_empty(), column.orth.is_none(), "{name} {}", column.heading);
            }
            assert!(matching.compared.iter().all(|measure| matching.measure_names().contains(measure)), "{name}");
            // A row and a measure name one thing.
            let mut rows: Vec<(Option<&str>, &str)> = matching.measures.iter().map(|measure| (measure.of.row(), measure.name)).collect();
            rows.sort_unstable();
            assert!(rows.windows(2).all(|pair| pair[0] != pair[1]), "{name}");
            assert!(matching.measures.iter().all(|measure| !matches!(measure.of, Of::Rest { whole, part } if whole == part)), "{name}");
        }
    }
}
