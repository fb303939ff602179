//! Exit codes, and the error that ends the program with one. The codes are a part of the interface; the book has them in `docs/src/gates.md`.

use std::fmt;
use std::process::ExitCode;

use mihak_core::safe::{Terminal, line};
use thiserror::Error;

/// How a command ended, as the exit code of the program: one of the constants of this module.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Code(u8);

/// Everything was done, and every gate holds.
pub const FINE: Code = Code(0);
/// A gated measure got worse than the tolerance forgives; two annotations agree less than is wanted.
pub const REGRESSED: Code = Code(1);
/// Wrong usage or configuration, unreadable or invalid input, a place that cannot be written; `lint` found something.
pub const INVALID: Code = Code(2);
/// The baseline is missing or measures something else: gold, scorer or layers differ. Or a table in a file is not up to date.
pub const NOT_COMPARABLE: Code = Code(3);
/// Nothing was selected, nothing ran, or cells of the baseline are missing.
pub const NOTHING_RAN: Code = Code(4);
/// A system failed on at least one article.
pub const SYSTEM_FAILED: Code = Code(5);
/// Stopped by Ctrl-C or a termination signal, as shells report it.
pub const INTERRUPTED: Code = Code(130);

impl Code {
    /// The number that the caller of the program sees.
    pub fn number(self) -> u8 {
        self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl From<Code> for ExitCode {
    fn from(code: Code) -> ExitCode {
        ExitCode::from(code.0)
    }
}

/// An error that ends the program with a code of its own.
#[derive(Debug, Error)]
#[error("{said}")]
pub struct Exit {
    /// The code.
    pub code: Code,
    /// What the user is told.
    pub said: Terminal<'static>,
}

impl Exit {
    /// An error that ends the program with this code. What is said is made safe as one line.
    pub fn error(code: Code, said: impl Into<String>) -> anyhow::Error {
        Exit::lines(code, line(&said.into()).into())
    }

    /// An error that ends the program with this code, of which is said more than goes into a line.
    pub fn lines(code: Code, said: Terminal) -> anyhow::Error {
        Exit { code, said: said.into_owned() }.into()
    }
}

/// The code with which an error ends the program: that of the [`Exit`] in it, or [`INVALID`] where there is none.
pub fn code(error: &anyhow::Error) -> Code {
    error.downcast_ref::<Exit>().map_or(INVALID, |exit| exit.code)
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::*;

    #[test]
    fn an_error_ends_the_program_with_its_own_code_also_within_a_context_and_with_2_where_it_has_none() {
        for (error, number) in [
            (Exit::error(NOTHING_RAN, "nothing"), 4),
            (Exit::error(INTERRUPTED, "interrupted").context("keeping a cell"), 130),
            (anyhow!("cannot read `x`"), 2),
        ] {
            assert_eq!(code(&error).number(), number, "{error:#}");
        }
    }
}
