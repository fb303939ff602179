//! The suite and the corpora that arguments name.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use mihak_core::annotation::{GoldMention, Labels, unusable};
use mihak_core::error::Problems;
use mihak_core::safe::line;
use mihak_core::wording::count;

use crate::cmd::arguments::SuiteArgs;
use crate::cmd::folders::utf8;
use crate::corpus::{Articles, Corpus, CorpusSpec, PackedCorpus, size};
use crate::exit::{Exit, INVALID};
use crate::folder::Root;
use crate::problem::{each, tell, told};
use crate::suite::Suite;

/// The suite of the arguments, with its corpora replaced by `--articles` and `--gold` if these are given.
pub fn suite(args: &SuiteArgs) -> Result<Suite> {
    let mut suite = Suite::find(args.suite.as_deref())?;
    if let Some(articles) = &args.articles {
        let gold = args.gold.as_deref().map(|gold| utf8(gold).map(String::from)).transpose()?;
        suite.corpora = vec![CorpusSpec { name: corpus_name(articles), articles: utf8(articles)?.into(), gold, ..CorpusSpec::default() }];
        suite.corpora_root = Root::here();
        suite.gates.clear();
    }
    Ok(suite)
}

/// The name of a corpus that only has a folder: the folder's, with `-` for what names may not hold.
fn corpus_name(articles: &Path) -> String {
    let folder = fs::canonicalize(articles).unwrap_or_else(|_| articles.to_path_buf());
    let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or("articles");
    let name: String = name.chars().map(|c| if c.is_alphanumeric() || "._-".contains(c) { c } else { '-' }).collect();
    let name = name.trim_start_matches('.');
    if name.is_empty() { "articles".into() } else { name.into() }
}

/// The corpora of a suite, in its order. `Err` holds the faults of every corpus.
pub fn corpora<'a>(suite: &Suite, specs: impl Iterator<Item = &'a CorpusSpec>) -> Result<Vec<Corpus>> {
    each_loaded(specs, |spec| loaded(suite, spec))
}

fn loaded(suite: &Suite, spec: &CorpusSpec) -> Result<Corpus> {
    let corpus = Corpus::load(&suite.corpora_root, spec)?;
    labels_known(suite, spec, &corpus)?;
    Ok(corpus)
}

/// What `load` gives for every stanza; `Err` holds the faults of all.
fn each_loaded<'a, T>(specs: impl Iterator<Item = &'a CorpusSpec>, load: impl Fn(&CorpusSpec) -> Result<T>) -> Result<Vec<T>> {
    let mut corpora = Vec::new();
    let mut faults = Vec::new();
    for spec in specs {
        match load(spec) {
            Ok(corpus) => corpora.push(corpus),
            Err(error) => faults.push(told(&error)),
        }
    }
    if !faults.is_empty() {
        return Err(Exit::lines(INVALID, each(faults)));
    }
    Ok(corpora)
}

/// A corpus of more bytes of text and gold than this is packed: in memory it would take ten times as much.
const LARGE: u64 = 64 << 20;

/// The corpora of a suite for a run, in its order; those that are large are packed. `Err` holds the faults of every corpus.
pub fn corpora_to_run<'a>(suite: &Suite, specs: impl Iterator<Item = &'a CorpusSpec>) -> Result<Vec<Box<dyn Articles>>> {
    each_loaded(specs, |spec| {
        if let Root::Disk(folder) = &suite.corpora_root
            && size(&suite.corpora_root, spec)? > LARGE
        {
            let file = entities_file(suite, spec);
            let check = |problems: &mut Problems, gold: &GoldMention, labels: &Labels| label_known(suite, &file, problems, gold, labels);
            if let Some(packed) = PackedCorpus::load(folder, spec, &check)? {
                return Ok(Box::new(packed) as Box<dyn Articles>);
            }
        }
        loaded(suite, spec).map(|corpus| Box::new(corpus) as Box<dyn Articles>)
    })
}

/// Says on stderr which files of the corpora's folders were not read.
pub fn name_left_out<'a>(corpora: impl Iterator<Item = &'a dyn Articles>) {
    for corpus in corpora.filter(|corpus| !corpus.left_out().is_empty()) {
        let (n, names) = (count(corpus.left_out().len(), "file"), corpus.left_out().join(", "));
        tell(line(&format!("mihak: corpus `{}`: {n} left out, because articles are named <id>.txt: {names}", corpus.name())));
    }
}

/// `Err` if a gold label cannot stand in results, or is unknown to one of the suite's views: it could neither be mapped nor be dropped.
pub fn labels_known(suite: &Suite, spec: &CorpusSpec, corpus: &Corpus) -> Result<()> {
    let mut problems = Problems::default();
    let file = entities_file(suite, spec);
    let mentions = corpus.gold.mentions.iter().flatten().flatten();
    mentions.for_each(|gold| label_known(suite, &file, &mut problems, gold, &corpus.gold.labels));
    problems.into_result().with_context(|| format!("corpus `{}`", corpus.name))
}

fn entities_file(suite: &Suite, spec: &CorpusSpec) -> String {
    suite.corpora_root.shown(&format!("{}/entities.csv", spec.gold.as_deref().unwrap_or_default()))
}

/// Notes a label that cannot stand in results, or that a view does not know.
fn label_known(suite: &Suite, file: &str, problems: &mut Problems, gold: &GoldMention, labels: &Labels) {
    let label = labels.name(gold.mention.label);
    if let Some(why) = unusable(label) {
        problems.line(file, gold.line, format!("label `{label}` cannot be scored: {why}; rename it"));
    } else if let Some(view) = suite.views.iter().find(|view| !view.knows(label)) {
        let known = view.known().collect::<Vec<_>>().join(", ");
        let said =
            format!("unknown label `{label}`: view `{}` knows {known}; correct it, or map it in a view of your own ([score] views)", view.name);
        problems.line(file, gold.line, said);
    }
}
