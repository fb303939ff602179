//! Articles: their characters, which are the coordinate system of everything else, and what is known about each.

mod annotated;
mod packed;
mod perturbed;
mod whole;

pub use annotated::{Annotated, Articles};
pub use packed::{Check, PackedCorpus, size};
pub use perturbed::{Gone, PerturbedCorpus};
pub use whole::{Corpus, CorpusSpec, declared_splits};
