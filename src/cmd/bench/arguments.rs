//! The arguments of `mihak bench`.

use std::path::PathBuf;

use clap::Args;

use crate::cmd::arguments::{SelectArgs, SuiteArgs, WideArgs};

/// Arguments of `mihak bench`.
#[derive(Args, Debug)]
pub struct BenchArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub suite: SuiteArgs,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub select: SelectArgs,
    /// Rounds of every system, at most 10000 [default: 20; with --against 31 of four, and twice where a difference shows]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=10_000), conflicts_with = "instructions")]
    pub rounds: Option<u16>,
    /// Count instructions with valgrind instead of measuring time: a busy machine does not change the counts
    #[arg(long)]
    pub instructions: bool,
    /// Compare with another mihak: the path of a program, or a git reference that is built
    #[arg(long, value_name = "REF|PROGRAM")]
    pub against: Option<String>,
    /// With --against: exit 1 if a system is slower
    #[arg(long, requires = "against")]
    pub gate: bool,
    /// The folder of results; figures go into its folder speed [default: target/mihak]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub wide: WideArgs,
}
