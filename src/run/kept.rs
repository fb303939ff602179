//! Answers of systems in other programs, kept from one run to the next. Each is kept word for word, by the system that gave it and by the text.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result};
use mihak_core::safe::terminal;
use mihak_systems::answer::Verified;

use crate::folder::{create_folder, inside, is_no_link, replace, write_inside};
use crate::process::protocol::{self, Greeted, Greeting};
use crate::process::{Hashes, Replied};
use crate::system::System;

/// The kept answers of one system of one version, made of one recipe.
///
/// An answer is one file: the greeting and the reply as the child wrote them, so that both are read, placed and verified again, by the same
/// code, each time. Its name is a hash of the article's text.
#[derive(Debug)]
pub struct Kept {
    folder: PathBuf,
    unfinished: PathBuf,
    /// Whether answers that are there are used.
    read: bool,
    /// The greeting in front of the first answer that was found, as line and as read.
    greeting: OnceLock<(String, Greeting)>,
    found: AtomicUsize,
}

/// Files that were not finished after so long never will be.
const LEFT_BEHIND: Duration = Duration::from_secs(3600);

impl Kept {
    /// The kept answers of a system below the folder of all of them; unless `read`, they are only added.
    ///
    /// `Err` if the folder cannot be made, or if a file of the system cannot be read.
    pub fn of(all: &Path, system: &System, hashes: &Hashes, read: bool) -> Result<Kept> {
        let recipe = system.recipe(hashes)?;
        let about = format!("{}\n{}\n{}\n{} {:?}\n", system.name, system.version(), recipe, system.task, system.scheme);
        let key = blake3::hash(about.as_bytes()).to_hex();
        let name = format!("{}/{}", system.name.replace('/', "%"), &key[..16]);
        let unfinished = all.join("unfinished");
        is_no_link(&unfinished)?;
        create_folder(&unfinished)?;
        // For people: which answers these are.
        write_inside(all, &format!("{name}/about.txt"), terminal(&about).as_str().as_bytes())?;
        Ok(Kept { folder: all.join(name), unfinished, read, greeting: OnceLock::new(), found: AtomicUsize::new(0) })
    }

    /// Removes what killed runs left unfinished.
    pub fn sweep(all: &Path) {
        let old = |path: &Path| {
            let changed = fs::metadata(path).and_then(|file| file.modified()).unwrap_or(SystemTime::now());
            changed.elapsed().is_ok_and(|age| age > LEFT_BEHIND)
        };
        for entry in fs::read_dir(all.join("unfinished")).into_iter().flatten().flatten() {
            if old(&entry.path()) {
                // It is in nobody's way.
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// The number of answers that were found.
    pub fn found(&self) -> usize {
        self.found.load(Ordering::Relaxed)
    }

    /// The answer to a text; `None` if there is none, or one that cannot be used.
    pub fn find(&self, text: &str) -> Option<Verified> {
        let kept = if self.read { fs::read_to_string(self.folder.join(name(text))).ok()? } else { return None };
        let (greeting, reply) = kept.strip_suffix('\n')?.split_once('\n')?;
        let answer = protocol::reply(reply, text, &*self.greeting(greeting)?).ok()?.answer.ok()?;
        self.found.fetch_add(1, Ordering::Relaxed);
        Some(answer)
    }

    /// The greeting on a line. That in front of the first answer is read once, and that of the others is the same, as a rule.
    fn greeting(&self, line: &str) -> Option<Cow<'_, Greeting>> {
        if let Some((_, greeting)) = self.greeting.get().filter(|(first, _)| first == line) {
            return Some(Cow::Borrowed(greeting));
        }
        let Some(Greeted::Ready(greeting)) = protocol::greeting(line).ok()? else { return None };
        // Only the first one is remembered.
        let _ = self.greeting.set((line.into(), greeting.clone()));
        Some(Cow::Owned(greeting))
    }

    /// Keeps the verified reply of a child that greeted so. A reader sees all of it or nothing.
    pub fn keep(&self, text: &str, greeting: &Greeting, replied: &Replied) -> Result<()> {
        let content = format!("{}\n{}\n", greeting.line(), replied.line());
        let write = || replace(&inside(&self.folder, &name(text))?, content.as_bytes(), &self.unfinished);
        write().with_context(|| format!("cannot keep an answer in `{}`; choose a writable folder with --cache", self.folder.display()))
    }
}

/// The name of the answer to a text below the folder of a system's answers.
fn name(text: &str) -> String {
    let hash = blake3::hash(text.as_bytes()).to_hex();
    format!("{}/{}", &hash[..2], &hash[2..32])
}
