//! `mihak agree`: how far two annotations of the same articles agree, as tables, rows and a list of disagreements.

use std::collections::BTreeMap;
use std::iter;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::{Result, bail};
use clap::Args;
use mihak_core::error::Problems;
use mihak_core::format::{self, Document, Format, Input, Offsets, Options};
use mihak_core::measure::agreement::figures::{SplitFigures, figures};
use mihak_core::measure::agreement::{AgreedTask, Compared, Joined};
use mihak_core::records;
use mihak_core::safe::{Markdown, Terminal, json, line};
use mihak_core::tags::Repair;
use mihak_core::wording::count;

use crate::cmd::arguments::{GuardArgs, ReadArgs, ReplicateArgs, WideArgs};
use crate::cmd::folders::utf8;
use crate::cmd::labels::note_unusable;
use crate::cmd::stdout::{print_data, print_in, print_json, print_markdown, room};
use crate::cmd::values::{repair, share};
use crate::corpus::declared_splits;
use crate::exit::{self, Code, Exit, FINE};
use crate::folder::{Root, write_atomically};
use crate::problem::{each, tell};
use crate::report::grid::Room;
use crate::report::rows::Section;
use crate::report::splice::{Splice, splice};
use crate::report::{agreement, table};

const OPEN: &str = "<!-- agree -->";
const CLOSE: &str = "<!-- /agree -->";

/// Arguments of `mihak agree`.
#[derive(Args, Debug)]
pub struct AgreeArgs {
    /// The first annotation: a file or a folder
    pub a: PathBuf,
    /// The second annotation of the same articles. Only articles that both have are compared. Without it every two annotators of the first are
    /// compared, where a Label Studio or doccano export holds several
    pub b: Option<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub read: ReadArgs,
    /// The format of the first annotation, if it has another one
    #[arg(long, value_name = "NAME")]
    pub a_format: Option<String>,
    /// How tags that break the scheme are read
    #[arg(long, value_parser = repair(), default_value = "none", value_name = "HOW")]
    pub repair: Repair,
    /// CSV instead of tables: one row for each figure of each split
    #[arg(long, conflicts_with_all = ["json", "md", "splice"])]
    pub csv: bool,
    /// The same rows as a JSON array
    #[arg(long, conflicts_with_all = ["md", "splice"])]
    pub json: bool,
    /// The tables as Markdown
    #[arg(long, conflicts_with = "splice")]
    pub md: bool,
    /// Write the Markdown into this file, between `<!-- agree -->` and `<!-- /agree -->`
    #[arg(long, value_name = "FILE")]
    pub splice: Option<PathBuf>,
    /// With --splice: write nothing, exit 3 if the file would change
    #[arg(long, requires = "splice")]
    pub check: bool,
    /// Write every disagreement to a CSV
    #[arg(long, value_name = "FILE")]
    pub disagreements: Option<PathBuf>,
    /// Exit 1 if the word accuracy over all articles (share of 1) is lower, or undefined
    #[arg(long, value_name = "X", value_parser = share)]
    pub min_word_accuracy: Option<f64>,
    /// Exit 1 if the strict F1 of entities over all articles (share of 1) is lower, or undefined
    #[arg(long, value_name = "Y", value_parser = share)]
    pub min_entity_f1: Option<f64>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub replicates: ReplicateArgs,
    /// Only errors on stderr
    #[arg(short, long)]
    pub quiet: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub guard: GuardArgs,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub wide: WideArgs,
    /// What a caller in this process gives and gets.
    #[arg(skip)]
    pub kept: Option<Kept>,
}

/// What is kept for a caller in this process, who reads no standard error.
#[derive(Debug, Default)]
pub struct Kept {
    /// Both inputs in memory; none if they are read from disk.
    pub inputs: Vec<Input>,
    /// What a user should know, in the order in which it was told.
    pub remarks: Mutex<Vec<String>>,
}

/// What two annotations agree in.
pub struct Agreed {
    /// The figures by split; all articles together stand last.
    pub figures: Vec<SplitFigures>,
    /// The rows of the file of disagreements.
    pub disagreements: Vec<u8>,
    /// What a user should know: how the input was read, and what was left out.
    pub remarks: Vec<String>,
    sections: Vec<Section>,
}

