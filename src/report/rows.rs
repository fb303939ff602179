//! The summary for terminal and Markdown: one section for each task, corpus and split, with one row for each system.

use std::collections::{BTreeMap, BTreeSet};

use mihak_core::annotation::Task;
use mihak_core::measure::column::{Column, Table};
use mihak_core::measure::coverage::COVERAGE;
use mihak_core::measure::definition::{Match, ViewKind};
use mihak_core::measure::ratio::Ratio;
use mihak_core::measure::registry;
use mihak_core::measure::segment::FIT;
use mihak_core::score::{Score, shared_signature};
use mihak_core::statistics::bootstrap::{FEW, Interval};
use mihak_core::wording::count;

/// The rows of one task on one split of one corpus.
#[derive(Debug, PartialEq)]
pub struct Section {
    /// `tokens`, `subwords` or `entities`, with corpus and split.
    pub title: String,
    /// What a row is of: `system`.
    pub subject: String,
    /// The names of the columns after the system.
    pub columns: Vec<String>,
    /// The systems.
    pub rows: Vec<Row>,
    /// What all numbers measure on what, and what a reader must know of them.
    pub notes: Vec<String>,
    /// How soon each column leaves a table that is too wide: the greatest number is the first to go, equals go
    /// together, 0 never goes. Those that have none go first.
    pub ranks: Vec<u8>,
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

/// The title of a column of tiers.
pub const TIER: &str = "tier";

/// The tiers of systems by the main measure of each section: corpus, split, system and the task that is told by the place of its section.
pub type MainTiers = BTreeMap<(Kind, String, String, String), usize>;

type Cells<'a> = BTreeMap<&'a str, Vec<&'a Score>>;

/// What a section shows, in the order of sections.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// Tokenizers.
    Tokens,
    /// Subword tokenizers.
    Subwords,
    /// Extractors.
    Entities,
}

impl Kind {
    /// The kind of section that shows a task.
    pub fn of(task: Task) -> Kind {
        match task {
            Task::Entities => Kind::Entities,
            Task::Subwords => Kind::Subwords,
            _ => Kind::Tokens,
        }
    }

    /// The name in titles.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Tokens => "tokens",
            Kind::Subwords => "subwords",
            Kind::Entities => "entities",
        }
    }

    /// The table whose columns it shows.
    pub fn table(self) -> Table {
        match self {
            Kind::Tokens => Table::Tokens,
            Kind::Subwords => Table::Subwords,
            Kind::Entities => Table::Entities,
        }
    }

    /// The headings, each with how soon its column leaves a table that is too wide.
    fn columns(self, views: &[String], has_tiers: bool) -> Vec<(String, u8)> {
        let mut columns: Vec<(String, u8)> = Vec::new();
        if self == Kind::Tokens {
            columns.push(("scheme".into(), 4));
        }
        for (_, column) in listed(self.table()) {
            columns.push((column.heading.into(), if column.is_main { 0 } else { 10 * column.rank }));
            columns.extend(column.has_interval.then(|| (INTERVAL.into(), 1)));
            columns.extend((column.is_main && has_tiers).then(|| (TIER.into(), 2)));
        }
        match self {
            Kind::Tokens => columns.push(("best fit".into(), 70)),
            Kind::Subwords => {}
            Kind::Entities => columns.extend(views.iter().skip(1).map(|view| (view.clone(), 45))),
        }
        columns.push(("answered".into(), 3));
        columns
    }

    fn fields(self, scores: &[&Score], views: &[String], tier: Option<&str>) -> Vec<String> {
        let declared = scores.iter().find(|score| score.key.layer.matching.view == ViewKind::Declared && !score.key.layer.view.is_empty());
        let declared = declared.map_or("–", |score| score.key.layer.view.as_str());
        let mut fields: Vec<String> = if self == Kind::Tokens { vec![declared.into()] } else { Vec::new() };
        let columns = listed(self.table());
        for (matching, column) in &columns {
            let score = find(scores, matching, column, views.first());
            fields.push(shown(score.and_then(|score| score.value)));
            fields.extend(column.has_interval.then(|| shown_interval(score.and_then(|score| score.interval))));
            fields.extend(tier.filter(|_| column.is_main).map(String::from));
        }
        if self == Kind::Tokens {
            fields.push(best_fit(scores, declared));
        }
        if let (Kind::Entities, Some((matching, column))) = (self, columns.iter().find(|(_, column)| column.is_main)) {
            let of_view = |view: &String| shown(find(scores, matching, column, Some(view)).and_then(|score| score.value));
            fields.extend(views.iter().skip(1).map(of_view));
        }
        fields.push(answered(scores));
        fields
    }
}

