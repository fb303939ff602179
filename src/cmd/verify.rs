//! `mihak verify`: checks of gold, hashes and the suite, and of whether systems keep the contract.

use anyhow::{Context, Result};
use clap::Args;
use mihak_core::error::Problems;
use mihak_core::safe::{Terminal, line, terminal};
use mihak_core::wording::count;

use crate::cmd::arguments::SuiteArgs;
use crate::cmd::corpora::{labels_known, suite};
use crate::cmd::patterns::Patterns;
use crate::cmd::stdout::print;
use crate::cmd::stop::heed_signals;
use crate::corpus::Corpus;
use crate::describe::{duplicates, guidelines, hard};
use crate::exit::{self, Code, Exit, FINE};
use crate::problem::each;
use crate::stop::Stop;
use crate::suite::Suite;
use crate::system::conformance;

/// Arguments of `mihak verify`.
#[derive(Args, Debug)]
pub struct VerifyArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub suite: SuiteArgs,
    /// Try systems of this name on texts that often break adapters, instead of checking gold; `*` and `?` are allowed
    #[arg(short, long, value_name = "PATTERN", conflicts_with = "review")]
    pub system: Vec<String>,
    /// List also mentions of one text with several types, and words that are cut in several ways
    #[arg(long)]
    pub review: bool,
}

/// Runs `mihak verify`. `Err` holds the faults of gold and suite, or with [`exit::SYSTEM_FAILED`] those of the systems.
pub fn run(args: &VerifyArgs) -> Result<Code> {
    let suite = suite(&args.suite)?;
    if !args.system.is_empty() {
        return systems(&suite, &args.system);
    }
    let mut out = String::new();
    let mut corpora: Vec<(&String, Corpus)> = Vec::new();
    for spec in &suite.corpora {
        let (corpus, stale) = Corpus::load_declared(&suite.corpora_root, spec)?;
        labels_known(&suite, spec, &corpus)?;
        let mut problems = Problems::default();
        stale.into_iter().for_each(|said| problems.note(said));
        if corpus.gold.guidelines.as_deref() == Some("mihak") {
            guidelines::check(&corpus, &mut problems);
        }
        hard::check(&corpus, &mut problems);
        problems.into_result().with_context(|| format!("corpus `{}`", corpus.name))?;
        let words = corpus.gold.words.as_ref().map_or(0, |words| words.iter().flatten().filter(|word| !word.is_punctuation()).count());
        let mentions = corpus.gold.mentions.as_ref().map_or(0, |mentions| mentions.iter().map(Vec::len).sum());
        out.push_str(&format!(
            "{}: {}, {}, {}: no fault\n",
            line(&corpus.signed()),
            count(corpus.articles.len(), "article"),
            count(words, "word"),
            count(mentions, "mention")
        ));
        if args.review {
            guidelines::doubtful(&corpus).iter().for_each(|doubt| out.push_str(&format!("  review {}\n", line(doubt))));
        }
        // Two stanzas of one folder, with gold and without, are one corpus here.
        if !corpora.iter().any(|(folder, _)| **folder == spec.articles) {
            corpora.push((&spec.articles, corpus));
        }
    }
    let mut problems = Problems::default();
    duplicates::check(&corpora.iter().map(|(_, corpus)| corpus).collect::<Vec<_>>(), &mut problems);
    problems.into_result().context("articles that share text")?;
    out.push_str(&format!("suite {}: {}, {}\n", line(&suite.shown), count(suite.systems.len(), "system"), count(suite.gates.len(), "gate")));
    print(terminal(&out))?;
    Ok(FINE)
}

/// Whether systems keep the contract, each on its own lines. `Err` with [`exit::SYSTEM_FAILED`] if one does not.
fn systems(suite: &Suite, patterns: &[String]) -> Result<Code> {
    let known: Vec<&str> = suite.systems.iter().map(|system| system.name.as_str()).collect();
    let wanted = Patterns::new("system", patterns, &known)?;
    let stop = Stop::default();
    heed_signals(&stop);
    let mut faults: Vec<Terminal> = Vec::new();
    for system in suite.systems.iter().filter(|system| wanted.matches(&system.name)) {
        let (name, about) = (line(&system.name), system.about());
        print(terminal(&format!("{name} ({}), task {}\n", line(&about), system.task)))?;
        let findings = match conformance::check(system, &stop) {
            _ if stop.is_raised() => return Err(Exit::error(exit::INTERRUPTED, "interrupted")),
            Ok(findings) => findings,
            Err(failure) => {
                print(terminal(&format!("  {failure}\n")))?;
                faults.push(terminal(&format!("{name} {failure}")).into_owned());
                continue;
            }
        };
        for finding in &findings {
            let (mark, found) = match &finding.found {
                Ok(found) => ("ok   ", found),
                Err(found) => ("WRONG", found),
            };
            print(terminal(&format!("  {mark} {}: {}\n", line(&finding.tried), line(found))))?;
        }
        let wrong = findings.iter().filter(|finding| finding.found.is_err()).count();
        if wrong > 0 {
            faults.push(terminal(&format!("{name}: {wrong} of {} wrong", count(findings.len(), "trial"))).into_owned());
        }
    }
    match faults.is_empty() {
        true => Ok(FINE),
        false => Err(Exit::lines(exit::SYSTEM_FAILED, each(faults))),
    }
}
