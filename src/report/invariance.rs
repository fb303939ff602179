//! What perturbations cost: the main measure of every system on changed texts, against the same articles as they are.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use mihak_core::measure::terms::Terms;
use mihak_core::records;
use mihak_core::score::replicates::Replicated;
use mihak_core::score::{Score, decimals};
use mihak_core::statistics::bootstrap::{Paired, SHARE, discovery_rates};
use mihak_core::statistics::tiers::RATE;
use mihak_core::text::perturb::SIGN;

use crate::report::rows::{Kind, Row, Section, is_main, shown_views};
use crate::results::Results;

/// The main measure of a system on a perturbed corpus, beside the corpus as it is.
#[derive(Clone, Debug)]
pub struct Change {
    /// The perturbation.
    pub perturbation: String,
    /// The score on the corpus as it is.
    pub plain: Score,
    /// The score on the perturbed corpus.
    pub perturbed: Score,
    /// Perturbed minus plain, over the same articles and replicates; `None` if one of them is undefined.
    pub paired: Option<Paired>,
    /// The false discovery rate of Benjamini and Hochberg over all changes of the results; `None` without p.
    pub q: Option<f64>,
}

/// Whether the score is of a perturbed corpus.
pub fn is_perturbed(score: &Score) -> bool {
    score.key.corpus_name().contains(SIGN)
}

/// The changes of all systems under all perturbations, by task, corpus, split, perturbation and system.
///
/// `scores` are those of the results. A perturbed corpus whose own corpus is not in the results has none. `Err` if counts cannot be read.
pub fn changes(results: &Results, scores: &[Score], terms: Terms, views: &[String]) -> Result<Vec<Change>> {
    let terms = terms.with_intervals();
    let views = shown_views(scores.iter(), views);
    let perturbed: BTreeSet<String> = scores.iter().filter(|score| is_perturbed(score)).map(|score| score.key.corpus_name().into()).collect();
    let plain: BTreeSet<&str> = perturbed.iter().filter_map(|name| Some(name.split_once(SIGN)?.0)).collect();
    let is_wanted = |score: &Score| (is_perturbed(score) || plain.contains(score.key.corpus_name())) && is_main(score, &views);
    let mut found: BTreeMap<(Kind, String, String, String, String), Replicated> = BTreeMap::new();
    for of in results.replicated(terms, &is_wanted)? {
        let Score { key, system, .. } = &of.score;
        let (corpus, perturbation) = key.corpus_name().split_once(SIGN).unwrap_or((key.corpus_name(), ""));
        found.insert((Kind::of(key.task), corpus.into(), key.split.clone(), perturbation.into(), system.clone()), of);
    }
    let mut changes = Vec::new();
    for ((kind, corpus, split, perturbation, system), of) in found.iter().filter(|((_, _, _, perturbation, _), _)| !perturbation.is_empty()) {
        let Some(plain) = found.get(&(*kind, corpus.clone(), split.clone(), String::new(), system.clone())) else { continue };
        let paired = plain.paired(of, SHARE);
        changes.push(Change { perturbation: perturbation.clone(), plain: plain.score.clone(), perturbed: of.score.clone(), paired, q: None });
    }
    let ps: Vec<Option<f64>> = changes.iter().map(|change| change.paired.and_then(|paired| paired.p)).collect();
    changes.iter_mut().zip(discovery_rates(&ps)).for_each(|(change, q)| change.q = q);
    Ok(changes)
}

/// A table for each task, corpus and split: a row for each perturbation, a column for each system.
pub fn sections(changes: &[Change], order: &[String]) -> Vec<Section> {
    let mut groups: BTreeMap<(Kind, &str, &str), Vec<&Change>> = BTreeMap::new();
    for change in changes {
        let key = &change.plain.key;
        groups.entry((Kind::of(key.task), key.corpus_name(), &key.split)).or_default().push(change);
    }
    groups
        .into_iter()
        .map(|((kind, corpus, split), changes)| section(&format!("{} · {corpus} · {split} · invariance", kind.name()), &changes, order))
        .collect()
}

fn section(title: &str, changes: &[&Change], order: &[String]) -> Section {
    let place = |system: &str| order.iter().position(|name| name == system).unwrap_or(usize::MAX);
    let mut systems: Vec<&str> = changes.iter().map(|change| change.plain.system.as_str()).collect();
    systems.sort_by_key(|system| (place(system), *system));
    systems.dedup();
    let cells: BTreeMap<(&str, &str), &Change> =
        changes.iter().map(|change| ((change.perturbation.as_str(), change.plain.system.as_str()), *change)).collect();
    let perturbations: BTreeSet<&str> = cells.keys().map(|(perturbation, _)| *perturbation).collect();
    let plain = |system: &&str| {
        let value = changes.iter().find(|change| change.plain.system == *system).and_then(|change| change.plain.value);
        value.map_or("–".into(), |value| format!("{value:.4}"))
    };
    let mut rows = vec![Row { system: "as it is".into(), fields: systems.iter().map(plain).collect() }];
    rows.extend(perturbations.into_iter().map(|perturbation| {
        let field = |system: &&str| cells.get(&(perturbation, *system)).map_or("–".into(), |change| shown(change));
        Row { system: perturbation.into(), fields: systems.iter().map(field).collect() }
    }));
    let notes = vec![
        "what each perturbation adds to the main measure of the first row, over the same articles; *: told apart from none (Benjamini–Hochberg, 5 %)"
            .into(),
    ];
    let columns: Vec<String> = systems.iter().map(|system| system.to_string()).collect();
    let ranks = (0..columns.len()).map(|at| at.min(usize::from(u8::MAX) - 1) as u8 + 1).collect();
    Section { title: title.into(), subject: "perturbation".into(), columns, rows, notes, ranks }
}

/// A difference, with a star if it is told apart from none.
fn shown(change: &Change) -> String {
    let Some(paired) = change.paired else { return "–".into() };
    let star = if change.q.is_some_and(|q| q <= RATE) { "*" } else { " " };
    format!("{:+.4}{star}", paired.difference)
}

/// The changes as rows of a CSV.
pub fn csv(changes: &[Change]) -> Vec<u8> {
    let header = [
        "system",
        "corpus",
        "split",
        "task",
        "perturbation",
        "match",
        "label",
        "measure",
        "plain",
        "perturbed",
        "difference",
        "lo",
        "hi",
        "p",
        "q",
        "articles",
        "signature",
    ];
    records::bytes(header, |writer| {
        changes.iter().try_for_each(|change| {
            let Score { key, system, measure, value, articles, .. } = &change.plain;
            let of = |field: fn(Paired) -> Option<f64>| decimals(change.paired.and_then(field));
            let [matching, _, _, _, label] = key.layer.fields();
            writer.write_record([
                system,
                key.corpus_name(),
                &key.split,
                key.task.name(),
                &change.perturbation,
                matching,
                label,
                measure.name,
                &decimals(*value),
                &decimals(change.perturbed.value),
                &of(|paired| Some(paired.difference)),
                &of(|paired| paired.interval.map(|interval| interval.lo)),
                &of(|paired| paired.interval.map(|interval| interval.hi)),
                &of(|paired| paired.p),
                &decimals(change.q),
                &articles.to_string(),
                &change.perturbed.signature(),
            ])
        })
    })
}
