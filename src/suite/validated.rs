//! The validated suite: systems, corpora, views and gates, all checked.

use std::fmt;

use anyhow::Result;
use mihak_core::annotation::Task;
use mihak_core::measure::declared::{Bound, Orth};
use mihak_core::measure::definition::{Match, Measure};
use mihak_core::measure::overlap::Overlap;
use mihak_core::measure::terms::Terms;
use mihak_core::view::View;
use mihak_core::wording::nearest;

use crate::corpus::CorpusSpec;
use crate::folder::Root;
use crate::system::System;

/// A cell that CI is held to.
#[derive(Clone, Debug, PartialEq)]
pub struct Gate {
    /// The system.
    pub system: String,
    /// The corpus.
    pub corpus: String,
    /// The split, or every split.
    pub split: Option<String>,
    /// The task.
    pub task: Task,
    /// What counts as right.
    pub matching: &'static Match,
    /// How exactly ends must agree; `None` for tokens.
    pub bound: Option<Bound>,
    /// Which spellings are one; `None` for tokens.
    pub orth: Option<Orth>,
    /// The view, or the scheme of tokens; `None` means every one that the cell has.
    pub view: Option<String>,
    /// The label, `micro` or `*`.
    pub label: String,
    /// What was made of the counts; more of it is better, or less is.
    pub measure: &'static Measure,
    /// The absolute loss that is forgiven (share of 1).
    pub tolerance: f64,
    /// The absolute loss that is never forgiven, significant or not (share of 1); not below the tolerance.
    pub limit: Option<f64>,
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Gate { system, corpus, task, matching, measure, .. } = self;
        write!(f, "{system} on {corpus}: {task} {matching} {}", measure.name)
    }
}

/// A validated suite.
pub struct Suite {
    /// The folder of the suite: the baseline and the views are below it.
    pub root: Root,
    /// Below which articles and gold are read.
    pub corpora_root: Root,
    /// How messages name it.
    pub shown: String,
    /// The corpora, in the order of the file.
    pub corpora: Vec<CorpusSpec>,
    /// The systems, in the order of the file.
    pub systems: Vec<System>,
    /// The views in which entities are scored.
    pub views: Vec<View>,
    /// How the replicates of intervals are drawn, if there are to be any, and what undefined ratios are.
    pub terms: Terms,
    /// How much two mentions must share to overlap.
    pub overlap: Overlap,
    /// The views as the suite names them: shipped ones, or files below `root`.
    pub view_files: Vec<String>,
    /// The growth of counted instructions that `check` and `bench` forgive (share of 1).
    pub instructions: f64,
    /// What CI is held to.
    pub gates: Vec<Gate>,
}

impl Suite {
    /// The folder of the blessed results when none is named: `results` beside the suite.
    pub fn baseline(&self) -> (Root, String) {
        (self.root.clone(), "results".into())
    }

    /// The names of systems and views in the order of the file, by which tables are laid out.
    pub fn order(&self) -> (Vec<String>, Vec<String>) {
        (self.systems.iter().map(|system| system.name.clone()).collect(), self.views.iter().map(|view| view.name.clone()).collect())
    }

    /// The system of that name, or an error with the nearest names.
    pub fn system(&self, name: &str) -> Result<&System> {
        self.systems.iter().find(|system| system.name == name).ok_or_else(|| {
            let known: Vec<&str> = self.systems.iter().map(|system| system.name.as_str()).collect();
            anyhow::anyhow!("no system `{name}` in suite `{}`{}", self.shown, nearest(name, &known))
        })
    }
}
