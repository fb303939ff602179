//! The program: it reads the command line, runs the command, and ends with its exit code.

use std::env::args_os;
use std::ffi::OsString;
use std::process::ExitCode;

use mihak::cli::program;

fn main() -> ExitCode {
    program(&args_os().collect::<Vec<OsString>>()).into()
}
