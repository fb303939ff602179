//! Standard output, where data goes.

use std::io::{ErrorKind, Write, stdout};

use anyhow::{Context, Result};

/// Prints to stdout; a reader that went away (`mihak … | head`) is no error.
pub fn print(text: &str) -> Result<()> {
    match stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error).context("cannot write to stdout"),
        _ => Ok(()),
    }
}
