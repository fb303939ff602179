//! Coverage and comparability: what the fresh results lack, and what in them measures something else than the baseline.

use std::collections::{BTreeMap, BTreeSet};

use mihak_core::measure::key::SCORER;
use mihak_core::safe::line;
use mihak_core::view::view_name;
use mihak_core::wording::count;

use crate::check::remark::{Remark, RemarkKind};
use crate::results::{CellName, Covered, Results};

/// What every cell was run on.
type Cells = BTreeMap<CellName, Covered>;

/// The cells, views, articles and answers of the baseline that are gone.
pub fn missing(now: &Cells, before: &Cells) -> Vec<Remark> {
    let mut missing = Vec::new();
    for (cell, blessed) in before {
        let Some(fresh) = now.get(cell) else {
            missing.push(Remark::cell(RemarkKind::Missing, cell, "in the baseline, but not in the fresh results"));
            continue;
        };
        if fresh.corpus != blessed.corpus {
            // Another corpus may have other articles: that is a matter of comparability.
            continue;
        }
        for view in fresh.lacks(blessed) {
            missing.push(Remark::cell(
                RemarkKind::Missing,
                cell,
                format!("view {} is in the baseline, but not in the fresh results", line(view).isolated()),
            ));
        }
        for (article, answered) in &blessed.articles {
            match fresh.articles.get(article) {
                None => missing.push(Remark::cell(RemarkKind::Missing, cell, format!("article {} was not run", line(article).isolated()))),
                Some(false) if *answered => {
                    missing.push(Remark::cell(RemarkKind::Failed, cell, format!("article {} was answered before", line(article).isolated())));
                }
                _ => {}
            }
        }
    }
    missing
}

/// What was counted on other gold, under another view or by another scorer.
pub(super) fn differing(fresh: &Results, blessed: &Results, now: &Cells, before: &Cells) -> Vec<Remark> {
    let mut stale: BTreeSet<Remark> = BTreeSet::new();
    for (system, counts) in blessed.systems.iter().chain(&fresh.systems) {
        if counts.scorer != SCORER {
            stale.insert(Remark::system(RemarkKind::Differs, system, format!("scorer is {SCORER}, counts are of scorer {}", counts.scorer)));
        }
    }
    for (cell, blessed) in before {
        let Some(fresh) = now.get(cell) else { continue };
        let mut differs = |what: &str, now: &str, before: &str| {
            stale.insert(Remark::cell(
                RemarkKind::Differs,
                cell,
                format!("{what} is {}, the baseline is of {}", line(now).isolated(), line(before).isolated()),
            ))
        };
        if fresh.corpus != blessed.corpus {
            differs("corpus", &fresh.corpus, &blessed.corpus);
        }
        if fresh.scheme != blessed.scheme {
            differs("scheme", &fresh.scheme, &blessed.scheme);
        }
        for view in &blessed.views {
            let name = view_name(view);
            if let Some(other) = fresh.views.iter().find(|fresh| view_name(fresh) == name).filter(|fresh| *fresh != view) {
                differs("view", other, view);
            }
        }
        let more = fresh.articles.keys().filter(|article| !blessed.articles.contains_key(*article)).count();
        if more > 0 && fresh.corpus == blessed.corpus {
            let said = format!("the baseline is of {}, the fresh results have {more} more", count(blessed.articles.len(), "article"));
            stale.insert(Remark::cell(RemarkKind::Differs, cell, said));
        }
    }
    stale.into_iter().collect()
}

/// New cells, and systems whose receipt is not that of the baseline.
pub(super) fn notes(fresh: &Results, blessed: &Results, now: &Cells, before: &Cells) -> Vec<Remark> {
    let new = now.keys().filter(|cell| !before.contains_key(*cell));
    let mut notes: Vec<Remark> =
        new.map(|cell| Remark::cell(RemarkKind::New, cell, "not in the baseline, so nothing holds it until it is blessed")).collect();
    for (name, before) in &blessed.systems {
        if let Some(now) = fresh.systems.get(name).filter(|now| now.version != before.version) {
            notes.push(Remark::system(
                RemarkKind::Version,
                name,
                format!("`{}`, the baseline is of `{}`", line(&now.version), line(&before.version)),
            ));
        }
    }
    notes
}