/// The columns of a table, each with its match.
pub fn listed(table: Table) -> Vec<(&'static Match, &'static Column)> {
    let of = |matching: &&'static Match| {
        let matching = *matching;
        matching.columns.iter().filter(|column| column.table == table).map(move |column| (matching, column)).collect::<Vec<_>>()
    };
    let mut columns: Vec<(&Match, &Column)> = registry::ALL.iter().flat_map(of).collect();
    columns.sort_by_key(|(_, column)| column.place);
    columns
}

/// The score that a column shows; where labels are shown by a view, that of this view.
pub fn find<'a>(scores: &[&'a Score], matching: &Match, column: &Column, view: Option<&String>) -> Option<&'a Score> {
    let is = |score: &&&Score| {
        let layer = &score.key.layer;
        let is_view = match matching.view {
            ViewKind::Labels => Some(&layer.view) == view,
            _ => layer.view.ends_with(column.ending),
        };
        layer.matching == matching && column.is_of(layer.bound, layer.orth, &layer.label, score.measure.name) && is_view
    };
    scores.iter().find(is).copied()
}

/// The summary of these scores, tokenizers first; systems in the order of `order`, others after them by name; entities in the
/// first of `views`, with a column for each other.
pub fn sections(scores: &[Score], order: &[String], views: &[String]) -> Vec<Section> {
    tiered(scores, order, views, None)
}

/// The same with a column of tiers behind the main measure. A system that has none is compared with no other.
pub fn tiered(scores: &[Score], order: &[String], views: &[String], tiers: Option<&MainTiers>) -> Vec<Section> {
    let mut grouped: BTreeMap<(Kind, &str, &str), Cells> = BTreeMap::new();
    for score in scores {
        let cells = grouped.entry((Kind::of(score.key.task), score.key.corpus_name(), &score.key.split)).or_default();
        cells.entry(&score.system).or_default().push(score);
    }
    grouped.into_iter().map(|((kind, corpus, split), cells)| section((kind, corpus, split), cells, (order, views), tiers)).collect()
}

fn section((kind, corpus, split): (Kind, &str, &str), cells: Cells, (order, views): (&[String], &[String]), tiers: Option<&MainTiers>) -> Section {
    let views = &shown_views(cells.values().flatten().copied(), views);
    let place = |system: &str| order.iter().position(|name| name == system).unwrap_or(usize::MAX);
    let mut systems: Vec<(&str, Vec<&Score>)> = cells.into_iter().collect();
    systems.sort_by_key(|(system, _)| (place(system), *system));
    let articles = systems.iter().flat_map(|(_, scores)| scores).map(|score| score.articles).max().unwrap_or_default();
    let all = || systems.iter().flat_map(|(_, scores)| scores).copied();
    let tiers = tiers.filter(|_| listed(kind.table()).iter().any(|(_, column)| column.is_main));
    let explained = tiers.map(|_| String::from(explained(kind)));
    let notes = shared_signature(all()).into_iter().chain(few(all(), articles)).chain(explained).collect();
    let noun = all().next().map_or("article", article_noun);
    let title = format!("{} · {corpus} · {split} · {}", kind.name(), count(articles as usize, noun));
    let tier = |system: &str| {
        let found = |tiers: &MainTiers| tiers.get(&(kind, corpus.into(), split.into(), system.into())).map_or("–".into(), usize::to_string);
        tiers.map(found)
    };
    let row = |(system, scores): (&str, Vec<&Score>)| Row { system: system.into(), fields: kind.fields(&scores, views, tier(system).as_deref()) };
    let rows = systems.into_iter().map(row).collect();
    let (columns, ranks) = kind.columns(views, tiers.is_some()).into_iter().unzip();
    Section { title, subject: "system".into(), columns, rows, notes, ranks }
}

/// What the tiers of a table of these systems are.
pub fn explained(kind: Kind) -> &'static str {
    if kind == Kind::Tokens { OF_SCHEMES } else { OF_SYSTEMS }
}

