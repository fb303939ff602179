//! `mihak cmp`: systems side by side, from counts alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use mihak_core::measure::definition::ViewKind;
use mihak_core::measure::key::Layer;
use mihak_core::measure::terms::Terms;
use mihak_core::score::Score;
use mihak_core::score::replicates::Replicated;
use mihak_core::score::tiers::tiers;
use mihak_core::signature;
use mihak_core::statistics::bootstrap::discovery_rates;
use mihak_core::statistics::tiers::RATE;
use mihak_core::wording::nearest;

use crate::cmd::arguments::WideArgs;
use crate::cmd::folders::{results, some};
use crate::cmd::stdout::{print_data, print_in, print_latex, print_markdown, room};
use crate::exit::{self, Code, Exit, FINE};
use crate::report::compared::{Compared, Comparison, RowName, csv, sections, terminal};
use crate::report::rows::{importance, shown_views};
use crate::report::{latex, table};
use crate::results::{CellName, Covered, Results};
use crate::suite::Suite;

/// Arguments of `mihak cmp`.
#[derive(Args, Debug)]
pub struct CmpArgs {
    /// The systems. With three or more, every pair is compared, and systems that cannot be told apart share a tier
    #[arg(required = true, num_args = 2..)]
    pub systems: Vec<String>,
    /// A folder of results [default: target/mihak]
    #[arg(long, value_name = "DIR")]
    pub results: Option<PathBuf>,
    /// Only articles of this split
    #[arg(long, value_name = "SPLIT")]
    pub split: Option<String>,
    /// Every measure, not only the five main ones of each task
    #[arg(long)]
    pub all: bool,
    /// Rows of a CSV instead of tables: every pair by every measure
    #[arg(long, conflicts_with_all = ["md", "latex"])]
    pub csv: bool,
    /// The tables as Markdown
    #[arg(long, conflicts_with = "latex")]
    pub md: bool,
    /// The tables for a paper, in LaTeX, with the signature below each
    #[arg(long)]
    pub latex: bool,
    /// The suite, for seed and number of replicates [default: ./suite.toml, or the embedded one]
    #[arg(long, value_name = "FILE")]
    pub suite: Option<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub wide: WideArgs,
}

/// Runs `mihak cmp`. `Err` with [`exit::NOT_COMPARABLE`] if the systems have no measure in common, or measured different things.
pub fn run(args: &CmpArgs) -> Result<Code> {
    let (found, folder) = results(args.results.as_deref())?;
    some(&found, &folder.display().to_string())?;
    if let Some(twice) = args.systems.iter().enumerate().find(|(at, system)| args.systems[..*at].contains(system)) {
        bail!("system `{}` is named twice; name different ones", twice.1);
    }
    let splits: BTreeSet<String> = found.cells()?.into_keys().map(|cell| cell.split).collect();
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
    let suite = Suite::find(args.suite.as_deref())?;
    let compared = Results { systems: found.systems.into_iter().filter(|(name, _)| args.systems.contains(name)).collect() };
    let choice = Choice { split: args.split.as_deref(), all: args.all, views: &suite.order().1, terms: suite.terms };
    let comparison = comparison(&args.systems, &compared, &choice)?;
    match () {
        _ if args.csv => print_data(&csv(&comparison))?,
        _ if args.md => print_markdown(&table::markdown(&sections(&comparison)))?,
        _ if args.latex => print_latex(&latex::tables(&sections(&comparison)))?,
        _ => {
            let room = room(args.wide.wide);
            print_in(room, terminal(&comparison, room))?;
        }
    }
    Ok(FINE)
}

/// What is compared, and how.
pub struct Choice<'a> {
    /// Only articles of this split.
    pub split: Option<&'a str>,
    /// Whether every measure is wanted, not only the main ones.
    pub all: bool,
    /// The views in their order, the main one first.
    pub views: &'a [String],
    /// How replicates are drawn; as the suite does unless it says otherwise. What undefined ratios count as.
    pub terms: Terms,
}

/// These systems side by side, in this order, by the counts that results have of them.
///
/// `Err` with [`exit::NOT_COMPARABLE`] if they have no measure in common, or measured different things.
pub fn comparison(systems: &[String], compared: &Results, choice: &Choice) -> Result<Comparison> {
    let boot = choice.terms.boot.unwrap_or_default();
    let terms = Terms { boot: Some(boot), ..choice.terms };
    let mut rows: BTreeMap<RowName, BTreeMap<String, Score>> = BTreeMap::new();
    for score in compared.scores(terms.without_intervals())? {
        if choice.split.is_none_or(|split| *split == *score.key.split) && (choice.all || is_main(&score)) {
            rows.entry(row(&score)).or_default().insert(score.system.clone(), score);
        }
    }
    let all = rows.len();
    rows.retain(|_, scores| scores.len() > 1);
    let alone = all - rows.len();
    if rows.is_empty() {
        let said = format!("{} have no measure in common: their tasks, schemes or corpora differ", systems.join(" and "));
        return Err(Exit::error(exit::NOT_COMPARABLE, said));
    }
    let cells = compared.cells()?;
    for scores in rows.values() {
        comparable(scores, &cells)?;
    }
    let shared = rows.len();
    let names = if choice.all { rows.into_keys().collect() } else { most_important(&rows, choice.views) };
    let hidden = shared - names.len();
    let rows = compare(systems, &names, compared, terms)?;
    Ok(Comparison { systems: systems.to_vec(), rows, boot, alone, hidden })
}

