//! Signatures: the line that says what a number measures and on what. Numbers with equal lines may be compared.

mod field;
mod line;
mod meaning;

pub use field::{Corpus, Field};
pub use line::{Signature, difference, of};
pub use meaning::meaning_of_difference;
