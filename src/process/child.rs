//! One running child process: it gets lines and gives lines, the end of its standard error is kept, and it is killed with all that it started.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, LazyLock, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::process::family::{self, Family};
use crate::process::protocol::{LONGEST_LINE, quoted};
use crate::stop::Stop;

/// How often a waiting worker looks whether the program is to end.
const LOOK: Duration = Duration::from_millis(50);

/// A look that takes so much longer than it should was interrupted by Ctrl-Z or a sleeping machine.
const SUSPENDED: Duration = Duration::from_millis(300);

/// How long a child may take to end when its input does.
const GRACE: Duration = Duration::from_secs(5);

/// The bytes of stderr that are kept, from its end.
const TAIL: usize = 4096;

/// What came out of a child's stdout.
pub enum Heard {
    /// A line, without its line feed.
    Line(String),
    /// The line is longer than [`LONGEST_LINE`].
    TooLong,
    /// The line is not UTF-8.
    NoText,
    /// Stdout was closed.
    Closed,
    /// Nothing for as long as was waited.
    Late,
    /// The program is to end.
    Stopped,
}

/// What a child used, known when it has ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// The CPU time of the child and of all its children that have ended.
    pub cpu: Duration,
    /// The largest resident memory of one process, in bytes.
    pub peak: u64,
}

/// How a child ended.
#[derive(Clone, Debug, Default)]
pub struct End {
    /// Whether a signal ended it that this program did not send.
    pub was_killed: bool,
    /// What it used; `None` where the system does not tell.
    pub usage: Option<Usage>,
    /// How it ended, in words: `exit status 1`, `signal 9`; empty if all was well.
    pub status: String,
}

impl End {
    /// How it ended, also where all was well.
    pub fn shown(&self) -> &str {
        if self.status.is_empty() { "exit status 0" } else { &self.status }
    }
}

/// A running child. It is killed with its group when it is dropped.
pub struct Child {
    child: std::process::Child,
    input: Option<Sender<Vec<u8>>>,
    lines: Receiver<Heard>,
    tail: Arc<Mutex<VecDeque<u8>>>,
    /// The thread that keeps it; it ends when nobody can write to stderr any more.
    keeper: JoinHandle<()>,
    reaped: bool,
    /// The mark of all that it starts, see [`crate::process::family`].
    family: Family,
    /// Raised when the program is to end: whoever waits for the child looks at it.
    stop: Stop,
}

/// The thread that starts children: on Linux they die with the thread that started them, and this one lives as long as the program.
static STARTER: LazyLock<Sender<(Command, SyncSender<io::Result<std::process::Child>>)>> = LazyLock::new(|| {
    let (send, receive) = channel::<(Command, SyncSender<io::Result<std::process::Child>>)>();
    family::adopt();
    thread::spawn(move || {
        for (mut command, answer) in receive {
            let _ = answer.send(command.spawn());
        }
    });
    send
});

