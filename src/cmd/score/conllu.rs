//! CoNLL-U against CoNLL-U: tokens, sentences and words, as the shared task of 2018 scores them.

use std::path::Path;

use anyhow::Result;

use crate::format::Format;
use crate::problem::count;
use crate::score::columns::hash;
use crate::score::conllu::{Measure, Pairing, score_files};
use crate::score::segment::Counts;
use crate::score::{Count, Layer};

use super::{Counted, Job};

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
        let mut counts = Counts::new();
        for (name, measure) in [("tokens", whole.tokens), ("sentences", whole.sentences), ("words", whole.words)] {
            counts.insert(Layer::tokens(name, "conllu", "*"), of(measure));
        }
        let articles = scored.documents.len() as u64;
        let sizes = vec![(articles, "documents"), (whole.sentences.gold, "sentences"), (whole.tokens.gold, "tokens"), (whole.words.gold, "words")];
        let hashes = [hash([&ours.content[..]]), hash([&theirs.content[..]])];
        let mut all = vec![Counted { task: "tokens", counts, articles: [articles, 0], reading: String::new(), hashes, sizes }];
        // Tags of mentions stand in MISC.
        let tagged = |content: &[u8]| [&b"ner="[..], b"NER="].iter().any(|key| memchr::memmem::find(content, key).is_some());
        if tagged(&ours.content) || tagged(&theirs.content) {
            all.extend(self.documents(gold, predicted, formats)?);
        }
        Ok(all)
    }
}

fn of(measure: Measure) -> Count {
    Count { tp: measure.correct, fp: measure.predicted - measure.correct, r#fn: measure.gold - measure.correct, tn: 0 }
}
