//! From corpora and rows of errors to articles that can be read.

use std::collections::{BTreeMap, BTreeSet};

use mihak_core::measure::errors::ErrorRow;
use mihak_core::measure::quotes::is_note;
use mihak_core::text::SpanError;
use mihak_core::text::offsets::UnitIndex;
use mihak_core::view::View;
use mihak_core::wording::count;

use crate::corpus::Corpus;
use crate::page::content::{Marked, PageArticle, PageError};
use crate::results::ErrorRecord;

/// Rows of errors by article, each with the place of its system and the name of its task.
type Rows<'a> = BTreeMap<(&'a str, &'a str), Vec<(usize, &'a str, &'a ErrorRow)>>;

/// The articles of a corpus as a page shows them.
#[derive(Default)]
pub struct Gathered {
    /// The articles in the order of the corpus.
    pub articles: Vec<PageArticle>,
    /// The corpus, without version and hash.
    corpus: String,
    /// How many errors stand at places or in articles that the corpus does not have.
    lost: usize,
}

impl Gathered {
    /// What is said of errors that have no place; `None` if all have one.
    pub fn misplaced(&self) -> Option<String> {
        let said = || format!("{} of `{}` are not shown: their places are not in its texts", count(self.lost, "error"), self.corpus);
        (self.lost > 0).then(said)
    }
}

/// The articles of a corpus in these splits, with the errors of these records. Mentions are shown as `view` shows them; records of other views
/// of mentions are left out. `systems` are the names of systems by their place.
pub fn articles(corpus: &Corpus, splits: &BTreeSet<&str>, view: Option<&View>, records: &[ErrorRecord], systems: &[String]) -> Gathered {
    let places: BTreeMap<&str, usize> = systems.iter().enumerate().map(|(place, name)| (name.as_str(), place)).collect();
    let mut rows: Rows = BTreeMap::new();
    for ErrorRecord { of, row } in records.iter().filter(|record| record.of.corpus == corpus.name) {
        let is_other_view = of.task == "entities" && view.is_some_and(|view| row.class != "failure" && view.name != row.view);
        if let Some(&place) = places.get(of.system.as_str()).filter(|_| !is_other_view) {
            rows.entry((&of.split, &of.article)).or_default().push((place, &of.task, row));
        }
    }
    let over = view.map(|view| view.over(&corpus.gold.labels));
    let mut lost = 0;
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
        let errors = joined(&article.text, rows.remove(&(article.split.as_str(), article.id.as_str())).unwrap_or_default());
        lost += errors.lost;
        PageArticle {
            corpus: corpus.name.clone(),
            split: article.split.clone(),
            id: article.id.clone(),
            gold: gold.collect(),
            cuts: cuts.collect(),
            errors: errors.errors,
            text: article.text.clone(),
        }
    });
    let articles = read.collect();
    // What is left is of articles that the splits do not have.
    lost += rows.iter().filter(|((split, _), _)| splits.contains(split)).map(|(_, rows)| rows.len()).sum::<usize>();
    Gathered { articles, corpus: corpus.name.clone(), lost }
}

/// The errors in one text.
pub struct Joined {
    /// By place; what several systems did alike is one.
    pub errors: Vec<PageError>,
    /// How many rows have a place that the text does not have.
    pub lost: usize,
}

/// The errors of these rows; those that are no errors of mentions are left out.
pub fn joined(text: &str, rows: Vec<(usize, &str, &ErrorRow)>) -> Joined {
    let index = UnitIndex::chars(text);
    let side = |ends: Option<(usize, usize)>, shown: &str, label: &str| -> Result<Option<Marked>, SpanError> {
        let Some((start, end)) = ends else { return Ok(None) };
        Ok(Some(Marked { span: index.span(text, start, end)?, shown: shown.into(), label: label.into() }))
    };
    let mut lost = 0;
    let mut found: BTreeMap<PageError, BTreeSet<usize>> = BTreeMap::new();
    for (system, task, row) in rows.into_iter().filter(|(_, _, row)| !is_note(&row.class)) {
        let gold = side(row.gold, &row.gold_text, &row.gold_label);
        let predicted = side(row.predicted, &row.predicted_text, &row.predicted_label);
        let (Ok(gold), Ok(predicted)) = (gold, predicted) else {
            lost += 1;
            continue;
        };
        // A quote that stands nowhere has no place to be shown at.
        if gold.is_none() && predicted.is_none() && row.class != "failure" {
            lost += 1;
            continue;
        }
        let error = PageError { gold, predicted, class: row.class.clone(), task: task.into(), systems: Vec::new() };
        found.entry(error).or_default().insert(system);
    }
    let mut errors: Vec<PageError> =
        found.into_iter().map(|(error, systems)| PageError { systems: systems.into_iter().collect(), ..error }).collect();
    errors.sort_by_key(|error| error.place().map_or(0, |span| span.start()));
    Joined { errors, lost }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_systems_missed_is_one_error_and_a_place_outside_of_the_text_is_counted() {
        let missed =
            ErrorRow { class: "missed".into(), gold: Some((4, 9)), gold_text: "بوتين".into(), gold_label: "PERS".into(), ..ErrorRow::default() };
        let outside = ErrorRow { gold: Some((400, 900)), ..missed.clone() };
        let rows = vec![(2, "entities", &missed), (0, "entities", &missed), (0, "entities", &outside)];
        let Joined { errors, lost } = joined("زار بوتين القاهرة.", rows);
        assert_eq!((errors.len(), lost), (1, 1));
        assert_eq!(errors[0].systems, [0, 2]);
        assert_eq!(errors[0].place().map(|span| span.start()), Some(7));
    }
}
