//! Ctrl-C and termination signals, by which a user stops a command.

use std::process;

use crate::exit::INTERRUPTED;
use crate::stop::Stop;

/// Raises the flag when the user wants to stop, by Ctrl-C or a termination signal. The first signal raises it, so that the work at hand ends in
/// order; the second ends the program at once.
pub fn heed_signals(stop: &Stop) {
    let stop = stop.clone();
    // A handler that cannot be set only means that Ctrl-C ends the program without a message.
    let _ = ctrlc::set_handler(move || {
        if stop.raise() {
            process::exit(i32::from(INTERRUPTED.number()));
        }
    });
}
