//! Systems of the suite: built in, in another program, or stored answers.

pub mod conformance;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use anyhow::{Result, bail};
use mihak_core::annotation::{Scheme, Task};
use mihak_core::view::view_name;
use mihak_systems::answer::Verified;
use mihak_systems::failure::Failure;
use mihak_systems::registry::{self, Prepared};
use mihak_systems::source::{Fixed, Source};

use crate::exit::{Exit, INVALID};
use crate::folder::Root;
use crate::problem::told;
use crate::process::stored::{Answers, Stored};
use crate::process::{Hashes, Process, Record, Session};
use crate::stop::Stop;

/// Where the handles of a system come from.
enum Origin {
    /// Code of this program, or the file of a model.
    Builtin(Box<dyn Source>),
    /// Another program.
    Process(Process),
    /// A file of predictions.
    Stored(Box<Stored>),
}

/// The recipe of a system, and what among its files counts for nothing.
type Made = (String, Vec<String>);

/// What makes the recipe.
type Recipe = dyn Fn(&Hashes) -> Result<Made> + Send + Sync;

/// One worker's own handle of a system.
pub enum Handle {
    /// A system of this program.
    Builtin(mihak_systems::handle::Handle),
    /// A child process of any kind.
    Process(Box<Session>),
    /// Answers that were made before.
    Stored(Arc<Answers>),
}

impl Handle {
    /// The system's verified answer for `text`.
    pub fn answer(&mut self, text: &str) -> Result<Verified, Failure> {
        self.answer_with(text, &BTreeSet::new())
    }

    /// The same; a subword tokenizer with a vocabulary is also asked for each of these distinct words by itself.
    pub fn answer_with(&mut self, text: &str, types: &BTreeSet<&str>) -> Result<Verified, Failure> {
        match self {
            Handle::Builtin(handle) => handle.answer_with(text, types),
            Handle::Process(session) => session.answer(text),
            Handle::Stored(answers) => answers.answer(text),
        }
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
    pub labels: BTreeMap<String, Option<String>>,
    /// The names of the views, without hash, under which it is scored; `None` for all of the suite.
    pub views: Option<Vec<String>>,
    /// Whether answers of its program may be kept from one run to the next; those of a live service may not.
    pub cache: bool,
    recipe: Box<Recipe>,
    made: OnceLock<Result<Made, Failure>>,
    origin: Origin,
    receipt: OnceLock<Result<String, Failure>>,
}

impl System {
    /// A system of this version whose handles come from `open`.
    pub fn new(
        name: impl Into<String>,
        version: impl Into<String>,
        task: Task,
        scheme: Option<Scheme>,
        open: impl Fn() -> Result<mihak_systems::handle::Handle, Failure> + Send + Sync + 'static,
    ) -> System {
        System::from(name, task, scheme, Origin::Builtin(Box::new(Fixed::new(version, open))))
    }

    /// The system `name` that a builtin makes with these options, whose files stand below `root`.
    ///
    /// `Err` names the nearest builtins if there is none of that name, or the option that is wrong.
    pub fn builtin(name: &str, builtin: &str, options: toml::Table, root: &Root) -> Result<System> {
        let Prepared { task, scheme, recipe, source } = registry::open_builtin(builtin, options.clone(), Arc::new(root.clone()))?;
        let system = System::from(name, task, scheme, Origin::Builtin(source)).made_of(move |_| Ok((recipe.clone(), Vec::new())));
        Ok(System { builtin: Some((builtin.into(), options)), ..system })
    }

    /// The system that another program is.
    pub fn process(name: &str, task: Task, scheme: Option<Scheme>, process: Process) -> System {
        System::from(name, task, scheme, Origin::Process(process))
    }

    /// The system whose answers stand in a file.
    pub fn stored(name: &str, task: Task, scheme: Option<Scheme>, stored: Stored) -> System {
        System::from(name, task, scheme, Origin::Stored(Box::new(stored)))
    }

    fn from(name: impl Into<String>, task: Task, scheme: Option<Scheme>, origin: Origin) -> System {
        System {
            name: name.into(),
            task,
            scheme,
            cache: true,
            recipe: Box::new(|_| Ok((String::new(), Vec::new()))),
            made: OnceLock::new(),
            builtin: None,
            optional: false,
            labels: BTreeMap::new(),
            views: None,
            origin,
            receipt: OnceLock::new(),
        }
    }

