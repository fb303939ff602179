//! Shards of a run, joined into results that are equal to those of one whole run, byte for byte.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::io::Read;

use anyhow::{Context, Result, anyhow, bail};
use mihak_core::annotation::Task;
use mihak_core::error::Problems;
use mihak_core::measure::counts::SystemCounts;
use mihak_core::measure::coverage::COVERAGE;
use mihak_core::measure::key::{KeyRef, SCORER};
use mihak_core::records::{self, Writer};
use mihak_core::safe::terminal;
use mihak_core::view::view_name;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::exit::{self, Exit};
use crate::results::cell::CellArticle;
use crate::results::counted::Results;
use crate::results::errors::{ErrorRecord, error_header, errors_reader, line_of};

/// The results of one shard.
pub struct ShardResults {
    /// The folder, as messages name it.
    pub folder: String,
    /// Its counts.
    pub results: Results,
    /// Its errors.csv.
    pub errors: Box<dyn Read>,
}

/// What the shards are together.
#[derive(Debug)]
pub struct Merged {
    /// The counts.
    pub results: Results,
    /// The bytes of errors.csv.
    pub errors: Vec<u8>,
}

/// The results of all shards together, in any order of the shards.
///
/// `Err` is an [`Exit`] with [`exit::NOT_COMPARABLE`] if scorer, versions of a system, content of a corpus or of a view differ, and a plain
/// error if an article of a cell is in two shards, or if files of a shard are damaged; it names folders, systems and articles.
pub fn merge(parts: Vec<ShardResults>) -> Result<Merged> {
    if let Err(differences) = comparable(&parts).into_result() {
        return Err(Exit::lines(exit::NOT_COMPARABLE, terminal(&format!("{differences:#}"))));
    }
    disjoint(&parts).into_result()?;
    let (mut counts, mut sources) = (Vec::with_capacity(parts.len()), Vec::with_capacity(parts.len()));
    for part in parts {
        sources.push(Source::open(&part.folder, part.errors, &part.results)?);
        counts.push(part.results);
    }
    let errors = merged_errors(sources)?;
    let mut parts: BTreeMap<String, Vec<SystemCounts>> = BTreeMap::new();
    for (system, counts) in counts.into_iter().flat_map(|results| results.systems) {
        parts.entry(system).or_default().push(counts);
    }
    let systems = parts.into_iter().map(|(system, parts)| (system, SystemCounts::joined(parts))).collect();
    Ok(Merged { results: Results { systems }, errors })
}

/// What a system lacks in one shard: every corpus of which a shard has articles, but none of a system that another shard has on it.
///
/// That is no fault, as a cell may be run in some shards only, but it is what a forgotten selection looks like.
pub fn lacking(parts: &[ShardResults]) -> Vec<String> {
    let cells = |part: &ShardResults| -> BTreeSet<(String, String)> {
        let systems = part.results.systems.iter();
        systems.flat_map(|(system, counts)| articles(counts).into_iter().map(|(key, _)| (key.corpus_name().into(), system.clone()))).collect()
    };
    let each: Vec<BTreeSet<(String, String)>> = parts.iter().map(cells).collect();
    let all: BTreeSet<&(String, String)> = each.iter().flatten().collect();
    let mut lines = Vec::new();
    for (part, here) in parts.iter().zip(&each) {
        let corpora: BTreeSet<&str> = here.iter().map(|(corpus, _)| corpus.as_str()).collect();
        let mut lacks: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (corpus, system) in all.iter().filter(|cell| corpora.contains(cell.0.as_str()) && !here.contains(**cell)) {
            lacks.entry(corpus).or_default().push(system);
        }
        lines.extend(lacks.into_iter().map(|(corpus, systems)| {
            format!("`{}` has articles of `{corpus}`, but none of {}, which other shards have on it", part.folder, systems.join(", "))
        }));
    }
    lines
}

/// The articles of a system, each as its first key, with whether it has a row of coverage.
fn articles(counts: &SystemCounts) -> Vec<(KeyRef<'_>, bool)> {
    let mut articles: Vec<(KeyRef, bool)> = Vec::new();
    for (key, _) in counts.rows() {
        let covers = *key.layer.matching == COVERAGE;
        match articles.last_mut() {
            Some((first, covered)) if first.is_of_article(key) => *covered |= covers,
            _ => articles.push((key, covers)),
        }
    }
    articles
}

/// Where something was first seen: folder, system, article.
type Place<'a> = (&'a str, &'a str, &'a str);

/// What a shard measures, of which all shards must have the same: a noun, a name, and what stands behind the name.
type Measured<'a> = (&'static str, &'a str, &'a str);

