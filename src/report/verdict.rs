//! The verdict of `mihak check` in every format: for people, GitHub Actions, JUnit, pull requests and programs.

mod github;
mod json;
mod junit;
mod markdown;
mod text;
mod wording;

use mihak_core::safe::{Github, Json, Markdown, Terminal};

use crate::check::Verdict;

pub use markdown::markdown;
pub use text::{gate_lines, text};

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
pub enum Written {
    /// Lines for people.
    Text(Terminal<'static>),
    /// Annotations of GitHub Actions.
    Github(Github<'static>),
    /// JUnit XML.
    Junit(String),
    /// A comment for a pull request.
    Markdown(Markdown<'static>),
    /// One JSON object.
    Json(Json<'static>),
}

impl Written {
    /// The verdict in that format.
    pub fn new(verdict: &Verdict, format: VerdictFormat) -> Written {
        match format {
            VerdictFormat::Text => Written::Text(text(verdict)),
            VerdictFormat::Github => Written::Github(github::github(verdict)),
            VerdictFormat::Junit => Written::Junit(junit::junit(verdict)),
            VerdictFormat::Markdown => Written::Markdown(markdown(verdict)),
            VerdictFormat::Json => Written::Json(json::json(verdict)),
        }
    }

    /// The text, for a file.
    pub fn as_str(&self) -> &str {
        match self {
            Written::Text(text) => text.as_str(),
            Written::Github(text) => text.as_str(),
            Written::Junit(text) => text,
            Written::Markdown(text) => text.as_str(),
            Written::Json(text) => text.as_str(),
        }
    }
}
