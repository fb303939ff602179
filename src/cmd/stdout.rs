//! Standard output, where data goes: one function for each kind.

use std::io::{ErrorKind, IsTerminal, Write, stdout};

use anyhow::{Context, Result};
use mihak_core::safe::{Github, Json, Markdown, Terminal, terminal};

/// Prints text for people.
pub fn print<'a>(text: impl Into<Terminal<'a>>) -> Result<()> {
    write(text.into().as_str().as_bytes())
}

/// Prints Markdown.
pub fn print_markdown(text: &Markdown) -> Result<()> {
    write(text.as_str().as_bytes())
}

/// Prints JSON.
pub fn print_json(text: &Json) -> Result<()> {
    write(text.as_str().as_bytes())
}

/// Prints workflow commands.
pub fn print_github(text: &Github) -> Result<()> {
    write(text.as_str().as_bytes())
}

/// Prints data that programs read: exactly as it is, but for a terminal, which would obey some of it.
pub fn print_data(data: &[u8]) -> Result<()> {
    match stdout().is_terminal() {
        true => print(terminal(&String::from_utf8_lossy(data))),
        false => write(data),
    }
}

/// A reader that went away (`mihak … | head`) is no error.
fn write(bytes: &[u8]) -> Result<()> {
    match stdout().write_all(bytes) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error).context("cannot write to stdout"),
        _ => Ok(()),
    }
}
