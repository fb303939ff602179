//! The report of `mihak score`: tables for people, and rows for programs.

use mihak_core::annotation::{AVERAGES, Task};
use mihak_core::measure::column::Table;
use mihak_core::measure::coverage::COVERAGE;
use mihak_core::measure::declared::{Bound, Orth};
use mihak_core::measure::definition::{Match, PRF};
use mihak_core::measure::key::Layer;
use mihak_core::measure::mentions::{BUCKET, CONFUSION, ERROR};
use mihak_core::measure::quotes::{AMBIGUOUS, RESPELLED, UNLOCATED};
use mihak_core::measure::segment::{BOUNDARY, CHANGED, CLASS, CLITIC, FIT, LOOKALIKE, SPAN, WORD};
use mihak_core::records;
use mihak_core::safe::{self, Json, Line, Terminal, line};
use mihak_core::score::{self, Score, shared_signature};
use mihak_core::statistics::bootstrap::Interval;
use mihak_core::wording::grouped;
use rustc_hash::FxHashMap;

use crate::report::grid::{Grid, Room};
use crate::report::rows::{Section, few, listed};

/// A share of 1 with four decimals, or `–`.
pub fn percent(value: Option<f64>) -> String {
    value.map_or("–".into(), |value| format!("{value:.4}"))
}

/// The rows of scores.csv as a JSON array, one object a row; numbers are numbers, undefined values null.
pub fn json(scores: &[Score]) -> Json<'static> {
    let rows = records::json(&score::write(scores), &["value", "lo", "hi", "support", "articles"]);
    safe::json(&rows).into_owned()
}

/// The title of a column of intervals.
const INTERVAL: &str = "95 %";

/// What is said of one task: tables, and lines below them.
#[derive(Default)]
struct Said {
    grids: Vec<Grid>,
    lines: Vec<String>,
}

impl Said {
    fn of(scores: &[&Score], task: Task) -> Said {
        let mut said = Said::default();
        match task {
            Task::Entities => entities(scores, &mut said),
            Task::Segments => segments(scores, &mut said),
            _ => tokens(scores, &mut said),
        }
        said
    }
}

/// The tables of one task.
pub fn terminal(title: &Line, scores: &[Score], task: Task, room: Room) -> Terminal<'static> {
    let scores: Vec<&Score> = scores.iter().filter(|score| score.key.task == task).collect();
    let said = Said::of(&scores, task);
    let mut out = format!("{title}\n");
    said.grids.iter().for_each(|grid| out.push_str(&format!("{}\n\n", grid.text(room))));
    said.lines.iter().chain(&notes(&scores)).for_each(|said| out.push_str(&format!("{said}\n")));
    out.push('\n');
    safe::terminal(&out).into_owned()
}

/// The tables of one task for Markdown and LaTeX; what all numbers measure on what stands below the last.
pub fn sections(title: &Line, scores: &[Score], task: Task) -> Vec<Section> {
    let scores: Vec<&Score> = scores.iter().filter(|score| score.key.task == task).collect();
    let mut sections: Vec<Section> = Said::of(&scores, task).grids.iter().map(|grid| grid.section(title.as_str())).collect();
    if let Some(last) = sections.last_mut() {
        last.notes = notes(&scores);
    }
    sections
}

/// Match, bound, orth and label of a score.
type Place<'a> = (&'static Match, Option<Bound>, Option<Orth>, &'a str);

fn place(score: &Score) -> Place<'_> {
    let Layer { matching, bound, orth, label, .. } = &score.key.layer;
    (*matching, *bound, *orth, label)
}

/// The scores of one task by place and measure: there may be thousands of labels.
struct Values<'a>(FxHashMap<(Place<'a>, &'static str), &'a Score>);

