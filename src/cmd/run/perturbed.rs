//! `run --perturb`: the corpora of a run once more, with their texts changed.

use anyhow::Result;
use mihak_core::safe::line;
use mihak_core::text::perturb::Perturbation;
use mihak_core::wording::count;

use crate::cmd::patterns::Patterns;
use crate::corpus::{Articles, Gone, PerturbedCorpus};
use crate::problem::tell;

/// Every corpus under every perturbation that one of the patterns names; `all` names all. What is gone of gold is told unless nothing is to
/// be said.
///
/// `Err` with [`crate::exit::NOTHING_RAN`] if a pattern names none.
pub fn perturbed<'a>(named: &[String], corpora: &'a [Box<dyn Articles>], quiet: bool) -> Result<Vec<PerturbedCorpus<'a>>> {
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let patterns: Vec<String> = named.iter().map(|name| if name == "all" { "*".into() } else { name.clone() }).collect();
    let known: Vec<&str> = Perturbation::all().iter().map(|perturbation| perturbation.name).collect();
    let wanted = Patterns::new("perturbation", &patterns, &known)?;
    let mut made = Vec::new();
    for corpus in corpora {
        for perturbation in Perturbation::all().iter().filter(|perturbation| wanted.matches(perturbation.name)) {
            let perturbed = PerturbedCorpus::new(&**corpus, perturbation)?;
            if perturbed.gone != Gone::default() && !quiet {
                let Gone { words, segments, mentions } = perturbed.gone;
                let parts = [(words, "word"), (segments, "segment"), (mentions, "mention")];
                let parts: Vec<String> = parts.into_iter().filter(|(number, _)| *number > 0).map(|(number, noun)| count(number, noun)).collect();
                tell(line(&format!("mihak: {}: gold has no letter left of {}, left out", perturbed.name(), parts.join(", "))));
            }
            made.push(perturbed);
        }
    }
    Ok(made)
}
