//! Mihak (محكّ): the evaluation harness for Arabic NLP.
//!
//! A [`suite`] says which systems are run on which corpora. [`run`] asks every system about every article, in parallel, and counts. [`results`]
//! keeps the counts, in memory and on disk. [`report`] shows them, and [`check`] compares them with the baseline in CI. Nothing after `run` knows
//! what a system is. The crate `mihak-core` has text, formats, measures and intervals; the crate `mihak-systems` has the built-in systems.
//!
//! Modules stand in the order of the flow, and each uses only those above it.

#![warn(missing_docs)]

pub mod exit;
pub mod stop;

pub mod problem;

pub mod folder;

pub mod views;

pub mod gold;

pub mod corpus;

pub mod describe;

pub mod process;

pub mod system;

pub mod suite;

pub mod results;

pub mod run;

pub mod speed;

pub mod check;

pub mod report;

pub mod page;

pub mod cmd;

pub mod cli;
