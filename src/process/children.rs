//! The children of one system: the command that starts them, their greeting, and a record of what they did.

use std::fmt;
use std::sync::{Mutex, MutexGuard, OnceLock};
use std::time::Instant;

use mihak_core::annotation::{Scheme, Task};
use mihak_systems::failure::Failure;

use crate::process::child::{Child, Heard};
use crate::process::invocation::{Invocation, seconds};
use crate::process::protocol::{self, Greeted, Greeting, LONGEST_LINE, quoted};
use crate::process::record::Record;
use crate::stop::Stop;

/// The lines in front of a greeting that are endured.
const STRAY_LINES: u64 = 1000;

/// What all sessions of a system share.
pub(super) struct Children {
    pub(super) invocation: Invocation,
    task: Task,
    scheme: Option<Scheme>,
    /// The first greeting, which that of every other child must equal.
    greeting: OnceLock<Greeting>,
    /// Children that have greeted and were not asked yet.
    idle: Mutex<Vec<Child>>,
    record: Mutex<Record>,
}

impl Children {
    /// Those that are started so, of which none is started yet, and which must greet with this task and, if it names one, this scheme.
    pub(super) fn new(invocation: Invocation, task: Task, scheme: Option<Scheme>) -> Children {
        Children { invocation, task, scheme, greeting: OnceLock::new(), idle: Mutex::default(), record: Mutex::default() }
    }

    pub(super) fn idle(&self) -> MutexGuard<'_, Vec<Child>> {
        self.idle.lock().expect("no holder of idle children panics")
    }

    pub(super) fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().expect("no holder of the record panics")
    }

    /// The greeting of all children; `None` until one has greeted.
    pub(super) fn greeted(&self) -> Option<&Greeting> {
        self.greeting.get()
    }

    /// The greeting of all children, of which one has greeted.
    pub(super) fn greeting(&self) -> &Greeting {
        self.greeted().expect("a child has greeted")
    }

    /// A child that has greeted. One that is killed before it does, as where memory is short for a moment, is started once more.
    pub(super) fn start(&self, stop: &Stop) -> Result<Child, Failure> {
        let mut was_killed = false;
        match self.start_once(stop, &mut was_killed) {
            Err(_) if was_killed && !stop.is_raised() => {
                self.record().note("was killed before it greeted, and started once more".into());
                self.start_once(stop, &mut was_killed)
            }
            started => started,
        }
    }

    fn start_once(&self, stop: &Stop, was_killed: &mut bool) -> Result<Child, Failure> {
        let begun = Instant::now();
        let mut child = self.invocation.start(stop)?;
        let until = begun + self.invocation.startup;
        let mut stray = Stray::default();
        let greeted = loop {
            let line = match child.hear(until) {
                Heard::Line(line) => line,
                Heard::Closed => {
                    let end = child.end();
                    *was_killed = end.was_killed;
                    let status = end.shown();
                    return Err(Failure::unopened(&format!("it ended ({status}) without a greeting{}{stray}", child.last_words())));
                }
                Heard::Late => {
                    let limit = seconds(self.invocation.startup);
                    let said = format!("no greeting within {limit}{}{stray}; `startup` sets another limit", child.last_words());
                    return Err(Failure::unopened(&said));
                }
                Heard::Stopped => return Err(Failure::unopened("interrupted")),
                Heard::TooLong => return Err(Failure::unopened(&format!("a line of more than {} MB in front of the greeting", LONGEST_LINE >> 20))),
                Heard::NoText => return Err(Failure::unopened(&format!("a line that is not UTF-8 in front of the greeting{stray}"))),
            };
            match protocol::greeting(&line) {
                Ok(Some(greeted)) => break greeted,
                Ok(None) => stray.add(&line),
                Err(said) => return Err(Failure::unopened(&said)),
            }
            if stray.lines > STRAY_LINES {
                return Err(Failure::unopened(&format!("more than {STRAY_LINES} lines and no greeting{stray}")));
            }
        };
        let greeting = match greeted {
            Greeted::Ready(greeting) => greeting,
            Greeted::Missing { why, install } => return Err(Failure::Missing { why, install }),
        };
        if greeting.task != self.task {
            return Err(Failure::unopened(&format!("it greets with task {}, the suite says {}", greeting.task, self.task)));
        }
        if let (Some(said), Some(wanted)) = (greeting.scheme, self.scheme)
            && said != wanted
        {
            return Err(Failure::unopened(&format!("it greets with scheme {said}, the suite says {wanted}")));
        }
        let mut record = self.record();
        record.started += 1;
        record.startup = record.startup.max(begun.elapsed());
        if stray.lines > 0 {
            record.note(format!("wrote to stdout{stray}"));
        }
        drop(record);
        let first = self.greeting.get_or_init(|| greeting.clone());
        match *first == greeting {
            true => Ok(child),
            false => Err(Failure::unopened(&format!("its children differ: one is {}, another {}", first.version, greeting.version))),
        }
    }

    /// Lets a child end.
    pub(super) fn close(&self, child: Child) {
        let (end, notes) = child.close();
        let mut record = self.record();
        record.ended(&end);
        notes.into_iter().for_each(|note| record.note(note));
        if !end.status.is_empty() {
            record.note(format!("ended badly, although all was answered: {}", end.status));
        }
    }
}

/// The stray lines in front of a greeting, of which the first and the last are shown at the end of a message.
#[derive(Default)]
struct Stray {
    lines: u64,
    first: String,
    last: String,
}

impl Stray {
    fn add(&mut self, line: &str) {
        self.lines += 1;
        self.last = quoted(line);
        if self.lines == 1 {
            self.first = self.last.clone();
        }
    }
}

impl fmt::Display for Stray {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Stray { lines, first, last } = self;
        match lines {
            0 => Ok(()),
            1 => write!(f, "; in front of the greeting stood {first}"),
            _ => write!(f, "; in front of the greeting stood {lines} lines, from {first} to {last}"),
        }
    }
}
