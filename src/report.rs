//! Scores for people: the terminal table and the Markdown one, from the same rows.

pub mod agreement;
pub mod compat;
pub mod description;
pub mod measures;
pub mod rows;
pub mod scored;
pub mod splice;
pub mod table;
pub mod verdict;

pub use rows::{Row, Section, sections};
