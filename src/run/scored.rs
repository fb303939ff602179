//! One article of a cell: an answer becomes counts and errors. Without an answer, its gold counts as missed.

use std::ops::Range;

use mihak_core::annotation::{Changed, Mention, Scheme, Task};
use mihak_core::measure::errors::{ErrorRow, failed};
use mihak_core::measure::key::Layer;
use mihak_core::measure::layers::{Filed, Filing, LayerRef};
use mihak_core::measure::mentions::DROPPED;
use mihak_core::measure::scene::Scene;
use mihak_core::measure::segment::CHANGED;
use mihak_core::measure::subword::Measured;
use mihak_core::measure::{ceiling, entity, segment};
use mihak_core::statistics::Count;
use mihak_systems::answer::{Prediction, Verified};
use mihak_systems::failure::Failure;

use crate::corpus::Annotated;
use crate::results::{CellArticle, ErrorRecord};
use crate::run::cell::{Cell, LEARNED};
use crate::run::labels::CellLabels;

/// One article's share of an outcome.
pub(super) struct Share {
    /// The place of the article in the cell.
    pub(super) at: usize,
    /// What was counted, by the numbers that layers have in the run.
    pub(super) counts: Vec<(u32, Count)>,
    pub(super) errors: Vec<ErrorRecord>,
    pub(super) failed: bool,
}

/// What a tagger over these tokens could find of the gold mentions of an article; nothing where there are none.
fn ceiling(article: &Annotated, tokens: impl Iterator<Item = Range<usize>>, labels: &CellLabels, counts: &mut Filed) {
    if let Some(gold) = labels.gold(article) {
        ceiling::score(&article.text, &gold, tokens, &labels.views, counts);
    }
}

/// The share of the article at this place of the cell without its counts, which are filed.
pub(super) fn score(
    cell: &Cell,
    place: usize,
    article: &Annotated,
    labels: &CellLabels,
    answer: Result<(Verified, u64), Failure>,
    counts: &mut Filed,
) -> Share {
    let Cell { system, corpus, articles, .. } = cell;
    let (id, split) = (corpus.id(articles[place]), corpus.split(articles[place]));
    let words = article.words.as_deref();
    let mut rows: Vec<ErrorRow> = Vec::new();
    let is_failed = answer.is_err();
    if let Err(failure) = &answer {
        rows.push(failed(&failure.to_string()));
    }
    let dropped = answer.as_ref().map_or(0, |(_, dropped)| *dropped);
    let changed = answer.as_ref().map_or_else(|_| Changed::default(), |(answer, _)| answer.changed().clone());
    let quotes = answer.as_ref().ok().and_then(|(answer, _)| answer.quotes().cloned());
    // A failed article still owes its gold: dropping it would reward a system for crashing.
    match (system.task, answer.map(|(answer, _)| answer.into_prediction())) {
        (Task::Entities, answer) => {
            let predicted: Option<Vec<Mention>> = match answer {
                Ok(Prediction::Mentions(mentions, _)) => Some(mentions),
                _ => None,
            };
            if let Some(gold) = labels.gold(article) {
                let seen = cell.seen.as_deref().filter(|_| split != LEARNED);
                let scene = Scene { text: &article.text, words, seen, overlap: cell.overlap };
                let quoted = quotes.as_ref().map(|quotes| (quotes, labels.table()));
                entity::score(&scene, &gold, predicted.as_deref(), quoted, &labels.views, &mut rows, counts);
                let dropped = Count { fp: dropped, ..Count::default() };
                labels.views.iter().for_each(|view| counts.file(LayerRef::plain(&DROPPED, &view.name, "*"), dropped));
            }
        }
        (Task::Subwords, answer) => {
            let answer = match answer {
                Ok(Prediction::Subwords(answer)) => Some(answer),
                _ => None,
            };
            let tokens = answer.iter().flat_map(|answer| &answer.tokens).map(|token| token.bytes.clone());
            ceiling(article, tokens, labels, counts);
            // A program only cuts.
            let has_vocabulary = system.builtin.is_some();
            Measured::new(&article.text, words).score(answer.as_ref(), has_vocabulary, counts);
            for (rule, times) in changed.rules.iter().copied().chain([("unplaced", changed.unplaced)]) {
                counts.file(LayerRef::plain(&CHANGED, "", rule), Count { tp: times, ..Count::default() });
            }
        }
        (Task::Words | Task::Segments | Task::Tokens, answer) => {
            let tokens = match answer {
                Ok(Prediction::Tokens(tokens)) => tokens,
                _ => Vec::new(),
            };
            ceiling(article, tokens.iter().map(|token| token.span.range()), labels, counts);
            if let Some(words) = words {
                let scheme = system.scheme.unwrap_or(Scheme::Word);
                segment::score(&article.text, words, &tokens, scheme, &mut rows, counts);
                segment::add_changed(&changed, scheme, counts);
            }
        }
    }
    counts.file((&Layer::coverage()).into(), Count { tp: u64::from(!is_failed), r#fn: u64::from(is_failed), ..Count::default() });
    let of = || CellArticle {
        system: system.name.clone(),
        corpus: corpus.name().into(),
        split: split.into(),
        article: id.into(),
        task: system.task.name().into(),
    };
    let errors = rows.into_iter().map(|row| ErrorRecord { of: of(), row }).collect();
    Share { at: place, counts: Vec::new(), errors, failed: is_failed }
}
