//! The job of `mihak score`: what is scored and how, and the code that all ways of counting share.

use std::ops::Range;
use std::path::Path;
use std::sync::Mutex;

use anyhow::{Result, bail};
use mihak_core::annotation::{Labels, Task};
use mihak_core::format::segmented::are_rows;
use mihak_core::format::{self, Format, Input, Options, conll};
use mihak_core::measure::layers::Filed;
use mihak_core::measure::overlap::Overlap;
use mihak_core::measure::pairing::Tolerance;
use mihak_core::measure::runs::{Runs, most};
use mihak_core::measure::surfaces::Surfaces;
use mihak_core::measure::tally::Tally;
use mihak_core::measure::units::UnitCounts;
use mihak_core::safe::line;
use mihak_core::score::inputs::labels_known;
use mihak_core::view::View;
use mihak_core::wording::count;

use crate::cmd::score::arguments::ScoreArgs;
use crate::cmd::score::errors::ErrorRows;
use crate::cmd::score::inputs::HeldInputs;
use crate::problem::tell;

/// What is scored, and how.
pub struct Job<'a> {
    /// The arguments.
    pub args: &'a ScoreArgs,
    /// How files are read.
    pub options: Options,
    /// How that of gold is read.
    pub gold_options: Options,
    /// The view.
    pub view: Option<View>,
    /// The names that a system could have learned.
    pub seen: Option<Surfaces>,
    /// What can be read only once.
    pub held: HeldInputs,
    /// What is kept for a caller in this process, who reads neither standard error nor a file of errors.
    pub kept: Option<Kept>,
}

/// What is kept for a caller in this process.
#[derive(Default)]
pub struct Kept {
    /// What a user should know, in the order in which it was told.
    pub remarks: Mutex<Vec<String>>,
    /// The rows of errors, where they are wanted.
    pub errors: Option<Mutex<ErrorRows>>,
}

/// Everything that was counted, and how the files were read.
pub struct Counted {
    /// The task.
    pub task: Task,
    /// The counts by unit, in the order of gold.
    pub units: Vec<UnitCounts>,
    /// `tags:IOB2|repair:none|unit:sentence`, or the last alone.
    pub reading: String,
    /// The hashes of both contents.
    pub hashes: [String; 2],
    /// What was read, for the title: `1,200 sentences`, `24,310 tokens`.
    pub sizes: Vec<(u64, &'static str)>,
}

impl Job<'_> {
    /// Tells the user what is no error.
    pub fn tell(&self, said: &str) {
        if let Some(kept) = &self.kept {
            kept.remarks.lock().expect("no holder of the remarks panics").push(said.into());
        } else if !self.args.sides.reading.quiet {
            tell(line(&format!("mihak: {said}")));
        }
    }

    /// Whether somebody wants the rows of errors.
    pub fn wants_errors(&self) -> bool {
        self.args.errors.is_some() || self.kept.as_ref().is_some_and(|kept| kept.errors.is_some())
    }

    /// Whether somebody wants the counts by unit.
    fn wants_counts(&self) -> bool {
        self.args.counts.is_some() || self.kept.is_some()
    }

    /// Tells how many mentions were too crowded for the best matching.
    pub fn tell_crowded(&self, tally: &Tally) {
        if tally.crowded() > 0 {
            let mentions = count(tally.crowded() as usize, "mention");
            self.tell(&format!(
                "{mentions} overlap in too many ways to find the best pairs: of these only the same spans were paired (error class `crowded`)"
            ));
        }
    }

