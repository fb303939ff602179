//! The program: reads the command line, runs the command, turns its end into an exit code.

use std::process::ExitCode;

use clap::Parser;
use mihak::cli::Cli;
use mihak::progress::tell;
use mihak::{cmd, exit};

fn main() -> ExitCode {
    match cmd::run(Cli::parse()) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            tell(&format!("mihak: {error:#}"));
            exit::code(&error)
        }
    }
}
