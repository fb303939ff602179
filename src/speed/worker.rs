//! The worker: this program, started by another one. It does one work as often as lines on standard input ask for it.
//!
//! It greets with `mihak-worker 1 {…}`. To each line it answers with one line: `open {…}` with `ready {…}` or `failed "…"`, `round N` with
//! `nanos M` (the CPU time of the middle one of N passes), `count` with `counted` (one pass inside [`MEASURED`]). It ends with its input.

use std::io::{BufRead, Write};
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use mihak_core::annotation::Task;
use serde::{Deserialize, Serialize};

use crate::corpus::{Corpus, CorpusSpec};
use crate::folder::Root;
use crate::speed::built;
use crate::speed::instructions::InstructionRow;
use crate::speed::rounds::middle;
use crate::speed::sample::Sample;
use crate::speed::work::Work;
use crate::stop::Stop;
use crate::suite::Suite;
use crate::system::System;
use crate::views;

/// What the greeting begins with: the protocol and its version.
pub const GREETING: &str = "mihak-worker 1";

/// The symbol of the function inside which a `count` is made, for counters that are told when to collect.
pub const MEASURED: &str = "mihak_measured_pass";

/// What the worker says about itself after [`GREETING`].
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The version of the program.
    pub version: String,
    /// See [`built::COMPILER`].
    pub compiler: String,
    /// See [`built::target`].
    pub target: String,
}

/// What the worker is to do: everything that it needs, so that programs of other commits need not read this one's suite.
#[derive(Serialize, Deserialize, Clone, Debug)]
pub struct Order {
    /// Below which articles and gold are read; `None` for what is embedded in the program.
    pub root: Option<PathBuf>,
    /// Below which views are read; `None` for what is embedded.
    pub views_root: Option<PathBuf>,
    /// The corpus: name, articles, gold.
    pub corpus: (String, String, Option<String>),
    /// The splits from which articles are taken; empty for all.
    pub splits: Vec<String>,
    /// The system: name, builtin, options; `None` for the scorer.
    pub system: Option<(String, String, toml::Table)>,
    /// The task of the system, or what the scorer counts.
    pub task: String,
    /// The views of the suite.
    pub views: Vec<String>,
}

/// What the worker has opened.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Ready {
    /// The system, or `(scorer)`.
    pub system: String,
    /// Its receipt.
    pub version: String,
    /// The sample as signatures name it.
    pub corpus: String,
    /// The task.
    pub task: String,
    /// The UTF-8 bytes of the sample.
    pub bytes: u64,
    /// The words of the sample.
    pub words: u64,
    /// Whether the work runs in threads of its own, of which a counter of [`MEASURED`] sees nothing.
    #[serde(default)]
    pub threaded: bool,
}

impl Order {
    /// The order for a system of the suite (`None`: the scorer) on one of its corpora.
    ///
    /// `None` if the system is no builtin, which another process could not open.
    pub fn new(suite: &Suite, spec: &CorpusSpec, splits: &[String], system: Option<&System>, task: Task) -> Option<Order> {
        let system = match system {
            Some(system) => {
                let (builtin, options) = system.builtin.clone()?;
                Some((system.name.clone(), builtin, options))
            }
            None => None,
        };
        let folder = |root: &Root| match root {
            Root::Disk(folder) => Some(std::path::absolute(folder.join(".")).unwrap_or_else(|_| folder.clone())),
            Root::Embedded => None,
        };
        Some(Order {
            root: folder(&suite.corpora_root),
            views_root: folder(&suite.root),
            corpus: (spec.name.clone(), spec.articles.clone(), spec.gold.clone()),
            splits: splits.to_vec(),
            system,
            task: task.name().into(),
            views: suite.view_files.clone(),
        })
    }

    /// Loads the sample and makes the work ready.
    pub fn open(&self) -> Result<(Sample, Work)> {
        let root = |folder: &Option<PathBuf>| folder.clone().map_or(Root::Embedded, Root::Disk);
        let (name, articles, gold) = self.corpus.clone();
        let corpus = Corpus::load(&root(&self.root), &CorpusSpec { name, articles, gold, ..CorpusSpec::default() })?;
        let sample = Sample::new(corpus, &self.splits).context("no article is selected")?;
        let task: Task = self.task.parse().map_err(anyhow::Error::msg)?;
        let work = match &self.system {
            Some((name, builtin, options)) => {
                let system = System::builtin(name, builtin, options.clone(), &root(&self.views_root))?;
                if system.task != task {
                    bail!("system `{name}` is made for {}, not for {task}", system.task);
                }
                Work::of(&system, &sample, &Stop::default())?
            }
            None => {
                let views = self.views.iter().map(|name| views::load(&root(&self.views_root), name)).collect::<Result<Vec<_>>>()?;
                Work::of_scorer(task, &views, &sample)?.with_context(|| format!("the gold has nothing for {task}"))?
            }
        };
        Ok((sample, work))
    }
}

impl Ready {
    fn new(sample: &Sample, work: &Work) -> Ready {
        let Work { system, version, corpus, .. } = work;
        let (system, version, corpus) = (system.clone(), version.clone(), corpus.clone());
        Ready { system, version, corpus, task: work.task.name().into(), bytes: sample.bytes, words: sample.words, threaded: work.is_threaded() }
    }

