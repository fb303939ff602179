//! `mihak report`: results as Markdown, alone or spliced into a file, as one HTML file, or what `cargo bench` measured as CSV.

mod arguments;
mod speed;

use std::collections::BTreeMap;

use anyhow::Result;
use mihak_core::measure::terms::Terms;
use mihak_core::score::replicates::Replicated;
use mihak_core::score::{self, Score};
use mihak_core::statistics::tiers::RATE;

use crate::cmd::folders::{baseline, some};
use crate::cmd::page;
use crate::cmd::stdout::{print_latex, print_markdown};
use crate::exit::{Code, FINE};
use crate::report::rows::{Kind, MainTiers, is_main, shown_views, tiered};
use crate::report::splice::{Splice, splice};
use crate::report::{latex, table};
use crate::results::Results;
use crate::suite::Suite;

pub use arguments::ReportArgs;

const OPEN: &str = "<!-- mihak:results -->";
const CLOSE: &str = "<!-- /mihak:results -->";

/// The tiers of all systems by the main measure of each task, on every split of every corpus, among systems that are counted alike.
fn tiers(results: &Results, scores: &[Score], suite: &Suite, views: &[String]) -> Result<MainTiers> {
    let terms = Terms { boot: Some(suite.terms.boot.unwrap_or_default()), ..suite.terms };
    let views = shown_views(scores.iter(), views);
    let mut alike: BTreeMap<(Kind, String, String, String), Vec<Replicated>> = BTreeMap::new();
    for found in results.replicated(terms, &|score| is_main(score, &views))? {
        let key = &found.score.key;
        alike.entry((Kind::of(key.task), key.corpus_name().into(), key.split.clone(), found.score.signature())).or_default().push(found);
    }
    let mut tiers = MainTiers::new();
    for ((kind, corpus, split, _), systems) in alike.into_iter().filter(|(_, systems)| systems.len() > 1) {
        for (system, tier) in systems.iter().zip(score::tiers::tiers(&systems.iter().collect::<Vec<_>>(), RATE).tiers) {
            tiers.extend(tier.map(|tier| ((kind, corpus.clone(), split.clone(), system.score.system.clone()), tier)));
        }
    }
    Ok(tiers)
}

/// Runs `mihak report`. `Err` with [`crate::exit::NOT_COMPARABLE`] if `--check` finds a file that is not up to date.
pub fn run(args: &ReportArgs) -> Result<Code> {
    if args.speed {
        return speed::run(args);
    }
    let suite = Suite::find(args.suite.as_deref())?;
    let (results, root, path) = baseline(&suite, args.results.as_deref())?;
    some(&results, &root.shown(&path))?;
    if let Some(file) = &args.html {
        let content = page::content(&suite, &results.scores(suite.terms)?, &root, &path)?;
        page::write(file, &content, false)?;
        return Ok(FINE);
    }
    let (order, views) = suite.order();
    let scores = results.scores(suite.terms)?;
    let tiers = tiers(&results, &scores, &suite, &views)?;
    let sections = tiered(&scores, &order, &views, Some(&tiers));
    if args.latex {
        print_latex(&latex::tables(&sections))?;
        return Ok(FINE);
    }
    let markdown = table::markdown(&sections);
    let Some(file) = &args.splice else {
        print_markdown(&markdown)?;
        return Ok(FINE);
    };
    let stale = || format!("`{0}` is not up to date with `{1}`: run `mihak report --splice {0}`", file.display(), root.shown(&path));
    let put = Splice { open: OPEN.into(), close: CLOSE.into(), text: markdown };
    splice(file, |_| Ok(vec![put]), args.check, stale)?;
    Ok(FINE)
}
