//! Mihak (محكّ): the evaluation harness for Arabic NLP.
//!
//! Articles and gold go in; a suite says which systems meet which corpora; [`run`] evaluates every article in parallel and counts;
//! [`results`] holds what was counted, in memory and on disk; [`report`] shows it and [`check`] holds it in CI. Nothing behind `run` knows what
//! a system is. What knows text and counts is the crate `mihak-core`, the builtin systems are the crate `mihak-systems`.
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

pub mod cmd;

pub mod cli;
