//! `mihak convert`: an annotation file written in another format. It says what the other format cannot hold.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use mihak_core::format::segmented::MARKED;
use mihak_core::format::{self, Format, Input, Offsets, Options, Output};
use mihak_core::safe::line;
use mihak_core::tags::{Repair, TagScheme};
use mihak_core::text::offsets::Unit;
use mihak_core::wording::count;

use crate::cmd::arguments::ReadArgs;
use crate::cmd::stdout::print_data;
use crate::cmd::values::{repair, scheme, unit};
use crate::exit::{Code, FINE};
use crate::folder::{is_portable, write_atomically};
use crate::problem::tell;

/// The formats whose tags can be of any scheme.
const TAGGED: [&str; 5] = ["conll", "conllu", "json-tags", "slash", "table"];

/// Arguments of `mihak convert`.
#[derive(Args, Debug)]
pub struct ConvertArgs {
    /// The input: a file or a folder, `-` for standard input
    pub from: PathBuf,
    /// The output: a file, a folder for brat and csv, `-` for standard output
    pub output: PathBuf,
    /// The format that is written
    #[arg(short, long, value_name = "NAME")]
    pub to: String,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub read: ReadArgs,
    /// How tags that break the scheme are read
    #[arg(long, value_parser = repair(), default_value = "none", value_name = "HOW")]
    pub repair: Repair,
    /// The scheme of the tags that are written [default: IOB2]
    #[arg(long, value_name = "NAME", value_parser = scheme)]
    pub to_scheme: Option<TagScheme>,
    /// What written offsets count, if the format leaves it open [default: as the programs of the format write it]
    #[arg(long, value_parser = unit(), value_name = "UNIT")]
    pub to_unit: Option<Unit>,
    /// The sign that marks cuts in written segmented text and word rows [default: +]
    #[arg(long, value_name = "SIGN")]
    pub to_marker: Option<String>,
    /// Write nothing if something would be lost
    #[arg(long)]
    pub lossless: bool,
    /// Replace files that exist
    #[arg(long)]
    pub force: bool,
}

/// Runs `mihak convert`. `Err` if something would be lost or replaced without leave.
pub fn run(args: &ConvertArgs) -> Result<Code> {
    let target = format::by_name(&args.to)?;
    heeded(args, target)?;
    let options = args.read.without_cuts("convert")?.options(args.repair);
    let input = Input::read(&args.from)?;
    let source = match &args.read.format {
        Some(name) => format::by_name(name)?,
        None => format::detect(&input, &options)?,
    };
    format::heeded(&[source], &options)?;
    if let Some(layout) = source.layout(&input, &options) {
        tell(line(&format!("mihak: `{}` is read as {}: {layout}", input.shown, source.name())));
    }
    let reading = format::read(source, &input, &options)?;
    let mentions = reading.documents.iter().map(|document| document.mentions.len()).sum();
    let output = target
        .write(&reading.documents, &Options { unit: args.to_unit, scheme: args.to_scheme, marker: args.to_marker.clone(), ..Options::default() })?;
    let lost: Vec<String> = reading.left_out.iter().chain(output.losses.iter()).map(|(kind, times)| format!("{times} {kind}")).collect();
    let (from, to) = (source.name(), target.name());
    if !lost.is_empty() && args.lossless {
        bail!("{to} cannot hold all of `{}`: {}; nothing was written", input.shown, lost.join(", "));
    }
    write(args, &output)?;
    let documents = count(reading.documents.len(), "document");
    let words: usize = reading.documents.iter().map(|document| document.splits.iter().filter(|split| split.parts.len() > 1).count()).sum();
    let words = if words > 0 { format!(", {}", count(words, "cut word")) } else { String::new() };
    tell(line(&format!("mihak: `{}` ({from}) → {to}: {documents}, {}{words}", input.shown, count(mentions, "mention"))));
    if !lost.is_empty() {
        tell(line(&format!("mihak: not kept: {}", lost.join(", "))));
    }
    Ok(FINE)
}

/// `Err` if an option asks for what the target cannot be.
fn heeded(args: &ConvertArgs, target: &dyn Format) -> Result<()> {
    let name = target.name();
    if let Some(unit) = args.to_unit.filter(|_| target.offsets() == Offsets::None) {
        bail!("{name} has no offsets that could count {}; leave --to-unit away", unit.noun());
    }
    if let Some(scheme) = args.to_scheme.filter(|_| !TAGGED.contains(&name)) {
        bail!("{name} cannot be written in {scheme}: only {} have tags of any scheme; leave --to-scheme away", TAGGED.join(", "));
    }
    if let Some(marker) = args.to_marker.as_deref().filter(|_| !MARKED.contains(&name)) {
        bail!("{name} marks no cuts, so not with `{marker}`: only {} do; leave --to-marker away", MARKED.join(" and "));
    }
    Ok(())
}

fn write(args: &ConvertArgs, output: &Output) -> Result<()> {
    let to = args.output.as_path();
    if let [(name, content)] = &output.files[..]
        && name.is_empty()
    {
        if to == Path::new("-") {
            std::str::from_utf8(content).context("this format is no text: name a file instead of `-`")?;
            return print_data(content);
        }
        free(args, to)?;
        return write_atomically(to, content);
    }
    if to == Path::new("-") {
        bail!("{} is a folder of files: name one instead of `-`", args.to);
    }
    apart(&output.files)?;
    // Nothing is written before every place is known to be free.
    output.files.iter().try_for_each(|(name, _)| free(args, &to.join(name)))?;
    output.files.iter().try_for_each(|(name, content)| write_atomically(&to.join(name), content))
}

/// `Err` if two files have one name where case is left aside, or if Windows cannot hold one: the folder could not be copied everywhere.
fn apart(files: &[(String, Vec<u8>)]) -> Result<()> {
    let mut seen = BTreeMap::new();
    for (name, _) in files {
        if let Some(part) = name.split('/').find(|part| !is_portable(part)) {
            bail!("document `{name}`: Windows cannot hold a file named `{part}`; rename the document");
        }
        if let Some(other) = seen.insert(name.to_lowercase(), name) {
            bail!("documents `{other}` and `{name}` are one file where case is left aside, as on Windows and macOS; rename one");
        }
    }
    Ok(())
}

/// `Err` if something stands at the place, and may not be replaced.
fn free(args: &ConvertArgs, path: &Path) -> Result<()> {
    if fs::symlink_metadata(path).is_ok() && !args.force {
        bail!("`{}` exists; name another place, or replace it with --force", path.display());
    }
    Ok(())
}
