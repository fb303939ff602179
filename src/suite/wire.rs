//! suite.toml as it is written, and how it becomes the validated suite.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use mihak_core::annotation::{Scheme, Task, unusable};
use mihak_core::format::Options;
use mihak_core::measure::declared::Undefined;
use mihak_core::measure::overlap::Overlap;
use mihak_core::measure::terms::Terms;
use mihak_core::statistics::bootstrap::Boot;
use mihak_core::text::offsets::Unit;
use mihak_core::view::{View, view_name};
use mihak_core::wording::nearest;
use serde::Deserialize;

use crate::corpus::CorpusSpec;
use crate::folder::{Root, is_name};
use crate::gold::declared;
use crate::process::stored::Stored;
use crate::process::{Hashes, Invocation, Process};
use crate::suite::gate::{GateNames, Held};
use crate::suite::reading::ReadStanza;
use crate::suite::validated::{Gate, Suite};
use crate::system::System;
use crate::views;

/// A whole suite.toml.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SuiteFile {
    #[serde(default)]
    corpus: Vec<Corpus>,
    #[serde(default)]
    system: Vec<SystemStanza>,
    #[serde(default)]
    score: Score,
    #[serde(default)]
    check: Check,
    #[serde(default)]
    gate: Vec<GateStanza>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Corpus {
    name: String,
    articles: String,
    gold: Option<String>,
    #[serde(default, rename = "on-request")]
    on_request: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SystemStanza {
    name: String,
    builtin: Option<String>,
    #[serde(default)]
    options: toml::Table,
    run: Option<Vec<String>>,
    predictions: Option<String>,
    format: Option<String>,
    texts: Option<String>,
    offsets: Option<Unit>,
    #[serde(default)]
    read: ReadStanza,
    task: Option<String>,
    scheme: Option<String>,
    folder: Option<String>,
    #[serde(default)]
    env: BTreeMap<String, String>,
    #[serde(default)]
    files: Vec<String>,
    cache: Option<bool>,
    deadline: Option<String>,
    startup: Option<String>,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    labels: BTreeMap<String, String>,
    views: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Score {
    views: Vec<String>,
    resamples: u32,
    seed: u64,
    undefined: String,
    overlap: Option<f64>,
}

impl Default for Score {
    fn default() -> Score {
        let Boot { resamples, seed } = Boot::default();
        Score {
            views: ["flat", "conll4", "names"].map(String::from).to_vec(),
            resamples,
            seed,
            undefined: Undefined::Zero.name().into(),
            overlap: None,
        }
    }
}

impl Score {
    /// How replicates are drawn, if intervals are wanted, and what undefined ratios are.
    fn terms(&self) -> Result<Terms> {
        let undefined = self.undefined.parse().map_err(anyhow::Error::msg).context("[score] undefined")?;
        match self.resamples {
            0 => Ok(Terms { boot: None, undefined }),
            wanted if Boot::RESAMPLES.contains(&wanted) => Ok(Terms { boot: Some(Boot { resamples: self.resamples, seed: self.seed }), undefined }),
            few_or_many => bail!("[score] resamples is {few_or_many}, expected 100 to 100000, or 0 for no intervals"),
        }
    }

    /// How much two mentions must share to overlap.
    fn overlap(&self) -> Result<Overlap> {
        let share = self.overlap.map(|share| share.to_string().parse().map_err(anyhow::Error::msg).context("[score] overlap"));
        Ok(share.transpose()?.unwrap_or_default())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Check {
    tolerance: f64,
    limit: Option<f64>,
    instructions: f64,
}

impl Default for Check {
    fn default() -> Check {
        Check { tolerance: 0.005, limit: None, instructions: 0.02 }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GateStanza {
    system: String,
    corpus: String,
    split: Option<String>,
    task: String,
    r#match: String,
    bound: Option<String>,
    orth: Option<String>,
    view: Option<String>,
    label: Option<String>,
    measure: String,
    tolerance: Option<f64>,
    limit: Option<f64>,
}

impl SuiteFile {
    pub(super) fn validate(self, root: Root, shown: String) -> Result<Suite> {
        let corpora = self.corpus.into_iter().map(Corpus::validate).collect::<Result<Vec<_>>>()?;
        unique("corpus", corpora.iter().map(|corpus| &corpus.name))?;
        // Classes that golds declare are known before anything else names one.
        corpora.iter().filter_map(|corpus| corpus.gold.as_ref()).try_for_each(|path| declared(&root, path).map(drop))?;
        let views = self.score.views.iter().map(|name| views::load(&root, name)).collect::<Result<Vec<_>>>()?;
        let systems = self.system.into_iter().map(|system| system.validate(&root, &views)).collect::<Result<Vec<_>>>()?;
        let names: Vec<String> = views.iter().map(|view| view_name(&view.name).to_string()).collect();
        unique("system", systems.iter().map(|system| &system.name))?;
        unique("view", names.iter())?;
        if views.is_empty() {
            bail!("[score] views is empty: no entity would be scored; name at least one, such as \"flat\"");
        }
        forgiven(self.check.tolerance, self.check.limit).context("[check]")?;
        if !(0.0..=1.0).contains(&self.check.instructions) {
            bail!("[check] instructions is {}, expected a share between 0 and 1, such as 0.02 for 2 % more instructions", self.check.instructions);
        }
        let gates = self.gate.into_iter().map(|gate| gate.validate(&systems, &corpora, &views, &self.check)).collect::<Result<Vec<_>>>()?;
        let corpora_root = root.clone();
        let (terms, overlap) = (self.score.terms()?, self.score.overlap()?);
        let instructions = self.check.instructions;
        let view_files = self.score.views;
        Ok(Suite { terms, overlap, root, corpora_root, shown, corpora, systems, views, view_files, instructions, gates })
    }
}

impl Corpus {
    fn validate(self) -> Result<CorpusSpec> {
        name("corpus", &self.name)?;
        Ok(CorpusSpec { name: self.name, articles: self.articles, gold: self.gold, on_request: self.on_request })
    }
}

impl SystemStanza {
    fn system(&self, root: &Root) -> Result<System> {
        // Which keys a stanza may have depends on where its answers come from.
        let keys = [
            ("options", !self.options.is_empty(), "builtin"),
            ("folder", self.folder.is_some(), "run"),
            ("env", !self.env.is_empty(), "run"),
            ("files", !self.files.is_empty(), "run"),
            ("cache", self.cache.is_some(), "run"),
            ("deadline", self.deadline.is_some(), "run"),
            ("startup", self.startup.is_some(), "run"),
            ("format", self.format.is_some(), "predictions"),
            ("texts", self.texts.is_some(), "predictions"),
            ("offsets", self.offsets.is_some(), "predictions"),
            ("read", self.read.is_given(), "predictions"),
        ];
        let only_for = |source: &str| match keys.into_iter().find(|(_, given, of)| *given && *of != source) {
            Some(("options", ..)) if source == "run" => bail!("`options` is for builtins; arguments go into `run`"),
            Some((key, _, of)) => bail!("`{key}` is for systems with `{of}`"),
            None => Ok(()),
        };
        match (&self.builtin, &self.run, &self.predictions) {
            (Some(builtin), None, None) => {
                only_for("builtin")?;
                if self.scheme.is_some() {
                    bail!("`scheme` of a builtin is an option: options = {{ scheme = … }}");
                }
                if self.task.is_some() {
                    bail!("`task` is for systems with `run` or `predictions`; that of a builtin follows from it");
                }
                System::builtin(&self.name, builtin, self.options.clone(), root)
            }
            (None, Some(run), None) => {
                only_for("run")?;
                self.process(run, root)
            }
            (None, None, Some(file)) => {
                only_for("predictions")?;
                self.stored(file, root)
            }
            (None, None, None) => bail!("expected `builtin` with the name of a built-in system, `run` with a command, or `predictions` with a file"),
            _ => bail!("expected only one of `builtin`, `run` and `predictions`"),
        }
    }

    /// What a system that is no builtin is scored on.
    fn task(&self) -> Result<(Task, Option<Scheme>)> {
        let expected = "expected task = \"words\", \"segments\", \"subwords\" or \"entities\"";
        let task: Task = self.task.as_deref().context(expected)?.parse().map_err(anyhow::Error::msg)?;
        let scheme = self.scheme.as_deref().map(str::parse::<Scheme>).transpose().map_err(anyhow::Error::msg)?;
        let scheme = match (task, scheme) {
            (Task::Entities | Task::Subwords | Task::Tokens, Some(_)) => bail!("`scheme` is for tokenizers of words and segments"),
            (Task::Entities | Task::Subwords | Task::Tokens, None) => None,
            (Task::Words, None | Some(Scheme::Word)) => Some(Scheme::Word),
            (Task::Words, Some(scheme)) => bail!("scheme {scheme} cuts inside words: its task is segments"),
            (Task::Segments, None | Some(Scheme::Word)) => bail!("expected scheme = \"d1\", \"d2\", \"atb\" or \"d3\", by which it is scored"),
            (Task::Segments, scheme) => scheme,
        };
        Ok((task, scheme))
    }

    fn stored(&self, file: &str, root: &Root) -> Result<System> {
        let (task, scheme) = self.task()?;
        let below = |path: &str| match root {
            Root::Disk(folder) => Some(folder.join(path)),
            Root::Embedded => None,
        };
        let articles = self.texts.as_deref().and_then(below);
        let options = self.read.options(Options { unit: self.offsets, articles, ..Options::default() })?;
        let read = if self.read.is_given() { format!(" {:?}", self.read) } else { String::new() };
        let recipe = format!("predictions {file} {:?} {:?} {:?}{read}", self.format, self.texts, self.offsets);
        let source = Stored::new(file.into(), below(file), self.format.clone(), options, task);
        Ok(System::stored(&self.name, task, scheme, source).made_of(move |_| Ok((recipe.clone(), Vec::new()))))
    }

    fn process(&self, run: &[String], root: &Root) -> Result<System> {
        if run.first().is_none_or(String::is_empty) {
            bail!("run is empty, expected a program and its arguments, such as [\"python3\", \"systems/mine.py\"]");
        }
        let (task, scheme) = self.task()?;
        let limit = |key: &str, given: &Option<String>, default: u64| match given {
            None => Ok(Duration::from_secs(default)),
            Some(text) => match humantime::parse_duration(text) {
                Ok(limit) if !limit.is_zero() => Ok(limit),
                _ => bail!("{key} is \"{text}\", expected a time such as \"30s\", \"500ms\" or \"2m\""),
            },
        };
        let folder = match root {
            Root::Disk(root) => Some(self.folder.as_ref().map_or_else(|| root.clone(), |folder| root.join(folder))),
            Root::Embedded => None,
        };
        let invocation = Invocation {
            run: run.to_vec(),
            folder,
            env: self.env.clone(),
            files: self.files.clone(),
            deadline: limit("deadline", &self.deadline, 30)?,
            startup: limit("startup", &self.startup, 60)?,
        };
        let (made_of, folder) = (invocation.clone(), self.folder.clone());
        let recipe = move |hashes: &Hashes| {
            let (recipe, left_out) = made_of.recipe(hashes)?;
            Ok((format!("{recipe} in {}", folder.as_deref().unwrap_or(".")), left_out))
        };
        Ok(System::process(&self.name, task, scheme, Process::new(invocation, task, scheme)).made_of(recipe))
    }

    fn validate(self, root: &Root, views: &[View]) -> Result<System> {
        name("system", &self.name)?;
        let about = format!("system `{}`", self.name);
        let mut system = self.system(root).with_context(|| about.clone())?;
        if system.task != Task::Entities && (self.views.is_some() || !self.labels.is_empty()) {
            bail!("{about}: `labels` and `views` are for entities, its task is {}", system.task);
        }
        let known: Vec<&str> = views.iter().map(|view| view_name(&view.name)).collect();
        for view in self.views.iter().flatten() {
            if !known.contains(&view.as_str()) {
                bail!("{about}: [score] views has no view `{view}`{}", nearest(view, &known));
            }
        }
        if self.views.as_ref().is_some_and(Vec::is_empty) {
            bail!("{about}: views is empty: nothing would be scored; name one, or leave it out for all");
        }
        // What is renamed to nothing is dropped.
        for (from, to) in self.labels.iter().filter(|(_, to)| !to.is_empty()) {
            if let Some(why) = unusable(to) {
                bail!("{about}: `labels` renames `{from}` to `{to}`, which cannot be scored: {why}");
            }
        }
        system.labels = self.labels.into_iter().map(|(from, to)| (from, (!to.is_empty()).then_some(to))).collect();
        system.views = self.views;
        system.optional = self.optional;
        system.cache = self.cache.unwrap_or(true);
        Ok(system)
    }
}

impl GateStanza {
    fn validate(self, systems: &[System], corpora: &[CorpusSpec], views: &[View], check: &Check) -> Result<Gate> {
        let about = format!("gate of `{}`", self.system);
        let known: Vec<&str> = systems.iter().map(|system| system.name.as_str()).collect();
        let Some(system) = systems.iter().find(|system| system.name == self.system) else {
            bail!("a gate names system `{}`, which the suite does not have{}", self.system, nearest(&self.system, &known));
        };
        let task: Task = self.task.parse().map_err(anyhow::Error::msg).with_context(|| about.clone())?;
        if system.task != task {
            bail!("{about}: its task is {}, not {task}", system.task);
        }
        if !corpora.iter().any(|corpus| corpus.name == self.corpus) {
            bail!("{about}: no corpus `{}` in the suite", self.corpus);
        }
        let (tolerance, limit) = (self.tolerance.unwrap_or(check.tolerance), self.limit.or(check.limit));
        forgiven(tolerance, limit).with_context(|| about.clone())?;
        let names = GateNames {
            matching: &self.r#match,
            bound: self.bound.as_deref(),
            orth: self.orth.as_deref(),
            view: self.view.as_deref(),
            label: self.label.as_deref(),
            measure: &self.measure,
        };
        let Held { matching, bound, orth, label, measure } = names.resolve(system, views).map_err(anyhow::Error::msg).context(about)?;
        let GateStanza { system, corpus, split, view, .. } = self;
        Ok(Gate { system, corpus, split, task, bound, orth, view, label, matching, measure, tolerance, limit })
    }
}

/// `Err` unless both are shares of 1, and the limit is not below the tolerance.
fn forgiven(tolerance: f64, limit: Option<f64>) -> Result<()> {
    for (name, value) in [("tolerance", Some(tolerance)), ("limit", limit)] {
        if let Some(value) = value.filter(|value| !(0.0..=1.0).contains(value)) {
            bail!("{name} is {value}, expected a share between 0 and 1");
        }
    }
    match limit {
        Some(limit) if limit < tolerance => {
            bail!("limit is {limit}, below the tolerance of {tolerance}: a loss between them would be forgiven and not")
        }
        _ => Ok(()),
    }
}

/// The bytes of a name for which file systems have room.
const LONGEST: usize = 120;

/// Names become file names and fields of signatures.
fn name(kind: &str, name: &str) -> Result<()> {
    if !name.split('/').all(is_name) {
        bail!(
            "{kind} name `{name}`: only letters, digits, `.`, `_`, `-`, and `/` between such parts; no part begins or ends with `.`, or is one that \
             Windows keeps for devices, such as `con`"
        );
    }
    if name.len() > LONGEST {
        bail!("{kind} name `{name}` has {} bytes; at most {LONGEST} fit into file names: shorten it", name.len());
    }
    Ok(())
}

fn unique<'a>(kind: &str, names: impl Iterator<Item = &'a String>) -> Result<()> {
    let mut seen = BTreeSet::new();
    for name in names {
        // Some file systems take no notice of case.
        if !seen.insert(name.to_lowercase()) {
            bail!("{kind} `{name}` is there twice, if case is left aside; rename one");
        }
    }
    Ok(())
}
