//! The line that says what a number measures, on what: equal lines are comparable.

mod field;
mod line;
mod meaning;

pub use field::{Corpus, Field};
pub use line::{Signature, difference, of};
pub use meaning::meaning_of_difference;
