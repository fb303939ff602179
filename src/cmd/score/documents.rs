//! Two inputs of any formats that annotate the same texts.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Result, bail};
use mihak_core::error::Problems;
use mihak_core::format::llm::is_scored;
use mihak_core::format::{self, Document, Format, Offsets, Options, Texts};
use mihak_core::measure::documents::Pairs;
use mihak_core::measure::runs::ReplicateUnit;
use mihak_core::measure::units::{UnitCounts, units_of};
use mihak_core::measure::wordfiles::Words;
use mihak_core::score::inputs::{as_articles, hash};
use mihak_core::wording::count;

use crate::cmd::labels::{note_unusable, repeated};
use crate::cmd::score::errors::{ErrorRows, csv};
use crate::cmd::score::job::{Counted, Job};
use crate::cmd::score::words::{has_words, holds_mentions, ordered};
use crate::folder::write_atomically;

/// The layers that are scored.
struct Layers {
    words: bool,
    mentions: bool,
}

/// So many mentions, as the subject of a sentence.
fn having(mentions: usize) -> String {
    format!("{} {}", count(mentions, "mention"), if mentions == 1 { "has" } else { "have" })
}

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
        if formats[0].name() == "llm" {
            bail!("`{}` holds answers of a chat model, which are predictions; give gold in front of them", gold.display());
        }
        let asked = formats.iter().any(|format| format.offsets() == Offsets::Asked);
        let mut sides = Vec::new();
        let mut texts = None;
        let mut problems = Problems::default();
        for (side, (input, format)) in inputs.iter().zip(formats).enumerate() {
            let gold_unit = self.args.sides.reading.gold_offset_unit.filter(|_| side == 0);
            // A unit that one format must be told is none of the other's, which has its own.
            let given = self.options.unit.filter(|_| !asked || format.offsets() == Offsets::Asked);
            let reading = format::read(format, input, &Options { unit: gold_unit.or(given), texts: texts.clone(), ..self.options_of(side).clone() })?;
            for (kind, times) in reading.left_out.iter().filter(|(kind, _)| !is_scored(kind)) {
                let which = if holds_mentions(format) { " left out, which are no mentions" } else { "" };
                self.tell(&format!("`{}`: {times} {kind}{which}", input.shown));
            }
            note_unusable(input, &reading.documents, &mut problems);
            let again = repeated(&reading.documents);
            if again > 0 {
                self.tell(&format!("`{}`: {} the same place and type as another: each counts", input.shown, having(again)));
            }
            if side == 0 && formats[1].name() == "llm" {
                texts = Some(Arc::new(Texts::of(&as_articles(reading.documents.clone(), format))));
            }
            sides.push(reading.documents);
        }
        problems.into_result()?;
        let hashes = inputs.each_ref().map(hash);
        let mut predicted = sides.pop().unwrap_or_default();
        let gold = sides.pop().unwrap_or_default();
        let shown = [inputs[0].shown.as_str(), inputs[1].shown.as_str()];
        let layers = self.layers([&gold, &predicted], formats, shown);
        if !layers.words {
            self.without_words()?;
        }
        if !layers.mentions {
            self.without_mentions()?;
        }
        let (mut all, mut rows) = (Vec::new(), Vec::new());
        if layers.words {
            ordered(&gold, &mut predicted);
            let (counted, errors) = self.words([&Words::of_documents(&gold), &Words::of_documents(&predicted)], hashes.clone(), shown[1]);
            all.push(counted);
            rows = errors;
        }
        if !layers.mentions {
            self.write_errors(rows)?;
            return Ok(all);
        }
        let pairs = Pairs::tolerant(as_articles(gold, formats[0]), as_articles(predicted, formats[1]), shown, self.tolerance())?;
        let scored = self.score_pairs(&pairs, rows)?;
        let sizes = vec![(scored.articles, "articles")];
        all.push(self.counted(scored.units, format!("unit:{}", scored.unit), hashes, sizes));
        Ok(all)
    }

    /// Which layers are scored; one that a side lacks is named.
    fn layers(&self, sides: [&[Document]; 2], formats: [&dyn Format; 2], shown: [&str; 2]) -> Layers {
        let words = [0, 1].map(|side| has_words(sides[side], formats[side]));
        let treebanks = formats.iter().all(|format| format.name() == "conllu");
        let is_cut = |documents: &[Document]| documents.iter().flat_map(|document| &document.splits).any(|split| split.parts[0].class.is_some());
        let layers = Layers {
            // The tokens of two treebanks are scored as such: their words are too if they have classes, or if that is asked for.
            words: words == [true; 2] && (!treebanks || self.args.sides.reading.read.cuts().is_some() || sides.iter().all(|side| is_cut(side))),
            mentions: formats.iter().all(|format| holds_mentions(*format)),
        };
        let mentions = sides.map(|side| side.iter().any(|document| !document.mentions.is_empty()));
        for side in 0..2 {
            let (other, lacks) = (shown[1 - side], shown[side]);
            if words[1 - side] && !words[side] && formats[1 - side].name() != "conllu" {
                self.tell(&format!("`{lacks}` has no words with segments: those of `{other}` are not scored"));
            }
            if mentions[1 - side] && !mentions[side] {
                let what = if !layers.mentions { "are not scored" } else { ["all count as spurious", "all count as missed"][side] };
                self.tell(&format!("`{lacks}` has no mentions: those of `{other}` {what}"));
            }
        }
        Layers { mentions: layers.mentions && (mentions != [false; 2] || !layers.words), ..layers }
    }

    /// Writes the rows of errors where they are asked for.
    pub(super) fn write_errors(&self, rows: ErrorRows) -> Result<()> {
        if let Some(errors) = self.kept.as_ref().and_then(|kept| kept.errors.as_ref()) {
            errors.lock().expect("no holder of the errors panics").extend(rows.iter().cloned());
        }
        let Some(path) = &self.args.errors else { return Ok(()) };
        write_atomically(path, &csv(&rows, self.args.guard.guard()))
    }

    /// The counts of one input that holds gold and a prediction.
    pub(super) fn alone(&self, path: &Path, format: &dyn Format) -> Result<Vec<Counted>> {
        self.without_words()?;
        let input = self.held.input(path)?;
        let unit = self.args.sides.reading.gold_offset_unit.or(self.options.unit);
        let reading = format::read_both(format, &input, &Options { unit, ..self.gold_options.clone() })?;
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
        let scored = self.score_pairs(&Pairs::new(gold, predicted, [&input.shown, &input.shown])?, Vec::new())?;
        let hashes = [hash(&input), hash(&input)];
        Ok(vec![self.counted(scored.units, format!("unit:{}", scored.unit), hashes, vec![(scored.articles, "articles")])])
    }

    /// Scores paired documents, and writes their errors where they are asked for, after those of another layer.
    pub(super) fn score_pairs(&self, pairs: &Pairs, mut rows: ErrorRows) -> Result<ScoredPairs> {
        pairs.remarks.iter().for_each(|remark| self.tell(remark));
        self.labels_known(pairs.labels.names())?;
        let scored = pairs.score(self.view.as_ref(), self.seen.as_ref(), self.overlap(), self.wants_errors());
        self.tell_crowded(&scored.tally);
        rows.extend(scored.errors);
        self.write_errors(rows)?;
        let articles = pairs.articles.len() as u64;
        let runs = self.units(scored.runs, articles, &scored.tally);
        let (units, unit) = units_of(pairs, runs, self.view_name(), &scored.labels);
        Ok(ScoredPairs { units, unit, articles })
    }
}
