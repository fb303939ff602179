//! How a child is started: program, arguments, working folder, environment, and its limits of time.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use std::{fs, io};

use mihak_systems::failure::Failure;

use crate::process::child::Child;
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

    /// What the system is made of: command, environment, and a hash of the files that the command names and of [`Invocation::files`].
    ///
    /// A file of more than 16 MB counts by its length and time, so that a model is not read twice.
    pub fn recipe(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        let folder = self.folder.clone().unwrap_or_default();
        self.run.iter().filter(|name| folder.join(name).is_file()).for_each(|name| hash(&folder.join(name), name, &mut hasher));
        self.files.iter().for_each(|name| hash(&folder.join(name), name, &mut hasher));
        format!("{:?} {:?} files #{}", self.run, self.env, &hasher.finalize().to_hex()[..16])
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

/// Adds a file, or what is in a folder and below it, under a name; what is neither, or cannot be read, adds nothing.
fn hash(path: &Path, name: &str, hasher: &mut blake3::Hasher) {
    const READ: u64 = 16 << 20;
    let Ok(about) = fs::metadata(path) else { return };
    if about.is_dir() {
        // Links inside a folder may lead around in circles.
        let entries = fs::read_dir(path).into_iter().flatten().flatten();
        let own = entries.filter(|entry| entry.file_type().is_ok_and(|kind| !kind.is_symlink()));
        let mut names: Vec<_> = own.map(|entry| entry.file_name()).collect();
        names.sort();
        // Environments and caches are no part of a system.
        let is_ours = |name: &str| !name.starts_with('.') && name != "__pycache__";
        for inner in names.iter().filter_map(|name| name.to_str()).filter(|name| is_ours(name)) {
            hash(&path.join(inner), &format!("{name}/{inner}"), hasher);
        }
        return;
    }
    if !about.is_file() {
        return;
    }
    hasher.update(name.as_bytes());
    match (about.len() <= READ).then(|| fs::read(path)) {
        Some(Ok(content)) => hasher.update(&about.len().to_le_bytes()).update(&content),
        _ => hasher.update(format!("{} {:?}", about.len(), about.modified().ok()).as_bytes()),
    };
}

/// A limit as messages show it.
pub(super) fn seconds(limit: Duration) -> String {
    format!("{} s", limit.as_secs_f64())
}