    /// The same system with a recipe.
    ///
    /// It is made when it is asked for: files may have to be read.
    pub fn made_of(self, recipe: impl Fn(&Hashes) -> Result<Made> + Send + Sync + 'static) -> System {
        System { recipe: Box::new(recipe), ..self }
    }

    /// What the suite says it is made of: builtin and options, or command and content of its files. Two systems of one recipe and version answer
    /// alike. It is made once.
    ///
    /// `Err` names a file that cannot be read.
    pub fn recipe(&self, hashes: &Hashes) -> Result<&str> {
        let make = || (self.recipe)(hashes).map_err(|error| Failure::Open(told(&error)));
        match self.made.get_or_init(make) {
            Ok((recipe, _)) => Ok(recipe),
            Err(Failure::Open(said)) => Err(Exit::lines(INVALID, said.clone()).context(format!("system `{}`", self.name))),
            Err(failure) => bail!("system `{}` {failure}", self.name),
        }
    }

    /// What among its files counts for nothing, each with why; nothing before it was asked for its recipe.
    pub fn left_out(&self) -> &[String] {
        self.made.get().and_then(|made| made.as_ref().ok()).map_or(&[], |(_, left_out)| left_out)
    }

    /// What the system is, without starting or loading it.
    pub fn about(&self) -> String {
        match &self.origin {
            Origin::Builtin(source) => source.about(),
            Origin::Process(process) => process.about(),
            Origin::Stored(stored) => stored.about(),
        }
    }

    /// What the system says it is; it is asked once. `Err` is [`Failure::Missing`] if something that it needs is not there, else why it cannot be opened.
    ///
    /// Whoever waits for another program ends when `stop` is raised.
    pub fn receipt(&self, stop: &Stop) -> Result<&str, Failure> {
        let version = || match &self.origin {
            Origin::Builtin(source) => source.version(),
            Origin::Process(process) => process.version(stop),
            Origin::Stored(stored) => stored.version(),
        };
        match self.receipt.get_or_init(version) {
            Ok(version) => Ok(version),
            Err(failure) => Err(failure.clone()),
        }
    }

    /// The receipt, or nothing where there is none. That of another program is known when it was asked for, or a handle is open.
    pub fn version(&self) -> &str {
        match &self.origin {
            Origin::Process(process) => process.greeting().map_or("", |greeting| &greeting.version),
            _ => self.receipt(&Stop::default()).unwrap_or_default(),
        }
    }

    /// A new handle, for one worker, which waits for another program no longer when `stop` is raised.
    pub fn open(&self, stop: &Stop) -> Result<Handle, Failure> {
        Ok(match &self.origin {
            Origin::Builtin(source) => Handle::Builtin(source.open()?),
            Origin::Process(process) => Handle::Process(Box::new(process.open(stop)?)),
            Origin::Stored(stored) => Handle::Stored(stored.answers()?),
        })
    }

    /// What the suite calls a label of the system, or `None` if it drops it.
    pub fn called<'a>(&'a self, label: &'a str) -> Option<&'a str> {
        self.labels.get(label).map_or(Some(label), Option::as_deref)
    }

    /// Lets go of what was started to learn the version, if nobody took it.
    pub fn rest(&self) {
        if let Origin::Process(process) = &self.origin {
            process.rest();
        }
    }

    /// What the user should know of how a file of predictions was read; nothing of other systems.
    pub fn notes(&self) -> &[String] {
        if let Origin::Stored(stored) = &self.origin { stored.notes() } else { &[] }
    }

    /// What its children did; `None` for all that have none.
    pub fn record(&self) -> Option<Record> {
        match &self.origin {
            Origin::Process(process) => Some(process.record()),
            _ => None,
        }
    }

    /// Whether it is another program.
    pub fn is_program(&self) -> bool {
        matches!(self.origin, Origin::Process(_))
    }

    /// Whether its answers may be kept from one run to the next: those of a program, unless its stanza or its greeting says that they may change
    /// although nothing of it does.
    pub fn is_kept(&self) -> bool {
        match &self.origin {
            Origin::Process(process) => self.cache && !process.greeting().is_some_and(|greeting| greeting.volatile),
            _ => false,
        }
    }

    /// Whether it is scored under the view of this name, which may end in `#` and a hash.
    pub fn is_seen_by(&self, view: &str) -> bool {
        self.views.as_ref().is_none_or(|views| views.iter().any(|name| name == view_name(view)))
    }
}
