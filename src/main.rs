//! The program: it reads the command line, runs the command, and ends with its exit code.

use std::env::args_os;
use std::process::ExitCode;

use clap::Parser;
use clap::error::Error;
use mihak::cli::Cli;
use mihak::exit;
use mihak::problem::{tame_panics, tell, told};
use mihak_core::safe::{line, terminal};

fn main() -> ExitCode {
    tame_panics();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return refused(&error),
    };
    let code = cli.run().unwrap_or_else(|error| {
        tell(terminal(&format!("mihak: {}", told(&error))));
        exit::code(&error)
    });
    code.into()
}

/// Prints what clap says, which is help too, and returns its exit code.
///
/// Where it quotes arguments that are not safe to be shown, it is asked again about safe ones, so that its colours are its own.
fn refused(error: &Error) -> ExitCode {
    let said = error.to_string();
    // A reader that went away is no error.
    let _ = match terminal(&said).as_str() == said {
        true => error.print(),
        false => match Cli::try_parse_from(args_os().map(|given| line(&given.to_string_lossy()).to_string())) {
            Err(again) => again.print(),
            Ok(_) => {
                tell(terminal(&said));
                Ok(())
            }
        },
    };
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(exit::INVALID.number()))
}
