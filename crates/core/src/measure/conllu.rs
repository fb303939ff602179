//! The measures Tokens, Sentences and Words of the CoNLL 2018 shared task (Zeman et al. 2018), counted from two CoNLL-U files.
//!
//! Places are counted in the characters of the surface tokens without spaces (category Zs). A token, a sentence, and a word outside of multiword
//! tokens is right if it is the same stretch of characters on both sides. Words in the reach of multiword tokens are paired by a longest common
//! subsequence of their lower-cased forms. Empty nodes are not counted. The counts are those of the scorer of the shared task, as `udtools` has it
//! (`udtools.udeval`), with any of its options: these concern enhanced dependencies, roots, and whether empty nodes are refused.
//!
//! If the characters of both sides differ, that scorer stops. Here they are folded ([`crate::text::fold`]) and, if they still differ, aligned.
//! Characters that could not be aligned are counted.

mod align;
mod common;
mod counts;
pub mod measures;
mod side;
mod words;

use std::ops::Range;

use side::{Side, agree, has_same_characters};

use crate::error::Result;
use crate::format::File;
use crate::format::conllu::{Detail, Treebank, parse};
use crate::measure::runs::Runs;
use crate::parallel;

pub use counts::{Conll18Counts, DocumentCounts, FileCounts, Measure, Pairing, Units};

/// The counts of a prediction against the gold.
///
/// `# text`, `# sent_id` and MISC are not looked at: no measure depends on them. `Err` holds every other fault of the files, with
/// lines.
pub fn score_files(gold: &File, predicted: &File) -> Result<FileCounts> {
    let (gold_bank, predicted_bank) = parallel::join(|| parse(gold, Detail::Forms), || parse(predicted, Detail::Forms));
    Ok(score(&gold_bank?, &predicted_bank?, gold))
}

/// The counts of two parsed files; `file` is the gold's.
fn score(gold: &Treebank, predicted: &Treebank, file: &File) -> FileCounts {
    let whole = (Side::new(gold, 0..gold.sentences.len()), Side::new(predicted, 0..predicted.sentences.len()));
    let as_one = |pairing| {
        let id = if gold.sections.len() == 1 { gold.id(0, file) } else { file.stem().into() };
        let counts = counts(&whole.0, &whole.1);
        let units = (pairing == Pairing::ByOrder).then(|| sentences(gold, predicted, counts)).flatten();
        FileCounts { documents: vec![DocumentCounts { id, counts }], whole: counts, pairing, units }
    };
    let pairing = pairing(gold, predicted);
    if pairing == Pairing::WholeFiles || gold.sections.len() == 1 {
        return as_one(pairing);
    }
    let mut documents = Vec::with_capacity(gold.sections.len());
    let mut sum = Conll18Counts::default();
    for section in 0..gold.sections.len() {
        let sides = (Side::new(gold, gold.sentences_of(section)), Side::new(predicted, predicted.sentences_of(section)));
        let counts = counts(&sides.0, &sides.1);
        sum += counts;
        documents.push(DocumentCounts { id: gold.id(section, file), counts });
    }
    let mut runs = Runs::default();
    documents.iter().enumerate().for_each(|(at, document)| *runs.of(at as u64) += document.counts);
    let units = Units { runs: runs.into_units(documents.len() as u64), are_sentences: false };
    match sum.folded {
        0 => {
            let whole = counts(&whole.0, &whole.1);
            FileCounts { documents, whole, pairing, units: Some(units).filter(|_| whole == sum) }
        }
        // The files agree and the documents do not: they are cut at different places.
        _ if has_same_characters(&whole.0, &whole.1) => as_one(Pairing::WholeFiles),
        _ => FileCounts { documents, whole: sum, pairing, units: Some(units) },
    }
}

/// The counts by run of sentences of one document, where both sides have the same sentences.
fn sentences(gold: &Treebank, predicted: &Treebank, whole: Conll18Counts) -> Option<Units> {
    let Measure { gold: sentences, predicted: others, correct } = whole.sentences;
    if whole.folded > 0 || correct != sentences || correct != others {
        return None;
    }
    let ranges: Vec<Range<u64>> = Runs::<Conll18Counts>::default().into_units(sentences).into_iter().map(|(range, _)| range).collect();
    let one = |range: &Range<u64>| {
        let range = range.start as usize..range.end as usize;
        counts(&Side::new(gold, range.clone()), &Side::new(predicted, range))
    };
    let counts: Vec<Conll18Counts> = parallel::map(&ranges, one);
    let mut sum = Conll18Counts::default();
    counts.iter().for_each(|counts| sum += *counts);
    (sum == whole).then(|| Units { runs: ranges.into_iter().zip(counts).collect(), are_sentences: true })
}

fn pairing(gold: &Treebank, predicted: &Treebank) -> Pairing {
    let agree = |(a, b): (&str, &str)| a == b || a.is_empty() || b.is_empty();
    let ids = gold.sections.iter().zip(&predicted.sections).map(|(a, b)| (gold.at(a.id), predicted.at(b.id)));
    if gold.sections.len() == predicted.sections.len() && ids.into_iter().all(agree) { Pairing::ByOrder } else { Pairing::WholeFiles }
}

/// The counts of one document.
fn counts(gold: &Side, predicted: &Side) -> Conll18Counts {
    let agreed = agree(gold, predicted);
    let [gold_ends, predicted_ends] = &agreed.ends;
    let sentences = |side: &Side, ends: &[u64]| side.sentence_spans(ends).collect::<Vec<_>>();
    Conll18Counts {
        tokens: spans(side::token_spans(gold_ends), side::token_spans(predicted_ends)),
        sentences: spans(sentences(gold, gold_ends).into_iter(), sentences(predicted, predicted_ends).into_iter()),
        words: words::measure(&words::Text::new(gold, gold_ends, agreed.is_folded), &words::Text::new(predicted, predicted_ends, agreed.is_folded)),
        folded: u64::from(agreed.is_folded),
        unaligned_gold: agreed.unaligned[0],
        unaligned_predicted: agreed.unaligned[1],
    }
}

/// Equal spans of two sorted sequences; both are sorted by start and end.
fn spans(gold: impl ExactSizeIterator<Item = (u64, u64)>, predicted: impl ExactSizeIterator<Item = (u64, u64)>) -> Measure {
    let mut measure = Measure { gold: gold.len() as u64, predicted: predicted.len() as u64, correct: 0 };
    let (mut gold, mut predicted) = (gold, predicted);
    let (mut here, mut there) = (gold.next(), predicted.next());
    while let (Some(a), Some(b)) = (here, there) {
        measure.correct += u64::from(a == b);
        if a <= b {
            here = gold.next();
        }
        if b <= a {
            there = predicted.next();
        }
    }
    measure
}

#[cfg(test)]
mod tests;
