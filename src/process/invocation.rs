//! How a child is started: program, arguments, working folder, environment, and its limits of time.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use mihak_systems::failure::Failure;

use crate::process::child::Child;
use crate::process::content::Content;
use crate::process::hashes::Hashes;
use crate::stop::Stop;

/// What every child has in its environment unless its stanza says otherwise: one thread, because the harness runs one child a worker, and
/// answers that do not depend on a random seed or on the language of the machine.
pub const ENVIRONMENT: [(&str, &str); 9] = [
    ("MKL_NUM_THREADS", "1"),
    ("NUMEXPR_NUM_THREADS", "1"),
    ("OMP_NUM_THREADS", "1"),
    ("OPENBLAS_NUM_THREADS", "1"),
    ("PYTHONHASHSEED", "0"),
    ("PYTHONUTF8", "1"),
    ("RAYON_NUM_THREADS", "1"),
    ("TOKENIZERS_PARALLELISM", "false"),
    ("VECLIB_MAXIMUM_THREADS", "1"),
];

/// How a child is started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invocation {
    /// The program and its arguments. A program with a `/` in it is looked for in the folder, one without on the path.
    pub run: Vec<String>,
    /// The working folder; `None` where the suite is embedded, and has no programs.
    pub folder: Option<PathBuf>,
    /// What the environment of the harness is changed by, besides [`ENVIRONMENT`].
    pub env: BTreeMap<String, String>,
    /// Further files and folders, below the working folder, whose content belongs to the system.
    pub files: Vec<String>,
    /// How long an article may take.
    pub deadline: Duration,
    /// How long the greeting may take.
    pub startup: Duration,
}

impl Invocation {
    /// The command as a shell would have it.
    pub fn shown(&self) -> String {
        self.run.join(" ")
    }

    /// What the system is made of: command, environment, and a hash of what is in the files that the command names and in
    /// [`Invocation::files`]. Also what of these counts for nothing.
    ///
    /// `Err` if a file cannot be read, or if there are too many.
    pub fn recipe(&self, hashes: &Hashes) -> Result<(String, Vec<String>)> {
        let folder = self.folder.clone().unwrap_or_default();
        let Content { hash, left_out } = Content::read(&folder, &self.run, &self.files, hashes).context("`files`")?;
        Ok((format!("{:?} {:?} files #{hash}", self.run, self.env), left_out))
    }

    /// Starts a child.
    pub(super) fn start(&self, stop: &Stop) -> Result<Child, Failure> {
        let Some(folder) = &self.folder else {
            let why = format!("`{}` stands beside its suite, and the embedded suite has no programs", self.shown());
            return Err(Failure::Missing { why, install: "run in a copy of Mihak's source, or name a --suite".into() });
        };
        let folder = std::path::absolute(folder.join(".")).map_err(|error| Failure::unopened(&format!("folder `{}`: {error}", folder.display())))?;
        let program = match self.run[0].contains('/') {
            true => folder.join(&self.run[0]),
            false => Path::new(&self.run[0]).to_path_buf(),
        };
        let mut command = Command::new(&program);
        command.args(&self.run[1..]).current_dir(&folder).envs(ENVIRONMENT).envs(&self.env);
        Child::start(command, stop.clone()).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound if program.is_file() => {
                Failure::unopened(&format!("cannot start `{}`: the interpreter that its first line names is not there", self.run[0]))
            }
            io::ErrorKind::NotFound if folder.is_dir() => {
                Failure::Missing { why: format!("there is no program `{}`", self.run[0]), install: String::new() }
            }
            _ => Failure::unopened(&format!("cannot start `{}` in `{}`: {error}", self.run[0], folder.display())),
        })
    }
}

/// A limit as messages show it.
pub(super) fn seconds(limit: Duration) -> String {
    format!("{} s", limit.as_secs_f64())
}
