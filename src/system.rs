//! A system of the suite, and where its handles come from.

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use super::{Answer, Failure, Handle, Label, Prediction, Record};
use crate::results::view_name;
use crate::scheme::Scheme;
use crate::suite::Task;

/// Where the handles of a system come from: code of this program, the file of a model, another program.
pub trait Source: Send + Sync {
    /// What the system is, told without starting or loading it: crate and version, file, command.
    fn about(&self) -> String;

    /// What the system says it is, with versions: the receipt in every result. Starts or loads what has to be.
    ///
    /// `Err` is [`Failure::Missing`] if something that it needs is not there, else why it cannot be opened.
    fn version(&self) -> Result<String, Failure>;

    /// A new handle, for one worker. What is heavy and does not change is loaded once, and shared by all handles.
    fn open(&self) -> Result<Handle, Failure>;

    /// Lets go of what was started to learn the version, if nobody took it.
    fn rest(&self) {}

    /// What the children of a system in another program did; `None` for all others.
    fn record(&self) -> Option<Record> {
        None
    }

    /// Whether its answers are worth keeping from one run to the next.
    fn is_kept(&self) -> bool {
        false
    }
}

/// A source whose version is known without opening anything.
struct Known<F>(String, F);

impl<F: Fn() -> Result<Handle, Failure> + Send + Sync> Source for Known<F> {
    fn about(&self) -> String {
        self.0.clone()
    }

    fn version(&self) -> Result<String, Failure> {
        Ok(self.0.clone())
    }

    fn open(&self) -> Result<Handle, Failure> {
        (self.1)()
    }
}

/// A system of the suite, ready to be opened as often as there are workers.
pub struct System {
    /// The name in the suite and in every result.
    pub name: String,
    /// What it is scored on.
    pub task: Task,
    /// The scheme that a tokenizer declares.
    pub scheme: Option<Scheme>,
    /// The builtin and its options as the suite writes them, so that another process can open the same system; `None` if it is no builtin.
    pub builtin: Option<(String, toml::Table)>,
    /// Whether a run goes on without it where it is missing.
    pub optional: bool,
    /// What the suite calls its labels; one that is not named is kept as it is, one that is called nothing is dropped.
    pub labels: BTreeMap<String, Option<Label>>,
    /// The names of the views, without hash, under which it is scored; `None` for all of the suite.
    pub views: Option<Vec<String>>,
    recipe: LazyLock<String, Box<dyn FnOnce() -> String + Send>>,
    source: Box<dyn Source>,
    receipt: OnceLock<Result<String, Failure>>,
}

impl System {
    /// A system of this version whose handles come from `open`.
    pub fn new(
        name: impl Into<String>,
        version: impl Into<String>,
        task: Task,
        scheme: Option<Scheme>,
        open: impl Fn() -> Result<Handle, Failure> + Send + Sync + 'static,
    ) -> System {
        System::from(name, task, scheme, Box::new(Known(version.into(), open)))
    }

    /// A system whose handles come from a source.
    pub fn from(name: impl Into<String>, task: Task, scheme: Option<Scheme>, source: Box<dyn Source>) -> System {
        System {
            name: name.into(),
            task,
            scheme,
            recipe: LazyLock::new(Box::new(String::new)),
            builtin: None,
            optional: false,
            labels: BTreeMap::new(),
            views: None,
            source,
            receipt: OnceLock::new(),
        }
    }

    /// The same system with a recipe.
    ///
    /// It is made when it is asked for: files may have to be read.
    pub fn made_of(self, recipe: impl FnOnce() -> String + Send + 'static) -> System {
        System { recipe: LazyLock::new(Box::new(recipe)), ..self }
    }

    /// What the suite says it is made of: builtin and options, or command and files. Two systems of one recipe and version answer alike.
    pub fn recipe(&self) -> &str {
        &self.recipe
    }

    /// The same system with the stanza that it was made from.
    pub fn built_in(self, builtin: &str, options: toml::Table) -> System {
        System { builtin: Some((builtin.into(), options)), ..self }
    }

    /// What the system is, without starting or loading it.
    pub fn about(&self) -> String {
        self.source.about()
    }

    /// What the system says it is; it is asked once. See [`Source::version`].
    pub fn receipt(&self) -> Result<&str, Failure> {
        match self.receipt.get_or_init(|| self.source.version()) {
            Ok(version) => Ok(version),
            Err(failure) => Err(failure.clone()),
        }
    }

    /// The receipt, or nothing where there is none.
    pub fn version(&self) -> &str {
        self.receipt().unwrap_or_default()
    }

    /// A new handle, for one worker.
    pub fn open(&self) -> Result<Handle, Failure> {
        self.source.open()
    }

    /// Whether it is missing, and need not be there.
    pub fn is_left_out(&self) -> bool {
        self.optional && matches!(self.receipt(), Err(Failure::Missing { .. }))
    }

    /// The answer under the labels of the suite.
    pub fn relabelled(&self, answer: Answer) -> Answer {
        match answer {
            Answer { prediction: Prediction::Mentions(mut mentions), changed, .. } if !self.labels.is_empty() => {
                let before = mentions.len();
                mentions.retain_mut(|mention| match self.labels.get(mention.label.name()) {
                    Some(Some(label)) => {
                        mention.label = *label;
                        true
                    }
                    Some(None) => false,
                    None => true,
                });
                Answer { dropped: (before - mentions.len()) as u64, prediction: Prediction::Mentions(mentions), changed }
            }
            as_it_is => as_it_is,
        }
    }

    /// Lets go of what was started to learn the version, see [`Source::rest`].
    pub fn rest(&self) {
        self.source.rest();
    }

    /// What its children did, see [`Source::record`].
    pub fn record(&self) -> Option<Record> {
        self.source.record()
    }

    /// Whether its answers are worth keeping, see [`Source::is_kept`].
    pub fn is_kept(&self) -> bool {
        self.source.is_kept()
    }

    /// Whether it is scored under the view of this name, which may end in `#` and a hash.
    pub fn is_seen_by(&self, view: &str) -> bool {
        self.views.as_ref().is_none_or(|views| views.iter().any(|name| name == view_name(view)))
    }
}
