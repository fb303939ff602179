//! Reports: scores and verdicts as tables for a terminal, Markdown and other formats.

pub mod agreement;
pub mod compared;
pub mod compat;
pub mod description;
pub mod grid;
pub mod invariance;
pub mod latex;
pub mod measures;
pub mod rows;
pub mod scored;
pub mod splice;
pub mod table;
pub mod tiers;
pub mod verdict;

pub use rows::{Row, Section, sections};