/// What the tiers of a table of extractors are.
const OF_SYSTEMS: &str = "tier: a tier begins at a system that is worse than the first of the tier above (Benjamini–Yekutieli, 5 %)";

/// What the tiers of a table of tokenizers are.
const OF_SCHEMES: &str =
    "tier: among systems of one scheme, a tier begins at one that is worse than the first of the tier above (Benjamini–Yekutieli, 5 %)";

/// Whether the score is shown in the main column of its section, by which tiers are made.
pub fn is_main(score: &Score, views: &[String]) -> bool {
    let mut main = listed(Kind::of(score.key.task).table()).into_iter().filter(|(_, column)| column.is_main);
    main.any(|(matching, column)| find(&[score], matching, column, views.first()).is_some())
}

/// How important a score is for tables, the least number first: the rank and the place of its column, or the greatest numbers if it has none.
pub fn importance(score: &Score, views: &[String]) -> (u8, u8) {
    let columns = listed(Kind::of(score.key.task).table());
    let of = columns.iter().filter(|(matching, column)| find(&[score], matching, column, views.first()).is_some());
    of.map(|(_, column)| (column.rank, column.place)).min().unwrap_or((u8::MAX, u8::MAX))
}

/// The views that are shown: those of the suite, or, where none of these has a score, all that have one: files are scored as they are.
pub fn shown_views<'a>(scores: impl Iterator<Item = &'a Score>, views: &[String]) -> Vec<String> {
    let of_labels = scores.filter(|score| score.key.layer.matching.view == ViewKind::Labels).map(|score| score.key.layer.view.clone());
    let found: BTreeSet<String> = of_labels.collect();
    match views.iter().any(|view| found.contains(view)) {
        true => views.to_vec(),
        false if found.is_empty() => views.to_vec(),
        false => found.into_iter().collect(),
    }
}

/// What the articles of a score are: sentences or documents of files, or articles.
pub fn article_noun(score: &Score) -> &'static str {
    let signature = score.signature();
    match signature.split('|').find_map(|field| field.strip_prefix("unit:")) {
        Some("sentence") => "sentence",
        Some("document") => "document",
        _ => "article",
    }
}

/// What is drawn for the intervals of a score: its articles, or runs of them.
pub fn drawn(score: &Score) -> String {
    match score.signature().split('|').any(|field| field == "unit:run") {
        true => "runs of articles".into(),
        false => format!("{}s", article_noun(score)),
    }
}

/// What a reader must know of intervals that rest on few articles; `None` if they do not, or if there are none.
pub fn few<'a>(mut scores: impl Iterator<Item = &'a Score>, articles: u64) -> Option<String> {
    let told = scores.find(|score| score.interval.is_some()).filter(|_| articles < FEW)?;
    Some(format!("{} are few: the intervals are rough", count(articles as usize, article_noun(told))))
}

/// A share of 1 with three decimals, or `–`.
pub fn shown(value: Option<f64>) -> String {
    value.map_or("–".into(), |value| format!("{value:.3}"))
}

/// An interval with three decimals, or `–`.
pub fn shown_interval(interval: Option<Interval>) -> String {
    interval.map_or("–".into(), |Interval { lo, hi }| format!("{lo:.3}–{hi:.3}"))
}

/// How many articles were answered, of how many: `162/162`.
pub fn answered(scores: &[&Score]) -> String {
    let coverage = scores.iter().find(|score| *score.key.layer.matching == COVERAGE);
    coverage.map_or("–".into(), |score| {
        let answered = score.value.unwrap_or_default() * score.articles as f64;
        format!("{answered:.0}/{}", score.articles)
    })
}

/// The scheme whose projection the tokens meet best, the declared one of equals, with its lead over the second best.
pub fn best_fit(scores: &[&Score], declared: &str) -> String {
    let mut fits: Vec<(f64, &str)> = scores
        .iter()
        .filter(|score| *score.key.layer.matching == FIT && score.measure.ratio == Ratio::F1)
        .filter_map(|score| Some((score.value?, score.key.layer.view.as_str())))
        .collect();
    fits.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1 != declared).cmp(&(b.1 != declared))));
    match fits[..] {
        [] => "–".into(),
        [(_, only)] => only.into(),
        [(best, name), (second, _), ..] => format!("{name} +{:.3}", best - second),
    }
}
