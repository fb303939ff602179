//! Why a system gave no answer.

use mihak_core::error::{self, ErrorKind};
use mihak_core::safe::{Terminal, line, terminal};
use thiserror::Error;

/// Why a system gave no answer that can be scored. The gold of the article then counts as missed.
///
/// The message is safe for terminals and logs. It is one line; only [`Failure::Open`] may have several.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Failure {
    /// Something that the system needs is not there: a package, weights, a program, or a feature that this program was built without.
    #[error("is missing: {}{}", line(.why), if .install.is_empty() { String::new() } else { format!("; to install it: {}", line(.install)) })]
    Missing {
        /// What is not there.
        why: String,
        /// The command that installs it; empty if none is known.
        install: String,
    },
    /// The system could not be opened.
    #[error("cannot be opened: {0}")]
    Open(Terminal<'static>),
    /// The system reported an error, or panicked.
    #[error("failed: {}", line(.0))]
    Error(String),
    /// The answer breaks the contract: for example a span is out of range, or tokens overlap.
    #[error("answered out of contract: {}", line(.0))]
    Malformed(String),
    /// The program of the system ended before it answered.
    #[error("died: {}", line(.0))]
    Died(String),
    /// There was no answer in time.
    #[error("was too late: {}", line(.0))]
    Late(String),
    /// The program of the system wrote something else than an answer of the protocol. Nothing that it writes after that can be trusted.
    #[error("broke the protocol: {}", line(.0))]
    Protocol(String),
    /// The system was not asked any more, because it had failed on two articles in a row.
    #[error("was given up: {}", line(.0))]
    GivenUp(String),
}

impl Failure {
    /// The failure of a system that could not be opened, with a message of one line.
    pub fn unopened(said: &str) -> Failure {
        Failure::Open(Terminal::from(line(said)).into_owned())
    }

    /// The failure of a system that could not be opened because of this error. Its message may have several lines.
    pub fn unread(error: &error::Error) -> Failure {
        Failure::Open(terminal(&format!("{error:#}")).into_owned())
    }

    /// Whether the program of the system had to be started again.
    pub fn is_crash(&self) -> bool {
        matches!(self, Failure::Died(_) | Failure::Late(_) | Failure::Protocol(_))
    }
}

/// The error about an option or a content that is not what it should be.
pub(crate) fn malformed(said: impl Into<String>) -> error::Error {
    error::Error::new(ErrorKind::Malformed, said)
}

/// The error as the cause of another of its kind.
pub(crate) fn within(said: impl Into<String>, cause: error::Error) -> error::Error {
    error::Error::new(cause.kind(), said).because(cause)
}
