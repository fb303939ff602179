//! Fitting: the bytes of a model made from labelled sequences.

use std::fs;
use std::io;

use crfs::train::Lbfgs;
use crfs::{Attribute, Trainer};
use mihak_core::error::{Error, ErrorKind, Result};

/// How a model is fitted: by L-BFGS. If there is an L1 penalty, by its orthant-wise form (Andrew and Gao 2007).
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The weight of the L1 penalty, which makes most weights zero and the file small.
    pub c1: f64,
    /// The weight of the L2 penalty.
    pub c2: f64,
    /// How often an attribute must occur with a label to have a weight for it.
    pub least: f64,
    /// The most iterations.
    pub iterations: usize,
}

/// The settings of the segmenter, chosen by cross-validation over `dev`.
pub const SEGMENTER: Settings = Settings { c1: 0.05, c2: 0.01, least: 1.0, iterations: 60 };

/// The settings of the outer level of the extractor, chosen by cross-validation over `dev`.
pub const OUTER: Settings = Settings { c1: 0.1, c2: 0.01, least: 1.0, iterations: 60 };

/// The settings of the inner level of the extractor. They are those of the outer level.
pub const INNER: Settings = OUTER;

/// One sequence with the label of each of its items.
#[derive(Default)]
pub struct Sequence {
    items: Vec<Vec<Attribute>>,
    labels: Vec<String>,
}

impl Sequence {
    /// Appends an item.
    pub fn push<A: Into<Attribute>>(&mut self, attributes: impl IntoIterator<Item = A>, label: impl Into<String>) {
        self.items.push(attributes.into_iter().map(Into::into).collect());
        self.labels.push(label.into());
    }

    /// Appends all items of another.
    pub fn append(&mut self, other: Sequence) {
        self.items.extend(other.items);
        self.labels.extend(other.labels);
    }
}

/// The bytes of a model file, in CRFsuite's format, that is trained on the sequences.
///
/// Nothing is random: on one machine, equal input gives equal bytes. On machines whose C library computes `exp` in another way, the last bits of
/// weights may differ.
///
/// `Err` if there is no item, or if the trainer fails.
pub fn fit(sequences: &[Sequence], settings: Settings) -> Result<Vec<u8>> {
    let mut trainer = trainer(settings).map_err(told)?;
    for sequence in sequences.iter().filter(|sequence| !sequence.items.is_empty()) {
        trainer.append(&sequence.items, &sequence.labels).map_err(told)?;
    }
    let folder = tempfile::tempdir().map_err(|error| caused("the trainer needs a folder for its file", error))?;
    let file = folder.path().join("model");
    trainer.train(&file).map_err(|error| caused("the trainer failed", error))?;
    fs::read(file).map_err(told)
}

fn trainer(settings: Settings) -> io::Result<Trainer<Lbfgs>> {
    let mut trainer = Trainer::lbfgs().with_c1(settings.c1)?.with_c2(settings.c2)?.with_max_iterations(settings.iterations)?;
    trainer.set_feature_minfreq(settings.least)?;
    Ok(trainer)
}

/// The same error as one of ours.
pub fn told(error: io::Error) -> Error {
    Error::new(ErrorKind::Malformed, error.to_string())
}

fn caused(said: &str, error: io::Error) -> Error {
    Error::new(ErrorKind::Unreadable, said).because(error)
}
