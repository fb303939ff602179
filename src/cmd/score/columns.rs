//! Two files of tags: their scheme, the tags that break it, and the pass that counts.

use std::path::Path;
use std::sync::{Arc, Mutex};

use anyhow::{Error, Result};
use mihak_core::error::Problems;
use mihak_core::format::conll::{Layout, RANGES, Sheet};
use mihak_core::format::{File, Input};
use mihak_core::measure::columns::{self, Articles, ColumnCounts, Plan, Source};
use mihak_core::measure::documents::Pairs;
use mihak_core::measure::runs::ReplicateUnit;
use mihak_core::measure::unit_names::UnitNames;
use mihak_core::measure::units::unit;
use mihak_core::safe::terminal;
use mihak_core::tags::{self, Repair, Seen, TagForm, TagReading, TagScheme};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::cmd::score::job::{Counted, Job};
use crate::cmd::score::parted::parted;
use crate::exit::{Exit, INVALID};
use crate::report::scored::percent;

/// Both files, of which one may stand for both.
pub(super) struct Files<'a> {
    pub gold: ColumnFile<'a>,
    pub predicted: Option<ColumnFile<'a>>,
}

/// One file, and how its lines are cut.
pub(super) struct ColumnFile<'a> {
    path: &'a Path,
    pub layout: Layout,
    /// Standard input can be read only once.
    held: Option<Vec<u8>>,
    /// The beginning of what is not held.
    beginning: Vec<u8>,
}

