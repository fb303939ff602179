//! The work that is measured: one system, or the scorer, on every article of a sample.

use std::hint::black_box;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use mihak_core::annotation::{Article, Label, Labels, Mention, Scheme, Subword, Task, Token};
use mihak_core::hash::short_hash;
use mihak_core::measure::errors::ErrorRow;
use mihak_core::measure::key::SCORER;
use mihak_core::measure::layers::Filed;
use mihak_core::measure::overlap::Overlap;
use mihak_core::measure::scene::Scene;
use mihak_core::measure::surfaces::Surfaces;
use mihak_core::measure::{entity, segment};
use mihak_core::text::Span;
use mihak_core::view::{TableView, View};
use mihak_systems::answer::{Prediction, Verified};
use mihak_systems::contract::{Extractor, Tokenizer};
use mihak_systems::handle::Handle as Builtin;
use mihak_systems::subwords::Subwords;

use crate::folder::Root;
use crate::process::Session;
use crate::run::{LEARNED, learned};
use crate::speed::clock::Cpu;
use crate::speed::sample::Sample;
use crate::stop::Stop;
use crate::system::{Handle, System};

/// The name of the scorer where those of systems stand. No system can have it.
pub const SCORER_NAME: &str = "(scorer)";

/// What works, ready: everything that is loaded on first use is loaded, and every article was answered within the contract.
pub struct Work {
    /// The system, or [`SCORER_NAME`].
    pub system: String,
    /// Its receipt.
    pub version: String,
    /// What it is scored on, or what is scored.
    pub task: Task,
    /// The sample as signatures name it; that of the scorer also holds a hash of the answers that are scored.
    pub corpus: String,
    kind: Kind,
    /// Where the scorer files what it counts.
    filed: Filed,
    /// What another program said when it failed; from then on nothing is asked of it.
    failure: Option<String>,
}

enum Kind {
    Tokenizer(Box<dyn Tokenizer>, Vec<Token>),
    Extractor(Box<dyn Extractor>, Vec<Mention>),
    Subwords(Box<dyn Subwords>, Vec<Subword>),
    /// A child, and how many articles it was given.
    Process(Box<Session>, u64),
    Segments(Vec<Vec<Token>>, Scheme, Vec<ErrorRow>),
    Entities {
        gold: Vec<Vec<Mention>>,
        predicted: Vec<Vec<Mention>>,
        views: Vec<TableView>,
        seen: Option<Arc<Surfaces>>,
        errors: Vec<ErrorRow>,
    },
}

impl Work {
    /// A system on the sample; that of another program ends early when `stop` is raised. `Err` if it cannot be opened or does not answer an article.
    pub fn of(system: &System, sample: &Sample, stop: &Stop) -> Result<Work> {
        let mut handle = system.open(stop).with_context(|| format!("system `{}`", system.name))?;
        for article in &sample.corpus.articles {
            answer(&mut handle, system, article)?;
        }
        let kind = match handle {
            Handle::Builtin(Builtin::Tokenizer(tokenizer)) => Kind::Tokenizer(tokenizer, Vec::new()),
            Handle::Builtin(Builtin::Extractor(extractor)) => Kind::Extractor(extractor, Vec::new()),
            Handle::Builtin(Builtin::Subwords(system)) => Kind::Subwords(system, Vec::new()),
            Handle::Process(session) => Kind::Process(session, 0),
            Handle::Stored(_) => bail!("system `{}` only looks its answers up: that has no speed", system.name),
        };
        let (name, version) = (system.name.clone(), system.version().to_string());
        Ok(Work { system: name, version, task: system.task, corpus: sample.signed.clone(), kind, filed: Filed::default(), failure: None }
            .warm(sample))
    }

    /// The scorer on the sample: matching and counting, under every view, of what one built-in tokenizer or extractor answers.
    ///
    /// `None` if the gold has nothing for the task. `Err` if the views do not know the labels.
    pub fn of_scorer(task: Task, views: &[View], sample: &Sample) -> Result<Option<Work>> {
        let (words, mentions) = (&sample.corpus.gold.words, &sample.corpus.gold.mentions);
        let (kind, answers) = match (task, words, mentions) {
            (Task::Segments, Some(_), _) => {
                let tokenizer = System::builtin("answers", "clitics", toml::Table::new(), &Root::here())?;
                let predicted = predictions(&tokenizer, sample, |said| if let Prediction::Tokens(tokens) = said { Some(tokens) } else { None })?;
                let answers = shown(&predicted, |token| (token.span, ""));
                (Kind::Segments(predicted, tokenizer.scheme.unwrap_or(Scheme::Atb), Vec::new()), answers)
            }
            (Task::Entities, _, Some(gold)) => {
                let extractor = System::builtin("answers", "union", toml::Table::new(), &Root::here())?;
                let predicted =
                    predictions(&extractor, sample, |said| if let Prediction::Mentions(found, own) = said { Some((found, own)) } else { None })?;
                let (predicted, tables): (Vec<_>, Vec<_>) = predicted.into_iter().unzip();
                let (own, told) = (tables.into_iter().next().unwrap_or_default(), &sample.corpus.gold.labels);
                for (mention, view) in predicted.iter().flatten().flat_map(|mention| views.iter().map(move |view| (mention, view))) {
                    let label = own.name(mention.label);
                    if !view.knows(label) {
                        bail!("view `{}` does not know label `{label}` of the built-in extractor, whose answers are scored", view.name);
                    }
                }
                let answers = shown(&predicted, |mention: &Mention| (mention.span, own.name(mention.label)));
                let labels = Labels::of(told.names().chain(own.names()));
                let (told, own) = (told.places_in(&labels), own.places_in(&labels));
                let gold = gold.iter().map(|article| relabelled(article.iter().map(|gold| gold.mention), &told)).collect();
                let predicted = predicted.into_iter().map(|article| relabelled(article.into_iter(), &own)).collect();
                let views = views.iter().map(|view| view.over(&labels)).collect();
                (Kind::Entities { gold, predicted, views, seen: learned(&sample.corpus)?, errors: Vec::new() }, answers)
            }
            _ => return Ok(None),
        };
        let corpus = format!("{} answers #{}", sample.signed, short_hash(&[answers.as_bytes()]));
        let (system, version) = (SCORER_NAME.into(), format!("scorer {SCORER}"));
        Ok(Some(Work { system, version, task, corpus, kind, filed: Filed::default(), failure: None }.warm(sample)))
    }

