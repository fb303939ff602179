//! The session of one worker with its child: several requests are sent ahead, answers come in their order, and a child that dies is replaced.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use mihak_systems::answer::Verified;
use mihak_systems::failure::Failure;

use crate::process::child::{Child, Heard};
use crate::process::children::Children;
use crate::process::invocation::seconds;
use crate::process::protocol::{self, Greeting, LONGEST_LINE, Request, quoted};
use crate::stop::Stop;

/// The requests that a child has unanswered, as long as it answers fast.
const MOST_IN_FLIGHT: usize = 32;

/// The bytes of text that a child has unanswered at most, unless one article has more.
const MOST_BYTES_IN_FLIGHT: usize = 1 << 20;

/// A child that takes longer for an article has only one more waiting, so that workers end together.
const FAST: Duration = Duration::from_millis(2);

/// One worker's child. When it dies, another is started in its place.
pub struct Session {
    children: Arc<Children>,
    /// `None` after a crash, until there is something to ask.
    child: Option<Child>,
    in_flight: usize,
    /// The texts that were asked one by one.
    asked: u64,
    stop: Stop,
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

/// A verified answer of a child, and the line with which it said so: what can be kept.
pub struct Replied<'a> {
    answer: Verified,
    line: &'a str,
}

impl<'a> Replied<'a> {
    /// The line as it came.
    pub fn line(&self) -> &'a str {
        self.line
    }

    /// The answer, which can be scored.
    pub fn into_answer(self) -> Verified {
        self.answer
    }
}

impl Session {
    /// The session that begins with this child.
    pub(super) fn new(children: Arc<Children>, child: Child, stop: Stop) -> Session {
        Session { children, child: Some(child), in_flight: 2, asked: 0, stop }
    }

    /// What the child says about itself.
    pub fn greeting(&self) -> &Greeting {
        self.children.greeting()
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
        done: &mut dyn FnMut(K, Result<Replied, Failure>),
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
                    done(one.key, Err(Failure::GivenUp("it is not wanted any more".into())));
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
                    Err(_) if self.stop.is_raised() => return,
                    Err(failure) => {
                        let oldest = asked.pop_front().expect("something was asked");
                        put_back(&mut asked, &mut again);
                        bytes = 0;
                        done(oldest.key, Err(failure));
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
            let heard = child.hear(begun + self.children.invocation.deadline);
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
                    done(oldest.key, reply.answer.map(|answer| Replied { answer, line: &line }));
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
                _ => done(oldest.key, Err(failure)),
            }
        }
    }

    /// The verified answer to one text.
    pub fn answer(&mut self, text: &str) -> Result<Verified, Failure> {
        // An id of its own, so that an answer too many is seen.
        self.asked += 1;
        let mut request = Some(((), Request { id: format!("article/{}", self.asked), text }));
        let mut answer = Err(Failure::Error("interrupted".into()));
        self.answer_all(&mut || request.take(), &|()| true, &mut |(), said| answer = said.map(Replied::into_answer));
        answer
    }

    /// The reply to the oldest request, or why the child cannot be used any more; it is dead then.
    fn reply(&mut self, heard: Heard, request: &Request) -> Result<(String, protocol::Reply), Failure> {
        let child = self.child.as_mut().expect("only a child is heard");
        let broken = match heard {
            Heard::Line(line) => match protocol::reply(&line, request.text, self.children.greeting()) {
                Ok(reply) if reply.id == request.id => return Ok((line, reply)),
                Ok(reply) => format!("it answered {}, but the oldest request is `{}`", quoted(&reply.id), request.id),
                Err(said) => said,
            },
            Heard::TooLong => format!("a line of more than {} MB", LONGEST_LINE >> 20),
            Heard::NoText => "a line that is not UTF-8".into(),
            Heard::Closed => {
                let end = child.end();
                let said = Failure::Died(format!("{}{}", end.shown(), child.last_words()));
                self.children.record().ended(&end);
                return Err(said);
            }
            Heard::Late => {
                let said =
                    format!("no answer within {}{}; `deadline` sets another limit", seconds(self.children.invocation.deadline), child.last_words());
                let end = child.kill();
                self.children.record().ended(&end);
                return Err(Failure::Late(said));
            }
            Heard::Stopped => unreachable!("the caller returns then"),
        };
        let said = format!("{broken}{}", child.last_words());
        let end = child.kill();
        self.children.record().ended(&end);
        Err(Failure::Protocol(said))
    }

    /// A new child in the place of a dead one.
    fn restart(&self) -> Result<Child, Failure> {
        let child = self.children.start(&self.stop).map_err(|failure| Failure::Died(format!("it cannot be started again: it {failure}")))?;
        self.children.record().note("had to be started anew while it was asked".into());
        Ok(child)
    }

    /// Learns from the time of an answer how much to ask ahead.
    fn pace(&mut self, begun: Instant) {
        self.in_flight = if begun.elapsed() < FAST { (self.in_flight + 1).min(MOST_IN_FLIGHT) } else { 2 };
    }

    fn count(&self, nanos: Option<u64>) {
        let mut record = self.children.record();
        record.answered += 1;
        record.nanos = record.nanos.saturating_add(nanos.unwrap_or_default());
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Some(child) = self.child.take() {
            self.children.close(child);
        }
    }
}
