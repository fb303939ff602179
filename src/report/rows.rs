//! The summary that terminal and Markdown show: one row a system, one section a task, corpus and split.

use std::collections::BTreeMap;

use mihak_core::annotation::Task;
use mihak_core::measure::key::Match;
use mihak_core::score::{Score, shared_signature};
use mihak_core::statistics::bootstrap::{FEW, Interval};
use mihak_core::wording::count;

/// The rows of one task on one split of one corpus.
#[derive(Debug, PartialEq)]
pub struct Section {
    /// `tokens`, `subwords` or `entities`, with corpus and split.
    pub title: String,
    /// What a row is of: `system`.
    pub subject: &'static str,
    /// The names of the columns behind the system.
    pub columns: Vec<String>,
    /// The systems.
    pub rows: Vec<Row>,
    /// What all numbers measure on what, and what a reader must know of them.
    pub notes: Vec<String>,
}

/// One system's line.
#[derive(Debug, PartialEq)]
pub struct Row {
    /// The system, or what else the section has rows of.
    pub system: String,
    /// One field a column; undefined values are `–`.
    pub fields: Vec<String>,
}

/// The title of a column of intervals.
const INTERVAL: &str = "95 %";

/// The columns of tokenizers: title, match, label, measure. An empty match is filled in by hand.
const TOKENS: [(&str, &str, &str, &str); 11] = [
    ("scheme", "", "", ""),
    ("word acc", "word", "*", "accuracy"),
    (INTERVAL, "word", "*", "accuracy"),
    ("floor", "word", "*", "floor"),
    ("cut acc", "word", "cut", "accuracy"),
    ("span F1", "span", "*", "f1"),
    ("bound F1", "boundary", "*", "f1"),
    ("chance+", "boundary", "*", "above_chance"),
    ("clitic F1", "clitic", "micro", "f1"),
    ("false cl", "lookalike", "*", "false_clitic_rate"),
    CEILING,
];

/// The column of what a tagger over the tokens finds at best, in the first view.
const CEILING: (&str, &str, &str, &str) = ("ceiling", "ceiling", "micro", "recall");

/// The columns of subword tokenizers: title, match, the ending of the view, orth, label, measure.
const SUBWORDS: [(&str, [&str; 4], &str); 12] = [
    ("tok/word", ["whole", "", "", "*"], "fertility"),
    (INTERVAL, ["whole", "", "", "*"], "fertility"),
    ("cut", ["whole", "", "", "*"], "cut"),
    ("kept", ["kept", "-bare", "", "*"], "accuracy"),
    ("␣kept", ["kept", "-spaced", "", "*"], "accuracy"),
    ("char/tok", ["length", "", "", "characters"], "per_token"),
    ("byte/tok", ["length", "", "", "bytes"], "per_token"),
    ("letter cut", ["letter", "", "", "*"], "cut"),
    ("unknown", ["known", "", "", "*"], "unknown"),
    ("back", ["back", "", "raw", "*"], "accuracy"),
    ("folded", ["back", "", "folded", "*"], "accuracy"),
    ("marks ×", ["marks", "", "", "*"], "cost"),
];

/// The columns of extractors in the first view: title, match, bound, orth, label, measure. The F1 of each other view follows.
const ENTITIES: [(&str, [&str; 4], &str); 8] = [
    ("P", ["exact", "char", "raw", "micro"], "precision"),
    ("R", ["exact", "char", "raw", "micro"], "recall"),
    ("F1", ["exact", "char", "raw", "micro"], "f1"),
    (INTERVAL, ["exact", "char", "raw", "micro"], "f1"),
    ("macro F1", ["exact", "char", "raw", "macro"], "f1"),
    ("untyped", ["untyped", "char", "raw", "*"], "f1"),
    ("folded", ["exact", "char", "folded", "micro"], "f1"),
    ("clitic", ["exact", "clitic", "raw", "micro"], "f1"),
];

type Cells<'a> = BTreeMap<&'a str, Vec<&'a Score>>;

/// What a section shows, in the order of sections.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Tokens,
    Subwords,
    Entities,
}

impl Kind {
    fn of(task: Task) -> Kind {
        match task {
            Task::Entities => Kind::Entities,
            Task::Subwords => Kind::Subwords,
            _ => Kind::Tokens,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Kind::Tokens => "tokens",
            Kind::Subwords => "subwords",
            Kind::Entities => "entities",
        }
    }

    fn columns(self, views: &[String]) -> Vec<String> {
        let titles = |titles: &[&str]| titles.iter().map(|title| title.to_string()).collect();
        let mut columns: Vec<String> = match self {
            Kind::Tokens => titles(&TOKENS.map(|(title, ..)| title)),
            Kind::Subwords => titles(&SUBWORDS.map(|(title, ..)| title)),
            Kind::Entities => titles(&ENTITIES.map(|(title, ..)| title)),
        };
        match self {
            Kind::Tokens => columns.push("best fit".into()),
            Kind::Subwords => columns.push(CEILING.0.into()),
            Kind::Entities => columns.extend(views.iter().skip(1).cloned()),
        }
        columns.push("answered".into());
        columns
    }

    fn fields(self, scores: &[&Score], views: &[String]) -> Vec<String> {
        let mut fields = match self {
            Kind::Tokens => token_fields(scores, views),
            Kind::Subwords => subword_fields(scores, views),
            Kind::Entities => entity_fields(scores, views),
        };
        fields.push(answered(scores));
        fields
    }
}

