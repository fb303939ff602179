//! `mihak check`: the gate.

use std::collections::BTreeSet;
use std::env;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::check::{Comparison, Side, Verdict};
use crate::cli::{CheckArgs, VerdictFormat};
use crate::cmd::{Patterns, baseline, print, results, utf8};
use crate::exit::{Exit, INVALID, NOT_COMPARABLE, NOTHING_RAN};
use crate::folder::{Root, write_atomically};
use crate::report::verdict::written;
use crate::results::{ErrorRecord, Results, parse_errors, read_errors};
use crate::speed::gate::{self, Row};
use crate::suite::Suite;

pub fn run(args: &CheckArgs) -> Result<u8> {
    match verdict(args) {
        Ok(verdict) => {
            tell(args, &verdict, true)?;
            Ok(verdict.code)
        }
        // What ends the program with a code of its own is a verdict too, and its readers wait for a file; people read it on stderr.
        Err(error) => {
            let ended = match error.downcast_ref::<Exit>() {
                Some(Exit { code, said }) => Verdict::ended(*code, said.clone()),
                None => Verdict::ended(INVALID, format!("{error:#}")),
            };
            tell(args, &ended, false)?;
            Err(error)
        }
    }
}

/// Writes the verdict where it is wanted; lines for people only if `text`.
fn tell(args: &CheckArgs, verdict: &Verdict, text: bool) -> Result<()> {
    let content = written(verdict, args.format);
    let to_stdout = match &args.output {
        Some(file) => {
            write_atomically(file, content.as_bytes())?;
            written(verdict, VerdictFormat::Text)
        }
        None => content,
    };
    if text || (args.output.is_none() && args.format != VerdictFormat::Text) {
        print(&to_stdout)?;
    }
    match env::var_os("GITHUB_STEP_SUMMARY").filter(|file| args.format == VerdictFormat::Github && !file.is_empty()) {
        Some(file) => append(&PathBuf::from(file), &written(verdict, VerdictFormat::Markdown)),
        None => Ok(()),
    }
}

/// Adds to the summary of a step, which other steps may have begun.
fn append(file: &Path, content: &str) -> Result<()> {
    let opened = OpenOptions::new().create(true).append(true).open(file);
    let written = opened.and_then(|mut file| file.write_all(content.as_bytes()));
    written.with_context(|| format!("cannot write `{}`, which GITHUB_STEP_SUMMARY names", file.display()))
}

fn verdict(args: &CheckArgs) -> Result<Verdict> {
    let suite = Suite::find(args.suite.as_deref())?;
    let (fresh, fresh_folder) = results(args.results.as_deref())?;
    let (blessed, root, path) = baseline(&suite, args.baseline.as_deref())?;
    let known: BTreeSet<&str> = fresh.systems.keys().chain(blessed.systems.keys()).map(String::as_str).collect();
    let wanted = Patterns::new("system", &args.system, &known.into_iter().collect::<Vec<_>>())?;
    let suite_file = args.suite.as_deref().map(utf8).transpose()?;
    let selected = |system: &str| wanted.matches(system);
    let verdict = compare(&suite, suite_file, (&fresh, &fresh_folder), (&blessed, &root, &path), &selected)?;
    if !args.speed {
        return Ok(verdict);
    }
    let (now, before) = (instructions(&Root::here(), utf8(&fresh_folder)?)?, instructions(&root, &path)?);
    let only = |rows: Option<Vec<Row>>| -> Vec<Row> { rows.into_iter().flatten().filter(|row| selected(&row.system)).collect() };
    match (before, now) {
        (None, _) => Ok(verdict.and(NOT_COMPARABLE, "the baseline has no counts of instructions, which `mihak bless --speed` adds")),
        (_, None) => Ok(verdict.and(NOTHING_RAN, "no fresh counts of instructions: run `mihak bench --instructions` first")),
        (before, now) => Ok(verdict.with_speed(gate::compare(&only(before), &only(now), suite.instructions), suite.instructions)),
    }
}

/// The counted instructions below a folder of results, if there are any.
pub(super) fn instructions(root: &Root, path: &str) -> Result<Option<Vec<Row>>> {
    let file = format!("{path}/speed/instructions.csv");
    if root.has(&file) { gate::read(&root.shown(&file), &root.read(&file)?).map(Some) } else { Ok(None) }
}

/// The verdict about results in a folder against a baseline.
pub(super) fn compare(
    suite: &Suite,
    suite_file: Option<&str>,
    (fresh, fresh_folder): (&Results, &Path),
    (blessed, root, path): (&Results, &Root, &str),
    selected: &dyn Fn(&str) -> bool,
) -> Result<Verdict> {
    let fresh_errors = |system: &str| {
        let file = fresh_folder.join("errors.csv");
        let of = |mut records: Vec<ErrorRecord>| {
            records.retain(|record| record.of.system == system);
            records
        };
        if file.is_file() { read_errors(&file).map(of).map(Some) } else { Ok(None) }
    };
    let blessed_errors = |system: &str| {
        let file = format!("{path}/errors/{system}.csv");
        if root.has(&file) { parse_errors(&root.shown(&file), root.read(&file)?.as_slice()).map(Some) } else { Ok(None) }
    };
    let comparison = Comparison {
        fresh: Side { results: fresh, errors: &fresh_errors },
        blessed: Side { results: blessed, errors: &blessed_errors },
        blessed_scores: root.read(&format!("{path}/scores.csv")).ok(),
        suite,
        suite_file,
        selected,
    };
    comparison.verdict()
}