impl Child {
    /// Starts a child in a process group of its own.
    pub fn start(mut command: Command, stop: Stop) -> io::Result<Child> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        own_group(&mut command);
        let family = Family::new(&mut command);
        let (send, started) = sync_channel(1);
        STARTER.send((command, send)).expect("the starter lives as long as the program");
        let mut child = started.recv().expect("the starter answers")?;
        let output = child.stdout.take().expect("stdout is piped");
        let errors = child.stderr.take().expect("stderr is piped");
        let mut stdin = child.stdin.take().expect("stdin is piped");
        // Bounded, so that a child that talks without being asked waits instead of filling memory.
        let (said, lines) = sync_channel(32);
        thread::spawn(move || listen(output, &said));
        let tail = Arc::new(Mutex::new(VecDeque::new()));
        let kept = Arc::clone(&tail);
        let keeper = thread::spawn(move || keep_tail(errors, &kept));
        let (input, requests) = channel::<Vec<u8>>();
        thread::spawn(move || {
            // A child that does not read any more is seen on its stdout.
            for request in requests {
                if stdin.write_all(&request).is_err() {
                    break;
                }
            }
        });
        Ok(Child { child, input: Some(input), lines, tail, keeper, reaped: false, family, stop })
    }

    /// The number of the process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Sends bytes to the child; returns at once.
    pub fn send(&self, bytes: Vec<u8>) {
        if let Some(input) = &self.input {
            // The writer ends when the child does, which is seen on its stdout.
            let _ = input.send(bytes);
        }
    }

    /// The next line, waited for until then; time in which this program was stopped does not count.
    ///
    /// A child that has ended says nothing more, although something that it started may hold its stdout open.
    pub fn hear(&self, mut until: Instant) -> Heard {
        let mut is_last = false;
        loop {
            if self.stop.is_raised() {
                return Heard::Stopped;
            }
            let begun = Instant::now();
            let left = until.saturating_duration_since(begun);
            let heard = self.lines.recv_timeout(left.min(LOOK));
            let overslept = begun.elapsed().saturating_sub(left.min(LOOK));
            if overslept > SUSPENDED {
                until += overslept;
                if heard.is_err() {
                    continue;
                }
            }
            match heard {
                Ok(heard) => return heard,
                Err(RecvTimeoutError::Disconnected) => return Heard::Closed,
                Err(RecvTimeoutError::Timeout) if left <= LOOK => return Heard::Late,
                // What it wrote last is in the pipe still, and comes before the next look.
                Err(RecvTimeoutError::Timeout) if is_last => return Heard::Closed,
                Err(RecvTimeoutError::Timeout) => is_last = self.has_ended(),
            }
        }
    }

    /// What is kept of stderr. That of a child that has ended is all there, unless something that it started still holds stderr open.
    fn said(&self) -> String {
        for _ in 0..100 {
            if !self.reaped || self.keeper.is_finished() {
                break;
            }
            thread::sleep(Duration::from_millis(5));
        }
        let tail: Vec<u8> = self.tail.lock().expect("no holder of the tail panics").iter().copied().collect();
        String::from_utf8_lossy(&tail).into_owned()
    }

    /// The end of what it wrote to stderr, as the end of a message; empty if it wrote nothing.
    pub fn last_words(&self) -> String {
        let tail = self.said();
        let lines: Vec<&str> = tail.lines().map(str::trim_end).filter(|line| !line.trim().is_empty()).collect();
        let last = &lines[lines.len().saturating_sub(8)..];
        if last.is_empty() { String::new() } else { format!("; it said: {}", last.join(" ⏎ ")) }
    }

    /// Lines that it wrote to stderr for the user: those that begin with `mihak: `, without that.
    fn notes(&self) -> Vec<String> {
        self.said().lines().filter_map(|line| line.strip_prefix("mihak: ")).map(String::from).collect()
    }

    /// The first line that came and that nobody asked for.
    fn left_over(&self) -> Option<String> {
        self.lines.try_iter().find_map(|heard| if let Heard::Line(line) = heard { Some(line) } else { None })
    }

    /// Ends its input, waits for its end for some seconds, and kills it with its group if it does not come.
    pub fn close(mut self) -> (End, Vec<String>) {
        let peak = self.peak();
        let (end, mut notes) = self.ended();
        if let Some(line) = self.left_over() {
            notes.push(format!("wrote more than it was asked for: {}", quoted(&line)));
        }
        let usage = end.usage.map(|usage| Usage { peak: peak.unwrap_or(usage.peak), ..usage });
        (End { usage, ..end }, notes)
    }

    fn ended(&mut self) -> (End, Vec<String>) {
        self.input = None;
        let until = Instant::now() + GRACE;
        let mut pause = Duration::from_micros(200);
        loop {
            if let Some(end) = self.reap(false) {
                self.kill_family();
                return (end, self.notes());
            }
            if self.stop.is_raised() {
                return (End { status: String::new(), ..self.kill() }, self.notes());
            }
            if Instant::now() > until {
                let end = self.kill();
                let status = format!("it did not end with its input and was killed after {} s", GRACE.as_secs());
                return (End { status, ..end }, self.notes());
            }
            thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(20));
        }
    }

    /// Kills it with its group. What it said before is still there.
    pub fn kill(&mut self) -> End {
        self.input = None;
        self.kill_group();
        let _ = self.child.kill();
        let end = self.reap(true).unwrap_or_default();
        self.family.kill();
        End { was_killed: false, ..end }
    }

    /// Kills what is left of what it started, now that it has ended itself.
    fn kill_family(&self) {
        self.kill_group();
        self.family.kill();
    }

    /// How it ended, after a moment in which a child that closed its stdout may do so; it is killed if it does not.
    pub fn end(&mut self) -> End {
        for _ in 0..100 {
            if let Some(end) = self.reap(false) {
                self.kill_family();
                return end;
            }
            thread::sleep(Duration::from_millis(5));
        }
        End { status: "closed its output and went on".into(), ..self.kill() }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        if !self.reaped {
            self.kill();
        }
    }
}

/// Reads lines of stdout and passes them on, until it ends or nobody listens.
fn listen(output: impl Read, said: &SyncSender<Heard>) {
    let mut output = BufReader::with_capacity(1 << 16, output);
    loop {
        let mut line = Vec::new();
        let heard = match output.by_ref().take(LONGEST_LINE as u64 + 1).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => Heard::Closed,
            Ok(_) if line.len() > LONGEST_LINE => Heard::TooLong,
            // The beginning of a line is all that a child may get out before it is killed.
            Ok(_) if line.pop() != Some(b'\n') => Heard::Closed,
            Ok(_) => String::from_utf8(line).map_or(Heard::NoText, Heard::Line),
        };
        let is_last = !matches!(heard, Heard::Line(_));
        if said.send(heard).is_err() || is_last {
            return;
        }
    }
}

