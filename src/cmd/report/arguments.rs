//! The arguments of `mihak report`.

use std::path::PathBuf;

use clap::Args;

/// Arguments of `mihak report`.
#[derive(Args, Debug)]
pub struct ReportArgs {
    /// The suite, for the order of systems [default: ./suite.toml, or the embedded one]
    #[arg(long, value_name = "FILE")]
    pub suite: Option<PathBuf>,
    /// A folder of results [default: `results` beside the suite]
    #[arg(long, value_name = "DIR")]
    pub results: Option<PathBuf>,
    /// Write the results into this file, between `<!-- mihak:results -->` and `<!-- /mihak:results -->`
    #[arg(long, value_name = "FILE")]
    pub splice: Option<PathBuf>,
    /// With --splice: change nothing, exit 3 if the file is not up to date
    #[arg(long, requires = "splice")]
    pub check: bool,
    /// Write one HTML file with tables, figures and the articles with their errors; it opens from disk, without a network
    #[arg(long, value_name = "FILE", conflicts_with_all = ["splice", "speed", "latex"])]
    pub html: Option<PathBuf>,
    /// Markdown, which is what is printed anyway
    #[arg(long, conflicts_with_all = ["latex", "speed"])]
    pub md: bool,
    /// Tables for a paper, in LaTeX, with the signature below each
    #[arg(long, conflicts_with_all = ["splice", "speed"])]
    pub latex: bool,
    /// Write what `cargo bench` measured to `speed/<host>.csv` in the folder of results
    #[arg(long, conflicts_with = "splice")]
    pub speed: bool,
    /// With --speed: the name of the machine [default: its host name]
    #[arg(long, value_name = "NAME", requires = "speed")]
    pub host: Option<String>,
    /// With --speed: the folder of criterion [default: criterion in the target folder]
    #[arg(long, value_name = "DIR", requires = "speed")]
    pub criterion: Option<PathBuf>,
}
