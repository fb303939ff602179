//! The program: reads the command line, runs the command, turns its end into an exit code.

use std::process::ExitCode;

use clap::Parser;

use mihak::cli::Cli;
use mihak::{cmd, exit};

fn main() -> ExitCode {
    match cmd::run(Cli::parse()) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("mihak: {error:#}");
            exit::code(&error)
        }
    }
}
