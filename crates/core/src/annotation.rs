//! The vocabulary of all modules: articles, tokens, mentions, labels, words with their segments, subwords, schemes and tasks.

mod article;
mod changed;
mod label;
mod mention;
mod quotes;
pub mod scheme;
mod segment;
pub mod subword;
mod task;
mod token;
mod word;

pub use article::{Article, NO_SPLIT};
pub use changed::Changed;
pub use label::{AVERAGES, Label, Labels, names_all, unusable};
pub use mention::{GoldMention, Mention};
pub use quotes::{Found, Quote, Quotes};
pub use scheme::{Class, Scheme};
pub use segment::Segment;
pub use subword::{Alone, Known, Subword, Subwording};
pub use task::Task;
pub use token::Token;
pub use word::Word;
