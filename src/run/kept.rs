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

use crate::folder::{create_folder, replace};
use crate::process::Replied;
use crate::process::protocol::{self, Greeted, Greeting};
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
    /// `Err` if the folder cannot be made.
    pub fn of(all: &Path, system: &System, read: bool) -> Result<Kept> {
        let about = format!("{}\n{}\n{}\n{} {:?}\n", system.name, system.version(), system.recipe(), system.task, system.scheme);
        let key = blake3::hash(about.as_bytes()).to_hex();
        let folder = all.join(system.name.replace('/', "%")).join(&key[..16]);
        let unfinished = all.join("unfinished");
        create_folder(&folder)?;
        create_folder(&unfinished)?;
        // For people: which answers these are.
        fs::write(folder.join("about.txt"), terminal(&about).as_str()).with_context(|| format!("cannot write in folder `{}`", folder.display()))?;
        Ok(Kept { folder, unfinished, read, greeting: OnceLock::new(), found: AtomicUsize::new(0) })
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

    fn file(&self, text: &str) -> PathBuf {
        let hash = blake3::hash(text.as_bytes()).to_hex();
        self.folder.join(&hash[..2]).join(&hash[2..32])
    }

    /// The answer to a text; `None` if there is none, or one that cannot be used.
    pub fn find(&self, text: &str) -> Option<Verified> {
        let kept = if self.read { fs::read_to_string(self.file(text)).ok()? } else { return None };
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
        let path = self.file(text);
        let content = format!("{}\n{}\n", greeting.line(), replied.line());
        let write =
            || create_folder(path.parent().expect("the file stands in a folder")).and_then(|()| replace(&path, content.as_bytes(), &self.unfinished));
        write().with_context(|| format!("cannot keep an answer in `{}`; choose a writable folder with --cache", path.display()))
    }
}
