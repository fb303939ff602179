//! Systems in other programs: a long-lived child for every worker, several requests in flight, and nothing that a child does may stop a run.

pub mod child;
mod command;
pub mod conformance;
pub mod protocol;
pub mod stored;

use std::collections::VecDeque;
use std::fmt;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::time::{Duration, Instant};

use mihak_core::annotation::{Scheme, Task};
use mihak_systems::answer::Answer;
use mihak_systems::failure::Failure;

use crate::process::child::{Child, End, Heard, STOP, Usage};
use crate::process::protocol::{Greeted, Greeting, LONGEST_LINE, Request, quoted};

pub use command::{Command, ENVIRONMENT};

/// The requests that a child has unanswered, as long as it answers fast.
const MOST_IN_FLIGHT: usize = 32;

/// The bytes of text that a child has unanswered at most, unless one article has more.
const MOST_BYTES_IN_FLIGHT: usize = 1 << 20;

/// A child that takes longer for an article has only one more waiting, so that workers end together.
const FAST: Duration = Duration::from_millis(2);

/// The lines in front of a greeting that are endured.
const STRAY_LINES: u64 = 1000;

/// What the children of one system did, as far as it is known: those that still run are not in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// The children that were started and greeted.
    pub started: u64,
    /// The longest time from start to greeting.
    pub startup: Duration,
    /// The CPU time of all of them.
    pub cpu: Duration,
    /// The largest resident memory of one of them, in bytes; 0 where the system does not tell.
    pub peak: u64,
    /// The time that they say they worked, where they say it.
    pub nanos: u64,
    /// The articles that were answered.
    pub answered: u64,
    /// What the user should know, each once: stray lines, ends that were no good ones, lines of stderr that are meant for the user.
    pub notes: Vec<String>,
}

impl Record {
    fn note(&mut self, note: String) {
        // A note a child is enough, and few are read.
        if self.notes.len() < 20 && !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    fn ended(&mut self, end: &End) {
        if let Some(Usage { cpu, peak }) = end.usage {
            self.cpu += cpu;
            self.peak = self.peak.max(peak);
        }
    }
}

/// A system in another program: what starts it, and what is known of it.
pub struct Process {
    shared: Arc<Shared>,
}

struct Shared {
    command: Command,
    task: Task,
    scheme: Option<Scheme>,
    /// The first greeting, which that of every other child must equal.
    greeting: OnceLock<Greeting>,
    /// Children that have greeted and were not asked yet.
    idle: Mutex<Vec<Child>>,
    record: Mutex<Record>,
}

impl Process {
    /// The system that a command starts, which must greet with this task and, if it names one, this scheme.
    pub fn new(command: Command, task: Task, scheme: Option<Scheme>) -> Process {
        Process { shared: Arc::new(Shared { command, task, scheme, greeting: OnceLock::new(), idle: Mutex::default(), record: Mutex::default() }) }
    }
}

impl Process {
    /// The command, without starting it.
    pub fn about(&self) -> String {
        self.shared.command.shown()
    }

    /// The version of its greeting: the receipt in every result. Starts a child, which the first handle takes.
    ///
    /// `Err` is [`Failure::Missing`] if the program, or something that it needs, is not there.
    pub fn version(&self) -> Result<String, Failure> {
        let child = self.shared.start()?;
        self.shared.idle().push(child);
        Ok(self.shared.greeting().version.clone())
    }

    /// A new session, for one worker.
    pub fn open(&self) -> Result<Session, Failure> {
        let idle = self.shared.idle().pop();
        let child = idle.map_or_else(|| self.shared.start(), Ok)?;
        Ok(Session { shared: Arc::clone(&self.shared), child: Some(child), in_flight: 2, asked: 0 })
    }

    /// Lets go of what was started to learn the version, if nobody took it.
    pub fn rest(&self) {
        let idle = std::mem::take(&mut *self.shared.idle());
        idle.into_iter().for_each(|child| self.shared.close(child));
    }

    /// What its children did.
    pub fn record(&self) -> Record {
        self.shared.record().clone()
    }
}

impl Shared {
    fn idle(&self) -> MutexGuard<'_, Vec<Child>> {
        self.idle.lock().expect("no holder of idle children panics")
    }

    fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().expect("no holder of the record panics")
    }

    /// The greeting of all children.
    fn greeting(&self) -> &Greeting {
        self.greeting.get().expect("a child has greeted")
    }

    /// A child that has greeted.
    fn start(&self) -> Result<Child, Failure> {
        let begun = Instant::now();
        let mut child = self.command.start()?;
        let until = begun + self.command.startup;
        let mut stray = Stray::default();
        let greeted = loop {
            let line = match child.hear(until) {
                Heard::Line(line) => line,
                Heard::Closed => {
                    let end = child.end();
                    let status = end.shown();
                    return Err(Failure::Open(format!("it ended ({status}) without a greeting{}{stray}", child.last_words())));
                }
                Heard::Late => {
                    let limit = seconds(self.command.startup);
                    let said = format!("no greeting within {limit}{}{stray}; `startup` sets another limit", child.last_words());
                    return Err(Failure::Open(said));
                }
                Heard::Stopped => return Err(Failure::Open("interrupted".into())),
                Heard::TooLong => return Err(Failure::Open(format!("a line of more than {} MB in front of the greeting", LONGEST_LINE >> 20))),
                Heard::NoText => return Err(Failure::Open(format!("a line that is not UTF-8 in front of the greeting{stray}"))),
            };
            match protocol::greeting(&line) {
                Ok(Some(greeted)) => break greeted,
                Ok(None) => stray.add(&line),
                Err(said) => return Err(Failure::Open(said)),
            }
            if stray.lines > STRAY_LINES {
                return Err(Failure::Open(format!("more than {STRAY_LINES} lines and no greeting{stray}")));
            }
        };
        let greeting = match greeted {
            Greeted::Ready(greeting) => greeting,
            Greeted::Missing { why, install } => return Err(Failure::Missing { why, install }),
        };
        if greeting.task != self.task {
            return Err(Failure::Open(format!("it greets with task {}, the suite says {}", greeting.task, self.task)));
        }
        if let (Some(said), Some(wanted)) = (greeting.scheme, self.scheme)
            && said != wanted
        {
            return Err(Failure::Open(format!("it greets with scheme {said}, the suite says {wanted}")));
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
            false => Err(Failure::Open(format!("its children differ: one is {}, another {}", first.version, greeting.version))),
        }
    }

    /// Lets a child end.
    fn close(&self, child: Child) {
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

fn seconds(limit: Duration) -> String {
    format!("{} s", limit.as_secs_f64())
}

/// One worker's child. When it dies, another is started in its place.
pub struct Session {
    shared: Arc<Shared>,
    /// `None` after a crash, until there is something to ask.
    child: Option<Child>,
    in_flight: usize,
    /// The texts that were asked one by one.
    asked: u64,
}

/// A request that was not answered yet.
struct Asked<'a, K> {
    key: K,
    request: Request<'a>,
    /// Whether a child died of it before.
    again: bool,
}

/// Puts what a dead child did not answer in front of what is to be asked again, in its order.
fn put_back<'a, K>(asked: &mut VecDeque<Asked<'a, K>>, again: &mut VecDeque<Asked<'a, K>>) {
    while let Some(one) = asked.pop_back() {
        again.push_front(one);
    }
}

/// What a child's answer was, for whoever keeps it: the line as it came.
pub struct Said<'a> {
    /// The answer that can be scored.
    pub answer: Result<Answer, Failure>,
    /// The line; `None` if there was no reply.
    pub line: Option<&'a str>,
}

impl Session {
    /// What the child says about itself.
    pub fn greeting(&self) -> &Greeting {
        self.shared.greeting()
    }

    /// The number of the child's process; `None` between the death of one and the start of the next.
    pub fn process(&self) -> Option<u32> {
        self.child.as_ref().map(Child::process)
    }