fn comparable(parts: &[ShardResults]) -> Problems {
    let mut problems = Problems::default();
    let mut known: FxHashMap<(&str, &str), (&str, Place)> = FxHashMap::default();
    for part in parts {
        for (system, counts) in part.results.systems.iter().filter(|(_, counts)| counts.scorer != SCORER) {
            let ShardResults { folder, .. } = part;
            problems.note(format!("`{folder}`: counts of {system} are of scorer {}, this program is scorer {SCORER}: run it again", counts.scorer));
        }
        for ((noun, name, value), place) in measured(part) {
            let &mut (other, (folder, system, article)) = known.entry((noun, name)).or_insert((value, place));
            if other != value {
                problems.note(format!(
                    "{noun} `{name}` is `{value}` in `{}` ({}, article `{}`), but `{other}` in `{folder}` ({system}, article `{article}`): run all shards on the same",
                    place.0, place.1, place.2
                ));
            }
        }
    }
    problems
}

/// What a shard measures, each with the first place where it stands.
fn measured(part: &ShardResults) -> BTreeMap<Measured<'_>, Place<'_>> {
    let mut measured = BTreeMap::new();
    for (system, counts) in &part.results.systems {
        for (key, _) in counts.rows() {
            let place = (part.folder.as_str(), system.as_str(), key.article);
            measured.entry(("version of system", system.as_str(), counts.version.as_str())).or_insert(place);
            measured.entry(("corpus", key.corpus_name(), key.corpus)).or_insert(place);
            // The view of tokens is a scheme, which a user's own view may be called like.
            if key.task == Task::Entities && !key.layer.view.is_empty() {
                measured.entry(("view", view_name(&key.layer.view), key.layer.view.as_str())).or_insert(place);
            }
        }
    }
    measured
}

fn disjoint(parts: &[ShardResults]) -> Problems {
    let mut problems = Problems::default();
    let mut owners: FxHashMap<(&str, &str, Task, &str), &str> = FxHashMap::default();
    for ShardResults { folder, results, .. } in parts {
        for (system, counts) in &results.systems {
            let articles = articles(counts);
            if articles.is_empty() {
                problems.note(format!("`{folder}`: the counts of {system} have no row; run the shard again"));
            }
            for (key, covered) in articles {
                let cell = format!("article `{}` of {system} × {} ({}, {})", key.article, key.corpus_name(), key.split, key.task);
                if !covered {
                    problems.note(format!("`{folder}`: {cell} has no row of coverage: the counts are damaged; run the shard again"));
                }
                if let Some(other) = owners.insert((system, key.corpus_name(), key.task, key.article), folder) {
                    problems.note(format!("{cell} is in `{other}` and in `{folder}`; an article may be in one shard only"));
                }
            }
        }
    }
    problems
}

/// The errors.csv of one shard, record by record.
struct Source {
    shown: String,
    records: csv::StringRecordsIntoIter<Box<dyn Read>>,
    /// The articles that the shard has counts of.
    articles: FxHashSet<CellArticle>,
}

impl Source {
    fn open(folder: &str, errors: Box<dyn Read>, results: &Results) -> Result<Source> {
        let shown = format!("{folder}/errors.csv");
        let systems = results.systems.iter();
        let articles = systems.flat_map(|(system, counts)| articles(counts).into_iter().map(move |(key, _)| CellArticle::of(system, key))).collect();
        Ok(Source { records: errors_reader(&shown, errors)?.into_records(), shown, articles })
    }

    /// The next record; `Err` if it is not behind the one before, or of an article that the shard does not have.
    fn next(&mut self, before: Option<&ErrorRecord>) -> Result<Option<ErrorRecord>> {
        let Source { shown, records, articles } = self;
        let Some(record) = records.next() else { return Ok(None) };
        let record = record.with_context(|| format!("`{shown}` is not CSV with the columns of its first line"))?;
        let line = line_of(&record);
        let record = ErrorRecord::read(&record).map_err(|said| anyhow!("`{shown}` line {line}: {said}; run the shard again"))?;
        if !articles.contains(&record.of) {
            let CellArticle { system, corpus, split, article, task } = &record.of;
            bail!(
                "`{shown}` line {line}: article `{article}` of {system} × {corpus} ({split}, {task}) is not in the shard's counts; run the shard again"
            );
        }
        if before.is_some_and(|before| record < *before) {
            bail!("`{shown}` line {line}: the row is not in the order in which a run writes errors; run the shard again");
        }
        Ok(Some(record))
    }
}

/// The bytes of one errors.csv with the records of all sources, of which one each is in memory.
fn merged_errors(mut sources: Vec<Source>) -> Result<Vec<u8>> {
    // The first record of each source that is not written yet.
    let mut heads: BinaryHeap<Reverse<(ErrorRecord, usize)>> = BinaryHeap::with_capacity(sources.len());
    for (at, source) in sources.iter_mut().enumerate() {
        heads.extend(source.next(None)?.map(|record| Reverse((record, at))));
    }
    let mut writer = Writer::from_writer(records::bytes(error_header(), |_| Ok(())));
    while let Some(Reverse((record, at))) = heads.pop() {
        heads.extend(sources[at].next(Some(&record))?.map(|next| Reverse((next, at))));
        record.write(&mut writer).expect("every record has as many fields as the header");
    }
    Ok(writer.into_inner().expect("writing to memory does not fail"))
}

#[cfg(test)]
mod tests;
