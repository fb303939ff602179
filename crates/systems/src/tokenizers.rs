//! The built-in tokenizers, one file each.

mod append;
mod charabia;
mod clitics;
pub mod crf;
mod icu;
mod plain;
mod unicode_words;

pub use charabia::Charabia;
pub use clitics::Clitics;
pub use crf::Crf;
pub use icu::Icu;
pub use plain::{WhiteSpace, WhiteSpacePunctuation};
pub use unicode_words::UnicodeWords;
