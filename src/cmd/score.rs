//! `mihak score`: gold and predictions that stand in files already, against each other.

mod columns;
mod compat;
mod conllu;
mod documents;
mod inputs;
mod kept;
mod units;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use inputs::Held;
use mihak_core::annotation::Label;
use mihak_core::error::Problems;
use mihak_core::format::{self, Format, Input, Options};
use mihak_core::measure::counts::SystemCounts;
use mihak_core::measure::key::{Key, Layer};
use mihak_core::measure::surfaces::Surfaces;
use mihak_core::measure::tally::Tally;
use mihak_core::score::{Score, evaluate};
use mihak_core::statistics::Count;
use mihak_core::statistics::bootstrap::Boot;
use mihak_core::text::bidi::isolated;
use mihak_core::view::View;
use mihak_core::wording::{count, grouped};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use rustc_hash::FxHashSet;
use units::UnitCounts;

use crate::cli::ScoreArgs;
use crate::cmd::print;
use crate::exit::FINE;
use crate::folder::{Root, is_name};
use crate::progress::tell;
use crate::report::scored;

/// Everything that was counted, and how the files were read.
struct Counted {
    /// The task.
    pub task: &'static str,
    /// The counts by unit, in the order of gold.
    pub units: Vec<UnitCounts>,
    /// `tags:IOB2|repair:none|unit:sentence`, or the last alone.
    pub reading: String,
    /// The hashes of both contents.
    pub hashes: [String; 2],
    /// What was read, for the title: `1,200 sentences`, `24,310 tokens`.
    pub sizes: Vec<(u64, &'static str)>,
}

/// What is scored, and how.
pub(super) struct Job<'a> {
    /// The arguments.
    pub args: &'a ScoreArgs,
    /// How files are read.
    pub options: Options,
    /// The view.
    pub view: Option<View>,
    /// The names that a system could have learned.
    pub seen: Option<Surfaces>,
    /// What can be read only once.
    held: Held,
}

