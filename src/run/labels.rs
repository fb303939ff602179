//! The labels of a run: one table for gold and for all answers.

use std::sync::Arc;

use mihak_core::annotation::{Label, Labels, Mention};
use mihak_core::view::{TableView, View};
use mihak_systems::answer::{Prediction, Verified};
use mihak_systems::failure::Failure;

use crate::corpus::Annotated;
use crate::run::cell::Cell;
use crate::system::System;

/// The table of a run: the labels of the gold, those that the suite gives to answers, and those that the views know.
pub(super) fn table(cells: &[Cell], views: &[View]) -> Arc<Labels> {
    let gold = cells.iter().flat_map(|cell| cell.corpus.labels().names());
    let given = cells.iter().flat_map(|cell| cell.system.labels.values().flatten().map(String::as_str));
    Arc::new(Labels::of(gold.chain(given).chain(views.iter().flat_map(View::known))))
}

/// What a cell does with labels.
pub(super) struct CellLabels {
    /// The table of the run.
    table: Arc<Labels>,
    /// The views under which the system is scored.
    pub(super) views: Vec<TableView>,
    /// For each label of the gold the one of the run.
    gold: Vec<Option<Label>>,
}

impl CellLabels {
    pub(super) fn new(cell: &Cell, views: &[View], table: Arc<Labels>) -> CellLabels {
        let views = views.iter().filter(|view| cell.system.is_seen_by(&view.name)).map(|view| view.over(&table)).collect();
        CellLabels { views, gold: cell.corpus.labels().places_in(&table), table }
    }

    /// The table of the run.
    pub(super) fn table(&self) -> &Labels {
        &self.table
    }

    /// The gold mentions of an article, with labels of the run; `None` if the corpus has no such gold.
    pub(super) fn gold(&self, article: &Annotated) -> Option<Vec<Mention>> {
        let mention = |mention: &Mention| mention.relabelled(&self.gold).expect("the table of a run has the labels of its gold");
        Some(article.mentions.as_ref()?.iter().map(mention).collect())
    }

    /// An answer under the labels of the suite, with the number of mentions that these drop; `Err` if a view does not know one of the labels.
    pub(super) fn known(&self, system: &System, mut answer: Verified) -> Result<(Verified, u64), Failure> {
        let Prediction::Mentions(mentions, own) = answer.prediction() else { return Ok((answer, 0)) };
        let called: Vec<Option<&str>> = own.names().map(|name| system.called(name)).collect();
        let places: Vec<Option<Label>> = called.iter().map(|name| self.table.get((*name)?)).collect();
        // Quotes that stand nowhere have a label too.
        let nowhere = || answer.quotes().into_iter().flat_map(|quotes| quotes.nowhere()).filter_map(|quote| own.get(&quote.label));
        let labels = || mentions.iter().map(|mention| mention.label).chain(nowhere());
        let kept = || labels().filter_map(|label| Some((called[label.place()]?, places[label.place()])));
        for view in &self.views {
            if let Some((name, _)) = kept().find(|(_, place)| !place.is_some_and(|label| view.knows(label))) {
                return Err(Failure::Malformed(format!("label `{name}` is unknown to view `{}`", view.name)));
            }
        }
        let dropped = labels().count() - kept().count();
        answer.relabel(self.table.clone(), |label| places[label.place()]);
        Ok((answer, dropped as u64))
    }
}
