//! The progress of a run, on stderr only: bars on a terminal, lines if they are asked for, otherwise nothing.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{IsTerminal, stderr};
use std::time::Instant;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use mihak_core::safe::line;
use mihak_core::wording::count;

use crate::cmd::arguments::Progress;
use crate::problem::tell;
use crate::run::Cell;

/// Shows how far the run is: one bar for everything, one for each cell at work.
pub struct Reporter {
    plain: bool,
    started: Instant,
    articles: usize,
    cells: usize,
    bars: MultiProgress,
    overall: ProgressBar,
    each: BTreeMap<String, ProgressBar>,
}

impl Reporter {
    /// A reporter for these cells.
    pub fn new(when: Progress, cells: &[Cell]) -> Reporter {
        let visible = when == Progress::Auto && stderr().is_terminal();
        let bars = MultiProgress::with_draw_target(if visible { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() });
        let articles = cells.iter().map(|cell| cell.articles.len()).sum();
        let style = |template: &str| {
            let rate = |state: &ProgressState, out: &mut dyn fmt::Write| write!(out, "{:.0}/s", state.per_sec()).expect("a bar can be written");
            ProgressStyle::with_template(template).expect("the template is well-formed").with_key("rate", rate)
        };
        let overall = bars.add(ProgressBar::new(articles as u64));
        overall.set_style(style("{wide_bar} {pos}/{len} articles, {rate}, {eta} left"));
        let each = cells
            .iter()
            .map(|cell| {
                let bar = ProgressBar::new(cell.articles.len() as u64).with_message(line(&cell.name()).to_string());
                bar.set_style(style("  {msg:40!} {bar:24} {pos}/{len}, {rate}, {eta} left"));
                (cell.name(), bar)
            })
            .collect();
        Reporter { plain: when == Progress::Plain, started: Instant::now(), articles, cells: cells.len(), bars, overall, each }
    }

    /// One article of a cell is done.
    pub fn article(&self, cell: &str) {
        self.overall.inc(1);
        if let Some(bar) = self.each.get(cell) {
            if bar.position() == 0 {
                // The rate counts from here, not from the start of the run.
                bar.reset_elapsed();
                self.bars.add(bar.clone());
            }
            bar.inc(1);
        }
    }

    /// A cell is done.
    pub fn cell(&self, cell: &str, articles: usize, failures: usize) {
        if let Some(bar) = self.each.get(cell) {
            bar.finish_and_clear();
            self.bars.remove(bar);
        }
        if self.plain {
            let failed = if failures > 0 { format!(", {failures} failed") } else { String::new() };
            tell(line(&format!("done {cell}: {}{failed}", count(articles, "article"))));
        }
    }

    /// The run is over, or was stopped.
    pub fn finish(&self) {
        self.overall.finish_and_clear();
        self.each.values().for_each(ProgressBar::finish_and_clear);
    }

    /// What was done, in which time.
    pub fn summary(&self) -> String {
        format!("{}, {} in {:.2} s", count(self.cells, "cell"), count(self.articles, "article"), self.started.elapsed().as_secs_f64())
    }
}
