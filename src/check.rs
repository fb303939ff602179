//! The gate: fresh counts against the blessed ones, in the order coverage, comparability, identity, tolerance.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use crate::exit::{FINE, NOT_COMPARABLE, NOTHING_RAN, REGRESSED};
use crate::problem::count;
use crate::results::{CellName, Covered, Results, view_name};
use crate::score::SCORER;
use crate::score::measures::{self, Score};
use crate::suite::{Gate, Suite};

/// What `mihak check` found.
#[derive(Debug, PartialEq)]
pub struct Verdict {
    /// The exit code, see [`crate::exit`].
    pub code: u8,
    /// What a user reads, line by line; the last line is the verdict in one sentence.
    pub lines: Vec<String>,
}

/// The blessed results as they stand in their folder.
pub struct Baseline {
    /// The counts.
    pub results: Results,
    /// The bytes of its scores.csv, if there is one.
    pub scores: Option<Vec<u8>>,
}

/// Compares the systems for which `selected` holds.
///
/// The code is [`NOTHING_RAN`] if there are no fresh counts or a blessed cell, article or answer is missing,
/// [`NOT_COMPARABLE`] if there is no baseline or it was counted on other gold or by another scorer, [`REGRESSED`] if a gated
/// measure fell by more than `tolerance` (share of 1), [`FINE`] otherwise. `Err` only if scores cannot be computed.
pub fn check(fresh: &Results, blessed: &Baseline, suite: &Suite, selected: &dyn Fn(&str) -> bool) -> Result<Verdict> {
    let Suite { gates, tolerance, boot, .. } = suite;
    let (tolerance, boot) = (*tolerance, *boot);
    let only = |results: &Results| Results {
        systems: results.systems.iter().filter(|(name, _)| selected(name)).map(|(name, counts)| (name.clone(), counts.clone())).collect(),
    };
    let end = |code: u8, mut lines: Vec<String>, said: String| {
        lines.push(said);
        Ok(Verdict { code, lines })
    };
    if fresh.is_empty() {
        return end(NOTHING_RAN, vec![], "no fresh results: run `mihak run` first".into());
    }
    if blessed.results.is_empty() {
        return end(NOT_COMPARABLE, vec![], "no baseline: run `mihak bless --because \"first baseline\"`".into());
    }
    let mut blessed_scores = blessed.results.scores(boot)?;
    let follows = blessed.scores.as_ref() == Some(&measures::write(&blessed_scores));
    blessed_scores.retain(|score| selected(&score.system));
    let (fresh, blessed) = (only(fresh), only(&blessed.results));
    if fresh.is_empty() && blessed.is_empty() {
        return end(NOTHING_RAN, vec![], "nothing selected: no system of that name in the fresh results or in the baseline".into());
    }
    let (now, before) = (fresh.cells(), blessed.cells());
    let missing = missing_coverage(&now, &before);
    if !missing.is_empty() {
        let said = format!("coverage shrank: {} of the baseline", count(missing.len(), "part"));
        return end(NOTHING_RAN, missing, said);
    }
    let stale = not_comparable(&fresh, &blessed, &now, &before);
    if !stale.is_empty() {
        return end(NOT_COMPARABLE, stale, "not comparable with the baseline: run `mihak bless --because …` if the change is meant".into());
    }
    if !follows {
        return end(NOT_COMPARABLE, vec![], "the baseline's scores.csv is not what its counts give: `mihak bless` writes it anew".into());
    }
    let mut lines: Vec<String> = now
        .keys()
        .filter(|cell| !before.contains_key(*cell))
        .map(|cell| format!("new      {cell}: not in the baseline, so nothing holds it until it is blessed"))
        .collect();
    lines.extend(versions(&fresh, &blessed));
    let held: Vec<&Gate> = gates.iter().filter(|gate| selected(&gate.system)).collect();
    let changes = Changes::new(fresh.scores(None)?, blessed_scores);
    let (verdicts, regressed, unknown) = changes.gates(&held, tolerance);
    lines.extend(changes.lines());
    lines.extend(verdicts);
    if unknown > 0 {
        let said = format!("{} no measure of the baseline: correct the gate, or bless", if unknown == 1 { "a gate names" } else { "gates name" });
        return end(NOT_COMPARABLE, lines, said);
    }
    let hold = format!("{} {}", count(held.len(), "gate"), if held.len() == 1 { "holds" } else { "hold" });
    let same = blessed.systems.iter().all(|(name, before)| fresh.systems.get(name).is_some_and(|now| now.rows == before.rows));
    match regressed {
        0 if same => end(FINE, lines, format!("identical to the baseline: {hold}")),
        0 => end(FINE, lines, format!("{} changed, {hold}", count(changes.changed.len(), "measure"))),
        n => end(REGRESSED, lines, format!("regressed: {n} of {} fell by more than {tolerance}", count(held.len(), "gate"))),
    }
}

