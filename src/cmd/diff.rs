//! `mihak diff`: what two predictions do differently, the most frequent first.

mod answers;
mod arguments;
mod found;

use std::path::Path;

use anyhow::{Result, bail};
use mihak_core::records;
use mihak_core::safe::{Guard, line, terminal};
use mihak_core::wording::{count, grouped};

use crate::cmd::diff::answers::answers;
use crate::cmd::diff::found::{Difference, Found, beside_gold, between, gathered};
use crate::cmd::errors::side;
use crate::cmd::score::{ErrorRows, SidesArgs, errors};
use crate::cmd::stdout::{print_data, print_whole, room};
use crate::exit::{Code, FINE};
use crate::report::grid::Grid;

pub use arguments::DiffArgs;

/// Runs `mihak diff`. `Err` if files cannot be read or set against each other, or if there are not two systems of one task.
pub fn run(args: &DiffArgs) -> Result<Code> {
    let (names, found) = match (&args.first, &args.second) {
        (Some(first), Some(second)) => ([first, second].map(|path| path.display().to_string()), of_files(args, [first, second])?),
        _ => {
            let [first, second] = &args.system[..] else {
                bail!("give two files, or two systems of the suite: --system NAME --system NAME");
            };
            ([first.clone(), second.clone()], between(answers(args, [first, second])?))
        }
    };
    let differences = gathered(found);
    if args.csv {
        print_data(&csv(&differences, args.gold.is_some(), args.guard.guard()))?;
        return Ok(FINE);
    }
    print_whole(terminal(&shown(args, names.each_ref().map(String::as_str), &differences)))?;
    Ok(FINE)
}

/// The differences of two files. With gold both are set against it, so that places are those of its text.
fn of_files(args: &DiffArgs, [first, second]: [&Path; 2]) -> Result<Vec<Found>> {
    let rows = |gold: &Path, predicted: &Path| -> Result<ErrorRows> {
        errors(SidesArgs { gold: gold.into(), predicted: Some(predicted.into()), reading: args.reading.clone() })
    };
    match &args.gold {
        Some(gold) => Ok(beside_gold([rows(gold, first)?, rows(gold, second)?])),
        None => Ok(between(rows(first, second)?)),
    }
}

/// So many places are named of one difference where lines have no limit; else one is.
const PLACES: usize = 3;

fn shown(args: &DiffArgs, names: [&str; 2], differences: &[Difference]) -> String {
    let names = names.map(|name| line(name).isolated().to_string());
    let all: usize = differences.iter().map(|difference| difference.places.len()).sum();
    let mut out = format!("{} × {}: {}", names[0], names[1], count(all, "difference"));
    if all == 0 {
        return out + "\n";
    }
    out.push_str(&format!(" of {}", count(differences.len(), "kind")));
    let has_gold = args.gold.is_some();
    if has_gold {
        let right = [0, 1].map(|of| differences.iter().map(|difference| difference.right[of]).sum::<usize>());
        let neither = grouped((all - right[0] - right[1]) as u64);
        out.push_str(&format!(
            "; {} is right in {}, {} in {}, neither in {neither}",
            names[0],
            grouped(right[0] as u64),
            names[1],
            grouped(right[1] as u64)
        ));
    }
    let mut heading = vec![("times".to_string(), 0), (names[0].clone(), 0), (names[1].clone(), 0)];
    if has_gold {
        heading.extend(["1 right", "2 right", "neither"].map(|title| (title.into(), 1)));
    }
    heading.push(("where".into(), 2));
    let mut grid = Grid::ranked(heading);
    let limit = if args.limit == 0 { differences.len() } else { args.limit };
    for difference in differences.iter().take(limit) {
        let times = difference.places.len();
        let mut cells = vec![grouped(times as u64)];
        cells.extend(difference.sides.iter().map(|of| of.as_ref().map_or("–".into(), |(label, text)| side(label, text))));
        if has_gold {
            let [first, second] = difference.right;
            cells.extend([first, second, times - first - second].map(|times| grouped(times as u64)));
        }
        let named = if args.wide.wide { PLACES } else { 1 };
        let places: Vec<String> = difference.places.iter().take(named).map(|place| line(place).to_string()).collect();
        cells.push(places.join(", ") + if times > named { ", …" } else { "" });
        grid.row(cells);
    }
    out.push_str(&format!("\n\n{}\n", grid.text(room(args.wide.wide))));
    let rest = &differences[limit.min(differences.len())..];
    if !rest.is_empty() {
        let times: usize = rest.iter().map(|difference| difference.places.len()).sum();
        out.push_str(&format!("{} more of {}: --limit 0 shows them\n", count(rest.len(), "kind"), count(times, "difference")));
    }
    out
}

fn csv(differences: &[Difference], has_gold: bool, guard: Guard) -> Vec<u8> {
    let judged: &[&str] = if has_gold { &["first_right", "second_right", "neither"] } else { &[] };
    let header = ["times", "first_label", "first_text", "second_label", "second_text"].into_iter().chain(judged.iter().copied()).chain(["places"]);
    records::bytes(header, |writer| {
        differences.iter().try_for_each(|difference| {
            let times = difference.places.len();
            writer.write_field(times.to_string())?;
            for of in &difference.sides {
                let (label, text) = of.as_ref().map_or(("", ""), |(label, text)| (label.as_str(), text.as_str()));
                [label, text].into_iter().try_for_each(|field| writer.write_field(guard.text(field).as_ref()))?;
            }
            if has_gold {
                let [first, second] = difference.right;
                [first, second, times - first - second].into_iter().try_for_each(|times| writer.write_field(times.to_string()))?;
            }
            writer.write_field(guard.text(&difference.places.join(" ")).as_ref())?;
            writer.write_record(None::<&[u8]>)
        })
    })
}