impl Agreed {
    /// The tables that `mihak agree` prints.
    pub fn tables(&self, room: Room) -> Terminal<'static> {
        table::terminal(&self.sections, room)
    }

    /// The same as Markdown.
    pub fn markdown(&self) -> Markdown<'static> {
        table::markdown(&self.sections)
    }
}

/// What two annotations agree in, without a word to standard output or error. Inputs that are given stand for the paths.
///
/// `Err` as [`run`] gives it, and if only one annotation is named.
pub fn agreed(mut args: AgreeArgs, inputs: Vec<Input>) -> Result<Agreed> {
    args.kept = Some(Kept { inputs, ..Kept::default() });
    let Some(b) = &args.b else { bail!("two annotations are compared, and one is given") };
    let mut shown = Shown::default();
    compare(&args, two(&args, b)?, &mut shown)?;
    let Shown { sections, figures, disagreements, .. } = shown;
    let kept = args.kept.unwrap_or_default();
    let remarks = kept.remarks.into_inner().expect("no holder of the remarks panics");
    Ok(Agreed { figures, disagreements, remarks, sections })
}

/// Two annotations that are compared.
struct Couple {
    /// What they are called: paths, or annotators of one path.
    names: [String; 2],
    sides: [Vec<Document>; 2],
}

/// What is shown of one or more couples.
#[derive(Default)]
struct Shown {
    sections: Vec<Section>,
    csv: Vec<u8>,
    /// The figures of the last couple.
    figures: Vec<SplitFigures>,
    disagreements: Vec<u8>,
    /// What falls below the least that is wanted.
    low: Vec<String>,
}

/// Runs `mihak agree`. `Err` with [`exit::REGRESSED`] if the annotations agree less than is wanted.
pub fn run(args: &AgreeArgs) -> Result<Code> {
    let mut shown = Shown::default();
    match &args.b {
        Some(b) => compare(args, two(args, b)?, &mut shown)?,
        None => every_two(args, |couple| compare(args, couple, &mut shown))?,
    }
    if let Some(path) = &args.disagreements {
        write_atomically(path, &shown.disagreements)?;
    }
    match &args.splice {
        Some(file) => {
            let put = Splice { open: OPEN.into(), close: CLOSE.into(), text: table::markdown(&shown.sections) };
            let path = file.display();
            let stale = || format!("`{path}` does not show the agreement of these annotations: run the same command without --check");
            splice(file, |_| Ok(vec![put]), args.check, stale)?;
        }
        _ if args.md => print_markdown(&table::markdown(&shown.sections))?,
        _ if args.json => print_json(&json(&records::json(&shown.csv, &agreement::NUMBERS)))?,
        _ if args.csv => print_data(&shown.csv)?,
        _ => {
            let room = room(args.wide.wide);
            print_in(room, table::terminal(&shown.sections, room))?;
        }
    }
    match shown.low.is_empty() {
        true => Ok(FINE),
        false => Err(Exit::lines(exit::REGRESSED, each(shown.low.iter().map(|said| line(said).into())))),
    }
}

/// Compares two annotations, and adds what is shown of them.
fn compare(args: &AgreeArgs, couple: Couple, shown: &mut Shown) -> Result<()> {
    let names = couple.names.each_ref().map(String::as_str);
    let pair = args.b.is_none().then_some(names);
    let [a, b] = couple.sides;
    let joined = Joined::new(a, b, names)?;
    if joined.by_text {
        say(args, &format!("the documents of `{}` and `{}` have other names: they are joined by their text", names[0], names[1]));
    }
    for (ids, side) in joined.alone.iter().zip(names).filter(|(ids, _)| !ids.is_empty()) {
        say(args, &format!("{} only in `{side}`, and not compared: {}", count(ids.len(), "article"), ids.join(", ")));
    }
    let compared = Compared::of(&joined);
    tell_left_out(args, &joined, &compared, names);
    if compared.tasks.is_empty() {
        bail!("`{}` and `{}` have no layer in common: neither words with segments nor mentions are on both sides", names[0], names[1]);
    }
    let splits = splits(args, &joined)?;
    let boot = args.replicates.boot();
    let figures = figures(&compared, |id| splits.get(id).cloned(), boot);
    let of_pair = pair.map_or(String::new(), |[a, b]| format!("{a} × {b}: "));
    shown.low.extend(below(args, figures.last()).into_iter().map(|low| format!("{of_pair}{low}")));
    let mut sections = agreement::sections(&compared, &figures, boot);
    if let Some([a, b]) = pair {
        sections.iter_mut().for_each(|section| section.title = format!("{a} × {b} · {}", section.title));
    }
    shown.sections.extend(sections);
    append(&mut shown.csv, agreement::csv(&figures, boot, pair));
    if args.disagreements.is_some() || args.kept.is_some() {
        append(&mut shown.disagreements, agreement::disagreements(&compared, pair, args.guard.guard()));
    }
    shown.figures = figures;
    Ok(())
}

