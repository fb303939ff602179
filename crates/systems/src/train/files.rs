//! The files that a training writes.

use std::fs;
use std::path::Path;

use mihak_core::error::{Error, ErrorKind, Result};
use mihak_core::hash::short_hash;

use crate::train::folds::Models;
use crate::train::lesson::{Lesson, SPLIT};
use crate::train::signature::{CRATE, lessons_hash, signature};

/// The folder of the shipped models, relative to the repository.
pub const FOLDER: &str = "crates/systems/src/models";

/// The content of a file of [`FOLDER`].
pub fn read(repository: &Path, name: &str) -> Result<Vec<u8>> {
    let path = repository.join(FOLDER).join(name);
    fs::read(&path).map_err(|error| Error::new(ErrorKind::Unreadable, format!("cannot read `{}`", path.display())).because(error))
}

/// Every file that a training writes, with its name: the models, the signature and the receipts.
pub fn files(lessons: &[Lesson], models: &Models) -> Vec<(&'static str, Vec<u8>)> {
    let [outer, inner] = &models.levels;
    let receipt = |parts: &[&[u8]]| format!("{CRATE} {SPLIT}#{} model#{}", lessons_hash(lessons), short_hash(parts)).into_bytes();
    vec![
        ("crf.crfsuite", models.segmenter.clone()),
        ("crf-ner-outer.crfsuite", outer.clone()),
        ("crf-ner-inner.crfsuite", inner.clone()),
        ("crf.receipt", receipt(&[&models.segmenter])),
        ("crf-ner.receipt", receipt(&[&models.segmenter, outer, inner])),
        ("signature.toml", signature(lessons, models).into_bytes()),
    ]
}
