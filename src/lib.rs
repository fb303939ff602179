//! Mihak (محكّ): the evaluation harness for Arabic NLP.
//!
//! Articles and gold go in; a suite says which systems meet which corpora; [`run`] evaluates every article in parallel and
//! counts; [`score`] holds the definitions and turns sums of counts into measures; [`report`] shows them and [`check`] holds
//! them in CI. Nothing behind `run` knows what a system is, and nothing behind `score` knows what text is.
//!
//! Gold and predictions in files of any [`mod@format`] are scored by the same definitions; [`tags`] reads tag sequences, and
//! [`lint`] finds what is wrong or odd in annotation files. [`speed`] measures what all of it costs, in time and in instructions.

#![warn(missing_docs)]

pub mod check;
pub mod cli;
pub mod cmd;
pub mod conformance;
pub mod corpus;
pub mod describe;
pub mod duplicates;
pub mod exit;
pub mod folder;
pub mod format;
pub mod gold;
pub mod guidelines;
pub mod hard;
pub mod kept;
pub mod lint;
pub mod problem;
pub mod progress;
pub mod records;
pub mod report;
pub mod results;
pub mod run;
pub mod scheme;
pub mod score;
pub mod signature;
pub mod speed;
pub mod splice;
pub mod suite;
pub mod systems;
pub mod tags;
pub mod text;
pub mod view;