pub fn run(args: &ScoreArgs) -> Result<u8> {
    let options = args.read.options(args.repair);
    let view = args.view.as_deref().map(|name| crate::views::load(&Root::here(), name)).transpose()?;
    let seen = args.seen.as_deref().map(|path| surfaces(path, &options)).transpose()?;
    let held = Held::read([Some(args.gold.as_path()), args.predicted.as_deref()])?;
    let job = Job { args, options, view, seen, held };
    if let Some(compat) = args.compat {
        print(&job.compat(compat)?)?;
        return Ok(FINE);
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(args.jobs.map_or(0, usize::from)).build().context("cannot start workers")?;
    let mut counted = pool.install(|| job.count())?;
    if counted.is_empty() {
        bail!("`{}` and its prediction hold nothing to score: neither mentions nor tokens", args.gold.display());
    }
    let names = Names::new(args)?;
    let systems: Vec<Systems> = counted.iter_mut().map(|counted| BTreeMap::from([(names.predicted.clone(), system(&names, counted))])).collect();
    let labels = systems.iter().flat_map(BTreeMap::values).map(labels).max().unwrap_or_default();
    if labels > MANY && args.resamples > 0 {
        job.tell(&format!("{labels} types are too many for intervals (at most {MANY}): --view maps them to fewer"));
    }
    let scores = pool.install(|| scores(&systems, args.boot().filter(|_| labels <= MANY)));
    if let Some(folder) = &args.counts {
        job.keep(folder, &names, systems.into_iter().flat_map(BTreeMap::into_values))?;
    }
    let out = match () {
        _ if args.csv => String::from_utf8(mihak_core::score::write(&scores)).context("scores are UTF-8")?,
        _ if args.json => scored::json(&scores),
        _ => counted.iter().map(|counted| scored::terminal(&title(&names, counted), &scores, counted.task)).collect(),
    };
    print(&out)?;
    Ok(FINE)
}

/// The surfaces of all mentions of a file.
fn surfaces(path: &Path, options: &Options) -> Result<Surfaces> {
    let input = Input::read(path)?;
    let mut surfaces = Surfaces::default();
    for document in format::read(format::detect(&input, options)?, &input, options)?.documents {
        document.mentions.iter().for_each(|note| surfaces.add(note.mention.span.slice(&document.text)));
    }
    if surfaces.is_empty() {
        bail!("`{}` holds no mention: --seen needs the names that a system could have learned", path.display());
    }
    Ok(surfaces)
}

impl Job<'_> {
    fn count(&self) -> Result<Vec<Counted>> {
        let (gold, predicted) = (&self.args.gold, self.args.predicted.as_deref());
        let formats = self.formats()?;
        let all = |name: &str| formats.iter().all(|format| format.name() == name);
        if all("conll") {
            return self.columns();
        }
        for (format, path) in formats.iter().zip([Some(gold.as_path()), predicted].into_iter().flatten()) {
            self.tell(&format!("`{}` is read as {}", path.display(), format.name()));
        }
        let (Some(predicted), &[gold_format, format]) = (predicted, &formats[..]) else {
            bail!("`{}` is one file, and this format holds one annotation: give a second file with predictions", gold.display());
        };
        let both = [gold_format, format];
        if all("conllu") { self.conllu(gold, predicted, both) } else { self.documents(gold, predicted, both) }
    }

    /// Tells the user what is no error.
    fn tell(&self, said: &str) {
        if !self.args.quiet {
            tell(&format!("mihak: {said}"));
        }
    }

    /// Tells how many groups of mentions were too crowded for the best matching.
    fn tell_crowded(&self, tally: &Tally) {
        if tally.crowded() > 0 {
            let groups = count(tally.crowded() as usize, "group");
            self.tell(&format!(
                "{groups} of mentions overlap in too many ways to find the best pairs: what overlaps was paired in the order of the text"
            ));
        }
    }

    /// The formats of gold and, if it is a file of its own, of the prediction.
    fn formats(&self) -> Result<Vec<&'static dyn Format>> {
        let paths = [Some(self.args.gold.as_path()), self.args.predicted.as_deref()];
        paths.into_iter().flatten().enumerate().map(|(side, path)| self.format(path, side)).collect()
    }

    /// The format of a path: the one that the user names, else the one that its beginning or its whole content shows.
    fn format(&self, path: &Path, side: usize) -> Result<&'static dyn Format> {
        let named = [&self.args.gold_format, &self.args.read.format][usize::from(side == 1 || self.args.gold_format.is_none())];
        if let Some(name) = named {
            return Ok(format::by_name(name)?);
        }
        let head = self.held.head(path)?;
        if let Some(format) = head.and_then(|head| format::detect(&head, &self.options).ok()) {
            return Ok(format);
        }
        let input = self.held.input(path)?;
        if input.files.iter().all(|file| file.content.iter().all(u8::is_ascii_whitespace)) {
            bail!("`{}` is empty: it holds nothing but white space", path.display());
        }
        Ok(format::detect(&input, &self.options)?)
    }

    /// `Err` if a label cannot stand in results, or if the view does not say what becomes of it.
    pub(super) fn labels_known<'b>(&self, labels: impl Iterator<Item = &'b str>) -> Result<()> {
        let mut problems = Problems::default();
        for label in labels {
            if let Some(why) = reserved(label) {
                problems.note(format!("label `{label}` cannot be scored: {why}; rename it"));
                continue;
            }
            let Some(view) = self.view.as_ref().filter(|view| !view.knows(Label::new(label))) else { continue };
            let known = view.known().collect::<Vec<_>>().join(", ");
            problems.note(format!(
                "label `{label}` is unknown to view `{}`, which knows {known}; map it in a view of your own, or drop it there",
                view.name
            ));
        }
        Ok(problems.into_result()?)
    }

    /// The name of the view in results.
    pub(super) fn view_name(&self) -> &str {
        self.view.as_ref().map_or("as-is", |view| &view.name)
    }
}

/// The counts of a prediction for one task, under its name.
type Systems = BTreeMap<String, SystemCounts>;

/// The most types for which intervals are drawn: they cost time for each of them, in every layer.
const MANY: usize = 500;

