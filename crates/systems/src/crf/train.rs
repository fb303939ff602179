//! Training: from gold to model files.
//!
//! `cargo run --release --example train` writes the shipped models with it.

mod cross;
mod signature;

use std::collections::BTreeSet;
use std::io;
use std::path::Path as FilePath;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use crfs::{Attribute, Trainer};
use mihak_core::annotation::{Article, GoldMention, Label, Mention, Scheme, Word as GoldWord};
use mihak_core::text::words::{is_punctuation, words};
use rayon::prelude::*;

use crate::crf::Levels;
use crate::extractors::crf::{LEAN, Line, Tag};
use crate::tokenizers::Crf;
use crate::tokenizers::crf::{Segmenter, State, Word};

pub use cross::{Held, cross_validate};
pub use signature::{files, lessons_hash, signature};

/// The split that is trained on. Nothing else is read.
pub const SPLIT: &str = "dev";

/// How a model is fitted: L-BFGS, with the orthant-wise rule where there is an L1 penalty (Andrew and Gao, 2007).
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The weight of the L1 penalty, which makes most weights zero and the file small.
    pub c1: f64,
    /// The weight of the L2 penalty.
    pub c2: f64,
    /// How often an attribute must occur with a label to be told of it.
    pub least: f64,
    /// The most iterations.
    pub iterations: usize,
}

/// The settings of the segmenter, chosen by cross-validation over `dev`.
pub const SEGMENTER: Settings = Settings { c1: 0.05, c2: 0.01, least: 1.0, iterations: 60 };

/// The settings of the outer level of the extractor, chosen by cross-validation over `dev`.
pub const OUTER: Settings = Settings { c1: 0.1, c2: 0.01, least: 1.0, iterations: 60 };

/// The settings of the inner level, those of the outer one.
pub const INNER: Settings = OUTER;

/// One article to learn from.
#[derive(Clone, Copy)]
pub struct Lesson<'a> {
    /// The id of the article.
    pub id: &'a str,
    /// Its text.
    pub text: &'a str,
    /// Its words with their segments.
    pub words: &'a [GoldWord],
    /// Its mentions, sorted by start, longest first.
    pub mentions: &'a [GoldMention],
}

/// The articles of [`SPLIT`], of the articles of a corpus with their words and mentions.
///
/// `Err` if there is none.
pub fn lessons<'a>(articles: &'a [Article], words: &'a [Vec<GoldWord>], mentions: &'a [Vec<GoldMention>]) -> Result<Vec<Lesson<'a>>> {
    let lessons: Vec<Lesson> = articles
        .iter()
        .zip(words.iter().zip(mentions))
        .filter(|(article, _)| article.split == SPLIT)
        .map(|(article, (words, mentions))| Lesson { id: &article.id, text: &article.text, words, mentions })
        .collect();
    if lessons.is_empty() {
        bail!("there is no article of the split `{SPLIT}`");
    }
    Ok(lessons)
}

/// One sequence with the label of each of its items.
#[derive(Default)]
pub struct Sequence {
    items: Vec<Vec<Attribute>>,
    labels: Vec<String>,
}

impl Sequence {
    /// Appends an item.
    pub fn push<'a>(&mut self, attributes: impl IntoIterator<Item = &'a str>, label: impl Into<String>) {
        self.items.push(attributes.into_iter().map(Attribute::from).collect());
        self.labels.push(label.into());
    }

    /// Appends all items of another.
    pub fn append(&mut self, other: Sequence) {
        self.items.extend(other.items);
        self.labels.extend(other.labels);
    }
}

/// The model file, in CRFsuite's format, that fits the sequences. Nothing is drawn by chance: equal input gives equal bytes on one machine;
/// where the C library computes `exp` otherwise, the last bits of weights may differ.
///
/// `Err` if there is no item, or the trainer fails.
pub fn fit(sequences: &[Sequence], settings: Settings) -> Result<Vec<u8>> {
    let mut trainer = Trainer::lbfgs().with_c1(settings.c1)?.with_c2(settings.c2)?.with_max_iterations(settings.iterations)?;
    trainer.set_feature_minfreq(settings.least)?;
    for sequence in sequences.iter().filter(|sequence| !sequence.items.is_empty()) {
        trainer.append(&sequence.items, &sequence.labels)?;
    }
    let folder = tempfile::tempdir().context("the trainer needs a folder for its file")?;
    let file = folder.path().join("model");
    trainer.train(&file).context("the trainer failed")?;
    Ok(std::fs::read(file)?)
}

