//! `mihak check`: fresh results are compared with the baseline, and every gate is judged.

use std::collections::BTreeSet;
use std::env;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::builder::{EnumValueParser, TypedValueParser};
use clap::{Args, ValueEnum};
use mihak_core::safe::Markdown;

use crate::check::Verdict;
use crate::cmd::arguments::WideArgs;
use crate::cmd::comparison::{compare, instructions};
use crate::cmd::folders::{baseline, results, utf8};
use crate::cmd::patterns::Patterns;
use crate::cmd::stdout::{print_data, print_github, print_in, print_json, print_markdown, room};
use crate::exit::{self, Code, NOT_COMPARABLE, NOTHING_RAN};
use crate::folder::{Root, write_atomically};
use crate::problem::told;
use crate::report::verdict::{VerdictFormat, Written, markdown, text};
use crate::speed::gate;
use crate::speed::instructions::InstructionRow;
use crate::suite::Suite;

/// Arguments of `mihak check`.
#[derive(Args, Debug)]
pub struct CheckArgs {
    /// The suite, for its gates and tolerance [default: ./suite.toml, or the embedded one]
    #[arg(long, value_name = "FILE")]
    pub suite: Option<PathBuf>,
    /// Only systems of this name; `*` and `?` are allowed
    #[arg(short, long, value_name = "PATTERN")]
    pub system: Vec<String>,
    /// The fresh results [default: target/mihak]
    #[arg(long, value_name = "DIR")]
    pub results: Option<PathBuf>,
    /// The blessed results [default: `results` beside the suite]
    #[arg(long, value_name = "DIR")]
    pub baseline: Option<PathBuf>,
    /// Check also the instructions that `mihak bench --instructions` counted; they must be there
    #[arg(long)]
    pub speed: bool,
    /// The format of the verdict
    #[arg(short, long, value_parser = format(), default_value = "text", value_name = "FORMAT")]
    pub format: VerdictFormat,
    /// Write the verdict to this file; lines for people still go to standard output [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub wide: WideArgs,
}

#[derive(ValueEnum, Clone, Copy)]
enum FormatValue {
    /// Lines for people
    Text,
    /// Annotations of GitHub Actions; the Markdown goes to the step summary
    Github,
    /// JUnit XML
    Junit,
    /// A comment for a pull request
    Markdown,
    /// One JSON object
    Json,
}

/// A parser of how the verdict is written.
fn format() -> impl TypedValueParser<Value = VerdictFormat> {
    EnumValueParser::<FormatValue>::new().map(|value| match value {
        FormatValue::Text => VerdictFormat::Text,
        FormatValue::Github => VerdictFormat::Github,
        FormatValue::Junit => VerdictFormat::Junit,
        FormatValue::Markdown => VerdictFormat::Markdown,
        FormatValue::Json => VerdictFormat::Json,
    })
}

/// Runs `mihak check`. The code is that of the verdict, which is written also where the command ends with an error.
pub fn run(args: &CheckArgs) -> Result<Code> {
    match verdict(args) {
        Ok(verdict) => {
            tell(args, &verdict, true)?;
            Ok(verdict.code)
        }
        // What ends the program with a code of its own is a verdict too, and its readers wait for a file; people read it on stderr.
        Err(error) => {
            tell(args, &Verdict::ended(exit::code(&error), told(&error).as_str()), false)?;
            Err(error)
        }
    }
}

/// Writes the verdict where it is wanted; lines for people only if `lines`.
fn tell(args: &CheckArgs, verdict: &Verdict, lines: bool) -> Result<()> {
    let content = Written::new(verdict, args.format);
    match &args.output {
        Some(file) => {
            write_atomically(file, content.as_str().as_bytes())?;
            if lines {
                print_in(room(args.wide.wide), text(verdict))?;
            }
        }
        None => match content {
            Written::Text(text) if lines => print_in(room(args.wide.wide), text)?,
            Written::Text(_) => {}
            Written::Github(text) => print_github(&text)?,
            Written::Junit(text) => print_data(text.as_bytes())?,
            Written::Markdown(text) => print_markdown(&text)?,
            Written::Json(text) => print_json(&text)?,
        },
    }
    match env::var_os("GITHUB_STEP_SUMMARY").filter(|file| args.format == VerdictFormat::Github && !file.is_empty()) {
        Some(file) => append(&PathBuf::from(file), &markdown(verdict)),
        None => Ok(()),
    }
}

/// Adds to the summary of a step, which other steps may have begun.
fn append(file: &Path, content: &Markdown) -> Result<()> {
    let opened = OpenOptions::new().create(true).append(true).open(file);
    let written = opened.and_then(|mut file| file.write_all(content.as_str().as_bytes()));
    written.with_context(|| format!("cannot write `{}`, which GITHUB_STEP_SUMMARY names", file.display()))
}

fn verdict(args: &CheckArgs) -> Result<Verdict> {
    let suite = Suite::find(args.suite.as_deref())?;
    let (fresh, fresh_folder) = results(args.results.as_deref())?;
    let (blessed, root, path) = baseline(&suite, args.baseline.as_deref())?;
    let known: BTreeSet<&str> = fresh.systems.keys().chain(blessed.systems.keys()).map(String::as_str).collect();
    let wanted = Patterns::new("system", &args.system, &known.into_iter().collect::<Vec<_>>())?;
    let suite_file = args.suite.as_deref().map(utf8).transpose()?;
    let selected = |system: &str| wanted.matches(system);
    let verdict = compare(&suite, suite_file, (&fresh, &fresh_folder), (&blessed, &root, &path), &selected)?;
    if !args.speed {
        return Ok(verdict);
    }
    let (now, before) = (instructions(&Root::here(), utf8(&fresh_folder)?)?, instructions(&root, &path)?);
    let only =
        |rows: Option<Vec<InstructionRow>>| -> Vec<InstructionRow> { rows.into_iter().flatten().filter(|row| selected(&row.system)).collect() };
    match (before, now) {
        (None, _) => Ok(verdict.and(NOT_COMPARABLE, "the baseline has no counts of instructions, which `mihak bless --speed` adds")),
        (_, None) => Ok(verdict.and(NOTHING_RAN, "no fresh counts of instructions: run `mihak bench --instructions` first")),
        (before, now) => Ok(verdict.with_speed(gate::compare(&only(before), &only(now), suite.instructions), suite.instructions)),
    }
}
