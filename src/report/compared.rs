//! Systems side by side: the tables of `mihak cmp`, and its rows for programs.

use std::collections::BTreeSet;

use mihak_core::measure::definition::Better;
use mihak_core::records;
use mihak_core::safe::{self, Terminal, line};
use mihak_core::score::{Score, decimals, shared_signature};
use mihak_core::statistics::bootstrap::{Boot, FEW, Interval, Paired};
use mihak_core::statistics::tiers::{Pair, RATE};
use mihak_core::wording::count;
use unicode_width::UnicodeWidthStr;

use crate::report::grid::{Grid, Room};
use crate::report::rows::{Row, Section, article_noun, drawn};

/// A row: corpus, split, task, view, match, bound, orth, label, measure. The scheme of tokenizers is their view: they are compared
/// where it is the same.
pub type RowName = [String; 9];

/// The parts of a row's name that say what the rows of one table are of: corpus, split, task.
const SHARED: usize = 3;

/// A measure that at least two systems have.
pub struct Compared {
    /// Its name.
    pub name: RowName,
    /// The scores of the systems that have it, in the order in which they were named.
    pub scores: Vec<Score>,
    /// The tier of each of them; `None` if there are only two, if its value is undefined, or if neither more nor less is better.
    pub tiers: Vec<Option<usize>>,
    /// All pairs; their places are those of the scores. q is that of Benjamini and Hochberg over all measures if there are two systems, else
    /// that of Benjamini and Yekutieli over the pairs of the measure.
    pub pairs: Vec<Pair>,
}

/// Systems with the measures that they share.
pub struct Comparison {
    /// The systems in the order in which they were named.
    pub systems: Vec<String>,
    /// The measures, those of one corpus, split and task together.
    pub rows: Vec<Compared>,
    /// How replicates were drawn.
    pub boot: Boot,
    /// The number of measures that one system alone has.
    pub alone: usize,
    /// The number of measures that are shared, and are shown if all are asked for.
    pub hidden: usize,
}

/// The measures of one corpus, split and task.
pub struct Part<'a> {
    /// What all of them share, as a title.
    pub title: String,
    /// Each measure with what distinguishes it from the others.
    pub rows: Vec<(String, &'a Compared)>,
}

impl Comparison {
    /// The measures in parts, each with a title.
    pub fn parts(&self) -> Vec<Part<'_>> {
        self.rows.chunk_by(|a, b| a.name[..SHARED] == b.name[..SHARED]).map(Part::of).collect()
    }

    /// How the systems are called in headings, and the beginning that was left out of each.
    pub fn headings(&self) -> (Vec<String>, Option<String>) {
        match common_beginning(&self.systems) {
            Some(common) => (self.systems.iter().map(|system| format!("…{}", &system[common.len()..])).collect(), Some(common)),
            None => (self.systems.clone(), None),
        }
    }

    /// Every pair of every measure, by systems in the order in which they were named, and by measure.
    pub fn pairs(&self) -> Vec<(&Compared, &Pair)> {
        let mut pairs: Vec<(usize, usize, &Compared, &Pair)> = Vec::new();
        for row in &self.rows {
            let place = |at: usize| self.place(&row.scores[at]);
            pairs.extend(row.pairs.iter().map(|pair| (place(pair.first), place(pair.second), row, pair)));
        }
        pairs.sort_by(|a, b| (a.0, a.1, &a.2.name).cmp(&(b.0, b.1, &b.2.name)));
        pairs.into_iter().map(|(_, _, row, pair)| (row, pair)).collect()
    }

    fn are_two(&self) -> bool {
        self.systems.len() == 2
    }

    fn place(&self, score: &Score) -> usize {
        self.systems.iter().position(|system| *system == score.system).expect("scores are of the systems that are compared")
    }

    /// The sentences below the tables.
    pub fn notes(&self) -> Vec<String> {
        self.notes_for(false)
    }

    /// The same; for a paper without what only a reader at the terminal needs.
    fn notes_for(&self, paper: bool) -> Vec<String> {
        let scores = || self.rows.iter().flat_map(|row| &row.scores);
        let articles = scores().map(|score| score.articles).min().unwrap_or_default();
        let (drawn, noun) = scores().next().map_or(("articles".into(), "article"), |score| (drawn(score), article_noun(score)));
        let tested = self.rows.iter().flat_map(|row| &row.pairs).filter(|pair| pair.q.is_some()).count();
        let mut notes = vec![format!("Δ: second − first; 95 % and p: {}, {drawn} drawn, paired", self.boot)];
        match self.are_two() {
            true => notes.push(format!("q: false discovery rate (Benjamini–Hochberg) over the {} shown", count(tested, "comparison"))),
            false => {
                notes.push(format!(
                    "tier: begins at a system that is worse than the first of the tier above (Benjamini–Yekutieli, {} %)",
                    RATE * 100.0
                ));
                notes.push("q: false discovery rate (Benjamini–Yekutieli) over all pairs of the measure".into());
            }
        }
        notes.push("detects: the difference that would be found in four of five such comparisons; –: fewer than five of them differ".into());
        notes.extend(self.headings().1.filter(|_| !paper).map(|common| format!("…: all systems begin with `{}`", line(&common))));
        if self.hidden > 0 && !paper {
            notes.push(format!("{} more: --all", count(self.hidden, "measure")));
        }
        if self.alone > 0 && !paper {
            notes.push(format!("{} left out, being of one system only", count(self.alone, "measure")));
        }
        notes.extend(shared_signature(scores()));
        if articles < FEW {
            notes.push(format!("{} are few: intervals are rough, and only large differences can be found", count(articles as usize, noun)));
        }
        notes
    }
}