    /// The row of instructions.csv of a program that says this about itself.
    pub fn row(self, about: &About, instructions: u64, counter: &str) -> InstructionRow {
        let Ready { system, version, corpus, task, bytes, words, .. } = self;
        let About { compiler, target, .. } = about.clone();
        InstructionRow { system, version, corpus, task, instructions, bytes, words, compiler, target, counter: counter.into() }
    }
}

/// One pass, and nothing else: what a counter collects. The name is [`MEASURED`].
#[unsafe(no_mangle)]
#[inline(never)]
pub fn mihak_measured_pass(work: &mut Work, sample: &Sample) {
    work.pass(sample);
    // The pass must return into this function: a jump out of it would leave the counter collecting.
    std::hint::black_box(work);
}

/// Greets and answers until the input ends. `Err` if a line is none of the protocol, or cannot be read or written.
pub fn serve(input: impl BufRead, mut output: impl Write) -> Result<()> {
    let about = About { version: env!("CARGO_PKG_VERSION").into(), compiler: built::COMPILER.into(), target: built::target() };
    let mut say = |line: String| writeln!(output, "{line}").and_then(|()| output.flush()).context("cannot answer");
    say(format!("{GREETING} {}", json(&about)))?;
    let mut opened: Option<(Sample, Work)> = None;
    for line in input.lines() {
        let line = line.context("cannot read what is to be done")?;
        let (word, rest) = line.split_once(' ').unwrap_or((&line, ""));
        match (word, &mut opened) {
            ("open", opened) => {
                let order: Order = serde_json::from_str(rest).with_context(|| format!("`open` with an order that cannot be read: {rest}"))?;
                match order.open() {
                    Ok((sample, work)) => {
                        say(format!("ready {}", json(&Ready::new(&sample, &work))))?;
                        *opened = Some((sample, work));
                    }
                    Err(error) => say(format!("failed {}", json(&format!("{error:#}"))))?,
                }
            }
            ("round", Some((sample, work))) => {
                let passes: usize = rest.parse().ok().filter(|passes| *passes > 0).with_context(|| format!("`round {rest}`: expected a number"))?;
                let nanos = (0..passes).map(|_| work.clock().of(|| work.pass(sample)) as f64).collect();
                say(format!("nanos {:.0}", middle(nanos)))?;
            }
            ("count", Some((sample, work))) => {
                mihak_measured_pass(work, sample);
                say("counted".into())?;
            }
            ("round" | "count", None) => bail!("`{line}` before `open`"),
            _ => bail!("found `{line}`, expected `open`, `round` or `count`; workers are started by `mihak bench`, not by hand"),
        }
    }
    Ok(())
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("strings and numbers can be written as JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(input: &str) -> (String, Result<()>) {
        let mut output = Vec::new();
        let end = serve(input.as_bytes(), &mut output);
        (String::from_utf8(output).unwrap(), end)
    }

    fn order(builtin: &str) -> String {
        let order = Order {
            root: None,
            views_root: None,
            corpus: ("news".into(), "corpora/news".into(), Some("gold/news".into())),
            splits: vec!["dev".into()],
            system: Some(("s".into(), builtin.into(), toml::Table::new())),
            task: "words".into(),
            views: vec!["flat".into()],
        };
        json(&order)
    }

    #[test]
    fn a_worker_greets_opens_and_answers_every_line_with_one() {
        let (out, end) = said(&format!("open {}\nround 3\ncount\n", order("whitespace")));
        end.unwrap();
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(lines.len(), 4, "{out}");
        assert!(lines[0].starts_with("mihak-worker 1 {\"version\":"), "{out}");
        let ready: Ready = serde_json::from_str(lines[1].strip_prefix("ready ").unwrap()).unwrap();
        assert_eq!((ready.system.as_str(), ready.task.as_str()), ("s", "words"));
        assert!(ready.corpus.contains(" 36 of 202 articles #"), "{}", ready.corpus);
        assert!(lines[2].strip_prefix("nanos ").is_some_and(|nanos| nanos.parse::<u64>().is_ok()), "{out}");
        assert_eq!(lines[3], "counted");
    }

    #[test]
    fn what_cannot_be_opened_is_an_answer_and_the_worker_goes_on() {
        let (out, end) = said(&format!("open {}\nopen {}\n", order("nosuch"), order("clitics")));
        end.unwrap();
        let lines: Vec<&str> = out.lines().skip(1).collect();
        assert!(lines[0].starts_with("failed \"no builtin `nosuch`"), "{out}");
        assert!(lines[1].contains("is made for segments, not for words"), "{out}");
    }

    #[test]
    fn a_line_out_of_the_protocol_ends_the_worker_with_an_error() {
        for (input, expected) in [
            ("hello\n", "found `hello`, expected `open`"),
            ("round 3\n", "`round 3` before `open`"),
            ("open {}\n", "an order that cannot be read"),
            (&format!("open {}\nround 0\n", order("whitespace")), "`round 0`: expected a number"),
        ] {
            let end = format!("{:#}", said(input).1.unwrap_err());
            assert!(end.contains(expected), "{end}");
        }
    }
}
