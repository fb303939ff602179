//! The tiers that tables of several systems show.

use std::collections::BTreeMap;

use anyhow::Result;
use mihak_core::measure::terms::Terms;
use mihak_core::score::Score;
use mihak_core::score::replicates::Replicated;
use mihak_core::score::tiers::tiers;
use mihak_core::statistics::tiers::RATE;

use crate::report::rows::{Kind, MainTiers, is_main, shown_views};
use crate::results::Results;

/// The tiers of all systems by the main measure of each task, on every split of every corpus, among systems that are counted alike.
///
/// `scores` are those of the results. `Err` if their counts cannot be read.
pub fn main_tiers(results: &Results, scores: &[Score], terms: Terms, views: &[String]) -> Result<MainTiers> {
    let terms = terms.with_intervals();
    let views = shown_views(scores.iter(), views);
    let mut alike: BTreeMap<(Kind, String, String, String), Vec<Replicated>> = BTreeMap::new();
    for found in results.replicated(terms, &|score| is_main(score, &views))? {
        let key = &found.score.key;
        alike.entry((Kind::of(key.task), key.corpus_name().into(), key.split.clone(), found.score.signature())).or_default().push(found);
    }
    let mut found = MainTiers::new();
    for ((kind, corpus, split, _), systems) in alike.into_iter().filter(|(_, systems)| systems.len() > 1) {
        for (system, tier) in systems.iter().zip(tiers(&systems.iter().collect::<Vec<_>>(), RATE).tiers) {
            found.extend(tier.map(|tier| ((kind, corpus.clone(), split.clone(), system.score.system.clone()), tier)));
        }
    }
    Ok(found)
}
