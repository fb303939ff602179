//! The mentions of one article, counted under every view, bound and orthography.

use crate::annotation::{Labels, Mention, Quotes};
use crate::measure::errors::ErrorRow;
use crate::measure::layers::Filing;
use crate::measure::quotes::ShownQuotes;
use crate::measure::scene::{Scene, residue};
use crate::measure::shown::Shown;
use crate::measure::tally::{Erring, Tally};
use crate::text::Span;
use crate::text::offsets::UnitIndex;
use crate::view::TableView;

/// Scores the mentions of one article under each view, bound and orthography. Without an answer, all gold mentions are missed. Labels must be of
/// the table for which the views were made.
///
/// `quotes` are those of a chat model, with the table of labels for which the views were made. `counts` receives the counts. `errors` receives one row for every pair of the raw `char` matching of each view that is not right.
pub fn score(
    scene: &Scene,
    gold: &[Mention],
    predicted: Option<&[Mention]>,
    quotes: Option<(&Quotes, &Labels)>,
    views: &[TableView],
    errors: &mut Vec<ErrorRow>,
    counts: &mut impl Filing,
) {
    let index = UnitIndex::chars(scene.text);
    let words: Option<Vec<Span>> = scene.words.map(|words| words.iter().map(|word| word.span).collect());
    for view in views {
        let shown = Shown::new(Some(view), gold.iter().copied(), predicted.unwrap_or_default().iter().copied());
        let mut tally = Tally::default();
        shown.add(&mut tally, scene, &mut |pair| errors.push(row(scene, pair, (&view.name, &view.labels), &index)));
        tally.article(scene.text, &shown.gold, &shown.predicted);
        if let Some((quotes, labels)) = quotes {
            let quoted = ShownQuotes::new(quotes, Some(view), labels);
            tally.add_quotes(scene, &quoted);
            errors.extend(quoted.rows((&view.name, &view.labels), &index));
        }
        if let Some(words) = &words {
            tally.add_tokens(words, &shown.gold, predicted.is_some().then_some(&shown.predicted[..]));
        }
        tally.file(&view.name, &view.labels, counts);
    }
}

/// The row of a pair that is not correct, under a view of this name that shows these labels.
pub(super) fn row(scene: &Scene, pair: Erring, (view, labels): (&str, &Labels), index: &UnitIndex) -> ErrorRow {
    let Erring { gold, predicted, class } = pair;
    let residue = gold.zip(predicted).map(|(gold, predicted)| residue(gold.span, predicted.span));
    let shared = gold.zip(predicted).map(|(gold, predicted)| {
        let shared = gold.span.shared(predicted.span) as u64;
        shared * 1000 / (gold.span.len() as u64 + predicted.span.len() as u64 - shared)
    });
    ErrorRow {
        view: view.into(),
        class: class.into(),
        gold: gold.map(|gold| index.ends(gold.span)),
        gold_text: gold.map_or(String::new(), |gold| gold.span.slice(scene.text).into()),
        gold_label: gold.map_or(String::new(), |gold| labels.name(gold.label).into()),
        predicted: predicted.map(|predicted| index.ends(predicted.span)),
        predicted_text: predicted.map_or(String::new(), |predicted| predicted.span.slice(scene.text).into()),
        predicted_label: predicted.map_or(String::new(), |predicted| labels.name(predicted.label).into()),
        iou: shared,
        residue: residue.map_or(String::new(), |parts| parts.iter().map(|&(from, to)| &scene.text[from..to]).collect::<Vec<_>>().join("…")),
        context: String::new(),
    }
}
