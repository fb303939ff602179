//! `mihak verify`: is the gold what it claims to be?

use anyhow::{Context, Result};

use crate::cli::VerifyArgs;
use crate::corpus::Corpus;
use crate::exit::FINE;
use crate::guidelines;
use crate::problem::{Problems, count};

use super::{labels_known, print, suite};

pub fn run(args: &VerifyArgs) -> Result<u8> {
    let suite = suite(&args.suite)?;
    let mut out = String::new();
    for spec in &suite.corpora {
        let (corpus, stale) = Corpus::load_declared(&suite.corpora_root, spec)?;
        labels_known(&suite, spec, &corpus)?;
        let mut problems = Problems::default();
        stale.into_iter().for_each(|said| problems.note(said));
        if corpus.gold.guidelines.as_deref() == Some("mihak") {
            guidelines::check(&corpus, &mut problems);
        }
        problems.into_result().with_context(|| format!("corpus `{}`", corpus.name))?;
        let words = corpus.gold.words.as_ref().map_or(0, |words| words.iter().flatten().filter(|word| !word.is_punctuation()).count());
        let mentions = corpus.gold.mentions.as_ref().map_or(0, |mentions| mentions.iter().map(Vec::len).sum());
        out.push_str(&format!(
            "{}: {}, {}, {}: no fault\n",
            corpus.signed(),
            count(corpus.articles.len(), "article"),
            count(words, "word"),
            count(mentions, "mention")
        ));
        if args.review {
            guidelines::doubtful(&corpus).iter().for_each(|line| out.push_str(&format!("  review {line}\n")));
        }
    }
    out.push_str(&format!("suite {}: {}, {}\n", suite.shown, count(suite.systems.len(), "system"), count(suite.gates.len(), "gate")));
    print(&out)?;
    Ok(FINE)
}
