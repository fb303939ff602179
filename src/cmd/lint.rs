//! `mihak lint`: what is wrong or odd in annotation files.

use anyhow::{Context, Result};
use mihak_core::format::{self, Input};
use mihak_core::lint::{self, Findings, Severity};
use mihak_core::tags::Repair;

use crate::cli::LintArgs;
use crate::cmd::print;
use crate::exit::{FINE, INVALID};

/// How many places of a kind are shown unless all are asked for.
const SHOWN: usize = 5;

pub fn run(args: &LintArgs) -> Result<u8> {
    let options = args.read.options(Repair::Conlleval);
    let named = args.read.format.as_deref().map(format::by_name).transpose()?;
    let mut findings = Findings::keeping(if args.all || args.csv { usize::MAX } else { SHOWN });
    for path in &args.files {
        lint::lint(&Input::read(path)?, named, &options, &mut findings)?;
    }
    match args.csv {
        true => print(&String::from_utf8(lint::csv(&findings)).context("findings are UTF-8")?)?,
        false => print(&lint::terminal(&findings))?,
    }
    let is_bad = findings.times(Severity::Error) > 0 || (args.strict && findings.times(Severity::Note) > 0);
    Ok(if is_bad { INVALID } else { FINE })
}