impl<'a> ColumnFile<'a> {
    fn new(path: &'a Path, job: &Job, side: usize) -> Result<ColumnFile<'a>> {
        let held = if path.is_file() && !job.held.has(path) { None } else { Some(job.held.input(path)?.into_single()?.content) };
        let beginning = if held.is_some() { Vec::new() } else { columns::beginning(path)? };
        let layout = Layout::at(&path.display().to_string(), held.as_ref().unwrap_or(&beginning), job.options_of(side))?;
        Ok(ColumnFile { path, layout, held, beginning })
    }

    /// The whole content, where it can be read only once.
    pub fn held(&self) -> Option<&[u8]> {
        self.held.as_deref()
    }

    /// The beginning, enough to tell how lines are cut.
    pub fn beginning(&self) -> &[u8] {
        self.held.as_ref().unwrap_or(&self.beginning)
    }

    fn source(&self) -> Result<Source> {
        match &self.held {
            Some(content) => Ok(columns::memory(&self.shown(), content.clone())),
            None => Ok(Source::open(self.path)?),
        }
    }

    pub fn shown(&self) -> String {
        self.path.display().to_string()
    }

    pub fn file(&self) -> Result<File> {
        match &self.held {
            Some(content) => Ok(File { name: self.shown(), shown: self.shown(), content: content.clone() }),
            None => Ok(Input::read(self.path)?.into_single()?),
        }
    }

    /// The steps of the tags at the beginning; broken lines are met later.
    fn steps(&self) -> Seen {
        let file = File { name: String::new(), shown: self.shown(), content: self.held.as_ref().unwrap_or(&self.beginning).clone() };
        match Sheet::read_with(&file, &self.layout, &mut |_, _| ()) {
            Ok(sheet) => (0..self.layout.tags.len()).fold(Seen::default(), |seen, column| seen.and(&sheet.seen(column))),
            Err(_) => Seen::default(),
        }
    }
}

impl Job<'_> {
    /// Both files of columns; also tells how they are cut.
    pub(super) fn files(&self) -> Result<Files<'_>> {
        let mut gold = ColumnFile::new(&self.args.sides.gold, self, 0)?;
        let predicted = self.args.sides.predicted.as_deref().map(|path| ColumnFile::new(path, self, 1)).transpose()?;
        if predicted.is_none() {
            gold.layout = gold.layout.clone().with_gold(&gold.shown())?;
        }
        let files = Files { gold, predicted };
        for side in files.sides() {
            self.tell(&format!("`{}` is read as conll: {}", side.shown(), side.layout.about()));
        }
        Ok(files)
    }

    /// The counts of tag files.
    pub(super) fn columns(&self) -> Result<Vec<Counted>> {
        self.without_words()?;
        let files = self.files()?;
        let steps = files.sides().fold(Seen::default(), |seen, side| seen.and(&side.steps()));
        let first = self.options.scheme.unwrap_or(tags::detect(&steps).scheme);
        let Some((mut scored, hashes)) = self.pass(&files, self.reading(first))? else { return self.irregular(&files) };
        let mut scheme = first;
        if self.options.scheme.is_none() {
            scheme = chosen(&scored.steps);
            if scheme != first {
                let again = self.pass(&files, self.reading(scheme))?;
                (scored, _) = again.expect("the files were regular a moment ago");
            }
        }
        // Steps know the letters of tags, of which the table of a scheme knows only the places.
        if scored.steps.iter().any(|steps| steps.faults(scheme) > 0) {
            self.illegal(&files, scheme)?;
        }
        self.labels_known(scored.labels.iter().map(String::as_str))?;
        self.tell_crowded(&scored.tally);
        self.tell_sentences(&files, &scored)?;
        let articles = scored.articles();
        let sizes = vec![(scored.documents, "documents"), (scored.sentences, "sentences"), (scored.tokens, "tokens")];
        let (runs, names) = (self.units(scored.runs, articles, &scored.tally), UnitNames::new(Vec::new()));
        let unit = unit(&runs, scored.documents == 0);
        let units = runs.into_par_iter().map(|(range, tally)| names.counts(&range, self.filed(tally, &scored.shown), 0)).collect();
        Ok(vec![self.counted(units, self.named(scheme, unit), hashes, sizes)])
    }

    /// How tags are read. What is refused is counted all the same, so that a user is told what it would score.
    fn reading(&self, scheme: TagScheme) -> TagReading {
        TagReading::Scheme(scheme, self.lenient())
    }

    fn lenient(&self) -> Repair {
        if self.options.repair == Repair::None { Repair::Conlleval } else { self.options.repair }
    }

    fn named(&self, scheme: TagScheme, unit: ReplicateUnit) -> String {
        format!("tags:{scheme}|repair:{}|unit:{unit}", self.options.repair.name())
    }

    /// One pass over both files; `None` if they are not regular.
    fn pass(&self, files: &Files, reading: TagReading) -> Result<Option<(ColumnCounts, [String; 2])>> {
        if self.wants_errors() {
            return Ok(None);
        }
        let plan = Plan {
            gold: &files.gold.layout,
            predicted: files.predicted.as_ref().map(|side| &side.layout),
            reading,
            view: self.view.as_ref(),
            seen: self.seen.as_ref(),
            overlap: self.overlap(),
        };
        let scored = pass_by(&plan, Articles::Marked, files)?;
        match &scored {
            // One mark at the top parts nothing.
            Some((counts, _)) if counts.documents == 1 => pass_by(&plan, Articles::Sentences, files),
            _ => Ok(scored),
        }
    }

    /// Refuses files that break their scheme, or says what other readings of them would give.
    fn illegal(&self, files: &Files, scheme: TagScheme) -> Result<()> {
        let exact = |repair| -> Result<_> {
            let (scored, _) = self.pass(files, TagReading::Scheme(scheme, repair))?.expect("the files were regular a moment ago");
            Ok(scored.tally.exact().f1())
        };
        let all = self.repaired(scheme, exact)?;
        if self.options.repair != Repair::None {
            return Ok(());
        }
        let mut problems = Problems::default();
        for side in files.sides() {
            let file = side.file()?;
            let sheet = Sheet::read(&file, &side.layout)?;
            for column in 0..side.layout.tags.len() {
                sheet.illegal(column, scheme, &mut |line, said| problems.line(&side.shown(), line, said));
            }
        }
        Err(refusal(problems, &all))
    }

    /// The exact F1 under each repair, for people; also tells it if a repair was asked for and another gives another score.
    fn repaired(&self, scheme: TagScheme, exact: impl Fn(Repair) -> Result<Option<f64>>) -> Result<String> {
        let f1 = [exact(Repair::Conlleval)?, exact(Repair::Discard)?];
        let [conlleval, discard] = f1.map(percent);
        let all = format!("--repair conlleval: exact F1 {conlleval} · --repair discard: exact F1 {discard}");
        if self.options.repair != Repair::None && f1[0] != f1[1] {
            self.tell(&format!("the files break {scheme}, and how they are read changes the score: {all}"));
        }
        Ok(all)
    }

    /// Files that are cut into other tokens, or that hold what must be explained.
    fn irregular(&self, files: &Files) -> Result<Vec<Counted>> {
        let (file, other) = (files.gold.file()?, files.predicted.as_ref().map(ColumnFile::file).transpose()?);
        let sheet = Sheet::read(&file, &files.gold.layout)?;
        let other_sheet = match (&other, &files.predicted) {
            (Some(file), Some(side)) => Some(Sheet::read(file, &side.layout)?),
            _ => None,
        };
        let steps = [sheet.seen(0), other_sheet.as_ref().map_or_else(|| sheet.seen(1), |other| other.seen(0))];
        let scheme = self.options.scheme.unwrap_or_else(|| chosen(&steps));
        // Bare types are tags of IO, whatever the other side is written in.
        let bare = files.both().map(|side| side.layout.form == TagForm::Type);
        let schemes = match (self.options.scheme, bare) {
            (None, [true, false] | [false, true]) => [0, 1].map(|side| if bare[side] { TagScheme::Io } else { tags::detect(&steps[side]).scheme }),
            _ => [scheme; 2],
        };
        let mut problems = Problems::default();
        sheet.illegal(0, schemes[0], &mut |line, said| problems.line(&file.shown, line, said));
        let (second, column) = other_sheet.as_ref().map_or((&sheet, 1), |other| (other, 0));
        second.illegal(column, schemes[1], &mut |line, said| problems.line(&second.shown, line, said));
        let second_file = other.as_ref().unwrap_or(&file);
        for sheet in std::iter::once(&sheet).chain(&other_sheet) {
            self.tell_comments(&sheet.shown, sheet.comments);
            if sheet.ranges > 0 {
                self.tell(&format!("`{}`: {} {RANGES} left out", sheet.shown, sheet.ranges));
            }
        }
        let shown = [file.shown.as_str(), second_file.shown.as_str()];
        let pairs = |repair| {
            let [first, other] = schemes.map(|scheme| TagReading::Scheme(scheme, repair));
            let pairs = Pairs::tolerant(sheet.documents(&file, 0, first), second.documents(second_file, column, other), shown, self.tolerance());
            pairs.map_err(|error| parted([(&sheet, &file), (second, second_file)], error.into()))
        };
        if !problems.is_empty() {
            let exact = |repair| Ok(pairs(repair)?.score(self.view.as_ref(), None, self.overlap(), false).tally.exact().f1());
            let all = self.repaired(scheme, exact)?;
            if self.options.repair == Repair::None {
                return Err(refusal(problems, &all));
            }
        }
        let tokens = sheet.tokens.len() as u64;
        let hashes = [columns::hash([&file.content[..]]), columns::hash([&second_file.content[..]])];
        let sentences = sheet.sentences.len() as u64;
        let scored = self.score_pairs(&pairs(self.lenient())?, Vec::new())?;
        let sizes = vec![(scored.articles, "articles"), (sentences, "sentences"), (tokens, "tokens")];
        Ok(vec![self.counted(scored.units, self.named(schemes[0], scored.unit), hashes, sizes)])
    }
}

