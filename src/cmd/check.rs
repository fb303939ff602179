//! `mihak check`: the gate.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::check::check;
use crate::cli::CheckArgs;
use crate::folder::Root;
use crate::results::Results;
use crate::suite::Suite;

use super::{patterns, print, results};

pub fn run(args: &CheckArgs) -> Result<u8> {
    let suite = Suite::find(args.suite.as_deref())?;
    let (fresh, _) = results(args.results.as_deref())?;
    let (root, path) = match &args.baseline {
        Some(folder) => {
            (Root::Disk(PathBuf::new()), folder.to_str().with_context(|| format!("path `{}` is not UTF-8", folder.display()))?.to_string())
        }
        None => suite.baseline(),
    };
    let blessed = Results::load(&root, &path)?;
    let wanted = patterns("system", &args.system)?;
    let selected = |system: &str| wanted.as_ref().is_none_or(|wanted| wanted.is_match(system));
    let verdict = check(&fresh, &blessed, &suite.gates, suite.tolerance, &selected)?;
    print(&(verdict.lines.join("\n") + "\n"))?;
    Ok(verdict.code)
}