impl<'a> Values<'a> {
    fn of(scores: &[&'a Score]) -> Values<'a> {
        Values(scores.iter().map(|score| ((place(score), score.measure.name), *score)).collect())
    }

    /// Precision, recall, F1 and its interval as fields.
    fn prf(&self, place: Place<'a>) -> [String; 4] {
        let score = |at: usize| self.0.get(&(place, PRF[at].name)).copied();
        let [p, r, f1] = [0, 1, 2].map(|at| percent(score(at).and_then(|score| score.value)));
        [p, r, f1, interval(score(2))]
    }
}

/// A table of values with intervals; the value and its interval stay longest.
fn valued<const N: usize>(headings: [&str; N]) -> Grid {
    Grid::ranked(
        headings.into_iter().map(|heading| (heading, if ["F1", "value"].contains(&heading) { 0 } else { 1 + u8::from(heading != INTERVAL) })),
    )
}

/// Whether it is an F1, of which a row of a table is made.
fn is_f1(score: &Score) -> bool {
    score.measure.ratio == PRF[2].ratio
}

/// An interval with the decimals of values, or `–`.
fn interval(score: Option<&Score>) -> String {
    score.and_then(|score| score.interval).map_or("–".into(), |Interval { lo, hi }| format!("{lo:.4}–{hi:.4}"))
}

fn entities<'a>(scores: &[&'a Score], said: &mut Said) {
    let values = Values::of(scores);
    let columns = listed(Table::Files);
    let main = columns.iter().find(|(_, column)| column.is_main).map(|(matching, column)| (*matching, column.bound, column.orth));
    let is_main = |score: &&'a Score| {
        let (matching, bound, orth, _) = place(score);
        Some((matching, bound, orth)) == main && is_f1(score)
    };
    let mut grid = valued(["type", "P", "R", "F1", INTERVAL, "gold"]);
    let labels = scores.iter().copied().filter(is_main).map(|score| (&*score.key.layer.label, score.support));
    let (mut rows, ends): (Vec<_>, Vec<_>) = labels.partition(|(label, _)| !AVERAGES.contains(label));
    rows.sort_unstable();
    for (label, support) in rows.into_iter().chain(AVERAGES.iter().filter_map(|name| ends.iter().find(|(label, _)| label == name).copied())) {
        let Some((matching, bound, orth)) = main else { continue };
        let [p, r, f1, interval] = values.prf((matching, bound, orth, label));
        grid.row([line(label).isolated().to_string(), p, r, f1, interval, grouped(support)]);
    }
    said.grids.push(grid);
    let mut grid = valued(["measure", "P", "R", "F1", INTERVAL]);
    for (matching, column) in columns {
        let [p, r, f1, interval] = values.prf((matching, column.bound, column.orth, column.row));
        grid.row([column.heading.to_string(), p, r, f1, interval]);
    }
    for score in scores.iter().filter(|score| *score.key.layer.matching == BUCKET && is_f1(score)) {
        let label = &score.key.layer.label;
        let [p, r, f1, interval] = values.prf(place(score));
        grid.row([line(label).to_string(), p, r, f1, interval]);
    }
    said.grids.push(grid);
    said.grids.extend(quotes(scores));
    for (title, matching) in [("errors", &ERROR), ("confusions", &CONFUSION)] {
        let mut counted: Vec<(u64, &str)> =
            scores.iter().filter(|score| *score.key.layer.matching == *matching).map(|score| (score.support, &*score.key.layer.label)).collect();
        counted.retain(|(_, label)| label.split_once('→').is_none_or(|(gold, predicted)| gold != predicted && gold != "∅" && predicted != "∅"));
        counted.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        if !counted.is_empty() {
            let more = counted.len().saturating_sub(12);
            let shown: Vec<String> =
                counted.iter().take(12).map(|(times, label)| format!("{} {}", line(label).isolated(), grouped(*times))).collect();
            let more = if more > 0 { format!(" · {more} more") } else { String::new() };
            said.lines.push(format!("{title}: {}{more}", shown.join(" · ")));
        }
    }
}

/// How the quotes of a chat model were placed; `None` where there are none.
fn quotes(scores: &[&Score]) -> Option<Grid> {
    let mut grid = valued(["quotes", "value", INTERVAL, "of"]);
    let named = [(&UNLOCATED, "nowhere in the text"), (&RESPELLED, "in another spelling"), (&AMBIGUOUS, "in several places")];
    let mut is_empty = true;
    for (matching, heading) in named {
        let is_share = |score: &&&Score| *score.key.layer.matching == *matching && score.key.layer.label == "*";
        let Some(score) = scores.iter().find(is_share) else { continue };
        grid.row([heading.into(), percent(score.value), interval(Some(score)), grouped(score.support)]);
        is_empty = false;
    }
    (!is_empty).then_some(grid)
}

