//! Systems in other programs. Every worker has a child process for the whole run, and sends it several requests ahead. Nothing that a child does
//! may stop a run.

mod child;
mod children;
mod content;
mod family;
mod hashes;
mod invocation;
pub mod protocol;
mod record;
mod session;
pub mod stored;

use std::sync::Arc;

use mihak_core::annotation::{Scheme, Task};
use mihak_systems::failure::Failure;

use crate::process::children::Children;
use crate::process::protocol::Greeting;
use crate::stop::Stop;

pub use content::{MOST_BYTES, MOST_FILES};
pub use hashes::Hashes;
pub use invocation::{ENVIRONMENT, Invocation};
pub use record::Record;
pub use session::{Replied, Session};

/// A system in another program: what starts it, and what is known of it.
pub struct Process {
    children: Arc<Children>,
}

impl Process {
    /// The system that a command starts, which must greet with this task and, if it names one, this scheme.
    pub fn new(invocation: Invocation, task: Task, scheme: Option<Scheme>) -> Process {
        Process { children: Arc::new(Children::new(invocation, task, scheme)) }
    }

    /// The command, without starting it.
    pub fn about(&self) -> String {
        self.children.invocation.shown()
    }

    /// The version of its greeting: the receipt in every result. Starts a child, which the first handle takes.
    ///
    /// `Err` is [`Failure::Missing`] if the program, or something that it needs, is not there.
    pub fn version(&self, stop: &Stop) -> Result<String, Failure> {
        let child = self.children.start(stop)?;
        self.children.idle().push(child);
        Ok(self.children.greeting().version.clone())
    }

    /// What its children greet with; `None` until one has.
    pub fn greeting(&self) -> Option<&Greeting> {
        self.children.greeted()
    }

    /// A new session, for one worker, which ends early when `stop` is raised.
    pub fn open(&self, stop: &Stop) -> Result<Session, Failure> {
        let idle = self.children.idle().pop();
        let child = idle.map_or_else(|| self.children.start(stop), Ok)?;
        Ok(Session::new(Arc::clone(&self.children), child, stop.clone()))
    }

    /// Lets go of what was started to learn the version, if nobody took it.
    pub fn rest(&self) {
        let idle = std::mem::take(&mut *self.children.idle());
        idle.into_iter().for_each(|child| self.children.close(child));
    }

    /// What its children did.
    pub fn record(&self) -> Record {
        self.children.record().clone()
    }
}
