//! `mihak check`: the gate.

use std::collections::BTreeSet;

use anyhow::Result;

use crate::check::{Baseline, check};
use crate::cli::CheckArgs;
use crate::suite::Suite;

use super::{Patterns, baseline, print, results};

pub fn run(args: &CheckArgs) -> Result<u8> {
    let suite = Suite::find(args.suite.as_deref())?;
    let (fresh, _) = results(args.results.as_deref())?;
    let (blessed, root, path) = baseline(&suite, args.baseline.as_deref())?;
    let known: BTreeSet<&str> = fresh.systems.keys().chain(blessed.systems.keys()).map(String::as_str).collect();
    let wanted = Patterns::new("system", &args.system, &known.into_iter().collect::<Vec<_>>())?;
    let blessed = Baseline { scores: root.read(&format!("{path}/scores.csv")).ok(), results: blessed };
    let selected = |system: &str| wanted.matches(system);
    let verdict = check(&fresh, &blessed, &suite, &selected)?;
    print(&(verdict.lines.join("\n") + "\n"))?;
    Ok(verdict.code)
}
