//! Why a system gave no answer, and how the errors of its options and files are made.

use mihak_core::error::{self, ErrorKind};
use mihak_core::safe::{Terminal, line, terminal};
use thiserror::Error;

/// Why a system gave no answer that can be scored. Its gold then counts as missed.
///
/// What it quotes is safe for terminals and logs as one line; of what an opening says, lines stay.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Failure {
    /// What the system needs is not there: a package, weights, a program, a feature that was not built in.
    #[error("is missing: {}{}", line(.why), if .install.is_empty() { String::new() } else { format!("; to install it: {}", line(.install)) })]
    Missing {
        /// What is not there.
        why: String,
        /// The command that brings it; empty if none is known.
        install: String,
    },
    /// The system could not be opened.
    #[error("cannot be opened: {0}")]
    Open(Terminal<'static>),
    /// The system reported an error, or panicked.
    #[error("failed: {}", line(.0))]
    Error(String),
    /// The answer breaks the contract: out of range, unsorted, overlapping.
    #[error("answered out of contract: {}", line(.0))]
    Malformed(String),
    /// The program of the system ended while it was asked.
    #[error("died: {}", line(.0))]
    Died(String),
    /// There was no answer in time.
    #[error("was too late: {}", line(.0))]
    Late(String),
    /// What came was no answer of the protocol, so that nothing behind it could be trusted.
    #[error("broke the protocol: {}", line(.0))]
    Protocol(String),
    /// The system was not asked, because it had failed on two articles in a row before.
    #[error("was given up: {}", line(.0))]
    GivenUp(String),
}

impl Failure {
    /// That a system could not be opened, on one line.
    pub fn unopened(said: &str) -> Failure {
        Failure::Open(Terminal::from(line(said)).into_owned())
    }

    /// That a system could not be opened because of an error, which may have lines.
    pub fn unread(error: &error::Error) -> Failure {
        Failure::Open(terminal(&format!("{error:#}")).into_owned())
    }

    /// Whether the program of the system had to be started anew.
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