/// Reads all of stderr, so that the child never waits for it, and keeps its end.
fn keep_tail(mut errors: impl Read, kept: &Mutex<VecDeque<u8>>) {
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = errors.read(&mut buffer) {
        let mut kept = kept.lock().expect("no holder of the tail panics");
        kept.extend(&buffer[..read]);
        let over = kept.len().saturating_sub(TAIL);
        kept.drain(..over);
    }
}

#[cfg(unix)]
mod unix {
    use std::os::unix::process::CommandExt;
    use std::process::Command;
    use std::time::Duration;

    use super::{Child, End, Usage};

    /// A group of its own, and on Linux a death with the program, however that ends.
    pub(super) fn own_group(command: &mut Command) {
        command.process_group(0);
        #[cfg(target_os = "linux")]
        // SAFETY: between fork and exec only prctl is called, which is async-signal-safe and touches no memory of ours.
        unsafe {
            command.pre_exec(|| {
                libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
                Ok(())
            });
        }
    }

    impl Child {
        fn pid(&self) -> libc::pid_t {
            self.child.id() as libc::pid_t
        }

        /// Kills what is left of the group; the child itself may have ended.
        pub(super) fn kill_group(&self) {
            // SAFETY: a plain system call. The group's number is not given to another while a process of it lives.
            unsafe { libc::killpg(self.pid(), libc::SIGKILL) };
        }

        /// How it ended; `None` if it has not, and is not waited for.
        pub(super) fn reap(&mut self, wait: bool) -> Option<End> {
            let mut status = 0;
            // SAFETY: zeroed rusage is a valid value, and both pointers live through the call.
            let (pid, usage) = unsafe {
                let mut usage: libc::rusage = std::mem::zeroed();
                let flags = if wait { 0 } else { libc::WNOHANG };
                (libc::wait4(self.pid(), &mut status, flags, &mut usage), usage)
            };
            if pid != self.pid() {
                return None;
            }
            self.reaped = true;
            let time = |time: libc::timeval| Duration::from_secs(time.tv_sec as u64) + Duration::from_micros(time.tv_usec as u64);
            // macOS counts bytes, others kibibytes; on Linux it is not the child's own, see `peak`.
            let unit = if cfg!(target_os = "macos") { 1 } else { 1024 };
            let peak = if cfg!(target_os = "linux") { 0 } else { usage.ru_maxrss as u64 * unit };
            let usage = Usage { cpu: time(usage.ru_utime) + time(usage.ru_stime), peak };
            let was_killed = libc::WIFSIGNALED(status);
            let status = match status {
                0 => String::new(),
                status if libc::WIFSIGNALED(status) => format!("signal {}", libc::WTERMSIG(status)),
                status => format!("exit status {}", libc::WEXITSTATUS(status)),
            };
            Some(End { was_killed, usage: Some(usage), status })
        }

        /// Whether it has ended; how is still to be asked.
        pub(super) fn has_ended(&self) -> bool {
            // SAFETY: a zeroed siginfo is a valid value, and the pointer lives through the call.
            unsafe {
                let mut about: libc::siginfo_t = std::mem::zeroed();
                let flags = libc::WEXITED | libc::WNOHANG | libc::WNOWAIT;
                libc::waitid(libc::P_PID, self.child.id(), &mut about, flags) == 0 && about.si_pid() == self.pid()
            }
        }
    }
}

impl Child {
    /// The largest resident memory so far, in bytes. What is told of a process that has ended includes the memory of the program that
    /// started it, on Linux.
    fn peak(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process())).ok()?;
        let kibibytes: u64 = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().strip_suffix(" kB")?.parse().ok()?;
        Some(kibibytes * 1024)
    }
}

#[cfg(unix)]
use unix::own_group;

#[cfg(not(unix))]
fn own_group(_: &mut Command) {}

#[cfg(not(unix))]
impl Child {
    fn kill_group(&self) {}

    /// Not known without taking how it ended.
    fn has_ended(&self) -> bool {
        false
    }

    fn reap(&mut self, wait: bool) -> Option<End> {
        let status = if wait { self.child.wait().ok() } else { self.child.try_wait().ok().flatten() }?;
        self.reaped = true;
        let status = if status.success() { String::new() } else { status.to_string() };
        Some(End { was_killed: false, usage: None, status })
    }
}
