//! What is counted of two CoNLL-U files, by document, by run of articles and in all.

use std::ops::{AddAssign, Range};

/// How many there are in the gold and in the prediction, and how many of the latter are right.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Measure {
    /// In the gold.
    pub gold: u64,
    /// In the prediction.
    pub predicted: u64,
    /// In both.
    pub correct: u64,
}

/// What one document adds to the measures.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Conll18Counts {
    /// Surface tokens.
    pub tokens: Measure,
    /// Sentences.
    pub sentences: Measure,
    /// Words.
    pub words: Measure,
    /// Documents whose characters are the same on both sides only after folding, or not even then.
    pub folded: u64,
    /// Characters of the gold, after folding, to which none of the prediction could be aligned.
    pub unaligned_gold: u64,
    /// Characters of the prediction, after folding, to which none of the gold could be aligned.
    pub unaligned_predicted: u64,
}

impl AddAssign for Measure {
    fn add_assign(&mut self, other: Measure) {
        self.gold += other.gold;
        self.predicted += other.predicted;
        self.correct += other.correct;
    }
}

impl AddAssign for Conll18Counts {
    fn add_assign(&mut self, other: Conll18Counts) {
        self.tokens += other.tokens;
        self.sentences += other.sentences;
        self.words += other.words;
        self.folded += other.folded;
        self.unaligned_gold += other.unaligned_gold;
        self.unaligned_predicted += other.unaligned_predicted;
    }
}

/// Which documents met.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pairing {
    /// The first with the first, and so on: both files have as many documents, and no ids that contradict.
    ByOrder,
    /// The whole files, as one document: the documents of one side are not those of the other.
    WholeFiles,
}

/// The counts of one document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DocumentCounts {
    /// The id that the gold gives it.
    pub id: String,
    /// Its counts.
    pub counts: Conll18Counts,
}

/// The counts of two files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileCounts {
    /// By document, in the order of the gold.
    pub documents: Vec<DocumentCounts>,
    /// The counts of the files as the scorer of the shared task has them, which knows no documents.
    ///
    /// Where multiword tokens open a document, its search for their words can reach back into the document in front; only then
    /// they are not the sum of the documents. Files whose characters differ have the sum.
    pub whole: Conll18Counts,
    /// Which documents met.
    pub pairing: Pairing,
    /// The counts by run of articles; `None` where they are not known or do not add up to the whole.
    pub units: Option<Units>,
}

/// Conll18Counts that add up to those of the files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Units {
    /// The counts of contiguous runs of articles, in order.
    pub runs: Vec<(Range<u64>, Conll18Counts)>,
    /// Whether articles are the sentences, which both sides have the same, of files that are one document; else they are the documents.
    pub are_sentences: bool,
}
