//! What the one HTML file of results holds: scores, speeds, and the articles of the suite with the errors that were kept.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Result;
use mihak_core::safe::line;
use mihak_core::score::Score;
use mihak_core::text::perturb::SIGN;
use mihak_core::view::View;
use mihak_core::wording::count;

use crate::corpus::Corpus;
use crate::folder::{Root, write_atomically};
use crate::page::{Content, Gathered, Speed, articles, page, speeds};
use crate::problem::tell;
use crate::report::rows::MainTiers;
use crate::results::{ErrorRecord, StoredErrors, errors_of};
use crate::suite::Suite;

/// So many articles can be read on a page; more would make it slow to open.
const ARTICLES: usize = 1_000;

/// The page of the results at a path below a root, which have these scores.
///
/// `Err` if the errors beside them cannot be read. Where a text is not at hand, or is another than the one that was scored, the page says so.
pub fn content(suite: &Suite, scores: Vec<Score>, tiers: MainTiers, root: &Root, path: &str) -> Result<Content> {
    let (order, views) = suite.order();
    let systems = systems(&scores, &order);
    let mut content = Content { title: format!("results of `{}`", root.shown(path)), views, scores, tiers, ..Content::default() };
    let records = records(root, path, &systems)?;
    let found: BTreeSet<&str> = records.iter().map(|record| record.row.view.as_str()).collect();
    let view = suite.views.iter().find(|view| found.contains(view.name.as_str())).or(suite.views.first());
    let mut has_perturbed = false;
    for (signed, splits) in cells(&content.scores) {
        if signed.contains(SIGN) {
            has_perturbed = true;
            continue;
        }
        match read(suite, &signed, &splits, view, &records, &systems) {
            Ok(gathered) => {
                content.notes.extend(gathered.misplaced());
                content.articles.extend(gathered.articles);
            }
            Err(said) => content.notes.push(said),
        }
    }
    if has_perturbed {
        content.notes.push("texts under perturbations are not shown: they are those of their corpora, changed".into());
    }
    let strangers = records.iter().filter(|record| !systems.contains(&record.of.system)).count();
    if strangers > 0 {
        content.notes.push(format!("{} of systems without a score are not shown", count(strangers, "error")));
    }
    shorten(&mut content);
    let with_errors: BTreeSet<&str> = records.iter().map(|record| record.of.system.as_str()).collect();
    let without = systems.iter().filter(|system| !with_errors.contains(system.as_str())).count();
    if without > 0 && !content.articles.is_empty() {
        content.notes.push(format!("the single errors of {} are not kept in these results: `mihak run` writes them", count(without, "system")));
    }
    let (kept, unread) = kept_speeds(root, path)?;
    content.speeds = kept;
    content.notes.extend(unread);
    content.systems = systems;
    Ok(content)
}

/// Leaves at most [`ARTICLES`] articles in a page, those with most errors, and says so there.
pub fn shorten(content: &mut Content) {
    let all = content.articles.len();
    if all > ARTICLES {
        content.articles.sort_by_key(|article| usize::MAX - article.errors.len());
        content.articles.truncate(ARTICLES);
        content.articles.sort_by(|a, b| (&a.corpus, &a.split, &a.id).cmp(&(&b.corpus, &b.split, &b.id)));
        content.notes.push(format!("{ARTICLES} of {all} articles can be read here: those with most errors"));
    }
}

/// Writes a page to a file, and says where it is unless nothing is to be said.
pub fn write(file: &Path, content: &Content, quiet: bool) -> Result<()> {
    write_atomically(file, page(content).as_bytes())?;
    if !quiet {
        tell(line(&format!("mihak: the page is in `{}`", file.display())));
    }
    Ok(())
}

/// The systems of these scores: those of the suite in its order, then the others by name.
pub fn systems(scores: &[Score], order: &[String]) -> Vec<String> {
    let mut found: BTreeSet<&str> = scores.iter().map(|score| score.system.as_str()).collect();
    let mut systems: Vec<String> = order.iter().filter(|name| found.remove(name.as_str())).cloned().collect();
    systems.extend(found.into_iter().map(String::from));
    systems
}

/// The corpora of these scores with version and hash, each with the splits that have a score.
fn cells(scores: &[Score]) -> BTreeMap<String, BTreeSet<&str>> {
    let mut cells: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    scores.iter().for_each(|score| {
        cells.entry(score.key.corpus.clone()).or_default().insert(&score.key.split);
    });
    cells
}

/// The articles of a corpus; `Err` says why they cannot be shown.
fn read(
    suite: &Suite,
    signed: &str,
    splits: &BTreeSet<&str>,
    view: Option<&View>,
    records: &[ErrorRecord],
    systems: &[String],
) -> Result<Gathered, String> {
    let is_signed = |name: &str| signed.split(['@', '#']).next() == Some(name);
    let Some(spec) = suite.corpora.iter().find(|spec| is_signed(&spec.name)) else {
        return Err(format!("the texts of `{signed}` are not shown: suite `{}` has no such corpus", suite.shown));
    };
    let corpus = Corpus::load(&suite.corpora_root, spec).map_err(|error| format!("the texts of `{signed}` are not shown: {error:#}"))?;
    match corpus.signed() == signed {
        true => Ok(articles(&corpus, splits, view, records, systems)),
        false => Err(format!("the texts of `{signed}` are not shown: the corpus is now `{}`", corpus.signed())),
    }
}

/// The errors that results keep.
fn records(root: &Root, path: &str, systems: &[String]) -> Result<Vec<ErrorRecord>> {
    let file = format!("{path}/errors.csv");
    if root.has(&file) {
        return StoredErrors::load(root, &file)?.into_records().collect();
    }
    let mut records = Vec::new();
    for system in systems {
        if let Some(errors) = errors_of(root, path, system)? {
            records.extend(errors.into_records().collect::<Result<Vec<_>>>()?);
        }
    }
    Ok(records)
}

/// The speeds in the files beside results, and for each file that has none why. `Err` if the folder or a file cannot be read.
fn kept_speeds(root: &Root, path: &str) -> Result<(Vec<Speed>, Vec<String>)> {
    let folder = format!("{path}/speed");
    let (mut kept, mut unread) = (Vec::new(), Vec::new());
    for file in root.tree(&folder, ".csv")? {
        // Counted instructions are no speed, and have a table of their own.
        if file == "instructions.csv" {
            continue;
        }
        let full = format!("{folder}/{file}");
        match speeds(&root.read(&full)?) {
            Ok(found) => kept.extend(found),
            Err(fault) => unread.push(format!("the speeds of `{}` are not shown: {fault}", root.shown(&full))),
        }
    }
    Ok((kept, unread))
}