/// One pass over both files with articles of a kind, and the hashes of both.
fn pass_by(plan: &Plan, articles: Articles, files: &Files) -> Result<Option<(ColumnCounts, [String; 2])>> {
    let gold = files.gold.source()?;
    let predicted = files.predicted.as_ref().map(ColumnFile::source).transpose()?;
    let hash = gold.hash();
    let predicted_hash = predicted.as_ref().map_or(hash.clone(), Source::hash);
    let read = |hash: Arc<Mutex<Option<String>>>| hash.lock().expect("no holder of the hash panics").clone().unwrap_or_default();
    Ok(columns::score_by(plan, articles, gold, predicted)?.map(|scored| (scored, [read(hash), read(predicted_hash)])))
}

impl<'a> Files<'a> {
    /// Gold, and the file of the prediction.
    fn both(&self) -> [&ColumnFile<'a>; 2] {
        [&self.gold, self.predicted.as_ref().unwrap_or(&self.gold)]
    }

    pub fn sides(&self) -> impl Iterator<Item = &ColumnFile<'a>> {
        std::iter::once(&self.gold).chain(&self.predicted)
    }
}

/// The faults of files that break their scheme, with what they would score if they were read anyway.
fn refusal(problems: Problems, all: &str) -> Error {
    let faults = problems.into_result().err().map_or(String::new(), |error| error.to_string());
    Exit::lines(INVALID, terminal(&format!("{faults}\nread anyway, they would score: {all}")))
}

/// The scheme in which both sides are legal, else the one of gold, else the nearest of both.
pub(super) fn chosen(steps: &[Seen; 2]) -> TagScheme {
    let (both, gold) = (tags::detect(&steps[0].and(&steps[1])), tags::detect(&steps[0]));
    if !both.is_legal && gold.is_legal { gold.scheme } else { both.scheme }
}
