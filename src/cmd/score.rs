//! `mihak score`: predictions in files, scored against gold in files.

mod arguments;
mod columns;
mod compat;
mod conllu;
mod documents;
mod errors;
mod inputs;
mod job;
mod kept;
mod names;
mod page;
mod parted;
pub mod parts;
mod remarks;
mod words;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;

use anyhow::{Context, Result, bail};
use mihak_core::annotation::Task;
use mihak_core::format::segmented::{MARKED, Marker, beginning, other_marker};
use mihak_core::format::{self, Format, Input, Options};
use mihak_core::measure::counts::SystemCounts;
use mihak_core::measure::mentions::EXACT;
use mihak_core::measure::surfaces::Surfaces;
use mihak_core::measure::terms::Terms;
use mihak_core::measure::units;
use mihak_core::safe::{Latex, Line, Terminal, line};
use mihak_core::score::evaluate;
use mihak_core::score::parts::Summed;
use mihak_core::score::totals::Totals;
use mihak_core::score::{self, Score};
use mihak_core::wording::grouped;
use rustc_hash::FxHashSet;

use crate::cmd::score::inputs::HeldInputs;
use crate::cmd::score::job::{Counted, Job, Kept};
use crate::cmd::score::names::FileNames;
use crate::cmd::stdout::{print_data, print_in, print_json, print_latex, print_markdown, print_whole, room};
use crate::exit::{Code, FINE};
use crate::folder::Root;
use crate::problem::tell;
use crate::report::grid::Room;
use crate::report::rows::Section;
use crate::report::{latex, scored, table};
use crate::views;

pub use arguments::{PairReadArgs, ScoreArgs, SidesArgs};
pub use errors::{ErrorRows, csv};

/// Runs `mihak score`. `Err` if the files cannot be read, hold nothing to score, or hold labels that cannot be scored.
pub fn run(args: &ScoreArgs) -> Result<Code> {
    let job = job(args, None, None)?;
    if let Some(compat) = args.compat {
        print_whole(job.compat(compat)?)?;
        return Ok(FINE);
    }
    let scored = scored_by(&job)?;
    match () {
        _ if args.csv => print_data(&score::write(&scored.scores))?,
        _ if args.json => print_json(&scored::json(&scored.scores))?,
        _ if args.md => print_markdown(&table::markdown(&scored.sections()))?,
        _ if args.latex => print_latex(&scored.latex())?,
        _ => {
            let room = room(args.wide.wide);
            print_in(room, scored.tables(room))?;
        }
    }
    Ok(FINE)
}

/// What `mihak score` finds, for a caller in this process.
pub struct Scored {
    /// The rows of scores.csv.
    pub scores: Vec<Score>,
    /// What a user should know: how files were read, and what was left out.
    pub remarks: Vec<String>,
    /// The rows of errors by article; empty unless they are wanted.
    pub errors: ErrorRows,
    /// The counts of every article, or run of articles, for [`crate::cmd::cmp::comparison`].
    pub counts: SystemCounts,
    names: FileNames,
    counted: Vec<Counted>,
}

impl Scored {
    /// The tables that `mihak score` prints.
    pub fn tables(&self, room: Room) -> Terminal<'static> {
        self.counted.iter().map(|counted| scored::terminal(&title(&self.names, counted), &self.scores, counted.task, room)).collect()
    }

    /// The tables for a paper, in LaTeX.
    pub fn latex(&self) -> Latex<'static> {
        latex::tables(&self.sections())
    }

    /// The name of the prediction in results.
    pub fn name(&self) -> &str {
        &self.names.predicted
    }

    /// How replicates are drawn, and what undefined ratios count as; of no scores, what holds unless told otherwise.
    pub fn terms(&self) -> Terms {
        self.scores.first().map(|score| score.terms).unwrap_or_default()
    }

    /// The scores of documents that were counted one by one, under the name of the prediction.
    ///
    /// `Err` if results cannot have the name.
    pub fn of_documents(summed: Summed, name: &str, terms: Terms) -> Result<Scored> {
        let names = FileNames::of_documents(name)?;
        let Summed { counts, reading, documents, .. } = summed;
        let systems = BTreeMap::from([(names.predicted.clone(), counts)]);
        let scores = evaluate::measure(&systems, &Totals::of(&systems, terms.undefined), terms)?;
        let sizes = vec![(documents, "documents")];
        let counted = vec![Counted { task: Task::Entities, units: Vec::new(), reading, hashes: Default::default(), sizes }];
        let counts = systems.into_values().next().unwrap_or_default();
        Ok(Scored { scores, remarks: Vec::new(), errors: Vec::new(), counts, names, counted })
    }

    /// The same for a page or a paper.
    fn sections(&self) -> Vec<Section> {
        self.counted.iter().flat_map(|counted| scored::sections(&title(&self.names, counted), &self.scores, counted.task)).collect()
    }
}

