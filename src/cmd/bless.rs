//! `mihak bless`: the baseline moves, on purpose and with a reason.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::cli::BlessArgs;
use crate::exit::{self, Exit, FINE};
use crate::folder::{Root, write_atomically};
use crate::problem::count;
use crate::results::Results;
use crate::suite::Suite;

use super::{print, results};

/// The columns of blessed.csv.
const HEADER: [&str; 4] = ["system", "corpora", "change", "reason"];

pub fn run(args: &BlessArgs) -> Result<u8> {
    let reason = args.because.trim();
    if reason.is_empty() {
        bail!("--because is empty; say why the baseline moves");
    }
    let folder = match (&args.baseline, Suite::find(args.suite.as_deref())?.baseline()) {
        (Some(folder), _) => folder.clone(),
        (None, (Root::Disk(root), path)) => root.join(path),
        (None, (Root::Embedded, _)) => bail!("the embedded suite has a fixed baseline; name a folder with --baseline, or a suite with --suite"),
    };
    let (fresh, from) = results(args.results.as_deref())?;
    if fresh.is_empty() {
        return Err(Exit::error(exit::NOTHING_RAN, format!("no results in `{}`: run `mihak run` first", from.display())));
    }
    let shown = folder.to_str().with_context(|| format!("path `{}` is not UTF-8", folder.display()))?;
    let before = Results::load(&Root::Disk(PathBuf::new()), shown)?;
    let changes = changes(&fresh, &before);
    if changes.is_empty() {
        print(&format!("`{}` already holds these results\n", folder.display()))?;
        return Ok(FINE);
    }
    fresh.write(&folder)?;
    append(&folder.join("blessed.csv"), &changes, reason)?;
    print(&format!("blessed {} in `{}`: {reason}\n", count(changes.len(), "system"), folder.display()))?;
    Ok(FINE)
}

/// One entry a system whose counts are not what they were: name, corpora, and what became of it.
fn changes(fresh: &Results, before: &Results) -> Vec<[String; 3]> {
    let corpora = |results: &Results, system: &str| {
        let mut corpora: Vec<&str> =
            results.systems.get(system).into_iter().flat_map(|counts| counts.rows.keys()).map(|key| key.corpus.as_str()).collect();
        corpora.dedup();
        corpora.join(" ")
    };
    let mut names: Vec<&String> = fresh.systems.keys().chain(before.systems.keys()).collect();
    names.sort();
    names.dedup();
    names
        .into_iter()
        .filter_map(|name| {
            let change = match (before.systems.get(name), fresh.systems.get(name)) {
                (None, _) => "new",
                (_, None) => "removed",
                (Some(before), Some(fresh)) if before != fresh => "changed",
                _ => return None,
            };
            let of = if change == "removed" { before } else { fresh };
            Some([name.clone(), corpora(of, name), change.to_string()])
        })
        .collect()
}

/// Adds a row a change. The history itself is kept by the repository, dates included: result files hold no clock.
fn append(path: &Path, changes: &[[String; 3]], reason: &str) -> Result<()> {
    let old = match path.exists() {
        true => std::fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?,
        false => {
            let mut header = csv::Writer::from_writer(Vec::new());
            header.write_record(HEADER).expect("writing to memory does not fail");
            header.into_inner().expect("writing to memory does not fail")
        }
    };
    let mut writer = csv::Writer::from_writer(old);
    for [system, corpora, change] in changes {
        writer.write_record([system, corpora, change, reason]).expect("writing to memory does not fail");
    }
    write_atomically(path, &writer.into_inner().expect("writing to memory does not fail"))
}
