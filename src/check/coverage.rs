//! Coverage and comparability: what the baseline has and the fresh results do not, and what measures something else.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use mihak_core::measure::key::SCORER;
use mihak_core::text::bidi::isolated;
use mihak_core::view::view_name;
use mihak_core::wording::count;

use crate::results::{CellName, Covered, Results};

/// What is said about a part of the results.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// It is in the baseline only.
    Missing,
    /// It was answered before.
    Failed,
    /// It measures something else.
    Differs,
    /// It is not in the baseline.
    New,
    /// Its system has another receipt.
    Version,
    /// Something else that a reader should know.
    Note,
}

impl Kind {
    /// The word in front of the line.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Missing => "missing",
            Kind::Failed => "failed",
            Kind::Differs => "differs",
            Kind::New => "new",
            Kind::Version => "version",
            Kind::Note => "note",
        }
    }
}

/// Something about a cell, or about all cells of a system.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Part {
    /// What kind of thing is said.
    pub kind: Kind,
    /// The system.
    pub system: String,
    /// The cell; `None` if it is about the system everywhere.
    pub cell: Option<CellName>,
    /// What is said.
    pub said: String,
}

impl Part {
    /// Something about a cell.
    pub fn cell(kind: Kind, cell: &CellName, said: impl Into<String>) -> Part {
        Part { kind, system: cell.system.clone(), cell: Some(cell.clone()), said: said.into() }
    }

    /// Something about a system.
    pub fn system(kind: Kind, system: &str, said: impl Into<String>) -> Part {
        Part { kind, system: system.into(), cell: None, said: said.into() }
    }

    /// What it is about: the cell, or the system.
    pub fn subject(&self) -> String {
        isolated(&self.cell.as_ref().map_or(self.system.clone(), CellName::to_string))
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{:<8} {}: {}", self.kind.name(), self.subject(), self.said)
    }
}

pub(crate) type Cells = BTreeMap<CellName, Covered>;

/// The cells, views, articles and answers of the baseline that are gone.
pub fn missing(now: &Cells, before: &Cells) -> Vec<Part> {
    let mut missing = Vec::new();
    for (cell, blessed) in before {
        let Some(fresh) = now.get(cell) else {
            missing.push(Part::cell(Kind::Missing, cell, "in the baseline, but not in the fresh results"));
            continue;
        };
        if fresh.corpus != blessed.corpus {
            // Another corpus may have other articles: that is a matter of comparability.
            continue;
        }
        for view in fresh.lacks(blessed) {
            missing.push(Part::cell(Kind::Missing, cell, format!("view {} is in the baseline, but not in the fresh results", isolated(view))));
        }
        for (article, answered) in &blessed.articles {
            match fresh.articles.get(article) {
                None => missing.push(Part::cell(Kind::Missing, cell, format!("article {} was not run", isolated(article)))),
                Some(false) if *answered => {
                    missing.push(Part::cell(Kind::Failed, cell, format!("article {} was answered before", isolated(article))));
                }
                _ => {}
            }
        }
    }
    missing
}

/// What was counted on other gold, under another view or by another scorer.
pub(super) fn differing(fresh: &Results, blessed: &Results, now: &Cells, before: &Cells) -> Vec<Part> {
    let mut stale: BTreeSet<Part> = BTreeSet::new();
    for (system, counts) in blessed.systems.iter().chain(&fresh.systems) {
        if counts.scorer != SCORER {
            stale.insert(Part::system(Kind::Differs, system, format!("scorer is {SCORER}, counts are of scorer {}", counts.scorer)));
        }
    }
    for (cell, blessed) in before {
        let Some(fresh) = now.get(cell) else { continue };
        let mut differs = |what: &str, now: &str, before: &str| {
            stale.insert(Part::cell(Kind::Differs, cell, format!("{what} is {}, the baseline is of {}", isolated(now), isolated(before))))
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
            stale.insert(Part::cell(Kind::Differs, cell, said));
        }
    }
    stale.into_iter().collect()
}

/// New cells, and systems whose receipt is not that of the baseline.
pub(super) fn notes(fresh: &Results, blessed: &Results, now: &Cells, before: &Cells) -> Vec<Part> {
    let new = now.keys().filter(|cell| !before.contains_key(*cell));
    let mut notes: Vec<Part> = new.map(|cell| Part::cell(Kind::New, cell, "not in the baseline, so nothing holds it until it is blessed")).collect();
    for (name, before) in &blessed.systems {
        if let Some(now) = fresh.systems.get(name).filter(|now| now.version != before.version) {
            notes.push(Part::system(Kind::Version, name, format!("`{}`, the baseline is of `{}`", now.version, before.version)));
        }
    }
    notes
}