/// The summary of these scores, tokenizers first; systems in the order of `order`, others behind them by name; entities in the
/// first of `views`, with a column for each other.
pub fn sections(scores: &[Score], order: &[String], views: &[String]) -> Vec<Section> {
    let mut grouped: BTreeMap<(Kind, &str, &str), Cells> = BTreeMap::new();
    for score in scores {
        let cells = grouped.entry((Kind::of(score.key.task), score.key.corpus_name(), &score.key.split)).or_default();
        cells.entry(&score.system).or_default().push(score);
    }
    grouped.into_iter().map(|((kind, corpus, split), cells)| section(kind, corpus, split, cells, order, views)).collect()
}

fn section(kind: Kind, corpus: &str, split: &str, cells: Cells, order: &[String], views: &[String]) -> Section {
    let place = |system: &str| order.iter().position(|name| name == system).unwrap_or(usize::MAX);
    let mut systems: Vec<(&str, Vec<&Score>)> = cells.into_iter().collect();
    systems.sort_by_key(|(system, _)| (place(system), *system));
    let articles = systems.iter().flat_map(|(_, scores)| scores).map(|score| score.articles).max().unwrap_or_default();
    let all = || systems.iter().flat_map(|(_, scores)| scores).copied();
    let notes = shared_signature(all()).into_iter().chain(few(all(), articles)).collect();
    let title = format!("{} · {corpus} · {split} · {}", kind.name(), count(articles as usize, "article"));
    let rows = systems.into_iter().map(|(system, scores)| Row { system: system.into(), fields: kind.fields(&scores, views) }).collect();
    Section { title, subject: "system", columns: kind.columns(views), rows, notes }
}

/// What a reader must know of intervals that rest on few articles; `None` if they do not, or if there are none.
pub fn few<'a>(mut scores: impl Iterator<Item = &'a Score>, articles: u64) -> Option<String> {
    let is_told = articles < FEW && scores.any(|score| score.interval.is_some());
    is_told.then(|| format!("{} are few: the intervals are rough", count(articles as usize, "article")))
}

/// A share of 1 with three decimals, or `–`.
fn shown(value: Option<f64>) -> String {
    value.map_or("–".into(), |value| format!("{value:.3}"))
}

/// A score as its column shows it: the value, or its interval.
fn field(title: &str, score: Option<&Score>) -> String {
    match title {
        INTERVAL => score.and_then(|score| score.interval).map_or("–".into(), |Interval { lo, hi }| format!("{lo:.3}–{hi:.3}")),
        _ => shown(score.and_then(|score| score.value)),
    }
}

fn answered(scores: &[&Score]) -> String {
    let coverage = scores.iter().find(|score| score.measure == "answered");
    coverage.map_or("–".into(), |score| {
        let answered = score.value.unwrap_or_default() * score.articles as f64;
        format!("{answered:.0}/{}", score.articles)
    })
}

fn token_fields(scores: &[&Score], views: &[String]) -> Vec<String> {
    let declared = scores.iter().find(|score| score.key.layer.matching == Match::Span).map_or("–", |score| score.key.layer.view.as_str());
    let find = |matching: &str, label: &str, measure: &str| {
        let is_first = |view: &String| matching != CEILING.1 || views.first() == Some(view);
        let is = |score: &&&Score| {
            let layer = &score.key.layer;
            layer.matching.name() == matching && layer.label == label && score.measure == measure && is_first(&layer.view)
        };
        scores.iter().find(is).copied()
    };
    let mut fields = vec![declared.to_string()];
    fields.extend(TOKENS[1..].iter().map(|&(title, matching, label, measure)| field(title, find(matching, label, measure))));
    fields.push(best_fit(scores, declared));
    fields
}

fn subword_fields(scores: &[&Score], views: &[String]) -> Vec<String> {
    let find = |[matching, ending, orth, label]: [&str; 4], view: Option<&String>, measure: &str| {
        let is = |score: &&&Score| {
            let layer = score.key.layer.fields();
            [layer[0], layer[2], layer[4], score.measure] == [matching, orth, label, measure]
                && layer[3].ends_with(ending)
                && view.is_none_or(|view| layer[3] == view)
        };
        scores.iter().find(is).copied()
    };
    let mut fields: Vec<String> = SUBWORDS.iter().map(|&(title, layer, measure)| field(title, find(layer, None, measure))).collect();
    let (title, matching, label, measure) = CEILING;
    fields.push(field(title, views.first().and_then(|view| find([matching, "", "", label], Some(view), measure))));
    fields
}

/// The scheme whose projection the tokens meet best, the declared one of equals, with its lead over the second best.
fn best_fit(scores: &[&Score], declared: &str) -> String {
    let mut fits: Vec<(f64, &str)> = scores
        .iter()
        .filter(|score| score.key.layer.matching == Match::Fit && score.measure == "f1")
        .filter_map(|score| Some((score.value?, score.key.layer.view.as_str())))
        .collect();
    fits.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1 != declared).cmp(&(b.1 != declared))));
    match fits[..] {
        [] => "–".into(),
        [(_, only)] => only.into(),
        [(best, name), (second, _), ..] => format!("{name} +{:.3}", best - second),
    }
}

fn entity_fields(scores: &[&Score], views: &[String]) -> Vec<String> {
    let find = |[matching, bound, orth, label]: [&str; 4], view: &String, measure: &str| {
        let layer = |score: &Score| score.key.layer.fields() == [matching, bound, orth, view, label];
        scores.iter().find(|score| score.measure == measure && layer(score)).copied()
    };
    let mut fields = Vec::new();
    if let Some((first, others)) = views.split_first() {
        fields.extend(ENTITIES.iter().map(|&(title, layer, measure)| field(title, find(layer, first, measure))));
        fields.extend(others.iter().map(|view| field(view, find(["exact", "char", "raw", "micro"], view, "f1"))));
    }
    fields
}
