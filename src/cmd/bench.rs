//! `mihak bench`: the cost of systems and of the scorer, in time or in instructions, of this program or of two.

mod against;
mod arguments;
mod instructions;
mod selection;
mod time;

use std::path::PathBuf;

use anyhow::Result;
use mihak_core::safe::Terminal;

use crate::cmd::bench::selection::Selection;
use crate::cmd::corpora::suite;
use crate::cmd::folders::{OUT, refuse_baseline};
use crate::cmd::stop::heed_signals;
use crate::exit::Code;
use crate::problem::tell;
use crate::speed::built;
use crate::stop::Stop;

pub use arguments::BenchArgs;

/// Runs `mihak bench`. With `--gate` the code is [`crate::exit::REGRESSED`] if a system is slower, [`crate::exit::NOT_COMPARABLE`] if the programs measure
/// different things.
pub fn run(args: &BenchArgs) -> Result<Code> {
    let suite = suite(&args.suite)?;
    let out = args.out.clone().unwrap_or_else(|| PathBuf::from(OUT));
    refuse_baseline(&suite, &out)?;
    if built::DEBUG {
        tell(Terminal::own("mihak: this is a debug build, whose speed says nothing: build with `cargo build --release`"));
    }
    let stop = Stop::default();
    let selection = Selection::new(args, &suite, &stop)?;
    heed_signals(&stop);
    match (&args.against, args.instructions) {
        (None, false) => time::run(&suite, &selection, usize::from(args.rounds.unwrap_or(time::ROUNDS)), &out, args.wide.wide, &stop),
        (None, true) => instructions::run(&suite, &selection, &out, args.wide.wide, &stop),
        (Some(against), false) => against::time(args, &suite, &selection, against, &stop),
        (Some(against), true) => instructions::against(&suite, &selection, against, &stop),
    }
}
