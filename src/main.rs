//! The program: reads the command line, runs the command, turns its end into an exit code.

use std::process::ExitCode;

use clap::Parser;
use mihak::cli::Cli;
use mihak::exit;
use mihak::problem::tell;

fn main() -> ExitCode {
    let ended = Cli::parse().run();
    let code = ended.unwrap_or_else(|error| {
        tell(&format!("mihak: {error:#}"));
        exit::code(&error)
    });
    code.into()
}