/// Adds rows behind others of the same header.
fn append(all: &mut Vec<u8>, more: Vec<u8>) {
    let header = if all.is_empty() { 0 } else { more.iter().position(|&byte| byte == b'\n').map_or(more.len(), |end| end + 1) };
    all.extend_from_slice(&more[header..]);
}

fn say(args: &AgreeArgs, said: &str) {
    if let Some(kept) = &args.kept {
        kept.remarks.lock().expect("no holder of the remarks panics").push(said.into());
    } else if !args.quiet {
        tell(line(&format!("mihak: {said}")));
    }
}

/// What readers are told.
fn options(args: &AgreeArgs) -> Result<Options> {
    Ok(Options { annotated_only: true, ..args.read.without_cuts("agree")?.options(args.repair) })
}

/// The format of a side; the user is told.
fn format_of(args: &AgreeArgs, side: usize, input: &Input, options: &Options) -> Result<&'static dyn Format> {
    let named = args.a_format.as_ref().filter(|_| side == 0).or(args.read.format.as_ref());
    let format = named.map_or_else(|| format::detect(input, options), |name| format::by_name(name))?;
    let layout = format.layout(input, options).map_or(String::new(), |layout| format!(": {layout}"));
    say(args, &format!("`{}` is read as {}{layout}", input.shown, format.name()));
    Ok(format)
}

/// The documents of a side; what is left out is told.
fn read(args: &AgreeArgs, format: &dyn Format, input: &Input, options: &Options, problems: &mut Problems) -> Result<Vec<Document>> {
    let reading = format::read(format, input, options)?;
    for (kind, times) in reading.left_out.iter() {
        say(args, &format!("`{}`: {times} {kind} left out, which are no annotation of ours", input.shown));
    }
    note_unusable(input, &reading.documents, problems);
    Ok(reading.documents)
}

/// Two inputs.
fn two(args: &AgreeArgs, b: &Path) -> Result<Couple> {
    if [&args.a, b].into_iter().all(|path| path == Path::new("-")) {
        bail!("`-` is both annotations, and can be read only once; write one of them to a file");
    }
    let options = options(args)?;
    let inputs = match args.kept.as_ref().map(|kept| kept.inputs.as_slice()) {
        Some([a, b]) => [a.clone(), b.clone()],
        _ => [Input::read(&args.a)?, Input::read(b)?],
    };
    let mut formats = Vec::new();
    for (side, input) in inputs.iter().enumerate() {
        formats.push(format_of(args, side, input, &options)?);
    }
    format::heeded(&formats, &options)?;
    let asked = formats.iter().any(|format| format.offsets() == Offsets::Asked);
    let mut sides = [Vec::new(), Vec::new()];
    let mut problems = Problems::default();
    for ((side, input), format) in sides.iter_mut().zip(&inputs).zip(formats) {
        // A unit that one format must be told is none of the other's, which has its own.
        let unit = options.unit.filter(|_| !asked || format.offsets() == Offsets::Asked);
        *side = read(args, format, input, &Options { unit, ..options.clone() }, &mut problems)?;
    }
    problems.into_result()?;
    Ok(Couple { names: inputs.map(|input| input.shown), sides })
}

