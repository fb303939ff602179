//! Shards of a run, joined into results that are equal to those of one whole run, byte for byte.

mod counts;
mod errors;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Result;
use mihak_core::annotation::Task;
use mihak_core::error::Problems;
use mihak_core::measure::counts::Batched;
use mihak_core::measure::coverage::COVERAGE;
use mihak_core::measure::key::{Key, SCORER, corpus_name};
use mihak_core::safe::terminal;
use mihak_core::view::view_name;
use rustc_hash::FxHashMap;

use crate::exit::{self, Exit};
use crate::results::cell::{CellArticle, file_of};
use crate::results::counted::Results;
use crate::results::errors::StoredErrors;
use crate::results::merge::errors::Source;
use crate::results::stored::StoredCounts;

pub use errors::ShardErrors;

/// The results of one shard.
pub struct ShardResults {
    /// The folder, as messages name it.
    pub folder: String,
    /// Its counts.
    pub results: Results,
    /// Its errors.
    pub errors: ShardErrors,
}

/// What the shards are together.
#[derive(Debug)]
pub struct Merged {
    /// The counts.
    pub results: Results,
    /// The errors by system.
    pub errors: BTreeMap<String, StoredErrors>,
}

/// Shards that can be joined, in any order.
pub struct Joinable {
    parts: Vec<ShardResults>,
    held: Vec<Held>,
}

impl Joinable {
    /// These shards.
    ///
    /// `Err` is an [`Exit`] with [`exit::NOT_COMPARABLE`] if scorer, versions of a system, content of a corpus or of a view differ, and a plain
    /// error if an article of a cell is in two shards; it names folders, systems and articles.
    pub fn new(parts: Vec<ShardResults>) -> Result<Joinable> {
        let held = parts.iter().map(held).collect::<Result<Vec<_>>>()?;
        if let Err(differences) = comparable(&parts, &held).into_result() {
            return Err(Exit::lines(exit::NOT_COMPARABLE, terminal(&format!("{differences:#}"))));
        }
        disjoint(&parts, &held).into_result()?;
        Ok(Joinable { parts, held })
    }
}

/// The results of all shards together; what is too much for memory goes to files below `spill`.
///
/// `Err` if files of a shard are damaged; it names the file, the system and the article.
pub fn merge(Joinable { parts, held }: Joinable, spill: &Path) -> Result<Merged> {
    let mut sources = Vec::with_capacity(parts.len());
    let mut systems: BTreeMap<String, Vec<(String, StoredCounts)>> = BTreeMap::new();
    for (part, held) in parts.into_iter().zip(held) {
        let articles = held.into_values().flatten().map(|(article, _)| article.of).collect();
        sources.push(Source::open(&part.folder, part.errors, articles)?);
        for (system, counts) in part.results.systems {
            systems.entry(system).or_default().push((part.folder.clone(), counts));
        }
    }
    let mut errors = errors::merged(sources, spill)?;
    // A system without an error has a file of its own too.
    for system in systems.keys() {
        errors.entry(system.clone()).or_default();
    }
    let merged = |(system, parts): (String, Vec<(String, StoredCounts)>)| {
        let file = spill.join(file_of(&system, "counts"));
        Ok((system, counts::merged(parts, file)?))
    };
    Ok(Merged { results: Results { systems: systems.into_iter().map(merged).collect::<Result<_>>()? }, errors })
}

/// An article of a cell, with its corpus as signatures name it.
struct Article {
    of: CellArticle,
    signed: String,
    task: Task,
}

/// The articles of every system of a shard, each with whether it has a row of coverage.
type Held = BTreeMap<String, Vec<(Article, bool)>>;

