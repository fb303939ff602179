//! Two inputs in, scores out: what a program calls that holds files of gold and of predictions.

use std::collections::BTreeMap;

use crate::annotation::{Task, unusable};
use crate::error::{Problems, Result};
use crate::format::{self, Document, Format, Input, Offsets, Options};
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

/// The scores of two inputs, and what a reader of them should know.
#[derive(Clone, Debug)]
pub struct ScoredInputs {
    /// Every measure of mentions, as rows of scores.csv have them.
    pub scores: Vec<Score>,
    /// What was left out, lacks or was paired otherwise than by name.
    pub remarks: Vec<String>,
}

/// How two inputs are scored.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scoring<'a> {
    /// Which labels are one; without a view they are scored as they are, under the view `as-is`.
    pub view: Option<&'a View>,
    /// How much two mentions must share to overlap, for the measures of shared text.
    pub overlap: Overlap,
    /// How replicates are drawn, and what undefined ratios are.
    pub terms: Terms,
}

/// Scores the mentions of a prediction against those of gold, in inputs of any format, which is detected; with 95 % intervals if the terms say
/// how replicates are drawn. A view says which labels are one; without one they are scored as they are, under the view `as-is`.
///
/// `Err` if an input is of no known format or breaks its own, if texts differ in more than white space, or if the view does not know a label.
pub fn score_inputs(gold: &Input, predicted: &Input, options: &Options, scoring: Scoring) -> Result<ScoredInputs> {
    let Scoring { view, overlap, terms } = scoring;
    let mut remarks = Vec::new();
    let [ours, theirs] = [gold, predicted].map(|input| {
        let format = format::detect(input, options)?;
        let reading = format::read(format, input, options)?;
        remarks.extend(reading.left_out.iter().map(|(kind, times)| format!("`{}`: {times} {kind} left out, which are no mentions", input.shown)));
        Ok(as_articles(reading.documents, format))
    });
    let pairs = Pairs::new(ours?, theirs?, [&gold.shown, &predicted.shown])?;
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

/// `Err` if a label cannot stand in results, or if the view does not say what becomes of it.
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

/// The documents as articles: a file of columns without marks of documents is none, its sentences are.
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

/// The hash of the content of an input, 8 hexadecimal digits; the names count where there are several files.
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
