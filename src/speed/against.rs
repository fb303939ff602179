//! The program to compare with: a binary, or a commit that is built in a folder of its own.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use mihak_core::hash::short_hash;
use mihak_core::safe::line;

use crate::folder::{Lock, Locked};
use crate::problem::tell;
use crate::speed::process::{interrupted, wait};
use crate::stop::Stop;

/// A program to compare with.
#[derive(Debug)]
pub struct Program {
    /// The binary.
    pub path: PathBuf,
    /// How messages name it: its path, or the reference with the commit.
    pub shown: String,
    /// Keeps others from building in the same folder.
    _held: Option<Lock>,
}

impl Program {
    /// The file of that path, or the release build of the commit that git knows by that name.
    ///
    /// Commits are built in `target/against` of the repository, in a worktree that is removed afterwards; its target folder and the built
    /// programs are kept, so that a second time is fast. `Err` if it is neither file nor commit, or cannot be built.
    pub fn find(against: &str, stop: &Stop) -> Result<Program> {
        let file = Path::new(against);
        if file.is_file() {
            let path = fs::canonicalize(file).with_context(|| format!("cannot read `{against}`"))?;
            return Ok(Program { path, shown: against.into(), _held: None });
        }
        let commit = git(Path::new("."), &["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{against}^{{commit}}")])
            .with_context(|| format!("`{against}` is neither a program nor a commit that git knows here"))?;
        let top = PathBuf::from(git(Path::new("."), &["rev-parse", "--show-toplevel"])?);
        let folder = env::var_os("CARGO_TARGET_DIR").map_or_else(|| top.join("target"), |target| top.join(target)).join("against");
        let held = hold(&folder)?;
        let shown = format!("{against} ({})", &commit[..commit.len().min(9)]);
        let path = folder.join(format!("mihak-{}-{}{}", &commit[..commit.len().min(16)], toolchain()?, env::consts::EXE_SUFFIX));
        if !path.is_file() {
            build(&top, &folder, &commit, &shown, &path, stop)?;
        }
        Ok(Program { path, shown, _held: Some(held) })
    }
}

/// What beside the commit decides what is built: the compiler and its flags, as a hash.
fn toolchain() -> Result<String> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let out = Command::new(rustc)
        .arg("-vV")
        .output()
        .context("a commit is built with cargo, and `rustc` cannot be started; install Rust, or name a program")?;
    let flags = ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET"].map(|name| env::var(name).unwrap_or_default());
    Ok(short_hash(&[&out.stdout, flags.join("\n").as_bytes()]))
}

fn hold(folder: &Path) -> Result<Lock> {
    match Lock::to_write(folder)? {
        Locked::Held(lock) => Ok(lock),
        Locked::ByAnother => bail!("another comparison works in `{}`; wait for its end", folder.display()),
    }
}

/// What git answers, without the line end.
fn git(folder: &Path, arguments: &[&str]) -> Result<String> {
    let out = Command::new("git").current_dir(folder).args(arguments).output().context("`git` cannot be started; install it, or name a program")?;
    if !out.status.success() {
        let said = String::from_utf8_lossy(&out.stderr);
        let said = said.trim().lines().collect::<Vec<_>>().join(" ⏎ ");
        bail!("git {}{}", arguments.first().unwrap_or(&""), if said.is_empty() { " finds nothing of that name".into() } else { format!(": {said}") });
    }
    Ok(String::from_utf8_lossy(&out.stdout).trim_end().to_string())
}

/// A checkout of a commit, removed when it is dropped, also on an error or when the user stops.
struct Worktree<'a> {
    top: &'a Path,
    path: PathBuf,
}

impl<'a> Worktree<'a> {
    fn add(top: &'a Path, path: PathBuf, commit: &str) -> Result<Worktree<'a>> {
        let tree = Worktree { top, path };
        // One that a killed run left is of no use.
        tree.remove();
        git(top, &["worktree", "add", "--detach", "--force", &tree.path.display().to_string(), commit])?;
        Ok(tree)
    }

    fn remove(&self) {
        let _ = git(self.top, &["worktree", "remove", "--force", &self.path.display().to_string()]);
        let _ = fs::remove_dir_all(&self.path);
        let _ = git(self.top, &["worktree", "prune"]);
    }
}

impl Drop for Worktree<'_> {
    fn drop(&mut self) {
        self.remove();
    }
}

fn build(top: &Path, folder: &Path, commit: &str, shown: &str, to: &Path, stop: &Stop) -> Result<()> {
    let tree = Worktree::add(top, folder.join(commit), commit)?;
    tell(line(&format!("mihak: building {shown} in `{}`; the next time it is there", folder.display())));
    let target = folder.join("target");
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut child = Command::new(cargo)
        .current_dir(&tree.path)
        .args(["build", "--release", "--quiet", "--locked", "--bin", "mihak", "--target-dir"])
        .arg(&target)
        // Without a triple of its own the program is where it is looked for.
        .env_remove("CARGO_BUILD_TARGET")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .context("a commit is built with `cargo`, which cannot be started; install Rust, or name a program")?;
    let status = wait(&mut child, stop)?;
    if !status.success() {
        if stop.is_raised() {
            return Err(interrupted());
        }
        bail!("{shown} cannot be built: cargo ended with {status}; name a commit of Mihak that builds, or a program");
    }
    let built = target.join("release").join(format!("mihak{}", env::consts::EXE_SUFFIX));
    // Renamed when it is whole: a part of a program must not be found the next time.
    let part = to.with_extension("part");
    fs::copy(&built, &part).with_context(|| format!("cannot copy `{}`", built.display()))?;
    fs::rename(&part, to).with_context(|| format!("cannot write `{}`", to.display()))
}