/// The articles of a shard. `Err` if counts are in a file that cannot be read.
fn held(part: &ShardResults) -> Result<Held> {
    let of = |(system, counts): (&String, &StoredCounts)| {
        let mut articles: BTreeMap<(String, String, String, Task), bool> = BTreeMap::new();
        // Of a file only coverage is read; whether all that it holds is covered is seen when its batches are read.
        counts.each_batch(&|key| *key.layer.matching == COVERAGE, &mut |batch| {
            for (key, _) in batch.rows() {
                let place = (key.corpus.to_string(), key.split.to_string(), key.article.to_string(), key.task);
                *articles.entry(place).or_default() |= *key.layer.matching == COVERAGE;
            }
            Ok(())
        })?;
        let article = |((signed, split, article, task), covered): ((String, String, String, Task), bool)| {
            let of = CellArticle { system: system.clone(), corpus: corpus_name(&signed).into(), split, article, task: task.name().into() };
            (Article { of, signed, task }, covered)
        };
        Ok((system.clone(), articles.into_iter().map(article).collect()))
    };
    part.results.systems.iter().map(of).collect()
}

/// What a system lacks in one shard: every corpus of which a shard has articles, but none of a system that another shard has on it.
///
/// That is no fault, as a cell may be run in some shards only, but it is what a forgotten selection looks like.
pub fn lacking(parts: &[ShardResults]) -> Vec<String> {
    let cells = |part: &ShardResults| -> BTreeSet<(String, String)> {
        let systems = part.results.systems.iter();
        systems.flat_map(|(system, counts)| counts.sums().into_iter().map(move |(key, _)| (key.corpus_name().into(), system.clone()))).collect()
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

/// Where something was first seen: folder, system, article.
type Place = (String, String, String);

/// What a shard measures, of which all shards must have the same: a noun, a name, and what stands behind the name.
type Measured = (&'static str, String, String);

fn comparable(parts: &[ShardResults], held: &[Held]) -> Problems {
    let mut problems = Problems::default();
    let mut known: FxHashMap<(&str, String), (String, Place)> = FxHashMap::default();
    for (part, held) in parts.iter().zip(held) {
        for (system, counts) in part.results.systems.iter().filter(|(_, counts)| counts.scorer() != SCORER) {
            let ShardResults { folder, .. } = part;
            problems.note(format!("`{folder}`: counts of {system} are of scorer {}, this program is scorer {SCORER}: run it again", counts.scorer()));
        }
        for ((noun, name, value), place) in measured(part, held) {
            let (other, (folder, system, article)) = known.entry((noun, name.clone())).or_insert_with(|| (value.clone(), place.clone()));
            if *other != value {
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
fn measured(part: &ShardResults, held: &Held) -> BTreeMap<Measured, Place> {
    let mut measured = BTreeMap::new();
    for (system, counts) in &part.results.systems {
        let first = |signed: &str| held[system].iter().find(|(article, _)| article.signed == signed).map(|(article, _)| article.of.article.clone());
        let mut note = |noun: &'static str, name: String, value: &str, signed: &str| {
            let place = || (part.folder.clone(), system.clone(), first(signed).unwrap_or_default());
            measured.entry((noun, name, value.to_string())).or_insert_with(place);
        };
        for (Key { corpus, task, layer, .. }, _) in counts.sums() {
            note("version of system", system.clone(), counts.version(), &corpus);
            note("corpus", corpus_name(&corpus).into(), &corpus, &corpus);
            // The view of tokens is a scheme, which a user's own view may be called like.
            if task == Task::Entities && !layer.view.is_empty() {
                note("view", view_name(&layer.view).into(), &layer.view, &corpus);
            }
        }
    }
    measured
}

fn disjoint(parts: &[ShardResults], held: &[Held]) -> Problems {
    let mut problems = Problems::default();
    let mut owners: FxHashMap<(&str, &str, Task, &str), &str> = FxHashMap::default();
    for (ShardResults { folder, .. }, held) in parts.iter().zip(held) {
        for (system, articles) in held {
            if articles.is_empty() {
                problems.note(format!("`{folder}`: the counts of {system} have no row; run the shard again"));
            }
            for (Article { of: CellArticle { corpus, split, article, .. }, task, .. }, covered) in articles {
                let cell = || format!("article `{article}` of {system} × {corpus} ({split}, {task})");
                if !covered {
                    problems.note(format!("`{folder}`: {} has no row of coverage: the counts are damaged; run the shard again", cell()));
                }
                if let Some(other) = owners.insert((system, corpus, *task, article), folder) {
                    problems.note(format!("{} is in `{other}` and in `{folder}`; an article may be in one shard only", cell()));
                }
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests;
