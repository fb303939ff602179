//! The commands, one file each: they read, call the flow, and print. What several of them need stands in files of its own.

pub mod agree;
pub mod annotate;
pub mod arguments;
pub mod bench;
pub mod bless;
pub mod check;
pub mod cmp;
pub mod convert;
pub mod describe;
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
mod patterns;
mod selected;
mod stdout;
mod stop;
mod values;