    /// Asks everything that `next` gives and passes each answer to `done`, in that order.
    ///
    /// A child that dies is asked the same once more, alone, in a new process. What a dead child had not answered yet is asked again if it is
    /// still wanted. Ends early, without an answer to what was asked, if the program is to end.
    pub fn answer_all<'a, K>(
        &mut self,
        next: &mut dyn FnMut() -> Option<(K, Request<'a>)>,
        wanted: &dyn Fn(&K) -> bool,
        done: &mut dyn FnMut(K, Said),
    ) {
        let mut again: VecDeque<Asked<K>> = VecDeque::new();
        let mut asked: VecDeque<Asked<K>> = VecDeque::new();
        let mut bytes = 0;
        // When the child began with the oldest request, at the earliest.
        let mut begun = Instant::now();
        loop {
            let was_idle = asked.is_empty();
            let mut lines = Vec::new();
            while asked.len() < self.in_flight && (bytes < MOST_BYTES_IN_FLIGHT || asked.is_empty()) {
                // Of two that were asked when a child died again, either may be to blame.
                let is_alone = |one: &Asked<K>| one.again;
                if asked.front().is_some_and(is_alone) || (again.front().is_some_and(is_alone) && !asked.is_empty()) {
                    break;
                }
                if again.front().is_some_and(|one| !wanted(&one.key)) {
                    let one = again.pop_front().expect("it was just looked at");
                    done(one.key, Said { answer: Err(Failure::GivenUp("it is not wanted any more".into())), line: None });
                    continue;
                }
                let Some(one) = again.pop_front().or_else(|| next().map(|(key, request)| Asked { key, request, again: false })) else { break };
                bytes += one.request.text.len();
                one.request.write(&mut lines);
                asked.push_back(one);
            }
            if asked.is_empty() {
                return;
            }
            if self.child.is_none() {
                match self.restart() {
                    Ok(child) => self.child = Some(child),
                    Err(_) if STOP.load(Ordering::Relaxed) => return,
                    Err(failure) => {
                        let oldest = asked.pop_front().expect("something was asked");
                        put_back(&mut asked, &mut again);
                        bytes = 0;
                        done(oldest.key, Said { answer: Err(failure), line: None });
                        continue;
                    }
                }
            }
            let child = self.child.as_ref().expect("a child was started");
            if !lines.is_empty() {
                child.send(lines);
            }
            if was_idle {
                begun = Instant::now();
            }
            let heard = child.hear(begun + self.shared.command.deadline);
            if let Heard::Stopped = heard {
                return;
            }
            let failure = match self.reply(heard, &asked[0].request) {
                Ok((line, reply)) => {
                    let oldest = asked.pop_front().expect("something was asked");
                    bytes -= oldest.request.text.len();
                    self.pace(begun);
                    begun = Instant::now();
                    self.count(reply.nanos);
                    done(oldest.key, Said { answer: reply.answer, line: Some(&line) });
                    continue;
                }
                Err(failure) => failure,
            };
            self.child = None;
            self.in_flight = 2;
            let oldest = asked.pop_front().expect("something was asked");
            put_back(&mut asked, &mut again);
            bytes = 0;
            match &failure {
                // A child that was killed from outside has no quarrel with the article.
                Failure::Died(_) if !oldest.again => again.push_front(Asked { again: true, ..oldest }),
                _ => done(oldest.key, Said { answer: Err(failure), line: None }),
            }
        }
    }

    /// The answer to one text.
    pub fn answer(&mut self, text: &str) -> Result<Answer, Failure> {
        // An id of its own, so that an answer too many is seen.
        self.asked += 1;
        let mut request = Some(((), Request { id: format!("article/{}", self.asked), text }));
        let mut answer = Err(Failure::Error("interrupted".into()));
        self.answer_all(&mut || request.take(), &|()| true, &mut |(), said| answer = said.answer);
        answer
    }

    /// The reply to the oldest request, or why the child cannot be used any more; it is dead then.
    fn reply(&mut self, heard: Heard, request: &Request) -> Result<(String, protocol::Reply), Failure> {
        let child = self.child.as_mut().expect("only a child is heard");
        let broken = match heard {
            Heard::Line(line) => match protocol::reply(&line, request.text, self.shared.greeting()) {
                Ok(reply) if reply.id == request.id => return Ok((line, reply)),
                Ok(reply) => format!("it answered {}, but the oldest request is `{}`", quoted(&reply.id), request.id),
                Err(said) => said,
            },
            Heard::TooLong => format!("a line of more than {} MB", LONGEST_LINE >> 20),
            Heard::NoText => "a line that is not UTF-8".into(),
            Heard::Closed => {
                let end = child.end();
                let said = Failure::Died(format!("{}{}", end.shown(), child.last_words()));
                self.shared.record().ended(&end);
                return Err(said);
            }
            Heard::Late => {
                let said = format!("no answer within {}{}; `deadline` sets another limit", seconds(self.shared.command.deadline), child.last_words());
                let end = child.kill();
                self.shared.record().ended(&end);
                return Err(Failure::Late(said));
            }
            Heard::Stopped => unreachable!("the caller returns then"),
        };
        let said = format!("{broken}{}", child.last_words());
        let end = child.kill();
        self.shared.record().ended(&end);
        Err(Failure::Protocol(said))
    }

    /// A new child in the place of a dead one.
    fn restart(&self) -> Result<Child, Failure> {
        let child = self.shared.start().map_err(|failure| Failure::Died(format!("it cannot be started again: it {failure}")))?;
        self.shared.record().note("had to be started anew while it was asked".into());
        Ok(child)
    }

    /// Learns from the time of an answer how much to ask ahead.
    fn pace(&mut self, begun: Instant) {
        self.in_flight = if begun.elapsed() < FAST { (self.in_flight + 1).min(MOST_IN_FLIGHT) } else { 2 };
    }

    fn count(&self, nanos: Option<u64>) {
        let mut record = self.shared.record();
        record.answered += 1;
        record.nanos = record.nanos.saturating_add(nanos.unwrap_or_default());
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Some(child) = self.child.take() {
            self.shared.close(child);
        }
    }
}
