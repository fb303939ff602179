//! `mihak worker`: a hidden command. `bench` starts it, in this program or in that of another commit.

use std::io;

use anyhow::Result;

use crate::exit::{Code, FINE};
use crate::speed::worker::serve;

/// Runs `mihak worker` until its input ends. `Err` if a line of it is none of the protocol.
pub fn run() -> Result<Code> {
    serve(io::stdin().lock(), io::stdout().lock())?;
    Ok(FINE)
}