/// The letters of all Arabic words of an article in one sequence, the edges of words as items of their own.
fn letters(lesson: &Lesson) -> Sequence {
    let (mut sequence, mut word, mut name) = (Sequence::default(), Word::default(), String::new());
    let edge = State::Edge.name();
    sequence.push([edge], edge);
    for gold in lesson.words {
        let surface = gold.span.slice(lesson.text);
        if is_punctuation(surface) || !word.read(surface) {
            continue;
        }
        let mut segments = gold.segments.iter().peekable();
        let mut place = 0;
        for at in 0..word.len() {
            let byte = gold.span.start() + word.byte(at);
            while segments.next_if(|segment| segment.span.end() <= byte).is_some() {
                place = 0;
            }
            let Some(segment) = segments.peek() else { break };
            let mut item = Vec::new();
            word.attributes(at, &mut name, |attribute| item.push(Attribute::from(attribute)));
            sequence.items.push(item);
            sequence.labels.push(State::of(segment.class, place, word.letter(at)).name().into());
            place += 1;
        }
        sequence.push([edge], edge);
    }
    sequence
}

/// The model of the segmenter that these articles teach.
pub fn fit_segmenter(lessons: &[Lesson]) -> Result<Vec<u8>> {
    fit(&lessons.iter().map(letters).collect::<Vec<_>>(), SEGMENTER).context("the segmenter")
}

/// The sequences of an article for both levels of the extractor: all its lines, with an item outside all mentions around each, and the
/// segments of each mention. One long sequence is trained on much faster than many short ones.
struct Tagged {
    outer: Sequence,
    inner: Vec<Sequence>,
}

/// The attribute of the item around lines.
const EDGE: &str = "#";

/// The lines of an article, cut by a segmenter, with the tags of both levels. Mentions whose ends are no ends of segments cannot be learned.
fn tagged(lesson: &Lesson, segmenter: &mut Crf) -> Tagged {
    let (outer, inner) = levels(lesson.mentions);
    let (mut tagged, mut line, mut end) = (Tagged { outer: Sequence::default(), inner: Vec::new() }, Line::default(), 0);
    tagged.outer.push([EDGE], Tag::Outside.name());
    for word in words(lesson.text) {
        if Line::ends_in(&lesson.text[end..word.start()], &line) {
            tagged.add(&line, &outer, &inner);
            line.clear();
        }
        end = word.end();
        for &(span, class) in segmenter.segments(lesson.text, word) {
            line.push(lesson.text, span, class);
        }
    }
    tagged.add(&line, &outer, &inner);
    tagged
}

/// The outermost mentions, and the outermost of those inside them.
fn levels(mentions: &[GoldMention]) -> (Vec<Mention>, Vec<Mention>) {
    let outermost = |mentions: &mut dyn Iterator<Item = Mention>| {
        let (mut taken, mut left, mut end) = (Vec::new(), Vec::new(), 0);
        for mention in mentions {
            if mention.span.start() >= end {
                end = mention.span.end();
                taken.push(mention);
            } else {
                left.push(mention);
            }
        }
        (taken, left)
    };
    let (outer, left) = outermost(&mut mentions.iter().map(|gold| gold.mention));
    (outer, outermost(&mut left.into_iter()).0)
}

/// The tag of each segment of `line` in `within`.
fn tags(line: &Line, within: std::ops::Range<usize>, mentions: &[Mention]) -> Vec<Tag> {
    let mut tags = vec![Tag::Outside; within.len()];
    for mention in mentions {
        let inside = |at: &usize| mention.span.contains(line.span(*at, *at + 1));
        let covered: Vec<usize> = within.clone().filter(inside).collect();
        let (Some(&first), Some(&last)) = (covered.first(), covered.last()) else { continue };
        if line.span(first, last + 1) == mention.span {
            tags[first - within.start..=last - within.start].fill(Tag::Inside(mention.label));
            tags[first - within.start] = Tag::First(mention.label);
        }
    }
    tags
}

