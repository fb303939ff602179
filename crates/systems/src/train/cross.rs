//! Cross-validation: each article is answered by models that were trained without it.

use std::collections::BTreeSet;
use std::fmt;
use std::iter;
use std::sync::Arc;

use mihak_core::annotation::{Class, Labels, Mention, Scheme};
use mihak_core::error::{Error, ErrorKind, Result};
use mihak_core::text::Span;
use rayon::prelude::*;

use crate::contract::{Extractor, Tokenizer};
use crate::extractors::CrfNer;
use crate::extractors::crf::{LEAN, Tagger};
use crate::failure::Failure;
use crate::models::Levels;
use crate::train::extractor::{fit_extractor, levels};
use crate::train::fit::told;
use crate::train::folds::{FOLDS, Models, without};
use crate::train::lesson::Lesson;
use crate::train::segmenter::segmenter_of;

/// The leans of the extractor that are tried, see [`LEAN`].
pub const LEANS: [f64; 5] = [0.0, 0.5, 1.0, 1.5, 2.0];

/// The counts over all articles, each answered by models that were trained without it.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Held {
    /// Words, punctuation included.
    pub words: u64,
    /// Words whose finest segments are all right.
    pub right: u64,
    /// Words that gold cuts.
    pub cut: u64,
    /// Words that gold cuts and whose finest segments are all right.
    pub cut_right: u64,
    /// Outermost mentions, for each lean that was tried: how many are right, were found, and are in gold.
    pub outer: [[u64; 3]; LEANS.len()],
    /// All mentions, for each lean that was tried: how many are right, were found, and are in gold.
    pub nested: [[u64; 3]; LEANS.len()],
}

impl Held {
    fn add(mut self, other: Held) -> Held {
        self.words += other.words;
        self.right += other.right;
        self.cut += other.cut;
        self.cut_right += other.cut_right;
        for (sum, more) in [(&mut self.outer, other.outer), (&mut self.nested, other.nested)] {
            sum.as_flattened_mut().iter_mut().zip(more.as_flattened()).for_each(|(sum, more)| *sum += more);
        }
        self
    }
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let share = |part: u64, whole: u64| part as f64 / whole as f64;
        writeln!(f, "segments  word accuracy {:.4}, of cut words {:.4}", share(self.right, self.words), share(self.cut_right, self.cut))?;
        for (lean, counts) in LEANS.iter().zip(self.outer.iter().zip(&self.nested)) {
            write!(f, "entities  lean {lean:.1}")?;
            for (name, &[right, found, gold]) in [("outermost", counts.0), ("nested", counts.1)] {
                let (precision, recall, f1) = (share(right, found), share(right, gold), share(2 * right, found + gold));
                write!(f, "  {name} P {precision:.4} R {recall:.4} F1 {f1:.4}")?;
            }
            writeln!(f, "{}", if *lean == LEAN { "  (the one that is used)" } else { "" })?;
        }
        Ok(())
    }
}

/// A mention with the name of its label.
type Named = (Span, Box<str>);

/// The finest segments and the mentions of an article.
type Answer = (Vec<(Span, Option<Class>)>, Vec<Named>);

fn named(mention: &Mention, labels: &Labels) -> Named {
    (mention.span, labels.name(mention.label).into())
}

/// The answer of these models for an article.
pub fn answer(lesson: &Lesson, segmenter: &[u8], levels: Levels, lean: f64) -> Result<Answer> {
    let (mut tokens, mut mentions) = (Vec::new(), Vec::new());
    let mut crf = segmenter_of(segmenter)?;
    let failed = |failure: Failure| Error::new(ErrorKind::Malformed, failure.to_string());
    crf.tokenize(lesson.text, &mut tokens).map_err(failed)?;
    let tagger = Arc::new(Tagger::leaning(levels, lean).map_err(told)?);
    let mut extractor = CrfNer::of(tagger, crf);
    extractor.extract(lesson.text, &mut mentions).map_err(failed)?;
    let mentions = mentions.iter().map(|mention| named(mention, extractor.labels())).collect();
    Ok((tokens.into_iter().map(|token| (token.span, token.class)).collect(), mentions))
}

/// The counts over all articles, each answered by models that were trained without it.
///
/// One thing leaks: the extractor of a fold learns from the segments of [`Models::held_out`], and these models saw the segments of the article
/// that is answered. None saw its mentions.
pub fn cross_validate(lessons: &[Lesson], models: &Models) -> Result<Held> {
    let segmenters: Vec<&[u8]> = (0..lessons.len()).map(|at| models.held_out[at % FOLDS].as_slice()).collect();
    let held: Vec<Vec<Held>> = (0..FOLDS.min(lessons.len()))
        .into_par_iter()
        .map(|fold| {
            let [outer, inner] = fit_extractor(&without(lessons, fold), &without(&segmenters, fold))?;
            let own = lessons.iter().skip(fold).step_by(FOLDS);
            own.map(|lesson| held(lesson, segmenters[fold], Levels { outer: &outer, inner: &inner })).collect::<Result<Vec<_>>>()
        })
        .collect::<Result<_>>()?;
    held.into_iter().flatten().reduce(Held::add).ok_or_else(|| Error::new(ErrorKind::Mismatched, "there is no article"))
}

fn held(lesson: &Lesson, segmenter: &[u8], models: Levels) -> Result<Held> {
    let (segments, _) = answer(lesson, segmenter, models, LEAN)?;
    let mut held = Held::default();
    let mut segments = segments.into_iter().peekable();
    for word in lesson.words {
        let found: Vec<Span> = iter::from_fn(|| segments.next_if(|(span, _)| span.end() <= word.span.end())).map(|(span, _)| span).collect();
        let mut gold = Vec::new();
        Scheme::D3.project(word.finest(), &mut gold);
        let is_right = gold.iter().map(|(span, _)| *span).eq(found);
        held.words += 1;
        held.right += u64::from(is_right);
        held.cut += u64::from(gold.len() > 1);
        held.cut_right += u64::from(gold.len() > 1 && is_right);
    }
    let outermost = |mentions: &[Named]| -> BTreeSet<Named> {
        mentions.iter().filter(|(one, _)| !mentions.iter().any(|(other, _)| other != one && other.contains(*one))).cloned().collect()
    };
    let count = |found: &BTreeSet<Named>, gold: &BTreeSet<Named>| [found.intersection(gold).count() as u64, found.len() as u64, gold.len() as u64];
    let gold_outer: BTreeSet<Named> = levels(lesson.mentions).0.iter().map(|mention| named(mention, lesson.labels)).collect();
    let gold: BTreeSet<Named> = lesson.mentions.iter().map(|gold| named(&gold.mention, lesson.labels)).collect();
    for (at, &lean) in LEANS.iter().enumerate() {
        let (_, mentions) = answer(lesson, segmenter, models, lean)?;
        held.outer[at] = count(&outermost(&mentions), &gold_outer);
        held.nested[at] = count(&mentions.into_iter().collect(), &gold);
    }
    Ok(held)
}

/// Whether two sets of models give the same cuts and the same mentions for every article.
pub fn answer_alike(lessons: &[Lesson], one: (&[u8], Levels), other: (&[u8], Levels)) -> Result<bool> {
    for lesson in lessons {
        if answer(lesson, one.0, one.1, LEAN)? != answer(lesson, other.0, other.1, LEAN)? {
            return Ok(false);
        }
    }
    Ok(true)
}
