//! Standard output, where data goes: one function for each kind.

use std::env;
use std::io::{ErrorKind, IsTerminal, Write, stdout};

use anyhow::{Context, Result};
use mihak_core::safe::{Github, Json, Latex, Markdown, Terminal, terminal};
use terminal_size::{Width, terminal_size_of};

use crate::report::grid::{Room, broken};

/// The room for text on standard output: no limit with `wide`; else the columns that `COLUMNS` says, else those of the terminal, else 80.
///
/// Sentences are broken only where somebody looks: on a terminal, or where `COLUMNS` says how wide it is.
pub fn room(wide: bool) -> Room {
    if wide {
        return Room::ENDLESS;
    }
    let told = env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse().ok()).filter(|columns| *columns >= NARROWEST);
    let is_terminal = stdout().is_terminal();
    let own = || terminal_size_of(stdout()).filter(|_| is_terminal).map(|(Width(columns), _)| usize::from(columns).max(NARROWEST));
    Room { columns: told.or_else(own).unwrap_or(Room::USUAL.columns), breaks: told.is_some() || is_terminal }
}

/// Fewer columns hold no table.
const NARROWEST: usize = 20;

/// Prints text for people, with long lines broken where somebody looks; its tables were made for the room already.
pub fn print<'a>(text: impl Into<Terminal<'a>>) -> Result<()> {
    print_in(room(false), text)
}

/// Prints text for people, in the room that there is.
pub fn print_in<'a>(room: Room, text: impl Into<Terminal<'a>>) -> Result<()> {
    let text = text.into();
    match room.breaks {
        true => write(broken(text.as_str(), room.columns).as_bytes()),
        false => write(text.as_str().as_bytes()),
    }
}

/// Prints lines as they are, such as those of an article, which a terminal breaks itself.
pub fn print_whole<'a>(text: impl Into<Terminal<'a>>) -> Result<()> {
    write(text.into().as_str().as_bytes())
}

/// Prints Markdown.
pub fn print_markdown(text: &Markdown) -> Result<()> {
    write(text.as_str().as_bytes())
}

/// Prints LaTeX.
pub fn print_latex(text: &Latex) -> Result<()> {
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
        true => print_whole(terminal(&String::from_utf8_lossy(data))),
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
