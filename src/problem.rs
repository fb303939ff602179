//! Standard error: lines for people, and a sign while the program waits. Data goes to standard output, never here.

use std::io::{IsTerminal, Write, stderr};
use std::panic;
use std::time::Duration;

use anyhow::Error;
use indicatif::{ProgressBar, ProgressDrawTarget};
use mihak_core::error::alone;
use mihak_core::safe::{Line, Terminal, terminal};

use crate::exit::Exit;

/// Writes lines to stderr; a reader that went away is no reason to end the run.
pub fn tell<'a>(said: impl Into<Terminal<'a>>) {
    let _ = writeln!(stderr(), "{}", said.into());
}

/// What an error says, with the errors that caused it, each behind a colon.
///
/// Each is one line, so that nothing that it quotes can pretend to be another, but for those whose type has several by design.
pub fn told(error: &Error) -> Terminal<'static> {
    let each = error.chain().map(|error| match error.downcast_ref::<Exit>() {
        Some(exit) => exit.said.clone(),
        // It shows the line of the file.
        None if error.is::<toml::de::Error>() => terminal(&error.to_string()).into_owned(),
        None => alone(error),
    });
    joined(each, ": ")
}

/// What several faults say, each on lines of its own that begin with the name of the program: that of the first is in front already.
pub fn each<'a>(faults: impl IntoIterator<Item = Terminal<'a>>) -> Terminal<'static> {
    joined(faults, "\nmihak: ")
}

fn joined<'a>(parts: impl IntoIterator<Item = Terminal<'a>>, between: &'static str) -> Terminal<'static> {
    let mut all = Terminal::default();
    for (at, part) in parts.into_iter().enumerate() {
        if at > 0 {
            all.push(&Terminal::own(between));
        }
        all.push(&part);
    }
    all
}

/// Makes panics say nothing that a terminal obeys: their messages may quote what was read.
pub fn tame_panics() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |panicked| {
        let said = panicked.to_string();
        let safe = terminal(&said);
        match safe.as_str() == said {
            true => usual(panicked),
            false => tell(safe),
        }
    }));
}

/// A sign on a terminal that something is waited for, until it is cleared or dropped; invisible unless `is_wanted`.
pub fn waiting(is_wanted: bool, what: &Line) -> ProgressBar {
    let target = if is_wanted && stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(None, target).with_message(what.to_string());
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

#[cfg(test)]
mod tests {
    use anyhow::{Context, Result, anyhow};
    use mihak_core::error::Problems;

    use super::*;
    use crate::exit::{INVALID, NOTHING_RAN};

    #[test]
    fn what_an_error_quotes_makes_no_line_and_what_has_lines_keeps_them() {
        let failed: Result<()> = Err(anyhow!("no `\n::error::x`")).context("a\u{1b}[2J");
        assert_eq!(told(&failed.unwrap_err()).as_str(), "a\\u{1b}[2J: no `\\n::error::x`");
        let mut problems = Problems::default();
        problems.note("first");
        problems.note("second\n");
        let failed = problems.into_result().context("corpus `c`").unwrap_err();
        assert_eq!(told(&failed).as_str(), "corpus `c`: 2 faults in the input:\n  first\n  second\\n");
        let both = each([told(&failed), told(&Exit::error(NOTHING_RAN, "a\nb"))]);
        let failed = Exit::lines(INVALID, both).context("all");
        assert_eq!(told(&failed).as_str(), "all: corpus `c`: 2 faults in the input:\n  first\n  second\\n\nmihak: a\\nb");
        let failed = toml::from_str::<toml::Table>("a = ").context("suite `s`").unwrap_err();
        assert_eq!(told(&failed).as_str(), format!("{failed:#}"));
    }
}
