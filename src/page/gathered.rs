//! From corpora and rows of errors to articles that can be read.

use std::collections::{BTreeMap, BTreeSet};

use mihak_core::measure::errors::ErrorRow;
use mihak_core::measure::quotes::NOTES;
use mihak_core::text::offsets::UnitIndex;
use mihak_core::view::View;

use crate::corpus::Corpus;
use crate::page::content::{Marked, PageArticle, PageError};
use crate::results::ErrorRecord;

/// Rows of errors by article, each with the place of its system and the name of its task.
type Rows<'a> = BTreeMap<(&'a str, &'a str), Vec<(usize, &'a str, &'a ErrorRow)>>;

/// The articles of a corpus in these splits, with the errors of these records. Mentions are shown as `view` shows them; records of other views
/// of mentions are left out. `systems` are the names of systems by their place.
pub fn articles(corpus: &Corpus, splits: &BTreeSet<&str>, view: Option<&View>, records: &[ErrorRecord], systems: &[String]) -> Vec<PageArticle> {
    let places: BTreeMap<&str, usize> = systems.iter().enumerate().map(|(place, name)| (name.as_str(), place)).collect();
    let mut rows: Rows = BTreeMap::new();
    for ErrorRecord { of, row } in records.iter().filter(|record| record.of.corpus == corpus.name) {
        let is_other_view = of.task == "entities" && view.is_some_and(|view| row.class != "failure" && view.name != row.view);
        if let Some(&place) = places.get(of.system.as_str()).filter(|_| !is_other_view) {
            rows.entry((&of.split, &of.article)).or_default().push((place, &of.task, row));
        }
    }
    let over = view.map(|view| view.over(&corpus.gold.labels));
    let chosen = corpus.articles.iter().enumerate().filter(|(_, article)| splits.contains(article.split.as_str()));
    let read = chosen.map(|(at, article)| {
        let mentions = corpus.gold.mentions.iter().flat_map(|all| &all[at]).map(|gold| gold.mention);
        let (mentions, labels) = match &over {
            Some(over) => (over.apply(mentions).0, &over.labels),
            None => (mentions.collect(), &corpus.gold.labels),
        };
        let gold = mentions.iter().map(|mention| Marked {
            span: mention.span,
            shown: mention.span.slice(&article.text).into(),
            label: labels.name(mention.label).into(),
        });
        let words = corpus.gold.words.iter().flat_map(|all| &all[at]);
        let cuts = words.flat_map(|word| word.segments.iter().skip(1).map(|segment| segment.span.start()));
        PageArticle {
            corpus: corpus.name.clone(),
            split: article.split.clone(),
            id: article.id.clone(),
            gold: gold.collect(),
            cuts: cuts.collect(),
            errors: joined(&article.text, rows.remove(&(article.split.as_str(), article.id.as_str())).unwrap_or_default()),
            text: article.text.clone(),
        }
    });
    read.collect()
}

/// The errors of these rows by place; what several systems did alike is one. A row whose place is not in the text is left out, and so
/// is one that is no error of a mention.
pub fn joined(text: &str, rows: Vec<(usize, &str, &ErrorRow)>) -> Vec<PageError> {
    let index = UnitIndex::chars(text);
    let side = |ends: Option<(usize, usize)>, shown: &str, label: &str| {
        let (start, end) = ends?;
        Some(Marked { span: index.span(text, start, end).ok()?, shown: shown.into(), label: label.into() })
    };
    let mut found: BTreeMap<PageError, BTreeSet<usize>> = BTreeMap::new();
    for (system, task, row) in rows {
        let gold = side(row.gold, &row.gold_text, &row.gold_label);
        let predicted = side(row.predicted, &row.predicted_text, &row.predicted_label);
        if NOTES.contains(&row.class.as_str()) || (gold.is_none() && predicted.is_none() && row.class != "failure") {
            continue;
        }
        let error = PageError { gold, predicted, class: row.class.clone(), task: task.into(), systems: Vec::new() };
        found.entry(error).or_default().insert(system);
    }
    let mut errors: Vec<PageError> =
        found.into_iter().map(|(error, systems)| PageError { systems: systems.into_iter().collect(), ..error }).collect();
    errors.sort_by_key(|error| error.place().map_or(0, |span| span.start()));
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_systems_missed_is_one_error_and_a_place_outside_of_the_text_is_none() {
        let missed =
            ErrorRow { class: "missed".into(), gold: Some((4, 9)), gold_text: "بوتين".into(), gold_label: "PERS".into(), ..ErrorRow::default() };
        let outside = ErrorRow { gold: Some((400, 900)), ..missed.clone() };
        let rows = vec![(2, "entities", &missed), (0, "entities", &missed), (0, "entities", &outside)];
        let errors = joined("زار بوتين القاهرة.", rows);
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].systems, [0, 2]);
        assert_eq!(errors[0].place().map(|span| span.start()), Some(7));
    }
}
