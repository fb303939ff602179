//! `mihak list`: systems, corpora, views, builtins, formats, gates and measures.

use std::fmt::Write;
use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, Subcommand};
use mihak_core::format::{FORMATS, Offsets};
use mihak_core::measure::registry;
use mihak_core::safe::{line, terminal};
use mihak_core::text::perturb::Perturbation;
use mihak_core::wording::count;
use mihak_systems::registry::BUILTINS;

use crate::cmd::arguments::SuiteArgs;
use crate::cmd::corpora::{corpora, name_left_out, suite};
use crate::cmd::stdout::{print, print_json, print_markdown, room};
use crate::corpus::Articles;
use crate::exit::{Code, FINE};
use crate::report::measures;
use crate::report::splice::{Splice, splice};

/// Arguments of `mihak list`.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub struct ListArgs {
    /// What is listed, if not all of the suite
    #[command(subcommand)]
    pub what: Option<ListWhat>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub suite: SuiteArgs,
}

/// What is listed by itself.
#[derive(Subcommand, Debug)]
pub enum ListWhat {
    /// Everything that is measured, with its definition and its hand-counted case
    Measures(MeasuresArgs),
    /// The changes of texts that `mihak run --perturb` makes
    Perturbations,
}

/// Arguments of `mihak list measures`.
#[derive(Args, Debug)]
pub struct MeasuresArgs {
    /// Only this match, such as exact or word, with its definition and a hand-counted case
    #[arg(value_name = "NAME", conflicts_with_all = ["md", "json", "splice"])]
    pub name: Option<String>,
    /// All of them as a page of Markdown
    #[arg(long, conflicts_with = "json")]
    pub md: bool,
    /// All of them as JSON
    #[arg(long)]
    pub json: bool,
    /// Write the Markdown into this file, between `<!-- mihak:measures -->` and `<!-- /mihak:measures -->`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["md", "json"])]
    pub splice: Option<PathBuf>,
    /// With --splice: change nothing, exit 3 if the file is not up to date
    #[arg(long, requires = "splice")]
    pub check: bool,
}

const OPEN: &str = "<!-- mihak:measures -->";
const CLOSE: &str = "<!-- /mihak:measures -->";

/// Runs `mihak list measures`. `Err` if there is no measure of that name, and with [`crate::exit::NOT_COMPARABLE`] if `--check` finds a file
/// that is not up to date.
fn list_measures(args: &MeasuresArgs) -> Result<Code> {
    if let Some(file) = &args.splice {
        let stale = || format!("`{0}` is not up to date with the measures: run `mihak list measures --splice {0}`", file.display());
        let put = Splice { open: OPEN.into(), close: CLOSE.into(), text: measures::markdown()? };
        splice(file, |_| Ok(vec![put]), args.check, stale)?;
        return Ok(FINE);
    }
    match &args.name {
        _ if args.md => print_markdown(&measures::markdown()?)?,
        _ if args.json => print_json(&measures::json()?)?,
        Some(name) => print(measures::terminal(registry::matching(name).map_err(anyhow::Error::msg)?)?)?,
        None => print(measures::list(room(false)))?,
    }
    Ok(FINE)
}

/// Runs `mihak list`.
pub fn run(args: &ListArgs) -> Result<Code> {
    if let Some(ListWhat::Perturbations) = &args.what {
        let lines: String = Perturbation::all().iter().map(|perturbation| format!("{:<24} {}\n", perturbation.name, perturbation.about)).collect();
        print(terminal(&lines))?;
        return Ok(FINE);
    }
    if let Some(ListWhat::Measures(args)) = &args.what {
        return list_measures(args);
    }
    let suite = suite(&args.suite)?;
    let corpora = corpora(&suite, suite.corpora.iter())?;
    name_left_out(corpora.iter().map(|corpus| corpus as &dyn Articles));
    let mut out = format!("suite {}\n\nsystems\n", line(&suite.shown));
    for system in &suite.systems {
        let scheme = system.scheme.map_or(String::new(), |scheme| format!(", scheme {scheme}"));
        let optional = if system.optional { ", optional" } else { "" };
        let scored = format!("{}{scheme}{optional}", system.task);
        writeln!(out, "  {:<20} {scored:<32} {}", line(&system.name), line(&system.about()))?;
    }
    out.push_str("\ncorpora\n");
    for corpus in &corpora {
        let splits: Vec<String> = corpus
            .splits()
            .into_iter()
            .map(|split| format!("{split} {}", corpus.articles.iter().filter(|article| article.split == split).count()))
            .collect();
        writeln!(out, "  {:<20} {}: {}", line(&corpus.signed()), count(corpus.articles.len(), "article"), line(&splits.join(", ")))?;
    }
    let views: Vec<String> = suite.views.iter().map(|view| line(&view.name).to_string()).collect();
    writeln!(out, "\nviews\n  {}", views.join(", "))?;
    out.push_str("\nbuiltins\n");
    for row in BUILTINS {
        writeln!(out, "  {:<20} {:<26} {}", row.name, row.version, row.about)?;
    }
    out.push_str("\nformats\n");
    for format in FORMATS {
        let unit = match format.offsets() {
            Offsets::None => String::new(),
            Offsets::Fixed(unit) => format!("; offsets in {}", unit.noun()),
            Offsets::Asked => "; offsets by surfaces or --offset-unit".into(),
        };
        writeln!(out, "  {:<20} {}{unit}", format.name(), format.about())?;
    }
    out.push_str("\ngates\n");
    suite.gates.iter().try_for_each(|gate| writeln!(out, "  {}", line(&gate.to_string())))?;
    print(terminal(&out))?;
    Ok(FINE)
}
