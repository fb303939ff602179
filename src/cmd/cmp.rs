//! `mihak cmp`: systems side by side, from counts alone.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};
use comfy_table::Table;

use crate::cli::CmpArgs;
use crate::exit::{self, Exit, FINE};
use crate::report::table::{align, plain};
use crate::results::Results;
use crate::score::measures::Score;
use crate::signature;
use crate::systems::nearest;

use super::{print, results, some};

/// A row: corpus, split, task, view, match, bound, orth, label, measure. The scheme of tokenizers is their view: they are compared
/// where it is the same.
type RowName = [String; 9];

pub fn run(args: &CmpArgs) -> Result<u8> {
    let (found, folder) = results(args.results.as_deref())?;
    some(&found, &folder.display().to_string())?;
    if let Some(twice) = args.systems.iter().enumerate().find(|(at, system)| args.systems[..*at].contains(system)) {
        bail!("system `{}` is named twice; name different ones", twice.1);
    }
    let splits: BTreeSet<String> = found.cells().into_keys().map(|cell| cell.split).collect();
    if let Some(split) = args.split.as_ref().filter(|split| !splits.contains(*split)) {
        let known: Vec<&str> = splits.iter().map(String::as_str).collect();
        bail!("no split `{split}` in `{}`{}", folder.display(), nearest(split, &known));
    }
    let known: Vec<&str> = found.systems.keys().map(String::as_str).collect();
    for system in &args.systems {
        if !known.contains(&system.as_str()) {
            bail!("no system `{system}` in `{}`{}", folder.display(), nearest(system, &known));
        }
    }
    let compared = Results { systems: found.systems.into_iter().filter(|(name, _)| args.systems.contains(name)).collect() };
    let mut rows: BTreeMap<RowName, BTreeMap<String, Score>> = BTreeMap::new();
    for score in compared.scores()?.into_iter().filter(|score| args.split.as_ref().is_none_or(|split| *split == score.key.split)) {
        if args.all || is_main(&score) {
            rows.entry(row(&score)).or_default().insert(score.system.clone(), score);
        }
    }
    rows.retain(|_, scores| scores.len() > 1);
    if rows.is_empty() {
        return Err(Exit::error(
            exit::NOT_COMPARABLE,
            format!("{} have no measure in common: their tasks, schemes or corpora differ", args.systems.join(" and ")),
        ));
    }
    for scores in rows.values() {
        comparable(scores)?;
    }
    print(&format!("{}\n", table(&args.systems, &rows)))?;
    Ok(FINE)
}

fn row(score: &Score) -> RowName {
    let layer = &score.key.layer;
    [score.key.corpus_name(), &score.key.split, &score.key.task, &layer.view, &layer.matching, &layer.bound, &layer.orth, &layer.label, score.measure]
        .map(str::to_string)
}

fn is_main(score: &Score) -> bool {
    let layer = &score.key.layer;
    let averaged = matches!(layer.label.as_str(), "*" | "micro" | "cut");
    let shown = match layer.matching.as_str() {
        "coverage" | "dropped" => false,
        // The fit under other schemes is all that tokenizers of different schemes have in common.
        "fit" => score.measure == "f1",
        _ => score.measure != "floor",
    };
    averaged && shown
}

/// `Err` names the field in which the signatures of one row differ.
fn comparable(scores: &BTreeMap<String, Score>) -> Result<()> {
    let mut signed = scores.values().map(|score| (score, score.signature()));
    let Some((first, line)) = signed.next() else { return Ok(()) };
    for (other, other_line) in signed {
        if let Some((field, a, b)) = signature::difference(&line, &other_line) {
            let said = format!("`{}` and `{}` are not comparable: {field} is `{a}` and `{b}`", first.system, other.system);
            return Err(Exit::error(exit::NOT_COMPARABLE, said));
        }
    }
    Ok(())
}

fn table(systems: &[String], rows: &BTreeMap<RowName, BTreeMap<String, Score>>) -> Table {
    let mut table = plain();
    table.set_header(["measure".to_string()].into_iter().chain(systems.iter().cloned()));
    for (name, scores) in rows {
        let title = name.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ");
        let value = |system: &String| scores.get(system).and_then(|score| score.value);
        let first = value(&systems[0]);
        let field = |(at, system): (usize, &String)| match (value(system), first) {
            (None, _) => "–".to_string(),
            (Some(value), Some(first)) if at > 0 => format!("{value:.4} ({:+.4})", value - first),
            (Some(value), _) => format!("{value:.4}"),
        };
        table.add_row([title].into_iter().chain(systems.iter().enumerate().map(field)));
    }
    align(&mut table);
    table
}