impl<'a> Part<'a> {
    fn of(rows: &'a [Compared]) -> Part<'a> {
        let parts = rows[0].name.len() - 1;
        let is_common = |at: usize| at < SHARED || rows.iter().all(|row| row.name[at] == rows[0].name[at]);
        let told = |part: &&String| !part.is_empty() && *part != "*";
        let common: Vec<&str> = (0..parts).filter(|&at| is_common(at)).map(|at| &rows[0].name[at]).filter(told).map(String::as_str).collect();
        let own = |row: &Compared| {
            let named = (0..=parts).filter(|&at| at == parts || !is_common(at)).map(|at| row.name[at].as_str());
            named.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
        };
        Part { title: common.join(" · "), rows: rows.iter().map(|row| (own(row), row)).collect() }
    }

    /// The measures in tables of no more than fit beside a column of names: none of them leaves.
    fn fitting(&self, first: usize, room: Room) -> Vec<&[(String, &'a Compared)]> {
        let mut tables = Vec::new();
        let mut rest = &self.rows[..];
        while !rest.is_empty() {
            let mut taken = first + 1;
            let fitting = rest.iter().take_while(|(title, _)| {
                taken += 2 + title.width().max("0.0000".len()) + 2 + TIER.len();
                taken <= room.columns
            });
            let (table, others) = rest.split_at(fitting.count().max(1));
            tables.push(table);
            rest = others;
        }
        tables
    }

    /// The systems of the part, best first by its first measure that has tiers; the others behind them by name.
    pub fn order(&self) -> Vec<&'a str> {
        let Some((_, first)) = self.rows.iter().find(|(_, row)| row.tiers.iter().any(Option::is_some)).or(self.rows.first()) else {
            return Vec::new();
        };
        let mut order: Vec<(usize, f64, &str)> = Vec::new();
        for (score, tier) in first.scores.iter().zip(&first.tiers) {
            let value = score.value.unwrap_or(f64::NEG_INFINITY);
            let less = score.measure.better == Better::Less;
            order.push((tier.unwrap_or(usize::MAX), if less { value } else { -value }, &score.system));
        }
        order.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(b.2)));
        let mut names: Vec<&str> = order.into_iter().map(|(_, _, system)| system).collect();
        let known: BTreeSet<&str> = names.iter().copied().collect();
        let others: BTreeSet<&str> = self.rows.iter().flat_map(|(_, row)| &row.scores).map(|score| score.system.as_str()).collect();
        names.extend(others.difference(&known).copied());
        names
    }
}

/// The beginning that all names share, up to the last sign between words; `None` if it is short.
fn common_beginning(names: &[String]) -> Option<String> {
    let (first, others) = names.split_first()?;
    let length = others.iter().fold(first.len(), |length, other| {
        first
            .char_indices()
            .zip(other.chars())
            .take_while(|((at, a), b)| *at < length && a == b)
            .map(|((at, a), _)| at + a.len_utf8())
            .last()
            .unwrap_or_default()
    });
    let end = first[..length].rfind(['-', '_', '/', '.', ':'])? + 1;
    (end >= SHORT && names.iter().all(|name| name.len() > end)).then(|| first[..end].to_string())
}

/// So many bytes are worth to be left out of headings.
const SHORT: usize = 5;

/// A value with four decimals, or `–`.
pub fn shown(score: &Score) -> String {
    score.value.map_or("–".to_string(), |value| format!("{value:.4}"))
}