/// The number of types that were counted.
fn labels(counts: &SystemCounts) -> usize {
    let labels: FxHashSet<&str> = counts.rows.keys().filter(|key| key.layer.matching == "exact").map(|key| key.layer.label.as_str()).collect();
    labels.len()
}

/// What the files are called in results.
struct Names {
    gold: String,
    predicted: String,
    /// The name of the prediction's file where it is none for results.
    replaced: Option<String>,
    /// Whether the prediction is a file of its own.
    are_two: bool,
}

impl Names {
    /// `Err` if the user named the prediction as results cannot.
    fn new(args: &ScoreArgs) -> Result<Names> {
        if let Some(given) = args.name.as_deref().filter(|given| !is_name(given)) {
            bail!("--name `{given}`: only letters, digits, `.`, `_` and `-`, and no `.` in front");
        }
        let path = args.predicted.as_deref().unwrap_or(&args.gold);
        let (own, shown) = (name(path), path.file_name().map(|name| name.to_string_lossy().into_owned()));
        Ok(Names {
            gold: name(&args.gold),
            replaced: shown.filter(|shown| args.name.is_none() && *shown != own && shown != "-"),
            predicted: args.name.clone().unwrap_or(own),
            are_two: args.predicted.is_some(),
        })
    }
}

/// The counts of one task, as those of a system; they are taken out of `counted`.
fn system(names: &Names, counted: &mut Counted) -> SystemCounts {
    let [gold_hash, hash] = &counted.hashes;
    let mut counts = SystemCounts::of(&format!("file {hash}"));
    counts.readings.insert(counted.task.into(), counted.reading.clone());
    let corpus = format!("{}#{gold_hash}", names.gold);
    let task = counted.task;
    let rows = std::mem::take(&mut counted.units).into_par_iter().flat_map_iter(|UnitCounts { id, mut counts, articles: [articles, unanswered] }| {
        let coverage = Count { tp: articles - unanswered, r#fn: unanswered, ..Count::default() };
        let corpus = corpus.clone();
        let key = move |layer: Layer| Key { corpus: corpus.clone(), split: "all".into(), article: id.clone(), task: task.into(), layer };
        counts.insert(Layer::coverage(), coverage);
        counts.into_iter().filter(|(_, count)| !count.is_zero()).map(move |(layer, count)| (key(layer), count))
    });
    counts.rows = BTreeMap::from_iter(rows.collect::<Vec<_>>());
    counts
}

/// The scores of everything that was counted, as rows of scores.csv.
fn scores(systems: &[Systems], boot: Option<Boot>) -> Vec<Score> {
    systems.iter().flat_map(|system| evaluate::measure(system, &evaluate::sums(system), boot)).collect()
}

/// Why a label would be taken for something else in results; `None` if it would not.
fn reserved(label: &str) -> Option<&'static str> {
    match () {
        _ if mihak_core::measure::definition::names_all(label) => Some("results name averages so"),
        _ if label.contains(['→', '∅']) => Some("results write confusions with `→` and `∅`"),
        _ if label.contains(char::is_control) => Some("it holds a control character"),
        _ if label.trim().is_empty() => Some("it is empty"),
        _ => None,
    }
}

/// The name of a file in results: without what separates fields there.
fn name(path: &Path) -> String {
    let name = path.file_name().map_or("stdin".into(), |name| name.to_string_lossy().into_owned());
    let name: String = name.chars().map(|c| if c.is_control() || "@#|,\"".contains(c) { '-' } else { c }).collect();
    if name == "-" { "stdin".into() } else { name }
}

fn title(names: &Names, counted: &Counted) -> String {
    let mut title = format!("{} · {}", counted.task, isolated(&names.gold));
    if names.are_two {
        title.push_str(&format!(" × {}", isolated(&names.predicted)));
    }
    for (number, noun) in &counted.sizes {
        let noun = if *number == 1 { noun.trim_end_matches('s') } else { noun };
        title.push_str(&format!(" · {} {noun}", grouped(*number)));
    }
    // Sizes say what the articles are.
    for field in counted.reading.split('|').filter(|field| !field.starts_with("unit:")) {
        title.push_str(&format!(" · {}", field.replace(':', " ")));
    }
    title
}
