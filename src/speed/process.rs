//! The other end of a worker process: it starts the worker, asks it, waits for it, and never leaves it running.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};

use crate::exit::{self, Exit};
use crate::speed::worker::{About, GREETING, Order, Ready};
use crate::stop::Stop;

/// How long the greeting may take; a program under a counter starts slowly.
const GREETED: Duration = Duration::from_secs(60);

/// How long any answer may take.
const ANSWERED: Duration = Duration::from_secs(600);

/// How often it is looked whether the user wants to stop.
const LOOK: Duration = Duration::from_millis(50);

/// A worker that has greeted. It is killed when it is dropped.
pub struct Worker {
    child: Child,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
    errors: Option<JoinHandle<String>>,
    shown: String,
    stop: Stop,
    /// What it says about itself.
    pub about: About,
}

/// The error of a user who wants to stop.
pub fn interrupted() -> anyhow::Error {
    Exit::error(exit::INTERRUPTED, "interrupted")
}

/// The command that starts a program as worker.
pub fn worker_of(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg("worker");
    command
}

impl Worker {
    /// Starts a worker; `shown` names the program in messages.
    ///
    /// `Err` if it cannot be started, does not greet in the words of the protocol, or `stop` is raised.
    pub fn start(mut command: Command, shown: &str, stop: &Stop) -> Result<Worker> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().with_context(|| format!("cannot start `{shown}`"))?;
        let (output, mut errors) = (child.stdout.take(), child.stderr.take());
        let (send, lines) = channel();
        thread::spawn(move || {
            let read = BufReader::new(output.expect("stdout is piped")).lines().map_while(|line| line.ok());
            // The receiver goes when the worker is dropped.
            read.take_while(|line| send.send(line.clone()).is_ok()).for_each(drop);
        });
        let errors = thread::spawn(move || {
            let mut said = Vec::new();
            let _ = errors.as_mut().expect("stderr is piped").take(1 << 16).read_to_end(&mut said);
            String::from_utf8_lossy(&said).into_owned()
        });
        let input = child.stdin.take();
        let about = About { version: String::new(), compiler: String::new(), target: String::new() };
        let mut worker = Worker { child, input, lines, errors: Some(errors), shown: shown.into(), stop: stop.clone(), about };
        let greeting = worker.line(GREETED)?;
        let about =
            greeting.as_deref().and_then(|line| line.strip_prefix(GREETING)?.strip_prefix(' ')).and_then(|about| serde_json::from_str(about).ok());
        match about {
            Some(about) => worker.about = about,
            None => {
                let found = match &greeting {
                    Some(line) => format!("found `{}`", line.chars().take(80).collect::<String>()),
                    None => format!("found nothing{}", worker.last_words()),
                };
                bail!(
                    "`{shown}` cannot be measured from here: expected the greeting `{GREETING} …`, {found}; it is no mihak, or one of another protocol"
                );
            }
        }
        Ok(worker)
    }

    /// The next line; `None` if the output has ended.
    fn line(&mut self, limit: Duration) -> Result<Option<String>> {
        let until = Instant::now() + limit;
        loop {
            if self.stop.is_raised() {
                return Err(interrupted());
            }
            match self.lines.recv_timeout(LOOK) {
                Ok(line) => return Ok(Some(line)),
                Err(RecvTimeoutError::Disconnected) => {
                    // Ctrl-C ends the worker too, perhaps before it is known here.
                    thread::sleep(LOOK);
                    return if self.stop.is_raised() { Err(interrupted()) } else { Ok(None) };
                }
                Err(RecvTimeoutError::Timeout) if Instant::now() > until => bail!("`{}` has not answered for {} s", self.shown, limit.as_secs()),
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    /// What an ended worker wrote to stderr, as the end of a message.
    fn last_words(&mut self) -> String {
        let _ = self.child.kill();
        let said = self.errors.take().and_then(|errors| errors.join().ok()).unwrap_or_default();
        let first: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty()).take(3).collect();
        if first.is_empty() { String::new() } else { format!("; it said: {}", first.join(" ")) }
    }

    fn ask(&mut self, line: &str) -> Result<String> {
        let input = self.input.as_mut().expect("a worker is asked before it is closed");
        let asked = writeln!(input, "{line}").and_then(|()| input.flush());
        match self.line(ANSWERED)? {
            Some(answer) if asked.is_ok() => Ok(answer),
            _ => {
                let said = self.last_words();
                Err(anyhow!("`{}` ended without an answer{said}", self.shown))
            }
        }
    }

    /// Opens a work. The inner `Err` is why the worker cannot: it may not have such a system.
    pub fn open(&mut self, order: &Order) -> Result<Result<Ready, String>> {
        let order = serde_json::to_string(order).context("paths must be UTF-8")?;
        let answer = self.ask(&format!("open {order}"))?;
        let parsed = match answer.split_once(' ') {
            Some(("ready", ready)) => serde_json::from_str(ready).map(Ok).ok(),
            Some(("failed", said)) => serde_json::from_str(said).map(Err).ok(),
            _ => None,
        };
        parsed.with_context(|| format!("`{}` answered `{answer}`, expected `ready …` or `failed …`", self.shown))
    }

    /// The nanoseconds of the middle one of so many passes.
    pub fn round(&mut self, passes: usize) -> Result<u64> {
        let answer = self.ask(&format!("round {passes}"))?;
        let nanos = answer.strip_prefix("nanos ").and_then(|nanos| nanos.parse().ok());
        nanos.with_context(|| format!("`{}` answered `{answer}`, expected `nanos …`", self.shown))
    }

    /// Makes the pass that is counted.
    pub fn count(&mut self) -> Result<()> {
        match self.ask("count")?.as_str() {
            "counted" => Ok(()),
            answer => bail!("`{}` answered `{answer}`, expected `counted`", self.shown),
        }
    }

    /// Ends the worker's input and waits for its end.
    pub fn close(mut self) -> Result<()> {
        drop(self.input.take());
        let status = wait(&mut self.child, &self.stop)?;
        if !status.success() {
            let said = self.last_words();
            bail!("`{}` ended with {status}{said}", self.shown);
        }
        Ok(())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits for the end of a child, which is killed when `stop` is raised.
pub fn wait(child: &mut Child, stop: &Stop) -> Result<ExitStatus> {
    loop {
        if let Some(status) = child.try_wait().context("cannot wait for a process")? {
            return Ok(status);
        }
        if stop.is_raised() {
            let _ = child.kill();
            let _ = child.wait();
            return Err(interrupted());
        }
        thread::sleep(Duration::from_millis(5));
    }
}
