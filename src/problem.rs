//! What people are told on stderr: lines, and a sign that something is waited for. Data goes to stdout, never here.

use std::io::{IsTerminal, Write, stderr};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget};

/// Writes a line to stderr; a reader that went away is no reason to end the run.
pub fn tell(line: &str) {
    let _ = writeln!(stderr(), "{line}");
}

/// A sign on a terminal that something is waited for, until it is cleared or dropped; invisible unless `is_wanted`.
pub fn waiting(is_wanted: bool, what: String) -> ProgressBar {
    let target = if is_wanted && stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(None, target).with_message(what);
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
