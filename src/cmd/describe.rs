//! `mihak describe`: a corpus and its gold in numbers.

use anyhow::{Result, bail};

use crate::cli::DescribeArgs;
use crate::cmd::{Patterns, corpora, name_left_out, print, suite};
use crate::describe::{Description, describe};
use crate::exit::FINE;
use crate::report::description::{markdown, rows, terminal};
use crate::report::splice::{Splice, splice};

pub fn run(args: &DescribeArgs) -> Result<u8> {
    let suite = suite(&args.suite)?;
    let known: Vec<&str> = suite.corpora.iter().map(|spec| spec.name.as_str()).collect();
    let wanted = Patterns::new("corpus", &args.corpus, &known)?;
    let corpora = corpora(&suite, suite.corpora.iter().filter(|spec| wanted.matches(&spec.name)))?;
    name_left_out(&corpora);
    let descriptions: Vec<Description> = corpora.iter().map(describe).collect();
    if let Some(file) = &args.splice {
        let shown = file.display();
        let stale = || format!("`{shown}` is not up to date with the gold: run `mihak describe --splice {shown}`");
        splice(file, |old| splices(&descriptions, old, &shown.to_string()), args.check, stale)?;
        return Ok(FINE);
    }
    let out = match (args.csv, args.md) {
        (true, _) => rows(&descriptions)?,
        (_, true) => descriptions.iter().map(|description| format!("## {}\n\n{}\n", description.corpus, markdown(description))).collect(),
        _ => descriptions.iter().map(terminal).collect(),
    };
    print(&out)?;
    Ok(FINE)
}

/// The tables of the corpora that have a mark in the file. `Err` if none has.
fn splices(descriptions: &[Description], old: &str, shown: &str) -> Result<Vec<Splice>> {
    let all = descriptions.iter().map(|description| Splice {
        open: format!("<!-- describe {} -->", description.corpus),
        close: "<!-- /describe -->".into(),
        text: markdown(description),
    });
    let marked: Vec<Splice> = all.filter(|splice| old.contains(&splice.open)).collect();
    if marked.is_empty() {
        let names: Vec<&str> = descriptions.iter().map(|description| description.corpus.as_str()).collect();
        bail!("`{shown}` has no line `<!-- describe NAME -->` of a corpus; the names are {}", names.join(", "));
    }
    Ok(marked)
}