impl Tagged {
    fn add(&mut self, line: &Line, outer: &[Mention], inner: &[Mention]) {
        let here = |mention: &&Mention| !line.is_empty() && line.span(0, line.len()).overlaps(mention.span);
        let outer: Vec<Mention> = outer.iter().filter(here).copied().collect();
        let tags_of_line = tags(line, 0..line.len(), &outer);
        self.outer.append(sequence(line, 0..line.len(), None, &tags_of_line));
        self.outer.push([EDGE], Tag::Outside.name());
        let mut at = 0;
        while at < line.len() {
            let Tag::First(label) = tags_of_line[at] else {
                at += 1;
                continue;
            };
            let length = 1 + tags_of_line[at + 1..].iter().take_while(|tag| matches!(tag, Tag::Inside(_))).count();
            let within = at..at + length;
            if length > 1 {
                self.inner.push(sequence(line, within.clone(), Some(label), &tags(line, within.clone(), inner)));
            }
            at = within.end;
        }
    }
}

fn sequence(line: &Line, within: std::ops::Range<usize>, inside: Option<Label>, tags: &[Tag]) -> Sequence {
    let (mut sequence, mut name) = (Sequence::default(), String::new());
    for (at, tag) in within.clone().zip(tags) {
        let mut item = Vec::new();
        line.attributes(at, inside.map(|label| (label, within.clone())), &mut name, |attribute| item.push(Attribute::from(attribute)));
        sequence.items.push(item);
        sequence.labels.push(tag.name());
    }
    sequence
}

/// The models of both levels of the extractor that these articles teach. `segmenters` holds a model for each article, which was not
/// trained on it: else segments would be better in training than ever after.
pub fn fit_extractor(lessons: &[Lesson], segmenters: &[&[u8]]) -> Result<[Vec<u8>; 2]> {
    let (mut lines, mut insides) = (Vec::new(), Vec::new());
    for (lesson, segmenter) in lessons.iter().zip(segmenters) {
        let Tagged { outer, inner } = tagged(lesson, &mut segmenter_of(segmenter)?);
        lines.push(outer);
        insides.extend(inner);
    }
    let outer = fit(&lines, OUTER).context("the outer level of the extractor")?;
    Ok([outer, fit(&insides, INNER).context("the inner level of the extractor")?])
}

fn segmenter_of(model: &[u8]) -> io::Result<Crf> {
    Ok(Crf::of(Arc::new(Segmenter::new(model)?), Scheme::D3))
}

/// All models of one training.
pub struct Models {
    /// The segmenter, taught by all articles.
    pub segmenter: Vec<u8>,
    /// The outer and inner level of the extractor, taught by all articles.
    pub levels: [Vec<u8>; 2],
    /// For each fold, a segmenter that was taught by the articles of the others.
    pub held_out: Vec<Vec<u8>>,
}

/// The number of parts into which articles are dealt in turn, so that each is judged by models that did not see it.
pub const FOLDS: usize = 8;

/// The models that the articles teach.
pub fn fit_all(lessons: &[Lesson]) -> Result<Models> {
    let mut segmenters: Vec<Vec<u8>> = (0..=FOLDS).into_par_iter().map(|fold| fit_segmenter(&without(lessons, fold))).collect::<Result<_>>()?;
    let segmenter = segmenters.pop().context("one more segmenter than folds was trained")?;
    let held_out: Vec<&[u8]> = (0..lessons.len()).map(|at| segmenters[at % FOLDS].as_slice()).collect();
    let levels = fit_extractor(lessons, &held_out)?;
    Ok(Models { segmenter, levels, held_out: segmenters })
}

/// All that are not of the fold.
fn without<T: Copy>(all: &[T], fold: usize) -> Vec<T> {
    all.iter().enumerate().filter(|&(at, _)| at % FOLDS != fold).map(|(_, one)| *one).collect()
}

/// Whether both answer alike on every article: the cuts and the mentions.
pub fn answer_alike(lessons: &[Lesson], one: (&[u8], Levels), other: (&[u8], Levels)) -> Result<bool> {
    for lesson in lessons {
        if cross::answer(lesson, one.0, one.1, LEAN)? != cross::answer(lesson, other.0, other.1, LEAN)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The ids of the articles, sorted.
pub fn ids<'a>(lessons: &[Lesson<'a>]) -> BTreeSet<&'a str> {
    lessons.iter().map(|lesson| lesson.id).collect()
}

/// The folder of the shipped models, below that of the repository.
pub const FOLDER: &str = "crates/systems/src/models";

/// The content of a file of [`FOLDER`].
pub fn read(repository: &FilePath, name: &str) -> Result<Vec<u8>> {
    let path = repository.join(FOLDER).join(name);
    std::fs::read(&path).with_context(|| format!("cannot read `{}`", path.display()))
}

#[cfg(test)]
mod tests;
