//! The commands, one file each. A command reads its input, calls the flow, and prints. Code that several commands need has files of its own.

pub mod agree;
pub mod annotate;
pub mod arguments;
pub mod bench;
pub mod bless;
pub mod check;
pub mod cite;
pub mod cmp;
pub mod convert;
pub mod describe;
pub mod diff;
pub mod errors;
pub mod invariance;
pub mod lint;
pub mod list;
pub mod merge;
pub mod report;
pub mod run;
pub mod score;
pub mod show;
pub mod signature;
pub mod verify;
pub mod wire;
pub mod worker;

mod comparison;
mod corpora;
mod ending;
mod folders;
mod labels;
mod page;
mod patterns;
mod selected;
mod stdout;
mod stop;
mod values;
