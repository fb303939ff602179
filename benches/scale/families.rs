//! Articles with more and more mentions that are the same, nested, chained or crossing, and with more and more labels.

use anyhow::{Context, Result, ensure};
use mihak_core::format::{self, Document, Note, Options};
use mihak_core::measure::agreement::figures::figures;
use mihak_core::measure::agreement::{Compared, Joined};
use mihak_core::measure::documents::Pairs;
use mihak_core::measure::overlap::Overlap;
use mihak_core::text::Span;

use crate::growth::{of_task, print, timed};

/// The families, each by how its mentions lie.
const FAMILIES: [&str; 6] = ["identical", "nested", "from one start", "chained", "crossing", "labels"];

/// What is done with them: gold against itself, against a prediction of which every second mention ends a word later, by `agree`, and written and
/// read in the inline form.
const TASKS: [&str; 4] = ["itself", "moved", "agree", "inline"];

/// The numbers of mentions.
const SIZES: [usize; 5] = [1_000, 3_000, 10_000, 30_000, 100_000];

/// Prints the growth of every family and task.
pub fn run(is_test: bool) -> Result<()> {
    let sizes = if is_test { &[100, 200][..] } else { &SIZES };
    for family in FAMILIES {
        for task in TASKS {
            let name = format!("{family}/{task}");
            let costs = sizes.iter().map(|&size| of_task(&name, size)).collect::<Result<Vec<_>>>()?;
            print(&name, &costs);
        }
    }
    let costs = sizes.iter().map(|&size| of_task("cuts of one word", size)).collect::<Result<Vec<_>>>()?;
    print("cuts of one word", &costs);
    Ok(())
}

/// Does one task of one size and prints what it cost.
pub fn child(task: &str, size: usize) -> Result<()> {
    let Some((family, task)) = task.split_once('/') else {
        let content = format!("# article a\n{}ح{{:STEM}}\n", "ح{:STEM}+".repeat(size)).into_bytes();
        return timed(|| inline(&content).map(|documents| format!("{} segments", documents[0].splits[0].parts.len())));
    };
    let gold = document(family, size, 0);
    let moved = document(family, size, 1);
    match task {
        "itself" => timed(|| {
            let found = scored(&gold, &gold)?;
            ensure!(found == [size as u64, 0, 0, 0], "gold against itself is perfect, and not {found:?}");
            Ok("F1 1.0".into())
        }),
        "moved" => timed(|| scored(&gold, &moved).map(|[tp, fp, r#fn, crowded]| format!("tp {tp}, fp {fp}, fn {fn}, crowded {crowded}", fn = r#fn))),
        "agree" => timed(|| {
            let joined = Joined::new(vec![gold.clone()], vec![moved.clone()], ["a", "b"])?;
            let compared = Compared::of(&joined);
            let exact = &figures(&compared, |_| None, None)[0].figures[0];
            Ok(format!("{} {:.4}", exact.matching, exact.value.context("there are mentions")?))
        }),
        _ => timed(|| {
            let inline_format = format::by_name("inline")?;
            let content = inline_format.write(std::slice::from_ref(&gold), &Options::default())?.files.remove(0).1;
            let read = inline(&content)?;
            Ok(format!("{} mentions in {} bytes", read[0].mentions.len(), content.len()))
        }),
    }
}

fn inline(content: &[u8]) -> Result<Vec<Document>> {
    let file = format::File { name: "a.inline".into(), shown: "a.inline".into(), content: content.to_vec() };
    let input = format::Input { shown: "a.inline".into(), files: vec![file], is_folder: false, text: None };
    Ok(format::by_name("inline")?.read(&input, &Options::default())?.documents)
}

/// The exact counts, and how many mentions were crowded.
fn scored(gold: &Document, predicted: &Document) -> Result<[u64; 4]> {
    let scored = Pairs::new(vec![gold.clone()], vec![predicted.clone()], ["gold", "prediction"])?.score(None, None, Overlap::default(), false);
    let exact = scored.tally.exact();
    Ok([exact.tp, exact.fp, exact.r#fn, scored.tally.crowded()])
}

/// An article of a family with so many mentions; every second ends so many words later.
fn document(family: &str, size: usize, later: usize) -> Document {
    const WORDS: [&str; 6] = ["من", "بت", "ول", "شم", "كا", "ها"];
    // Every word and the space behind it have five bytes.
    let text: String = (0..2 * size + 8).flat_map(|at| [WORDS[(at * at + at / 7) % 6], " "]).collect();
    let note = |at: usize| {
        let later = later * (at % 2);
        let (from, to) = match family {
            "identical" => (0, 3 + later),
            "nested" => (at, 2 * size + 3 - at + later),
            "from one start" => (0, at + 1 + later),
            "crossing" => (at, at + size / 2 + 1 + later),
            "labels" => (2 * at, 2 * at + 1 + later),
            _ => (2 * at, 2 * at + 3 + later),
        };
        let label = if family == "labels" { format!("L{at}") } else { ["PERS", "ORG", "GPE"][at % 3].into() };
        Note::new(Span::new(&text, 5 * from, 5 * to - 1).expect("mentions are words of the text"), &label, 0)
    };
    let mentions = (0..size).map(note).collect();
    Document { id: "a".into(), mentions, text, ..Document::default() }
}