/// Every two annotators of one input.
fn every_two(args: &AgreeArgs, mut compare: impl FnMut(Couple) -> Result<()>) -> Result<()> {
    let options = options(args)?;
    let input = Input::read(&args.a)?;
    let format = format_of(args, 0, &input, &options)?;
    format::heeded(&[format], &options)?;
    if options.annotator.is_some() {
        bail!("every two annotators of one file are compared; leave --annotator away, or give a second file");
    }
    let people = format.annotators(&input)?;
    if people.len() < 2 {
        let has = people.first().map_or("names no annotators".into(), |only| format!("has one annotator, {only}"));
        bail!("`{}` {has}: give a second file to compare it with", input.shown);
    }
    let mut all = Vec::with_capacity(people.len());
    let mut problems = Problems::default();
    for annotator in &people {
        say(args, &format!("annotator {annotator}"));
        all.push(read(args, format, &input, &Options { annotator: Some(annotator.clone()), ..options.clone() }, &mut problems)?);
    }
    problems.into_result()?;
    for (at, a) in people.iter().enumerate() {
        for (other, b) in people.iter().enumerate().skip(at + 1) {
            compare(Couple { names: [a.clone(), b.clone()], sides: [all[at].clone(), all[other].clone()] })?;
        }
    }
    Ok(())
}

/// Says which layers, articles and words of the joined articles are not compared.
fn tell_left_out(args: &AgreeArgs, joined: &Joined, compared: &Compared, shown: [&str; 2]) {
    for task in [AgreedTask::Segments, AgreedTask::Entities] {
        let has = joined.has(task);
        if let [true, false] | [false, true] = has {
            let lacks = shown[usize::from(has[0])];
            say(args, &format!("{} are not compared: `{lacks}` has none in the articles of both", task.name()));
        }
    }
    if compared.tasks.contains(&AgreedTask::Segments) {
        let without: Vec<&str> = joined.pairs.iter().filter(|pair| !pair.has_words()).map(|pair| pair.a.id.as_str()).collect();
        if !without.is_empty() {
            let number = count(without.len(), "article");
            say(args, &format!("the words of {number} are on one side at most, and not compared: {}", without.join(", ")));
        }
    }
    let unplaced: u64 = compared.articles.iter().map(|article| article.agreement.unplaced).sum();
    if unplaced > 0 {
        say(args, &format!("{} with a part that stands in no place of the text are not compared", count(unplaced as usize, "word")));
    }
}

/// The splits that `corpus.toml` beside the articles declares, by article; empty if there is none.
///
/// `Err` names the compared articles that it does not declare.
fn splits(args: &AgreeArgs, joined: &Joined) -> Result<BTreeMap<String, String>> {
    let folders = match &args.read.articles {
        Some(folder) => vec![folder.clone()],
        None => iter::once(&args.a).chain(&args.b).flat_map(|side| [side.join("articles"), side.clone()]).collect(),
    };
    for folder in folders {
        let path = utf8(&folder)?;
        let Some(splits) = declared_splits(&Root::here(), path)? else { continue };
        let mut problems = Problems::default();
        for pair in joined.pairs.iter().filter(|pair| !splits.contains_key(&pair.a.id)) {
            problems.note(format!("article `{}` is not declared in `{path}/corpus.toml`; add an [[article]] with its id and split", pair.a.id));
        }
        problems.into_result()?;
        return Ok(splits);
    }
    Ok(BTreeMap::new())
}

/// What falls below the least that is wanted over all articles.
fn below(args: &AgreeArgs, all: Option<&SplitFigures>) -> Vec<String> {
    let wanted = [
        ("word accuracy", AgreedTask::Segments, "word", args.min_word_accuracy),
        ("strict F1 of entities", AgreedTask::Entities, "exact", args.min_entity_f1),
    ];
    let mut low = Vec::new();
    for (title, task, matching, least) in wanted {
        let Some(least) = least else { continue };
        let mut figures = all.into_iter().flat_map(|all| &all.figures);
        let value = figures.find(|figure| figure.task == task && figure.matching == matching && figure.label == "*").and_then(|figure| figure.value);
        match value {
            None => low.push(format!("{title} is undefined, at least {least} is wanted")),
            Some(value) if value < least => low.push(format!("{title} is {value:.6}, at least {least} is wanted")),
            Some(_) => {}
        }
    }
    low
}