/// Words and their segments.
fn segments<'a>(scores: &[&'a Score], said: &mut Said) {
    let values = Values::of(scores);
    let declared = scores.iter().find(|score| *score.key.layer.matching == SPAN).map_or("", |score| &*score.key.layer.view);
    let mut grid = valued(["measure", "value", INTERVAL, "words"]);
    let named = [(&WORD, "accuracy", "*", "words"), (&WORD, "accuracy", "cut", "words that gold cuts"), (&WORD, "floor", "*", "cutting nothing")];
    let more = [
        (&BOUNDARY, "above_chance", "*", "boundary F1 above chance"),
        (&LOOKALIKE, "false_clitic_rate", "*", "look-alike stems that are cut"),
        (&CLASS, "accuracy", "*", "classes of segments"),
    ];
    for (matching, measure, label, heading) in named.into_iter().chain(more) {
        let Some(score) = values.0.get(&((matching, None, None, label), measure)) else { continue };
        grid.row([heading.into(), percent(score.value), interval(Some(score)), grouped(score.support)]);
    }
    said.grids.push(grid);
    let mut grid = valued(["segments", "P", "R", "F1", INTERVAL, "gold"]);
    let is_shown = |score: &&&'a Score| {
        let layer = &score.key.layer;
        is_f1(score) && layer.view == declared && [&SPAN, &BOUNDARY, &CLITIC].iter().any(|matching| **matching == *layer.matching)
    };
    let is_surface = |score: &Score| score.key.layer.label.contains(':');
    let mut rows: Vec<&Score> =
        scores.iter().filter(is_shown).copied().filter(|score| *score.key.layer.matching != CLITIC || !is_surface(score)).collect();
    rows.sort_by_key(|score| [&SPAN, &BOUNDARY, &CLITIC].iter().position(|matching| **matching == *score.key.layer.matching));
    for score in rows {
        let [p, r, f1, interval] = values.prf(place(score));
        let layer = &score.key.layer;
        let name = if layer.label == "*" { layer.matching.to_string() } else { format!("{} {}", layer.matching, line(&layer.label).isolated()) };
        grid.row([name, p, r, f1, interval, grouped(score.support)]);
    }
    said.grids.push(grid);
    let mut fits: Vec<&Score> = scores.iter().filter(|score| *score.key.layer.matching == FIT && is_f1(score)).copied().collect();
    fits.sort_by(|a, b| b.value.unwrap_or_default().total_cmp(&a.value.unwrap_or_default()));
    let fit = |score: &&Score| format!("{} {} ({})", score.key.layer.view, percent(score.value), interval(Some(score)));
    said.lines.push(format!("best scheme by segment F1: {}", fits.iter().map(fit).collect::<Vec<_>>().join(" · ")));
    let changed = scores.iter().filter(|score| *score.key.layer.matching == CHANGED);
    let changed: Vec<String> = changed.map(|score| format!("{} {}", line(&score.key.layer.label), grouped(score.support))).collect();
    if !changed.is_empty() {
        said.lines.push(format!("changed: {}", changed.join(" · ")));
    }
}

/// Tokens, sentences and words of CoNLL-U.
fn tokens(scores: &[&Score], said: &mut Said) {
    let values = Values::of(scores);
    let mut grid = valued(["measure", "P", "R", "F1", INTERVAL, "gold"]);
    for score in scores.iter().filter(|score| is_f1(score)) {
        let [p, r, f1, interval] = values.prf(place(score));
        grid.row([score.key.layer.matching.to_string(), p, r, f1, interval, grouped(score.support)]);
    }
    said.grids.push(grid);
}

/// A word on few articles, and the fields that the signatures of all numbers share.
fn notes(scores: &[&Score]) -> Vec<String> {
    let articles = scores.iter().map(|score| score.articles).max().unwrap_or_default();
    // Whether an article was answered depends on no view.
    let shared = shared_signature(scores.iter().copied().filter(|score| *score.key.layer.matching != COVERAGE));
    few(scores.iter().copied(), articles).into_iter().chain([line(&shared.unwrap_or_default()).to_string()]).collect()
}