/// A line for every system whose receipt is not that of the baseline.
fn versions(fresh: &Results, blessed: &Results) -> Vec<String> {
    let both = blessed.systems.iter().filter_map(|(name, before)| Some((name, before, fresh.systems.get(name)?)));
    both.filter(|(_, before, now)| before.version != now.version)
        .map(|(name, before, now)| format!("version  {name}: `{}`, the baseline is of `{}`", now.version, before.version))
        .collect()
}

fn missing_coverage(now: &BTreeMap<CellName, Covered>, before: &BTreeMap<CellName, Covered>) -> Vec<String> {
    let mut missing = Vec::new();
    for (cell, blessed) in before {
        let Some(fresh) = now.get(cell) else {
            missing.push(format!("missing  {cell}: in the baseline, but not in the fresh results"));
            continue;
        };
        if fresh.corpus != blessed.corpus {
            // Another corpus may have other articles: that is a matter of comparability.
            continue;
        }
        let lost = fresh.lacks(blessed);
        missing.extend(lost.into_iter().map(|view| format!("missing  {cell}: view {view} is in the baseline, but not in the fresh results")));
        for (article, answered) in &blessed.articles {
            match fresh.articles.get(article) {
                None => missing.push(format!("missing  {cell}: article {article} was not run")),
                Some(false) if *answered => missing.push(format!("failed   {cell}: article {article} was answered before")),
                _ => {}
            }
        }
    }
    missing
}

fn not_comparable(fresh: &Results, blessed: &Results, now: &BTreeMap<CellName, Covered>, before: &BTreeMap<CellName, Covered>) -> Vec<String> {
    let mut stale: BTreeSet<String> = BTreeSet::new();
    for (system, counts) in blessed.systems.iter().chain(&fresh.systems) {
        if counts.scorer != SCORER {
            stale.insert(format!("differs  {system}: scorer is {SCORER}, counts are of scorer {}", counts.scorer));
        }
    }
    for (cell, blessed) in before {
        let Some(fresh) = now.get(cell) else { continue };
        if fresh.corpus != blessed.corpus {
            stale.insert(format!("differs  {cell}: corpus is {}, the baseline is of {}", fresh.corpus, blessed.corpus));
        }
        for view in &blessed.views {
            let name = view_name(view);
            if let Some(other) = fresh.views.iter().find(|fresh| view_name(fresh) == name).filter(|fresh| *fresh != view) {
                stale.insert(format!("differs  {cell}: view is {other}, the baseline is of {view}"));
            }
        }
    }
    stale.into_iter().collect()
}

/// A measure by its names: system, corpus, split, task, match, bound, orth, view, label, measure.
type Name = [String; 10];

/// The measures that are not what they were: before and now.
struct Changes {
    changed: Vec<(Name, Option<f64>, Option<f64>)>,
    now: BTreeMap<Name, Option<f64>>,
    before: BTreeMap<Name, Option<f64>>,
}

fn name(score: &Score) -> Name {
    let [matching, bound, orth, view, label] = score.key.layer.fields();
    [&score.system, score.key.corpus_name(), &score.key.split, &score.key.task, matching, bound, orth, view, label, score.measure].map(str::to_string)
}

