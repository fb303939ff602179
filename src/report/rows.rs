//! The summary that terminal and Markdown show: one row a system, one section a task, corpus and split.

use std::collections::BTreeMap;

use crate::problem::count;
use crate::score::measures::Score;

/// The rows of one task on one split of one corpus.
#[derive(Debug, PartialEq)]
pub struct Section {
    /// `tokens` or `entities`, with corpus and split.
    pub title: String,
    /// The names of the columns behind the system.
    pub columns: Vec<&'static str>,
    /// The systems.
    pub rows: Vec<Row>,
}

/// One system's line.
#[derive(Debug, PartialEq)]
pub struct Row {
    /// The system.
    pub system: String,
    /// One field a column; undefined values are `–`.
    pub fields: Vec<String>,
}

/// The columns of tokenizers: title, match, label, measure. An empty match is filled in by hand.
const TOKENS: [(&str, &str, &str, &str); 9] = [
    ("scheme", "", "", ""),
    ("word acc", "word", "*", "accuracy"),
    ("floor", "word", "*", "floor"),
    ("cut acc", "word", "cut", "accuracy"),
    ("span F1", "span", "*", "f1"),
    ("bound F1", "boundary", "*", "f1"),
    ("chance+", "boundary", "*", "above_chance"),
    ("clitic F1", "clitic", "micro", "f1"),
    ("false cl", "lookalike", "*", "false_clitic_rate"),
];

/// The columns of extractors: title, match, bound, orth, view, label, measure.
const ENTITIES: [(&str, [&str; 5], &str); 9] = [
    ("P", ["exact", "char", "raw", "flat", "micro"], "precision"),
    ("R", ["exact", "char", "raw", "flat", "micro"], "recall"),
    ("F1", ["exact", "char", "raw", "flat", "micro"], "f1"),
    ("macro F1", ["exact", "char", "raw", "flat", "macro"], "f1"),
    ("untyped", ["untyped", "char", "raw", "flat", "*"], "f1"),
    ("folded", ["exact", "char", "folded", "flat", "micro"], "f1"),
    ("clitic", ["exact", "clitic", "raw", "flat", "micro"], "f1"),
    ("conll4", ["exact", "char", "raw", "conll4", "micro"], "f1"),
    ("names", ["exact", "char", "raw", "names", "micro"], "f1"),
];

type Cells<'a> = BTreeMap<&'a str, Vec<&'a Score>>;

/// The summary of these scores, tokenizers first; systems in the order of `order`, others behind them by name.
pub fn sections(scores: &[Score], order: &[String]) -> Vec<Section> {
    let mut grouped: BTreeMap<(bool, &str, &str), Cells> = BTreeMap::new();
    for score in scores {
        let entities = score.key.task == "entities";
        let cells = grouped.entry((entities, score.corpus(), &score.key.split)).or_default();
        cells.entry(&score.system).or_default().push(score);
    }
    grouped.into_iter().map(|((entities, corpus, split), cells)| section(entities, corpus, split, cells, order)).collect()
}

fn section(entities: bool, corpus: &str, split: &str, cells: Cells, order: &[String]) -> Section {
    let place = |system: &str| order.iter().position(|name| name == system).unwrap_or(usize::MAX);
    let mut systems: Vec<(&str, Vec<&Score>)> = cells.into_iter().collect();
    systems.sort_by_key(|(system, _)| (place(system), *system));
    let articles = systems.iter().flat_map(|(_, scores)| scores).map(|score| score.articles).max().unwrap_or_default();
    let kind = if entities { "entities" } else { "tokens" };
    let mut columns: Vec<&'static str> =
        if entities { ENTITIES.iter().map(|(title, ..)| *title).collect() } else { TOKENS.iter().map(|(title, ..)| *title).collect() };
    if !entities {
        columns.push("best fit");
    }
    columns.push("answered");
    let fields = if entities { entity_fields } else { token_fields };
    let rows = systems.into_iter().map(|(system, scores)| Row { system: system.into(), fields: fields(&scores) }).collect();
    Section { title: format!("{kind} · {corpus} · {split} · {}", count(articles as usize, "article")), columns, rows }
}

/// A share of 1 with three decimals, or `–`.
fn shown(value: Option<f64>) -> String {
    value.map_or("–".into(), |value| format!("{value:.3}"))
}

fn answered(scores: &[&Score]) -> String {
    let coverage = scores.iter().find(|score| score.measure == "answered");
    coverage.map_or("–".into(), |score| {
        let answered = score.value.unwrap_or_default() * score.articles as f64;
        format!("{answered:.0}/{}", score.articles)
    })
}

fn token_fields(scores: &[&Score]) -> Vec<String> {
    let declared = scores.iter().find(|score| score.key.layer.matching == "span").map_or("–", |score| score.key.layer.view.as_str());
    let find = |matching: &str, label: &str, measure: &str| {
        let is = |score: &&&Score| score.key.layer.matching == matching && score.key.layer.label == label && score.measure == measure;
        scores.iter().find(is).and_then(|score| score.value)
    };
    let mut fields = vec![declared.to_string()];
    fields.extend(TOKENS[1..].iter().map(|&(_, matching, label, measure)| shown(find(matching, label, measure))));
    fields.push(best_fit(scores));
    fields.push(answered(scores));
    fields
}

/// The scheme whose projection the tokens meet best, with its lead over the second best.
fn best_fit(scores: &[&Score]) -> String {
    let mut fits: Vec<(f64, &str)> = scores
        .iter()
        .filter(|score| score.key.layer.matching == "fit" && score.measure == "f1")
        .filter_map(|score| Some((score.value?, score.key.layer.view.as_str())))
        .collect();
    fits.sort_by(|a, b| b.0.total_cmp(&a.0));
    match fits[..] {
        [] => "–".into(),
        [(_, only)] => only.into(),
        [(best, name), (second, _), ..] => format!("{name} +{:.3}", best - second),
    }
}

fn entity_fields(scores: &[&Score]) -> Vec<String> {
    let find = |wanted: [&str; 5], measure: &str| {
        let layer = |score: &Score| {
            let layer = &score.key.layer;
            [&layer.matching, &layer.bound, &layer.orth, &layer.view, &layer.label].map(String::clone) == wanted.map(String::from)
        };
        scores.iter().find(|score| score.measure == measure && layer(score)).and_then(|score| score.value)
    };
    let mut fields: Vec<String> = ENTITIES.iter().map(|&(_, layer, measure)| shown(find(layer, measure))).collect();
    fields.push(answered(scores));
    fields
}
