//! The command line: the list of commands, with the sentence of each for `--help`.

use std::ffi::OsString;
use std::io::{Write, stdout};

use anyhow::Result;
use clap::error::Error;
use clap::{Parser, Subcommand};
use mihak_core::safe::{line, terminal};

use crate::cmd::agree::{self, AgreeArgs};
use crate::cmd::annotate::{self, AnnotateArgs};
use crate::cmd::bench::{self, BenchArgs};
use crate::cmd::bless::{self, BlessArgs};
use crate::cmd::check::{self, CheckArgs};
use crate::cmd::cite::{self, CiteArgs};
use crate::cmd::cmp::{self, CmpArgs};
use crate::cmd::convert::{self, ConvertArgs};
use crate::cmd::describe::{self, DescribeArgs};
use crate::cmd::diff::{self, DiffArgs};
use crate::cmd::errors::{self, ErrorsArgs};
use crate::cmd::invariance::{self, InvarianceArgs};
use crate::cmd::lint::{self, LintArgs};
use crate::cmd::list::{self, ListArgs};
use crate::cmd::merge::{self, MergeArgs};
use crate::cmd::report::{self, ReportArgs};
use crate::cmd::run::{self, RunArgs};
use crate::cmd::score::{self, ScoreArgs};
use crate::cmd::show::{self, ShowArgs};
use crate::cmd::signature::{self, SignatureArgs};
use crate::cmd::verify::{self, VerifyArgs};
use crate::cmd::wire::{self, WireArgs};
use crate::cmd::worker;
use crate::exit::{self, Code, FINE, INVALID};
use crate::problem::{tame_panics, tell, told};

/// The evaluation harness for Arabic NLP: tokenizers and entity extractors, scored against gold articles.
///
/// Without a command, `mihak run` is meant. Exit codes: 0 fine, 1 a gate regressed, 2 usage, configuration or invalid input (and what
/// `lint` found), 3 baseline missing or not comparable, 4 nothing ran or coverage shrank, 5 a system failed, 130 interrupted.
#[derive(Parser, Debug)]
#[command(name = "mihak", version, about, max_term_width = 110, args_conflicts_with_subcommands = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Commands>,
    /// The options of `run`, for a call without a command.
    #[command(flatten)]
    pub run: RunArgs,
}

/// The commands.
#[derive(Subcommand, Debug)]
pub enum Commands {
    /// Evaluate systems on corpora and write counts, scores and errors as CSV
    Run(RunArgs),
    /// Join the results of shards into those of one run
    Merge(MergeArgs),
    /// Score a file of predictions against a file of gold
    Score(Box<ScoreArgs>),
    /// Show every error of a file of predictions in the line in which it stands
    Errors(Box<ErrorsArgs>),
    /// Show what two files or two systems do differently, the most frequent first; with --gold also who is right
    Diff(Box<DiffArgs>),
    /// Say how far two annotations of the same articles agree; neither is gold
    Agree(AgreeArgs),
    /// Write an annotation file in another format
    Convert(ConvertArgs),
    /// Find what is wrong or odd in annotation files, and change nothing; exit 2 if something is wrong
    Lint(LintArgs),
    /// Check files of annotators against the guidelines of the gold
    Annotate(AnnotateArgs),
    /// List systems, corpora, views, builtins, formats and gates
    List(ListArgs),
    /// Describe corpora in numbers, by split: words, clitics, mentions, names, hard phenomena
    Describe(DescribeArgs),
    /// Check gold, declared hashes and the suite; with --system, check whether a system keeps the contract
    Verify(VerifyArgs),
    /// Say what a signature means, or what two differ in; exit 3 if their numbers are not comparable
    Signature(SignatureArgs),
    /// Print the request lines that a system in another program gets for articles, to try an adapter with a pipe
    Wire(WireArgs),
    /// Show an article with gold and predictions marked
    Show(ShowArgs),
    /// Compare systems side by side, from results
    Cmp(CmpArgs),
    /// Show what the perturbations of `run --perturb` cost each system
    Invariance(InvarianceArgs),
    /// Compare fresh results with the baseline; exit 1 if a gate regressed
    Check(CheckArgs),
    /// Make fresh results the baseline, with a reason
    Bless(BlessArgs),
    /// Print results as Markdown, write them into a marked part of a file or as one HTML file; with --speed, keep results of `cargo bench`
    Report(ReportArgs),
    /// Print the sentence of method for a paper, and BibTeX
    Cite(CiteArgs),
    /// Measure systems and the scorer: CPU time or instructions, of this program or of two programs in turn
    Bench(BenchArgs),
    /// Work for `bench` in a process of its own
    #[command(hide = true)]
    Worker,
}

impl Cli {
    /// Runs the command. `Err` holds what the user is told, and [`crate::exit::code`] of it is the exit code.
    pub fn run(self) -> Result<Code> {
        match self.command {
            None => run::run(&self.run),
            Some(Commands::Run(args)) => run::run(&args),
            Some(Commands::Merge(args)) => merge::run(&args),
            Some(Commands::Score(args)) => score::run(&args),
            Some(Commands::Errors(args)) => errors::run(*args),
            Some(Commands::Diff(args)) => diff::run(&args),
            Some(Commands::Agree(args)) => agree::run(&args),
            Some(Commands::Convert(args)) => convert::run(&args),
            Some(Commands::Lint(args)) => lint::run(&args),
            Some(Commands::Annotate(args)) => annotate::run(&args),
            Some(Commands::List(args)) => list::run(&args),
            Some(Commands::Describe(args)) => describe::run(&args),
            Some(Commands::Verify(args)) => verify::run(&args),
            Some(Commands::Signature(args)) => signature::run(&args),
            Some(Commands::Wire(args)) => wire::run(&args),
            Some(Commands::Show(args)) => show::run(&args),
            Some(Commands::Cmp(args)) => cmp::run(&args),
            Some(Commands::Invariance(args)) => invariance::run(&args),
            Some(Commands::Check(args)) => check::run(&args),
            Some(Commands::Bless(args)) => bless::run(&args),
            Some(Commands::Report(args)) => report::run(&args),
            Some(Commands::Cite(args)) => cite::run(&args),
            Some(Commands::Bench(args)) => bench::run(&args),
            Some(Commands::Worker) => worker::run(),
        }
    }
}

/// Runs the program with these arguments, of which the first is its own name, and returns its exit code. What it says is written to standard
/// output and error.
pub fn program(given: &[OsString]) -> Code {
    tame_panics();
    let code = match Cli::try_parse_from(given) {
        Ok(cli) => cli.run().unwrap_or_else(|error| {
            tell(terminal(&format!("mihak: {}", told(&error))));
            exit::code(&error)
        }),
        Err(error) => refused(&error, given),
    };
    // Where the program is a part of another one, nothing else writes what is still held.
    let _ = stdout().flush();
    code
}

/// Prints what clap says, which is help too, and returns its exit code.
///
/// Where it quotes arguments that are not safe to be shown, it is asked again about safe ones, so that its colours are its own.
fn refused(error: &Error, given: &[OsString]) -> Code {
    let said = error.to_string();
    // A reader that went away is no error.
    let _ = match terminal(&said).as_str() == said {
        true => error.print(),
        false => match Cli::try_parse_from(given.iter().map(|given| line(&given.to_string_lossy()).to_string())) {
            Err(again) => again.print(),
            Ok(_) => {
                tell(terminal(&said));
                Ok(())
            }
        },
    };
    if error.exit_code() == 0 { FINE } else { INVALID }
}
