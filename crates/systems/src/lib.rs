//! The systems that Mihak has inside: Arabic tokenizers and entity extractors, the traits that they implement, and verified answers.
//!
//! [`contract`] and [`subwords`] say what a system is, [`registry`] is the table of everything built in, and [`answer`] is the one place where
//! answers are verified. Nothing here starts a process; files of models are read through [`source::Files`].

#![warn(missing_docs)]

pub mod failure;

pub mod contract;
pub mod subwords;

pub mod answer;

pub mod handle;

pub mod source;

pub mod chain;

pub mod models;

pub mod tokenizers;

pub mod extractors;

pub mod vocabularies;

pub mod train;

pub mod registry;
