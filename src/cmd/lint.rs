//! `mihak lint`: what is wrong or odd in annotation files.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use mihak_core::format::{self, Input, Options};
use mihak_core::lint::{self, Findings, Severity};
use mihak_core::tags::Repair;

use crate::cmd::arguments::ReadArgs;
use crate::cmd::stdout::{print, print_data};
use crate::exit::{Code, FINE, INVALID};

/// How many places of a kind are shown unless all are asked for.
const SHOWN: usize = 5;

/// Arguments of `mihak lint`.
#[derive(Args, Debug)]
pub struct LintArgs {
    /// The files or folders; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub read: ReadArgs,
    /// Exit 2 for notes too, not only for errors
    #[arg(long)]
    pub strict: bool,
    /// Every place of every kind, not the first five
    #[arg(long)]
    pub all: bool,
    /// CSV instead of a report, one row for each finding: file,line,column,kind,found,advice
    #[arg(long)]
    pub csv: bool,
}

/// Runs `mihak lint`. The code is [`INVALID`] if something is wrong.
pub fn run(args: &LintArgs) -> Result<Code> {
    let options = args.read.without_cuts("lint")?.options(Repair::Conlleval);
    let named = args.read.format.as_deref().map(format::by_name).transpose()?;
    // Broken tags are told, whichever way they would be read.
    let heeded = |format| format::heeded(&[format], &Options { repair: Repair::None, ..options.clone() });
    named.map(heeded).transpose()?;
    let mut findings = Findings::keeping(if args.all || args.csv { usize::MAX } else { SHOWN });
    for path in &args.files {
        lint::lint(&Input::read(path)?, named, &options, &mut findings)?;
    }
    match args.csv {
        true => print_data(&lint::csv(&findings))?,
        false => print(lint::terminal(&findings))?,
    }
    let is_bad = findings.times(Severity::Error) > 0 || (args.strict && findings.times(Severity::Note) > 0);
    Ok(if is_bad { INVALID } else { FINE })
}
