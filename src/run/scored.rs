//! One article of a cell: an answer becomes counts and errors, and a failure owes its gold.

use std::ops::Range;

use mihak_core::annotation::{Changed, Mention, Scheme, Task};
use mihak_core::measure::errors::ErrorRow;
use mihak_core::measure::key::{Counts, Key, Layer};
use mihak_core::measure::mentions::DROPPED;
use mihak_core::measure::scene::Scene;
use mihak_core::measure::segment::CHANGED;
use mihak_core::measure::subword::Measured;
use mihak_core::measure::{ceiling, entity, segment};
use mihak_core::statistics::Count;
use mihak_systems::answer::{Prediction, Verified};
use mihak_systems::failure::Failure;

use crate::results::{CellArticle, ErrorRecord};
use crate::run::cell::{Cell, LEARNED};
use crate::run::labels::CellLabels;

/// One article's share of an outcome.
pub(super) struct Share {
    /// The place of the article in the cell.
    pub(super) at: usize,
    pub(super) counts: Vec<(Key, Count)>,
    pub(super) errors: Vec<ErrorRecord>,
    pub(super) failed: bool,
}

/// What a tagger over these tokens could find of the gold mentions of an article; nothing where there are none.
fn ceiling(cell: &Cell, at: usize, tokens: impl Iterator<Item = Range<usize>>, labels: &CellLabels) -> Counts {
    let Some(gold) = labels.gold(cell, at) else { return Counts::new() };
    ceiling::score(&cell.corpus.articles[at].text, &gold, tokens, &labels.views)
}

/// The share of the article at this place of the cell.
pub(super) fn score(cell: &Cell, place: usize, labels: &CellLabels, answer: Result<(Verified, u64), Failure>) -> Share {
    let Cell { system, corpus, articles, .. } = cell;
    let at = articles[place];
    let article = &corpus.articles[at];
    let words = cell.words(at);
    let mut rows: Vec<ErrorRow> = Vec::new();
    let failed = answer.is_err();
    if let Err(failure) = &answer {
        rows.push(ErrorRow { class: "failure".into(), predicted_text: failure.to_string(), ..ErrorRow::default() });
    }
    let dropped = answer.as_ref().map_or(0, |(_, dropped)| *dropped);
    let changed = answer.as_ref().map_or_else(|_| Changed::default(), |(answer, _)| answer.changed().clone());
    // A failed article still owes its gold: dropping it would reward a system for crashing.
    let mut counts = match (system.task, answer.map(|(answer, _)| answer.into_prediction())) {
        (Task::Entities, answer) => {
            let predicted: Vec<Mention> = match answer {
                Ok(Prediction::Mentions(mentions, _)) => mentions,
                _ => Vec::new(),
            };
            match labels.gold(cell, at) {
                Some(gold) => {
                    let seen = cell.seen.as_ref().filter(|_| article.split != LEARNED);
                    let mut counts = entity::score(
                        &Scene { text: &article.text, words, seen, overlap: cell.overlap },
                        &gold,
                        &predicted,
                        &labels.views,
                        &mut rows,
                    );
                    for view in labels.views.iter().filter(|_| dropped > 0) {
                        *counts.entry(Layer::tokens(&DROPPED, &view.name, "*")).or_default() += Count { fp: dropped, ..Count::default() };
                    }
                    counts
                }
                None => Counts::new(),
            }
        }
        (Task::Subwords, answer) => {
            let answer = match answer {
                Ok(Prediction::Subwords(answer)) => Some(answer),
                _ => None,
            };
            let tokens = answer.iter().flat_map(|answer| &answer.tokens).map(|token| token.bytes.clone());
            let mut counts = ceiling(cell, at, tokens, labels);
            // A program only cuts.
            let has_vocabulary = system.builtin.is_some();
            counts.extend(Measured::new(&article.text, words).score(answer.as_ref(), has_vocabulary));
            for (rule, times) in changed.rules.iter().copied().chain((changed.unplaced > 0).then_some(("unplaced", changed.unplaced))) {
                counts.insert(Layer::tokens(&CHANGED, "", rule), Count { tp: times, ..Count::default() });
            }
            counts
        }
        (Task::Words | Task::Segments | Task::Tokens, answer) => {
            let tokens = match answer {
                Ok(Prediction::Tokens(tokens)) => tokens,
                _ => Vec::new(),
            };
            let mut counts = ceiling(cell, at, tokens.iter().map(|token| token.span.range()), labels);
            if let Some(words) = words {
                let scheme = system.scheme.unwrap_or(Scheme::Word);
                counts.extend(segment::score(&article.text, words, &tokens, scheme, &mut rows));
                segment::add_changed(&changed, scheme, &mut counts);
            }
            counts
        }
    };
    counts.insert(Layer::coverage(), Count { tp: u64::from(!failed), r#fn: u64::from(failed), ..Count::default() });
    let key = |layer: Layer| Key { corpus: corpus.signed(), split: article.split.clone(), article: article.id.clone(), task: system.task, layer };
    let of = || CellArticle {
        system: system.name.clone(),
        corpus: corpus.name.clone(),
        split: article.split.clone(),
        article: article.id.clone(),
        task: system.task.name().into(),
    };
    let errors = rows.into_iter().map(|row| ErrorRecord { of: of(), row }).collect();
    Share { at: place, counts: counts.into_iter().map(|(layer, count)| (key(layer), count)).collect(), errors, failed }
}