/// What `mihak score` finds with these arguments, without a word to standard output or error.
///
/// Each of `inputs` stands for the file at the path as which it is shown; other paths are read from disk. The rows of errors are kept if
/// `errors` says so. `Err` as [`run`] gives it.
pub fn score(args: &ScoreArgs, inputs: Vec<Input>, errors: bool) -> Result<Scored> {
    let held = if inputs.is_empty() { None } else { Some(HeldInputs::of(inputs)) };
    let job = job(args, held, Some(Kept { errors: errors.then(Mutex::default), ..Kept::default() }))?;
    let mut scored = scored_by(&job)?;
    let kept = job.kept.unwrap_or_default();
    scored.remarks = kept.remarks.into_inner().expect("no holder of the remarks panics");
    scored.errors = kept.errors.map(|errors| errors.into_inner().expect("no holder of the errors panics")).unwrap_or_default();
    Ok(scored)
}

/// The errors of two files; what a user should know is told unless nothing is to be said. `Err` as [`run`] gives it.
pub fn errors(sides: SidesArgs) -> Result<ErrorRows> {
    let quiet = sides.reading.quiet;
    let found = score(&ScoreArgs::counts_of(sides), Vec::new(), true)?;
    if !quiet {
        found.remarks.iter().for_each(|remark| tell(line(&format!("mihak: {remark}"))));
    }
    Ok(found.errors)
}

/// The job that the arguments describe. Without `held`, what can be read only once is read from disk.
fn job(args: &ScoreArgs, held: Option<HeldInputs>, kept: Option<Kept>) -> Result<Job<'_>> {
    let options = Options { told_classes_only: true, ..args.sides.reading.read.options(args.sides.reading.repair) };
    let view = args.sides.reading.view.as_deref().map(|name| views::load(&Root::here(), name)).transpose()?;
    let seen = args.seen.as_deref().map(|path| surfaces(path, &options)).transpose()?;
    let read = || HeldInputs::read([Some(args.sides.gold.as_path()), args.sides.predicted.as_deref()]);
    let held = held.map_or_else(read, Ok)?;
    let gold_options = args.sides.reading.gold_read.over(&options);
    Ok(Job { args, options, gold_options, view, seen, held, kept })
}

/// The scores of a job; counts are written where the arguments say so.
fn scored_by(job: &Job) -> Result<Scored> {
    let args = job.args;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(args.sides.reading.jobs.map_or(0, usize::from)).build().context("cannot start workers")?;
    let mut counted = pool.install(|| job.count())?;
    if counted.is_empty() {
        bail!("`{}` and its prediction hold nothing to score: neither mentions nor tokens", args.sides.gold.display());
    }
    let names = FileNames::new(args)?;
    let systems: Vec<Systems> = counted.iter_mut().map(|counted| BTreeMap::from([(names.predicted.clone(), system(&names, counted))])).collect();
    let labels = systems.iter().flat_map(BTreeMap::values).map(labels).max().unwrap_or_default();
    if labels > MANY && args.replicates.resamples > 0 {
        job.tell(&format!("{labels} types are too many for intervals (at most {MANY}): --view maps them to fewer"));
    }
    let terms = Terms { boot: args.replicates.boot().filter(|_| labels <= MANY), undefined: args.undefined };
    let scores = pool.install(|| scores(&systems, terms));
    if let Some(file) = &args.html {
        job.write_page(file, &names, &scores)?;
    }
    let counts = SystemCounts::joined(systems.into_iter().flat_map(BTreeMap::into_values).collect());
    if let Some(folder) = &args.counts {
        job.keep(folder, &names, &counts)?;
    }
    Ok(Scored { scores, remarks: Vec::new(), errors: Vec::new(), counts, names, counted })
}

/// The surfaces of all mentions of a file.
fn surfaces(path: &Path, options: &Options) -> Result<Surfaces> {
    let input = Input::read(path)?;
    let mut surfaces = Surfaces::default();
    for document in format::read(format::detect(&input, options)?, &input, options)?.documents {
        document.mentions.iter().for_each(|note| surfaces.add(note.span.slice(&document.text)));
    }
    if surfaces.is_empty() {
        bail!("`{}` holds no mention: --seen needs the names that a system could have learned", path.display());
    }
    Ok(surfaces)
}

