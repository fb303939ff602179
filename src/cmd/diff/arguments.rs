//! The arguments of `mihak diff`.

use std::path::PathBuf;

use clap::Args;

use crate::cmd::arguments::{GuardArgs, WideArgs};
use crate::cmd::score::PairReadArgs;

/// Arguments of `mihak diff`.
#[derive(Args, Debug)]
pub struct DiffArgs {
    /// One file of predictions, or a folder; without files, two systems of the suite are compared
    #[arg(requires = "second")]
    pub first: Option<PathBuf>,
    /// The other
    pub second: Option<PathBuf>,
    /// Gold for both files: who is right is told too
    #[arg(long, value_name = "FILE", requires = "second")]
    pub gold: Option<PathBuf>,
    /// A system of the suite; it is given twice
    #[arg(short, long, value_name = "NAME", conflicts_with = "first")]
    pub system: Vec<String>,
    /// Only this corpus; `*` and `?` are allowed; --articles names a folder of .txt articles instead
    #[arg(short, long, value_name = "PATTERN", conflicts_with = "first")]
    pub corpus: Vec<String>,
    /// The suite of the systems [default: ./suite.toml, or the embedded one]
    #[arg(long, value_name = "FILE", conflicts_with = "first")]
    pub suite: Option<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub reading: PairReadArgs,
    /// So many kinds of differences; 0 for all
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,
    /// All kinds of differences as CSV
    #[arg(long)]
    pub csv: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub guard: GuardArgs,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub wide: WideArgs,
}
