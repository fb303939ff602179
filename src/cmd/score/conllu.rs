//! Two CoNLL-U files: tokens, sentences and words, scored as in the CoNLL 2018 shared task.

use std::path::Path;

use anyhow::Result;
use mihak_core::annotation::Task;
use mihak_core::format::Format;
use mihak_core::measure::columns::hash;
use mihak_core::measure::conllu::measures::{SENTENCES, TOKENS, WORDS};
use mihak_core::measure::conllu::{self, Measure, Pairing, score_files};
use mihak_core::measure::layers::{Filed, Filing, LayerRef};
use mihak_core::measure::unit_names::UnitNames;
use mihak_core::measure::units::unit;
use mihak_core::statistics::Count;
use mihak_core::wording::count;

use crate::cmd::score::job::{Counted, Job};

impl Job<'_> {
    /// The counts of two files: those of tokens, and those of mentions where one side has some.
    pub(super) fn conllu(&self, gold: &Path, predicted: &Path, formats: [&dyn Format; 2]) -> Result<Vec<Counted>> {
        let inputs = [self.held.input(gold)?, self.held.input(predicted)?];
        let [ours, theirs] = [inputs[0].single()?, inputs[1].single()?];
        let scored = score_files(ours, theirs)?;
        if scored.pairing == Pairing::WholeFiles {
            self.tell("the documents of one file are not those of the other: the files count as one article");
        }
        let whole = scored.whole;
        if whole.folded > 0 {
            self.tell(&format!(
                "the characters of {} differ, and were aligned: {} of gold and {} of the prediction found no counterpart",
                count(whole.folded as usize, "document"),
                whole.unaligned_gold,
                whole.unaligned_predicted
            ));
        }
        let documents = scored.documents.len() as u64;
        // Counts that do not add up say nothing of their parts: they are one unit, and have no interval.
        let (runs, are_sentences) = match scored.units {
            Some(units) => (units.runs, units.are_sentences),
            None => (vec![(0..documents, whole)], false),
        };
        let names = UnitNames::new(if are_sentences { Vec::new() } else { scored.documents.iter().map(|document| document.id.as_str()).collect() });
        let unit = unit(&runs, are_sentences);
        let units = runs.iter().map(|(range, counts)| names.counts(range, file(counts), 0)).collect();
        let sizes = vec![(documents, "documents"), (whole.sentences.gold, "sentences"), (whole.tokens.gold, "tokens"), (whole.words.gold, "words")];
        let hashes = [hash([&ours.content[..]]), hash([&theirs.content[..]])];
        let mut all = vec![Counted { task: Task::Tokens, units, reading: format!("unit:{unit}"), hashes, sizes }];
        // Tags of mentions stand in MISC.
        let tagged = |content: &[u8]| [&b"ner="[..], b"NER="].iter().any(|key| memchr::memmem::find(content, key).is_some());
        let has_segments = |content: &[u8]| memchr::memmem::find(content, b"# mihak = segments").is_some();
        let has_words = self.args.sides.reading.read.cuts().is_some() || (has_segments(&ours.content) && has_segments(&theirs.content));
        if has_words || tagged(&ours.content) || tagged(&theirs.content) {
            all.extend(self.documents(gold, predicted, formats)?);
        }
        Ok(all)
    }
}

fn file(counted: &conllu::Conll18Counts) -> Filed {
    let mut filed = Filed::default();
    let measures = [(&TOKENS, counted.tokens), (&SENTENCES, counted.sentences), (&WORDS, counted.words)];
    measures.into_iter().for_each(|(matching, measure)| filed.file(LayerRef::plain(matching, "conllu", "*"), of(measure)));
    filed
}

fn of(measure: Measure) -> Count {
    Count { tp: measure.correct, fp: measure.predicted - measure.correct, r#fn: measure.gold - measure.correct, tn: 0 }
}
