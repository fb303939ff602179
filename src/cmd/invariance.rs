//! `mihak invariance`: what the perturbations of a run cost each system.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::cmd::arguments::WideArgs;
use crate::cmd::folders::{results, some};
use crate::cmd::stdout::{print_data, print_in, print_latex, print_markdown, room};
use crate::exit::{self, Code, Exit, FINE};
use crate::report::invariance::{changes, csv, sections};
use crate::report::{latex, table};
use crate::suite::Suite;

/// Arguments of `mihak invariance`.
#[derive(Args, Debug)]
pub struct InvarianceArgs {
    /// A folder of results that `mihak run --perturb` wrote [default: target/mihak]
    #[arg(long, value_name = "DIR")]
    pub results: Option<PathBuf>,
    /// Rows of a CSV instead of tables, with intervals, p and q
    #[arg(long, conflicts_with_all = ["md", "latex"])]
    pub csv: bool,
    /// The tables as Markdown
    #[arg(long, conflicts_with = "latex")]
    pub md: bool,
    /// The tables for a paper, in LaTeX
    #[arg(long)]
    pub latex: bool,
    /// The suite, for the order of systems and the replicates [default: ./suite.toml, or the embedded one]
    #[arg(long, value_name = "FILE")]
    pub suite: Option<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub wide: WideArgs,
}

/// Runs `mihak invariance`. `Err` with [`exit::NOTHING_RAN`] if the results have no perturbed corpus beside its own.
pub fn run(args: &InvarianceArgs) -> Result<Code> {
    let (found, folder) = results(args.results.as_deref())?;
    let shown = folder.display().to_string();
    some(&found, &shown)?;
    let suite = Suite::find(args.suite.as_deref())?;
    let (order, views) = suite.order();
    let scores = found.scores(suite.terms.without_intervals())?;
    let changes = changes(&found, &scores, suite.terms, &views)?;
    if changes.is_empty() {
        let said = format!("`{shown}` has no corpus under a perturbation beside the corpus as it is: `mihak run --perturb all` makes them");
        return Err(Exit::error(exit::NOTHING_RAN, said));
    }
    match () {
        _ if args.csv => print_data(&csv(&changes))?,
        _ if args.md => print_markdown(&table::markdown(&sections(&changes, &order)))?,
        _ if args.latex => print_latex(&latex::tables(&sections(&changes, &order)))?,
        _ => {
            let room = room(args.wide.wide);
            print_in(room, table::terminal(&sections(&changes, &order), room))?;
        }
    }
    Ok(FINE)
}
