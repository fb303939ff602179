//! `mihak list`: what there is.

use std::fmt::Write;

use anyhow::Result;
use clap::Args;
use mihak_core::format::{FORMATS, Offsets};
use mihak_core::safe::{line, terminal};
use mihak_core::wording::count;
use mihak_systems::registry::BUILTINS;

use crate::cmd::arguments::SuiteArgs;
use crate::cmd::corpora::{corpora, name_left_out, suite};
use crate::cmd::stdout::print;
use crate::exit::{Code, FINE};

/// Arguments of `mihak list`.
#[derive(Args, Debug)]
pub struct ListArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub suite: SuiteArgs,
}

/// Runs `mihak list`.
pub fn run(args: &ListArgs) -> Result<Code> {
    let suite = suite(&args.suite)?;
    let corpora = corpora(&suite, suite.corpora.iter())?;
    name_left_out(&corpora);
    let mut out = format!("suite {}\n\nsystems\n", line(&suite.shown));
    for system in &suite.systems {
        let scheme = system.scheme.map_or(String::new(), |scheme| format!(", scheme {scheme}"));
        let optional = if system.optional { ", optional" } else { "" };
        let scored = format!("{}{scheme}{optional}", system.task);
        writeln!(out, "  {:<20} {scored:<32} {}", line(&system.name), line(&system.about()))?;
    }
    out.push_str("\ncorpora\n");
    for corpus in &corpora {
        let splits: Vec<String> = corpus
            .splits()
            .into_iter()
            .map(|split| format!("{split} {}", corpus.articles.iter().filter(|article| article.split == split).count()))
            .collect();
        writeln!(out, "  {:<20} {}: {}", line(&corpus.signed()), count(corpus.articles.len(), "article"), line(&splits.join(", ")))?;
    }
    let views: Vec<String> = suite.views.iter().map(|view| line(&view.name).to_string()).collect();
    writeln!(out, "\nviews\n  {}", views.join(", "))?;
    out.push_str("\nbuiltins\n");
    for row in BUILTINS {
        writeln!(out, "  {:<20} {:<26} {}", row.name, row.version, row.about)?;
    }
    out.push_str("\nformats\n");
    for format in FORMATS {
        let unit = match format.offsets() {
            Offsets::None => String::new(),
            Offsets::Fixed(unit) => format!("; offsets in {}", unit.noun()),
            Offsets::Asked => "; offsets by surfaces or --offset-unit".into(),
        };
        writeln!(out, "  {:<20} {}{unit}", format.name(), format.about())?;
    }
    out.push_str("\ngates\n");
    suite.gates.iter().try_for_each(|gate| writeln!(out, "  {}", line(&gate.to_string())))?;
    print(terminal(&out))?;
    Ok(FINE)
}
