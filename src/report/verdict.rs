//! The verdict of the gate for its readers: people, GitHub Actions, JUnit, pull requests and programs.

mod github;
mod json;
mod junit;
mod markdown;
mod text;
mod wording;

use crate::check::Verdict;

pub use text::gate_lines;

/// How a verdict is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VerdictFormat {
    /// Lines for people.
    Text,
    /// Annotations of GitHub Actions.
    Github,
    /// JUnit XML.
    Junit,
    /// A comment for a pull request.
    Markdown,
    /// One JSON object.
    Json,
}

/// The verdict in a format; it ends with a line end.
pub fn written(verdict: &Verdict, format: VerdictFormat) -> String {
    match format {
        VerdictFormat::Text => text::text(verdict),
        VerdictFormat::Github => github::github(verdict),
        VerdictFormat::Junit => junit::junit(verdict),
        VerdictFormat::Markdown => markdown::markdown(verdict),
        VerdictFormat::Json => json::json(verdict),
    }
}