impl Job<'_> {
    fn count(&self) -> Result<Vec<Counted>> {
        let (gold, predicted) = (&self.args.sides.gold, self.args.sides.predicted.as_deref());
        let formats = self.formats()?;
        format::heeded(&formats, &self.options)?;
        format::heeded_as(
            "gold-",
            &formats[..1],
            &Options { unit: self.args.sides.reading.gold_offset_unit, ..self.args.sides.reading.gold_read.options() },
        )?;
        let all = |name: &str| formats.iter().all(|format| format.name() == name);
        // A folder of files is read as documents.
        if all("conll") && ![Some(gold.as_path()), predicted].into_iter().flatten().any(|path| path.is_dir() && !self.held.has(path)) {
            return self.columns();
        }
        self.marked(&formats)?;
        for (side, (format, path)) in formats.iter().zip([Some(gold.as_path()), predicted].into_iter().flatten()).enumerate() {
            let options = self.options_of(side);
            // The beginning tells whether there is a choice, and the whole file what was chosen.
            let head = self.held.head(path)?;
            let layout = head.as_ref().map(|head| format.layout(head, options));
            let layout = match layout {
                Some(layout) if layout.is_none() || format.name() == "segmented" => layout,
                _ => format.layout(&self.held.input(path)?, options),
            };
            let layout = layout.map_or(String::new(), |layout| format!(": {layout}"));
            self.tell(&format!("`{}` is read as {}{layout}", path.display(), format.name()));
        }
        let (Some(predicted), &[gold_format, format]) = (predicted, &formats[..]) else {
            return self.alone(gold, formats[0]);
        };
        let both = [gold_format, format];
        match () {
            _ if all("conllu") => self.conllu(gold, predicted, both),
            _ if all("segmented") && gold.is_file() && predicted.is_file() => self.segmented(gold, predicted),
            _ => self.documents(gold, predicted, both),
        }
    }
}

impl Job<'_> {
    /// `Err` if a marker that is named for both sides cuts no word of one of them, which another marker cuts.
    fn marked(&self, formats: &[&dyn Format]) -> Result<()> {
        let Some(named) = self.args.sides.reading.read.marker.as_deref().filter(|_| self.args.sides.reading.gold_read.gold_marker.is_none()) else {
            return Ok(());
        };
        let marker = Marker::new(named).map_err(anyhow::Error::msg)?;
        let paths = [Some(self.args.sides.gold.as_path()), self.args.sides.predicted.as_deref()];
        for (path, _) in paths.into_iter().flatten().zip(formats).filter(|(_, format)| MARKED.contains(&format.name())) {
            let input = self.held.head(path)?.map_or_else(|| self.held.input(path), Ok)?;
            let other = input.files.first().and_then(|file| other_marker(beginning(&file.content), &marker));
            if let Some(other) = other {
                let (path, other) = (path.display(), other.text());
                bail!(
                    "`{path}`: the marker `{named}` cuts none of its words, and `{other}` does; name that of gold with --gold-marker and that of the prediction with --marker"
                );
            }
        }
        Ok(())
    }
}

/// The counts of a prediction for one task, under its name.
type Systems = BTreeMap<String, SystemCounts>;

/// The most types for which intervals are drawn: they cost time for each of them, in every layer.
const MANY: usize = 500;

/// The number of types that were counted.
fn labels(counts: &SystemCounts) -> usize {
    let labels: FxHashSet<&str> = counts.rows().filter(|(key, _)| *key.layer.matching == EXACT).map(|(key, _)| key.layer.label.as_str()).collect();
    labels.len()
}

/// The counts of one task, as those of a system; they are taken out of `counted`.
fn system(names: &FileNames, counted: &mut Counted) -> SystemCounts {
    let [gold_hash, hash] = &counted.hashes;
    let (corpus, version) = (format!("{}#{gold_hash}", names.gold), format!("file {hash}"));
    let scored = units::Scored { corpus: &corpus, version: &version, task: counted.task, reading: &counted.reading };
    scored.counts(std::mem::take(&mut counted.units))
}

/// The scores of everything that was counted, as rows of scores.csv.
fn scores(systems: &[Systems], terms: Terms) -> Vec<Score> {
    let of = |system: &Systems| evaluate::measure(system, &Totals::of(system, terms.undefined), terms).expect("the counts are in memory");
    systems.iter().flat_map(of).collect()
}

/// What was scored, on one line.
fn title(names: &FileNames, counted: &Counted) -> Line<'static> {
    let mut title = format!("{} · {}", counted.task, line(&names.gold).isolated());
    if names.are_two {
        title.push_str(&format!(" × {}", line(&names.predicted).isolated()));
    }
    for (number, noun) in &counted.sizes {
        let noun = if *number == 1 { noun.trim_end_matches('s') } else { noun };
        title.push_str(&format!(" · {} {noun}", grouped(*number)));
    }
    // Sizes say what the articles are.
    for field in counted.reading.split('|').filter(|field| !field.starts_with("unit:")) {
        title.push_str(&format!(" · {}", field.replace(':', " ")));
    }
    line(&title).into_owned()
}