/// Difference, interval, p, q and detectable difference as people read them.
pub fn fields(paired: Option<Paired>, q: Option<f64>) -> [String; 5] {
    let Some(paired) = paired else { return std::array::from_fn(|_| "–".into()) };
    let shown = |value: Option<f64>, text: fn(f64) -> String| value.map_or("–".into(), text);
    let share = |share: f64| if share < 0.001 { "< .001".into() } else { format!("{share:.3}") };
    [
        format!("{:+.4}", paired.difference),
        paired.interval.map_or("–".into(), |Interval { lo, hi }| format!("{lo:+.4} to {hi:+.4}")),
        shown(paired.p, share),
        shown(q, share),
        shown(paired.detectable, |value| format!("{value:.4}")),
    ]
}

/// The headings of [`fields`], each with how soon it leaves.
const FIELDS: [(&str, u8); 5] = [("Δ", 0), ("95 %", 1), ("p", 3), ("q", 2), ("detects", 4)];

/// The tables for a terminal.
pub fn terminal(comparison: &Comparison, room: Room) -> Terminal<'static> {
    let mut out = String::new();
    for part in comparison.parts() {
        out.push_str(&format!("{}\n", line(&part.title)));
        match comparison.are_two() {
            true => out.push_str(&format!("{}\n\n", two(comparison, &part).text(room))),
            false => several(comparison, &part, room, &mut out),
        }
    }
    comparison.notes().iter().for_each(|note| out.push_str(&format!("{}\n", line(note))));
    safe::terminal(&out).into_owned()
}

/// The same as sections, for Markdown and LaTeX: with two systems a row is a measure; with more it is a system, and every pair follows.
pub fn sections(comparison: &Comparison) -> Vec<Section> {
    let notes = comparison.notes_for(true);
    let mut sections = Vec::new();
    let texts = |fields: [String; 5]| fields.into_iter();
    for part in comparison.parts() {
        let title = part.title.clone();
        if comparison.are_two() {
            let columns = comparison.systems.iter().cloned().chain(FIELDS.map(|(heading, _)| heading.to_string())).collect();
            let row = |(title, row): &(String, &Compared)| {
                let values = row.scores.iter().map(shown);
                Row { system: title.clone(), fields: values.chain(texts(fields(row.pairs[0].paired, row.pairs[0].q))).collect() }
            };
            let rows = part.rows.iter().map(row).collect();
            sections.push(Section { title, subject: "measure".into(), columns, rows, notes: notes.clone(), ranks: Vec::new() });
            continue;
        }
        let order = part.order();
        for rows in part.fitting(first_width(&order), Room::USUAL) {
            let columns = rows.iter().flat_map(|(title, _)| [title.clone(), TIER.into()]).collect();
            let of = |system: &&str| Row { system: system.to_string(), fields: rows.iter().flat_map(|(_, row)| cells(system, row)).collect() };
            let rows = order.iter().map(of).collect();
            sections.push(Section { title: title.clone(), subject: "system".into(), columns, rows, notes: notes.clone(), ranks: Vec::new() });
        }
        let Some((measure, row)) = part.rows.first() else { continue };
        let columns = ["second".to_string()].into_iter().chain(FIELDS.map(|(heading, _)| heading.to_string())).collect();
        let rows = ordered(row, &order).into_iter().map(|pair| {
            let second = [row.scores[pair.second].system.clone()];
            Row { system: row.scores[pair.first].system.clone(), fields: second.into_iter().chain(texts(fields(pair.paired, pair.q))).collect() }
        });
        let title = format!("every pair, {measure} · {title}");
        sections.push(Section { title, subject: "first".into(), columns, rows: rows.collect(), notes: Vec::new(), ranks: Vec::new() });
    }
    sections
}

/// The value of a system by a measure, and its tier.
fn cells(system: &str, row: &Compared) -> [String; 2] {
    let found = row.scores.iter().zip(&row.tiers).find(|(score, _)| score.system == system);
    [found.map_or("–".into(), |(score, _)| shown(score)), found.and_then(|(_, tier)| *tier).map_or("–".into(), |tier| tier.to_string())]
}

/// The columns that names of systems take.
fn first_width<S: AsRef<str>>(names: &[S]) -> usize {
    names.iter().map(|name| name.as_ref().width()).max().unwrap_or_default().max("system".len())
}

/// The pairs of a measure in the order of the systems, the better one first.
fn ordered(row: &Compared, order: &[&str]) -> Vec<Pair> {
    let place = |at: usize| order.iter().position(|system| *system == row.scores[at].system);
    let mut pairs: Vec<Pair> = row.pairs.iter().map(|pair| turned(*pair, place(pair.first) > place(pair.second))).collect();
    pairs.sort_by_key(|pair| (place(pair.first), place(pair.second)));
    pairs
}

