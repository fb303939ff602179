//! The wish of the user to stop.

use std::process;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::exit::INTERRUPTED;
use crate::process::child::STOP;

/// What is raised when the user wants to stop, by Ctrl-C or a termination signal. The first signal raises it, so that the work at hand ends
/// in order; the second ends the program at once.
pub fn stoppable() -> &'static AtomicBool {
    // A handler that cannot be set only means that Ctrl-C ends the program without a message.
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            process::exit(i32::from(INTERRUPTED.number()));
        }
    });
    &STOP
}
