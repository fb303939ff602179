//! `mihak describe`: a corpus and its gold in numbers.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use mihak_core::safe::{self, Markdown, Terminal};

use crate::cmd::arguments::{SuiteArgs, WideArgs};
use crate::cmd::corpora::{corpora, name_left_out, suite};
use crate::cmd::patterns::Patterns;
use crate::cmd::stdout::{print_data, print_in, print_markdown, room};
use crate::corpus::Articles;
use crate::describe::{Description, describe};
use crate::exit::{Code, FINE};
use crate::report::description::{markdown, rows, terminal};
use crate::report::splice::{Splice, splice};

/// Arguments of `mihak describe`.
#[derive(Args, Debug)]
pub struct DescribeArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub suite: SuiteArgs,
    /// Only corpora of this name; `*` and `?` are allowed
    #[arg(short, long, value_name = "PATTERN")]
    pub corpus: Vec<String>,
    /// Markdown instead of tables
    #[arg(long, conflicts_with = "csv")]
    pub md: bool,
    /// Rows instead of tables: corpus,split,what,key,value
    #[arg(long)]
    pub csv: bool,
    /// Write the Markdown of corpus NAME into this file, between `<!-- describe NAME -->` and `<!-- /describe -->`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["md", "csv"])]
    pub splice: Option<PathBuf>,
    /// With --splice: change nothing, exit 3 if the file is not up to date
    #[arg(long, requires = "splice")]
    pub check: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub wide: WideArgs,
}

/// Runs `mihak describe`. `Err` with [`crate::exit::NOT_COMPARABLE`] if `--check` finds a file that is not up to date.
pub fn run(args: &DescribeArgs) -> Result<Code> {
    let suite = suite(&args.suite)?;
    let known: Vec<&str> = suite.corpora.iter().map(|spec| spec.name.as_str()).collect();
    let wanted = Patterns::new("corpus", &args.corpus, &known)?;
    let corpora = corpora(&suite, suite.corpora.iter().filter(|spec| wanted.matches(&spec.name)))?;
    name_left_out(corpora.iter().map(|corpus| corpus as &dyn Articles));
    let descriptions: Vec<Description> = corpora.iter().map(describe).collect();
    if let Some(file) = &args.splice {
        let shown = file.display();
        let stale = || format!("`{shown}` is not up to date with the gold: run `mihak describe --splice {shown}`");
        splice(file, |old| splices(&descriptions, old, &shown.to_string()), args.check, stale)?;
        return Ok(FINE);
    }
    match (args.csv, args.md) {
        (true, _) => print_data(rows(&descriptions)?.as_bytes())?,
        (_, true) => print_markdown(&descriptions.iter().map(headed).collect())?,
        _ => {
            let room = room(args.wide.wide);
            print_in(room, descriptions.iter().map(|description| terminal(description, room)).collect::<Terminal>())?;
        }
    }
    Ok(FINE)
}

/// The tables of a corpus below its name.
fn headed(description: &Description) -> Markdown<'static> {
    let own = Markdown::own;
    [own("## "), safe::markdown(&description.corpus), own("\n\n"), markdown(description), own("\n")].into_iter().collect()
}

/// The tables of the corpora that have a mark in the file. `Err` if none has.
fn splices(descriptions: &[Description], old: &str, shown: &str) -> Result<Vec<Splice>> {
    let all = descriptions.iter().map(|description| Splice {
        open: format!("<!-- describe {} -->", description.corpus),
        close: "<!-- /describe -->".into(),
        text: markdown(description),
    });
    let marked: Vec<Splice> = all.filter(|splice| old.contains(&splice.open)).collect();
    if marked.is_empty() {
        let names: Vec<&str> = descriptions.iter().map(|description| description.corpus.as_str()).collect();
        bail!("`{shown}` has no line `<!-- describe NAME -->` of a corpus; the names are {}", names.join(", "));
    }
    Ok(marked)
}
