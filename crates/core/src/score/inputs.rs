//! The scores of two inputs, gold and prediction: what another program calls.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::annotation::{Task, unusable};
use crate::error::{Problems, Result};
use crate::format::llm::is_scored;
use crate::format::{self, Document, Format, Input, Offsets, Options, Texts};
use crate::measure::columns;
use crate::measure::documents::Pairs;
use crate::measure::overlap::Overlap;
use crate::measure::runs::most;
use crate::measure::terms::Terms;
use crate::measure::units::{Scored, units_of};
use crate::score::Score;
use crate::score::evaluate::measure;
use crate::score::totals::Totals;
use crate::view::View;

/// The scores of two inputs, and what their reader should know.
#[derive(Clone, Debug)]
pub struct ScoredInputs {
    /// Every measure of mentions, as in the rows of scores.csv.
    pub scores: Vec<Score>,
    /// Sentences for people: what was left out of a file, which documents are missing, and which were paired in another way than by name.
    pub remarks: Vec<String>,
}

/// How two inputs are scored.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scoring<'a> {
    /// The map of labels. Without one, labels are scored as they are, and the view in results is `as-is`.
    pub view: Option<&'a View>,
    /// How much two mentions must share to overlap, for the measures of overlapping mentions.
    pub overlap: Overlap,
    /// How replicates are drawn, and what undefined ratios count as.
    pub terms: Terms,
}

/// The scores of the mentions of a prediction against those of gold.
///
/// Each input may have any format; the format is detected. Scores have 95 % intervals if the terms say how replicates are drawn.
///
/// `Err` if an input has no known format or breaks it, if texts differ in more than white space, or if a label cannot be scored or is unknown
/// to the view.
pub fn score_inputs(gold: &Input, predicted: &Input, options: &Options, scoring: Scoring) -> Result<ScoredInputs> {
    let Scoring { view, overlap, terms } = scoring;
    let mut remarks = Vec::new();
    let mut read = |input: &Input, options: &Options| {
        let format = format::detect(input, options)?;
        let reading = format::read(format, input, options)?;
        let left_out = reading.left_out.iter().filter(|(kind, _)| !is_scored(kind));
        remarks.extend(left_out.map(|(kind, times)| format!("`{}`: {times} {kind} left out, which are no mentions", input.shown)));
        Ok(as_articles(reading.documents, format))
    };
    let ours = read(gold, options)?;
    let theirs = read(predicted, &Options { texts: Some(Arc::new(Texts::of(&ours))), ..options.clone() })?;
    let pairs = Pairs::new(ours, theirs, [&gold.shown, &predicted.shown])?;
    remarks.extend(pairs.remarks.iter().cloned());
    labels_known(pairs.labels.names(), view)?;
    let scored = pairs.score(view, None, overlap, false);
    let runs = scored.runs.into_few(pairs.articles.len() as u64, most(scored.tally.gold_labels()));
    let (units, unit) = units_of(&pairs, runs, view.map_or("as-is", |view| &view.name), &scored.labels);
    let overlap = if overlap.is_any() { String::new() } else { format!("|overlap:{overlap}") };
    let reading = format!("unit:{unit}{overlap}");
    let (corpus, version) = (format!("{}#{}", name(gold), hash(gold)), format!("file {}", hash(predicted)));
    let scored = Scored { corpus: &corpus, version: &version, task: Task::Entities, reading: &reading };
    let systems = BTreeMap::from([(name(predicted), scored.counts(units))]);
    Ok(ScoredInputs { scores: measure(&systems, &Totals::of(&systems, terms.undefined), terms)?, remarks })
}

/// Whether all labels can be scored: `Err` names those that cannot stand in results, and those that the view does not know.
pub fn labels_known<'a>(labels: impl Iterator<Item = &'a str>, view: Option<&View>) -> Result<()> {
    let mut problems = Problems::default();
    for label in labels {
        if let Some(why) = unusable(label) {
            problems.note(format!("label `{label}` cannot be scored: {why}; rename it"));
        } else if let Some(view) = view.filter(|view| !view.knows(label)) {
            let known = view.known().collect::<Vec<_>>().join(", ");
            problems.note(format!(
                "label `{label}` is unknown to view `{}`, which knows {known}; map it in a view of your own, or drop it there",
                view.name
            ));
        }
    }
    problems.into_result()
}

/// The documents as articles. A file of columns that marks no documents is no article itself: each of its sentences is one.
pub fn as_articles(mut documents: Vec<Document>, format: &dyn Format) -> Vec<Document> {
    if let ([document], Offsets::None) = (&mut documents[..], format.offsets())
        && !document.sentences.is_empty()
    {
        document.id.clear();
    }
    documents
}

/// The name of an input in results: that of its file without what separates fields there.
fn name(input: &Input) -> String {
    let name = input.shown.rsplit(['/', '\\']).next().unwrap_or_default();
    name.chars().map(|c| if c.is_control() || "@#|,\"".contains(c) { '-' } else { c }).collect()
}

/// The hash of the content of an input: 8 hexadecimal digits. For a folder, the names of its files are hashed too.
pub fn hash(input: &Input) -> String {
    // A file is what it holds, a folder also how its files are called.
    if let [file] = &input.files[..]
        && !input.is_folder
    {
        return columns::hash([&file.content[..]]);
    }
    let heads: Vec<String> = input.files.iter().map(|file| format!("{}\n{}\n", file.name, file.content.len())).collect();
    columns::hash(input.files.iter().zip(&heads).flat_map(|(file, head)| [head.as_bytes(), &file.content[..]]))
}