    /// Whether the work runs in threads of its own. See [`Extractor::is_threaded`].
    pub fn is_threaded(&self) -> bool {
        matches!(&self.kind, Kind::Extractor(extractor, _) if extractor.is_threaded())
    }

    /// The clock of whoever does the work: this thread, others of this process, or another program.
    pub fn clock(&self) -> Cpu {
        match &self.kind {
            Kind::Process(session, _) => session.process().map_or(Cpu::Thread, Cpu::Other),
            _ if self.is_threaded() => Cpu::Process,
            _ => Cpu::Thread,
        }
    }

    fn warm(mut self, sample: &Sample) -> Work {
        self.pass(sample);
        self
    }

    /// What the other program said when it failed in the middle; `None` as long as it answers.
    pub fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }

    /// Every article once.
    pub fn pass(&mut self, sample: &Sample) {
        for at in 0..sample.corpus.articles.len() {
            self.article(sample, at);
        }
    }

    /// One article of the sample by its place. What the work appends to is kept, so that it is measured and not the allocator.
    pub fn article(&mut self, sample: &Sample, at: usize) {
        let article = &sample.corpus.articles[at];
        let words = sample.corpus.gold.words.as_ref().map(|words| words[at].as_slice());
        black_box(&self.filed.rows);
        self.filed.rows.clear();
        match &mut self.kind {
            Kind::Tokenizer(tokenizer, out) => tokenize(&mut **tokenizer, article, out),
            Kind::Extractor(extractor, out) => extract(&mut **extractor, article, out),
            Kind::Subwords(system, out) => encode(&mut **system, article, out),
            Kind::Process(session, given) => {
                // What a child remembers of a text would be timed as a look-up: no text comes twice.
                *given += 1;
                let text = format!("{}\n{given}", article.text);
                if self.failure.is_none() {
                    self.failure = black_box(session.answer(&text)).err().map(|failure| format!("article `{}`: {failure}", article.id));
                }
            }
            Kind::Segments(predicted, scheme, errors) => {
                errors.clear();
                segment::score(&article.text, words.unwrap_or_default(), black_box(&predicted[at]), *scheme, errors, &mut self.filed);
            }
            Kind::Entities { gold, predicted, views, seen, errors } => {
                errors.clear();
                let seen = seen.as_deref().filter(|_| article.split != LEARNED);
                let scene = Scene { text: &article.text, words, seen, overlap: Overlap::default() };
                entity::score(&scene, &gold[at], Some(black_box(&predicted[at])), None, views, errors, &mut self.filed);
            }
        }
    }
}

/// Tokenizes an article that was answered before.
pub fn tokenize(tokenizer: &mut dyn Tokenizer, article: &Article, out: &mut Vec<Token>) {
    out.clear();
    tokenizer.tokenize(black_box(&article.text), out).expect("the article was answered before");
    black_box(out);
}

/// Extracts from an article that was answered before.
pub fn extract(extractor: &mut dyn Extractor, article: &Article, out: &mut Vec<Mention>) {
    out.clear();
    extractor.extract(black_box(&article.text), out).expect("the article was answered before");
    black_box(out);
}

/// Encodes an article that was answered before.
pub fn encode(system: &mut dyn Subwords, article: &Article, out: &mut Vec<Subword>) {
    out.clear();
    system.encode(black_box(&article.text), out).expect("the article was answered before");
    black_box(out);
}

fn answer(handle: &mut Handle, system: &System, article: &Article) -> Result<Prediction> {
    handle
        .answer(&article.text)
        .map(Verified::into_prediction)
        .with_context(|| format!("system `{}` on article `{}`: the speed of no answer is worth nothing", system.name, article.id))
}

fn predictions<T>(system: &System, sample: &Sample, kept: fn(Prediction) -> Option<T>) -> Result<Vec<T>> {
    let mut handle = system.open(&Stop::default()).with_context(|| format!("system `{}`", system.name))?;
    let said = sample.corpus.articles.iter().map(|article| match kept(answer(&mut handle, system, article)?) {
        Some(kept) => Ok(kept),
        None => bail!("builtin of `{}` answered for another task", system.name),
    });
    said.collect()
}

/// The mentions by labels of another table, which has all their names.
fn relabelled(mentions: impl Iterator<Item = Mention>, places: &[Option<Label>]) -> Vec<Mention> {
    mentions.filter_map(|mention| mention.relabelled(places)).collect()
}

/// The answers as text, of which a hash says whether they are the same.
fn shown<'a, T>(predicted: &[Vec<T>], parts: impl Fn(&T) -> (Span, &'a str)) -> String {
    let one = |answer: &T| {
        let (span, label) = parts(answer);
        format!("{}..{} {label}\n", span.start(), span.end())
    };
    predicted.iter().map(|article| article.iter().map(one).collect::<String>() + "\n").collect()
}
