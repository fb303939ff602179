//! `mihak errors`: every error of a prediction, in the line in which it stands.

use std::collections::BTreeMap;

use anyhow::Result;
use clap::Args;
use mihak_core::measure::errors::ErrorRow;
use mihak_core::measure::quotes::is_note;
use mihak_core::safe::{line, terminal};
use mihak_core::wording::{count, excerpt, grouped};

use crate::cmd::arguments::GuardArgs;
use crate::cmd::patterns::Patterns;
use crate::cmd::score::{ErrorRows, SidesArgs, csv, errors};
use crate::cmd::stdout::{print_data, print_whole};
use crate::exit::{Code, FINE};

/// Arguments of `mihak errors`.
#[derive(Args, Debug)]
pub struct ErrorsArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub sides: SidesArgs,
    /// Only errors of this class, such as missed or boundary-*; `*` and `?` are allowed
    #[arg(long, value_name = "PATTERN")]
    pub class: Vec<String>,
    /// Only errors in which gold or prediction has this type; `*` and `?` are allowed
    #[arg(long, value_name = "PATTERN")]
    pub label: Vec<String>,
    /// Not more than so many errors
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// The rows as CSV, as `mihak score --errors` writes them
    #[arg(long)]
    pub csv: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub guard: GuardArgs,
}

/// Runs `mihak errors`. `Err` if the files cannot be read, or if no error has a class or type that is asked for.
pub fn run(args: ErrorsArgs) -> Result<Code> {
    let names = names(&args.sides);
    let mut rows = errors(args.sides)?;
    let all = rows.len();
    if all > 0 {
        let known = |of: fn(&ErrorRow) -> Vec<&str>| -> Vec<&str> { rows.iter().flat_map(|(_, row)| of(row)).collect() };
        let classes = Patterns::new("class", &args.class, &known(|row| vec![&row.class]))?;
        let labels = Patterns::new("type", &args.label, &known(labels))?;
        rows.retain(|(_, row)| classes.matches(&row.class) && labels_of(row, &labels));
    }
    rows.sort_by(|(a, row), (b, other)| (a, place(row)).cmp(&(b, place(other))));
    let chosen = rows.len();
    rows.truncate(args.limit.unwrap_or(chosen));
    if args.csv {
        print_data(&csv(&rows, args.guard.guard()))?;
        return Ok(FINE);
    }
    print_whole(terminal(&format!("{names}: {}\n{}", summary(&rows, [chosen, all]), listed(&rows))))?;
    Ok(FINE)
}

/// The files, as one line.
fn names(sides: &SidesArgs) -> String {
    let name = |path: &std::path::Path| line(&path.display().to_string()).isolated().to_string();
    match &sides.predicted {
        Some(predicted) => format!("{} × {}", name(&sides.gold), name(predicted)),
        None => name(&sides.gold),
    }
}

/// Where an error stands in its article, in code points.
fn place(row: &ErrorRow) -> Option<(usize, usize)> {
    row.gold.or(row.predicted)
}

/// The types of both sides of an error of mentions.
fn labels(row: &ErrorRow) -> Vec<&str> {
    [row.gold_label.as_str(), &row.predicted_label].into_iter().filter(|label| !label.is_empty()).collect()
}

/// Whether a type of one side matches. Errors of words have no type, and match where none is asked for.
fn labels_of(row: &ErrorRow, patterns: &Patterns) -> bool {
    patterns.matches("") || labels(row).into_iter().any(|label| patterns.matches(label))
}

/// How many errors there are, by class.
fn summary(rows: &ErrorRows, [chosen, all]: [usize; 2]) -> String {
    let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
    rows.iter().for_each(|(_, row)| *classes.entry(&row.class).or_default() += 1);
    let mut classes: Vec<(&str, usize)> = classes.into_iter().collect();
    classes.sort_by_key(|(class, times)| (usize::MAX - times, *class));
    let classes: Vec<String> = classes.into_iter().map(|(class, times)| format!("{class} {}", grouped(times as u64))).collect();
    // That a quote was spelled otherwise is no error; that an answer broke off is none either.
    let notes = rows.iter().filter(|(_, row)| is_note(&row.class)).count();
    let mut said = count(rows.len() - notes, "error");
    if notes > 0 {
        said.push_str(&format!(" and {}", count(notes, "note")));
    }
    if rows.len() < chosen {
        said.push_str(&format!(" of {} (--limit)", grouped(chosen as u64)));
    }
    if chosen < all {
        said.push_str(&format!(" of {} that were found", grouped(all as u64)));
    }
    if classes.is_empty() { said } else { format!("{said}: {}", classes.join(" · ")) }
}

/// Every error below the name of its article: what it is, and the line around it.
fn listed(rows: &ErrorRows) -> String {
    let mut out = String::new();
    let mut article = None;
    for (of, row) in rows {
        if article != Some(of) {
            out.push_str(&format!("\n{}\n", line(of).isolated()));
            article = Some(of);
        }
        out.push_str(&format!("  {} {}\n", line(&row.class), sides(row)));
        if !row.context.is_empty() {
            out.push_str(&format!("    {}\n", line(&row.context).isolated()));
        }
    }
    out
}

/// What gold has there and what was predicted.
fn sides(row: &ErrorRow) -> String {
    let gold = row.gold.map(|_| side(&row.gold_label, &row.gold_text));
    let predicted = row.predicted.map(|_| side(&row.predicted_label, &row.predicted_text));
    match (gold, predicted) {
        (Some(gold), Some(predicted)) => format!("{gold} → {predicted}"),
        (Some(one), None) | (None, Some(one)) => one,
        // A quote that stands nowhere, or what was wrong with a whole answer.
        (None, None) => side(&row.predicted_label, &row.predicted_text),
    }
}

/// One side of an error: its type, and its text in its own direction.
pub fn side(label: &str, text: &str) -> String {
    let text = line(&excerpt(text)).isolated().to_string();
    if label.is_empty() { text } else { format!("{} {text}", line(&excerpt(label)).isolated()) }
}
