//! `mihak bless`: the baseline moves, on purpose and with a reason.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::cli::BlessArgs;
use crate::exit::{self, Exit, FINE};
use crate::folder::{Root, write_atomically};
use crate::problem::count;
use crate::records;
use crate::results::{CellName, Covered, Results};
use crate::score::SCORER;
use crate::suite::Suite;

use super::{print, results, some, utf8};

/// The columns of blessed.csv.
const HEADER: [&str; 4] = ["system", "corpora", "change", "reason"];

pub fn run(args: &BlessArgs) -> Result<u8> {
    let reason = args.because.trim();
    if reason.is_empty() {
        bail!("--because is empty; say why the baseline moves");
    }
    let suite = Suite::find(args.suite.as_deref())?;
    let folder = match (&args.baseline, suite.baseline()) {
        (Some(folder), _) => folder.clone(),
        (None, (Root::Disk(root), path)) => root.join(path),
        (None, (Root::Embedded, _)) => bail!("the embedded suite has a fixed baseline; name a folder with --baseline, or a suite with --suite"),
    };
    let (fresh, from) = results(args.results.as_deref())?;
    some(&fresh, &from.display().to_string())?;
    let before = match Results::load(&Root::here(), utf8(&folder)?) {
        Err(_) if args.remove => Results::default(),
        before => before.context("the baseline cannot be read; --remove replaces it")?,
    };
    if let Some((system, counts)) = fresh.systems.iter().find(|(_, counts)| counts.scorer != SCORER) {
        let said = format!("results of `{system}` are of scorer {}, this program is scorer {SCORER}: run `mihak run` again", counts.scorer);
        return Err(Exit::error(exit::NOT_COMPARABLE, said));
    }
    let lost = lost(&fresh, &before);
    if !lost.is_empty() && !args.remove {
        let said = format!(
            "the fresh results lack {} of the baseline, such as {}: run everything, or give --remove if they are to go",
            count(lost.len(), "part"),
            lost[0]
        );
        return Err(Exit::error(exit::NOTHING_RAN, said));
    }
    let changes = changes(&fresh, &before);
    // The reason goes first: a baseline that moved without one would be worse than a reason without a move.
    append(&folder.join("blessed.csv"), &changes, reason)?;
    fresh.write(&folder, suite.boot)?;
    if changes.is_empty() {
        print(&format!("`{}` already holds these results\n", folder.display()))?;
        return Ok(FINE);
    }
    let many = |kind: &str| changes.iter().filter(|change| change[2] == kind).count();
    let said = format!("{} new, {} changed, {} removed", many("new"), many("changed"), many("removed"));
    print(&format!("blessed in `{}`: {said}: {reason}\n", folder.display()))?;
    let unanswered = fresh.cells().values().map(|cell| cell.unanswered()).sum();
    if unanswered > 0 {
        print(&format!("{} without an answer are part of the baseline\n", count(unanswered, "article")))?;
    }
    Ok(FINE)
}

/// The cells of the baseline that the fresh results do not have, and the views of those that they have.
fn lost(fresh: &Results, before: &Results) -> Vec<String> {
    let now = fresh.cells();
    let lost = |(cell, before): (CellName, Covered)| match now.get(&cell) {
        None => vec![cell.to_string()],
        Some(now) => now.lacks(&before).into_iter().map(|view| format!("{cell} under view {view}")).collect(),
    };
    before.cells().into_iter().flat_map(lost).collect()
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
    if changes.is_empty() {
        return Ok(());
    }
    let old = match path.exists() {
        true => {
            let mut old = std::fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
            if old.last().is_some_and(|&last| last != b'\n') {
                old.push(b'\n');
            }
            old
        }
        false => records::bytes(HEADER, |_| Ok(())),
    };
    let new = records::extended(old, |writer| {
        changes.iter().try_for_each(|[system, corpora, change]| writer.write_record([system.as_str(), corpora, change, reason]))
    });
    write_atomically(path, &new)
}