/// Two systems, measure by measure.
fn two(comparison: &Comparison, part: &Part) -> Grid {
    let (headings, _) = comparison.headings();
    let systems = headings.iter().map(|heading| (line(heading).isolated().to_string(), 0));
    let mut grid =
        Grid::ranked([("measure".to_string(), 0)].into_iter().chain(systems).chain(FIELDS.map(|(heading, rank)| (heading.to_string(), rank))));
    for (title, row) in &part.rows {
        let pair = row.pairs[0];
        let named = [line(title).isolated().to_string(), shown(&row.scores[0]), shown(&row.scores[1])];
        grid.row(named.into_iter().chain(fields(pair.paired, pair.q)));
    }
    grid
}

/// Several systems: their tiers by every measure, then every pair by the first measure.
fn several(comparison: &Comparison, part: &Part, room: Room, out: &mut String) {
    let (headings, _) = comparison.headings();
    let place_of = |system: &str| comparison.systems.iter().position(|name| name == system).expect("scores are of the systems that are compared");
    let name = |system: &str| line(&headings[place_of(system)]).isolated().to_string();
    let order = part.order();
    for rows in part.fitting(first_width(&order.iter().map(|system| name(system)).collect::<Vec<_>>()), room) {
        let measures = rows.iter().flat_map(|(title, _)| [(line(title).isolated().to_string(), 0), (TIER.to_string(), 0)]);
        let mut grid = Grid::ranked([("system".to_string(), 0)].into_iter().chain(measures));
        for system in &order {
            grid.row([name(system)].into_iter().chain(rows.iter().flat_map(|(_, row)| cells(system, row))));
        }
        out.push_str(&format!("{}\n\n", grid.text(room)));
    }
    let Some((title, row)) = part.rows.first() else { return };
    let mut grid =
        Grid::ranked([("first".to_string(), 0), ("second".into(), 0)].into_iter().chain(FIELDS.map(|(heading, rank)| (heading.to_string(), rank))));
    for pair in ordered(row, &order) {
        grid.row([name(&row.scores[pair.first].system), name(&row.scores[pair.second].system)].into_iter().chain(fields(pair.paired, pair.q)));
    }
    out.push_str(&format!("every pair, {}\n{}\n\n", line(title), grid.text(room)));
}

/// The title of a column of tiers.
const TIER: &str = "tier";

/// The pair, or the same pair the other way round.
fn turned(pair: Pair, is_wanted: bool) -> Pair {
    match is_wanted {
        true => Pair { first: pair.second, second: pair.first, paired: pair.paired.map(Paired::reversed), ..pair },
        false => pair,
    }
}

/// The columns of a measure's name.
pub const NAME: [&str; 9] = ["corpus", "split", "task", "view", "match", "bound", "orth", "label", "measure"];

/// The columns after those of a measure's name.
const COLUMNS: [&str; 14] = [
    "first",
    "second",
    "first_value",
    "second_value",
    "difference",
    "lo",
    "hi",
    "p",
    "q",
    "detectable",
    "articles",
    "signature",
    "first_tier",
    "second_tier",
];

/// Every pair of every measure as CSV: shares of 1 with six decimals, what is undefined empty.
pub fn csv(comparison: &Comparison) -> Vec<u8> {
    records::bytes(NAME.into_iter().chain(COLUMNS), |writer| {
        comparison.pairs().into_iter().try_for_each(|(row, pair)| {
            let (first, second) = (&row.scores[pair.first], &row.scores[pair.second]);
            let of = |field: fn(Paired) -> Option<f64>| decimals(pair.paired.and_then(field));
            let tier = |at: usize| row.tiers[at].map_or(String::new(), |tier| tier.to_string());
            let fields = [
                first.system.clone(),
                second.system.clone(),
                decimals(first.value),
                decimals(second.value),
                of(|paired| Some(paired.difference)),
                of(|paired| paired.interval.map(|interval| interval.lo)),
                of(|paired| paired.interval.map(|interval| interval.hi)),
                of(|paired| paired.p),
                decimals(pair.q),
                of(|paired| paired.detectable),
                first.articles.to_string(),
                first.signature(),
                tier(pair.first),
                tier(pair.second),
            ];
            writer.write_record(row.name.iter().chain(&fields))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beginning_is_left_out_if_all_systems_share_it_up_to_a_sign() {
        for (names, expected) in [
            (&["model-2024-a", "model-2024-b"][..], Some("model-2024-")),
            (&["model-2024-a", "model-2025-b", "model-2024-c"], Some("model-")),
            (&["model-a", "model-a-b"], Some("model-")),
            (&["model-", "model-b"], None),
            (&["rules", "union"], None),
            (&["a-b", "a-c"], None),
        ] {
            let names: Vec<String> = names.iter().map(|name| name.to_string()).collect();
            assert_eq!(common_beginning(&names).as_deref(), expected, "{names:?}");
        }
    }
}