/// So many measures of a task are shown unasked.
const SHOWN: usize = 5;

/// The names of the most important measures of each task on each split, the most important first.
fn most_important(rows: &BTreeMap<RowName, BTreeMap<String, Score>>, views: &[String]) -> Vec<RowName> {
    let views = shown_views(rows.values().flat_map(BTreeMap::values), views);
    let rank = |score: &Score| {
        let layer = &score.key.layer;
        let is_other_view = layer.matching.view == ViewKind::Labels && Some(&layer.view) != views.first();
        (is_other_view, importance(score, &views))
    };
    let mut parts: BTreeMap<&[String], Vec<_>> = BTreeMap::new();
    for (name, scores) in rows {
        let first = scores.values().next().expect("a row has scores");
        parts.entry(&name[..3]).or_default().push((rank(first), name));
    }
    let mut shown = Vec::new();
    for (_, mut part) in parts {
        part.sort_unstable();
        shown.extend(part.into_iter().take(SHOWN).map(|(_, name)| name.clone()));
    }
    shown
}

/// The values of replicates that are held at a time: their number times that of measures and systems.
const HELD: usize = 1 << 24;

/// The measures of these names, each with every pair of systems that have it.
fn compare(systems: &[String], names: &[RowName], results: &Results, terms: Terms) -> Result<Vec<Compared>> {
    let mut compared = Vec::new();
    let resamples = terms.boot.map_or(1, |boot| boot.resamples as usize);
    for names in names.chunks((HELD / (resamples * systems.len())).max(1)) {
        let wanted: BTreeSet<&RowName> = names.iter().collect();
        let mut found: BTreeMap<(RowName, String), Replicated> = BTreeMap::new();
        for replicated in results.replicated(terms, &|score| wanted.contains(&row(score)))? {
            found.insert((row(&replicated.score), replicated.score.system.clone()), replicated);
        }
        for name in names {
            let having: Vec<&Replicated> = systems.iter().filter_map(|system| found.get(&(name.clone(), system.clone()))).collect();
            let tiers = tiers(&having, RATE);
            let scores = having.iter().map(|found| found.score.clone()).collect();
            compared.push(Compared { name: name.clone(), scores, tiers: tiers.tiers, pairs: tiers.pairs });
        }
    }
    if let [_, _] = systems {
        let ps: Vec<Option<f64>> = compared.iter().map(|row| row.pairs[0].paired.and_then(|paired| paired.p)).collect();
        for (row, q) in compared.iter_mut().zip(discovery_rates(&ps)) {
            row.pairs[0].q = q;
            row.tiers = vec![None; row.scores.len()];
        }
    }
    Ok(compared)
}

fn row(score: &Score) -> RowName {
    let [matching, bound, orth, view, label] = score.key.layer.fields();
    [score.key.corpus_name(), &score.key.split, score.key.task.name(), view, matching, bound, orth, label, score.measure.name].map(str::to_string)
}

/// Whether a measure may be shown unasked.
fn is_main(score: &Score) -> bool {
    let Layer { matching, bound, orth, label, .. } = &score.key.layer;
    matching.is_compared(*bound, *orth, label, score.measure.name)
}

/// `Err` names the field in which the signatures of one row differ, or says that other articles were run.
fn comparable(scores: &BTreeMap<String, Score>, cells: &BTreeMap<CellName, Covered>) -> Result<()> {
    let articles = |score: &Score| cells.get(&CellName::of(&score.system, score.key.by_ref())).map(|covered| &covered.articles);
    let mut signed = scores.values().map(|score| (score, score.signature()));
    let Some((first, line)) = signed.next() else { return Ok(()) };
    for (other, other_line) in signed {
        let refused = |field: &str, a: &str, b: &str| {
            let said = format!("`{}` and `{}` are not comparable: {field} is `{a}` and `{b}`", first.system, other.system);
            Err(Exit::error(exit::NOT_COMPARABLE, said))
        };
        if let Some((field, a, b)) = signature::difference(&line, &other_line) {
            return refused(&field, &a, &b);
        }
        let (Some(one), Some(two)) = (articles(first), articles(other)) else { continue };
        if let Some(article) =
            one.keys().find(|article| !two.contains_key(*article)).or_else(|| two.keys().find(|article| !one.contains_key(*article)))
        {
            let (with, without) = if one.contains_key(article) { (first, other) } else { (other, first) };
            let said = format!("`{}` was run on article `{article}`, `{}` was not: run both on the same articles", with.system, without.system);
            return Err(Exit::error(exit::NOT_COMPARABLE, said));
        }
    }
    Ok(())
}
