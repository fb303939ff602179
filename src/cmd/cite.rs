//! `mihak cite`: how the numbers of some results were made, as a sentence for a paper, and what to cite.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use mihak_core::measure::key::SCORER;
use mihak_core::safe::{line, terminal};
use mihak_core::statistics::tiers::RATE;
use mihak_core::wording::count;

use crate::cmd::folders::{results, some};
use crate::cmd::stdout::print;
use crate::exit::{Code, FINE};
use crate::suite::Suite;

/// Arguments of `mihak cite`.
#[derive(Args, Debug)]
pub struct CiteArgs {
    /// A folder of results [default: target/mihak]
    #[arg(long, value_name = "DIR")]
    pub results: Option<PathBuf>,
    /// The suite, for seed and number of replicates [default: ./suite.toml, or the embedded one]
    #[arg(long, value_name = "FILE")]
    pub suite: Option<PathBuf>,
}

/// What to cite, as the repository says it.
const CITATION: &str = include_str!("../../CITATION.cff");

/// Runs `mihak cite`. `Err` if there are no results.
pub fn run(args: &CiteArgs) -> Result<Code> {
    let (found, folder) = results(args.results.as_deref())?;
    some(&found, &folder.display().to_string())?;
    let boot = Suite::find(args.suite.as_deref())?.terms.boot.unwrap_or_default();
    let mut articles: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (cell, covered) in found.cells()? {
        let most = articles.entry((covered.corpus, cell.split)).or_default();
        *most = covered.articles.len().max(*most);
    }
    let corpora: Vec<String> =
        articles.iter().map(|((corpus, split), articles)| format!("{} ({split}, {})", line(corpus), count(*articles, "article"))).collect();
    let version = env!("CARGO_PKG_VERSION");
    let sentences = format!(
        "Scores were made with Mihak {version}, revision {SCORER} of its definitions, on {}. Their 95 % intervals are from {} Poisson replicates of the articles \
         (seed {}), widened for few articles (Hesterberg 2015). Differences between systems are paired on the same replicates; p is two-sided. For two systems the \
         false discovery rate is controlled over all measures that are shown (Benjamini and Hochberg 1995). For more, it is controlled over all pairs of a measure at \
         {} % (Benjamini and Yekutieli 2001): a tier begins at a system that is worse than the first of the tier above.",
        corpora.join(", "),
        boot.resamples,
        boot.seed,
        RATE * 100.0
    );
    print(terminal(&format!("{sentences}\n\n{}", bibtex(CITATION)?)))?;
    Ok(FINE)
}

/// The entry of BibTeX that a CITATION.cff gives. `Err` names the field that it lacks.
fn bibtex(citation: &str) -> Result<String> {
    let field = |name: &str| {
        let mut lines = citation.lines().map(|line| line.trim_start_matches([' ', '-']));
        let found = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        found.map(|value| value.trim().trim_matches('"')).with_context(|| format!("CITATION.cff has no field `{name}`"))
    };
    let (title, author, version, license) = (field("title")?, field("name")?, field("version")?, field("license")?);
    Ok(format!(
        "@software{{mihak,\n  title = {{{{{title}}}}},\n  author = {{{{{author}}}}},\n  version = {{{version}}},\n  license = {{{license}}}\n}}\n"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entry_has_what_the_citation_file_says() {
        let entry = bibtex(CITATION).unwrap();
        let version = concat!("version = {", env!("CARGO_PKG_VERSION"), "}");
        for wanted in ["@software{mihak,", "title = {{Mihak: ", "author = {{The Mihak developers}}", version, "license = {MIT OR Apache-2.0}"] {
            assert!(entry.contains(wanted), "{wanted}: {entry}");
        }
        assert_eq!(bibtex("title: x").unwrap_err().to_string(), "CITATION.cff has no field `name`");
    }
}
