//! Any two annotations of the same texts against each other.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use mihak_core::error::Problems;
use mihak_core::format::{self, Format, Offsets, Options};
use mihak_core::measure::documents::Pairs;
use mihak_core::measure::errors::ErrorRow;
use mihak_core::measure::runs::ReplicateUnit;
use mihak_core::measure::units::{UnitCounts, units_of};
use mihak_core::records;
use mihak_core::score::inputs::{as_articles, hash};

use crate::cmd::labels::note_unusable;
use crate::cmd::score::job::{Counted, Job};

/// What came out of paired documents.
pub(super) struct ScoredPairs {
    pub units: Vec<UnitCounts>,
    pub unit: ReplicateUnit,
    /// The number of articles.
    pub articles: u64,
}

impl Job<'_> {
    /// The counts of two inputs of any format.
    pub(super) fn documents(&self, gold: &Path, predicted: &Path, formats: [&dyn Format; 2]) -> Result<Vec<Counted>> {
        let inputs = [self.held.input(gold)?, self.held.input(predicted)?];
        let asked = formats.iter().any(|format| format.offsets() == Offsets::Asked);
        let mut sides = Vec::new();
        let mut problems = Problems::default();
        for (side, (input, format)) in inputs.iter().zip(formats).enumerate() {
            let gold_unit = self.args.gold_offset_unit.filter(|_| side == 0);
            // A unit that one format must be told is none of the other's, which has its own.
            let given = self.options.unit.filter(|_| !asked || format.offsets() == Offsets::Asked);
            let reading = format::read(format, input, &Options { unit: gold_unit.or(given), ..self.options.clone() })?;
            for (kind, times) in reading.left_out.iter() {
                self.tell(&format!("`{}`: {times} {kind} left out, which are no mentions", input.shown));
            }
            note_unusable(input, &reading.documents, &mut problems);
            sides.push(as_articles(reading.documents, format));
        }
        problems.into_result()?;
        let hashes = inputs.each_ref().map(hash);
        let predicted = sides.pop().unwrap_or_default();
        let gold = sides.pop().unwrap_or_default();
        let pairs = Pairs::tolerant(gold, predicted, [&inputs[0].shown, &inputs[1].shown], self.tolerance())?;
        let scored = self.score_pairs(&pairs)?;
        let sizes = vec![(scored.articles, "articles")];
        Ok(vec![self.counted(scored.units, format!("unit:{}", scored.unit), hashes, sizes)])
    }

    /// The counts of one input that holds gold and a prediction.
    pub(super) fn alone(&self, path: &Path, format: &dyn Format) -> Result<Vec<Counted>> {
        let input = self.held.input(path)?;
        let unit = self.args.gold_offset_unit.or(self.options.unit);
        let reading = format::read_both(format, &input, &Options { unit, ..self.options.clone() })?;
        let Some(predicted) = reading.predicted else {
            bail!("`{}` is one file, and holds one annotation: give a second file with predictions", path.display());
        };
        for (kind, times) in reading.left_out.iter() {
            self.tell(&format!("`{}`: {times} {kind} left out, which are no mentions", input.shown));
        }
        let mut problems = Problems::default();
        note_unusable(&input, &reading.documents, &mut problems);
        note_unusable(&input, &predicted, &mut problems);
        problems.into_result()?;
        let (gold, predicted) = (as_articles(reading.documents, format), as_articles(predicted, format));
        let scored = self.score_pairs(&Pairs::new(gold, predicted, [&input.shown, &input.shown])?)?;
        let hashes = [hash(&input), hash(&input)];
        Ok(vec![self.counted(scored.units, format!("unit:{}", scored.unit), hashes, vec![(scored.articles, "articles")])])
    }

    /// Scores paired documents, and writes their errors where they are asked for.
    pub(super) fn score_pairs(&self, pairs: &Pairs) -> Result<ScoredPairs> {
        pairs.remarks.iter().for_each(|remark| self.tell(remark));
        self.labels_known(pairs.labels.names())?;
        let scored = pairs.score(self.view.as_ref(), self.seen.as_ref(), self.overlap(), self.args.errors.is_some());
        self.tell_crowded(&scored.tally);
        if let Some(path) = &self.args.errors {
            let header = std::iter::once("article").chain(ErrorRow::HEADER);
            let content = records::bytes(header, |writer| {
                scored.errors.iter().try_for_each(|(article, row)| writer.write_record(std::iter::once(article.clone()).chain(row.fields())))
            });
            fs::write(path, content).with_context(|| format!("cannot write `{}`", path.display()))?;
        }
        let articles = pairs.articles.len() as u64;
        let runs = self.units(scored.runs, articles, &scored.tally);
        let (units, unit) = units_of(pairs, runs, self.view_name(), &scored.labels);
        Ok(ScoredPairs { units, unit, articles })
    }
}
