//! Training: model files made from gold. `cargo run --release --example train` writes the shipped models.

mod cross;
mod extractor;
mod files;
mod fit;
mod folds;
mod lesson;
mod segmenter;
mod signature;

pub use cross::{Held, answer_alike, cross_validate};
pub use extractor::fit_extractor;
pub use files::{FOLDER, files, read};
pub use fit::{INNER, OUTER, SEGMENTER, Sequence, Settings, fit};
pub use folds::{FOLDS, Models, fit_all};
pub use lesson::{Lesson, SPLIT, ids, lessons};
pub use segmenter::fit_segmenter;
pub use signature::{lessons_hash, signature};

#[cfg(test)]
mod tests;