    /// The formats of gold and, if it is a file of its own, of the prediction.
    pub fn formats(&self) -> Result<Vec<&'static dyn Format>> {
        let paths = [Some(self.args.sides.gold.as_path()), self.args.sides.predicted.as_deref()];
        let found: Vec<Result<&dyn Format>> = paths.into_iter().flatten().enumerate().map(|(side, path)| self.format(path, side)).collect();
        if let [Ok(known), Err(_)] | [Err(_), Ok(known)] = found[..]
            && let Some(path) = paths[usize::from(found[0].is_ok())].filter(|path| self.is_uncut(path, known))
        {
            self.tell(&format!("`{}` has no cut: it is read as segmented text, as the other side is", path.display()));
            return Ok(vec![known; 2]);
        }
        // Columns of which one is without a mention are layers, where those of the other side are.
        let is_nested = |format: &Result<&'static dyn Format>| format.as_ref().is_ok_and(|format| format.name() == "conll-nested");
        let other = found.iter().position(Result::is_err).filter(|_| found.iter().any(is_nested));
        if let Some(side) = other.filter(|_| self.args.sides.reading.read.format.is_none()) {
            let input = self.held.input(paths[side].expect("both sides were found"))?;
            if conll::could_be_nested(&input) {
                return Ok(vec![&conll::Nested; 2]);
            }
        }
        found.into_iter().collect()
    }

    /// Whether a file can be segmented text in which no word is cut, beside one in which some are: it is text without columns or brackets.
    fn is_uncut(&self, path: &Path, beside: &dyn Format) -> bool {
        let text = |input: Input| {
            input
                .into_single()
                .ok()
                .filter(|file| file.text().is_ok_and(|text| !text.contains(['\t', '{', '<']) && !text.trim().is_empty() && !are_rows(text)))
        };
        beside.name() == "segmented" && self.args.sides.reading.read.format.is_none() && self.held.input(path).ok().and_then(text).is_some()
    }

    /// The format of a path: the one that the user names, else the one that its beginning or its whole content shows.
    fn format(&self, path: &Path, side: usize) -> Result<&'static dyn Format> {
        let named = [&self.args.sides.reading.gold_format, &self.args.sides.reading.read.format]
            [usize::from(side == 1 || self.args.sides.reading.gold_format.is_none())];
        if let Some(name) = named {
            return Ok(format::by_name(name)?);
        }
        let head = self.held.head(path)?;
        // A file that is given alone holds both sides, not nested mentions.
        if self.args.sides.predicted.is_none() && head.as_ref().is_some_and(conll::holds_both) {
            return Ok(&conll::Conll);
        }
        if let Some(format) = head.and_then(|head| format::detect(&head, self.options_of(side)).ok()) {
            return Ok(format);
        }
        let input = self.held.input(path)?;
        if self.args.sides.predicted.is_none() && conll::holds_both(&input) {
            return Ok(&conll::Conll);
        }
        if input.files.iter().all(|file| file.content.iter().all(u8::is_ascii_whitespace)) {
            bail!("`{}` is empty: it holds nothing but white space", path.display());
        }
        Ok(format::detect(&input, self.options_of(side))?)
    }

    /// `Err` if a label cannot stand in results, or if the view does not say what becomes of it.
    pub fn labels_known<'b>(&self, labels: impl Iterator<Item = &'b str>) -> Result<()> {
        let labels: Vec<&str> = labels.collect();
        let predicted = self.args.sides.predicted.as_ref().map_or(String::new(), |path| format!("` × `{}", path.display()));
        format::types_are_no_tags(&format!("{}{predicted}", self.args.sides.gold.display()), labels.iter().copied())?;
        Ok(labels_known(labels.into_iter(), self.view.as_ref())?)
    }

    /// How the file of a side is read; 0 is gold.
    pub fn options_of(&self, side: usize) -> &Options {
        if side == 0 { &self.gold_options } else { &self.options }
    }

    /// What differences between texts are no faults.
    pub fn tolerance(&self) -> Tolerance {
        self.args.tolerance()
    }

    /// How much two mentions must share to overlap.
    pub fn overlap(&self) -> Overlap {
        self.args.sides.reading.overlap.unwrap_or_default()
    }

    /// The name of the view in results.
    pub fn view_name(&self) -> &str {
        self.view.as_ref().map_or("as-is", |view| &view.name)
    }

    /// Mentions as they were counted; sizes of nothing are left out.
    pub fn counted(&self, units: Vec<UnitCounts>, reading: String, hashes: [String; 2], mut sizes: Vec<(u64, &'static str)>) -> Counted {
        sizes.retain(|(number, _)| *number > 0);
        Counted { task: Task::Entities, units, reading: declared(self.args, reading), hashes, sizes }
    }

    /// The tallies of units. Numbers of things stand in the first alone, unless counts by unit are wanted: they are half of all rows.
    pub fn units(&self, runs: Runs<Tally>, articles: u64, all: &Tally) -> Vec<(Range<u64>, Tally)> {
        let mut units = runs.into_few(articles, most(all.gold_labels()));
        if let (false, Some(((_, first), rest))) = (self.wants_counts(), units.split_first_mut()) {
            rest.iter_mut().for_each(|(_, tally)| *first += tally.take_numbers());
        }
        units
    }

    /// The counts of a tally by layer, whose labels the table has.
    pub fn filed(&self, tally: Tally, labels: &Labels) -> Filed {
        let mut counts = Filed::default();
        tally.file(self.view_name(), labels, &mut counts);
        counts
    }
}

/// A reading with what the arguments declare of it beside.
pub fn declared(args: &ScoreArgs, reading: String) -> String {
    let reading = args.sides.reading.overlap.map_or(reading.clone(), |overlap| format!("{reading}|overlap:{overlap}"));
    let Tolerance { missing, invisible } = args.tolerance();
    [(missing, "missing:count"), (invisible, "invisible:ignored")]
        .into_iter()
        .filter(|(is_given, _)| *is_given)
        .fold(reading, |reading, (_, said)| format!("{reading}|{said}"))
}