impl Changes {
    fn new(fresh: Vec<Score>, blessed: Vec<Score>) -> Changes {
        let by_name = |scores: Vec<Score>| scores.iter().map(|score| (name(score), score.value)).collect::<BTreeMap<Name, Option<f64>>>();
        let (now, before) = (by_name(fresh), by_name(blessed));
        let names: BTreeSet<&Name> = now.keys().chain(before.keys()).collect();
        let value = |scores: &BTreeMap<Name, Option<f64>>, name: &Name| scores.get(name).copied().flatten();
        let cells: BTreeSet<&[String]> = before.keys().map(|name| &name[..4]).collect();
        let mut changed: Vec<(Name, Option<f64>, Option<f64>)> = names
            .into_iter()
            .filter(|name| cells.contains(&name[..4]))
            .map(|name| (name.clone(), value(&before, name), value(&now, name)))
            .filter(|(_, before, now)| before != now)
            .collect();
        changed.sort_by(|a, b| size(b).total_cmp(&size(a)).then_with(|| a.0.cmp(&b.0)));
        Changes { changed, now, before }
    }

    /// The largest changes.
    fn lines(&self) -> Vec<String> {
        const SHOWN: usize = 15;
        let mut lines: Vec<String> =
            self.changed.iter().take(SHOWN).map(|(name, before, now)| format!("changed  {}: {}", title(name), arrow(*before, *now))).collect();
        if self.changed.len() > SHOWN {
            lines.push(format!("         … and {} more", self.changed.len() - SHOWN));
        }
        lines
    }

    /// A line for every gate and split; the number of gates that regressed, and of gates that name no measure.
    fn gates(&self, gates: &[&Gate], tolerance: f64) -> (Vec<String>, usize, usize) {
        let (mut lines, mut regressed, mut unknown) = (Vec::new(), 0, 0);
        for gate in gates {
            let held: Vec<&Name> = self.before.keys().filter(|name| covers(gate, name)).collect();
            if held.is_empty() {
                unknown += 1;
                lines.push(format!("unknown  {gate}"));
            }
            let mut fell = false;
            for name in held {
                let (before, now) = (self.before[name], self.now.get(name).copied().flatten());
                let worse = match (before, now) {
                    // A loss of exactly the tolerance is forgiven, also where floats disagree about the last digit.
                    (Some(before), Some(now)) => before - now > tolerance + 1e-9,
                    (before, now) => before.is_some() && now.is_none(),
                };
                fell |= worse;
                lines.push(format!("{}  {}: {}", if worse { "WORSE  " } else { "holds  " }, title(name), arrow(before, now)));
            }
            regressed += usize::from(fell);
        }
        (lines, regressed, unknown)
    }
}

fn covers(gate: &Gate, [system, corpus, split, task, matching, bound, orth, view, label, measure]: &Name) -> bool {
    gate.system == *system
        && gate.corpus == *corpus
        && gate.split.as_ref().is_none_or(|wanted| wanted == split)
        && gate.task.name() == task
        && gate.matching == *matching
        && gate.bound == *bound
        && gate.orth == *orth
        && gate.view.as_ref().is_none_or(|wanted| wanted == view_name(view))
        && gate.label == *label
        && gate.measure == *measure
}

fn size((_, before, now): &(Name, Option<f64>, Option<f64>)) -> f64 {
    match (before, now) {
        (Some(before), Some(now)) => (now - before).abs(),
        _ => 1.0,
    }
}

fn title([system, corpus, split, _, matching, bound, orth, view, label, measure]: &Name) -> String {
    let layers = [matching, bound, orth, view, label].into_iter().filter(|layer| !layer.is_empty()).cloned().collect::<Vec<_>>().join("/");
    format!("{system} × {corpus} ({split}) {layers} {measure}")
}

fn arrow(before: Option<f64>, now: Option<f64>) -> String {
    let shown = |value: Option<f64>| value.map_or("undefined".into(), |value| format!("{value:.4}"));
    match (before, now) {
        (Some(a), Some(b)) if a == b => shown(now),
        (Some(a), Some(b)) => format!("{} → {} ({:+.4})", shown(before), shown(now), b - a),
        _ => format!("{} → {}", shown(before), shown(now)),
    }
}
