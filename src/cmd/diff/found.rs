//! Differences of two predictions, from rows of errors.

use std::collections::BTreeMap;

use mihak_core::measure::errors::ErrorRow;
use mihak_core::measure::quotes::{UNLOCATED, is_note};

use crate::cmd::score::ErrorRows;

/// A label, empty for words, and a text.
pub type Side = (String, String);

/// One difference at one place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// What the first and the second have there; `None` if nothing.
    pub sides: [Option<Side>; 2],
    /// Which of the two has what gold has.
    pub right: [bool; 2],
    /// The article and the code point, such as `0012:340`.
    pub place: String,
}

/// All differences of one kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// What the first and the second have; `None` if nothing.
    pub sides: [Option<Side>; 2],
    /// In how many places the first, and the second, has what gold has.
    pub right: [usize; 2],
    /// Where they differ so.
    pub places: Vec<String>,
}

fn gold(row: &ErrorRow) -> Option<Side> {
    row.gold.map(|_| (row.gold_label.clone(), row.gold_text.clone()))
}

/// What was predicted. A quote of a chat model that stands nowhere has a text and no place.
fn predicted(row: &ErrorRow) -> Option<Side> {
    (row.predicted.is_some() || row.class == UNLOCATED.name).then(|| (row.predicted_label.clone(), row.predicted_text.clone()))
}

fn place(article: &str, row: &ErrorRow) -> String {
    format!("{article}:{}", row.gold.or(row.predicted).map_or(0, |(start, _)| start))
}

/// The rows without those that say how an answer was read.
fn errors(rows: &ErrorRows) -> impl Iterator<Item = &(String, ErrorRow)> {
    rows.iter().filter(|(_, row)| !is_note(&row.class))
}

/// The differences of two predictions of which the first stands as gold in these rows.
pub fn between(rows: ErrorRows) -> Vec<Found> {
    errors(&rows).map(|(article, row)| Found { sides: [gold(row), predicted(row)], right: [false; 2], place: place(article, row) }).collect()
}

/// An item of gold, or of a prediction where gold has nothing: the article, the place, the label and the text.
type Item<'a> = (&'a str, bool, (usize, usize), &'a str, &'a str);

/// The differences of two predictions from the errors of each against one gold.
pub fn beside_gold(both: [ErrorRows; 2]) -> Vec<Found> {
    let mut items: BTreeMap<Item, [Vec<&ErrorRow>; 2]> = BTreeMap::new();
    for (which, rows) in both.iter().enumerate() {
        for (article, row) in errors(rows) {
            let item = match (row.gold, row.predicted) {
                (Some(at), _) => (article.as_str(), true, at, row.gold_label.as_str(), row.gold_text.as_str()),
                (None, Some(at)) => (article.as_str(), false, at, row.predicted_label.as_str(), row.predicted_text.as_str()),
                (None, None) => (article.as_str(), false, (0, 0), row.predicted_label.as_str(), row.predicted_text.as_str()),
            };
            items.entry(item).or_default()[which].push(row);
        }
    }
    let mut found = Vec::new();
    for ((article, is_of_gold, (start, _), label, text), [first, second]) in items {
        let own = |label: &str, text: &str| Some((label.to_string(), text.to_string()));
        // The same place can be wrong twice, where gold holds it twice.
        for at in 0..first.len().max(second.len()) {
            let rows = [first.get(at), second.get(at)];
            // Without an error of its own a side has what gold has: the item, or nothing.
            let sides = rows.map(|row| row.map_or(if is_of_gold { own(label, text) } else { None }, |row| predicted(row)));
            if sides[0] != sides[1] {
                found.push(Found { sides, right: rows.map(|row| row.is_none()), place: format!("{article}:{start}") });
            }
        }
    }
    found
}

/// The differences by kind, the most frequent first.
pub fn gathered(found: Vec<Found>) -> Vec<Difference> {
    let mut kinds: BTreeMap<[Option<Side>; 2], Difference> = BTreeMap::new();
    for Found { sides, right, place } in found {
        let kind = kinds.entry(sides.clone()).or_insert_with(|| Difference { sides, right: [0; 2], places: Vec::new() });
        (0..2).for_each(|of| kind.right[of] += usize::from(right[of]));
        kind.places.push(place);
    }
    let mut kinds: Vec<Difference> = kinds.into_values().collect();
    kinds.sort_by_key(|kind| usize::MAX - kind.places.len());
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(gold: Option<(usize, &str)>, predicted: Option<(usize, &str)>) -> (String, ErrorRow) {
        let at = |side: Option<(usize, &str)>| side.map(|(start, text)| (start, start + text.chars().count()));
        let text = |side: Option<(usize, &str)>| side.map_or(String::new(), |(_, text)| text.into());
        let label = |side: Option<(usize, &str)>| side.map_or(String::new(), |_| "PERS".into());
        let row = ErrorRow {
            gold: at(gold),
            gold_text: text(gold),
            gold_label: label(gold),
            predicted: at(predicted),
            predicted_text: text(predicted),
            predicted_label: label(predicted),
            ..ErrorRow::default()
        };
        ("1".into(), row)
    }

    #[test]
    fn who_is_right_follows_from_the_errors_of_both_and_what_both_do_wrong_alike_is_no_difference() {
        // Both miss the name at 30 and invent the one at 40.
        let first = vec![row(Some((4, "بوتين")), None), row(Some((30, "سامي")), None), row(None, Some((40, "أمس")))];
        let second = vec![
            row(Some((30, "سامي")), None),
            row(None, Some((40, "أمس"))),
            row(None, Some((50, "غدا"))),
            row(Some((60, "ليلى")), Some((59, "وليلى"))),
        ];
        let mut found = beside_gold([first, second]);
        found.sort_by(|a, b| a.place.cmp(&b.place));
        let side = |text: &str| Some(("PERS".to_string(), text.to_string()));
        let expected = [
            ([None, side("بوتين")], [false, true], "1:4"),
            ([None, side("غدا")], [true, false], "1:50"),
            ([side("ليلى"), side("وليلى")], [true, false], "1:60"),
        ];
        assert_eq!(found, expected.map(|(sides, right, place)| Found { sides, right, place: place.into() }));
    }

    #[test]
    fn differences_of_one_kind_are_one_with_its_places_and_the_most_frequent_is_first() {
        let rows = vec![row(Some((9, "سامي")), None), row(Some((4, "بوتين")), None), row(Some((30, "بوتين")), None)];
        let kinds = gathered(between(rows));
        let seen: Vec<(&str, Vec<String>)> = kinds.iter().map(|kind| (kind.sides[0].as_ref().unwrap().1.as_str(), kind.places.clone())).collect();
        assert_eq!(seen, [("بوتين", vec!["1:4".to_string(), "1:30".into()]), ("سامي", vec!["1:9".into()])]);
    }
}
